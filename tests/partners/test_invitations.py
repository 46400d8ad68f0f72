"""Accounts by invitation: who may invite whom, the mail, the link, and what accepting gives."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from partners import invitations, permissions
from partners.choices import InvitationState, MemberRole, PartnerRole
from partners.models import Invitation, Membership, Partner, User
from tests.factories import make_partner, make_user
from tests.workspace import as_sent, errors_of, logged_in

ADD = "/admin/partners/invitation/add/"
LIST = "/admin/partners/invitation/"
EDITOR, REVIEWER, PUBLISHER, COORDINATOR = MemberRole
PERSON = {
    "first_name": "Nova",
    "last_name": "Persona",
    "language": "es",
    "password1": "a long enough phrase",
    "password2": "a long enough phrase",
}


@pytest.fixture
def lead(db) -> Partner:
    return make_partner(role=PartnerRole.LEAD, short_name="Lead")


@pytest.fixture
def partner(lead) -> Partner:
    return make_partner(short_name="Own", name="Own organisation")


@pytest.fixture
def coordinator(partner) -> User:
    return make_user(COORDINATOR, partner, first_name="Ada", last_name="Example")


def sent(coordinator, partner, mailoutbox, **changes) -> str:
    """Invite, and return the path of the link in the mail."""
    asked = {"email": "nova@own.example", "roles": [EDITOR], "language": "en"} | changes
    invitations.invite(**asked, partner=partner, by=coordinator)
    return link(mailoutbox[-1].body)


def link(body: str) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(\S+/invitation/\S+)", body).group(1)


# Who may invite whom

ALL = {EDITOR, REVIEWER, PUBLISHER, COORDINATOR}
BUT_PUBLISHERS = {EDITOR, REVIEWER, COORDINATOR}
# The roles that may be given to people of: the own partner, another partner, the lead partner.
GIVEN = {
    "administrator": (ALL, ALL, ALL),
    "coordinator of the lead partner": (ALL, ALL, ALL),
    "coordinator": (BUT_PUBLISHERS, set(), set()),
    "editor": (set(), set(), set()),
    "reviewer": (set(), set(), set()),
    "publisher": (set(), set(), set()),
    "publisher of the lead partner": (set(), set(), set()),
    "stranger": (set(), set(), set()),
    "coordinator, switched off": (set(), set(), set()),
    "administrator, switched off": (set(), set(), set()),
}


@pytest.mark.parametrize("who", GIVEN)
def test_who_may_invite_whom(who, lead, partner):
    """Predicate, verb and page give one answer for each role at each partner."""
    user = {
        "administrator": lambda: make_user(is_superuser=True),
        "administrator, switched off": lambda: make_user(is_superuser=True, is_active=False),
        "coordinator of the lead partner": lambda: make_user(COORDINATOR, lead),
        "publisher of the lead partner": lambda: make_user(PUBLISHER, lead),
        "coordinator, switched off": lambda: make_user(COORDINATOR, partner, is_active=False),
        "stranger": make_user,
    }.get(who, lambda: make_user(MemberRole(who), partner))()
    others = make_partner()
    client = logged_in(user)

    for number, (place, expected) in enumerate(
        zip((partner, others, lead), GIVEN[who], strict=True)
    ):
        given = {role for role in MemberRole if permissions.may_invite(user, place, [role])}
        assert given == expected
        assert not permissions.may_invite(user, place, [])
        by_verb, by_page = set(), set()
        for role in MemberRole:
            asked = {"email": f"{role}{number}@own.example", "roles": [role], "language": "en"}
            try:
                invitations.invite(**asked, partner=place, by=user)
                by_verb.add(role)
            except PermissionDenied:
                pass
            asked["email"] = "page-" + asked["email"]
            client.post(ADD, asked | {"partner": place.pk})
            if Invitation.objects.filter(email=asked["email"], roles=[role]).exists():
                by_page.add(role)
        assert (by_verb, by_page) == (expected, expected)


PAGES = {
    "administrator": (200, 200, 200, 302, 302),
    "coordinator of the lead partner": (200, 200, 200, 302, 302),
    "coordinator": (200, 200, 200, 302, 302),
    "coordinator elsewhere": (200, 200, 404, 404, 404),
    "editor": (403, 403, 404, 404, 404),
    "reviewer": (403, 403, 404, 404, 404),
    "publisher": (403, 403, 404, 404, 404),
    "stranger": (302, 302, 302, 302, 302),
    "anonymous": (302, 302, 302, 302, 302),
}


@pytest.mark.parametrize("who", PAGES)
def test_pages_of_invitations(who, lead, partner, coordinator):
    """Answers to: list, add, view (GET), send again, revoke (POST)."""
    invitation = invitations.invite(
        email="nova@own.example", partner=partner, roles=[EDITOR], language="en", by=coordinator
    )
    make = {
        "administrator": lambda: make_user(is_superuser=True),
        "coordinator of the lead partner": lambda: make_user(COORDINATOR, lead),
        "coordinator elsewhere": lambda: make_user(COORDINATOR),
        "stranger": make_user,
    }
    client = Client() if who == "anonymous" else logged_in(
        make.get(who, lambda: make_user(MemberRole(who), partner))()
    )  # fmt: skip
    page = f"{LIST}{invitation.pk}/"

    answers = (
        client.get(LIST).status_code,
        client.get(ADD).status_code,
        client.get(f"{page}change/").status_code,
        client.post(f"{page}resend/").status_code,
        client.post(f"{page}revoke/").status_code,
    )

    assert answers == PAGES[who]
    revoked = Invitation.objects.get(pk=invitation.pk).state == InvitationState.REVOKED
    assert revoked == (PAGES[who][2] == 200)


def test_a_coordinator_of_the_lead_gives_no_publisher_by_a_forged_form(partner, coordinator):
    refused = logged_in(coordinator).post(
        ADD,
        {"email": "a@own.example", "partner": partner.pk, "roles": ["publisher"], "language": "en"},
    )

    assert list(errors_of(refused)) == ["roles"]
    assert Invitation.objects.count() == 0


# The letter


def test_the_letter_says_who_invites_to_what(partner, coordinator, mailoutbox):
    answer = logged_in(coordinator).post(
        ADD,
        {
            "email": "Nova@Own.example",
            "partner": partner.pk,
            "roles": ["editor", "reviewer"],
            "language": "es",
        },
        follow=True,
    )

    told = [str(message) for message in answer.context["messages"]]
    assert told == ["The invitation was sent to nova@own.example."]
    [letter] = mailoutbox
    assert letter.to == ["nova@own.example"]
    assert "Ada Example" in letter.body
    assert "Own organisation" in letter.body
    assert link(letter.body).startswith("/es/admin/invitation/")
    stored = Invitation.objects.get()
    assert (stored.roles, stored.invited_by, stored.sent_at is not None) == (
        ["editor", "reviewer"],
        coordinator,
        True,
    )
    token = link(letter.body).rstrip("/").rpartition("/")[2]
    assert token not in str(Invitation.objects.values())  # only its digest is kept


def test_a_letter_that_cannot_leave_is_told_and_kept(partner, coordinator, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there

    answer = logged_in(coordinator).post(
        ADD,
        {"email": "a@own.example", "partner": partner.pk, "roles": ["editor"], "language": "en"},
        follow=True,
    )

    [told] = [str(message) for message in answer.context["messages"]]
    assert "could not be sent" in told
    assert Invitation.objects.get().sent_at is None


def test_nothing_typed_is_lost_in_a_refused_invitation(partner, coordinator, mailoutbox):
    sent(coordinator, partner, mailoutbox)
    typed = {
        "email": "nova@own.example",
        "partner": partner.pk,
        "roles": ["editor", "reviewer"],
        "language": "es",
    }

    refused = logged_in(coordinator).post(ADD, typed)

    assert list(errors_of(refused)) == ["email"]
    shown = as_sent(refused)
    assert {name: shown[name] for name in typed} == typed | {"partner": str(partner.pk)}
    assert len(mailoutbox) == 1


def test_a_second_open_invitation_and_held_roles_are_refused(partner, coordinator, mailoutbox):
    sent(coordinator, partner, mailoutbox)
    held = make_user(EDITOR, partner, email="held@own.example")
    asked = {"partner": partner, "roles": [EDITOR], "language": "en", "by": coordinator}

    with pytest.raises(ValidationError):
        invitations.invite(email="NOVA@own.example", **asked)
    with pytest.raises(ValidationError):
        invitations.invite(email=held.email.upper(), **asked)


def test_an_address_with_an_account_elsewhere_is_invited_like_any_other(
    partner, coordinator, mailoutbox
):
    """The page gives the same answer, and the same letter goes out: nobody learns who has an account."""
    make_user(EDITOR, email="known@elsewhere.example")
    client = logged_in(coordinator)
    answers = [
        client.post(
            ADD, {"email": email, "partner": partner.pk, "roles": ["editor"], "language": "en"},
            follow=True,
        ).content.decode().replace(email, "X")
        for email in ("known@elsewhere.example", "nobody@elsewhere.example")
    ]  # fmt: skip

    first, second = (
        re.search(r'<ul class="messagelist">.*?</ul>', html, re.DOTALL).group() for html in answers
    )
    assert first == second
    known, nobody = (re.sub(r"/invitation/\S+", "", letter.body) for letter in mailoutbox)
    assert known == nobody


# The link


def test_a_new_person_chooses_name_and_password_and_logs_in(partner, coordinator, mailoutbox):
    address, client = sent(coordinator, partner, mailoutbox, roles=[EDITOR, REVIEWER]), Client()
    shown = client.get(address)
    assert (shown.status_code, Invitation.objects.get().state) == (200, InvitationState.OPEN)

    answer = client.post(address, PERSON)

    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/")
    nova = User.objects.get(email="nova@own.example")
    assert (nova.username, nova.get_full_name(), nova.language, nova.is_staff) == (
        "nova@own.example",
        "Nova Persona",
        "es",
        False,
    )
    held = Membership.objects.filter(user=nova).values_list("partner", "role")
    assert sorted(held) == [(partner.pk, "editor"), (partner.pk, "reviewer")]
    assert Invitation.objects.get().state == InvitationState.ACCEPTED
    login = {"username": "nova@own.example", "password": PERSON["password1"]}
    assert client.post("/admin/login/", login)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password2": "another phrase"}, "password2"),
        ({"password1": "short", "password2": "short"}, "password2"),
        ({"password1": "nova@own.example", "password2": "nova@own.example"}, "password2"),
        ({"first_name": ""}, "first_name"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_fault_stands_at_its_field_and_what_was_typed_stays(
    partner, coordinator, mailoutbox, changes, field
):
    address = sent(coordinator, partner, mailoutbox)

    refused = Client().post(address, PERSON | changes)

    assert list(refused.context["form"].errors) == [field]
    assert 'value="Persona"' in refused.content.decode()
    assert Invitation.objects.get().state == InvitationState.OPEN
    assert not User.objects.filter(email="nova@own.example").exists()


def test_who_has_an_account_gets_the_membership_alone(partner, coordinator, mailoutbox):
    held = make_user(REVIEWER, make_partner(), email="Nova@own.example", first_name="Kept")
    password = held.password
    address = sent(coordinator, partner, mailoutbox)
    shown = Client().get(address)
    assert 'name="password1"' not in shown.content.decode()

    assert Client().post(address, PERSON).status_code == 302

    after = User.objects.get(email__iexact="nova@own.example")
    assert (after.pk, after.password, after.first_name) == (held.pk, password, "Kept")
    assert sorted(after.memberships.values_list("role", flat=True)) == ["editor", "reviewer"]


def test_an_account_that_is_switched_off_stays_off_and_is_told_what_to_do(
    partner, coordinator, mailoutbox
):
    """Nothing is accepted meanwhile: once it is switched on again, the same link works."""
    nova = make_user(email="nova@own.example", is_active=False)
    address = sent(coordinator, partner, mailoutbox)

    answers = [Client().get(address), Client().post(address)]

    assert [answer.status_code for answer in answers] == [410, 410]
    for answer in answers:
        page = answer.content.decode()
        assert "<h1>This account is switched off</h1>" in page
        assert "Ask your partner’s coordinator or the lead partner to switch it on again" in page
    assert not User.objects.get(pk=nova.pk).is_active
    assert not Membership.objects.filter(user=nova).exists()

    User.objects.filter(pk=nova.pk).update(is_active=True)
    assert Client().post(address).status_code == 302
    assert Membership.objects.filter(user=nova, role=EDITOR).count() == 1


def test_who_was_invited_twice_and_accepts_both_has_one_account(partner, coordinator, mailoutbox):
    """The second page was open before the first was sent: its password counts for nothing."""
    other = make_partner()
    first = sent(coordinator, partner, mailoutbox)
    second = sent(make_user(COORDINATOR, other), other, mailoutbox, roles=[REVIEWER])
    token = second.rstrip("/").rpartition("/")[2]
    late = User(first_name="Late")
    assert Client().post(first, PERSON).status_code == 302

    account = invitations.accept(token, person=late)

    nova = User.objects.get(email="nova@own.example")
    assert (account, nova.first_name, late.pk) == (nova, "Nova", None)
    held = Membership.objects.filter(user=nova).values_list("partner", "role")
    assert sorted(held) == [(partner.pk, "editor"), (other.pk, "reviewer")]


def test_a_user_name_that_is_taken_stops_nobody(partner, coordinator, mailoutbox):
    """Somebody is still called by an address that they have given up."""
    make_user(username="nova@own.example", email="moved@own.example")

    assert Client().post(sent(coordinator, partner, mailoutbox), PERSON).status_code == 302

    nova = User.objects.get(email="nova@own.example")
    assert nova.username.startswith("nova@own.example-")
    login = {"username": "nova@own.example", "password": PERSON["password1"]}
    assert Client().post("/admin/login/", login)["Location"] == "/admin/"


# To oneself


@pytest.mark.parametrize("email", ["ada@lead.example", "ADA@Lead.example"])
def test_nobody_invites_oneself(lead, email, mailoutbox):
    ada = make_user(COORDINATOR, lead, email="ada@lead.example")
    asked = {"email": email, "roles": ["publisher"], "language": "en"}

    with pytest.raises(ValidationError, match="your own address"):
        invitations.invite(**asked, partner=lead, by=ada)
    refused = logged_in(ada).post(ADD, asked | {"partner": lead.pk})

    assert [str(told) for told in errors_of(refused)["email"]] == [
        "This is your own address: ask an administrator to give you further roles."
    ]
    assert (Invitation.objects.count(), mailoutbox) == (0, [])


def test_an_administrator_may(lead, mailoutbox):
    """Who can change every account gains nothing by it."""
    administrator = make_user(is_superuser=True, email="root@lead.example")

    address = sent(administrator, lead, mailoutbox, email="root@lead.example", roles=[PUBLISHER])

    assert Client().post(address).status_code == 302
    assert Membership.objects.get(user=administrator).role == PUBLISHER


def test_nobody_accepts_what_they_sent_to_an_address_that_became_theirs(lead, mailoutbox):
    ada = make_user(COORDINATOR, lead, email="ada@lead.example")
    address = sent(ada, lead, mailoutbox, email="second@lead.example", roles=[PUBLISHER])
    User.objects.filter(pk=ada.pk).update(email="second@lead.example")

    answers = [Client().get(address), Client().post(address)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert not Membership.objects.filter(user=ada, role=PUBLISHER).exists()


def _expire(invitation, coordinator):
    invitation.expires_at = timezone.now() - datetime.timedelta(seconds=1)
    invitation.save()


def _accept_before(invitation, coordinator):
    invitation.accepted_at = timezone.now()
    invitation.save()


def _take_the_role_of_who_invited(invitation, coordinator):
    coordinator.memberships.all().delete()


def _switch_off_who_invited(invitation, coordinator):
    coordinator.is_active = False
    coordinator.save()


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (_expire, InvitationState.EXPIRED),
        (_accept_before, InvitationState.ACCEPTED),
        (lambda invitation, by: invitations.revoke(invitation, by=by), InvitationState.REVOKED),
        (lambda invitation, by: invitations.send_again(invitation, by=by), InvitationState.REVOKED),
        (_take_the_role_of_who_invited, InvitationState.REVOKED),
        (_switch_off_who_invited, InvitationState.REVOKED),
    ],
    ids=["expired", "accepted", "revoked", "sent again", "inviter without role", "inviter off"],
)
def test_a_link_that_does_not_hold_says_why(partner, coordinator, mailoutbox, event, state):
    address = sent(coordinator, partner, mailoutbox)
    event(Invitation.objects.get(), coordinator)

    answers = [Client().get(address), Client().post(address, PERSON)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert [answer.context["state"] for answer in answers] == [state, state]
    assert not User.objects.filter(email="nova@own.example").exists()


def test_an_invented_link_answers_like_a_revoked_one(partner, coordinator, mailoutbox):
    address = sent(coordinator, partner, mailoutbox)
    invitations.revoke(Invitation.objects.get(), by=coordinator)
    shape = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|/invitation/[^"/]+')

    revoked, invented = (
        shape.sub("", Client().get(path).content.decode())
        for path in (address, "/admin/invitation/invented/")
    )

    assert revoked == invented


@pytest.mark.parametrize("verb", [invitations.send_again, invitations.revoke])
def test_who_has_accepted_meanwhile_stays_and_gets_no_second_link(
    partner, coordinator, mailoutbox, verb
):
    address = sent(coordinator, partner, mailoutbox)
    shown = Invitation.objects.get()
    assert Client().post(address, PERSON).status_code == 302

    with pytest.raises(invitations.NotOpen) as refused:
        verb(shown, by=coordinator)

    now = Invitation.objects.get()
    assert (refused.value.because, now.state) == (InvitationState.ACCEPTED,) * 2
    assert (now.revoked_at, len(mailoutbox)) == (None, 1)


# Send again, revoke: asked of the verb, whoever calls it
VERBS = {
    "administrator": True,
    "coordinator of the lead partner": True,
    "coordinator": True,
    "coordinator elsewhere": False,
    "editor": False,
    "reviewer": False,
    "publisher": False,
    "stranger": False,
    "coordinator, switched off": False,
}


@pytest.mark.parametrize("verb", [invitations.send_again, invitations.revoke])
@pytest.mark.parametrize(("who", "may"), VERBS.items())
def test_who_may_send_again_and_revoke(lead, partner, coordinator, mailoutbox, verb, who, may):
    sent(coordinator, partner, mailoutbox)
    user = {
        "administrator": lambda: make_user(is_superuser=True),
        "coordinator of the lead partner": lambda: make_user(COORDINATOR, lead),
        "coordinator elsewhere": lambda: make_user(COORDINATOR),
        "coordinator, switched off": lambda: make_user(COORDINATOR, partner, is_active=False),
        "stranger": make_user,
    }.get(who, lambda: make_user(MemberRole(who), partner))()
    before = Invitation.objects.values().get()

    if may:
        verb(Invitation.objects.get(), by=user)
    else:
        with pytest.raises(PermissionDenied):
            verb(Invitation.objects.get(), by=user)

    assert (Invitation.objects.values().get() == before) is not may


def test_a_coordinator_neither_renews_nor_takes_back_a_publisher(lead, partner, coordinator):
    """What they could not give; those of the lead partner gave it."""
    above = make_user(COORDINATOR, lead)
    asked = {"partner": partner, "roles": [PUBLISHER], "language": "en", "by": above}
    invitation = invitations.invite(email="nova@own.example", **asked)
    client = logged_in(coordinator)

    answers = [
        client.post(f"{LIST}{invitation.pk}/{verb}/").status_code for verb in ("resend", "revoke")
    ]

    assert answers == [403, 403]
    assert Invitation.objects.get().state == InvitationState.OPEN


def test_sending_again_renews_an_expired_link(partner, coordinator, mailoutbox):
    sent(coordinator, partner, mailoutbox)
    invitation = Invitation.objects.get()
    _expire(invitation, coordinator)
    client = logged_in(coordinator)

    answer = client.post(f"{LIST}{invitation.pk}/resend/")

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert Client().post(link(mailoutbox[-1].body), PERSON).status_code == 302
    refused = client.post(f"{LIST}{invitation.pk}/resend/", follow=True)
    *_earlier, told = (str(message) for message in refused.context["messages"])
    assert told == "Nothing was done: the invitation is accepted."
    assert len(mailoutbox) == 2


def test_the_list_costs_the_same_for_more_rows(
    partner, coordinator, mailoutbox, django_assert_num_queries
):
    client = logged_in(coordinator)
    sent(coordinator, partner, mailoutbox)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)
    for number in range(2):
        sent(coordinator, partner, mailoutbox, email=f"{number}@own.example")
    with django_assert_num_queries(7):
        assert len(client.get(LIST).context["cl"].result_list) == 3
