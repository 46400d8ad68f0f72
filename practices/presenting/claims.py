"""The claims of an edition, by kind, each with its figure and the evidence behind it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from partners.presenting import shown_date
from practices import files
from practices.choices import ClaimKind, EvidenceType, IssuerRelation
from practices.codelists import CodeLists
from practices.presenting.figures import Change, Figure, change, figure
from practices.presenting.judging import ShownCheck, checks_of

HEADINGS = {
    ClaimKind.RESULT: (_("Results"), _("What came of it, as the sources state it.")),
    ClaimKind.INPUT: (_("Inputs"), _("The money, staff and means that went in.")),
    ClaimKind.RULE: (_("Rules"), _("The conditions of the offer: rates, ceilings, durations.")),
    ClaimKind.TARGET: (
        _("Targets"),
        _("What was aimed at. A target says nothing about what was reached."),
    ),
    ClaimKind.CONTEXT: (_("Context"), _("Figures that help to understand the practice.")),
}


@dataclass(frozen=True, kw_only=True)
class ShownEvidence:
    """A document or page behind claims; `name` is its title, or where it stands."""

    number: int
    name: str
    host: str
    url: str
    details: str
    file: str = ""
    file_type: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownClaim:
    """A claim with its figure, its date and details in words, and its evidence."""

    number: int
    statement: str
    figure: Figure | None
    change: Change | None
    date: str
    details: tuple[tuple[str, str], ...]
    evidence: tuple[ShownEvidence, ...]
    checks: tuple[ShownCheck, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClaimGroup:
    """The claims of one kind under their heading, with what the kind means."""

    kind: str
    heading: str
    meaning: str
    claims: tuple[ShownClaim, ...]


def claim_groups(document: dict, lists: CodeLists) -> dict[str, ClaimGroup]:
    """Return the groups that have claims by kind, results first."""
    evidence = {
        item["number"]: shown_evidence(item, files.address(document, item))
        for item in document["evidence"]
    }
    checks = checks_of(document, lists)
    groups = {}
    for kind, (heading, meaning) in HEADINGS.items():
        shown = tuple(
            _claim(claim, evidence, checks, lists)
            for claim in document["claims"]
            if claim["kind"] == kind
        )
        if shown:
            groups[kind.value] = ClaimGroup(
                kind=kind.value, heading=str(heading), meaning=str(meaning), claims=shown
            )
    return groups


def kinds() -> list[ClaimGroup]:
    """Return the kinds of claims with their meaning, for the page about the portal."""
    return [
        ClaimGroup(kind=kind.value, heading=str(heading), meaning=str(meaning), claims=())
        for kind, (heading, meaning) in HEADINGS.items()
    ]


def shown_evidence(item: dict, file: str = "") -> ShownEvidence:
    """Return evidence of a document ready to print: what is unknown of it is left out.

    `file` is the address of its file.
    """
    file_name = (item["file"] or {}).get("name", "").rsplit("/", 1)[-1]
    url = item["url"] or ""
    host = host_of(url)
    details = (
        EvidenceType(item["type"]).label if item["type"] else "",
        _issuer(item),
        shown_date(item["date"]),
        item["page"] or "",
    )
    return ShownEvidence(
        number=item["number"],
        name=item["title"] or host or file_name or url,
        host=host if item["title"] else "",
        url=url if host else "",  # an address that was taken out leads nowhere
        details=", ".join(str(part) for part in details if part),
        file=file,
        file_type=file_name.rsplit(".", 1)[-1].upper(),
    )


def host_of(url: str) -> str:
    """Return the host of an address as people write it: without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _issuer(item: dict) -> str:
    if not item["issuer"]:
        return ""
    if not item["issuer_relation"]:
        return item["issuer"]
    return f"{item['issuer']} ({IssuerRelation(item['issuer_relation']).label})"


def _claim(
    claim: dict,
    evidence: dict[int, ShownEvidence],
    checks: dict[int, tuple[ShownCheck, ...]],
    lists: CodeLists,
) -> ShownClaim:
    unit = lists.units.get(claim["unit"])
    return ShownClaim(
        number=claim["number"],
        statement=claim["statement"],
        figure=figure(claim["value"], claim["qualifier"], unit),
        change=change(claim, unit),
        date=shown_date(claim["date"]),
        details=_details(claim),
        evidence=tuple(evidence[number] for number in claim["evidence"]),
        checks=checks.get(claim["number"], ()),
    )


def _details(claim: dict) -> tuple[tuple[str, str], ...]:
    told = (
        (_("Unit"), claim["unit_note"]),
        (_("Baseline of"), shown_date(claim["baseline_date"])),
        (_("Measured by"), claim["measured_by"]),
        (_("Method"), claim["method"]),
        (_("Compared with"), claim["comparator"]),
    )
    return tuple((str(term), text) for term, text in told if text)
