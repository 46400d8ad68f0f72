"""Of what holds as much of a query, that comes first which is nearest to it in meaning."""

import numpy as np
import pytest

from practices import search
from practices.models import CatalogueEntry, Meaning
from practices.search import meanings
from practices.search.concepts import is_concept
from tests import asking, factories

EAST, NORTH = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)
NORTH_EAST = (EAST + NORTH) / np.sqrt(np.float32(2))


@pytest.fixture
def compass(monkeypatch):
    """Three concepts in a plane: north-east lies between the others."""
    places = {"c_east": 0, "c_north": 1, "c_north_east": 2}
    told = meanings.Vectors(places, np.stack([EAST, NORTH, NORTH_EAST]))
    monkeypatch.setattr(meanings, "vectors", lambda: told)


# Vectors


def test_every_vector_has_length_1():
    places, rows = meanings.vectors()
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert list(places.values()) == list(range(len(rows)))
    assert all(map(is_concept, places))


@pytest.mark.parametrize(
    ("concept", "nearer", "farther"),
    [
        ("c_recycling", "c_waste", "c_cybersecurity"),
        ("c_password", "c_malware", "c_weaving"),
        ("c_training", "c_apprenticeship", "c_sawmill"),
        ("c_weaving", "c_sawmill", "c_password"),
    ],
)
def test_what_means_the_like_lies_near(concept, nearer, farther):
    places, rows = meanings.vectors()
    one, like, other = (rows[places[term]] for term in (concept, nearer, farther))
    assert one @ like > one @ other + 0.1


@pytest.mark.parametrize(
    ("vector", "kept"),
    [([1, 0], [127, 0]), ([0.5, -0.25], [127, -64]), ([-3, 3], [-127, 127]), ([0, 0], [])],
)
def test_a_vector_is_packed_into_bytes(vector, kept):
    packed = meanings.packed(np.array(vector, dtype=np.float32))
    assert np.frombuffer(packed, dtype=np.int8).tolist() == kept


# Texts


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        ([["east", "c_east"], [], [], []], [127, 0]),
        ([["c_east"], [], ["c_north"], []], [127, 90]),  # 1 + ln 4 to 1 + ln 2
        ([[], [], [], ["c_east", "c_north"]], [127, 127]),
        ([["c_east"], ["c_east"], ["c_east"], ["c_east", "c_north"]], [127, 38]),
        ([["c_unknown", "looms"], ["en_loom"], [], []], []),
        ([[], [], [], []], []),
    ],
)
def test_a_text_means_what_its_concepts_mean_those_of_its_title_most(compass, columns, kept):
    assert np.frombuffer(meanings.of_text(columns), dtype=np.int8).tolist() == kept


# Queries


@pytest.mark.parametrize(
    ("told", "vector"),
    [
        ([(["c_east"], 2.0)], EAST),
        ([(["c_east"], 2.0), ([], 9.0), (["c_north"], 2.0)], NORTH_EAST),
        ([(["c_east", "c_north"], 0.5)], NORTH_EAST),
        ([(["c_east"], 3.0), (["c_unknown"], 9.0)], EAST),
        ([(["c_east"], 0.0)], None),
        ([(["c_unknown"], 1.0), ([], 1.0)], None),
        ([], None),
    ],
)
def test_a_query_means_what_its_words_mean_by_what_they_are_worth(compass, told, vector):
    asked = meanings.of_query(told)
    assert (asked is None) == (vector is None)
    assert vector is None or np.allclose(asked, vector)


# Kept with the text index


@pytest.fixture
def three(db, compass) -> list[int]:
    """Entries whose texts mean east, north-east and nothing known."""
    rows = [factories.make_published() for _number in range(3)]
    search.clear()
    meanings.write(
        (row.pk, meanings.of_text([[term], [], [], []]))
        for row, term in zip(rows, ("c_east", "c_north_east", "loom"), strict=True)
    )
    return [row.pk for row in rows]


def test_likeness_is_1_for_the_nearest_and_nothing_for_what_points_elsewhere(three):
    east, north_east, _nothing = three
    assert set(Meaning.objects.values_list("pk", flat=True)) == {east, north_east}
    near = meanings.likeness(three, EAST)
    assert near == {east: 1.0, north_east: pytest.approx(0.7071, abs=1e-3)}
    assert meanings.likeness(three, NORTH) == {north_east: 1.0}
    assert meanings.likeness(three, -EAST) == {}
    assert meanings.likeness([], EAST) == {}
    assert meanings.likeness([three[2]], EAST) == {}
    Meaning.objects.filter(pk=north_east).update(vector=b"\x01" * 3)  # of another release
    assert meanings.likeness(three, EAST) == {east: 1.0}


def test_likeness_costs_one_query_whatever_the_number(three, django_assert_num_queries):
    for keys in (three[:1], three):
        with django_assert_num_queries(1):
            meanings.likeness(keys, EAST)


def test_the_index_holds_what_a_text_means(db):
    entry = factories.make_published()
    texts = {"a": [("Sorting of waste", "en")]}
    search.write(entry.pk, texts)
    assert search.holds(entry.pk, texts)
    kept = np.frombuffer(bytes(Meaning.objects.get(pk=entry.pk).vector), dtype=np.int8)
    for further, is_held in ((1, True), (2, False)):
        other = kept.copy()
        other[np.abs(kept).argmin()] += further
        Meaning.objects.filter(pk=entry.pk).update(vector=other.tobytes())
        assert search.holds(entry.pk, texts) == is_held
    Meaning.objects.filter(pk=entry.pk).delete()
    assert not search.holds(entry.pk, texts)
    search.write(entry.pk, texts)
    assert search.holds(entry.pk, texts)
    search.remove([entry.pk])
    assert not Meaning.objects.filter(pk=entry.pk).exists()


def test_every_published_practice_has_its_meaning(smarty):
    assert Meaning.objects.count() == CatalogueEntry.objects.count() == 17


# In order


@pytest.fixture
def two(db, clock):
    """Two practices of Alphaone, on passwords and, published later, on the sorting of waste."""
    for hour, (slug, summary) in enumerate(
        [("passwords", "Passwords kept safe."), ("waste", "Sorting of waste.")]
    ):
        clock(f"2026-03-01T{12 + hour}:00")
        factories.make_published(slug=slug, title="Alphaone", summary=summary)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("alphaone", "waste"),  # the newer one
        ("alphaone malware", "passwords"),
        ("alphaone złośliwe oprogramowanie", "passwords"),
        ("alphaone dumpster", "waste"),
        ('"alphaone" malware', "waste"),  # with words that are to stand as written
    ],
)
def test_what_is_nearest_in_meaning_comes_first(two, query, first):
    assert asking.slugs(q=query)[0] == first


def test_nothing_is_found_by_its_meaning_alone(two):
    assert asking.slugs(q="malware") == []
    assert asking.slugs(q="alphaone malware") == ["passwords", "waste"]
