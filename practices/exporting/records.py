"""A practice as one record of facts and codes: an edition's document, and how it stands today.

Records hold no labels and nothing of other records, so a record changes only when the public log
(practices.changes) says that something happened to its practice. That is why `related` is left out:
what of it may be shown depends on whether others are on show; the API tells it.
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Func, TextField
from django.urls import reverse
from django.utils.translation import override

from practices.exporting.source import Source
from practices.models import CatalogueEntry
from smarty_portal.terms import utc

# The columns of an entry that a record tells, by the names of its standing.
STANDING = {
    "level": "level",
    "level_until": "level_until",
    "edition__number": "edition",
    "edition__published_at": "published_at",
    "first_published_at": "first_published_at",
}


class WrittenRecord(Func):
    """An edition's document less `related`, as the text that the database makes of it."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="JSON_REMOVE(%(expressions)s, '$.related')"
        )

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(%(expressions)s - 'related')::text")


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the pages and the API have their practices, in the portal's own language."""

    page: str
    api: str

    @classmethod
    def now(cls) -> "Places":
        with override(settings.LANGUAGE_CODE):
            page, api = reverse("practices:list"), reverse("api-practices")
        return cls(page=settings.SITE_URL + page, api=settings.SITE_URL + api)


def standing(
    places: Places,
    slug: str,
    *,
    level: int,
    level_until: datetime.date,
    edition: int,
    published_at: datetime.datetime,
    first_published_at: datetime.datetime,
) -> dict:
    """Return what a record says beside its document: addresses, edition, level, moments."""
    return {
        "url": f"{places.page}{slug}/",
        "api_url": f"{places.api}{slug}/",
        "edition": edition,
        "published_at": utc(published_at),
        "first_published_at": utc(first_published_at),
        "level": {"code": level, "until": level_until.isoformat()},
    }


def record(document: dict, beside: dict) -> dict:
    """Return the record of an edition's document and its practice's standing, as json_lines tells it."""
    return beside | {name: told for name, told in document.items() if name != "related"}


def json_lines(source: Source) -> Iterator[bytes]:
    """Yield one JSON record a line, in the order of the source; one query for each thousand.

    Documents are handed on as the database wrote them, not read: that is most of the speed.
    """
    places = Places.now()
    for keys in source.chunks():
        entries = CatalogueEntry.objects.on_show().filter(pk__in=keys)
        written = entries.annotate(written=WrittenRecord("edition__document"))
        read = written.values_list("pk", "written", "slug", *STANDING)
        lines = {key: _line(places, *values) for key, *values in read}
        yield "".join(lines[key] for key in keys if key in lines).encode()


def _line(places: Places, document: str, slug: str, *values) -> str:
    beside = standing(places, slug, **dict(zip(STANDING.values(), values, strict=True)))
    return f"{json.dumps(beside)[:-1]}, {document[1:]}\n"
