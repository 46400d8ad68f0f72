"""Reads that have a name: territories, sectors, levels, orders, the same on both engines."""

import datetime

import pytest
from django.utils import timezone

from practices.models import CatalogueEntry
from tests.factories import make_event, make_published

pytestmark = pytest.mark.django_db


def published(**overrides) -> None:
    for slug, values in overrides.items():
        make_published(slug=slug.replace("_", "-"), **values)


def slugs(entries) -> list[str]:
    return [entry.slug for entry in entries]


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["IT"], ["italy", "prato", "tuscany"]),
        (["ITI1"], ["prato", "tuscany"]),
        (["ITI15"], ["prato"]),
        (["ITI14"], []),
        (["ITI"], ["prato", "tuscany"]),
        (["BE2"], ["flanders"]),
        (["ITI15", "BE"], ["flanders", "prato"]),
        (["ITI1", "ITI15"], ["prato", "tuscany"]),
        ([], []),
    ],
)
def test_in_regions_finds_the_region_and_all_below(codes, found):
    published(
        italy={"region_id": "IT"},
        tuscany={"region_id": "ITI1"},
        prato={"region_id": "ITI15"},
        flanders={"region_id": "BE2"},
    )
    assert sorted(slugs(CatalogueEntry.objects.in_regions(codes))) == found


@pytest.mark.parametrize(
    ("codes", "exact", "above"),
    [
        (["C"], ["all", "machining", "mixed", "textiles", "tools", "wear"], []),
        (["C13"], ["mixed", "textiles"], ["all"]),
        (["C13.1"], [], ["all", "mixed", "textiles"]),
        (["C25"], ["machining", "tools"], ["all"]),
        (["C25.6"], ["tools"], ["all"]),
        (["C25.63"], ["tools"], ["all"]),
        (["C25.53"], ["machining"], ["all"]),
        (["C13", "C14"], ["mixed", "textiles", "wear"], ["all"]),
        (["C10"], [], ["all"]),
        (["A"], ["farms", "mixed"], []),
        (["A02"], [], ["farms", "mixed"]),
        (["A02", "C25.63"], ["tools"], ["all", "farms", "mixed"]),
        (["B"], [], []),
        ([], [], []),
    ],
)
def test_in_sectors_finds_the_sector_what_is_below_and_what_is_coded_above(codes, exact, above):
    published(
        all={"sectors": ["C"]},
        textiles={"sectors": ["C13"]},
        wear={"sectors": ["C14"]},
        tools={"sectors": ["C25.63"]},
        machining={"sectors": ["C25.53"]},
        farms={"sectors": ["A"]},
        mixed={"sectors": ["A", "C13"]},
    )
    found = list(CatalogueEntry.objects.in_sectors(codes).order_by("slug"))
    assert slugs(entry for entry in found if not entry.from_above) == exact
    assert slugs(entry for entry in found if entry.from_above) == above


TODAY = datetime.date(2026, 3, 1)


@pytest.fixture
def levels():
    """Each level, in force to the last day and lapsed since yesterday."""
    yesterday = TODAY - datetime.timedelta(days=1)
    for level in (1, 2, 3, 4):
        for until, name in ((TODAY, "holds"), (yesterday, "lapsed")):
            entry = make_published(slug=f"{name}-{level}")
            CatalogueEntry.objects.filter(pk=entry.pk).update(level=level, level_until=until)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["1"], ["holds-1"]),
        (["4"], ["holds-4"]),
        (["1", "3"], ["holds-1", "holds-3"]),
        (["lapsed"], ["lapsed-1", "lapsed-2", "lapsed-3", "lapsed-4"]),
        (["2", "lapsed"], ["holds-2", "lapsed-1", "lapsed-2", "lapsed-3", "lapsed-4"]),
        ([], []),
    ],
)
def test_at_levels_knows_what_is_in_force_on_the_day(levels, values, found):
    entries = CatalogueEntry.objects.at_levels(values, today=TODAY)
    assert sorted(slugs(entries)) == found


def test_a_level_lapses_on_the_day_after_its_last(levels):
    entries = CatalogueEntry.objects
    tomorrow = TODAY + datetime.timedelta(days=1)
    assert entries.at_levels(["1", "2", "3", "4"], today=tomorrow).count() == 0
    assert entries.at_levels(["lapsed"], today=tomorrow).count() == 8


def test_by_level_puts_the_highest_in_force_first_and_lapsed_ones_last(levels):
    entries = slugs(CatalogueEntry.objects.by_level(today=TODAY))
    assert entries[:4] == ["holds-4", "holds-3", "holds-2", "holds-1"]
    # Of those that lapsed, none is higher: the newest first.
    assert entries[4:] == ["lapsed-4", "lapsed-3", "lapsed-2", "lapsed-1"]


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
