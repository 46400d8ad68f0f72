"""What a search box offers while someone types: titles, values of code lists, places.

By any of their names: official ones, labels of every language, native titles, codes, identifiers, and
what else the table of concepts calls the same thing ("AI").
"""

from dataclasses import dataclass
from operator import itemgetter

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
LOOKED_AT = 50  # newest practices in whose titles the words stand
FACETS = {"theme": "themes", "technology": "technologies", "sector": "sectors", "region": "regions"}


@dataclass(frozen=True)
class Suggestion:
    """A text to search for, or a value to filter by (`parameter` and `code`).

    `matched` is the other name that begins as what was typed, "" when the text itself does.
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

    Of values of one name, a country and its only region, the first is enough.
    """
    found = []
    begun, meant = fold(asked), concepts.named_by(asked)
    for facet, name in FACETS.items():
        rows = getattr(lists, name)
        for code in held.values(facet):
            row = rows.get(code)
            matched = _matched(begun, row, lists.names[name, code]) if row else None
            if matched is None and not meant.isdisjoint(lists.meant.get((name, code), ())):
                matched = asked
            if matched is not None:
                carried = len(held.carried[facet][code])
                made = Suggestion(row.label, facet, code, matched=matched)
                found.append((bool(matched), -carried, row.label, code, made))
    first: dict[tuple[str, str], Suggestion] = {}
    for *_order, made in sorted(found, key=itemgetter(0, 1, 2, 3)):
        first.setdefault((made.parameter, made.text), made)
    return list(first.values())[: MOST // 2]


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
