"""Full-text search: what is written about an entry, and which entries hold which terms.

The engines differ only in how they store and match terms; `ranking` puts what is found in order. A
larger engine (OpenSearch) would stand behind the same functions of an engine: expression, phrase, begun,
ids, counts, write, holds (deploy/opensearch.md).
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter

from django.db import connection

from practices.models.catalogue import Meaning, TextIndex, Word
from practices.search import (
    compounds,
    concepts,
    lookalikes,
    meanings,
    postgresql,
    related,
    spelling,
    sqlite,
)
from practices.search.forms import BETWEEN_TEXTS, forms_of
from practices.search.text import LANGUAGES, folded, words, words_of_all

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
WEIGHTS = "abcd"
PATIENCE = 60  # seconds for look-ups that no reader waits for
AT_ONCE = 100  # of such look-ups
Texts = dict[str, list[tuple[str, str]]]  # (text, language) by weight, "a" the heaviest
TEXT, LANGUAGE = itemgetter(0), itemgetter(1)
LONGEST_LABEL = 80  # characters
AROUND_TITLES = "_title"  # the same for the heaviest texts, of which a whole one can be asked for


def make_ready() -> None:
    """Read what every search needs: a few seconds that no visitor should wait for."""
    make_ready_to_write()
    concepts.in_any_order()
    concepts.spelled()
    concepts.acronyms()
    related.named_by()
    concepts.beginnings(frozenset())
    lookalikes.make_ready()
    spelling.make_ready()


def make_ready_to_write() -> None:
    """Read what every text to be indexed needs."""
    concepts.lengths()
    compounds.make_ready()
    meanings.vectors()


def engine():
    return ENGINES[connection.vendor]


def write(entry_id: int, texts: Texts) -> None:
    """Replace the indexed text of an entry."""
    remove([entry_id])
    write_many([(entry_id, texts)])


def write_many(rows: Iterable[tuple[int, Texts]]) -> None:
    """Index the text of entries that are not in the index yet, its meaning too, and note their words."""
    ready = [(entry_id, terms_of(texts)) for entry_id, texts in rows]
    engine().write((entry_id, joined(terms)) for entry_id, terms in ready)
    meanings.write((entry_id, meanings.of_text(terms)) for entry_id, terms in ready)
    spelled = {term for _, columns in ready for terms in columns for term in terms}
    plain = sorted(term for term in spelled if "_" not in term and not term.isdigit())
    Word.objects.bulk_create(
        [Word(word=word) for word in plain], ignore_conflicts=True, batch_size=5000
    )


def prepared(texts: Texts) -> tuple[str, ...]:
    """Return what the engine keeps of the texts: one string of terms per weight, heaviest first."""
    return joined(terms_of(texts))


def joined(terms: tuple[list[str], ...]) -> tuple[str, ...]:
    """Return the terms of each weight as one string."""
    return tuple(map(" ".join, terms))


def terms_of(texts: Texts) -> tuple[list[str], ...]:
    """Return the terms of the texts by weight, heaviest first."""
    title, *others = (_terms(texts.get(weight, [])) for weight in WEIGHTS)
    if title:
        parted = (AROUND_TITLES if term == BETWEEN_TEXTS else term for term in title)
        title = [AROUND_TITLES, *parted]
    return title, *others


def begun_title(typed: str) -> str:
    """Return the expression of an engine for titles and identifiers that hold what someone began to type.

    "" when nothing can be asked: no word, or what is also the mark of a language's stems ("it").
    """
    terms = [folded(word) for word in words(typed)]
    return engine().begun(terms) if terms and terms[-1] not in {*LANGUAGES, "c"} else ""


def whole_title(spelled: list[str]) -> str:
    """Return the expression of an engine for a title, or native title, of just these words."""
    terms = [folded(word) for word in spelled]
    return engine().phrase([AROUND_TITLES, *terms, AROUND_TITLES])


def _terms(pairs: list[tuple[str, str]]) -> list[str]:
    """The words in order, then the stems, then the concepts."""
    terms, stemmed, named = [], {}, {}
    for language, run in groupby(pairs, key=LANGUAGE):
        texts = tuple(map(TEXT, run))
        is_label = not language or (len(texts) == 1 and len(texts[0]) < LONGEST_LABEL)
        analyse = _analysed_label if is_label else _analysed
        spelled, stems, concepts_named = analyse(texts, language)
        terms += spelled
        stemmed |= stems
        named |= concepts_named
    stemmed.pop("", None)
    return [*terms, *stemmed, *named]


def _analysed(
    texts: tuple[str, ...], language: str
) -> tuple[tuple[str, ...], dict[str, None], dict[str, None]]:
    """Return the folded words of texts, each text closed, and their stems and concepts once in order.

    All in one go: what a text costs beside its words is more than a short one's words.
    """
    forms = map(forms_of(language).__getitem__, words_of_all(texts))
    plain, stems, kept, apart, alone = zip(*forms, strict=True)
    parts = [*chain.from_iterable(apart)]
    named = concepts.longest_in([plain, stems], alone)
    named += map(concepts.named_alone, parts)
    named += concepts.in_capitals(texts, language)
    return plain, dict.fromkeys([*kept, *parts]), dict.fromkeys(concepts.with_wider(named))


_analysed_label = lru_cache(maxsize=20_000)(_analysed)  # labels stand in many texts


def forget_words(texts: Iterable[tuple[str, str]]) -> None:
    """Strike from the known words those of the texts that no indexed text holds any more."""
    (column, *_) = prepared({WEIGHTS[0]: list(texts)})
    plain = sorted({term for term in column.split() if "_" not in term})
    for start in range(0, len(plain), AT_ONCE):
        asked = plain[start : start + AT_ONCE]
        found = engine().ids([engine().expression([word], "any") for word in asked], PATIENCE)
        gone = [word for word, held in zip(asked, found, strict=True) if not held.size]
        Word.objects.filter(word__in=gone).delete()


def holds(entry_id: int, texts: Texts) -> bool:
    """Whether the index says of an entry exactly what these texts say and mean."""
    terms = terms_of(texts)
    return engine().holds(entry_id, joined(terms)) and meanings.holds(entry_id, terms)


def remove(entry_ids: list[int]) -> None:
    for kept in (TextIndex, Meaning):
        kept.objects.filter(pk__in=entry_ids)._raw_delete(connection.alias)


def clear() -> None:
    with connection.cursor() as cursor:
        for table in ("practices_textindex", "practices_meaning"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
