"""Text that was typed and not saved: kept for its writer alone, offered again, let go when saved."""

import datetime
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from partners.choices import MemberRole
from practices import files, unsaved, workflow
from practices.choices import Action, State
from practices.models import FormDraft, Practice
from tests.factories import make_partner, make_practice, make_user
from tests.rounds import Consortium
from tests.workspace import as_sent, errors_of, logged_in

LIST = "/admin/practices/practice/"
ADD = f"{LIST}add/"
KEEP = f"{LIST}keep/"


@pytest.fixture
def owner(db):
    return make_partner(short_name="Own")


@pytest.fixture
def user(owner):
    return make_user(MemberRole.EDITOR, owner)


@pytest.fixture
def editor(user):
    return logged_in(user)


def change_of(practice: Practice) -> str:
    return f"{LIST}{practice.pk}/change/"


def offered(response) -> list[str]:
    """The texts that a form offers, by the title that was typed."""
    return [draft.title for draft in response.context["unsaved"]]


def test_what_is_typed_is_kept_and_offered_and_never_in_the_practice(editor, owner):
    practice = make_practice(owner=owner, title="Stored")
    typed = as_sent(editor.get(change_of(practice)), title="Typed", start_year="20")

    kept = editor.post(KEEP, typed)
    again = editor.post(KEEP, typed | {"title": "Typed on"})

    draft = FormDraft.objects.get()
    at = timezone.localtime(draft.kept_at).strftime("%H:%M:%S")
    assert (kept.status_code, again.json()) == (
        200,
        {"told": f"Kept at {at}, not saved yet.", "draft": draft.pk},
    )
    assert Practice.objects.get().title == "Stored"
    shown = editor.get(change_of(practice))
    assert offered(shown) == ["Typed on"]
    assert as_sent(shown)["title"] == "Stored"
    going_on = editor.get(f"{change_of(practice)}?continue={draft.pk}")
    assert (going_on.status_code, as_sent(going_on)["title"]) == (200, "Typed on")
    assert as_sent(going_on)["start_year"] == "20"
    assert offered(going_on) == []


def test_a_character_that_a_database_refuses_does_not_cost_the_text(editor, owner):
    practice = make_practice(owner=owner)
    typed = as_sent(editor.get(change_of(practice)), title="Ty\x00ped", **{"un\x00known": "on"})

    assert editor.post(KEEP, typed).status_code == 200

    data = FormDraft.objects.get().data
    assert (data["title"], data["unknown"]) == (["Typed"], ["on"])


def test_cards_come_back_as_they_were_typed(editor, owner):
    practice = make_practice(owner=owner)
    added = {
        "claims-TOTAL_FORMS": "2",
        "claims-1-kind": "target",
        "claims-1-statement": "Half typed",
        "claims-0-DELETE": "on",
    }
    editor.post(KEEP, as_sent(editor.get(change_of(practice)), **added))

    draft = FormDraft.objects.get()
    going_on = as_sent(editor.get(f"{change_of(practice)}?continue={draft.pk}"))
    assert {name: going_on[name] for name in added if name != "claims-0-DELETE"} == {
        name: value for name, value in added.items() if name != "claims-0-DELETE"
    }
    assert going_on["claims-0-DELETE"] == "on"
    going_on |= {"claims-1-backed_by": ["1"]}
    assert editor.post(change_of(practice), going_on).status_code == 302
    assert [row.statement for row in practice.claims.all()] == ["Half typed"]


def test_saving_lets_it_go(editor, owner, user):
    practice = make_practice(owner=owner)
    other = make_user(MemberRole.EDITOR, owner)
    unsaved.keep(other.pk, practice.pk, {"title": ["Of somebody else"]})
    typed = as_sent(editor.get(change_of(practice)), title="Typed")
    editor.post(KEEP, typed)

    assert editor.post(change_of(practice), typed).status_code == 302

    assert [draft.user for draft in FormDraft.objects.all()] == [other]
    assert offered(editor.get(change_of(practice))) == []


def test_what_says_the_same_is_not_offered(editor, owner):
    practice = make_practice(owner=owner, description="One\nTwo")
    typed = as_sent(editor.get(change_of(practice)), description="One\r\nTwo\r\n")
    editor.post(KEEP, typed)

    assert offered(editor.get(change_of(practice))) == []


def test_every_new_practice_is_kept_on_its_own(editor):
    first, second = (as_sent(editor.get(ADD), title=title) for title in ("First", "Second"))
    for typed in (first, second, first | {"title": "First, more"}):
        assert editor.post(KEEP, typed).status_code == 200

    assert sorted(offered(editor.get(ADD))) == ["First, more", "Second"]
    assert editor.post(ADD, second).status_code == 302
    shown = editor.get(ADD)
    assert offered(shown) == ["First, more"]
    draft = shown.context["unsaved"][0]
    assert editor.post(f"{LIST}unsaved/{draft.pk}/drop/")["Location"] == ADD
    assert offered(editor.get(ADD)) == []


def test_nobody_reads_or_drops_the_text_of_somebody_else(editor, owner):
    practice = make_practice(owner=owner)
    editor.post(KEEP, as_sent(editor.get(change_of(practice)), title="Private"))
    draft = FormDraft.objects.get()
    colleague = logged_in(make_user(MemberRole.EDITOR, owner))

    assert offered(colleague.get(change_of(practice))) == []
    asked = colleague.get(f"{change_of(practice)}?continue={draft.pk}")
    dropped = colleague.post(f"{LIST}unsaved/{draft.pk}/drop/")
    looked = editor.get(f"{LIST}unsaved/{draft.pk}/drop/")

    assert (asked.status_code, dropped.status_code, looked.status_code) == (404, 404, 302)
    assert FormDraft.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"pass": "made-up"}, {"pass": ""}])
def test_without_a_pass_nothing_is_kept(client, editor, db, sent):
    answers = [who.post(KEEP, sent | {"title": "x"}).status_code for who in (client, editor)]

    assert answers == [400, 400]
    assert FormDraft.objects.count() == 0
    assert editor.get(KEEP).status_code == 405


# Logged out meanwhile


def test_a_save_after_the_login_has_ended_loses_nothing(editor, user, owner):
    practice = make_practice(owner=owner, title="Stored")
    typed = as_sent(editor.get(change_of(practice)), title="Typed")
    editor.logout()

    sent = editor.post(change_of(practice), typed)

    assert (sent.status_code, sent["Location"]) == (
        302,
        f"/admin/login/?next={change_of(practice)}",
    )
    stranger = logged_in(make_user(MemberRole.EDITOR, owner))
    assert offered(stranger.get(change_of(practice))) == []
    editor.force_login(user)
    assert offered(editor.get(change_of(practice))) == ["Typed"]
    assert Practice.objects.get(pk=practice.pk).title == "Stored"


def test_keeping_goes_on_after_the_login_has_ended(editor, user):
    typed = as_sent(editor.get(ADD), title="Typed")
    editor.logout()

    kept = editor.post(KEEP, typed)

    assert (kept.status_code, kept.json()["login"]) == (401, "/admin/login/")
    editor.force_login(user)
    assert offered(editor.get(ADD)) == ["Typed"]


def test_a_form_opened_before_the_last_login_is_kept_too(user, owner):
    """A login changes the token against forged requests, so that older forms carry a wrong one."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    practice = make_practice(owner=owner)
    typed = as_sent(browser.get(change_of(practice)), title="Typed")

    sent = browser.post(change_of(practice), typed | {"csrfmiddlewaretoken": "of-an-older-login"})
    forged = browser.post(change_of(practice), {"title": "Forged"})

    assert (sent.status_code, sent["Location"]) == (302, change_of(practice))
    assert offered(browser.get(change_of(practice))) == ["Typed"]
    assert forged.status_code == 403


# Not now


def test_a_save_while_the_text_is_with_the_reviewers_is_told_and_kept(owner):
    consortium = Consortium(owner)
    practice = consortium.make()
    editor = logged_in(consortium.editor)
    typed = as_sent(
        editor.get(change_of(practice)),
        problem="Typed too late",
        **{"claims-0-statement": "133 firms"},
    )
    consortium.do(practice, Action.SUBMIT)

    late = editor.post(change_of(practice), typed)

    assert late.status_code == 409
    told = late.content.decode()
    assert "The practice is submitted now, so it cannot be changed." in told
    assert late.context["typed"] == [
        ("Problem addressed", "Typed too late"),
        ("Claim 1, Statement", "133 firms"),
    ]
    consortium.do(practice, Action.RECALL)
    shown = editor.get(change_of(practice))
    draft = shown.context["unsaved"][0]
    going_on = as_sent(editor.get(f"{change_of(practice)}?continue={draft.pk}"))
    assert going_on["problem"] == "Typed too late"
    assert editor.post(change_of(practice), going_on).status_code == 302
    assert Practice.objects.get(pk=practice.pk).problem == "Typed too late"


def test_who_only_reads_is_refused_and_nothing_is_kept(owner):
    consortium = Consortium(owner)
    practice = consortium.make(State.SUBMITTED)
    reader = logged_in(consortium.publisher)

    assert reader.get(change_of(practice)).status_code == 200
    assert reader.post(change_of(practice), {"title": "Mine"}).status_code == 403
    assert FormDraft.objects.count() == 0


# What survives a fault


def test_everything_typed_survives_a_fault_and_is_still_kept(editor, owner):
    practice = make_practice(owner=owner)
    typed = as_sent(editor.get(change_of(practice)), title="", problem="Typed just now")
    editor.post(KEEP, typed)

    refused = editor.post(change_of(practice), typed)

    assert errors_of(refused) == {"title": ["This field is required."]}
    assert FormDraft.objects.count() == 1
    assert as_sent(refused)["problem"] == "Typed just now"
    assert as_sent(refused)["revision"] == typed["revision"]


def test_a_draft_goes_with_its_practice(editor, owner):
    practice = make_practice(owner=owner)
    editor.post(KEEP, as_sent(editor.get(change_of(practice)), title="Typed"))

    assert editor.post(f"{LIST}{practice.pk}/delete/", {"post": "yes"}).status_code == 302
    assert FormDraft.objects.count() == 0


def test_the_text_of_colleagues_outlives_a_practice_that_is_deleted(editor, owner, user, media):
    upload = SimpleUploadedFile("minutes.txt", b"The minutes of the meeting.")
    kept = files.keep(upload)
    evidence = {"file": kept.name, "file_sha256": kept.sha256, "title": "Minutes"}
    practice = make_practice(owner=owner, title="Stored", evidence=[evidence | {"number": 1}])
    colleague = make_user(MemberRole.EDITOR, owner)
    browser = logged_in(colleague)
    typed = as_sent(browser.get(change_of(practice)), title="Typed", summary="By a colleague.")
    browser.post(KEEP, typed)
    editor.post(KEEP, as_sent(editor.get(change_of(practice)), title="Of who deletes"))

    assert editor.post(f"{LIST}{practice.pk}/delete/", {"post": "yes"}).status_code == 302

    assert [draft.user for draft in FormDraft.objects.all()] == [colleague]
    shown = browser.get(ADD)
    assert offered(shown) == ["Typed"]
    assert "Somebody deleted “Typed” while you had text in it" in shown.content.decode()
    draft = shown.context["unsaved"][0]
    going_on = browser.get(f"{ADD}?continue={draft.pk}")
    saved = browser.post(ADD, as_sent(going_on))
    assert saved.status_code == 302
    made = Practice.objects.get()
    assert (made.title, made.summary, made.owner) == ("Typed", "By a colleague.", owner)
    assert made.evidence.get().file_sha256 == kept.sha256
    assert [claim.statement for claim in made.claims.all()] == [typed["claims-0-statement"]]
    assert FormDraft.objects.count() == 0


def test_who_has_the_form_open_while_the_practice_is_deleted_loses_nothing(editor, owner):
    practice = make_practice(owner=owner, title="Stored")
    browser = logged_in(make_user(MemberRole.EDITOR, owner))
    typed = as_sent(browser.get(change_of(practice)), title="Typed before")
    browser.post(KEEP, typed)
    editor.post(f"{LIST}{practice.pk}/delete/", {"post": "yes"})

    kept = browser.post(KEEP, typed | {"title": "Typed after"})
    sent = browser.post(change_of(practice), typed | {"title": "Saved after"}, follow=True)

    at = timezone.localtime().strftime("%H:")
    assert kept.status_code == 200
    assert kept.json()["told"].startswith(
        f"Somebody deleted this practice. Your text is kept ({at}"
    )
    (told,) = [str(message) for message in sent.context["messages"]]
    assert told == (
        "Somebody deleted this practice while you wrote. Your text is here: it is not saved yet, and "
        "becomes a new practice when you save it."
    )
    assert as_sent(sent)["title"] == "Saved after"
    assert browser.post(ADD, as_sent(sent)).status_code == 302
    assert [row.title for row in Practice.objects.all()] == ["Saved after"]
    assert FormDraft.objects.count() == 0
    stranger = logged_in(make_user(MemberRole.EDITOR))
    assert stranger.post(change_of(practice), typed).status_code == 404


# Numbers that are none

NO_NUMBERS = ["²", "9" * 5_000, "9" * 19, "-1", "x", "٣"]


@pytest.mark.parametrize("number", NO_NUMBERS, ids=lambda text: text[:5])
def test_no_number_in_an_address_or_a_form_breaks_a_page(editor, owner, number):
    practice = make_practice(owner=owner, title="Stored")
    unsaved.keep(make_user().pk, None, {"title": ["Of somebody else"]})

    answers = {
        "history": editor.get(f"{LIST}{number}/history/").status_code,
        "resembling": editor.get(f"{LIST}resembling/", {"practice": number}).status_code,
        "continue": editor.get(change_of(practice), {"continue": number}).status_code,
        "continue a new one": editor.get(ADD, {"continue": number}).status_code,
        "drop": editor.get(f"{LIST}unsaved/{number}/drop/", follow=True).status_code,
        "coach": editor.get(f"{LIST}{number}/coach/", follow=True).status_code,
        "change": editor.get(f"{LIST}{number}/change/").status_code,
    }

    assert answers == dict.fromkeys(answers, 404) | {"resembling": 200}


@pytest.mark.parametrize("number", NO_NUMBERS, ids=lambda text: text[:5])
@pytest.mark.parametrize("name", ["revision", "claims-TOTAL_FORMS", "claims-0-backed_by"])
def test_no_number_in_a_form_breaks_saving_it(editor, owner, name, number):
    practice = make_practice(owner=owner)
    Practice.objects.filter(pk=practice.pk).update(revision=3)
    typed = as_sent(editor.get(change_of(practice)), title="Typed")

    sent = editor.post(change_of(practice), typed | {"revision": "2", name: number})

    assert sent.status_code in {200, 302, 409}


# What is kept has an end


def test_the_pass_of_a_form_holds_for_two_weeks(editor, owner, monkeypatch):
    typed = as_sent(editor.get(ADD), title="Typed")
    now, day = time.time(), 24 * 60 * 60
    monkeypatch.setattr(time, "time", lambda: now + 13 * day)
    assert editor.post(KEEP, typed).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 15 * day)

    late = Client().post(KEEP, typed)

    assert (late.status_code, late.json()) == (
        400,
        {"told": "This form is too old: reload the page."},
    )


def test_nothing_is_kept_for_who_is_not_active_any_more(editor, user):
    typed = as_sent(editor.get(ADD), title="Typed")
    user.is_active = False
    user.save()
    assert Client().post(KEEP, typed).status_code == 400
    user.delete()
    assert Client().post(KEEP, typed).status_code == 400

    assert FormDraft.objects.count() == 0


def test_twenty_new_practices_can_wait_and_none_gives_way(editor, user):
    typed = as_sent(editor.get(ADD), title="Typed")
    for number in range(20):
        assert editor.post(KEEP, typed | {"key": f"form-{number}"}).status_code == 200

    one_more = editor.post(KEEP, typed | {"key": "one-more"})

    assert (one_more.status_code, one_more.json()["told"]) == (
        400,
        "Not kept: you have 20 new practices that were never saved. Save this one, or drop another.",
    )
    assert editor.post(KEEP, typed | {"key": "form-7", "title": "On"}).status_code == 200
    assert FormDraft.objects.count() == 20


def test_a_form_of_no_sensible_length_is_not_kept(editor):
    typed = as_sent(editor.get(ADD), title="x" * 1_000_001)

    told = editor.post(KEEP, typed)

    assert told.status_code == 400
    assert told.json()["told"].endswith("at most 1000000 can be kept.")
    assert FormDraft.objects.count() == 0


def test_text_that_nobody_came_back_to_goes_after_half_a_year(user, capsys):
    now = timezone.now()
    for days in (179, 181):
        draft = unsaved.keep(user.pk, None, {"key": [f"{days}"], "title": [f"{days} days"]})
        FormDraft.objects.filter(pk=draft.pk).update(kept_at=now - datetime.timedelta(days=days))

    call_command("remove_orphans")

    assert capsys.readouterr().out == "0 files, 0 spreadsheets and 1 texts removed.\n"
    assert [draft.title for draft in FormDraft.objects.all()] == ["179 days"]


def test_the_next_step_after_saving_tells_the_browser_to_let_go(editor, owner):
    practice = make_practice(owner=owner)
    typed = as_sent(editor.get(change_of(practice)), title="Typed")

    page = editor.post(change_of(practice), typed, follow=True)

    assert [message.tags for message in page.context["messages"]] == ["form-saved success"]
    assert workflow.available(make_user(MemberRole.EDITOR, owner), practice)
