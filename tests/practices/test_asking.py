"""What readers write: where it goes, what is held back, who may answer, when it is deleted."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from partners.choices import MemberRole, PartnerRole
from practices import asking, permissions
from practices.asking import Addressee, TooOften, addressee_of
from practices.choices import EnquiryKind
from practices.models import Enquiry
from practices.needs import NotNow
from tests.factories import make_partner, make_published, make_user

pytestmark = pytest.mark.django_db
NUMBERS = iter(range(10**6))


@pytest.fixture
def owner():
    return make_partner(short_name="Owner", mailbox="owner@partner.example", native_language="es")


@pytest.fixture
def lead():
    return make_partner(short_name="Lead", role=PartnerRole.LEAD, mailbox="lead@partner.example")


@pytest.fixture
def entry(owner):
    return make_published(owner=owner, identifier="GP-8700", title="Less scrap")


def ask(entry, **given) -> Enquiry:
    values = {
        "kind": EnquiryKind.QUESTION,
        "name": "A reader",
        "email": "reader@example.eu",
        "text": "How many firms?",
        "language": "en",
        "form": f"form-{next(NUMBERS)}",
        "address": "192.0.2.1",
    }
    return asking.ask(entry, **values | given)


# Where it goes


def test_it_goes_to_the_owners_mailbox(entry, owner, lead):
    expected = Addressee(partner=owner, mailbox_of=owner, mailbox="owner@partner.example")

    assert addressee_of(entry) == expected


def test_without_a_mailbox_it_goes_to_the_lead_partners(entry, owner, lead):
    entry.owner.mailbox = ""

    expected = Addressee(partner=owner, mailbox_of=lead, mailbox="lead@partner.example")
    assert addressee_of(entry) == expected


def test_without_any_mailbox_it_only_stands_in_the_workspace(entry, owner, lead):
    entry.owner.mailbox = ""
    type(lead).objects.filter(pk=lead.pk).update(mailbox="")

    assert addressee_of(entry) == Addressee(partner=owner, mailbox_of=None, mailbox="")


def test_what_is_wrong_with_the_portal_goes_to_those_who_run_it(settings, lead):
    assert addressee_of(None).mailbox == "lead@partner.example"

    settings.FEEDBACK_ADDRESS = "portal@example.eu"
    expected = Addressee(partner=lead, mailbox_of=None, mailbox="portal@example.eu")
    assert addressee_of(None) == expected


def test_a_portal_without_partners_takes_reports_too():
    assert addressee_of(None) == Addressee(partner=None, mailbox_of=None, mailbox="")
    assert ask(None, kind=EnquiryKind.PORTAL).partner is None


@pytest.mark.parametrize(("own", "written"), [("es", "es"), ("it", "en"), ("", "en")])
def test_the_mailbox_is_written_to_in_its_own_language_if_the_portal_speaks_it(entry, own, written):
    entry.owner.native_language = own

    assert addressee_of(entry).language == written


# The mail


def test_the_mail_says_what_was_asked_and_leads_to_the_workspace(
    entry, mailoutbox, settings, django_capture_on_commit_callbacks
):
    entry.owner.native_language = ""
    with django_capture_on_commit_callbacks(execute=True):
        enquiry = ask(entry, text="How many firms?\nAnd <who> paid & why?")

    (mail,) = mailoutbox
    assert (mail.to, mail.reply_to) == (["owner@partner.example"], ["reader@example.eu"])
    assert mail.subject == "SMARTY portal, GP-8700: a question"
    assert "How many firms?\nAnd <who> paid & why?" in mail.body
    assert "GP-8700, “Less scrap”" in mail.body
    assert f"http://127.0.0.1:8000/admin/practices/enquiry/{enquiry.pk}/change/" in mail.body
    enquiry.refresh_from_db()
    assert enquiry.mailed_at is not None


def test_the_link_leads_to_the_workspace_in_the_partners_language(
    entry, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), override("en"):
        enquiry = ask(entry)

    assert f"/es/admin/practices/enquiry/{enquiry.pk}/change/" in mailoutbox[0].body


def test_nothing_is_mailed_where_no_mailbox_is_set(
    entry, mailoutbox, django_capture_on_commit_callbacks
):
    entry.owner.mailbox = ""
    with django_capture_on_commit_callbacks(execute=True):
        enquiry = ask(entry)

    enquiry.refresh_from_db()
    assert (mailoutbox, enquiry.mailed_at, enquiry.partner) == ([], None, entry.owner)


def test_a_mail_server_that_is_down_loses_nothing(
    entry, settings, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1

    with django_capture_on_commit_callbacks(execute=True):
        enquiry = ask(entry)

    enquiry.refresh_from_db()
    assert (enquiry.text, enquiry.mailed_at) == ("How many firms?", None)
    assert "could not be sent" in caplog.text


def test_a_form_sent_twice_is_one_message(entry, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = ask(entry, form="same")
        second = ask(entry, form="same", text="Sent again")

    assert first.pk == second.pk
    assert (Enquiry.objects.get().text, len(mailoutbox)) == ("How many firms?", 1)


# Held back


def test_one_sender_gets_five_an_hour_through(entry, clock):
    clock("2026-03-01T10:00")
    for _number in range(asking.MOST_OF_ONE_SENDER):
        ask(entry)

    with pytest.raises(TooOften):
        ask(entry)
    assert Enquiry.objects.count() == 5
    ask(entry, address="192.0.2.2")
    clock("2026-03-01T11:01")
    ask(entry)
    assert Enquiry.objects.count() == 7


def test_a_sender_is_counted_over_all_practices_and_the_portal(entry):
    for about in (entry, make_published(), None, make_published(), make_published()):
        ask(about)

    with pytest.raises(TooOften):
        ask(make_published())


def test_one_mailbox_gets_sixty_a_day(entry, owner, clock):
    clock("2026-03-01T10:00")
    for number in range(asking.MOST_FOR_ONE_MAILBOX):
        ask(entry, address=f"192.0.2.{number}")

    with pytest.raises(TooOften):
        ask(make_published(owner=owner), address="198.51.100.1")
    ask(make_published(), address="198.51.100.1")
    clock("2026-03-02T10:01")
    ask(entry, address="198.51.100.1")


def test_the_address_itself_is_not_kept(entry):
    enquiry = ask(entry, address="192.0.2.77")

    kept = [str(value) for value in Enquiry.objects.values_list().get(pk=enquiry.pk)]
    assert [value for value in kept if "192.0.2.77" in value] == []
    assert len(enquiry.sender) == 64


# Who sees and answers: permission, queryset and verb agree

ROLES = {
    "editor of the owner": True,
    "reviewer of the owner": False,
    "publisher of the owner": False,
    "editor of another": False,
    "publisher of another": False,
    "administrator": True,
    "editor switched off": False,
    "member of nothing": False,
}


def cast(role: str, owner):
    if role == "administrator":
        return make_user(is_superuser=True)
    if role == "member of nothing":
        return make_user()
    if role == "editor switched off":
        return make_user(MemberRole.EDITOR, owner, is_active=False)
    what, _of, whose = role.partition(" of ")
    return make_user(MemberRole(what), owner if whose == "the owner" else make_partner())


@pytest.mark.parametrize(("role", "may"), ROLES.items())
def test_who_sees_and_answers(role, may, entry, owner):
    enquiry, user = ask(entry), cast(role, owner)

    assert permissions.may_see_enquiry(user, enquiry) is may
    assert (enquiry in Enquiry.objects.visible_to(user)) is may
    if may:
        assert asking.answer(enquiry, by=user, text="Twelve.").answered_by == user
    else:
        with pytest.raises(PermissionDenied):
            asking.answer(enquiry, by=user, text="Twelve.")
        assert Enquiry.objects.get().answered_at is None


@pytest.mark.parametrize(("role", "may"), [("administrator", True), ("editor of another", False)])
def test_a_report_without_a_partner_is_the_administrators(role, may, owner):
    enquiry, user = ask(None, kind=EnquiryKind.PORTAL), cast(role, owner)

    assert permissions.may_see_enquiry(user, enquiry) is may
    assert (enquiry in Enquiry.objects.visible_to(user)) is may


# The answer


@pytest.fixture
def editor(owner):
    return make_user(MemberRole.EDITOR, owner)


def test_the_answer_goes_to_the_reader_and_tells_no_address_of_the_partner(
    entry, owner, editor, mailoutbox
):
    enquiry = ask(entry, language="en", text="How many?")

    asking.answer(enquiry, by=editor, text="Twelve & more.")

    (mail,) = mailoutbox
    assert (mail.to, mail.reply_to, mail.cc, mail.bcc) == (["reader@example.eu"], [], [], [])
    assert mail.subject == "Re: SMARTY portal, GP-8700: a question"
    assert "Twelve & more." in mail.body
    assert "How many?" in mail.body
    assert f"http://127.0.0.1:8000{entry.get_absolute_url()}" in mail.body
    assert "owner@partner.example" not in str(mail.message())


def test_the_answer_goes_out_in_the_readers_language(entry, editor, mailoutbox):
    with override("en"):
        asking.answer(ask(entry, language="es"), by=editor, text="Doce.")

    assert f"http://127.0.0.1:8000/es{entry.get_absolute_url()}" in mailoutbox[0].body


def test_nobody_answers_twice(entry, owner, editor, mailoutbox):
    enquiry = ask(entry)
    asking.answer(enquiry, by=editor, text="Twelve.")

    with pytest.raises(NotNow, match="answered this message already"):
        asking.answer(enquiry, by=make_user(MemberRole.EDITOR, owner), text="Thirteen.")
    assert (len(mailoutbox), Enquiry.objects.get().answer) == (1, "Twelve.")


@pytest.mark.parametrize("text", ["", " \n ", "x" * 5001])
def test_an_answer_is_neither_empty_nor_endless(entry, editor, mailoutbox, text):
    with pytest.raises(ValidationError):
        asking.answer(ask(entry), by=editor, text=text)

    assert (mailoutbox, Enquiry.objects.get().answered_at) == ([], None)


def test_an_answer_that_cannot_be_mailed_is_not_recorded(entry, editor, settings, caplog):
    enquiry = ask(entry)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1

    with pytest.raises(ValidationError, match="could not be sent"):
        asking.answer(enquiry, by=editor, text="Twelve.")
    assert Enquiry.objects.get().answered_at is None


# Forgotten


def test_answered_messages_are_deleted_after_their_time_and_open_ones_stay(entry, editor, clock):
    clock("2026-03-01")
    answered, waiting = ask(entry), ask(entry, address="192.0.2.9")
    asking.answer(answered, by=editor, text="Twelve.")

    clock("2027-03-01")
    assert asking.forget(today=datetime.date(2027, 3, 1)) == {"deleted": 0, "codes": 2}
    assert asking.forget(today=datetime.date(2027, 3, 2)) == {"deleted": 1, "codes": 0}
    assert [(row.pk, row.sender) for row in Enquiry.objects.all()] == [(waiting.pk, "")]


def test_the_code_of_an_address_stays_for_a_day(entry, clock):
    clock("2026-03-01T10:00")
    ask(entry)

    clock("2026-03-02T09:59")
    assert asking.forget(today=datetime.date(2026, 3, 2))["codes"] == 0
    clock("2026-03-02T10:00")
    assert asking.forget(today=datetime.date(2026, 3, 2))["codes"] == 1
