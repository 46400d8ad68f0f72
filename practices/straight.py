"""What is no search in words but leads straight on: an identifier, a code of a place or a sector."""

import re
from collections.abc import Callable, Container, Iterator

from practices.codelists import CodeLists
from practices.search import concepts
from practices.search.function_words import is_function_word
from practices.search.text import fold, unquoted, visible
from practices.vocabularies import COUNTRY_ALIASES, VOCABULARIES

IDENTIFIER = re.compile(r"GP[\s\-‐‑–—]*([0-9]{1,9})")
CODE = re.compile(r"[A-Z]{1,3}[0-9][0-9A-Z.]{0,4}")
CLASS = re.compile(r"[0-9]{2}\.[0-9]{1,2}")  # of NACE, as most people write it: without its letter
COUNTRY = re.compile(r"[A-Z]{2}")
SCHEME = re.compile(
    r"(?:NACE|NUTS)[\s:]+(?=\S)", re.IGNORECASE
)  # before a code, which tells it by itself
Carried = Callable[[str], Container[str]]  # the values of a parameter that practices carry


def identifier_in(query: str) -> str:
    """Return the identifier ("GP-0007") when that is all a query says, however it is written, else ""."""
    found = IDENTIFIER.fullmatch(visible(query).strip().upper())
    return f"GP-{int(found[1]):04}" if found else ""


def identifier_begun(typed: str) -> str:
    """Return how the identifier begins that someone began to type ("gp 00" gives "GP-00"), else ""."""
    found = IDENTIFIER.fullmatch(visible(typed).strip().upper())
    return f"GP-{found[1]}" if found else ""


def code_in(query: str, lists: CodeLists, countries: Container[str]) -> tuple[str, str] | None:
    """Return the facet and its value when a code is all that a query says, else None.

    Of countries only those in `countries`: two letters may be a word as well.
    """
    written = SCHEME.sub("", visible(query).strip(), count=1)
    asked = written.upper()
    if CODE.fullmatch(asked):
        rows = {"region": lists.regions, "sector": lists.sectors}
        return next(((facet, asked) for facet, held in rows.items() if asked in held), None)
    if CLASS.fullmatch(asked):
        return next((("sector", code) for code in lists.sectors if code[1:] == asked), None)
    country = COUNTRY_ALIASES.get(asked, asked)
    if COUNTRY.fullmatch(asked) and country in countries and not _is_word(written):
        return "country", country
    return None


def filters_named(query: str, lists: CodeLists, carried: Carried) -> list[tuple[str, str]]:
    """Return the parameters with the value that a query is the whole name of, where a practice carries it.

    "United Kingdom" is a country, "AI" a technology, "Methodology" a nature.
    """
    asked = unquoted(query)
    named = [
        *lists.named.get(fold(asked), ()),
        *_topics_named(asked, lists),
        *_choices_named(fold(asked), lists),
    ]
    return [(name, code) for name, code in dict.fromkeys(named) if code in carried(name)]


def _topics_named(asked: str, lists: CodeLists) -> Iterator[tuple[str, str]]:
    """Themes and technologies that the table of concepts calls so, too."""
    meant = concepts.named_by(asked)
    yield from (value for value, named in lists.meant.items() if not meant.isdisjoint(named))


def _choices_named(asked: str, lists: CodeLists) -> Iterator[tuple[str, str]]:
    """Values of closed vocabularies, by their names in the reader's language."""
    for parameter in ("nature", "scope", "validation"):
        labels = VOCABULARIES[parameter](lists).labels
        yield from ((parameter, code) for code, name in labels.items() if fold(str(name)) == asked)


def _is_word(written: str) -> bool:
    """Whether two letters are also a term of the field ("AI"), or, in small ones, a word ("es")."""
    is_term = written.lower() in concepts.table() and not is_function_word(written)
    return is_term or (not written.isupper() and is_function_word(written))
