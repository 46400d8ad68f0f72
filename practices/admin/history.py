"""The history of a practice in the workspace: who did what, when and why, and what it changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from practices import codelists, permissions
from practices.choices import Action
from practices.codelists import CodeLists
from practices.forms import raw
from practices.forms.fields import person_name
from practices.models import HistoryEntry, Practice
from practices.presenting.changes import Told, all_told

ON_A_PAGE = 50
# What these wrote was never submitted: it is for those who write.
WRITING = (Action.CREATE, Action.EDIT, Action.DISCARD)


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """A line of history as a page shows it; `hidden` counts the places that the reader may not see."""

    line: HistoryEntry
    person: str
    changes: tuple[Told, ...]
    hidden: int

    @property
    def is_move(self) -> bool:
        return self.line.from_state != self.line.to_state


def shown_lines(
    rows: Iterable[HistoryEntry], practice: Practice, user, lists: CodeLists
) -> list[HistoryLine]:
    """Return lines of history as the user may read them."""
    reads_edits = permissions.may_read_edits(user, practice)
    return [_shown(row, lists, reads=reads_edits or row.action not in WRITING) for row in rows]


def _shown(row: HistoryEntry, lists: CodeLists, *, reads: bool) -> HistoryLine:
    return HistoryLine(
        line=row,
        person=person_name(row.user) if row.user else "",
        changes=tuple(all_told(row.changes, lists)) if reads else (),
        hidden=0 if reads else len(row.changes),
    )


class HistoryPages:
    """The history page of the admin of practices, in place of Django's log, which is not kept."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context=None
    ) -> HttpResponse:
        """Show a page of the history, newest first."""
        number = raw.number_in(object_id)
        if number is None:
            raise Http404
        practice = self._seen(request, number)
        rows = practice.history.select_related("user", "organisation", "edition")
        page = Paginator(rows.order_by("-at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
        lists = codelists.current()
        shown = {
            "page": page,
            "lines": shown_lines(page.object_list, practice, request.user, lists),
        }
        context = self.page_context(request, practice, _("History"))
        return TemplateResponse(request, "admin/practices/practice/history.html", context | shown)
