"""Practices whose title is nearly the same: a warning to who begins one that may be there already."""

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
    known = {**shown(catalogue.version().token), **_drafts(user)}
    known.pop(except_for, None)
    found = process.extract(
        asked,
        {key: row[0] for key, row in known.items()},
        scorer=fuzz.WRatio,
        score_cutoff=ALIKE,
        limit=MOST,
    )
    return [_told(key, known[key]) for _title, _score, key in found]


@lru_cache(maxsize=1)
def shown(token: str) -> dict[int, tuple[str, str, str, str]]:
    """Return (folded title, title, identifier, slug) of what is on show, by practice, at a version."""
    rows = CatalogueEntry.objects.on_show().values_list(
        "practice_id", "title_key", "title", "identifier", "slug"
    )
    return {key: tuple(row) for key, *row in rows}


def _drafts(user) -> dict[int, tuple[str, str, str, str]]:
    rows = Practice.objects.visible_to(user).filter(entry=None).order_by("-pk")
    listed = rows.values_list("pk", "title", "identifier")[:MOST_DRAFTS]
    return {key: (fold(title), title, identifier, "") for key, title, identifier in listed}


def _told(key: int, row: tuple[str, str, str, str]) -> Resembling:
    _folded, title, identifier, slug = row
    return Resembling(
        identifier=identifier,
        title=title,
        address=reverse("practices:detail", args=[slug])
        if slug
        else reverse("admin:practices_practice_change", args=[key]),
        is_public=bool(slug),
    )
