"""The code lists in memory: what they hold, in which order, and when they are read again."""

import pytest
from django.utils import translation

from partners import catalogue
from practices import codelists
from practices.models import Technology, Theme
from tests.factories import make_event, make_partner

pytestmark = pytest.mark.django_db


def test_what_they_hold(smarty):
    lists = codelists.current()
    sizes = [len(getattr(lists, name)) for name in lists.__dataclass_fields__]
    assert dict(zip(lists.__dataclass_fields__, sizes, strict=True)) == {
        "themes": 4,
        "technologies": 20,
        "sectors": 1047,
        "units": 38,
        "regions": 2204,
        "partners": 14,
        "events": 12,
    }


def test_rows_stand_in_the_order_of_their_list(smarty):
    lists = codelists.current()
    assert list(lists.themes) == [
        "regional_platforms_and_clusters",
        "digital_innovation_hubs",
        "green_transition_and_sustainability",
        "digital_innovation_and_skills",
    ]
    assert list(lists.sectors)[:4] == ["A", "A01", "A01.1", "A01.11"]
    assert list(lists.regions)[:4] == ["AL", "AL0", "AL01", "AL011"]
    assert next(iter(lists.partners)) == "prato"
    assert list(lists.events)[:2] == [
        "final-barcelona-2023",
        "phase-1-closing-huddersfield-2022",
    ]


def test_countries_are_known_by_iso_3166():
    countries = codelists.current().countries
    assert {code: countries[code].code for code in ("GB", "GR", "IT", "XK")} == {
        "GB": "UK",
        "GR": "EL",
        "IT": "IT",
        "XK": "XK",
    }
    assert all(region.level == 0 for region in countries.values())


def test_codes_of_earlier_editions_lead_to_those_of_today():
    lists = codelists.current()
    assert set(lists.region_aliases) & set(lists.regions) == set()
    assert set(lists.region_aliases.values()) <= set(lists.regions)
    assert set(lists.region_successors.values()) <= set(lists.regions)
    assert set(lists.region_aliases) & set(lists.region_successors) == set()


def test_the_large_lists_are_read_again_only_when_they_change(smarty, django_assert_num_queries):
    codelists.current()
    catalogue.raise_version()
    with django_assert_num_queries(4):  # the version, partners, events and their hosts
        lists = codelists.current()
    catalogue.raise_version(codes=True)
    with django_assert_num_queries(9):  # and the five code lists
        again = codelists.current()
    assert again == lists
    with django_assert_num_queries(0):
        assert lists.partners["tecos"].region.name
        assert [host.short_name for host in lists.events["ipb-1-online-2020"].hosts.all()] == [
            "RCL"
        ]


def test_a_rise_of_the_version_has_them_read_again():
    assert codelists.current().partners == {}
    partner, event = make_partner(), make_event()
    assert codelists.current().partners == {partner.slug: partner}
    assert codelists.current().events == {event.slug: event}


def test_a_change_that_raises_no_version_is_not_seen():
    """Every write that a public page shows raises it; this is what happens to one that forgets."""
    codelists.current()
    Theme.objects.filter(position=1).update(labels={"en": "Other"})

    def label() -> str:
        return next(iter(codelists.current().themes.values())).label

    assert label() == "Regional platforms and clusters"
    catalogue.raise_version()  # not of the code lists
    assert label() == "Regional platforms and clusters"
    catalogue.raise_version(codes=True)
    assert label() == "Other"


@pytest.mark.parametrize(
    ("language", "label", "meaning"),
    [
        ("en", "Internet of Things", "Machines, products"),
        ("es", "Internet de las cosas", "Máquinas, productos"),
        ("fi", "Internet of Things", "Machines, products"),
    ],
)
def test_labels_and_meanings_are_in_the_language_of_the_reader(language, label, meaning):
    iot = codelists.current().technologies["iot"]
    with translation.override(language):
        assert iot.label == label
        assert iot.meaning.startswith(meaning)


def test_what_has_no_meaning_written_says_nothing():
    assert Technology(code="x").meaning == Theme(code="x").meaning == ""
