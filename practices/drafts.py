"""How the working version is written: begun as a draft, then edited; every write is one edit.

A practice begins with an identifier that stays for ever and an address from its title.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest, Length
from django.utils.text import slugify

from practices import editions, unsaved, workflow
from practices.models import LastIdentifier, Practice
from practices.search.text import fold

ATTEMPTS = 10
LONGEST_SLUG = Practice._meta.get_field("slug").max_length
# Addresses below /practices/ that are something else (DESIGN section 6).
RESERVED = re.compile(r"compare|gp-[0-9]{4,}")


@contextmanager
def one_edit(
    practice: Practice, *, by, comment: str = "", request_id: str = ""
) -> Iterator[Practice]:
    """Let what is written inside, to the practice and its rows, be one edit in its history.

    All of it or nothing. A practice that is not stored yet is made a draft first, and the edit is its
    creation. Who may write, and whether the state allows it, is for the caller to ask. Raises what the
    writes inside raise.
    """
    with transaction.atomic():
        before = None
        if practice.pk:
            stored = Practice.objects.select_for_update().get(pk=practice.pk)
            before, practice.revision = editions.document(stored), stored.revision
        else:
            create_draft(practice)
        yield practice
        workflow.note_edit(practice, by=by, before=before, comment=comment, request_id=request_id)


def create_draft(practice: Practice) -> Practice:
    """Save a new practice (with owner and title, not saved before) as the next draft.

    Gives it identifier and slug. When another takes the same one at the same moment, the next is
    tried; raises IntegrityError for whatever else the database refuses.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                practice.identifier = take_identifier()
                practice.slug = free_slug(practice.title, practice.identifier)
                practice.save(force_insert=True)
        except IntegrityError:
            if attempt + 1 == ATTEMPTS or not _is_taken(practice):
                raise
        else:
            return practice
    raise AssertionError("unreachable")


def delete_draft(practice: Practice, *, by=None) -> None:
    """Delete a practice that was never submitted, with all its rows and its history.

    What others than `by` have typed into its form stays theirs, as text of a new practice. Its
    identifier is never given again: a sheet or a link may still name it.
    Raises ProtectedError when something else speaks of it: a round, an edition, an adoption.
    """
    with transaction.atomic():
        keep_identifiers([practice.identifier])
        unsaved.let_outlive(practice, by=by)
        practice.history.all().delete()
        practice.delete()


def take_identifier() -> str:
    """Return the identifier after every one that was given: GP-10000 after GP-9999.

    The row of the last number stays locked until the transaction ends, so that two who begin at once
    get two.
    """
    with transaction.atomic():
        _raise_to(max(map(number_of, _highest()), default=0), further=1)
        number = LastIdentifier.objects.values_list("number", flat=True).get(pk=1)
    return f"GP-{number:04d}"


def keep_identifiers(given: Iterable[str]) -> None:
    """Remember identifiers that were given elsewhere, or whose practice goes: none comes again."""
    _raise_to(max(map(number_of, given), default=0))


def number_of(identifier: str) -> int:
    """Return the number in an identifier: 21 of GP-0021."""
    return int(identifier.removeprefix("GP-"))


def _raise_to(least: int, *, further: int = 0) -> None:
    last, number = LastIdentifier.objects.filter(pk=1), Greatest(F("number"), Value(least))
    if not last.update(number=number + further):
        LastIdentifier.objects.get_or_create(pk=1)
        last.update(number=number + further)


def _highest() -> list[str]:
    by_number = Practice.objects.order_by(Length("identifier").desc(), "-identifier")
    return list(by_number.values_list("identifier", flat=True)[:1])


def free_slug(title: str, identifier: str) -> str:
    """Return an address made from the title that no practice has, numbered where that is taken.

    A title without Latin letters gives "practice-" and the number of the identifier.
    """
    number = identifier.removeprefix("GP-")
    plain = _shortened(slugify(fold(title)), LONGEST_SLUG) or f"practice-{number}"
    taken = set(Practice.objects.filter(slug__startswith=plain[:-5]).values_list("slug", flat=True))
    slug, count = plain, 1
    while slug in taken or is_reserved(slug):
        count += 1
        ending = f"-{count}"
        slug = _shortened(plain, LONGEST_SLUG - len(ending)) + ending
    return slug


def is_reserved(slug: str) -> bool:
    """Whether something else than a practice's page stands, or will stand, at this address."""
    return bool(RESERVED.fullmatch(slug))


def _shortened(slug: str, longest: int) -> str:
    """Cut after a whole word where there is one."""
    if len(slug) <= longest:
        return slug
    cut = slug[: longest + 1].rpartition("-")[0]
    return cut or slug[:longest]


def _is_taken(practice: Practice) -> bool:
    others = Practice.objects.filter(identifier=practice.identifier)
    return (others | Practice.objects.filter(slug=practice.slug)).exists()
