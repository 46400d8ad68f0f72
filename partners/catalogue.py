"""The catalogue version: raised last in its transaction by every write that a public page shows.

Editions, partners, events, code lists and lapses all count. Readers take the version first, then the
data, so that nothing they keep under a version is ever newer than what they were asked for.
"""

import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from partners.models import CatalogueVersion


def version() -> CatalogueVersion:
    """Return the current version; an empty portal has number 0. One query."""
    row = CatalogueVersion.objects.filter(pk=1).first()
    return row or CatalogueVersion(pk=1, number=0, token="", raised_at=timezone.now())


def raise_version() -> None:
    """Tell every reader, in this process and in others, that the public catalogue has changed."""
    with transaction.atomic():
        change = {"token": secrets.token_hex(8), "raised_at": timezone.now()}
        rows = CatalogueVersion.objects.filter(pk=1).update(number=F("number") + 1, **change)
        if not rows:
            CatalogueVersion.objects.create(pk=1, number=1, **change)
