"""Readers' messages in the workspace: who is answered what, page by page; the answer; the count."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.choices import MemberRole
from practices import asking
from practices.models import Enquiry
from tests.factories import make_partner, make_published, make_user
from tests.practices.test_asking import ask, cast
from tests.workspace import logged_in

LIST = "/admin/practices/enquiry/"
# list, message, delete page (GET), answer, delete (POST)
LOOKED_AND_SENT = {
    "editor of the owner": (200, 200, 200, 302, 302),
    "administrator": (200, 200, 200, 302, 302),
    "editor of another": (200, 404, 404, 404, 404),
    "reviewer of the owner": (403, 404, 404, 404, 404),
    "publisher of the owner": (403, 404, 404, 404, 404),
    "publisher of another": (403, 404, 404, 404, 404),
    "member of nothing": (302, 302, 302, 302, 302),
    "editor switched off": (302, 302, 302, 302, 302),
    "anonymous": (302, 302, 302, 302, 302),
}


@pytest.fixture
def entry(db):
    return make_published(identifier="GP-8700", title="Less scrap")


@pytest.fixture
def editor(entry):
    return logged_in(make_user(MemberRole.EDITOR, entry.owner))


def change(enquiry: Enquiry) -> str:
    return f"{LIST}{enquiry.pk}/change/"


@pytest.mark.parametrize(("role", "expected"), LOOKED_AND_SENT.items())
def test_role_by_page(role, expected, entry, mailoutbox):
    enquiry = ask(entry)
    other = ask(entry, address="192.0.2.5")
    client = Client() if role == "anonymous" else logged_in(cast(role, entry.owner))

    looked = [client.get(address).status_code for address in (LIST, change(enquiry))]
    looked.append(client.get(f"{LIST}{other.pk}/delete/").status_code)
    answered = client.post(change(enquiry), {"answer": "Twelve."}).status_code
    deleted = client.post(f"{LIST}{other.pk}/delete/", {"post": "yes"}).status_code

    assert (*looked, answered, deleted) == expected
    may = expected[1] == 200
    enquiry.refresh_from_db()
    assert (enquiry.answer == "Twelve.", len(mailoutbox) == 1) == (may, may)
    assert Enquiry.objects.filter(pk=other.pk).exists() is not may


def test_nobody_writes_a_message_in_the_workspace(editor):
    assert editor.get(f"{LIST}add/").status_code == 403


def test_the_list_holds_ones_own_partners_and_no_others(editor, entry):
    ask(entry, name="Ana Own")
    ask(make_published(), name="Bo Other")

    page = editor.get(LIST).content.decode()

    assert "GP-8700 Less scrap" in page
    assert "Ana Own" in page
    assert "Bo Other" not in page


def test_what_waits_is_told_from_what_is_answered(editor, entry):
    waiting = ask(entry, name="Ana Waits")
    answered = ask(entry, name="Bo Answered")
    asking.answer(answered, by=make_user(MemberRole.EDITOR, entry.owner), text="Twelve.")

    def listed(query):
        return [row.pk for row in editor.get(LIST, {"answered": query}).context["cl"].result_list]

    assert (listed("no"), listed("yes")) == ([waiting.pk], [answered.pk])
    assert list(Enquiry.objects.waiting()) == [waiting]


def test_a_message_is_answered_once_and_then_only_read(editor, entry, mailoutbox):
    enquiry = ask(entry, text="<b>How many</b> firms?")
    page = editor.get(change(enquiry)).content.decode()
    assert "&lt;b&gt;How many&lt;/b&gt; firms?" in page
    assert 'value="Send the answer"' in page

    answer = editor.post(change(enquiry), {"answer": "Twelve."}, follow=True)

    assert "Your answer was sent." in answer.content.decode()
    assert [mail.to for mail in mailoutbox] == [["reader@example.eu"]]
    page = editor.get(change(enquiry)).content.decode()
    assert "Twelve." in page
    assert "Send the answer" not in page
    assert "<textarea" not in page


def test_the_second_of_two_answers_is_told_and_its_text_stays(editor, entry, mailoutbox):
    enquiry = ask(entry)
    asking.answer(enquiry, by=make_user(MemberRole.EDITOR, entry.owner), text="Twelve.")

    answer = editor.post(change(enquiry), {"answer": "Thirteen, I think."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody has answered this message already" in page
    assert re.search(r"<textarea[^>]*>\s*Thirteen, I think\.</textarea>", page)
    assert (len(mailoutbox), Enquiry.objects.get().answer) == (1, "Twelve.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "This field is required."),
        (" ", "This field is required."),
        ("x" * 5001, "At most 5000"),
        ("Twelve.\x00", "Null characters are not allowed."),
    ],
)
def test_an_answer_that_will_not_do_is_told(editor, entry, typed, told, mailoutbox):
    enquiry = ask(entry)

    answer = editor.post(change(enquiry), {"answer": typed})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert told in page
    assert re.search(rf"<textarea[^>]*>\s*{re.escape(typed.strip())}</textarea>", page)
    assert (mailoutbox, Enquiry.objects.get().answered_at) == ([], None)


def test_checking_a_form_sends_nothing(entry, rf, mailoutbox):
    enquiry = ask(entry)
    pages = admin.site.get_model_admin(Enquiry)
    request = rf.post(change(enquiry))
    request.user = make_user(MemberRole.EDITOR, entry.owner)

    form = pages.get_form(request, enquiry)({"answer": "Twelve."}, instance=enquiry)

    assert form.is_valid()
    assert (mailoutbox, Enquiry.objects.get().answer) == ([], "")


def test_nothing_but_the_answer_is_written(editor, entry):
    enquiry = ask(entry)

    editor.post(
        change(enquiry), {"answer": "Twelve.", "text": "Forged", "name": "F", "kind": "error"}
    )

    row = Enquiry.objects.get()
    assert (row.text, row.name, row.kind) == ("How many firms?", "A reader", "question")


def test_a_mail_server_that_is_down_keeps_the_answer_in_the_form(editor, entry, settings):
    enquiry = ask(entry)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1

    answer = editor.post(change(enquiry), {"answer": "Twelve."})

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "The mail could not be sent just now." in page
    assert re.search(r"<textarea[^>]*>\s*Twelve\.</textarea>", page)
    assert Enquiry.objects.get().answered_at is None


def test_a_report_about_the_portal_is_the_administrators_where_no_partner_leads(db):
    enquiry = ask(None, kind="portal")

    assert logged_in(make_user(is_superuser=True)).get(change(enquiry)).status_code == 200
    stranger = logged_in(make_user(MemberRole.EDITOR, make_partner()))
    assert stranger.get(change(enquiry)).status_code == 404


@pytest.mark.parametrize("kind", ["list", "message"])
def test_queries_do_not_grow_with_messages(editor, entry, kind):
    first, counts = ask(entry), []
    for rows in (1, 3):
        while Enquiry.objects.count() < rows:
            another = make_published(owner=entry.owner)
            ask(another, address=f"192.0.2.{Enquiry.objects.count()}")
        address = LIST if kind == "list" else change(first)
        editor.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert editor.get(address).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]
