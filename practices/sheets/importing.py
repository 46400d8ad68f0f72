"""Writing what was decided on a file: all accepted rows as drafts of the partner, or none."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Partner
from practices import drafts, permissions, reverting
from practices.models import Practice
from practices.sheets import files, records
from practices.sheets.deciding import CREATE, Decision, Plan, decide
from practices.sheets.records import Content


class Stale(Exception):
    """What was confirmed is not what would be written now; `plan` is the decision of today."""

    def __init__(self, plan: Plan):
        super().__init__("The decisions have changed since they were shown.")
        self.plan = plan


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file of practices of a partner, as a person hands it in; `by` is None for the command."""

    content: bytes
    name: str
    partner: Partner
    by: object = None
    encoding: str = ""
    request_id: str = ""

    def read(self) -> Content:
        """Return what the file says; raises PermissionDenied or tables.Unreadable."""
        if not permissions.may_write_for(self.by, self.partner):
            raise PermissionDenied
        return records.collect(files.read(self.content, encoding=self.encoding))

    def decide(self) -> Plan:
        """Return what would become of each row; raises PermissionDenied or tables.Unreadable."""
        return decide(self.read(), partner=self.partner, by=self.by)


def carry_out(source: Source, *, confirmed: str | None = None) -> Plan:
    """Write every accepted row of the file, in one transaction; returns what was decided.

    `confirmed` is the digest of the plan that a person saw: raises Stale, and writes nothing, when the
    decisions are not the same any more. Raises PermissionDenied or tables.Unreadable.
    """
    found = source.read()  # takes the longest, and needs no lock
    with transaction.atomic():
        # One import per partner at a time, and nobody saves a practice of it in between.
        Partner.objects.select_for_update(no_key=True).get(pk=source.partner.pk)
        list(Practice.objects.select_for_update().filter(owner=source.partner).values_list("pk"))
        plan = decide(found, partner=source.partner, by=source.by)
        if confirmed is not None and confirmed != plan.digest:
            raise Stale(plan)
        for decision in plan.to_write:
            _write(decision, source)
    return plan


def _write(decision: Decision, source: Source) -> None:
    practice = Practice(owner=source.partner, title=decision.title)
    if decision.action != CREATE:
        practice = Practice.objects.get(identifier=decision.identifier)
    comment = _("From row %(row)d of “%(file)s”.") % {"row": decision.row, "file": source.name}
    about = {"by": source.by, "comment": comment, "request_id": source.request_id}
    with drafts.one_edit(practice, **about):
        reverting.write_text(practice, decision.document)
    decision.identifier = practice.identifier
