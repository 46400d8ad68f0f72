"""A list as a file: what `format` asks for, written row by row while it is sent."""

from functools import partial

from django.http import QueryDict, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes

from practices.exporting.formats import FORMATS
from practices.exporting.source import Source
from practices.filters import PracticeFilterSet
from smarty_portal.api import FORMATS as PLAIN
from smarty_portal.api import PAGING, PARTS, Refusal, choice_refusals, values_of

# What the API's description says of the files.
FILES = {(200, made.media_type.partition(";")[0]): OpenApiTypes.BINARY for made in FORMATS.values()}
LIST_FORMATS = (*PLAIN, *FORMATS)
ONLY_JSON = (*PAGING, "facets", *PARTS)


def format_of(query: QueryDict) -> str:
    """Return the file format that a query asks for, "" for JSON in pages."""
    asked = values_of(query, "format")[:1]
    return asked[0] if asked and asked[0] in FORMATS else ""


def file_answer(filterset: PracticeFilterSet, name: str) -> StreamingHttpResponse:
    """Answer with every practice found as a file of this format, in the order of the list.

    The name of the file says what was asked, the data's date, the release and the licence.
    """
    source, made = Source(filterset), FORMATS[name]
    write = made.write
    if filterset.data.get("bom") == "1":
        write = partial(write, bom=True)
    source.prepare()
    answer = StreamingHttpResponse(write(source), content_type=made.media_type)
    name = source.file_name(made.extension)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def file_refusals(query: QueryDict) -> list[Refusal]:
    """Return what of a query has no meaning in the format it asks for."""
    name = format_of(query)
    told = _("It has no meaning with format=%(format)s, which holds every practice found.")
    refused = [
        Refusal(parameter=parameter, value=query[parameter], detail=told % {"format": name})
        for parameter in ONLY_JSON
        if name and parameter in query
    ]
    if "bom" in query and name != "csv":
        refused.append(Refusal(parameter="bom", detail=_("It has a meaning with format=csv only.")))
    return [*refused, *choice_refusals(query, "bom", ("0", "1"))]
