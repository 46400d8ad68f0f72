"""What a search box offers while someone types: titles, values of code lists, places.

By any of their names: official ones, labels of every language, native titles, codes, identifiers, and
what else the table of concepts calls the same thing ("AI").
"""

from collections.abc import Iterator
from dataclasses import dataclass

from practices.codelists import CodeLists
from practices.found import newest
from practices.index import Index
from practices.models import CatalogueEntry
from practices.search import begun_title, concepts
from practices.search.answers import Answers
from practices.search.text import fold, visible
from practices.straight import identifier_begun

MOST = 8
SHORTEST = 2
COUNTRY = 2  # letters of a region's code that tell its country
LOOKED_AT = 50  # newest practices in whose titles the words stand
FACETS = {"theme": "themes", "technology": "technologies", "sector": "sectors", "region": "regions"}


@dataclass(frozen=True)
class Suggestion:
    """A text to search for, or a value to filter by (`parameter` and `code`).

    `matched` is the other name that begins as what was typed, or what was typed if that is another name;
    "" when the text itself begins so.
    """

    text: str
    parameter: str = ""
    code: str = ""
    slug: str = ""
    matched: str = ""


def suggestions(typed: str, held: Index, lists: CodeLists) -> list[Suggestion]:
    """Return up to eight suggestions for what was typed: values some practice carries, then titles.

    A suggestion holds a word that begins as what was typed; accents and case do not matter.
    """
    begun = fold(typed).strip()
    if len(begun) < SHORTEST:
        return []
    asked = visible(typed).strip()
    return [*_values(asked, held, lists), *_titles(asked, held)][:MOST]


def _values(asked: str, held: Index, lists: CodeLists) -> list[Suggestion]:
    """Values of filters: those whose label begins so come first, then those that more practices carry.

    Of a country and a region in it that are called the same the first is enough.
    """
    found = sorted(_fitting(asked, held, lists), key=lambda one: _order(one, held))
    first: dict[tuple[str, str, str], Suggestion] = {}
    for one in found:
        first.setdefault((one.parameter, one.text, one.code[:COUNTRY]), one)
    return list(first.values())[: MOST // 2]


def _order(one: Suggestion, held: Index) -> tuple[bool, int, str, str]:
    return bool(one.matched), -len(held.carried[one.parameter][one.code]), one.text, one.code


def _fitting(asked: str, held: Index, lists: CodeLists) -> Iterator[Suggestion]:
    """Yield the values that a practice carries and that are called so, or mean the same."""
    begun, meant = fold(asked), concepts.named_by(asked)
    for facet, name in FACETS.items():
        rows = getattr(lists, name)
        for code in filter(rows.__contains__, held.values(facet)):
            matched = _matched(begun, rows[code], lists.names[name, code])
            if matched is None and not meant.isdisjoint(lists.meant.get((facet, code), ())):
                matched = asked
            if matched is not None:
                yield Suggestion(rows[code].label, facet, code, matched=matched)


def _matched(begun: str, row, names: tuple[tuple[str, str], ...]) -> str | None:
    """The other name, or the code, that begins as what was typed; "" for the label, None for none."""
    others = [name for folded, name in names if f" {begun}" in folded]
    if not others:
        is_code = any(char.isdigit() for char in begun) and fold(row.code).startswith(begun)
        return row.code if is_code else None
    return "" if _begins(row.label, begun) else others[0]


def _titles(typed: str, held: Index) -> list[Suggestion]:
    identifier = identifier_begun(typed)
    expression = begun_title(identifier or typed)
    if not expression:
        return []
    places = Answers(held.of, held.kept)[expression]
    keys = newest(held, places)(LOOKED_AT)[:LOOKED_AT]
    columns = ("pk", "title", "slug", "identifier", "edition__document__title_native")
    rows = {
        pk: row for pk, *row in CatalogueEntry.objects.filter(pk__in=keys).values_list(*columns)
    }
    told = (_of_title(fold(typed), identifier, *rows[key]) for key in keys if key in rows)
    return [suggestion for suggestion in told if suggestion]


def _of_title(
    begun: str, identifier: str, title: str, slug: str, named: str, native: str | None
) -> Suggestion | None:
    if _begins(title, begun):
        return Suggestion(title, slug=slug)
    if native and _begins(native, begun):
        return Suggestion(title, slug=slug, matched=native)
    if identifier and named.startswith(identifier):
        return Suggestion(title, slug=slug, matched=named)
    return None


def _begins(text: str, begun: str) -> bool:
    return f" {begun}" in f" {fold(text)}"
