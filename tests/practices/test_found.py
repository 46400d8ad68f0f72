"""What a query found, as a sequence: every order pages through all of it, without overlap or gap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices import entries
from practices.models import CatalogueEntry
from tests import asking
from tests.factories import make_partner, make_published

pytestmark = pytest.mark.django_db

COUNT, PAGE = 45, 20
TITLES = ("Łódź looms", "lodz-city looms", "Álava looms", "alpha looms", "“Quoted” looms", "looms")
ORDERINGS = ("relevance", "newest", "title", "level")


@pytest.fixture
def records(once, clock):
    """45 practices that a search for looms finds, one published after the other; levels vary."""

    def make():
        owner = make_partner()
        for number in range(COUNT):
            clock(f"2026-03-01T12:{number:02}")
            entry = make_published(
                owner=owner, slug=f"n{number:02}", title=f"{TITLES[number % 6]} {number % 7}",
                sectors=["C13"] if number % 3 else ["C"],
            )  # fmt: skip
            until = "2026-01-01" if number % 5 == 0 else "2027-01-01"
            CatalogueEntry.objects.filter(pk=entry.pk).update(
                level=number % 4 + 1, level_until=until
            )
        entries.tell(CatalogueEntry.objects.all())

    once("45 looms", make)
    clock("2026-03-01T13:00")


NEWEST = [f"n{number:02}" for number in reversed(range(COUNT))]


def expected(ordering: str) -> list[str] | None:
    rows = {entry.slug: entry for entry in CatalogueEntry.objects.all()}
    if ordering == "newest":
        return NEWEST
    if ordering == "title":
        return [entry.slug for entry in sorted(rows.values(), key=by_title)]
    if ordering == "level":
        return sorted(NEWEST, key=lambda slug: -in_force(rows[slug]))  # stable: newest first
    return None


def by_title(entry) -> tuple:
    return entry.title_key.encode(), entry.identifier


def in_force(entry) -> int:
    return 0 if entry.is_lapsed else entry.level


@pytest.mark.parametrize("query", [{}, {"q": "looms"}, {"sector": "C13"}], ids=str)
def test_pages_hold_all_without_overlap_or_gap_in_every_order(records, query):
    for ordering in ("", *ORDERINGS):
        whole = asking.slugs(ordering=ordering, **query)
        pages = [
            [row.slug for row in asking.asked(ordering=ordering, **query).qs[start : start + PAGE]]
            for start in range(0, COUNT + PAGE, PAGE)
        ]
        assert [len(page) for page in pages] == [20, 20, 5, 0]
        assert [slug for page in pages for slug in page] == whole
        assert sorted(whole) == sorted(NEWEST)
        if (wanted := expected(ordering)) is not None:
            assert whole == wanted


def test_without_a_search_or_sector_the_newest_come_first(records):
    assert asking.slugs() == asking.slugs(ordering="relevance") == NEWEST
    exact = [slug for slug in NEWEST if int(slug[1:]) % 3]
    above = [slug for slug in NEWEST if slug not in exact]
    assert asking.slugs(sector="C13") == exact + above


def test_it_is_a_sequence(records):
    found = asking.asked(q="looms").qs
    whole = list(found)
    assert (len(found), bool(found)) == (COUNT, True)
    assert [found[place] for place in range(COUNT)] == whole
    assert (found[-1], found[-COUNT]) == (whole[-1], whole[0])
    for asked in (slice(3, 9), slice(40, 99), slice(-5, None), slice(None, -40), slice(9, 3),
                  slice(None, None, 7), slice(None, None, -1), slice(50, 60), slice(0, 0)):  # fmt: skip
        assert found[asked] == whole[asked], asked
    assert whole[7] in found
    assert found.index(whole[7]) == 7
    assert list(reversed(found)) == whole[::-1]
    for place in (COUNT, -COUNT - 1):
        with pytest.raises(IndexError):
            found[place]


def test_nothing_found_is_an_empty_sequence(records):
    for query in ({"q": "exoskeletons"}, {"region": "FI"}, {"q": "looms", "year_from": "2020"}):
        for ordering in ORDERINGS:
            found = asking.asked(ordering=ordering, **query).qs
            assert (len(found), list(found), found[0:20]) == (0, [], [])


def test_the_last_page_and_the_first_cost_the_same(records):
    for ordering in ORDERINGS:
        costs = set()
        assert asking.asked(ordering=ordering).qs[0]  # the order of titles is read once
        for start in (0, 20, 40):
            found = asking.asked(ordering=ordering).qs
            with CaptureQueriesContext(connection) as captured:
                assert found[start : start + PAGE]
            costs.add(len(captured))
        assert len(costs) == 1


def test_what_was_withdrawn_since_the_index_was_read_is_left_out(records):
    """A reader who holds the old index never sees a row that is not on show any more."""
    found, by_title = asking.asked().qs, asking.asked(ordering="title").qs
    gone = CatalogueEntry.objects.filter(slug="n44")
    gone.update(withdrawn_at="2026-03-02T00:00Z", withdrawal_reason="Asked for.")
    assert [entry.slug for entry in found[:3]] == ["n43", "n42"]
    assert len(found) == COUNT
    assert "n44" not in {entry.slug for entry in by_title[0:COUNT]}


def test_a_title_that_is_what_was_asked_comes_first(records, clock):
    clock("2026-01-01")
    for slug, title in (("within", "Old robots and looms there"), ("same", "Old robots and looms")):
        make_published(slug=slug, title=title)
    assert asking.slugs(q="old robots and looms")[:2] == ["same", "within"]
