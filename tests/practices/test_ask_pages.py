"""The public forms: ask the owner of a practice, report an error in the portal. No cookie, no login."""

import re

import pytest
from django.test import Client

from partners.choices import PartnerRole
from practices.choices import EnquiryKind
from practices.forms.enquiries import ABOUT_PORTAL, ABOUT_PRACTICE, new_token
from practices.models import CatalogueEntry, Enquiry
from tests.factories import make_partner, make_published

ASK, SENT = "/practices/less-scrap/ask/", "/practices/less-scrap/ask/sent/"
MAILBOX = "inbox-zyxw@partner.example"


@pytest.fixture
def entry(db, clock):
    clock("2026-03-01T10:00")
    owner = make_partner(short_name="Loomery", mailbox=MAILBOX)
    return make_published(slug="less-scrap", identifier="GP-8700", title="Less scrap", owner=owner)


@pytest.fixture
def strict() -> Client:
    """A browser whose requests are checked for CSRF tokens like anybody's."""
    return Client(enforce_csrf_checks=True)


def filled(page: str, **changes) -> dict:
    """What a reader sends: every input of the page as rendered, and what they typed."""
    inputs = re.findall(
        r'<input type="(?:hidden|text|email)" name="(\w+)"(?: value="([^"]*)")?', page
    )
    typed = {
        "kind": "question",
        "name": "Ana Reader",
        "email": "reader@example.eu",
        "text": "How many firms?\nAnd who paid?",
    }
    return dict(inputs) | typed | changes


def opened(client, address: str = ASK) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_question_gets_through_without_a_cookie(strict, entry, clock, prefix):
    page = opened(strict, prefix + ASK)
    clock("2026-03-01T10:02")

    answer = strict.post(prefix + ASK, filled(page))

    assert (answer.status_code, answer.headers["Location"]) == (302, prefix + SENT)
    enquiry = Enquiry.objects.get()
    assert (enquiry.entry, enquiry.partner) == (entry, entry.owner)
    assert (enquiry.kind, enquiry.name, enquiry.email) == (
        "question",
        "Ana Reader",
        "reader@example.eu",
    )
    assert enquiry.text.split() == ["How", "many", "firms?", "And", "who", "paid?"]
    assert enquiry.language == (prefix.strip("/") or "en")
    assert not strict.cookies


@pytest.mark.parametrize("address", [ASK, SENT, "/report/", "/report/sent/"])
def test_the_pages_set_no_cookie_tell_no_address_and_are_not_indexed(client, entry, address):
    answer = client.get(address)

    page = answer.content.decode()
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "csrfmiddlewaretoken" not in page
    assert MAILBOX not in page
    assert '<meta name="robots" content="noindex">' in page
    assert page.count("<h1") == 1
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_form_with_its_token_is_never_kept(client, entry):
    first, second = client.get(ASK), client.get(ASK)

    assert "no-store" in first.headers["Cache-Control"]
    tokens = [filled(answer.content.decode())["token"] for answer in (first, second)]
    assert tokens[0] != tokens[1]


def test_the_practice_leads_to_the_form_and_the_form_back(client, entry):
    assert f'href="{ASK}"' in opened(client, "/practices/less-scrap/")
    assert 'href="/practices/less-scrap/"' in opened(client)
    assert 'href="/report/"' in opened(client, "/practices/less-scrap/")
    assert 'href="/report/?kind=barrier"' in opened(client, "/accessibility/")


def test_an_address_can_choose_what_it_is(client, entry):
    checked = re.compile(r'value="(\w+)"[^>]*\bchecked')

    assert checked.findall(opened(client, f"{ASK}?kind=taken_up")) == ["taken_up"]
    assert checked.findall(opened(client, f"{ASK}?kind=nonsense")) == []
    assert checked.findall(opened(client)) == []


def test_the_kinds_are_those_of_the_place(client, entry):
    def offered(page):
        return re.findall(r'type="radio" name="kind" value="(\w+)"', page)

    assert offered(opened(client)) == [kind.value for kind in ABOUT_PRACTICE]
    assert offered(opened(client, "/report/")) == [kind.value for kind in ABOUT_PORTAL]
    assert {*ABOUT_PRACTICE, *ABOUT_PORTAL} == set(EnquiryKind)


def test_a_report_about_the_portal_stands_with_the_lead_partner(strict, db, clock):
    lead = make_partner(role=PartnerRole.LEAD)
    clock("2026-03-01T10:00")
    page = opened(strict, "/report/")
    clock("2026-03-01T10:02")

    answer = strict.post("/report/", filled(page, kind="barrier"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/report/sent/")
    enquiry = Enquiry.objects.get()
    assert (enquiry.entry, enquiry.partner, enquiry.kind) == (None, lead, "barrier")


@pytest.mark.parametrize(
    ("mailboxes", "told"),
    [
        (("owner", "lead"), "goes by mail to Loomery, the partner that wrote this text"),
        (
            ("lead",),
            "Loomery has given the portal no mailbox, so the mail about it goes to the lead",
        ),
        ((), "No mailbox is set on this portal, so nobody is told by mail"),
    ],
)
def test_the_page_says_truthfully_where_a_message_goes(client, entry, mailboxes, told):
    lead = make_partner(role=PartnerRole.LEAD)
    for name, partner in (("owner", entry.owner), ("lead", lead)):
        partner.mailbox = f"{name}@partner.example" if name in mailboxes else ""
        partner.save()

    assert told in text(opened(client, ASK))
    assert told in text(opened(client, SENT))


# What is not right: told in words, and nothing typed is lost

TYPED = {"name": "Ana <Reader>", "email": "reader@example.eu", "text": "How many & who?"}
WRONG = {
    "no kind": ({"kind": ""}, "Choose what it is."),
    "a kind of the other form": ({"kind": "barrier"}, "Select a valid choice"),
    "no text": ({"text": " "}, "Write your message."),
    "no name": ({"name": ""}, "Write your name"),
    "no address": ({"email": ""}, "Write your e-mail address"),
    "no real address": ({"email": "reader"}, "This is no e-mail address"),
    "two addresses": ({"email": "a@example.eu,b@example.eu"}, "This is no e-mail address"),
    "a header in the address": ({"email": "a@example.eu\nBcc: b@example.eu"}, "no e-mail address"),
    "a header in the name": ({"name": "Ana\r\nBcc: b@example.eu"}, "A name stands on one line."),
    "a long name": ({"name": "n" * 101}, "At most 100 characters fit here; this text has 101."),
    "a long text": ({"text": "t" * 3001}, "At most 3000 characters fit here; this text has 3001."),
    "what cannot be stored": ({"text": "a\x00b"}, "Null characters are not allowed."),
    "the trap": ({"homepage": "http://spam.example"}, "A field that people cannot see"),
    "no token": ({"token": ""}, "The portal did not recognise this form as its own."),
    "a made-up token": ({"token": "a:b:c"}, "The portal did not recognise this form as its own."),
}


@pytest.mark.parametrize(("changes", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_and_the_rest_stays(client, entry, clock, changes, told, mailoutbox):
    page = opened(client)
    clock("2026-03-01T10:02")

    answer = client.post(ASK, filled(page, **TYPED | changes))

    assert answer.status_code == 400
    shown = answer.content.decode()
    assert told in text(shown)
    assert "The message has not been sent yet" in text(shown)
    assert (Enquiry.objects.count(), mailoutbox) == (0, [])
    kept = {name: value for name, value in TYPED.items() if name not in changes}
    form = answer.context["form"]
    assert {name: form[name].value() for name in kept} == kept
    for value in kept.values():
        assert value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in shown


def test_every_error_leads_to_its_field(client, entry, clock):
    page = opened(client)
    clock("2026-03-01T10:02")

    shown = client.post(ASK, {"token": filled(page)["token"]}).content.decode()

    leads = re.findall(r'<a href="#(id_\w+)">', shown)
    assert leads == ["id_kind_0", "id_text", "id_name", "id_email"]
    for name in leads:
        assert shown.count(f'id="{name}"') == 1
    for name in leads[1:]:
        described = re.search(rf'aria-describedby="([^"]+)"[^>]*id="{name}"', shown)[1].split()
        assert f"{name}_error" in described
        assert all(shown.count(f'id="{one}"') == 1 for one in described)
    assert "<title>Error:" in shown.replace("\n", "")


def test_who_is_faster_than_a_person_waits_and_sends_again(client, entry, clock):
    sent = filled(opened(client))
    clock("2026-03-01T10:00:03")

    shown = client.post(ASK, sent)
    assert (shown.status_code, Enquiry.objects.count()) == (400, 0)
    assert "faster than a person writes" in text(shown.content.decode())

    clock("2026-03-01T10:00:05")
    assert client.post(ASK, filled(shown.content.decode())).status_code == 302
    assert Enquiry.objects.count() == 1


def test_a_form_left_open_for_days_is_renewed_with_all_that_was_typed(client, entry, clock):
    sent = filled(opened(client))
    clock("2026-03-03T10:01")

    shown = client.post(ASK, sent)
    assert shown.status_code == 400
    assert "open for more than two days" in text(shown.content.decode())
    assert shown.context["form"]["text"].value() == sent["text"]

    clock("2026-03-03T10:02")
    assert client.post(ASK, filled(shown.content.decode())).status_code == 302
    assert Enquiry.objects.count() == 1


def test_the_token_of_another_page_does_not_do(client, entry, clock):
    other = new_token("another-practice")
    clock("2026-03-01T10:02")

    answer = client.post(ASK, filled(opened(client), token=other))

    assert (answer.status_code, Enquiry.objects.count()) == (400, 0)
    assert answer.context["form"]["token"].value() != other


def test_the_trap_is_emptied_so_that_a_person_gets_through(client, entry, clock):
    page = opened(client)
    clock("2026-03-01T10:02")
    shown = client.post(ASK, filled(page, homepage="filled by the browser")).content.decode()

    assert re.search(r"<div hidden>\s*<label[^>]*>Leave this field empty", shown)
    assert client.post(ASK, filled(shown)).status_code == 302


def test_a_form_sent_twice_is_one_message(client, entry, clock):
    sent = filled(opened(client))
    clock("2026-03-01T10:02")

    assert [client.post(ASK, sent).status_code for _time in range(2)] == [302, 302]
    assert Enquiry.objects.count() == 1


def test_too_many_are_held_back_and_the_text_stays(client, entry, clock):
    pages = [opened(client) for _number in range(6)]
    clock("2026-03-01T10:02")
    statuses = [client.post(ASK, filled(page)).status_code for page in pages[:5]]

    answer = client.post(ASK, filled(pages[5]))

    assert (statuses, answer.status_code) == ([302] * 5, 429)
    assert "send it again in an hour" in text(answer.content.decode())
    assert answer.context["form"]["text"].value() == "How many firms?\nAnd who paid?"
    assert Enquiry.objects.count() == 5
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.post(ASK, filled(pages[5])).status_code == 302


@pytest.mark.parametrize("address", [ASK, SENT])
def test_a_withdrawn_practice_is_gone(client, entry, clock, address):
    page = opened(client)
    CatalogueEntry.objects.update(withdrawn_at=clock("2026-03-02"), withdrawal_reason="Wrong.")

    assert client.get(address).status_code == 410
    assert client.post(ASK, filled(page)).status_code == 410
    assert Enquiry.objects.count() == 0


@pytest.mark.parametrize("tail", ["ask/", "ask/sent/"])
def test_a_draft_has_no_form(client, draft_slug, tail):
    assert client.get(f"/practices/{draft_slug}/{tail}").status_code == 404
    assert client.post(f"/practices/{draft_slug}/{tail}").status_code in (404, 405)


@pytest.fixture
def draft_slug(smarty) -> str:
    """The address that the real draft GP-0004 would have."""
    return "plant-run"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_forms_are_read_and_sent_and_nothing_else(client, entry, method):
    assert getattr(client, method)(ASK).status_code == 405
    assert client.post(SENT).status_code == 405


def test_the_privacy_page_says_what_is_kept_and_how_long(client, db):
    page = text(opened(client, "/privacy/"))

    assert "12 months after the answer both are deleted for good" in page
    assert "keeps it beside the message for a day" in page
