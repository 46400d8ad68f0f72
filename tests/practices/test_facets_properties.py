"""For random catalogues and queries: counts equal brute force, bitmaps equal the queryset.

The rules are written here a second time, over the editions' documents, without a look at facets.py.
"""

import random

import pytest
from django.http import QueryDict
from django.utils import timezone

from practices.choices import Nature, Scope, ValidationKind
from practices.facets import FACETS
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry
from tests import factories

hypothesis = pytest.importorskip("hypothesis", reason="tests/requirements.txt is not installed")
st = hypothesis.strategies

pytestmark = pytest.mark.django_db

ANCESTORS = {
    "A02": ["A"],
    "C13": ["C"],
    "C13.1": ["C", "C13"],
    "C13.2": ["C", "C13"],
    "C13.10": ["C", "C13", "C13.1"],
    "C14": ["C"],
    "C25": ["C"],
    "C25.6": ["C", "C25"],
    "C25.63": ["C", "C25", "C25.6"],
    "ITI": ["IT"],
    "ITI1": ["IT", "ITI"],
    "ITI14": ["IT", "ITI", "ITI1"],
    "ITI15": ["IT", "ITI", "ITI1"],
    "BE2": ["BE"],
    "BE22": ["BE", "BE2"],
    "UKE": ["UK"],
    "UKE4": ["UK", "UKE"],
    "UKE44": ["UK", "UKE", "UKE4"],
    "EL3": ["EL"],
    "EL30": ["EL", "EL3"],
    "B05": ["B"],
    "B05.1": ["B", "B05"],
    "FR1": ["FR"],
    "FR10": ["FR", "FR1"],
    "FI1": ["FI"],
    "FI1D": ["FI", "FI1"],
    "FI1D7": ["FI", "FI1", "FI1D"],
}
COUNTRIES = {"IT": "IT", "BE": "BE", "UK": "GB", "EL": "GR", "FI": "FI"}
POOL = {
    # The last code of some is carried by no entry, nor is what lies above it.
    "theme": [*factories.THEMES, "green_transition_and_sustainability"],
    "technology": [*factories.TECHNOLOGIES, "blockchain"],
    "sector": ["A", "A02", "C", "C13", "C13.1", "C13.10", "C13.2", "C14", "C25.63", "B05.1"],
    "region": [
        "IT",
        "ITI",
        "ITI1",
        "ITI14",
        "ITI15",
        "BE",
        "BE2",
        "BE22",
        "UK",
        "EL3",
        "FI1D7",
        "FR10",
    ],
    "country": [*COUNTRIES.values(), "SI"],
    "nature": Nature.values[:4],
    "scope": Scope.values,
    "validation": ValidationKind.values,
    "level": ["1", "2", "3", "4", "lapsed"],
}
ASKED = st.fixed_dictionaries(
    {},
    optional={
        **{
            facet: st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)
            for facet, codes in POOL.items()
        },
        "partner": st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True),
        "year_from": st.sampled_from([2011, 2015, 2016, 2019]),
        "year_to": st.sampled_from([2014, 2015, 2018, 2021]),
        "q": st.lists(st.sampled_from(factories.WORDS), min_size=1, max_size=2, unique=True),
    },
)


def carried(entry: CatalogueEntry) -> dict[str, set[str]]:
    """What an entry carries of each facet, as its edition says."""
    facts = entry.edition.document
    lapsed = entry.level_until < timezone.localdate()
    return {
        "theme": set(facts["themes"]),
        "technology": set(facts["technologies"]),
        "sector": {sector["code"] for sector in facts["sectors"]},
        "region": {facts["region"]},
        "country": {COUNTRIES[facts["region"][:2]]},
        "partner": {facts["owner"]},
        "nature": {facts["nature"]},
        "scope": {facts["scope"]},
        "validation": {facts["validation_kind"]},
        "level": {"lapsed" if lapsed else str(int(entry.level))},
    }


def fits(facet: str, code: str, own: dict[str, set[str]]) -> bool:
    """The code itself; of a tree also what lies below; of sectors also what is coded above."""
    wanted = {code}
    if facet in {"region", "sector"}:
        wanted |= {below for below, above in ANCESTORS.items() if code in above}
    if facet == "sector":
        wanted |= set(ANCESTORS.get(code, []))
    return bool(wanted & own[facet])


class Brute:
    """A catalogue that is searched entry by entry."""

    def __init__(self, entries: list[CatalogueEntry]):
        self.rows = [(entry.pk, carried(entry), entry.edition.document) for entry in entries]

    def keys(self, asked: dict, *, but: str = "", years: bool = True) -> set[int]:
        return {
            key
            for key, own, facts in self.rows
            if all(
                any(fits(facet, code, own) for code in codes)
                for facet, codes in asked.items()
                if facet in FACETS and facet != but
            )
            and all(word in facts["title"].split() for word in asked.get("q", []))
            and (not years or self.in_years(facts["start_year"], asked))
        }

    @staticmethod
    def in_years(year: int | None, asked: dict) -> bool:
        first, last = asked.get("year_from"), asked.get("year_to")
        if first is None and last is None:
            return True
        return year is not None and (first or year) <= year <= (last or year)

    def listed(self, facet: str, asked: dict) -> set[str]:
        """Every carried code and what is above it, and the chosen ones; trees along these only."""
        chosen = asked.get(facet, [])
        codes = {code for _key, own, _facts in self.rows for code in own[facet]} | set(chosen)
        codes |= {up for code in codes for up in ANCESTORS.get(code, [])}
        if facet not in {"region", "sector"}:
            return codes
        opened = {up for code in chosen for up in [code, *ANCESTORS.get(code, [])]}
        return {code for code in codes if set(ANCESTORS.get(code, [])) <= opened}

    def values(self, facet: str, asked: dict) -> dict[str, tuple]:
        under = self.keys(asked, but=facet)
        return {
            code: (
                sum(fits(facet, code, own) for key, own, _facts in self.rows if key in under),
                code in asked.get(facet, []),
                len(ANCESTORS.get(code, [])),
            )
            for code in self.listed(facet, asked)
        }

    def without_year(self, asked: dict) -> int:
        if not {"year_from", "year_to"} & set(asked):
            return 0
        unknown = {key for key, _own, facts in self.rows if facts["start_year"] is None}
        return len(self.keys(asked, years=False) & unknown)


def query_of(asked: dict) -> QueryDict:
    """Half of the values repeated, half separated by commas."""
    query = QueryDict(mutable=True)
    for number, (name, value) in enumerate(asked.items()):
        if name == "q":
            query[name] = " ".join(value)
        elif not isinstance(value, list):
            query[name] = str(value)
        elif number % 2:
            query[name] = ",".join(value)
        else:
            query.setlist(name, value)
    return query


def is_in_order(values: list, facet: str) -> bool:
    """Most carried first, then by code; a child stands below its parent, siblings likewise."""
    if facet not in {"region", "sector"}:
        return values == sorted(values, key=lambda value: (-value.count, value.code))
    seen, last = {}, {}
    for value in values:
        parent = (ANCESTORS.get(value.code) or [""])[-1]
        place = (-value.count, value.code)
        if parent and parent not in seen:
            return False
        if parent in last and place < last[parent]:
            return False
        last[parent] = place
        seen[value.code] = True
    return True


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_equal_brute_force_and_bitmaps_equal_the_queryset(seed):
    chance = random.Random(seed)  # noqa: S311
    entries = [entry for entry in factories.make_catalogue(chance) if not entry.withdrawn_at]
    owners = sorted({entry.owner.slug for entry in entries})
    brute = Brute(entries)

    @hypothesis.settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @hypothesis.given(ASKED)
    def check(asked):
        if "partner" in asked:
            asked = asked | {"partner": [owners[place] for place in asked["partner"]]}
        found = PracticeFilterSet(query_of(asked), CatalogueEntry.objects.on_show())
        keys = brute.keys(asked)
        listed = [entry.pk for entry in found.qs]
        assert found.refusals == []
        assert len(listed) == len(set(listed))
        assert set(listed) == keys
        assert found.selection.entries(found.index) == found.index.of(keys)
        assert found.left_out_without_year() == brute.without_year(asked)
        for facet, values in found.facets().items():
            told = {value.code: (value.count, value.selected, value.depth) for value in values}
            assert told == brute.values(facet, asked)
            assert len(told) == len(values)
            assert is_in_order(values, facet)

    check()
