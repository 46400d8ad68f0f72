"""What each action of the workflow makes, beside the new state and the line of history.

Called by the workflow alone, inside its transaction, once permission, state and needs are settled.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from practices import differences, editions, entries, reverting, reviewing
from practices.correcting import corrected
from practices.models import CatalogueEntry, Edition, Review
from practices.needs import Call


def _nothing_to_tell() -> None:
    """The public catalogue has not changed."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What an action made: for its line of history, for letters, and for the readers of the catalogue.

    `replaced` are the reviews of those who need not review any more, since a colleague will.
    `tell` raises the catalogue version; the workflow calls it last in the transaction.
    """

    edition: Edition | None = None
    changes: list[dict] = field(default_factory=list)
    organisation: int | None = None
    replaced: tuple[Review, ...] = ()
    tell: Callable[[], None] = _nothing_to_tell


def nothing(call: Call) -> Made:
    return Made()


def open_round(call: Call) -> Made:
    reviewing.open_round(call.practice, by=call.by, at=call.at)
    return Made()


def end_round(call: Call) -> Made:
    reviewing.end_round(call.practice, action=call.action, at=call.at)
    return Made()


def assign(call: Call) -> Made:
    asked = {"at": call.at, "due_on": call.due_on}
    return Made(replaced=tuple(reviewing.assign(call.practice, call.reviewers, **asked)))


def write_review(call: Call) -> Made:
    review = reviewing.review_of(call.practice, call.by)
    reviewing.write_down(review, call.judgement, at=call.at)
    return Made(organisation=review.organisation_id)


def publish_as_it_is(call: Call) -> Made:
    """The first edition of the project's own records, which nobody has reviewed."""
    return _publish(call, editions.document(call.practice))


def publish_round(call: Call) -> Made:
    """The text that was reviewed, with its reviews and checks; the round is over."""
    current = reviewing.current_round(call.practice)
    made = _publish(call, reviewing.document_of(current))
    reviewing.end_round(call.practice, action=call.action, at=call.at)
    return made


def publish_corrected(call: Call) -> Made:
    """The current edition with its links and spelling mended; reviews and level stay."""
    document = corrected(call.practice.editions.first().document, call.corrections)
    reverting.write_back(call.practice, document)
    return _publish(call, document)


def go_back_to_edition(call: Call) -> Made:
    """The working version becomes the current edition again; history keeps what was given up."""
    given_up = editions.document(call.practice)
    document = call.practice.editions.first().document
    reverting.write_back(call.practice, document)
    return Made(changes=differences.differences(given_up, document))


def withdraw(call: Call) -> Made:
    entry = call.practice.entry
    entries.withdraw(entry, reason=call.comment.strip(), at=call.at)
    return Made(edition=entry.edition, tell=lambda: _tell(call))


def restore(call: Call) -> Made:
    entry = call.practice.entry
    entries.restore(entry)
    return Made(edition=entry.edition, tell=lambda: _tell(call))


def _publish(call: Call, document: dict) -> Made:
    last = call.practice.editions.first()
    edition = editions.publish(call.practice, document, action=call.action, at=call.at)
    changes = differences.differences(last.document, document) if last else []
    return Made(edition=edition, changes=changes, tell=lambda: _tell(call))


def _tell(call: Call) -> None:
    entries.tell(CatalogueEntry.objects.filter(practice=call.practice))
