"""A practice's page: an edition's document with its codes read into labels, section by section."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Event, Partner
from partners.presenting import country_label, shown_period
from practices.choices import AmongThe26, Nature, RunningState, Scope, SmartyLink
from practices.codelists import CodeLists
from practices.models import Edition
from practices.presenting.claims import ClaimGroup, claim_groups, host_of
from practices.presenting.figures import money
from practices.presenting.judging import Judging, judging

PROSE = {
    "problem": gettext_lazy("The problem"),
    "description": gettext_lazy("What was done"),
    "objectives": gettext_lazy("Objectives"),
    "beneficiaries": gettext_lazy("Who benefits"),
    "stakeholders": gettext_lazy("Who took part"),
    "resources": gettext_lazy("Resources"),
    "challenges": gettext_lazy("Challenges"),
    "lessons": gettext_lazy("Lessons learned"),
    "transferability": gettext_lazy("What others can take up"),
}
CONFIDENCE = {
    "high": gettext_lazy("High: the main facts stand in the sources"),
    "medium": gettext_lazy("Medium: some facts rest on few or indirect sources"),
    "low": gettext_lazy("Low: much of it could not be found in a source"),
}
BASES = {
    "inferred": gettext_lazy("inferred by the portal’s editors"),
    "stated": gettext_lazy("stated by a source"),
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One value of a fact: its words, a link, a note; languages where they are not the reader's."""

    text: str
    url: str = ""
    note: str = ""
    language: str = ""
    note_language: str = ""
    is_external: bool = False


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A line of the fact box: what it is about, and one or several values."""

    term: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the text: paragraphs, or a list of points."""

    name: str
    heading: str
    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Source:
    """An address that the practice was written from."""

    url: str
    host: str
    path: str


@dataclass(frozen=True, kw_only=True)
class ShownEventLine:
    """An event where the practice was shown."""

    event: Event
    when: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything that the page of an edition prints of its document."""

    document: dict
    owner: Partner
    kicker: tuple[str, ...]
    years: str
    running: str
    results: ClaimGroup | None
    other_claims: tuple[ClaimGroup, ...]
    sections: tuple[Section, ...]
    unknown: str
    facts: tuple[Fact, ...]
    basis: tuple[Fact, ...]
    sources: tuple[Source, ...]
    events: tuple[ShownEventLine, ...]
    judging: Judging | None


def record(edition: Edition, lists: CodeLists) -> Record:
    """Return an edition as its page prints it, in the reader's language."""
    document = edition.document
    groups = claim_groups(document, lists)
    results = groups.pop("result", None)
    sections = [_section(document, name) for name in PROSE]
    return Record(
        document=document,
        owner=lists.partners[document["owner"]],
        kicker=_kicker(document, lists),
        years=years(document),
        running=_running(document),
        results=results,
        other_claims=tuple(groups.values()),
        sections=tuple(section for section in sections if section.text or section.points),
        unknown=_unknown(sections, document),
        facts=tuple(_facts(document, lists)),
        basis=tuple(_basis(document)),
        sources=tuple(map(_source, document["sources"])),
        events=_events(document, lists),
        judging=judging(document, lists),
    )


def years(document: dict) -> str:
    """Return the years of a practice in words, "" when neither is known."""
    start, end = document["start_year"], document["end_year"]
    if start and end:
        return str(start) if start == end else f"{start}–{end}"
    if start:
        return _("since %(year)s") % {"year": start}
    return _("until %(year)s") % {"year": end} if end else ""


def region_path(document: dict, lists: CodeLists) -> str:
    """Return "Tuscany, Italy": the region and its country, once where they are the same."""
    region = lists.regions[document["region"]]
    names = [region.label, country_label(region.country, lists.countries)]
    return ", ".join(dict.fromkeys(names))


def _kicker(document: dict, lists: CodeLists) -> tuple[str, ...]:
    return (capfirst(str(Nature(document["nature"]).label)), region_path(document, lists))


def _running(document: dict) -> str:
    state = document["running_state"]
    if state in (None, RunningState.UNKNOWN):
        return ""
    return str(RunningState(state).label)


def _section(document: dict, name: str) -> Section:
    value = _resources(document["resources"]) if name == "resources" else document[name]
    heading = str(PROSE[name])
    if isinstance(value, list):
        return Section(name=name, heading=heading, points=tuple(value))
    return Section(name=name, heading=heading, text=value or "")


def _resources(resources: dict) -> str:
    parts = [resources["text"], resources["staff"]]
    if resources["amount"] is not None and not resources["text"]:
        parts.insert(0, money(resources["amount"], resources["currency"]))
    return "\n\n".join(part for part in parts if part)


def _unknown(sections: list[Section], document: dict) -> str:
    """Return what the sources leave unknown, as one phrase."""
    missing = [section.heading for section in sections if not (section.text or section.points)]
    if document["running_state"] in (None, RunningState.UNKNOWN):
        missing.append(_("whether it still runs"))
    if not document["start_year"]:
        missing.append(_("when it started"))
    return get_text_list([name[:1].lower() + name[1:] for name in missing], _("and"))


def _facts(document: dict, lists: CodeLists) -> list[Fact]:
    owner = lists.partners[document["owner"]]
    named = [
        (_("Partner"), [Item(text=owner.short_name, url=owner.get_absolute_url())]),
        (_("In charge"), _quoted(document, document["organisation_in_charge"])),
        (_("Region"), [_choice("region", document["region"], region_path(document, lists))]),
        (_("Place"), _quoted(document, _place(document, lists))),
        (_("Scope"), [_choice("scope", document["scope"], Scope(document["scope"]).label)]),
        (_("Years"), _texts(capfirst(years(document)))),
        (_("State"), _texts(capfirst(_running(document)))),
        (_("On its state"), _quoted(document, document["running_note"])),
        (_("Themes"), _codes("theme", document["themes"], lists.themes)),
        (_("Technologies"), _codes("technology", document["technologies"], lists.technologies)),
        (_("Sectors"), _sectors(document, lists)),
        (_("Web site"), _website(document["website"])),
    ]
    return [Fact(term=term, items=tuple(items)) for term, items in named if items]


def _basis(document: dict) -> list[Fact]:
    """Return how the record itself is known: what a reader needs to judge it."""
    link, among = document["smarty_link"], document["among_the_26"]
    confidence, basis = document["confidence"], document["themes_basis"]
    named = [
        (_("Link to SMARTY"), str(SmartyLink(link).label) if link else "", ""),
        (_("One of the project’s 26 practices"), str(AmongThe26(among).label) if among else "", ""),
        (_("Certainty of this record"), str(CONFIDENCE.get(confidence, "")), ""),
        (_("Theme set from"), basis_in_words(basis), _language_of_basis(document, basis)),
    ]
    return [
        Fact(term=term, items=(Item(text=capfirst(text), language=language),))
        for term, text, language in named
        if text
    ]


def basis_in_words(basis: str | None) -> str:
    """Return on what a theme or sector rests: the seed's codes in words, other texts as given."""
    return str(BASES.get(basis or "", basis or ""))


def _language_of_basis(document: dict, basis: str | None) -> str:
    return "" if basis in BASES else document["language"]


def _place(document: dict, lists: CodeLists) -> str:
    """Return the place in the source's words, unless it only repeats the region's name."""
    place = document["place"] or ""
    return "" if place in region_path(document, lists) else place


def _texts(text: str) -> list[Item]:
    return [Item(text=text)] if text else []


def _quoted(document: dict, text: str | None) -> list[Item]:
    """Words of the document itself, in its own language."""
    return [Item(text=text, language=document["language"])] if text else []


def _choice(parameter: str, code: str, label) -> Item:
    query = urlencode({parameter: code})
    return Item(text=capfirst(str(label)), url=f"{reverse('practices:list')}?{query}")


def _codes(parameter: str, codes: list[str], rows: dict) -> list[Item]:
    return [_choice(parameter, code, rows[code].label) for code in codes]


def _sectors(document: dict, lists: CodeLists) -> list[Item]:
    return [
        Item(
            text=f"{lists.sectors[sector['code']].label} ({sector['code']})",
            url=_choice("sector", sector["code"], "").url,
            note=basis_in_words(sector["basis"]),
            note_language=_language_of_basis(document, sector["basis"]),
        )
        for sector in document["sectors"]
    ]


def _website(url: str | None) -> list[Item]:
    if not url:
        return []
    host = host_of(url)  # none where the address was taken out
    return [Item(text=host, url=url, is_external=True)] if host else [Item(text=url)]


def _source(url: str) -> Source:
    if not host_of(url):  # the address was taken out
        return Source(url=url, host="", path="")
    bare = url.split("://", 1)[-1].removeprefix("www.")
    host, _slash, path = bare.partition("/")
    return Source(url=url, host=host, path=f"/{path}" if path else "")


def _events(document: dict, lists: CodeLists) -> tuple[ShownEventLine, ...]:
    held = [lists.events[slug] for slug in document["events"] if slug in lists.events]
    held.sort(key=lambda event: event.start_date)
    return tuple(
        ShownEventLine(event=event, when=shown_period(event.start_date, event.end_date))
        for event in held
    )
