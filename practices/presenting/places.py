"""The places of a document in words: what each is called, and what its value says.

A path names a place as `practices.differences`, remarks and corrections do: "summary",
"objectives.0", "claims.2.statement" (claims and evidence by number, sectors by code).
"""

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from partners.choices import Confidence
from partners.presenting import shown_date
from practices import choices, codelists
from practices.codelists import CodeLists
from practices.presenting.figures import number
from practices.presenting.record import basis_in_words

LABELS = {
    "identifier": lazy("identifier"),
    "slug": lazy("address"),
    "language": lazy("language"),
    "owner": lazy("owner"),
    "region": lazy("region"),
    "start_year": lazy("start year"),
    "end_year": lazy("end year"),
    "title": lazy("title"),
    "title_native": lazy("title in the own language"),
    "native_language": lazy("language of that title"),
    "summary": lazy("summary"),
    "problem": lazy("problem addressed"),
    "description": lazy("description"),
    "organisation_in_charge": lazy("organisation in charge"),
    "place": lazy("place in the source's words"),
    "scope": lazy("scope"),
    "running_state": lazy("running state"),
    "running_note": lazy("note on the running state"),
    "nature": lazy("nature"),
    "validation_kind": lazy("kind of validation"),
    "themes_basis": lazy("how the theme is known"),
    "challenges": lazy("challenges"),
    "lessons": lazy("lessons"),
    "transferability": lazy("transferability"),
    "website": lazy("web site"),
    "smarty_link": lazy("link to SMARTY"),
    "confidence": lazy("how sure the record is"),
    "among_the_26": lazy("one of the project's 26 practices"),
    "objectives": lazy("objectives"),
    "stakeholders": lazy("stakeholders"),
    "beneficiaries": lazy("beneficiaries"),
    "themes": lazy("themes"),
    "technologies": lazy("technologies"),
    "sectors": lazy("sectors"),
    "related": lazy("related practices"),
    "events": lazy("shown at"),
    "resources": lazy("resources"),
    "resources.amount": lazy("amount"),
    "resources.currency": lazy("currency"),
    "resources.staff": lazy("staff"),
    "resources.text": lazy("resources in words"),
    "sources": lazy("sources"),
    "claims": lazy("claims"),
    "evidence": lazy("evidence"),
    "sectors.code": lazy("sector"),
    "sectors.basis": lazy("how it is known"),
    "sectors.source_code": lazy("code in the source"),
    "sectors.source_revision": lazy("revision of that code"),
    "claims.kind": lazy("kind"),
    "claims.statement": lazy("statement"),
    "claims.value": lazy("value"),
    "claims.qualifier": lazy("qualifier"),
    "claims.unit": lazy("unit"),
    "claims.unit_note": lazy("why there is no unit"),
    "claims.date": lazy("date"),
    "claims.baseline_value": lazy("value before"),
    "claims.baseline_date": lazy("date of the value before"),
    "claims.measured_by": lazy("measured by"),
    "claims.method": lazy("method"),
    "claims.comparator": lazy("compared with"),
    "claims.evidence": lazy("evidence"),
    "evidence.type": lazy("type"),
    "evidence.title": lazy("title"),
    "evidence.url": lazy("address"),
    "evidence.file": lazy("file"),
    "evidence.issuer": lazy("issued by"),
    "evidence.issuer_relation": lazy("issuer's relation to the owner"),
    "evidence.date": lazy("date"),
    "evidence.page": lazy("page"),
}
ROWS = {
    "claims": lazy("Claim %(row)s"),
    "evidence": lazy("Evidence %(row)s"),
    "sectors": lazy("Sector %(row)s"),
    "reviews": lazy("Review %(row)s"),
    "checks": lazy("Check %(row)s"),
}
# What reviewers write: no part of the form of a practice.
JUDGED = {
    "reviews.conflict_of_interest": lazy("conflict of interest"),
    "checks.note": lazy("note"),
}
COUNTED_FROM_0 = ("sectors", "reviews", "checks")  # where a path names a row by its place
CHOICES = {
    "scope": choices.Scope,
    "running_state": choices.RunningState,
    "nature": choices.Nature,
    "validation_kind": choices.ValidationKind,
    "smarty_link": choices.SmartyLink,
    "confidence": Confidence,
    "among_the_26": choices.AmongThe26,
    "claims.kind": choices.ClaimKind,
    "claims.qualifier": choices.Qualifier,
    "evidence.type": choices.EvidenceType,
    "evidence.issuer_relation": choices.IssuerRelation,
}
# Whose rows of the code lists a code names.
CODES = {
    "region": "regions",
    "owner": "partners",
    "themes": "themes",
    "technologies": "technologies",
    "events": "events",
    "claims.unit": "units",
}
DATES = ("claims.date", "claims.baseline_date", "evidence.date")
BASES = ("themes_basis", "sectors.basis")
LANGUAGES = ("language", "native_language")
YEARS = ("start_year", "end_year")


def place_in_words(path: str) -> str:
    """Return what a place is called, in the reader's language: "Claim 2, statement"."""
    head, *rest = path.split(".")
    if head in ROWS and rest:
        from_0 = head in COUNTED_FROM_0 and rest[0].isdigit()
        row = ROWS[head] % {"row": int(rest[0]) + 1 if from_0 else rest[0]}
        if rest[1:2] == ["scores"]:
            reason = _("reason for the score of “%(criterion)s”")
            return _joined(row, reason % {"criterion": choices.Criterion(rest[2]).label})
        labels = LABELS | JUDGED
        return _joined(row, labels.get(f"{head}.{rest[1]}", rest[1])) if rest[1:] else row
    label = capfirst(str(LABELS.get(head, head)))
    if not rest:
        return label
    if rest[0].isdigit():
        return _joined(label, _("line %(number)d") % {"number": int(rest[0]) + 1})
    return _joined(label, LABELS.get(path, rest[0]))


def _joined(place: str, part: str) -> str:
    return _("%(place)s, %(part)s") % {"place": place, "part": part}


def value_in_words(path: str, value: Any, lists: CodeLists) -> str:
    """Return what a value says, codes by their labels; "" for what is unknown."""
    if value in (None, "", []):
        return ""
    head, *rest = path.split(".")
    if head in ROWS and isinstance(value, dict) and len(rest) == 1:
        return _row(head, value, lists)
    key = f"{head}.{rest[-1]}" if rest and not rest[-1].isdigit() else head
    return _value(key, value, lists)


def _row(head: str, row: dict, lists: CodeLists) -> str:
    """A whole row, a line for each thing that is known of it."""
    told = {
        name: _value(f"{head}.{name}", value, lists)
        for name, value in row.items()
        if name != "number"
    }
    return "\n".join(
        _("%(name)s: %(value)s")
        % {"name": capfirst(str(LABELS.get(f"{head}.{name}", name))), "value": value}
        for name, value in told.items()
        if value
    )


def _value(key: str, value: Any, lists: CodeLists) -> str:
    if value in (None, "", []):
        return ""
    if key in CHOICES:
        return str(dict(CHOICES[key].choices).get(value, value))
    if key in CODES:
        return _labels(getattr(lists, CODES[key]), value)
    for keys, tell in _TELLERS:
        if key in keys:
            return str(tell(value))
    if key == "sectors.code":
        return _sector(value, lists)
    return _plain(value)


def _labels(rows: dict, value: str | list[str]) -> str:
    if isinstance(value, str):
        return str(getattr(rows.get(value), "label", None) or rows.get(value, value))
    return "\n".join(_labels(rows, code) for code in value)


def _sector(code: str, lists: CodeLists) -> str:
    row = lists.sectors.get(code)
    return f"{code} {row.label}" if row else code


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return str(value)


def _numbers(value: list[int]) -> str:
    return ", ".join(str(number) for number in value)


def _file(value: dict) -> str:
    """Its name as it was given, and its fingerprint: another file may carry the same name."""
    name = value["name"].rsplit("/", 1)[-1]
    return f"{name} (SHA-256 {value['sha256']})"


_TELLERS: tuple[tuple[tuple[str, ...], Callable[[Any], Any]], ...] = (
    (DATES, shown_date),
    (BASES, basis_in_words),
    (YEARS, str),
    (LANGUAGES, codelists.language),
    (("claims.evidence",), _numbers),
    (("evidence.file",), _file),
)
