"""The list of practices in the workspace: since when each stands where it stands, how many reviews are in."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.presenting import shown_day
from practices.admin.start import reviews_of, with_open_round


class PracticeList(ChangeList):
    """Rows with their last step and their open round, in a number of queries that never grows."""

    def get_queryset(self, *args, **kwargs):
        return with_open_round(super().get_queryset(*args, **kwargs))


class ListColumns:
    """What the list shows of a practice in review."""

    def get_changelist(self, request, **kwargs):
        return PracticeList

    @admin.display(description=gettext_lazy("since"))
    def in_state_since(self, practice) -> str:
        return shown_day(timezone.localdate(practice.since)) if practice.since else "-"

    @admin.display(description=gettext_lazy("reviews in"))
    def reviews_in(self, practice) -> str:
        asked = reviews_of(practice)
        if not asked:
            return "-"
        done = sum(1 for review in asked if review.submitted_at)
        return _("%(done)d of %(total)d") % {"done": done, "total": len(asked)}
