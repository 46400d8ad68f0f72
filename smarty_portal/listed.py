"""A list of the API as a file: all its rows in its order, under the filters it was asked with.

Imports no app. The columns come from the shape that the API's description tells: a code and its label
stand in two columns, each member of any other part in one of its own.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override
from drf_spectacular.drainage import get_override
from rest_framework import serializers

from smarty_portal import tables
from smarty_portal.addresses import site_address
from smarty_portal.terms import source_of

ROOT = "/api/v1/"


@dataclass(frozen=True, kw_only=True)
class ListFile:
    """What makes the file of a list, in the language that is active when it is made.

    `filters` holds the parameters that chose the rows; `shown` makes a row the record of the list.
    """

    path: str
    title: str
    filters: dict[str, str]
    rows: QuerySet
    shown: Callable[[object], dict]
    shape: type[serializers.Serializer]
    data_date: datetime.datetime
    code_list: str = ""
    language: str = field(default_factory=get_language)

    def answer(self, form: str, *, bom: bool) -> StreamingHttpResponse:
        """Answer with the list as csv, xlsx or jsonl; `bom` begins CSV with a byte order mark."""
        write = {
            "csv": lambda: tables.csv_file(self.table(), bom=bom),
            "xlsx": lambda: tables.xlsx_file(self.table()),
            "jsonl": lambda: tables.json_lines(self.records()),
        }[form]
        name = "-".join(self.places)[: tables.LONGEST_NAME]
        asked = urlencode(self.filters, safe=",")
        name = tables.file_name(name, asked, self.data_date, form, self.code_list)
        return tables.attachment(write(), tables.MEDIA_TYPES[form], name)

    @property
    def places(self) -> list[str]:
        """The parts of the address: ["regions"], or ["practices", "centratec", "editions"]."""
        return self.path.removeprefix(ROOT).strip("/").split("/")

    def table(self) -> tables.Table:
        """Return the list as the table that CSV and workbooks are written from."""
        parts, total = parts_of(self.shape()), self.rows.count()
        return tables.Table(
            name=self.places[-1],
            columns=tables.columns_of(parts),
            rows=(tables.flat(record, parts) for record in self.records()),
            total=total,
            about=self.about(total),
            words=tables.words_now(),
        )

    def about(self, total: int) -> dict[str, str]:
        """Return what the file says of itself; of a code list also whose it is, and its terms."""
        source = {"source": ". ".join(source_of(self.code_list).values())} if self.code_list else {}
        asked = urlencode(self.filters | {"lang": self.language}, safe=",")
        return {
            "title": self.title,
            "list": site_address(f"{self.path}?{asked}"),
            "rows": str(total),
            **tables.terms_of_file(self.data_date, self.code_list),
            **source,
        }

    def records(self) -> Iterator[dict]:
        """Yield the rows as the list shows them, a part at a time, long after the request."""
        rows = self.rows.iterator(chunk_size=tables.AT_ONCE)
        while part := self._next(rows):
            yield from part

    def _next(self, rows: Iterator) -> list[dict]:
        with override(self.language):
            return [self.shown(row) for row in islice(rows, tables.AT_ONCE)]


def parts_of(shape: serializers.Serializer) -> dict[str, tuple[str, ...]]:
    """Return the members of a record, each with the names of its own members, () for plain values."""
    return {name: _members(shape, member) for name, member in shape.fields.items()}


def _members(shape: serializers.Serializer, member: serializers.Field) -> tuple[str, ...]:
    """Return the members of a part, as the API's description tells it."""
    if isinstance(member, serializers.SerializerMethodField):
        told = get_override(getattr(shape, member.method_name), "field")
    else:
        told = get_override(member, "field", member)
    told = getattr(told, "child", told)
    return tuple(told.fields) if isinstance(told, serializers.Serializer) else ()
