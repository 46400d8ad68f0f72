"""Tables worked out from the data files in seconds, kept in DATA_DIR: the next process reads them at once.

A file says what it was made of. One made of anything else, by another release or before an editor
extended the table of terms, is made anew; so is one that cannot be read.
"""

import contextlib
import hashlib
import json
import os
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent
CODES = Path(settings.BASE_DIR) / "data" / "codes"
Table = dict[str, frozenset[str]]


def kept(work_out: Callable[[], Table]) -> Callable[[], Table]:
    """Let a function without arguments work its table out once for every process to come.

    The table is the same object at each call. Few different sets for many keys take little room.
    """

    @lru_cache(maxsize=1)
    @wraps(work_out)
    def table() -> Table:
        path = settings.DATA_DIR / "tables" / f"{work_out.__module__}.{work_out.__name__}.json"
        source = made_of()  # before anything is read: what changes meanwhile is made anew next time
        found = _read(path, source)
        if found is None:
            found = work_out()
            _write(path, source, found)
        return found

    return table


@lru_cache(maxsize=1)
def made_of() -> str:
    """Return a digest of all that the tables are made of: rules, lists, stemmer, Unicode."""
    means = sys.version, unicodedata.unidata_version, version("snowballstemmer")
    digest = hashlib.sha256(" ".join(means).encode())
    for path in [*sorted(HERE.glob("*.py")), *sorted(CODES.glob("*.json"))]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(path: Path, source: str) -> Table | None:
    """Return the table of a file, None unless it was made of what there is now."""
    try:
        told = json.loads(path.read_bytes())
        if told["made_of"] != source:
            return None
        sets = [frozenset(one) for one in told["sets"]]
        return {key: sets[place] for key, place in told["table"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _write(path: Path, source: str, table: Table) -> None:
    """Keep a table; where nothing can be written it is worked out each time."""
    places = {named: place for place, named in enumerate(dict.fromkeys(table.values()))}
    told = {
        "made_of": source,
        "sets": [sorted(named) for named in places],
        "table": {key: places[named] for key, named in table.items()},
    }
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        begun = path.with_suffix(f".{os.getpid()}")
        begun.write_text(json.dumps(told, separators=(",", ":")))
        begun.replace(path)
