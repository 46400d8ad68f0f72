"""Reads that have a name. Visibility lives here and nowhere else."""

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Collate

from partners.choices import MemberRole
from partners.permissions import is_administrator, partners_of
from practices.choices import Action, State
from practices.permissions import EDITABLE, JUDGED, judges, reviewing_for

LAPSED = "lapsed"
AT_PUBLISHER = (State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED)


class PracticeQuerySet(models.QuerySet):
    """Practices of the workspace, as `practices.permissions` lets a person see and write them."""

    def visible_to(self, user):
        """Those for which permissions.may_see says yes."""
        if is_administrator(user):
            return self
        seen = Q(owner__in=partners_of(user, MemberRole.EDITOR))
        if judges(user):
            seen |= Q(state__in=JUDGED)
        if partners_of(user, MemberRole.PUBLISHER):
            seen |= Q(entry__isnull=False)
        return self.filter(seen)

    def editable_by(self, user):
        """Those for which permissions.may_edit says yes."""
        rows = self.filter(state__in=EDITABLE)
        if is_administrator(user):
            return rows
        return rows.filter(owner__in=partners_of(user, MemberRole.EDITOR))

    def awaiting_review(self, user):
        """Those that wait for this person's own review."""
        asked = {
            "rounds__ended_at": None,
            "rounds__reviews__reviewer": user.pk,
            "rounds__reviews__organisation__in": reviewing_for(user),
            "rounds__reviews__submitted_at": None,
        }
        waiting = self.filter(**asked, state=State.IN_REVIEW)
        return waiting.exclude(owner__in=partners_of(user))

    def awaiting_publisher(self, user):
        """Those of other organisations on which a publisher has to act next."""
        if not partners_of(user, MemberRole.PUBLISHER):
            return self.none()
        return self.filter(state__in=AT_PUBLISHER).exclude(owner__in=partners_of(user))

    def for_documents(self):
        """With everything that `editions.document` reads, in a number of queries that never grows."""
        return self.select_related("owner").prefetch_related(
            "themes", "technologies", "practice_sectors", "related", "events", "evidence",
            "claims__evidence",
        )  # fmt: skip

    def on_show(self):
        """Those of which the public reads an edition."""
        return self.filter(entry__isnull=False, entry__withdrawn_at=None)


class CatalogueEntryQuerySet(models.QuerySet):
    def on_show(self):
        """What the public sees: published and not withdrawn."""
        return self.filter(withdrawn_at=None)

    def withdrawn(self):
        return self.filter(withdrawn_at__isnull=False)

    def for_list(self):
        """With everything a row of a list shows, in a number of queries that never grows."""
        rows = self.with_edition().select_related("owner", "region", "edition")
        return rows.prefetch_related("themes", "technologies", "sectors")

    def with_edition(self):
        """With the number and day of the edition, without its document."""
        return self.select_related("edition").defer("edition__document")

    def with_document(self):
        """With all of the edition; whatever else was left out is read, too."""
        return self.select_related("edition").defer(None)

    def by_title(self):
        """Ordered by folded title, the same on both engines."""
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return self.order_by(Collate("title_key", collation), "identifier")

    def by_newest(self):
        return self.order_by("-first_published_at", "identifier")


class ReviewQuerySet(models.QuerySet):
    """Reviews, as those who were asked for them and those who wait for them see them."""

    def open(self):
        """Those of the texts that are being judged now."""
        return self.filter(round__ended_at=None)

    def outstanding(self):
        """Those that somebody was asked for and has not submitted."""
        return self.open().filter(submitted_at=None, round__practice__state=State.IN_REVIEW)

    def waiting_for(self, user):
        """Those that this person was asked for and has not submitted."""
        asked = self.outstanding().filter(reviewer=user.pk, organisation__in=reviewing_for(user))
        return asked.exclude(round__practice__owner__in=partners_of(user))


class AdoptionQuerySet(models.QuerySet):
    def confirmed(self):
        """What the public sees: confirmed by a third organisation."""
        return self.filter(confirmed_by__isnull=False)

    def awaiting_confirmation(self, user):
        """Those for which permissions.may_confirm_adoption says yes, of practices on show."""
        if not partners_of(user, MemberRole.PUBLISHER):
            return self.none()
        own = partners_of(user)
        rows = self.filter(confirmed_by=None, practice__entry__withdrawn_at=None)
        rows = rows.filter(practice__entry__isnull=False).order_by("reported_at", "pk")
        involved = Q(practice__owner__in=own) | Q(adopter__in=own) | Q(reported_by__in=own)
        return rows.exclude(involved)

    def of(self, entry):
        """Those of the practice of a catalogue entry, with what a page shows of them."""
        rows = self.filter(practice_id=entry.practice_id)
        return rows.select_related("adopter", "region", "reported_by", "confirmed_by")

    def visible_to(self, user):
        """Those for which permissions.may_see_adoption says yes."""
        if is_administrator(user) or partners_of(user, MemberRole.PUBLISHER):
            return self
        partners = partners_of(user, MemberRole.EDITOR)
        return self.filter(Q(reported_by__in=partners) | Q(practice__owner__in=partners))


class EnquiryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those for which permissions.may_see_enquiry says yes."""
        if is_administrator(user):
            return self
        return self.filter(partner__in=partners_of(user, MemberRole.EDITOR))

    def waiting(self):
        """Those that nobody has answered, the oldest first."""
        return self.filter(answered_at=None).order_by("asked_at", "pk")


# What the public may know of a practice's history: what made, changed, hid or showed an edition.
PUBLIC_ACTIONS = (
    Action.SEED, Action.PUBLISH, Action.CORRECT, Action.WITHDRAW, Action.RESTORE, Action.REDACT,
    Action.ADOPT, Action.UNADOPT,
)  # fmt: skip


class HistoryQuerySet(models.QuerySet):
    def public(self):
        """The timeline anyone may read, without persons; never a draft's steps."""
        return self.filter(action__in=PUBLIC_ACTIONS).select_related("organisation", "edition")
