"""The practices as a file: what `format` asks for, written row by row while it is sent."""

from functools import partial

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes

from practices.exporting.formats import FORMATS
from practices.exporting.source import Source
from practices.filters import PracticeFilterSet
from smarty_portal.api import FORMATS as PLAIN
from smarty_portal.api import PAGING, PARTS
from smarty_portal.tables import attachment

# What the API's description says of the files.
FILES = {(200, made.media_type.partition(";")[0]): OpenApiTypes.BINARY for made in FORMATS.values()}
LIST_FORMATS = (*PLAIN, *FORMATS)
ONLY_JSON = (*PAGING, "facets", *PARTS)


def file_answer(filterset: PracticeFilterSet, name: str) -> StreamingHttpResponse:
    """Answer with every practice found as a file of this format, in the order of the list.

    The name of the file says what was asked, the data's date, the release and the licence.
    """
    source, made = Source(filterset), FORMATS[name]
    write = made.write
    if filterset.data.get("bom") == "1":
        write = partial(write, bom=True)
    source.prepare()
    return attachment(write(source), made.media_type, source.file_name(made.extension))
