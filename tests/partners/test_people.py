"""The pages of people: what coordinators and administrators may do with whose account."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client

from partners import permissions
from partners.choices import MemberRole, PartnerRole
from partners.models import Membership, Partner, User
from tests.factories import make_partner, make_user
from tests.workspace import as_sent, errors_of, logged_in

PEOPLE = "/admin/partners/user/"
EDITOR, REVIEWER, PUBLISHER, COORDINATOR = MemberRole


@pytest.fixture
def lead(db) -> Partner:
    return make_partner(role=PartnerRole.LEAD, short_name="Lead")


@pytest.fixture
def partner(lead) -> Partner:
    return make_partner(short_name="Own")


@pytest.fixture
def coordinator(partner) -> User:
    return make_user(COORDINATOR, partner)


def page(user: User, name: str = "change") -> str:
    return f"{PEOPLE}{user.pk}/{name}/"


def save(client: Client, user: User, **changes):
    return client.post(page(user), as_sent(client.get(page(user)), **changes))


# Of whom: may see, may change, may switch off. Who is the coordinator of "own" unless said.
WHOM = {
    "colleague": (True, True, True),
    "publisher of the own partner": (True, True, True),
    "colleague, switched off": (True, True, True),
    "who works for another partner too": (True, True, False),
    "oneself": (True, False, False),
    "colleague who is administrator": (True, False, False),
    "of another partner": (False, False, False),
    "without membership": (False, False, False),
}


def somebody(whom: str, partner: Partner, coordinator: User) -> User:
    if whom == "who works for another partner too":
        user = make_user(EDITOR, partner)
        Membership.objects.create(user=user, partner=make_partner(), role=REVIEWER)
        return user
    make = {
        "colleague": lambda: make_user(EDITOR, partner),
        "publisher of the own partner": lambda: make_user(PUBLISHER, partner),
        "colleague, switched off": lambda: make_user(EDITOR, partner, is_active=False),
        "oneself": lambda: coordinator,
        "colleague who is administrator": lambda: make_user(EDITOR, partner, is_superuser=True),
        "of another partner": lambda: make_user(EDITOR),
        "without membership": make_user,
    }
    return make[whom]()


@pytest.mark.parametrize("whom", WHOM)
def test_whom_a_coordinator_looks_after(whom, partner, coordinator):
    """Predicate, list and pages give one answer: hidden is 404, seen but not theirs stays as it is."""
    person = User.objects.get(pk=somebody(whom, partner, coordinator).pk)
    sees, changes, switches = WHOM[whom]
    client = logged_in(coordinator)

    assert permissions.may_see_person(coordinator, person) == sees
    assert permissions.may_change_person(coordinator, person) == changes
    assert permissions.may_switch_off(coordinator, person) == switches
    assert (person in User.objects.visible_to(coordinator)) == sees
    assert client.get(page(person)).status_code == (200 if sees else 404)
    before = person.is_active
    client.post(page(person), {"is_active": ""} if before else {"is_active": "on"})  # forged, bare
    if changes:
        save(client, person, is_active=None if before else "on")
    assert User.objects.get(pk=person.pk).is_active == (before != switches)


# Answers to: list, person (GET), person (POST), add, password (GET), take the second factor, delete
PAGES = {
    "administrator": (200, 200, 302, 200, 200, 302, 403),
    "coordinator of the lead partner": (200, 200, 302, 403, 403, 403, 403),
    "coordinator": (200, 200, 302, 403, 403, 403, 403),
    "coordinator elsewhere": (200, 404, 404, 403, 403, 404, 404),
    "editor": (403, 404, 404, 403, 403, 404, 404),
    "reviewer": (403, 404, 404, 403, 403, 404, 404),
    "publisher": (403, 404, 404, 403, 403, 404, 404),
    "stranger": (302, 302, 302, 302, 302, 302, 302),
    "anonymous": (302, 302, 302, 302, 302, 302, 302),
}


@pytest.mark.parametrize("who", PAGES)
def test_pages_of_people(who, lead, partner):
    person = make_user(PUBLISHER, partner)
    make = {
        "administrator": lambda: make_user(is_superuser=True),
        "coordinator of the lead partner": lambda: make_user(COORDINATOR, lead),
        "coordinator elsewhere": lambda: make_user(COORDINATOR),
        "stranger": make_user,
    }
    user = (
        make.get(who, lambda: make_user(MemberRole(who), partner))() if who != "anonymous" else None
    )
    client = logged_in(user) if user else Client()
    shown = client.get(page(person))
    sent = as_sent(shown) if shown.status_code == 200 else {}

    answers = (
        client.get(PEOPLE).status_code,
        shown.status_code,
        client.post(page(person), sent).status_code,
        client.get(f"{PEOPLE}add/").status_code,
        client.get(f"{PEOPLE}{person.pk}/password/").status_code,
        client.post(page(person, "second-factor")).status_code,
        client.post(page(person, "delete"), {"post": "yes"}).status_code,
    )

    assert answers == PAGES[who]
    assert Authenticator.objects.filter(user=person).exists() == (who != "administrator")


def test_a_coordinator_gives_and_takes_roles_of_the_own_partner(partner, coordinator):
    person = make_user(EDITOR, partner)
    elsewhere = Membership.objects.create(user=person, partner=make_partner(), role=EDITOR)
    client = logged_in(coordinator)
    shown = client.get(page(person))
    [inline] = shown.context["inline_admin_formsets"]
    assert [form.instance.pk for form in inline.formset.initial_forms] == [
        person.memberships.exclude(pk=elsewhere.pk).get().pk
    ]

    given = {"memberships-1-partner": str(partner.pk), "memberships-1-role": "reviewer"}
    taken = {"memberships-0-DELETE": "on"}
    assert save(client, person, **given, **taken).status_code == 302

    held = Membership.objects.filter(user=person).values_list("partner", "role")
    assert sorted(held) == sorted([(elsewhere.partner_id, "editor"), (partner.pk, "reviewer")])


@pytest.mark.parametrize(("place", "role"), [("own", "publisher"), ("other", "editor")])
def test_a_coordinator_gives_no_more_than_is_theirs(partner, coordinator, place, role):
    person = make_user(EDITOR, partner)
    other = make_partner()
    key = partner.pk if place == "own" else other.pk
    forged = {"memberships-1-partner": str(key), "memberships-1-role": role}

    refused = save(logged_in(coordinator), person, **forged)

    field = "role" if place == "own" else "partner"
    assert list(errors_of(refused)) == [f"memberships-1-{field}"]
    assert Membership.objects.filter(user=person).count() == 1


def test_a_coordinator_of_the_lead_makes_a_publisher_anywhere(lead, partner):
    person = make_user(EDITOR, partner)
    given = {"memberships-1-partner": str(partner.pk), "memberships-1-role": "publisher"}

    assert save(logged_in(make_user(COORDINATOR, lead)), person, **given).status_code == 302

    assert sorted(person.memberships.values_list("role", flat=True)) == ["editor", "publisher"]


def test_a_coordinator_changes_neither_name_nor_address(partner, coordinator):
    person = make_user(EDITOR, partner, email="a@own.example")
    forged = {"username": "x", "email": "x@own.example", "is_superuser": "on", "language": "es"}

    save(logged_in(coordinator), person, **forged)

    after = User.objects.get(pk=person.pk)
    assert (after.username, after.email, after.is_superuser, after.language) == (
        person.username,
        "a@own.example",
        False,
        "",
    )


def test_a_lost_phone_is_taken_away_and_its_owner_told(partner, mailoutbox):
    person = make_user(PUBLISHER, partner, email="pia@own.example")
    phone, client = logged_in(person), logged_in(make_user(is_superuser=True))
    assert "second-factor/" in client.get(page(person)).content.decode()

    assert client.post(page(person, "second-factor")).status_code == 302

    assert not Authenticator.objects.filter(user=person).exists()
    assert [letter.to for letter in mailoutbox] == [["pia@own.example"]]
    assert phone.get("/admin/").status_code == 302
    assert "second-factor/" not in client.get(page(person)).content.decode()
    history = client.get(page(person, "history")).content.decode()
    assert "Changed second factor." in history


def test_one_account_has_an_address(db):
    make_user(email="a@own.example")
    administrator = logged_in(make_user(is_superuser=True))
    other = make_user()

    refused = save(administrator, other, email="A@own.example")

    assert refused.status_code == 200
    assert "There is an account with this e-mail address already." in refused.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(email="A@OWN.example")
    assert make_user().email == make_user().email == ""


def test_the_list_of_a_coordinator_costs_the_same_for_more_rows(
    partner, coordinator, django_assert_num_queries
):
    client = logged_in(coordinator)
    client.get(PEOPLE)
    for count in (1, 3):
        with django_assert_num_queries(10):
            assert len(client.get(PEOPLE).context["cl"].result_list) == count
        for _number in range(2):
            make_user(EDITOR, partner)
