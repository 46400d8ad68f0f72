"""BibTeX: a reference to the current edition of each practice."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from practices.exporting.source import Source
from practices.models import CatalogueEntry
from practices.presenting.citing import bibtex

READ = ("pk", "slug", "identifier", "title", "edition__number", "edition__published_at")


def bibtex_file(source: Source) -> Iterator[bytes]:
    """Yield BibTeX entries in the order of the source, after comments that say what the file is."""
    yield "".join(f"% {name}: {value}\n" for name, value in source.about.items()).encode()
    with override(settings.LANGUAGE_CODE):
        place = settings.SITE_URL + reverse("practices:list")
    for keys in source.chunks():
        entries = CatalogueEntry.objects.on_show().filter(pk__in=keys)
        made = {values[0]: _entry(place, *values[1:]) for values in entries.values_list(*READ)}
        yield "".join(made[key] for key in keys if key in made).encode()


def _entry(place: str, slug: str, identifier: str, title: str, number: int, published_at) -> str:
    entry = bibtex(
        identifier=identifier,
        number=number,
        title=title,
        day=timezone.localdate(published_at),
        url=f"{place}{slug}/editions/{number}/",
    )
    return f"\n{entry}\n"
