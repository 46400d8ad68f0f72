"""The formats of a list: how each is asked for, what it is, and who writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from practices.exporting.maps import geojson_file
from practices.exporting.records import json_lines
from practices.exporting.references import bibtex_file
from practices.exporting.source import Source
from practices.exporting.tables import csv_file, xlsx_file
from smarty_portal.tables import MEDIA_TYPES


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format: media type, ending of file names, name and use for people, and its writer."""

    media_type: str
    extension: str
    label: str
    use: str
    write: Callable[[Source], Iterator[bytes]]


FORMATS = {
    "csv": Format(
        media_type=MEDIA_TYPES["csv"],
        extension="csv",
        label="CSV",
        use=gettext_lazy("a plain table for any program"),
        write=csv_file,
    ),
    "xlsx": Format(
        media_type=MEDIA_TYPES["xlsx"],
        extension="xlsx",
        label="Excel",
        use=gettext_lazy("a table for Excel or LibreOffice"),
        write=xlsx_file,
    ),
    "jsonl": Format(
        media_type=MEDIA_TYPES["jsonl"],
        extension="jsonl",
        label="JSON Lines",
        use=gettext_lazy("whole records with claims and evidence"),
        write=json_lines,
    ),
    "geojson": Format(
        media_type="application/geo+json",
        extension="geojson",
        label="GeoJSON",
        use=gettext_lazy("points of regions for a map"),
        write=geojson_file,
    ),
    "bibtex": Format(
        media_type="application/x-bibtex; charset=utf-8",
        extension="bib",
        label="BibTeX",
        use=gettext_lazy("references to cite"),
        write=bibtex_file,
    ),
}
