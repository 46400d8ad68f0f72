"""The pages of the actions: who is answered what, in every state; and what the forms do."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.choices import MemberRole
from practices import codelists, workflow
from practices.choices import Action, Criterion, State, Verdict
from practices.models import Practice
from tests.factories import EMPTY, make_partner, make_user
from tests.practices.test_workflow_table import (
    ROLES,
    STATES,
    TABLES,
    cast,
    expected,
    make,
)
from tests.rounds import Consortium, make_judgement
from tests.workspace import action_form, doing, logged_in, page

pytestmark = pytest.mark.django_db

PEOPLE = [role for role in ROLES if role != "the portal"]
OUTSIDE = {"member of nothing", "anonymous", "switched off"}
ACTIONS = [action for action in TABLES["new"] if action != "seed"]
# Who does not see a practice at all, and in which states; publishers see what has an edition.
HIDDEN = {
    "editor of another": set(STATES),
    "asked reviewer": {"draft"},
    "reviewer who was not asked": {"draft"},
    "reviewer of the owner": {"draft"},
}
STATUS = {"+": (200, 302), "n": (409, 409), "-": (403, 403)}


def answers(kind: str, role: str, state: str) -> dict[str, tuple[int, int]]:
    """What GET and POST are answered, action by action, as the workflow's own table says."""
    if role in OUTSIDE:
        return dict.fromkeys(ACTIONS, (302, 302))
    hidden = set() if kind != "new" and "publisher" in role else HIDDEN.get(role, set())
    if kind == "new" and "publisher" in role:
        hidden = {"draft"}
    if state in hidden:
        return dict.fromkeys(ACTIONS, (404, 404))
    cells = expected(kind, role, state)
    return {action: STATUS[cells[action]] for action in ACTIONS}


def client_of(user) -> Client:
    return logged_in(user) if user.pk and user.is_active else Client()


def asked(client: Client, action: str, practice: Practice, reviewer) -> tuple[int, int]:
    """Look at the page, then try the action and take it back; a refusal writes no line of history."""
    address = doing(practice, action)
    shown = client.get(address).status_code
    lines = practice.history.count()
    with transaction.atomic():
        sent = client.post(address, action_form(action, practice, reviewer))
        is_done = sent.status_code == 302 and "/login/" not in sent["Location"]
        assert practice.history.count() == lines + is_done
        if is_done:
            last = practice.history.last()
            assert (last.action, last.from_state) == (action, practice.state)
        transaction.set_rollback(True)
    return shown, sent.status_code


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", TABLES)
def test_role_by_state_by_action(kind, state):
    consortium = Consortium()
    practice = make(kind, state, consortium)
    if state == State.IN_REVIEW:
        consortium.do(practice, Action.REVIEW)
    practice.refresh_from_db()
    stranger = make_user(MemberRole.REVIEWER, make_partner()).memberships.get()

    for role in PEOPLE:
        client = client_of(cast(role, consortium))
        found = {action: asked(client, action, practice, stranger) for action in ACTIONS}

        assert found == answers(kind, role, state), role
        assert Practice.objects.get(pk=practice.pk).state == state


@pytest.mark.parametrize("action", ["seed", "create", "edit", "redact", "burn"])
def test_what_no_person_does_has_no_page(action):
    consortium = Consortium()
    practice = consortium.make()

    found = [
        client_of(user).get(doing(practice, action)).status_code
        for user in (consortium.editor, make_user(is_superuser=True))
    ]

    assert found == [404, 404]


@pytest.mark.parametrize("action", ACTIONS)
def test_the_login_leads_back_to_the_action(client, action):
    practice = Consortium().make()
    address = doing(practice, action)

    for answer in (client.get(address), client.post(address, action_form(action, practice))):
        assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={address}")


# A refusal tells where the practice stands, and keeps what was written


def test_not_now_keeps_the_comment_and_says_what_can_be_done():
    consortium = Consortium()
    practice = consortium.make(State.CHANGES_REQUESTED)
    client = logged_in(consortium.editor)

    refused = client.post(doing(practice, "recall"), {"comment": "We found <b>errors</b>."})

    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Not possible while the practice is changes requested." in html
    assert refused.context["typed"] == [("Your comment", "We found <b>errors</b>.")]
    assert "We found &lt;b&gt;errors&lt;/b&gt;." in html
    assert [offer.action for offer in refused.context["offers"]] == ["submit"]
    assert doing(practice, "submit") in html


def test_what_was_written_comes_back_when_the_practice_is_no_longer_seen():
    consortium = Consortium()
    title, summary = "A practice called zirconium", "What nobody else may read."
    practice = consortium.make(State.SUBMITTED, title=title, summary=summary)
    publisher, address = logged_in(consortium.publisher), doing(practice, "request_changes")
    sent = action_form("request_changes", practice, comment="Say <b>when</b>.")
    consortium.do(practice, Action.RECALL)

    lost = publisher.post(address, sent)
    never = publisher.post(address.replace(str(practice.pk), "999999"), sent)

    for answer in (lost, never):
        html = answer.content.decode()
        assert answer.status_code == 404
        assert answer.context["typed"] == [("Your comment", "Say <b>when</b>.")]
        assert "Say &lt;b&gt;when&lt;/b&gt;.</textarea>" in html
        for secret in (title, summary, practice.identifier, consortium.owner.short_name):
            assert secret not in html
    assert publisher.get(address).status_code == 404
    assert "typed" not in (publisher.get(address).context or {})
    assert practice.history.last().action == Action.RECALL


def test_a_review_comes_back_when_the_practice_is_no_longer_seen():
    consortium = Consortium()
    practice = consortium.make(State.IN_REVIEW)
    reviewer, sent = logged_in(consortium.reviewers[0]), action_form("review", practice)
    consortium.reviewers[0].memberships.update(role=MemberRole.EDITOR)

    lost = reviewer.post(doing(practice, "review"), sent)

    assert lost.status_code == 404
    assert lost.context["typed"] == [
        ("Conflict of interest", "none"),
        ("Impact and track record", "Good impact."),
        ("Transferability", "Good transferability."),
        ("Relevance for the region that takes it up", "Good relevance."),
        ("Quality of evidence", "Good evidence."),
    ]


def test_a_review_that_came_too_late_is_not_lost():
    consortium = Consortium()
    practice = consortium.make(State.IN_REVIEW)
    reviewer = logged_in(consortium.reviewers[0])
    consortium.do(practice, Action.REQUEST_CHANGES)

    refused = reviewer.post(doing(practice, "review"), action_form("review", practice))

    assert refused.status_code == 403
    assert refused.context["typed"] == [
        ("Conflict of interest", "none"),
        ("Impact and track record", "Good impact."),
        ("Transferability", "Good transferability."),
        ("Relevance for the region that takes it up", "Good relevance."),
        ("Quality of evidence", "Good evidence."),
    ]


def test_corrections_that_came_too_late_are_not_lost():
    consortium = Consortium()
    practice = consortium.make_reworked(State.PUBLISHED)
    sent = action_form("correct", practice)
    consortium.do(practice, Action.REOPEN)

    refused = logged_in(consortium.publisher).post(doing(practice, "correct"), sent)

    assert refused.status_code == 409
    assert refused.context["typed"] == [("Summary", "What it is!")]


def test_a_made_up_mark_of_an_edition_is_told_like_an_old_one():
    consortium = Consortium()
    practice = consortium.make_reworked(State.PUBLISHED)
    sent = action_form("correct", practice) | {"seen": "edition " + "9" * 5000}

    refused = logged_in(consortium.publisher).post(doing(practice, "correct"), sent)

    assert (refused.status_code, refused.context["reason"]) == (409, workflow.OUTDATED)


# Each form


def test_submitting_lists_what_is_missing_with_links():
    consortium = Consortium()
    practice = consortium.make(**EMPTY)
    client = logged_in(consortium.editor)

    shown = client.get(doing(practice, "submit"))
    refused = client.post(doing(practice, "submit"), action_form("submit", practice))

    form = page(practice, "change")
    assert dict(shown.context["missing"]) == {
        "summary": f"{form}#id_summary",
        "description": f"{form}#id_description",
        "region": f"{form}#id_region",
        "scope": f"{form}#id_scope",
        "nature": f"{form}#id_nature",
        "validation kind": f"{form}#id_validation_kind",
        "one theme": f"{form}#id_themes",
        "one sector": f"{form}#id_nace",
        "one objective": f"{form}#id_objectives",
        "one beneficiary": f"{form}#id_beneficiaries",
        "one claim with evidence": f"{form}#claims-group",
    }
    assert refused.status_code == 400
    assert refused.context["form"].non_field_errors()[0].startswith("Missing: summary, description")


def test_submitting_needs_the_consent_and_keeps_the_note():
    consortium = Consortium()
    practice = consortium.make()

    refused = logged_in(consortium.editor).post(
        doing(practice, "submit"),
        action_form("submit", practice, consent=None, comment="First one"),
    )

    assert refused.status_code == 400
    assert list(refused.context["form"].errors) == ["consent"]
    assert refused.context["form"]["comment"].value() == "First one"
    assert Practice.objects.get(pk=practice.pk).state == State.DRAFT


@pytest.mark.parametrize("action", ["submit", "discard"])
def test_a_text_that_changed_meanwhile_is_looked_at_again(action):
    consortium = Consortium()
    practice = consortium.make_reworked(State.DRAFT)
    client, sent = logged_in(consortium.editor), action_form(action, practice, comment="Ready.")
    Practice.objects.filter(pk=practice.pk).update(revision=practice.revision + 1)

    refused = client.post(doing(practice, action), sent)
    again = client.get(doing(practice, action)).context["form"]["seen"].value()
    done = client.post(doing(practice, action), sent | {"seen": again})

    assert refused.status_code == 409
    assert refused.context["reason"] == workflow.OUTDATED
    assert refused.context["typed"] == [("Your comment", "Ready.")]
    assert (done.status_code, done["Location"]) == (302, page(practice, "change"))


@pytest.mark.parametrize("action", ["assign", "accept", "request_changes", "reject"])
def test_a_decision_on_one_round_is_not_taken_for_the_next(action):
    consortium = Consortium()
    practice, newcomer = consortium.make(State.IN_REVIEW), make_user(MemberRole.REVIEWER)
    consortium.do(practice, Action.REVIEW)
    stale = action_form(action, practice, newcomer.memberships.get(), comment="Of round 1.")
    ways = (Action.REQUEST_CHANGES, Action.SUBMIT, Action.ASSIGN, Action.REVIEW)
    for step in ways:
        consortium.do(practice, step)
    client, lines = logged_in(consortium.publisher), practice.history.count()

    refused = client.post(doing(practice, action), stale)

    assert (refused.status_code, refused.context["reason"]) == (409, workflow.OUTDATED)
    assert refused.context["typed"] == [("Your comment", "Of round 1.")]
    assert f'href="{doing(practice, action)}"' in refused.content.decode()
    assert practice.history.count() == lines
    assert Practice.objects.get(pk=practice.pk).state == State.IN_REVIEW


def test_a_publication_is_of_the_round_that_was_looked_at():
    consortium = Consortium()
    practice = consortium.make(State.ACCEPTED)
    stale = action_form("publish", practice)
    consortium.do(practice, Action.REQUEST_CHANGES)
    consortium.bring(practice, State.ACCEPTED)

    refused = logged_in(consortium.publisher).post(doing(practice, "publish"), stale)

    assert refused.status_code == 409
    assert not practice.editions.exists()


def test_a_withdrawal_is_of_the_edition_that_was_looked_at():
    consortium = Consortium()
    practice = consortium.make_reworked(State.PUBLISHED)
    client, stale = logged_in(consortium.publisher), action_form("withdraw", practice)
    client.post(doing(practice, "correct"), action_form("correct", practice))

    refused = client.post(doing(practice, "withdraw"), stale)

    assert (refused.status_code, practice.editions.count()) == (409, 2)
    assert Practice.objects.on_show().filter(pk=practice.pk).exists()


def test_reviewers_are_chosen_by_organisation_and_load():
    consortium = Consortium()
    busy, practice = consortium.reviewers[0], consortium.make(State.SUBMITTED)
    consortium.make(State.IN_REVIEW)
    make_user(MemberRole.REVIEWER, consortium.owner)
    make_user(MemberRole.REVIEWER, make_partner(), is_active=False)
    client = logged_in(consortium.publisher)

    listed = client.get(doing(practice, "assign")).context["form"].candidates
    refused = client.post(
        doing(practice, "assign"), action_form("assign", practice, due_on="2001-01-01")
    )

    assert {row.person: row.open_reviews for row in listed} == {
        reviewer.username: 1 for reviewer in consortium.reviewers
    }
    assert busy.username in {row.person for row in listed}
    assert refused.status_code == 400
    assert list(refused.context["form"].errors) == ["reviewers"]


def test_who_has_reviewed_is_not_asked_again():
    consortium = Consortium()
    practice = consortium.make(State.IN_REVIEW)
    consortium.review(practice, consortium.reviewers[0])
    client = logged_in(consortium.publisher)

    shown = client.get(doing(practice, "assign"))
    again = client.post(
        doing(practice, "assign"), action_form("assign", practice, *consortium.asked())
    )

    found = {
        row.person: (row.has_reviewed, row.is_asked) for row in shown.context["form"].candidates
    }
    assert found == {
        consortium.reviewers[0].username: (True, False),
        consortium.reviewers[1].username: (False, True),
    }
    assert (again.status_code, list(again.context["form"].errors)) == (400, ["reviewers"])


@pytest.mark.parametrize("action", ["request_changes", "reject", "withdraw", "restore"])
def test_a_reason_is_demanded(action):
    consortium = Consortium()
    made = {"withdraw": consortium.make_reworked, "restore": consortium.make_withdrawn}
    practice = made.get(action, consortium.make)(
        State.PUBLISHED if action in made else State.SUBMITTED
    )

    refused = logged_in(consortium.publisher).post(
        doing(practice, action), action_form(action, practice, comment=" \n")
    )

    assert refused.status_code == 400
    assert refused.context["form"].errors == {"comment": ["Write a comment: it says why."]}


def test_accepting_shows_both_reviews_and_where_they_are_apart():
    consortium = Consortium()
    practice = consortium.make(State.IN_REVIEW)
    low = make_judgement().scores | {Criterion.IMPACT: (0, "Nothing yet.")}
    consortium.review(practice, consortium.reviewers[0])
    consortium.review(practice, consortium.reviewers[1], make_judgement(scores=low))

    shown = logged_in(consortium.publisher).get(doing(practice, "accept"))

    current = shown.context["current"]
    assert [(line.name, line.is_apart) for line in current.criteria] == [
        ("impact and track record", True),
        ("transferability", False),
        ("relevance for the region that takes it up", False),
        ("quality of evidence", False),
    ]
    assert [(cell.points, cell.text) for cell in current.criteria[0].cells] == [
        (3, "Good impact."),
        (0, "Nothing yet."),
    ]
    assert shown.context["lacking"] == [
        "The two reviews disagree on: impact and track record. Ask a third organisation."
    ]
    assert "<form" not in shown.content.decode().split('id="content-main"')[1]


def test_accepting_shows_where_verdicts_clash():
    consortium = Consortium()
    practice = consortium.make(State.IN_REVIEW)
    refuted = make_judgement(checks={1: (Verdict.NOT_CONFIRMED, 1, "The page says four.")})
    consortium.review(practice, consortium.reviewers[0])
    consortium.review(practice, consortium.reviewers[1], refuted)

    shown = logged_in(consortium.publisher).get(doing(practice, "accept"))

    (claim,) = shown.context["current"].claims
    assert claim.is_apart
    assert [cell.mark for cell in claim.cells] == ["confirmed", "not confirmed"]
    assert shown.context["lacking"][-1] == (
        "The two reviews disagree on: claim 1. Ask a third organisation."
    )
    assert "far apart" in shown.content.decode()


@pytest.mark.parametrize(
    ("state", "action", "name", "limit"),
    [
        (State.DRAFT, "submit", "comment", 1500),
        (State.SUBMITTED, "assign", "comment", 1500),
        (State.SUBMITTED, "request_changes", "comment", 1500),
        (State.IN_REVIEW, "review", "reason-impact", 1500),
        (State.IN_REVIEW, "review", "remark-title", 1500),
        (State.PUBLISHED, "correct", "title", 150),
        (State.PUBLISHED, "correct", "claims.1.statement", 200),
        (State.PUBLISHED, "correct", "evidence.1.url", 500),
    ],
)
def test_what_is_too_long_is_counted_and_refused_and_never_cut(state, action, name, limit):
    consortium = Consortium()
    practice = consortium.make(state)
    doers = {"submit": consortium.editor, "review": consortium.reviewers[0]}
    client = logged_in(doers.get(action, consortium.publisher))
    text = "https://source.example/".ljust(limit + 1, "x")

    form = client.get(doing(practice, action)).content.decode().split('id="content-main"')[1]
    refused = client.post(
        doing(practice, action), action_form(action, practice, *consortium.asked(), **{name: text})
    )

    box = re.search(rf'<(?:textarea|input)[^>]* name="{re.escape(name)}"[^>]*>', form).group()
    assert f'data-limit="{limit}"' in box
    assert "maxlength" not in form
    assert refused.status_code == 400
    assert str(limit + 1) in str(refused.context["form"].errors[name])
    assert text in refused.content.decode()


def test_publishing_shows_what_changes_since_the_current_edition():
    consortium = Consortium()
    practice = consortium.make_reworked(State.DRAFT)
    Practice.objects.filter(pk=practice.pk).update(summary="What it is now.")
    practice.refresh_from_db()
    consortium.bring(practice, State.ACCEPTED)

    shown = logged_in(consortium.publisher).get(doing(practice, "publish"))

    assert [change.label for change in shown.context["changes"]] == ["Summary"]
    assert (shown.context["number"], shown.context["level"].label) == (2, "Reviewed")
    html = shown.content.decode()
    assert "This becomes edition 2." in html
    assert "<ins>is now.</ins>" in html


def test_discarding_shows_what_is_given_up():
    consortium = Consortium()
    practice = consortium.make_reworked(State.DRAFT)
    Practice.objects.filter(pk=practice.pk).update(lessons="Begin small.")

    shown = logged_in(consortium.editor).get(doing(practice, "discard"))

    assert [(row.label, row.is_added) for row in shown.context["changes"]] == [("Lessons", True)]


def test_corrections_are_checked_place_by_place():
    consortium = Consortium()
    practice = consortium.make_reworked(State.PUBLISHED, description="It helps smal firms a lot.")
    client, address = logged_in(consortium.publisher), doing(practice, "correct")
    wrong = {"summary": "Something else", "description": "It helps small firms a lot."}

    refused = client.post(address, action_form("correct", practice, **wrong))
    nothing = client.post(address, action_form("correct", practice, summary="What it is."))
    done = client.post(
        address,
        action_form("correct", practice, summary="What it is.", description=wrong["description"]),
    )

    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["summary"])
    assert refused.context["form"]["description"].value() == "It helps small firms a lot."
    assert (nothing.status_code, nothing.context["form"].non_field_errors()) == (
        400,
        ["There is nothing to correct."],
    )
    assert done.status_code == 302
    assert practice.editions.first().document["description"] == "It helps small firms a lot."


def test_two_who_correct_do_not_undo_each_other():
    consortium = Consortium()
    practice = consortium.make_reworked(State.PUBLISHED, description="It helps smal firms.")
    client, address = logged_in(consortium.publisher), doing(practice, "correct")
    stale = action_form("correct", practice)
    first = action_form(
        "correct", practice, summary="What it is.", description="It helps small firms."
    )
    client.post(address, first)

    refused = client.post(address, stale)

    assert (refused.status_code, refused.context["reason"]) == (409, workflow.OUTDATED)
    assert refused.context["typed"] == [("Summary", "What it is!")]
    assert practice.editions.first().document["description"] == "It helps small firms."


def test_what_is_done_stands_in_the_history_with_its_request():
    consortium = Consortium()
    practice = consortium.make(State.SUBMITTED)
    asked_for = action_form("reject", practice, comment="Too early.", request_id="")

    done = logged_in(consortium.publisher).post(
        doing(practice, "reject"), asked_for, headers={"X-Request-ID": "abcdef0123456789"}
    )

    line = practice.history.last()
    assert done["Location"] == page(practice, "change")
    assert (line.action, line.comment, line.user, line.request_id) == (
        "reject",
        "Too early.",
        consortium.publisher,
        "abcdef0123456789",
    )


# Cost


@pytest.mark.parametrize(
    ("state", "action", "role"),
    [
        (State.DRAFT, "submit", "editor"),
        (State.IN_REVIEW, "assign", "publisher"),
        (State.IN_REVIEW, "review", "reviewer"),
        (State.IN_REVIEW, "accept", "publisher"),
        (State.ACCEPTED, "publish", "publisher"),
        (State.PUBLISHED, "correct", "publisher"),
    ],
)
def test_a_page_costs_the_same_for_one_row_and_for_three(state, action, role):
    counts = []
    codelists.current()
    for number in (1, 3):
        consortium = Consortium()
        people = {"reviewer": consortium.reviewers[0]}
        user = people.get(role) or getattr(consortium, role)
        practice = consortium.make(
            state,
            sectors=["C13", "C14", "C15"][:number],
            claims=[{"statement": "Firms took part"}] * number,
            evidence=[{"url": f"https://source.example/{n}"} for n in range(number)],
        )
        if state == State.IN_REVIEW and action != "review":
            consortium.do(practice, Action.REVIEW)
        client = logged_in(user)
        codelists.current()
        with CaptureQueriesContext(connection) as made:
            assert client.get(doing(practice, action)).status_code == 200
        counts.append(len(made))

    assert counts[0] == counts[1] <= 40


def test_the_list_says_since_when_and_how_many_reviews_are_in(clock):
    consortium = Consortium()
    clock("2026-03-01")
    practice = consortium.make(State.IN_REVIEW)
    clock("2026-03-05")
    consortium.review(practice, consortium.reviewers[0])
    consortium.make(State.SUBMITTED)

    shown = logged_in(consortium.publisher).get("/admin/practices/practice/?state__exact=in_review")

    html = shown.content.decode()
    assert list(shown.context["cl"].queryset) == [practice]
    assert '<td class="field-in_state_since">1 March 2026</td>' in html
    assert '<td class="field-reviews_in">1 of 2</td>' in html
