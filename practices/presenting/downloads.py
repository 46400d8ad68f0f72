"""The list in other shapes, as the page offers them: how many practices, and where each file is."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, ngettext

from practices.exporting.formats import FORMATS
from smarty_portal.pages import lang_query


@dataclass(frozen=True, kw_only=True)
class Download:
    """A format to take the list in: its name, what it is good for, and its address."""

    label: str
    use: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Downloads:
    """The words of the button, the formats behind it, and the feed of the same list."""

    offer: str
    files: tuple[Download, ...]
    feed: str


def downloads(kept: str, total: int) -> Downloads:
    """Return what is offered of a list of `total` practices; `kept` is its understood query ("?…")."""
    offer = ngettext("Download this practice", "Download these %(total)d practices", total)
    return Downloads(
        offer=offer % {"total": total},
        files=tuple(
            Download(
                label=made.label,
                use=str(made.use),
                address=file_address(kept, name),
            )
            for name, made in FORMATS.items()
        ),
        feed=_address("practices-feed", _without_order(kept)),
    )


def file_address(kept: str, name: str) -> str:
    """Return where the list of an understood query ("?…") is a file of the format `name`."""
    return _address("api-practices", kept, format=name)


def _without_order(kept: str) -> str:
    """A feed has an order of its own, newest first, and takes no other."""
    query = QueryDict(kept.removeprefix("?"), mutable=True)
    query.pop("ordering", None)
    return query.urlencode()


def _address(name: str, kept: str, **beside: str) -> str:
    parts = [
        kept.removeprefix("?"),
        urlencode(beside),
        lang_query(get_language()).removeprefix("?"),
    ]
    query = "&".join(part for part in parts if part)
    return reverse(name) + (f"?{query}" if query else "")
