"""What understanding a cell gives: a value with what a person should know, or a question back."""

from dataclasses import dataclass
from typing import Any


class Unclear(Exception):
    """The cell cannot be taken as it is; the message says why and what to write instead."""

    @property
    def reason(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Reading:
    """The value of a cell (None: unknown) and notes that make it an acceptance with warning."""

    value: Any = None
    notes: tuple[str, ...] = ()
