"""What a file is made from: the query, the practices it finds, and what must be said about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from practices.exporting.labels import Labels
from practices.filters import PracticeFilterSet
from smarty_portal.tables import AT_ONCE, file_name, terms_of_file, words_now

WORDS = {
    "sheet_of_practices": gettext_lazy("Practices"),
    "practices": gettext_lazy("Number of practices"),
    "unplaced": gettext_lazy("No point is known for this region."),
}


@dataclass(frozen=True)
class Source:
    """The practices that a filter set finds, to be written to a file in the reader's language."""

    filterset: PracticeFilterSet

    @cached_property
    def keys(self) -> list[int]:
        """The primary keys of all entries found, in order."""
        return self.filterset.qs.keys()

    def chunks(self) -> Iterator[list[int]]:
        """Yield the keys in parts, so that no more than a part is ever read at once."""
        for start in range(0, len(self.keys), AT_ONCE):
            yield self.keys[start : start + AT_ONCE]

    @cached_property
    def labels(self) -> Labels:
        return Labels.of(self.filterset.lists)

    @property
    def query(self) -> str:
        """What was asked, as it stands in an address; "" for all practices."""
        chosen = {
            name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
            for name, value in self.filterset.chosen.items()
        }
        return urlencode(chosen, safe=",")

    @cached_property
    def place(self) -> str:
        """Where the pages of practices stand."""
        return settings.SITE_URL + reverse("practices:list")

    @property
    def address(self) -> str:
        """Where the page shows the same list."""
        return f"{self.place}?{self.query}" if self.query else self.place

    @cached_property
    def about(self) -> dict[str, str]:
        """What a file says of itself: title, list, number of practices, date, release, licence."""
        return {
            "title": gettext("Good practices of the SMARTY portal"),
            "list": self.address,
            "practices": str(len(self.keys)),
            **terms_of_file(self.filterset.version.raised_at),
        }

    @cached_property
    def words(self) -> dict[str, str]:
        """The words that files need beside labels."""
        return words_now() | {name: str(text) for name, text in WORDS.items()}

    def prepare(self) -> None:
        """Put all words into the language that is active now: rows are written after the request."""
        self.about, self.labels, self.place, self.words  # noqa: B018

    def file_name(self, extension: str) -> str:
        """Return a name that says what was asked, when, of which release, under which licence."""
        return file_name("practices", self.query, self.filterset.version.raised_at, extension)
