"""The pages and files under /data/: the dump with its checksums, and the catalogue for catalogues."""

import datetime
import json
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import condition

from partners import catalogue
from partners.presenting import shown_day
from practices.exporting.cursors import is_of_this_log
from practices.exporting.dcat import FORMATS, catalogue_graph
from practices.exporting.dump import MANIFEST, PARTS, SUMS, dump_folder
from smarty_portal.addresses import language_of
from smarty_portal.pages import in_language, public_page, read_only
from smarty_portal.terms import METADATA_LICENCE, TEXT_LICENCE

ASK_EACH_TIME = "public, max-age=0, must-revalidate"
MEDIA_TYPES = {
    **{part.name: part.media_type for part in PARTS},
    MANIFEST: "application/json",
    SUMS: "text/plain; charset=utf-8",
}
MEANINGS = {part.name: part.meaning for part in PARTS}


def manifest() -> dict | None:
    """Return the manifest of the dump that is served.

    None while there is none: a dump of a state that the catalogue no longer has, because a backup was
    restored, is none, since nobody could go on from its cursor.
    """
    try:
        held = json.loads((dump_folder() / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return held if is_of_this_log(held["cursor"]) else None


def made_at() -> datetime.datetime | None:
    """Return when the dump in the folder was made, None without one."""
    path = dump_folder() / MANIFEST
    return modified_at(path) if path.is_file() else None


def modified_at(path: Path) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC)


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """What there is to download, how large it is, and how to check it."""
    with translation.override(language_of(request.GET)):
        held, language = manifest(), translation.get_language()
        context = {
            "manifest": held,
            "files": [(row, str(MEANINGS[row["name"]])) for row in held["files"]] if held else [],
            "day": shown_day(parse_datetime(held["data_date"]).date()) if held else "",
            "canonical": settings.SITE_URL + in_language(request.path, language),
        }
        answer = render(request, "data/index.html", context)
        answer.headers["Content-Language"] = language
        return answer


index.beside = made_at


@public_page
def catalogue_of_data(request: HttpRequest, form: str) -> HttpResponse:
    """The DCAT-AP description of the portal's data, as Turtle or JSON-LD."""
    graph = catalogue_graph(catalogue.version_of(request), manifest())
    content = graph.serialize(format=form)
    return HttpResponse(content, content_type=f"{FORMATS[form]}; charset=utf-8")


catalogue_of_data.beside = made_at


# The files


@read_only
def file(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the dump, by its stable name, with the date and release that the dump is of."""
    held = manifest()
    if held is None:
        raise Http404
    answer = file_as_it_lies(request, name)
    answer.headers["Cache-Control"] = ASK_EACH_TIME
    answer.headers["Data-Date"] = held["data_date"]
    answer.headers["Portal-Release"] = held["release"]
    answer.headers["Link"] = links(held, name)
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def links(held: dict, name: str) -> str:
    """Return where the terms of a file stand: in the manifest, where others than ours hold."""
    address = settings.SITE_URL + reverse("data-file", args=[MANIFEST])
    ours = [TEXT_LICENCE, METADATA_LICENCE]
    licences = {row["name"]: row.get("licence", TEXT_LICENCE) for row in held["files"]}
    is_ours = TEXT_LICENCE in licences.get(name, TEXT_LICENCE)
    told = [f'<{one}>; rel="license"' for one in (ours if is_ours else [address])]
    return ", ".join([*told, f'<{address}>; rel="describedby"'])


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
    return modified_at(path_of(name))


@condition(etag_func=etag, last_modified_func=last_modified)
def file_as_it_lies(request: HttpRequest, name: str) -> HttpResponse:
    return FileResponse(path_of(name).open("rb"), content_type=MEDIA_TYPES[name])
