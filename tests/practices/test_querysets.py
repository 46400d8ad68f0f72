"""Reads that have a name: what is on show, and in which order, the same on both engines."""

import pytest
from django.utils import timezone

from practices.models import CatalogueEntry
from tests.factories import make_event, make_published

pytestmark = pytest.mark.django_db


def slugs(entries) -> list[str]:
    return [entry.slug for entry in entries]


IN_ORDER = [
    "(Brackets)",
    "10 steps",
    "2 steps",
    "3D printing",
    "_score",
    "Álava digital",
    "Ålesund",
    "alpha",
    "Alpha beta",
    "Łódź hub",
    "łodz yard",
    "lodz-city",
    "naïve",
    "Ñandú",
    "Œuvre",
    "Øresund",
    "Über alles",
    "Zebra",
    "zz top",
    "“Quoted”",
]


def test_by_title_is_the_same_order_on_both_engines():
    for title in IN_ORDER[::2] + IN_ORDER[1::2]:
        make_published(title=title)
    assert list(CatalogueEntry.objects.by_title().values_list("title", flat=True)) == IN_ORDER


def test_the_same_title_twice_is_ordered_by_identifier():
    for identifier in ("GP-9903", "GP-9901", "GP-9902"):
        make_published(identifier=identifier, title="Same")
    found = CatalogueEntry.objects.by_title().values_list("identifier", flat=True)
    assert list(found) == ["GP-9901", "GP-9902", "GP-9903"]


def test_by_newest_puts_the_last_published_first_then_goes_by_identifier(clock):
    clock("2026-03-01")
    make_published(identifier="GP-9902")
    make_published(identifier="GP-9901")
    clock("2026-03-02")
    make_published(identifier="GP-9903")
    found = CatalogueEntry.objects.by_newest().values_list("identifier", flat=True)
    assert list(found) == ["GP-9903", "GP-9901", "GP-9902"]


def test_on_show_and_withdrawn_share_out_the_entries():
    make_published(slug="shown")
    gone = make_published(slug="gone")
    reason = {"withdrawn_at": timezone.now(), "withdrawal_reason": "Asked for."}
    CatalogueEntry.objects.filter(pk=gone.pk).update(**reason)
    assert slugs(CatalogueEntry.objects.on_show()) == ["shown"]
    assert slugs(CatalogueEntry.objects.withdrawn()) == ["gone"]


@pytest.mark.parametrize("count", [1, 4])
def test_for_list_reads_what_a_row_shows_in_the_same_queries(django_assert_num_queries, count):
    event = make_event()
    for _entry in range(count):
        make_published(technologies=["ai", "iot"], sectors=["A", "C"], events=[event])
    with django_assert_num_queries(4):
        for entry in CatalogueEntry.objects.on_show().for_list():
            assert entry.owner.name
            assert entry.region.name == "Prato"
            assert (entry.edition.number, entry.edition.published_at) == (
                1,
                entry.first_published_at,
            )
            names = ("themes", "technologies", "sectors")
            assert [len(getattr(entry, name).all()) for name in names] == [1, 2, 2]
