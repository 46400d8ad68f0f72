"""What a preview shows of a decision: what stands now and what would stand then, column by column."""

from dataclasses import dataclass
from typing import Any

from practices import differences
from practices.sheets.codes import Lists
from practices.sheets.columns import BY_PATH, COLUMNS, PRACTICES, Column, Heading, part_name
from practices.sheets.deciding import Decision
from practices.sheets.exporting import shown, written_columns
from practices.sheets.merging import blank


@dataclass(frozen=True, kw_only=True)
class Change:
    """One place of a practice: what it is called, what stands there now, what would stand there."""

    name: str
    before: str
    after: str


def shown_changes(decision: Decision, lists: Lists) -> list[Change]:
    """Return what a row writes, in the order of the columns and in the reader's language."""
    before = decision.before or blank(decision.document["owner"])
    changes = differences.differences(before, decision.document)
    found = [_change(c, lists) for c in changes if not c["path"].startswith("sectors.")]
    found += _sectors(before, decision.document, lists)
    order = {str(column.label): place for place, column in enumerate(COLUMNS[PRACTICES])}
    return sorted(found, key=lambda change: order.get(change.name, len(order)))


def _change(change: differences.Change, lists: Lists) -> Change:
    name, column = _named(change["path"])
    before, after = (_text(change[side], column, lists) for side in ("before", "after"))
    return Change(name=name, before=before, after=after)


def _named(path: str) -> tuple[str, Column | None]:
    if path in BY_PATH:
        return str(BY_PATH[path].label), BY_PATH[path]
    kind, number, *rest = path.split(".")
    if kind not in COLUMNS:
        return path, None
    if not rest:
        return part_name(kind, int(number)), None
    column = BY_PATH[f"{kind}.{rest[0]}"]
    return str(Heading(column, int(number))), column


def _text(value: Any, column: Column | None, lists: Lists) -> str:
    if isinstance(value, dict):
        return _row_text(value, lists)
    return str(shown(value, column, lists)) if column else str(value or "")


def _row_text(row: dict, lists: Lists) -> str:
    """Return a whole claim or piece of evidence, one column a line."""
    kind = "claims" if "statement" in row else "evidence"
    lines = []
    for column in written_columns(kind):
        value = row.get(column.key)
        if column.key != "number" and (text := str(shown(value, column, lists))):
            lines.append(f"{column.label}: {text}")
    return "\n".join(lines)


def _sectors(before: dict, after: dict, lists: Lists) -> list[Change]:
    column = BY_PATH["sectors"]
    sides = [shown(document["sectors"], column, lists) for document in (before, after)]
    if sides[0] == sides[1]:
        return []
    return [Change(name=str(column.label), before=sides[0], after=sides[1])]
