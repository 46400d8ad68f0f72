"""Reading the JSON files that are loaded, and telling exactly what is wrong with them."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

Digest = str


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong: in which file, record and field, and why."""

    file: str
    record: str = ""
    field: str = ""
    reason: str

    def __str__(self):
        return ": ".join(part for part in (self.file, self.record, self.field, self.reason) if part)


class BadData(Exception):
    """The files cannot be loaded; nothing of them was. `faults` says why, one by one."""

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read_json(path: Path):
    """Return the content of a JSON file; raises BadData naming the file and the line."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        reason = "the file does not exist"
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start}"
    except json.JSONDecodeError as error:
        reason = f"no valid JSON at line {error.lineno}, column {error.colno}: {error.msg}"
    raise BadData([Fault(file=path.name, reason=reason)])


def digest(value) -> Digest:
    """Return the SHA-256 of a JSON-able value, the same for equal values."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(paths: list[Path]) -> Digest:
    """Return one SHA-256 over the bytes of files, in the order given."""
    return hashlib.sha256(
        b"".join(hashlib.sha256(p.read_bytes()).digest() for p in paths)
    ).hexdigest()
