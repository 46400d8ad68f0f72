"""What the database itself refuses of partners, regions and events, on whatever engine runs."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation

from partners.models import CatalogueVersion, Event, Membership, Partner, Region, User
from practices.models import Unit
from tests.factories import make_event, make_partner, make_user

pytestmark = pytest.mark.django_db


def refused(write, constraint: str) -> None:
    """The write is refused by the constraint of this name (SQLite names unique columns instead)."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("role", "observer", "partner_role_is_known"),
        ("role", "", "partner_role_is_known"),
        ("slug", "taken", "slug"),
        ("short_name", "Taken", "short_name"),
    ],
)
def test_a_wrong_partner_is_refused(column, value, constraint):
    make_partner(slug="taken", short_name="Taken")
    partner = make_partner()
    refused(lambda: Partner.objects.filter(pk=partner.pk).update(**{column: value}), constraint)


def test_there_is_one_lead_partner():
    make_partner(role="lead")
    make_partner(role="partner")
    other = make_partner(role="partner")
    refused(lambda: Partner.objects.filter(pk=other.pk).update(role="lead"), "role|one_lead")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"start_date": "2020-02-12", "end_date": "2020-02-11"}, "event_ends_after_it_starts"),
        ({"start_date": "2020-02", "end_date": "2019"}, "event_ends_after_it_starts"),
        ({"start_date": "11.2.2020"}, "event_start_date_is_partial_date"),
        ({"start_date": "2020-13"}, "event_start_date_is_partial_date"),
        ({"start_date": "1899"}, "event_start_date_is_partial_date"),
        ({"end_date": "2101"}, "event_end_date_is_partial_date"),
        ({"end_date": "2020-02-32"}, "event_end_date_is_partial_date"),
        ({"end_date": "2020-2-13"}, "event_end_date_is_partial_date"),
        ({"end_date": "2020-02-13T10"}, "event_end_date_is_partial_date|too long"),
    ],
)
def test_wrong_dates_of_an_event_are_refused(values, constraint):
    event = make_event(start_date="2019-10", end_date="")
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**values)


@pytest.mark.parametrize(
    ("start", "end"),
    [("", ""), ("2020", ""), ("2020-02-11", "2020-02-11"), ("2020-02", "2020-03-01"), ("", "2020")],
)
def test_dates_as_precise_as_known_are_taken(start, end):
    event = make_event(start_date=start, end_date=end)
    event.refresh_from_db()
    assert (event.start_date, event.end_date) == (start, end)


def test_an_event_s_address_is_its_own():
    make_event(slug="kick-off")
    other = make_event()
    refused(lambda: Event.objects.filter(pk=other.pk).update(slug="kick-off"), "slug")


def test_a_membership_is_there_once_with_a_known_role():
    user = make_user("editor", partner := make_partner())
    same = Membership(user=user, partner=partner, role="editor")
    refused(lambda: Membership.objects.bulk_create([same]), "role|one_membership_each")
    odd = Membership(user=user, partner=partner, role="owner")
    refused(lambda: Membership.objects.bulk_create([odd]), "membership_role_is_known")
    assert Membership.objects.get().role == "editor"


@pytest.mark.parametrize(
    ("code", "values", "constraint"),
    [
        ("ITI1", {"level": 4}, "region_level_is_known"),
        ("ITI1", {"parent": None}, "region_has_parent_below_country"),
        ("IT", {"parent": "ITI"}, "region_has_parent_below_country"),
    ],
)
def test_a_region_out_of_the_tree_is_refused(code, values, constraint):
    refused(lambda: Region.objects.filter(pk=code).update(**values), constraint)


def test_a_code_in_use_is_never_deleted():
    make_partner(region_id="ITI15")
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.get(pk="ITI15").delete()


def test_there_is_one_catalogue_version():
    second = CatalogueVersion(pk=2, number=1, token="b", raised_at=timezone.now())
    refused(lambda: CatalogueVersion.objects.bulk_create([second]), "one_catalogue_version")


def test_a_foreign_key_to_nowhere_is_refused():
    partner = make_partner()
    Partner.objects.filter(pk=partner.pk).update(region_id="IT99")
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    partner.save()


@pytest.mark.parametrize(
    ("model", "code", "language", "label"),
    [
        (Unit, "firms", "en", "firms"),
        (Unit, "firms", "es", "empresas"),
        (Unit, "firms", "fi", "firms"),
        (Region, "ITI1", "en", "Tuscany"),
        (Region, "ITI1", "es", "Toscana"),
        (Region, "ITI1", "fi", "Toscana"),
        (Region, "ITI15", "en", "Prato"),
    ],
)
def test_a_code_s_label_is_in_the_reader_s_language(model, code, language, label):
    with translation.override(language):
        assert model.objects.get(pk=code).label == label


def test_a_code_without_label_is_shown_as_the_code():
    assert (Unit(code="lots").label, str(Unit(code="lots"))) == ("lots", "lots lots")


def test_words_for_rows():
    partner = make_partner(short_name="RCL", slug="rcl")
    user = make_user("reviewer", partner, username="reviewer")
    assert str(partner) == "RCL"
    assert str(user.memberships.get()) == "reviewer reviewer RCL"
    assert str(make_event(title="Kick-off meeting")) == "Kick-off meeting"
    assert User.objects.count() == 1
