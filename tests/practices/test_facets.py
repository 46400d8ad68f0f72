"""Facets on the real records and on made ones: counts, trees, order, days, withdrawn entries."""

import datetime

import numpy as np
import pytest
from django.utils import timezone
from pyroaring import BitMap

from partners import catalogue
from practices import entries
from practices.choices import Scope
from practices.facets import FACETS, Selection, Value
from practices.index import Index, index, read
from practices.models import CatalogueEntry
from tests.factories import make_partner, make_practice, make_published

pytestmark = pytest.mark.django_db


def build(*, today: datetime.date | None = None) -> Index:
    """The catalogue as it stands, read anew."""
    held = Index()
    read(held, CatalogueEntry.objects.order_by("first_published_at", "-identifier"))
    held.lapse(today or timezone.localdate())
    return held


def counts(facet: str, *, held: Index | None = None, **selection) -> dict[str, int]:
    """The listed values of a facet with their counts, in their order."""
    chosen = Selection(**({"chosen": {}} | selection))
    values = chosen.values(held or build(), facet)
    return {value.code: value.count for value in values}


REAL = {
    "theme": {
        "regional_platforms_and_clusters": 12,
        "digital_innovation_and_skills": 3,
        "green_transition_and_sustainability": 2,
        "digital_innovation_hubs": 1,
    },
    "technology": {
        "robotics": 6,
        "ai": 4,
        "automation": 4,
        "additive_manufacturing": 3,
        "big_data": 3,
        "iot": 3,
        "advanced_manufacturing": 2,
        "digital_factory": 2,
        "digital_maturity_assessment": 2,
        "industrial_control_systems": 2,
        "photonics": 2,
        "smart_tooling": 2,
        "5g": 1,
        "blockchain": 1,
        "cybersecurity": 1,
        "smart_logistics": 1,
        "traceability": 1,
    },
    "sector": {"C": 16, "A": 2, "D": 2, "H": 2, "B": 1, "F": 1, "I": 1, "K": 1},
    "region": {"ES": 5, "UK": 3, "IT": 3, "BE": 2, "SI": 2, "FI": 1, "PL": 1},
    "country": {"ES": 5, "GB": 3, "IT": 3, "BE": 2, "SI": 2, "FI": 1, "PL": 1},
    "partner": {
        "gencat": 3,
        "prato": 3,
        "flanders-make": 2,
        "tcoe": 2,
        "godcp": 1,
        "i2cat": 1,
        "ice": 1,
        "itee": 1,
        "rcl": 1,
        "tecos": 1,
        "wyca": 1,
    },
    "level": {"1": 17},
}


@pytest.mark.parametrize("facet", REAL)
def test_the_counts_of_the_real_catalogue(smarty, facet):
    assert counts(facet) == REAL[facet]


def test_every_facet_counts_each_of_the_17(smarty):
    """These have exactly one value each."""
    for facet in ("country", "partner", "nature", "scope", "validation", "level"):
        assert sum(counts(facet).values()) == 17


def test_counts_are_under_all_other_facets_but_their_own(smarty):
    chosen = {"country": ["IT"], "technology": ["ai"]}
    # Of the three Italian ones only PRISMA uses AI; others that do stay countable.
    assert counts("country", chosen=chosen) == {
        "ES": 2,
        "IT": 1,
        "PL": 1,
        "BE": 0,
        "FI": 0,
        "GB": 0,
        "SI": 0,
    }
    technologies = {code for code, count in counts("technology", chosen=chosen).items() if count}
    assert technologies == {
        *("5g", "ai", "blockchain", "iot", "smart_logistics", "traceability"),
        *("advanced_manufacturing", "digital_maturity_assessment"),
    }
    assert counts("partner", chosen=chosen)["prato"] == 1
    assert counts("theme", chosen=chosen) == {
        "digital_innovation_and_skills": 1,
        "digital_innovation_hubs": 0,
        "green_transition_and_sustainability": 0,
        "regional_platforms_and_clusters": 0,
    }


def test_several_values_of_a_facet_mean_or(smarty):
    held = build()
    either = Selection(chosen={"country": ["IT", "FI"]}).entries(held)
    assert len(either) == 4


def tree(facet: str, **selection) -> list[tuple[str, int, int, bool]]:
    chosen = Selection(**({"chosen": {}} | selection))
    values = chosen.values(build(), facet)
    return [(value.code, value.count, value.depth, value.selected) for value in values]


@pytest.fixture
def sectors():
    for codes in (["C"], ["C13"], ["C13.1"], ["C13.10"], ["C25"], ["A"], ["C13", "A"]):
        make_published(sectors=codes)


def test_a_tree_shows_its_roots(sectors):
    assert tree("sector") == [("C", 6, 0, False), ("A", 2, 0, False)]


def test_a_tree_opens_along_the_chosen_branch(sectors):
    """A count says what choosing the value would show: what is coded above it counts, too."""
    assert tree("sector", chosen={"sector": ["C13"]}) == [
        ("C", 6, 0, False),
        ("C13", 5, 1, True),
        ("C13.1", 5, 2, False),
        ("C25", 2, 1, False),
        ("A", 2, 0, False),
    ]
    assert tree("sector", chosen={"sector": ["C13.1", "A"]}) == [
        ("C", 6, 0, False),
        ("C13", 5, 1, False),
        ("C13.1", 5, 2, True),
        ("C13.10", 5, 3, False),
        ("C25", 2, 1, False),
        ("A", 2, 0, True),
    ]


def test_a_chosen_code_that_nobody_carries_is_listed_below_what_is_above_it(sectors):
    assert tree("sector", chosen={"sector": ["B05.1"]}) == [
        ("C", 6, 0, False),
        ("A", 2, 0, False),
        ("B", 0, 0, False),
        ("B05", 0, 1, False),
        ("B05.1", 0, 2, True),
    ]


def test_regions_count_what_lies_in_them_never_what_lies_above():
    for code in ("IT", "ITI1", "ITI15", "ITI14", "BE2"):
        make_published(region_id=code)
    assert tree("region") == [("IT", 4, 0, False), ("BE", 1, 0, False)]
    assert tree("region", chosen={"region": ["ITI"]}) == [
        ("IT", 4, 0, False),
        ("ITI", 3, 1, True),
        ("ITI1", 3, 2, False),
        ("BE", 1, 0, False),
    ]
    assert tree("region", chosen={"region": ["ITI1"], "country": ["BE"]}) == [
        ("BE", 1, 0, False),
        ("IT", 0, 0, False),
        ("ITI", 0, 1, False),
        ("ITI1", 0, 2, True),
        ("ITI14", 0, 3, False),
        ("ITI15", 0, 3, False),
    ]


def test_values_that_an_entry_carries_stay_listed_at_zero_and_chosen_ones_too():
    make_published(scope=Scope.LOCAL, region_id="BE2")
    make_published(scope=Scope.NATIONAL, region_id="ITI15")
    assert counts("scope", chosen={"country": ["BE"], "scope": ["european"]}) == {
        "local": 1,
        "european": 0,
        "national": 0,
    }


def test_a_value_says_whether_it_is_chosen():
    make_published(scope=Scope.LOCAL)
    held = build()
    assert Selection(chosen={"scope": ["local"]}).values(held, "scope") == [
        Value(code="local", count=1, selected=True, depth=0)
    ]


def test_years_are_bounds_of_the_start_and_leave_unknown_ones_out():
    for year in (2015, 2018, 2018, 2020, None):
        make_published(start_year=year)
    held = build()

    def size(**years):
        return len(Selection(chosen={}, **years).entries(held))

    assert size() == 5
    assert size(year_from=2018) == 3
    assert size(year_to=2018) == 3
    assert size(year_from=2018, year_to=2018) == 2
    assert size(year_from=2016, year_to=2017) == 0
    assert size(year_from=2020, year_to=2015) == 0
    assert len(Selection(chosen={}, year_from=2018).entries(held, years=False)) == 5
    assert len(held.without_year) == 1
    assert counts("country", held=held, year_from=2019) == {"IT": 1}


def test_hits_of_a_search_narrow_the_counts():
    made = [make_published(region_id=code) for code in ("ITI15", "BE2", "BE2")]
    held = build()
    hits = held.of(np.array([made[1].pk, made[0].pk, 10**9]))
    assert counts("country", held=held, hits=hits) == {"BE": 1, "IT": 1}
    assert counts("country", held=held, hits=BitMap()) == {"BE": 0, "IT": 0}
    assert list(held.of(np.array([], dtype=np.int64))) == []


def test_an_empty_catalogue_has_no_values():
    assert {facet: counts(facet) for facet in FACETS} == dict.fromkeys(FACETS, {})
    chosen = {"theme": ["digital_innovation_hubs"], "region": ["ITI1"], "level": ["1", "lapsed"]}
    assert counts("theme", chosen=chosen) == {"digital_innovation_hubs": 0}
    assert tree("region", chosen=chosen) == [
        ("IT", 0, 0, False),
        ("ITI", 0, 1, False),
        ("ITI1", 0, 2, True),
    ]
    assert list(Selection(chosen=chosen, year_from=2000).entries(build())) == []


def test_what_is_not_on_show_is_not_counted():
    make_published(region_id="BE2")
    gone = make_published(region_id="FI1D7", technologies=["ai"])
    make_practice(region_id="SI0")
    reason = {"withdrawn_at": timezone.now(), "withdrawal_reason": "Asked for."}
    before = index(catalogue.version())
    rows = CatalogueEntry.objects.filter(pk=gone.pk)
    rows.update(**reason)
    entries.tell(rows)
    for held in (build(), index(catalogue.version())):
        assert counts("country", held=held) == {"BE": 1}
        assert counts("technology", held=held) == {}
        assert list(held.of(np.array([gone.pk]))) == []
    assert counts("technology", held=before) == {"ai": 1}


def test_levels_lapse_by_day():
    entry = make_published()
    CatalogueEntry.objects.filter(pk=entry.pk).update(
        level=3, level_until=datetime.date(2026, 3, 1)
    )
    assert counts("level", held=build(today=datetime.date(2026, 3, 1))) == {"3": 1}
    assert counts("level", held=build(today=datetime.date(2026, 3, 2))) == {"lapsed": 1}


def test_the_kept_index_judges_its_levels_anew_on_the_next_day(clock):
    clock("2026-03-01T10:00")
    make_published()
    version = catalogue.version()
    held = index(version)
    assert counts("level", held=held) == {"1": 1}
    clock("2026-03-01T23:59")
    assert index(version) is held
    clock("2029-03-01T23:59")
    assert counts("level", held=index(version)) == {"1": 1}
    clock("2029-03-02T00:01")
    assert counts("level", held=index(version)) == {"lapsed": 1}


@pytest.mark.parametrize("count", [1, 9])
def test_the_index_is_read_in_four_queries(django_assert_num_queries, count):
    owner = make_partner()
    for _entry in range(count):
        make_published(owner=owner, technologies=["ai", "iot"], sectors=["A", "C"])
    with django_assert_num_queries(4):
        held = build()
    with django_assert_num_queries(0):
        assert counts("technology", held=held) == {"ai": count, "iot": count}
