"""The pages and files under /data/: the dump with its checksums, and the catalogue for catalogues."""

import datetime
import json
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import condition

from partners import catalogue
from partners.presenting import shown_day
from practices.exporting.dcat import FORMATS, catalogue_graph
from practices.exporting.dump import MANIFEST, PARTS, SUMS, dump_folder
from smarty_portal.addresses import language_of
from smarty_portal.pages import in_language, read_only
from smarty_portal.terms import METADATA_LICENCE, TEXT_LICENCE

ASK_EACH_TIME = "public, max-age=0, must-revalidate"
MEDIA_TYPES = {
    **{part.name: part.media_type for part in PARTS},
    MANIFEST: "application/json",
    SUMS: "text/plain; charset=utf-8",
}


MEANINGS = {part.name: part.meaning for part in PARTS}


def manifest() -> dict | None:
    """Return the manifest of the dump that is served, None while there is none."""
    try:
        return json.loads((dump_folder() / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


@read_only
def index(request: HttpRequest) -> HttpResponse:
    """What there is to download, how large it is, and how to check it."""
    with translation.override(language_of(request.GET)):
        held = manifest()
        context = {
            "manifest": held,
            "files": [(row, str(MEANINGS[row["name"]])) for row in held["files"]] if held else [],
            "day": shown_day(parse_datetime(held["data_date"]).date()) if held else "",
            "canonical": settings.SITE_URL + in_language(request.path, translation.get_language()),
        }
        return render(request, "data/index.html", context)


def path_of(name: str) -> Path:
    """Return where a file of the dump lies; raises Http404 for every other name."""
    path = dump_folder() / name
    if name not in MEDIA_TYPES or not path.is_file():
        raise Http404
    return path


def etag(request: HttpRequest, name: str) -> str:
    about = path_of(name).stat()
    return f'"{about.st_mtime_ns:x}-{about.st_size:x}"'


def last_modified(request: HttpRequest, name: str) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(path_of(name).stat().st_mtime, tz=datetime.UTC)


@read_only
@condition(etag_func=etag, last_modified_func=last_modified)
def file(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the dump, by its stable name."""
    answer = FileResponse(path_of(name).open("rb"), content_type=MEDIA_TYPES[name])
    return open_to_all(answer)


def open_to_all(answer: HttpResponse) -> HttpResponse:
    """Let any origin read an answer, and any cache keep it that asks again before each use."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = ASK_EACH_TIME
    answer.headers["Link"] = f'<{TEXT_LICENCE}>; rel="license", <{METADATA_LICENCE}>; rel="license"'
    return answer


@read_only
def catalogue_of_data(request: HttpRequest, form: str) -> HttpResponse:
    """The DCAT-AP description of the portal's data, as Turtle or JSON-LD."""
    graph = catalogue_graph(catalogue.version_of(request), manifest())
    content = graph.serialize(format=form)
    return open_to_all(HttpResponse(content, content_type=f"{FORMATS[form]}; charset=utf-8"))
