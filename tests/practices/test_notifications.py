"""Mail: who is written to on each action, in which language, with which link; and the reminders."""

import datetime
import logging

import pytest
from django.core import mail
from django.core.management import call_command

from partners.choices import MemberRole
from partners.models import User
from practices.choices import Action, State
from practices.models import Practice, Review
from tests.factories import make_partner, make_user
from tests.rounds import Consortium
from tests.workspace import doing, page

pytestmark = pytest.mark.django_db

TITLE = "Looms & data"


@pytest.fixture
def consortium():
    made = Consortium()
    for number, user in enumerate((made.editor, *made.reviewers, made.publisher)):
        names = ("editor", "reviewer", "reviewer2", "publisher")
        User.objects.filter(pk=user.pk).update(email=f"{names[number]}@portal.example")
        user.refresh_from_db()
    return made


@pytest.fixture
def after(django_capture_on_commit_callbacks):
    """Return a function that does an action and gives the letters: (to, subject) and their texts."""

    def do(consortium, practice, action, **asked):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            consortium.do(practice, action, **asked)
        return list(mail.outbox)

    return do


def told(letters) -> list[tuple[str, str]]:
    return [(letter.to[0], letter.subject) for letter in letters]


EDITOR, PUBLISHER = "editor@portal.example", "publisher@portal.example"
REVIEWERS = ["reviewer@portal.example", "reviewer2@portal.example"]


@pytest.mark.parametrize(
    ("state", "action", "addressed", "subject", "link"),
    [
        (State.DRAFT, Action.SUBMIT, [PUBLISHER], "To be given to reviewers", "do/assign"),
        (State.SUBMITTED, Action.RECALL, [PUBLISHER], "Taken back", "start"),
        (State.SUBMITTED, Action.ASSIGN, REVIEWERS, "Please review", "do/review"),
        (State.SUBMITTED, Action.REQUEST_CHANGES, [EDITOR], "Changes requested", "change"),
        (State.SUBMITTED, Action.REJECT, [EDITOR], "Not accepted", "change"),
        (State.ACCEPTED, Action.PUBLISH, [EDITOR], "Published", "public"),
        (State.PUBLISHED, Action.WITHDRAW, [EDITOR], "Withdrawn", "change"),
        (State.PUBLISHED, Action.REOPEN, [], "", ""),
    ],
)
def test_who_is_told_of_what(consortium, after, settings, state, action, addressed, subject, link):
    practice = consortium.make(state, title=TITLE)

    letters = after(consortium, practice, action)

    assert told(letters) == [(address, f"{subject}: {TITLE}") for address in addressed]
    elsewhere = {"public": f"/practices/{practice.slug}/", "start": "/admin/"}
    for letter in letters:
        wanted = elsewhere.get(link) or page(practice, link)
        assert f"\n{settings.SITE_URL}{wanted}\n" in letter.body
        assert TITLE in letter.body
        assert "&amp;" not in letter.body
        assert letter.from_email == settings.DEFAULT_FROM_EMAIL


def test_accepting_tells_the_editors(consortium, after):
    practice = consortium.make(State.IN_REVIEW, title=TITLE)
    consortium.do(practice, Action.REVIEW)

    assert told(after(consortium, practice, Action.ACCEPT)) == [(EDITOR, f"Accepted: {TITLE}")]


def test_the_comment_stands_in_the_letter(consortium, after):
    practice = consortium.make(State.SUBMITTED)

    (letter,) = after(
        consortium, practice, Action.REQUEST_CHANGES, comment="Say what it costs, & <when>."
    )

    assert "\nSay what it costs, & <when>.\n" in letter.body


def test_the_last_missing_review_tells_the_publishers_once(consortium, after):
    practice = consortium.make(State.IN_REVIEW, title=TITLE)

    letters = after(consortium, practice, Action.REVIEW)  # two reviews, one after the other
    again = after(consortium, practice, Action.REVIEW)  # both are changed

    assert told(letters) == [(PUBLISHER, f"All reviews are in: {TITLE}")]
    assert told(again) == []


def test_only_who_was_newly_asked_is_written_to(consortium, after):
    practice = consortium.make(State.IN_REVIEW)
    third = make_user(MemberRole.REVIEWER, make_partner(), email="third@portal.example")

    letters = after(
        consortium,
        practice,
        Action.ASSIGN,
        reviewers=(third.memberships.get(),),
        due_on=datetime.date(2999, 5, 1),
        comment="Mind the figures & dates.",
    )

    assert [letter.to for letter in letters] == [["third@portal.example"]]
    assert "until 1 May 2999" in letters[0].body
    assert "\nMind the figures & dates.\n" in letters[0].body


def test_who_is_replaced_is_told(consortium, after):
    practice = consortium.make(State.IN_REVIEW, title=TITLE)
    first, second = consortium.asked()
    colleague = make_user(MemberRole.REVIEWER, first.partner, email="colleague@portal.example")

    chosen = (colleague.memberships.get(), second)
    letters = after(consortium, practice, Action.ASSIGN, reviewers=chosen)

    assert sorted(told(letters)) == [
        ("colleague@portal.example", f"Please review: {TITLE}"),
        (REVIEWERS[1], f"Please review: {TITLE}"),
        (REVIEWERS[0], f"Review no longer needed: {TITLE}"),
    ]
    (letter,) = (letter for letter in letters if letter.to == [REVIEWERS[0]])
    assert f"Somebody else now reviews it for {first.partner.short_name}" in letter.body
    assert "ended without yours" not in letter.body


def test_a_closed_account_that_is_replaced_is_not_written_to(consortium, after):
    practice = consortium.make(State.IN_REVIEW)
    first, _second = consortium.asked()
    colleague = make_user(MemberRole.REVIEWER, first.partner)
    User.objects.filter(pk=first.user_id).update(is_active=False)

    chosen = (colleague.memberships.get(),)
    assert after(consortium, practice, Action.ASSIGN, reviewers=chosen) == []


def test_who_has_not_reviewed_is_told_that_it_is_over(consortium, after):
    practice = consortium.make(State.IN_REVIEW, title=TITLE)
    consortium.review(practice, consortium.reviewers[0])

    assert told(after(consortium, practice, Action.REJECT)) == [
        (EDITOR, f"Not accepted: {TITLE}"),
        (REVIEWERS[1], f"Review no longer needed: {TITLE}"),
    ]


def test_each_is_written_to_in_the_own_language(consortium, after, settings):
    practice = consortium.make(State.SUBMITTED)
    User.objects.filter(pk=consortium.editor.pk).update(language="es")

    (letter,) = after(consortium, practice, Action.REQUEST_CHANGES)

    assert f"{settings.SITE_URL}/es{page(practice, 'change')}" in letter.body
    assert f"{settings.SITE_URL}/es/admin/" in letter.body


def test_neither_who_did_it_nor_a_foot_in_the_owner_nor_a_closed_account(consortium, after):
    both = make_user(MemberRole.PUBLISHER, make_partner(), email="both@portal.example")
    both.memberships.create(partner=consortium.owner, role=MemberRole.REVIEWER)
    make_user(MemberRole.PUBLISHER, make_partner(), is_active=False, email="off@portal.example")
    make_user(MemberRole.PUBLISHER, make_partner(), email="")
    consortium.publisher.memberships.create(partner=make_partner(), role=MemberRole.PUBLISHER)
    practice = consortium.make()

    assert [letter.to for letter in after(consortium, practice, Action.SUBMIT)] == [[PUBLISHER]]


def test_a_mail_server_that_fails_undoes_nothing(consortium, after, monkeypatch, caplog):
    practice = consortium.make(State.SUBMITTED)

    def refuse(*_args, **_kwargs):
        raise OSError("no route to the mail server")

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    with caplog.at_level(logging.ERROR, "practices.notifications"):
        after(consortium, practice, Action.ASSIGN)

    assert Practice.objects.get(pk=practice.pk).state == State.IN_REVIEW
    told_of = f"The letter assigned on {practice.identifier} did not go out."
    assert [record.getMessage() for record in caplog.records] == [told_of, told_of]
    assert "portal.example" not in caplog.text.split("Traceback")[0]


def test_what_is_refused_tells_nobody(consortium, after):
    practice = consortium.make(State.SUBMITTED)

    with pytest.raises(Exception, match="Write a comment"):
        after(consortium, practice, Action.REJECT, comment="")

    assert mail.outbox == []


# Reminders


def reminded(day: str, clock) -> list[tuple[str, str]]:
    clock(day)
    mail.outbox.clear()
    call_command("remind_reviewers", verbosity=0)
    return told(mail.outbox)


def test_reviewers_are_reminded_once_before_and_once_after(consortium, clock, settings):
    clock("2026-03-01")
    practice = consortium.make(State.SUBMITTED, title=TITLE)
    consortium.do(practice, Action.ASSIGN, due_on=datetime.date(2026, 3, 20))
    consortium.review(practice, consortium.reviewers[1])

    days = ("2026-03-16", "2026-03-17", "2026-03-18", "2026-03-20", "2026-03-21", "2026-03-29")
    found = {day: reminded(day, clock) for day in days}

    soon, late = f"Still to be reviewed: {TITLE}", f"Overdue review: {TITLE}"
    assert found == {
        "2026-03-16": [],
        "2026-03-17": [(REVIEWERS[0], soon)],
        "2026-03-18": [],
        "2026-03-20": [],
        "2026-03-21": [(REVIEWERS[0], late)],
        "2026-03-29": [],
    }
    assert Review.objects.get(submitted_at=None).reminded_at.date() == datetime.date(2026, 3, 21)


def test_the_reminder_links_to_the_review(consortium, clock, settings):
    clock("2026-03-01")
    practice = consortium.make(State.IN_REVIEW)

    reminded("2026-04-15", clock)

    bodies = [letter.body for letter in mail.outbox]
    assert [f"{settings.SITE_URL}{doing(practice, 'review')}" in body for body in bodies] == [
        True
    ] * 2
    assert "was expected until 22 March 2026" in bodies[0]


def test_nobody_is_reminded_of_a_text_that_has_left_review(consortium, clock):
    clock("2026-03-01")
    consortium.do(consortium.make(State.IN_REVIEW), Action.REQUEST_CHANGES)

    assert reminded("2026-04-15", clock) == []


def test_who_may_no_longer_review_is_not_reminded(consortium, clock):
    clock("2026-03-01")
    consortium.make(State.IN_REVIEW)
    consortium.reviewers[0].memberships.create(partner=consortium.owner, role=MemberRole.EDITOR)
    User.objects.filter(pk=consortium.reviewers[1].pk).update(is_active=False)

    assert reminded("2026-04-15", clock) == []
