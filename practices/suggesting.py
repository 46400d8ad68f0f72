"""What a search box offers while someone types: titles, values of code lists, places."""

from dataclasses import dataclass

from practices.codelists import CodeLists
from practices.index import Index
from practices.models import CatalogueEntry
from practices.search.text import fold

MOST = 8
SHORTEST = 2
FACETS = {"theme": "themes", "technology": "technologies", "sector": "sectors", "region": "regions"}


@dataclass(frozen=True)
class Suggestion:
    """A text to search for, or a value to filter by (`parameter` and `code`)."""

    text: str
    parameter: str = ""
    code: str = ""
    slug: str = ""


def suggestions(typed: str, held: Index, lists: CodeLists) -> list[Suggestion]:
    """Return up to eight suggestions for what was typed: values some practice carries, then titles.

    A suggestion holds a word that begins as what was typed; accents and case do not matter.
    """
    begun = fold(typed).strip()
    if len(begun) < SHORTEST:
        return []
    return [*_values(begun, held, lists), *_titles(begun)][:MOST]


def _values(begun: str, held: Index, lists: CodeLists) -> list[Suggestion]:
    found = []
    for facet, rows in FACETS.items():
        for code in held.values(facet):
            row = getattr(lists, rows).get(code)
            if row and _begins(row.label, begun):
                found.append((-len(held.carried[facet][code]), row.label, facet, code))
    return [Suggestion(text, facet, code) for _, text, facet, code in sorted(found)][: MOST // 2]


def _titles(begun: str) -> list[Suggestion]:
    entries = CatalogueEntry.objects.on_show().filter(title_key__contains=begun).by_newest()
    titles = entries.values_list("title", "slug")[:50]
    return [Suggestion(title, slug=slug) for title, slug in titles if _begins(title, begun)]


def _begins(text: str, begun: str) -> bool:
    return f" {begun}" in f" {fold(text)}"
