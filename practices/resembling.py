"""Practices whose title is nearly the same: a warning to who begins one that may be there already."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from rapidfuzz import fuzz, process

from partners import catalogue
from practices.models import CatalogueEntry, Practice
from practices.search.text import fold

SHORTEST = 8  # characters: less says nothing yet
ALIKE = 86  # of 100, by rapidfuzz's weighted ratio
MOST = 4
MOST_DRAFTS = 2000
COMPARED = 500  # titles that are compared letter by letter
SHORTEST_WORD, BEGINNING = 3, 5  # characters
Row = tuple[str, str, str, str]  # folded title, title, identifier, slug


@dataclass(frozen=True, kw_only=True)
class Resembling:
    """A practice with a title like the one that is typed; `is_public` if its page is on show."""

    identifier: str
    title: str
    address: str
    is_public: bool


def titles_like(title: str, user, except_for: int | None = None) -> list[Resembling]:
    """Return up to four practices titled nearly like `title`, the nearest first.

    Only what the person may know of: what is on show, and unpublished ones that they may see.
    `except_for` is the key of the practice that is being written.
    """
    asked = fold(" ".join(title.split()))
    if len(asked) < SHORTEST:
        return []
    known = {**shown(catalogue.version().token).near(asked), **_drafts(user)}
    known.pop(except_for, None)
    found = process.extract(
        asked,
        {key: row[0] for key, row in known.items()},
        scorer=fuzz.WRatio,
        score_cutoff=ALIKE,
        limit=MOST,
    )
    return [_told(key, known[key]) for _title, _score, key in found]


@dataclass(frozen=True)
class Titles:
    """Titles by practice, and which of them hold a word that begins so."""

    rows: dict[int, Row]
    beginnings: dict[str, list[int]]

    def near(self, asked: str) -> dict[int, Row]:
        """Return the titles that share most words with what is asked: few enough to compare."""
        shared: Counter[int] = Counter()
        most = max(len(self.rows) // 10, COMPARED)  # a word in more titles than that tells nothing
        for start in _beginnings(asked):
            held = self.beginnings.get(start, [])
            if len(held) <= most:
                shared.update(held)
        return {key: self.rows[key] for key, _count in shared.most_common(COMPARED)}


@lru_cache(maxsize=1)
def shown(token: str) -> Titles:
    """Return the titles on show at a version of the catalogue."""
    rows = CatalogueEntry.objects.on_show().values_list(
        "practice_id", "title_key", "title", "identifier", "slug"
    )
    held = {key: tuple(row) for key, *row in rows}
    beginnings = defaultdict(list)
    for key, row in held.items():
        for start in _beginnings(row[0]):
            beginnings[start].append(key)
    return Titles(held, dict(beginnings))


def _beginnings(title: str) -> set[str]:
    return {word[:BEGINNING] for word in title.split() if len(word) >= SHORTEST_WORD}


def _drafts(user) -> dict[int, Row]:
    rows = Practice.objects.visible_to(user).filter(entry=None).order_by("-pk")
    listed = rows.values_list("pk", "title", "identifier")[:MOST_DRAFTS]
    return {key: (fold(title), title, identifier, "") for key, title, identifier in listed}


def _told(key: int, row: Row) -> Resembling:
    _folded, title, identifier, slug = row
    return Resembling(
        identifier=identifier,
        title=title,
        address=reverse("practices:detail", args=[slug])
        if slug
        else reverse("admin:practices_practice_change", args=[key]),
        is_public=bool(slug),
    )
