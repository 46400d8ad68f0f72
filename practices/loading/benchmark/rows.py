"""What is stored of made-up practices, worked out without a database: also by other processes."""

import datetime
import gc
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain

from django.db import connections

from practices import entries, search
from practices.loading.benchmark.documents import Maker, moment
from practices.models import Edition
from practices.search import meanings

CHUNK = 500
CHUNKS_AHEAD = 4


@dataclass(frozen=True, kw_only=True)
class Row:
    """One practice: document and moment of its edition; columns, links, terms and meaning of its entry."""

    document: dict
    published_at: datetime.datetime
    columns: dict
    links: dict[str, list]
    terms: tuple[str, ...]
    meaning: bytes


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Some hundred practices, and the words of their texts."""

    rows: list[Row]
    words: set[str]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Makes the rows of any numbers; `known` holds all that documents can name."""

    maker: Maker
    known: entries.Known
    today: datetime.date

    def chunk(self, numbers: list[int]) -> Chunk:
        """Return the practices of these numbers and the words of their texts.

        Step by step for all of them: the tables that a step reads stay in the processor's cache.
        """
        editions = [*map(self._edition, numbers)]
        texts = [entries.texts(edition.document, self.known) for edition in editions]
        terms = [*map(search.terms_of, texts)]
        columns = [entries.columns(edition, self.known, today=self.today) for edition in editions]
        rows = [*map(self._row, editions, columns, terms)]
        return Chunk(rows=rows, words=_words(terms))

    def _edition(self, number: int) -> Edition:
        at = moment(self.maker.seed, number, today=self.today)
        return Edition(number=1, document=self.maker.make(number, published_at=at), published_at=at)

    def _row(self, edition: Edition, columns: dict, terms: tuple[list[str], ...]) -> Row:
        return Row(
            document=edition.document,
            published_at=edition.published_at,
            columns=columns,
            links=entries.links(edition.document, self.known),
            terms=search.joined(terms),
            meaning=meanings.of_text(terms),
        )


def _words(terms: Iterable[tuple[list[str], ...]]) -> set[str]:
    """Return what is a word among terms by practice and weight, not a stem, concept or number."""
    seen = set().union(*chain.from_iterable(terms))
    return {term for term in seen if "_" not in term and not term.isdigit()}


def chunks(source: Source, numbers: Iterable[int], *, processes: int) -> Iterator[Chunk]:
    """Yield the practices of these numbers, worked out by so many further processes.

    With further processes nothing may be open in a transaction: connections are closed first.
    """
    numbers = list(numbers)
    parts = (numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK))
    if processes == 0:
        yield from map(source.chunk, parts)
        return
    connections.close_all()
    yield from _in_processes(source, parts, processes)


def _in_processes(source: Source, parts: Iterable[list[int]], processes: int) -> Iterator[Chunk]:
    """Keep a few chunks ahead of the reader, never more: a million rows do not fit into memory."""
    search.make_ready_to_write()  # once, for all of them
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, _remember, (source,)) as pool:
        waiting = deque()
        for part in parts:
            waiting.append(pool.submit(_chunk, part))
            if len(waiting) == CHUNKS_AHEAD + processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_held: dict[str, Source] = {}


def _remember(source: Source) -> None:
    _held["source"] = source
    gc.disable()  # nothing made here refers to itself, and looking for what does takes a fifth


def _chunk(numbers: list[int]) -> Chunk:
    return _held["source"].chunk(numbers)
