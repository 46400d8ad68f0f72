"""The catalogue version: raised last in its transaction by every write that a public page shows.

Editions, partners, events, code lists and lapses all count. Readers take the version first, then
the data, so that nothing they keep under a version is ever newer than what they were asked for.
"""

import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from partners.models import CatalogueVersion, PastVersion


def version() -> CatalogueVersion:
    """Return the current version; an empty portal has number 0. One query."""
    rows = list(CatalogueVersion.objects.filter(pk=1))
    return rows[0] if rows else CatalogueVersion(pk=1, number=0, token="", raised_at=timezone.now())


def version_of(request) -> CatalogueVersion:
    """Return the version that the answer to a request stands under; the current one where none does."""
    mark = getattr(request, "mark", None)
    return mark.version if mark else version()


def raise_version(*, codes: bool = False) -> int:
    """Tell every reader that the public catalogue has changed (`codes`: its code lists too).

    Returns the new number. Its row stays locked until the transaction ends, so that numbers follow
    each other in the order in which they can be seen.
    """
    with transaction.atomic():
        change = {"token": secrets.token_hex(8), "raised_at": timezone.now()}
        if codes:
            change["codes_token"] = change["token"]
        if not CatalogueVersion.objects.filter(pk=1).update(number=F("number") + 1, **change):
            CatalogueVersion.objects.create(pk=1, number=1, **change)
        number = CatalogueVersion.objects.values_list("number", flat=True).get(pk=1)
        PastVersion.objects.create(number=number, token=change["token"])
    return number


def follows(number: int, token: str) -> bool:
    """Whether the catalogue once was at this version, so that what changed since can be told."""
    return PastVersion.objects.filter(number=number, token=token).exists()
