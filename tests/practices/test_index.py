"""The catalogue in memory: what it holds, and that it follows every change without a new reading."""

import datetime

import numpy as np
import pytest

from partners import catalogue
from practices import entries, index
from practices.choices import Action, State
from practices.models import CatalogueEntry, Practice
from tests import factories

FACTS = ("carried", "exact_sectors", "everything", "lapsed")


def now_held() -> index.Index:
    return index.index(catalogue.version())


def as_keys(held: index.Index) -> dict:
    """What an index says, by primary key: comparable whatever the positions are."""

    def keys(entries_):
        return {int(held.keys[place]) for place in entries_}

    carried = {
        (facet, value): keys(found)
        for facet, values in held.carried.items()
        for value, found in values.items()
        if found
    }
    sectors = {code: keys(found) for code, found in held.exact_sectors.items() if found}
    return {"carried": carried, "sectors": sectors, "on show": keys(held.everything),
            "lapsed": keys(held.lapsed), "order": [int(key) for key in held.keys]}  # fmt: skip


def read_anew() -> dict:
    """Read both ways, row by row and value by value: they must agree."""
    made = index.Index()
    index.read(made, CatalogueEntry.objects.order_by("first_published_at", "-identifier"))
    whole = index.read_whole()
    for held in (made, whole):
        held.lapse(now_held().today)
    assert as_keys(whole) == as_keys(made)
    assert (whole.latest, whole.until.tolist()) == (made.latest, made.until.tolist())
    return as_keys(made)


def withdraw(entry: CatalogueEntry, clock_now=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)):
    entry.withdrawn_at, entry.withdrawal_reason = clock_now, "wrong"
    entry.save()
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))


def republish(entry: CatalogueEntry, **changes):
    """A second edition, by the parts of the workflow that a later action will call."""
    practice = Practice.objects.get(pk=entry.practice_id)
    for name, value in changes.items():
        setattr(practice, name, value)
    practice.save()
    entries.write(_edition(practice))
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))


def _edition(practice):
    from practices import editions  # noqa: PLC0415  # the room under test does not know it

    edition = practice.editions.model.objects.create(
        practice=practice, number=practice.editions.count() + 1, action=Action.SEED,
        document=editions.document(practice), published_at=practice.editions.first().published_at,
    )  # fmt: skip
    assert practice.state == State.PUBLISHED
    return edition


def test_it_follows_every_change_as_if_read_anew(db, clock):
    clock("2026-03-01")
    first = factories.make_published(region_id="ITI15", sectors=["C13", "C25.6"], start_year=2010)
    assert as_keys(now_held()) == read_anew()

    clock("2026-03-02")
    factories.make_published(region_id="ES51", technologies=["iot", "ai"], start_year=None)
    clock("2026-03-03")
    factories.make_published(region_id="ES51", technologies=["iot"], nature="training")
    assert as_keys(now_held()) == read_anew()

    republish(first, region_id="SI034", start_year=2015)
    first.refresh_from_db()
    assert as_keys(now_held()) == read_anew()

    withdraw(first)
    held = now_held()
    assert as_keys(held) == read_anew()
    assert held.carried["region"]["SI034"] == index.NOTHING

    first.withdrawn_at, first.withdrawal_reason = None, ""
    first.save()
    entries.tell(CatalogueEntry.objects.filter(pk=first.pk))
    assert as_keys(now_held()) == read_anew()
    assert len(now_held().everything) == 3


@pytest.mark.parametrize("moment", ["2026-03-01T09:00", "2026-03-02T09:00"])
@pytest.mark.parametrize("identifier", ["GP-8401", "GP-8403"])
def test_what_is_published_at_the_same_time_or_told_late_stands_in_its_place(
    db, clock, moment, identifier
):
    """Two workers that read the catalogue at other times show it in the same order."""
    clock("2026-03-02T09:00")
    factories.make_published(identifier="GP-8402")
    now_held()
    clock(moment)
    factories.make_published(identifier=identifier)

    held = now_held()

    newest = CatalogueEntry.objects.by_newest().values_list("pk", flat=True)
    assert [int(key) for key in held.keys[::-1]] == list(newest)
    assert as_keys(held) == read_anew()


def test_only_what_changed_is_read(db, django_assert_num_queries):
    for _ in range(3):
        factories.make_published()
    now_held()
    factories.make_published()
    version = catalogue.version()

    with django_assert_num_queries(6):  # does it follow; how many; entries; three kinds of links
        held = index.index(version)
    with django_assert_num_queries(0):
        assert index.index(version) is held


def test_where_much_changed_all_is_read_by_value(db, monkeypatch, django_assert_num_queries):
    for _ in range(3):
        factories.make_published(technologies=["iot"], sectors=["C13"])
    now_held()
    entries.tell(CatalogueEntry.objects.all())
    monkeypatch.setattr(index, "MANY", 2)
    version = catalogue.version()

    # does it follow; how many; keys, latest, level ends, on show; nine columns; three kinds of links
    with django_assert_num_queries(18):
        held = index.index(version)
    assert as_keys(held) == read_anew()


def test_what_entries_carry_themselves_is_told_by_key(db):
    one = factories.make_published(technologies=["iot", "ai"], sectors=["C13", "C13.2"])
    two = factories.make_published(technologies=["iot"], sectors=["C"])
    gone = factories.make_published(technologies=["iot"], sectors=["C"])
    withdraw(gone)
    held = now_held()
    keys = [gone.pk, two.pk, one.pk, 1_000_000]

    def carried(facet: str) -> dict[int, list[str]]:
        return {key: sorted(codes) for key, codes in held.carried_by(facet, keys).items()}

    assert carried("technology") == {one.pk: ["ai", "iot"], two.pk: ["iot"]}
    # C lies above what the first one carries
    assert carried("sector") == {one.pk: ["C13", "C13.2"], two.pk: ["C"]}
    assert held.carried_by("theme", []) == {}


def test_readers_of_the_old_index_are_not_disturbed(db):
    factories.make_published(technologies=["iot"])
    before = now_held()
    told = as_keys(before)

    factories.make_published(technologies=["iot", "ai"])
    now_held()

    assert as_keys(before) == told


def test_a_state_that_was_undone_is_not_built_upon(db):
    factories.make_published(technologies=["iot"])
    held = now_held()
    held.token = "never-was"  # as after a rolled back transaction or a restored backup

    assert as_keys(now_held()) == read_anew()


def test_who_asks_for_an_earlier_state_is_given_the_later_one(db, django_assert_num_queries):
    """A thread may have taken its version just before another one read what was published since."""
    factories.make_published()
    earlier = catalogue.version()
    held = index.index(earlier)
    factories.make_published()
    later = now_held()
    assert later is not held

    with django_assert_num_queries(2):
        assert index.index(earlier) is later
    with django_assert_num_queries(1):
        assert now_held() is later


def test_levels_lapse_with_the_day_without_any_change(db, clock):
    clock("2026-03-01")
    entry = factories.make_published()
    assert now_held().values("level") == ["1"]

    clock("2029-03-01")
    assert now_held().having("level", "1") == now_held().everything
    clock("2029-03-02")
    held = now_held()
    assert (held.values("level"), list(held.lapsed)) == (["lapsed"], list(held.everything))
    assert entry.level == 1


@pytest.mark.parametrize(
    ("facet", "code", "expected"),
    [
        ("region", "ITI15", ["IT", "ITI", "ITI1"]),
        ("region", "SI0", ["SI"]),
        ("region", "UK", []),
        ("sector", "C25.63", ["C", "C25", "C25.6"]),
        ("sector", "C25", ["C"]),
        ("sector", "C", []),
    ],
)
def test_above(facet, code, expected):
    assert list(index.above(facet, code)) == expected


def test_it_finds_after_a_change_that_touched_no_practice(db):
    entry = factories.make_published(title="Looms that listen")
    now_held()
    factories.make_partner()

    held = now_held()
    assert held.of(np.array([entry.pk])) == held.everything
