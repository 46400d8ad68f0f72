"""Changes of a document as people read them: the place, what stood there and what stands there now.

History, the comparison of editions and a reviewer's "changed since last time" all tell
`practices.differences` through `told`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from practices.codelists import CodeLists
from practices.differences import Change
from practices.presenting.places import place_in_words, value_in_words

# A word with the blanks behind it, so that what stays is told in long pieces.
WORDS = re.compile(r"\s*\S+\s*|\s+")
# Below this share of words in common the marks would only confuse: the texts stand as a whole.
LEAST_ALIKE = 0.3


@dataclass(frozen=True, kw_only=True)
class Run:
    """A piece of a text, and whether it is there on one side only."""

    text: str
    is_changed: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """A change in words: `before` and `after` are texts cut where they differ, () when nothing stood."""

    path: str
    label: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]

    @property
    def is_added(self) -> bool:
        return not self.before

    @property
    def is_removed(self) -> bool:
        return not self.after


def told(change: Change, lists: CodeLists) -> Told:
    """Return a change of practices.differences in the reader's language."""
    path = change["path"]
    old, new = (value_in_words(path, change[side], lists) for side in ("before", "after"))
    before, after = _runs(old, new)
    return Told(path=path, label=place_in_words(path), before=before, after=after)


def all_told(changes: Iterable[Change], lists: CodeLists) -> list[Told]:
    return [told(change, lists) for change in changes]


def _runs(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    if not old or not new:
        return _whole(old), _whole(new)
    one, other = WORDS.findall(old), WORDS.findall(new)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return _whole(old), _whole(new)
    before, after = [], []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        is_changed = kind != "equal"
        before.append(Run(text="".join(one[i1:i2]), is_changed=is_changed))
        after.append(Run(text="".join(other[j1:j2]), is_changed=is_changed))
    return _kept(before), _kept(after)


def _whole(text: str) -> tuple[Run, ...]:
    return _kept([Run(text=text, is_changed=True)])


def _kept(runs: list[Run]) -> tuple[Run, ...]:
    return tuple(run for run in runs if run.text)
