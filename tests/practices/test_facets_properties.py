"""For random catalogues, changes and queries: counts, bitmaps and rows equal brute force.

The rules are written here a second time, over the editions' documents, without the index's code. The
index is never read anew in between: it has to follow each change.
"""

import datetime
import math
import random

import pytest
from django.http import QueryDict
from django.utils import timezone

from practices import entries
from practices.choices import Action, Nature, Scope, ValidationKind
from practices.facets import FACETS
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry, Edition
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
    """A catalogue that is searched entry by entry, newest first."""

    def __init__(self):
        entries_ = CatalogueEntry.objects.filter(withdrawn_at=None).select_related("edition")
        rows = [(entry, carried(entry), entry.edition.document) for entry in entries_]
        rows.sort(key=lambda row: (-row[0].first_published_at.timestamp(), row[0].identifier))
        self.rows = [(entry.identifier, own, facts) for entry, own, facts in rows]
        self.keys = {entry.identifier: entry.pk for entry, _own, _facts in rows}

    def found(self, asked: dict, *, but: str = "", years: bool = True) -> list[str]:
        return [
            identifier
            for identifier, own, facts in self.rows
            if all(
                any(fits(facet, code, own) for code in codes)
                for facet, codes in asked.items()
                if facet in FACETS and facet != but
            )
            and self.says_enough(facts["title"].split(), asked.get("q"))
            and (not years or self.in_years(facts["start_year"], asked))
        ]

    def says_enough(self, title: list[str], words: list[str] | None) -> bool:
        """Whether a title holds enough of the worth that the best title holds: of two words a little more."""
        if words is None:
            return True
        most = max(
            (self.held(facts["title"].split(), words) for _, _, facts in self.rows), default=0
        )
        return self.held(title, words) > (0.28 if len(words) == 2 else 0.25) * most

    def held(self, title: list[str], words: list[str]) -> float:
        return sum(self.worth(word) for word in words if word in title)

    def worth(self, word: str) -> float:
        """The rarer a word the more, evener than in BM25; nothing when nobody says it. One language."""
        said = sum(word in facts["title"].split() for _identifier, _own, facts in self.rows)
        assert len({facts["language"] for _identifier, _own, facts in self.rows}) <= 1
        return math.log(1 + (len(self.rows) - said + 0.5) / (said + 0.5)) ** 0.7 if said else 0.0

    def exact_first(self, found: list[str], codes: list[str]) -> list[str]:
        """What is coded with a sector or below it before what is coded above it."""
        own_sectors = {identifier: own["sector"] for identifier, own, _facts in self.rows}

        def is_from_above(identifier: str) -> bool:
            own = own_sectors[identifier]
            above = {up for code in own for up in ANCESTORS.get(code, [])}
            return not (own | above) & set(codes)

        return sorted(found, key=is_from_above)

    @staticmethod
    def in_years(year: int | None, asked: dict) -> bool:
        first, last = asked.get("year_from"), asked.get("year_to")
        if first is None and last is None:
            return True
        return year is not None and (first or year) <= year <= (last or year)

    def listed(self, facet: str, asked: dict) -> set[str]:
        """Every carried code and what is above it, and the chosen ones; trees along these only."""
        chosen = asked.get(facet, [])
        codes = {code for _row, own, _facts in self.rows for code in own[facet]} | set(chosen)
        codes |= {up for code in codes for up in ANCESTORS.get(code, [])}
        if facet not in {"region", "sector"}:
            return codes
        opened = {up for code in chosen for up in [code, *ANCESTORS.get(code, [])]}
        return {code for code in codes if set(ANCESTORS.get(code, [])) <= opened}

    def values(self, facet: str, asked: dict) -> dict[str, tuple]:
        under = set(self.found(asked, but=facet))
        return {
            code: (
                sum(fits(facet, code, own) for row, own, _facts in self.rows if row in under),
                code in asked.get(facet, []),
                len(ANCESTORS.get(code, [])),
            )
            for code in self.listed(facet, asked)
        }

    def without_year(self, asked: dict) -> int:
        if not {"year_from", "year_to"} & set(asked):
            return 0
        unknown = {row for row, _own, facts in self.rows if facts["start_year"] is None}
        return len(set(self.found(asked, years=False)) & unknown)


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


# What happens to a catalogue between two readers.


def publish(chance: random.Random, owners: list, entry: CatalogueEntry) -> None:
    factories.random_entry(chance, owners)


def withdraw_or_bring_back(chance: random.Random, owners: list, entry: CatalogueEntry) -> None:
    gone = entry.withdrawn_at is None
    entry.withdrawn_at = timezone.now() if gone else None
    entry.withdrawal_reason = "Asked for." if gone else ""
    entry.save()


def judge_anew(chance: random.Random, owners: list, entry: CatalogueEntry) -> None:
    entry.level = chance.choice((1, 2, 3, 4))
    days = chance.choice((-1, 0, 1))
    entry.level_until = timezone.localdate() + datetime.timedelta(days=days)
    entry.save()


def renew(chance: random.Random, owners: list, entry: CatalogueEntry) -> None:
    """A second edition that says other things; the level stays as it is for this test."""
    document = entry.edition.document | {
        "title": " ".join(chance.sample(factories.WORDS, chance.randint(1, 3))),
        "owner": chance.choice(owners).slug,
        "region": chance.choice(factories.REGIONS),
        "start_year": chance.choice(factories.YEARS),
        "themes": chance.sample(factories.THEMES, 1),
        "technologies": chance.sample(factories.TECHNOLOGIES, chance.randint(0, 2)),
        "sectors": [{"code": code} for code in chance.sample(factories.SECTORS, 2)],
    }
    edition = Edition.objects.create(
        practice_id=entry.practice_id,
        number=Edition.objects.filter(practice_id=entry.practice_id).count() + 1,
        action=Action.SEED,
        document=document,
        published_at=timezone.now(),
    )
    entries.write(edition)


CHANGES = (publish, withdraw_or_bring_back, judge_anew, renew)


def change(chance: random.Random, owners: list) -> None:
    entry = chance.choice(CatalogueEntry.objects.select_related("edition").order_by("identifier"))
    chance.choice(CHANGES)(chance, owners, entry)
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))


def draw(chance: random.Random, owners: list) -> dict:
    """What someone may ask: up to four parameters, most with several values."""
    asked = {}
    for name in chance.sample(
        [*POOL, "partner", "q", "year_from", "year_to"], chance.randint(0, 4)
    ):
        if name in {"year_from", "year_to"}:
            asked[name] = chance.choice((2011, 2014, 2015, 2016, 2018, 2019, 2021))
        else:
            pool = {"partner": [owner.slug for owner in owners], "q": factories.WORDS}
            values = pool.get(name) or POOL[name]
            asked[name] = chance.sample(values, chance.randint(1, 3))
    return asked


def check(asked: dict, brute: Brute) -> None:
    found = PracticeFilterSet(query_of(asked), CatalogueEntry.objects.on_show())
    identifiers = brute.found(asked)
    assert found.refusals == []
    in_order = [entry.identifier for entry in found.qs]
    assert len(in_order) == len(found.qs) == len(identifiers)
    if "q" in asked:
        assert sorted(in_order) == sorted(identifiers)
    else:
        assert in_order == brute.exact_first(identifiers, asked.get("sector", []))
    newest = PracticeFilterSet(
        query_of(asked | {"ordering": "newest"}), CatalogueEntry.objects.on_show()
    )
    assert [entry.identifier for entry in newest.qs] == identifiers
    bitmap = found.selection.entries(found.index)
    assert {int(found.index.keys[place]) for place in bitmap} == {
        brute.keys[identifier] for identifier in identifiers
    }
    assert found.left_out_without_year() == brute.without_year(asked)
    for facet, values in found.facets().items():
        told = {value.code: (value.count, value.selected, value.depth) for value in values}
        assert told == brute.values(facet, asked)
        assert len(told) == len(values)
        assert is_in_order(values, facet)


@pytest.fixture
def start(clock):
    """Returns what makes a random catalogue, each of its practices later than the one before."""

    def make(chance: random.Random, size: int) -> list:
        owners = [factories.make_partner() for _owner in range(4)]
        for number in range(size):
            clock(f"2026-03-01T10:{number:02}")
            factories.random_entry(chance, owners)
        return owners

    return make


def test_a_catalogue_equals_brute_force_whatever_is_asked(start):
    chance = random.Random(1)  # noqa: S311
    owners = start(chance, 30)
    brute = Brute()

    @hypothesis.settings(max_examples=80, deadline=None, database=None, derandomize=True)
    @hypothesis.given(ASKED)
    def check_one(asked):
        if "partner" in asked:
            asked = asked | {"partner": [owners[place].slug for place in asked["partner"]]}
        check(asked, brute)

    check_one()


@pytest.mark.parametrize("seed", [2, 3])
def test_a_catalogue_equals_brute_force_after_every_change(start, clock, seed):
    chance = random.Random(seed)  # noqa: S311
    owners = start(chance, 14)
    check({}, Brute())
    for minute in range(30):
        clock(f"2026-03-{1 + minute // 10:02}T12:{minute:02}")  # two nights pass; levels lapse
        change(chance, owners)
        brute = Brute()
        for _query in range(3):
            check(draw(chance, owners), brute)
