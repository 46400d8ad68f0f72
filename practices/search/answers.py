"""What the text index answers, as bitmaps: asked once, kept in bounds, and never for too long."""

import sys
import time
from collections.abc import Callable, Iterable
from threading import Lock

import numpy as np
from django.conf import settings
from pyroaring import BitMap

from practices.search import engine
from practices.search.limits import TooLong

NOTHING = BitMap()
WORTH_KEEPING = 1_000  # entries from which on asking again costs more than keeping
MOST_KEPT = 24_000_000  # bytes in a process
MOST_ANSWERS = 2_000  # in a process

TURN = Lock()  # threads of a process keep answers one after the other

Places = Callable[[np.ndarray], BitMap]  # primary keys of entries to their positions


class Kept(dict):
    """Answers of one catalogue version by expression; the oldest go when there are too many.

    They are too many by their number or by their bytes.
    """

    def keep(self, answers: dict[str, BitMap]) -> None:
        """Keep answers that were asked for together if one is large.

        The small ones beside it ("in the title") took as long to find.
        """
        if max(map(len, answers.values()), default=0) < WORTH_KEEPING:
            return
        with TURN:
            self.update(answers)
            while len(self) > 1 and self._are_too_many():
                self.pop(next(iter(self)))

    def _are_too_many(self) -> bool:
        held = list(self.values())
        return len(held) > MOST_ANSWERS or sum(map(sys.getsizeof, held)) > MOST_KEPT


class Answers:
    """The text index as one query asks it: `answers[expression]` is where it matches.

    What could not be answered before the time was over is nothing, and noted in `cut`.
    """

    def __init__(self, places: Places, kept: Kept):
        self.places = places
        self.kept = kept
        self.known: dict[str, BitMap] = {}
        self.cut: set[str] = set()
        self.end = time.monotonic() + settings.SEARCH_SECONDS

    def __getitem__(self, expression: str) -> BitMap:
        self.ask([expression])
        return self.known[expression]

    def any_of(self, expressions: Iterable[str]) -> BitMap:
        """Where one of them matches."""
        return BitMap.union(*(self[expression] for expression in expressions))

    def ask(self, expressions: Iterable[str]) -> None:
        """Look these up together: one question to the database for all that is not known yet."""
        wanted = [one for one in dict.fromkeys(expressions) if one not in self.known]
        kept = ((one, self.kept.get(one)) for one in wanted)
        self.known |= {one: found for one, found in kept if found is not None}
        if missing := [one for one in wanted if one not in self.known]:
            self.known |= zip(missing, self._found(missing), strict=True)

    def _found(self, expressions: list[str]) -> list[BitMap]:
        try:
            answers = engine().ids(expressions, self.end - time.monotonic())
        except TooLong:
            self.cut.update(expressions)
            return [NOTHING] * len(expressions)
        found = [self.places(keys) for keys in answers]
        self.kept.keep(dict(zip(expressions, found, strict=True)))
        return found
