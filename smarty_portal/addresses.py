"""What an address says: the portal's public name, and the language that `lang` asks for.

Imports no app.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

ANY = "any-slug"


def address_of(name: str, slug: str) -> str:
    """Return what `reverse` does for an address that says a slug alone.

    Worked out once for each name and language: a list has dozens of them.
    """
    before, after = _around(name, get_language(), get_script_prefix(), get_urlconf())
    return before + slug + after


@lru_cache(maxsize=256)
def _around(name: str, *_asked_where: str | None) -> tuple[str, str]:
    before, _any, after = reverse(name, args=[ANY]).rpartition(ANY)
    return before, after


def site_address(address: str | None) -> str | None:
    """Return an address of the portal under its public name, whatever name it was asked by."""
    if address is None:
        return None
    parts = urlsplit(address)
    query, fragment = parts.query and f"?{parts.query}", parts.fragment and f"#{parts.fragment}"
    return settings.SITE_URL + parts.path + query + fragment


def with_query(address: str, query: QueryDict) -> str:
    """Return an address with all that was asked elsewhere."""
    return f"{address}?{query.urlencode()}" if query else address


def language_of(query: QueryDict) -> str:
    """Return the language asked for by `lang`, English when it is none of ours."""
    asked = query.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
