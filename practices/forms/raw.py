"""A form as the browser would send it, and two people's versions of it joined.

Inputs are compared by name, claims and evidence by their `id`. What only one of the two has changed
is taken from that one; where both did, the person chooses.
"""

import json
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.unsaved import Raw

PREFIXES = ("evidence", "claims")
MARKS = ("key", "opened", "revision")  # what the form carries about itself
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
REMOVE = "DELETE"
MOST_DIGITS = 18  # all that a key or a count can have
Row = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Clash:
    """An input that both have changed: both versions, as values and in words."""

    name: str
    mine: list[str]
    theirs: list[str]


@dataclass
class Joined:
    """The form of two people in one; `clashes` are still to be chosen and hold mine meanwhile."""

    raw: Raw = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)

    def put(self, name: str, base: list | None, mine: list, theirs: list) -> None:
        """Take the version that was changed; both, if both were (`base` None: not known)."""
        if same(mine, theirs) or (base is not None and same(mine, base)):
            self.raw[name] = theirs
        elif base is not None and same(theirs, base):
            self.raw[name] = mine
        else:
            self.raw[name] = mine
            self.clashes.append(Clash(name=name, mine=mine, theirs=theirs))


def rendered(form, formsets: dict) -> Raw:
    """Return what a browser would send for forms as they are shown, untouched."""
    raw: Raw = {}
    for part in (form, *(row for rows in formsets.values() for row in _parts(rows))):
        for name in part.fields:
            raw[part.add_prefix(name)] = _values(part[name])
    return raw


def _parts(formset) -> list:
    return [formset.management_form, *formset.forms]


def _values(bound) -> list[str]:
    shown = bound.field.widget.format_value(bound.value())
    listed = shown if isinstance(shown, list | tuple) else [shown]
    return [str(value) for value in listed if value not in (None, "", False)]


def opened(form, formsets: dict) -> str:
    """Return what a form carries about itself: how it was when it was opened."""
    stored = formsets["evidence"].get_queryset() if form.instance.pk else []
    last = max((row.number for row in stored), default=0)
    return json.dumps({"raw": rendered(form, formsets), "last": last}, ensure_ascii=False)


def read_opened(text: str) -> tuple[Raw | None, int]:
    """Return the form as it was opened and its last number of evidence; (None, 0) if that is lost."""
    try:
        held = json.loads(text)
        return dict(held["raw"]), int(held["last"])
    except (ValueError, TypeError, KeyError):
        return None, 0


def same(one: list[str], other: list[str]) -> bool:
    """Whether two inputs say the same: line breaks, outer blanks and order count for nothing."""
    return _plain(one) == _plain(other)


def _plain(values: list[str]) -> list[str]:
    return sorted(text for value in values if (text := value.replace("\r\n", "\n").strip()))


def differs(one: Raw, other: Raw) -> bool:
    """Whether two forms say something else, but for what they carry about themselves."""
    names = {*one, *other} - set(MARKS)
    names = {name for name in names if not name.endswith(COUNTS)}
    return any(not same(one.get(name, []), other.get(name, [])) for name in names)


# Joining


def join(mine: Raw, theirs: Raw) -> Joined:
    """Join the form one person sends with the text that somebody else has stored meanwhile."""
    base, last = read_opened((mine.get("opened") or [""])[0])
    now_last = read_opened((theirs.get("opened") or [""])[0])[1]
    mine = mine if base is None else _renumbered(mine, last, now_last)
    joined = Joined()
    for name in theirs:
        if name not in MARKS and not name.startswith(tuple(f"{prefix}-" for prefix in PREFIXES)):
            known = None if base is None else base.get(name, [])
            joined.put(name, known, mine.get(name, []), theirs[name])
    for prefix in PREFIXES:
        _join_rows(joined, prefix, base, mine, theirs)
    joined.raw |= {name: theirs[name] for name in ("revision", "opened") if name in theirs}
    joined.raw |= {name: mine[name] for name in ("key",) if name in mine}
    return joined


def number_in(text: str) -> int | None:
    """Return the whole number that a request holds; None for anything else, of any length."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def rows_of(raw: Raw, prefix: str) -> list[Row]:
    """Return the cards of a form in their order, each with its inputs by name."""
    total = (raw.get(f"{prefix}-TOTAL_FORMS") or ["0"])[0]
    count = min(number_in(total) or 0, 1000)
    found: list[Row] = [{} for _number in range(count)]
    for name, values in raw.items():
        head, _dash, rest = name.removeprefix(f"{prefix}-").partition("-")
        place = number_in(head) if name.startswith(f"{prefix}-") and rest else None
        if place is not None and place < count:
            found[place][rest] = values
    return found


def _by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["id"][0]: row for row in rows if any(row.get("id", []))}


def _join_rows(joined: Joined, prefix: str, base: Raw | None, mine: Raw, theirs: Raw) -> None:
    old = {} if base is None else _by_id(rows_of(base, prefix))
    ours, stored = _by_id(rows_of(mine, prefix)), _by_id(rows_of(theirs, prefix))
    place = 0
    for key, row in stored.items():
        _join_row(joined, f"{prefix}-{place}", old.get(key), ours.get(key), row)
        place += 1
    initial = place
    gone = [row for key, row in ours.items() if key not in stored]
    for row in gone:
        if any(row.get(REMOVE, [])) or ("id" in row and _says_the_same(row, old.get(row["id"][0]))):
            continue
        name = f"{prefix}-{place}"
        _put_row(joined, name, row | {"id": []})
        joined.clashes.append(Clash(name=f"{name}-{REMOVE}", mine=[], theirs=["on"]))
        place += 1
    for row in rows_of(mine, prefix):
        if not any(row.get("id", [])) and not any(row.get(REMOVE, [])):
            _put_row(joined, f"{prefix}-{place}", row)
            place += 1
    counts = {"TOTAL_FORMS": place, "INITIAL_FORMS": initial}
    joined.raw |= {f"{prefix}-{name}": [str(count)] for name, count in counts.items()}


def _join_row(joined: Joined, name: str, base: Row | None, mine: Row | None, theirs: Row) -> None:
    if mine is None:  # added by the other
        _put_row(joined, name, theirs)
    elif any(mine.get(REMOVE, [])):
        _put_row(joined, name, theirs)
        joined.put(f"{name}-{REMOVE}", [] if _says_the_same(theirs, base) else None, ["on"], [])
    else:
        for part in {**theirs, **mine}:
            known = None if base is None else base.get(part, [])
            joined.put(f"{name}-{part}", known, mine.get(part, []), theirs.get(part, []))


def _put_row(joined: Joined, name: str, row: Row) -> None:
    joined.raw |= {f"{name}-{part}": values for part, values in row.items()}


def _says_the_same(row: Row, other: Row | None) -> bool:
    names = {*row, *(other or {})}
    return other is not None and all(same(row.get(name, []), other.get(name, [])) for name in names)


def _renumbered(mine: Raw, last: int, now_last: int) -> Raw:
    """Evidence added here gets later numbers when the other has added some: claims must follow."""
    return {
        name: [_later(value, last, now_last) for value in values]
        if name.endswith("-backed_by")
        else values
        for name, values in mine.items()
    }


def _later(value: str, last: int, now_last: int) -> str:
    number = number_in(value) or 0
    return str(number - last + now_last) if number > last else value


# Choosing

CHOICE, SIDES = "choose:", ("mine", "theirs")


def is_choice(raw: Raw) -> bool:
    """Whether this is the answer to the page that shows two versions."""
    return any(name.startswith(CHOICE) for name in raw)


def chosen(raw: Raw) -> Raw:
    """Return the form that somebody chose field by field; what was not chosen is their own."""
    heads = (CHOICE, *(f"{side}:" for side in SIDES))
    result = {name: values for name, values in raw.items() if not name.startswith(heads)}
    for name in (name.removeprefix(CHOICE) for name in raw if name.startswith(CHOICE)):
        side = "theirs" if raw[f"{CHOICE}{name}"] == ["theirs"] else "mine"
        result.pop(name, None)
        if values := raw.get(f"{side}:{name}"):
            result[name] = values
    return result


def in_words(form, formsets: dict, name: str, values: list[str]) -> str:
    """Return what an input says, codes by their labels."""
    if name.endswith(f"-{REMOVE}"):
        return _("Removed") if values else _("Kept")
    bound = _field(form, formsets, name)
    known = [value for value in values if value]
    if hasattr(bound, "queryset"):
        rows = bound.queryset.filter(pk__in=known)
        return "\n".join(bound.label_from_instance(row) for row in rows)
    labels = {str(code): str(label) for code, label in getattr(bound, "choices", ())}
    return "\n".join(labels.get(value, value) for value in known)


def label_of(form, formsets: dict, name: str) -> str:
    """Return what an input is called: "Claim 2, statement"."""
    prefix, _dash, rest = name.partition("-")
    number, _dash, part = rest.partition("-")
    if prefix not in formsets or number_in(number) is None:
        return str(form.fields[name].label)
    row = capfirst(formsets[prefix].model._meta.verbose_name)
    told = _("%(row)s %(number)d") % {"row": row, "number": int(number) + 1}
    if part == REMOVE:
        return told
    field_of = _field(form, formsets, name)
    return _("%(place)s, %(part)s") % {"place": told, "part": field_of.label}


def _field(form, formsets: dict, name: str):
    prefix, _dash, rest = name.partition("-")
    part = rest.partition("-")[2]
    fields = formsets[prefix].empty_form.fields if prefix in formsets and part else form.fields
    return fields.get(part or name)
