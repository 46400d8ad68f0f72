"""The list page: what was found, what was not understood, and a way on from nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from practices.descriptions import Description, counted, query_of, query_of_code
from practices.exporting.formats import FORMATS
from practices.facets import FACETS
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry
from practices.parameters import LABELS, LONGEST_QUERY, ORDERINGS
from practices.presenting.downloads import Downloads, downloads, file_address
from practices.presenting.panel import Panel
from practices.presenting.ways import WayOn, filters_meant, ways_on
from practices.search.concepts import name_of
from practices.search.passages import Passage, marked
from practices.search.reading import Word
from practices.search.text import WRITTEN, compared, quoting
from smarty_portal.api import Refusal
from smarty_portal.pages import ListedPage, listed_page

READABLE = 12
PASSAGE_LABELS = {
    "title_native": gettext_lazy("Own title"),
    "problem": gettext_lazy("Problem"),
    "description": gettext_lazy("Description"),
    "objectives": gettext_lazy("Objectives"),
    "claims": gettext_lazy("Claims"),
    "beneficiaries": gettext_lazy("Beneficiaries"),
    "stakeholders": gettext_lazy("Stakeholders"),
    "organisation_in_charge": gettext_lazy("Organisation in charge"),
    "lessons": gettext_lazy("Lessons"),
    "challenges": gettext_lazy("Challenges"),
    "transferability": gettext_lazy("Transferability"),
    "place": gettext_lazy("Place"),
    "resources": gettext_lazy("Resources"),
    "evidence": gettext_lazy("Evidence"),
    "identifier": gettext_lazy("Identifier"),
    "slug": gettext_lazy("Web address"),
    "technologies": gettext_lazy("Technology"),
    "themes": gettext_lazy("Theme"),
    "sectors": gettext_lazy("Sector"),
    "region": gettext_lazy("Region"),
    "owner": gettext_lazy("Partner"),
}
PAGING_LABELS = {"page": gettext_lazy("Page"), "page_size": gettext_lazy("Practices per page")}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What was not understood; the nearest right thing as a link, else the right ones if few."""

    text: str
    suggestion: str
    query: str
    allowed: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The query that was answered, the one that was typed, and the address that takes it as typed, or ""."""

    shown: str
    typed: str
    query: str


@dataclass(frozen=True, kw_only=True)
class ShownPassage:
    """Why a practice was found: its text as (piece, marked) with its language, and the field's name.

    Without a name it is the whole `title` or `summary`, in which the words are marked where they stand.
    """

    label: str
    pieces: tuple[tuple[str, bool], ...]
    language: str
    marks_in: str = ""


class Listing:
    """Everything the list page prints of a filter set and the query it came from."""

    def __init__(self, filterset: PracticeFilterSet):
        self.filterset = filterset
        self.panel = Panel(filterset)

    @property
    def description(self) -> Description:
        return self.filterset.description

    @cached_property
    def listed(self) -> ListedPage:
        return listed_page(self.filterset.qs, self.filterset.data, self.kept)

    @property
    def kept(self) -> str:
        """The understood query, which every further link keeps."""
        return query_of(self.filterset.chosen)

    @property
    def typed(self) -> str:
        """What stands in the search box: what was typed, even where it was refused."""
        return self.filterset.data.get("q", "")

    @cached_property
    def rows(self) -> list[tuple[CatalogueEntry, ShownPassage | None]]:
        """The entries of this page, each with the passage that says why a search found it."""
        entries = list(self.listed.page)
        passages = self.filterset.passages(entries)
        return [(entry, self._shown(entry, passages.get(entry.pk))) for entry in entries]

    def _shown(self, entry: CatalogueEntry, found: Passage | None) -> ShownPassage | None:
        """A passage as a row shows it: title and summary stand there already, whole."""
        if found is None:
            return None
        if found.field in ("title", "summary"):
            text = getattr(entry, found.field)
            return ShownPassage(
                label="",
                pieces=marked(text, entry.language, self.filterset.sought),
                language=entry.language,
                marks_in=found.field,
            )
        label = str(PASSAGE_LABELS[found.field])
        return ShownPassage(label=label, pieces=found.pieces, language=found.language)

    @property
    def correction(self) -> Correction | None:
        """What was searched for instead of a mistyped query, and how to search as it was typed.

        No address takes it as typed where the quotes would make it too long.
        """
        if not self.filterset.corrected:
            return None
        chosen = self.filterset.chosen
        mistyped = frozenset(word.text for word in self.filterset.hits.words if word.instead)
        asked = quoting(chosen["q"], mistyped)
        return Correction(
            shown=self.filterset.corrected,
            typed=chosen["q"],
            query=query_of(chosen | {"q": asked}) if len(asked) <= LONGEST_QUERY else "",
        )

    @property
    def holding_all(self) -> int:
        """How many practices hold every word asked for, where others hold a part of them; else 0.

        Told only where every word was found as it was asked for.
        """
        hits = self.filterset.hits
        if not hits or hits.unknown or hits.left_out or self.filterset.wider:
            return 0
        was_taken_apart = any(word.is_apart for word in hits.words)
        whole = 0 if was_taken_apart else self.filterset.holding_all
        return whole if whole < self.total else 0

    @cached_property
    def filters_meant(self) -> list[WayOn]:
        """The filters whose whole name was searched for."""
        return filters_meant(self.filterset)

    @cached_property
    def ways_on(self) -> list[WayOn]:
        """What helps where nothing was found."""
        return ways_on(self.filterset)

    @property
    def unknown_words(self) -> str:
        """The words asked for that stand in no practice, in one text."""
        if self.filterset.identifier or not self.filterset.hits:
            return ""
        return _in_quotes(self._as_typed(word) for word in self.filterset.hits.unknown)

    @property
    def wider_topics(self) -> list[tuple[str, str]]:
        """The words that were taken for wider topics because no practice speaks of theirs, with these."""
        words = self.filterset.hits.words if self.filterset.hits else []
        return self._topics((word, word.wider) for word in words if word.wider)

    @property
    def topics_above(self) -> list[tuple[str, str]]:
        """The words of which few practices speak, with the wider topics of others that are shown."""
        return self._topics((above, tuple(above.terms)) for above in self.filterset.above)

    def _topics(self, taken: Iterable[tuple[Word, tuple[str, ...]]]) -> list[tuple[str, str]]:
        """Words as they were typed, joined where they mean the same topics, with the names of these.

        With a word come those with which it names together what it was taken from.
        """
        asked: dict[tuple[str, ...], dict[str, None]] = {}
        for one, topics in taken:
            for word in self.filterset.hits.words:
                if word.shown == one.shown or not set(one.own).isdisjoint(word.named):
                    asked.setdefault(topics, {})[self._as_typed(word.shown)] = None
        language = get_language()
        return [
            (" ".join(words), get_text_list([name_of(one, language) for one in topics], _("and")))
            for topics, words in asked.items()
        ]

    def _as_typed(self, word: str) -> str:
        return self._typed_words.get(word, word)

    @cached_property
    def _typed_words(self) -> dict[str, str]:
        """The words as they were typed by how they are compared."""
        return {compared(word): word for word in WRITTEN.findall(self.typed)}

    @property
    def unknown_identifier(self) -> str:
        """The identifier asked for that no practice has, else ""."""
        return "" if self.filterset.named else self.filterset.identifier

    @property
    def straight_address(self) -> str:
        """Where a search for an identifier or a code leads without a list of hits, else "".

        Beside a filter of the same facet a code is a search: both at once are meant, not either.
        """
        if self.filterset.named:
            return self.filterset.named.get_absolute_url()
        if self.filterset.coded and self.filterset.coded[0] not in self.filterset.chosen:
            return reverse("practices:list") + query_of_code(self.filterset)
        return ""

    @property
    def was_cut_short(self) -> bool:
        return self.filterset.was_cut_short

    @property
    def left_out(self) -> str:
        """The words that were not looked up, in one text: the time was over, or there are too many."""
        return _in_quotes(self.filterset.hits.left_out) if self.filterset.hits else ""

    @property
    def total(self) -> int:
        return self.listed.page.paginator.count

    @property
    def file_address(self) -> str:
        """Where the same list is the file that `format` asks for, "" when it asks for none."""
        name = self.filterset.data.get("format")
        return file_address(self.kept, name) if name in FORMATS else ""

    @cached_property
    def downloads(self) -> Downloads:
        """The same list in other shapes; the feed's address stands in the page's head too."""
        return downloads(self.kept, self.total)

    @property
    def found(self) -> str:
        """How many practices were found, in words."""
        return counted(self.total)

    @property
    def asks_for_several_things(self) -> bool:
        return len(self.description.chips) > 1

    @property
    def without_year(self) -> int:
        return self.filterset.left_out_without_year()

    @property
    def is_filtered(self) -> bool:
        return bool(self.description.chips)

    @property
    def is_for_search_engines(self) -> bool:
        """Only the plain list and its pages are to be found by search engines."""
        return not self.filterset.chosen and not self.filterset.refusals

    @property
    def address_query(self) -> str:
        """The query of this list's one address: understood filters and the page."""
        here = [link.query for link in self.listed.links if link.is_current]
        return here[0].removesuffix("?") if here else ""

    @property
    def usual_ordering(self) -> str:
        """The order when none is asked for; the address need not name it."""
        return "relevance" if "q" in self.filterset.chosen else "newest"

    @property
    def orderings(self) -> list[tuple[str, str, bool]]:
        """The orders to choose from as (value, label, chosen); relevance only with words.

        The usual one has no value: who goes on to search for words gets the best first.
        """
        words, usual = "q" in self.filterset.chosen, self.usual_ordering
        now = self.filterset.chosen.get("ordering") or usual
        offered = [name for name in ORDERINGS if words or name != "relevance"]
        return [
            ("" if name == usual else name, str(ORDERINGS[name]), name == now) for name in offered
        ]

    @cached_property
    def notices(self) -> list[Notice]:
        """What was not understood, each with the nearest right thing."""
        return [self._notice(refusal) for refusal in self.filterset.refusals]

    def _notice(self, refusal: Refusal) -> Notice:
        if not refusal.nearest:
            return Notice(
                text=_told(refusal), suggestion="", query="", allowed=self._allowed(refusal)
            )
        name, nearest = refusal.parameter, refusal.nearest
        if refusal.value:
            suggestion, query = self._suggested_value(refusal), self._query_with(name, [nearest])
        else:
            suggestion = self._suggested_parameter(refusal)
            query = self._query_with(nearest, self.filterset.data.getlist(name))
        return Notice(text=_told(refusal), suggestion=suggestion, query=query, allowed="")

    def _allowed(self, refusal: Refusal) -> str:
        """The right values in words, where they are few enough to read."""
        if len(refusal.allowed) > READABLE:
            return ""
        return ", ".join(self._label(refusal.parameter, code) for code in refusal.allowed)

    def _label(self, parameter: str, code: str) -> str:
        if parameter in FACETS:
            return self.filterset.label(parameter, code)
        return str(ORDERINGS.get(code, code))

    def _suggested_value(self, refusal: Refusal) -> str:
        """The label of the nearest value; with its code, where the label is what was written."""
        label = self._label(refusal.parameter, refusal.nearest)
        is_label = label.casefold() == refusal.value.casefold()
        return f"{label} ({refusal.nearest})" if is_label else label

    def _suggested_parameter(self, refusal: Refusal) -> str:
        values = ",".join(self.filterset.data.getlist(refusal.parameter))
        return f"{refusal.nearest}={values}" if values else refusal.nearest

    def _query_with(self, name: str, values: list[str]) -> str:
        query = QueryDict(self.kept.removeprefix("?"), mutable=True)
        for value in values:
            query.appendlist(name, value)
        return "?" + query.urlencode()


def _in_quotes(words: Iterable[str]) -> str:
    return ", ".join(_("“%(query)s”") % {"query": word} for word in words)


def _told(refusal: Refusal) -> str:
    """What was refused, after its parameter's name; characters no page can show are replaced."""
    label = (LABELS | PAGING_LABELS).get(refusal.parameter)
    told = f"{label}: {refusal.detail}" if label else refusal.detail
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in told)
