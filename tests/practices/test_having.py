"""What a chosen value keeps: territories, sectors and levels, by the rules of DESIGN section 6.

Each case asks the index and the FilterSet, which refuses nothing of it and says the same.
"""

import datetime

import pytest

from practices import entries
from practices.models import CatalogueEntry
from tests import asking
from tests.factories import make_published

pytestmark = pytest.mark.django_db


def published(**overrides) -> None:
    for slug, values in overrides.items():
        make_published(slug=slug.replace("_", "-"), **values)


def kept(facet: str, codes: list[str]) -> list[str]:
    """The slugs of what the index holds under any of these values."""
    held = asking.now_held()
    keys = [int(held.keys[place]) for place in held.having_any(facet, codes)]
    return sorted(entry.slug for entry in CatalogueEntry.objects.filter(pk__in=keys))


def shown(facet: str, codes: list[str]) -> list[str]:
    """The same as a reader is shown it, in order."""
    found = asking.asked(**{facet: ",".join(codes)})
    assert found.refusals == []
    return [entry.slug for entry in found.qs]


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
    ],
)
def test_a_region_keeps_what_lies_in_it_and_below(codes, found):
    published(
        italy={"region_id": "IT"},
        tuscany={"region_id": "ITI1"},
        prato={"region_id": "ITI15"},
        flanders={"region_id": "BE2"},
    )
    assert kept("region", codes) == found
    assert sorted(shown("region", codes)) == found


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
    ],
)
def test_a_sector_keeps_what_is_below_it_first_then_what_is_coded_above(codes, exact, above):
    published(
        all={"sectors": ["C"]},
        textiles={"sectors": ["C13"]},
        wear={"sectors": ["C14"]},
        tools={"sectors": ["C25.63"]},
        machining={"sectors": ["C25.53"]},
        farms={"sectors": ["A"]},
        mixed={"sectors": ["A", "C13"]},
    )
    assert kept("sector", codes) == sorted(exact + above)
    in_order = shown("sector", codes)
    assert sorted(in_order[: len(exact)]) == exact
    assert sorted(in_order[len(exact) :]) == above


def test_no_value_keeps_nothing_and_an_unknown_one_neither():
    published(all={"sectors": ["C"]})
    assert kept("region", []) == kept("sector", []) == kept("level", []) == []
    assert kept("region", ["XX"]) == kept("theme", ["none"]) == kept("level", ["4"]) == []


TODAY = datetime.date(2026, 3, 1)


@pytest.fixture
def levels(clock):
    """Each level, in force to the last day and lapsed since yesterday."""
    clock("2026-03-01")
    yesterday = TODAY - datetime.timedelta(days=1)
    for level in (1, 2, 3, 4):
        for until, name in ((TODAY, "holds"), (yesterday, "lapsed")):
            entry = make_published(slug=f"{name}-{level}")
            CatalogueEntry.objects.filter(pk=entry.pk).update(level=level, level_until=until)
    entries.tell(CatalogueEntry.objects.all())


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["1"], ["holds-1"]),
        (["4"], ["holds-4"]),
        (["1", "3"], ["holds-1", "holds-3"]),
        (["lapsed"], ["lapsed-1", "lapsed-2", "lapsed-3", "lapsed-4"]),
        (["2", "lapsed"], ["holds-2", "lapsed-1", "lapsed-2", "lapsed-3", "lapsed-4"]),
    ],
)
def test_a_level_is_the_one_in_force_on_the_day(levels, values, found):
    assert kept("level", values) == found
    assert sorted(shown("level", values)) == found


def test_a_level_lapses_on_the_day_after_its_last(levels, clock):
    assert len(kept("level", ["1", "2", "3", "4"])) == len(kept("level", ["lapsed"])) == 4
    clock("2026-03-02")
    assert kept("level", ["1", "2", "3", "4"]) == []
    assert len(kept("level", ["lapsed"])) == 8


def test_by_level_the_highest_in_force_come_first_and_lapsed_ones_last(levels):
    in_order = asking.slugs(ordering="level")
    assert in_order[:4] == ["holds-4", "holds-3", "holds-2", "holds-1"]
    # Of those that lapsed, none is higher: the newest first. All were published at one moment here.
    assert sorted(in_order[4:]) == ["lapsed-1", "lapsed-2", "lapsed-3", "lapsed-4"]
