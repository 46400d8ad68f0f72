"""Full-text search: one function to ask, one to write; the engines differ only in match and rank.

A larger engine (OpenSearch) would stand behind the same four functions: matching, write, remove, clear.
"""

from django.db import connection
from django.db.models import FloatField, Func, Lookup, QuerySet

from practices.models.catalogue import TextIndex, TextIndexField
from practices.search import postgresql, sqlite
from practices.search.text import index_terms, query_terms

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
WEIGHTS = "abcd"
Texts = dict[str, list[tuple[str, str]]]  # (text, language) by weight, "a" the heaviest
MOST_WORDS = 32


def engine():
    return ENGINES[connection.vendor]


def understood(query: str) -> bool:
    """Whether the query holds a word that can be looked for."""
    return bool(query_terms(query))


def matching(entries: QuerySet, query: str) -> QuerySet:
    """Return the entries whose text holds every word of the query, each with its `rank`.

    `query` must be understood(); higher rank is better. Words past the 32nd are left out.
    """
    terms = query_terms(query)[:MOST_WORDS]
    return entries.filter(text__vector__matches=terms).annotate(
        rank=Rank("text__vector", terms=terms)
    )


def write(entry_id: int, texts: Texts) -> None:
    """Replace the indexed text of an entry."""
    remove([entry_id])
    engine().write(entry_id, prepared(texts))


def prepared(texts: Texts) -> tuple[str, ...]:
    """Return what the engine keeps of the texts: one string of terms per weight, heaviest first."""
    return tuple(
        " ".join(
            term for text, language in texts.get(weight, []) for term in index_terms(text, language)
        )
        for weight in WEIGHTS
    )


def holds(entry_id: int, texts: Texts) -> bool:
    """Whether the index says of an entry exactly what these texts say."""
    return engine().holds(entry_id, prepared(texts))


def remove(entry_ids: list[int]) -> None:
    TextIndex.objects.filter(pk__in=entry_ids)._raw_delete(connection.alias)


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM practices_textindex")


@TextIndexField.register_lookup
class Matches(Lookup):
    """`vector__matches=terms`: holds one term of every word."""

    lookup_name = "matches"

    def get_prep_lookup(self):
        return self.rhs

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        chosen = ENGINES[connection.vendor]
        return chosen.MATCH.format(column=column), [*params, chosen.expression(self.rhs)]


class Rank(Func):
    """How well an entry fits the terms it matched: higher is better."""

    output_field = FloatField()

    def __init__(self, *expressions, terms=(), **extra):
        super().__init__(*expressions, **extra)
        self.terms = terms

    def as_sql(self, compiler, connection):
        return ENGINES[connection.vendor].rank(self.terms)
