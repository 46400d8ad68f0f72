"""Spreadsheets in the workspace: choose a file, see what would become of each row, confirm; export."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import Partner
from practices import permissions
from practices.forms.sheets import SheetForm
from practices.models import SheetUpload
from practices.orphans import forget_uploads
from practices.sheets import books, outgoing
from practices.sheets.codes import Lists
from practices.sheets.deciding import CHANGE, CREATE, KEEP, LEAVE_OUT, Plan
from practices.sheets.importing import Source, Stale, carry_out
from practices.sheets.showing import shown_changes
from practices.sheets.tables import Unreadable

LIST = "admin:practices_practice_changelist"


class SheetPages:
    """The pages of spreadsheets, mixed into the admin of practices."""

    def get_urls(self):
        pages = [
            ("import/", self.choose_view, "import"),
            ("import/<int:upload>/", self.preview_view, "preview"),
            ("import/<int:upload>/report.json", self.report_view, "report"),
            ("template.<str:kind>", self.template_view, "template"),
            ("export/<slug:partner>.<str:kind>", self.export_view, "export"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"practices_practice_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        may_import = permissions.may_create(request.user)
        return super().changelist_view(request, (extra_context or {}) | {"may_import": may_import})

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file; a readable one is kept and leads to its preview."""
        _permit(request)
        form = SheetForm(request.POST or None, request.FILES or None, user=request.user)
        if request.method == "POST" and form.is_valid() and (upload := _taken(request, form)):
            return redirect("admin:practices_practice_preview", upload.pk)
        context = {
            "title": _("Import a spreadsheet"),
            "form": form,
            "waiting": SheetUpload.objects.filter(user=request.user).select_related("partner"),
            "partners": Partner.objects.editable_by(request.user),
            "introduction": books.introduction(),
        }
        return self._page(request, "choose", context, status=200 if not form.errors else 400)

    def preview_view(self, request: HttpRequest, upload: int) -> HttpResponse:
        """Show what would become of each row; a POST that confirms it writes."""
        kept = _kept(request, upload)
        source = _source(kept, request)
        if "leave" in request.POST:
            kept.delete()
            return redirect("admin:practices_practice_import")
        if request.method != "POST":
            return self._preview(request, kept, source.decide())
        try:
            plan = carry_out(source, confirmed=request.POST.get("confirmed", ""))
        except Stale as stale:
            return self._preview(request, kept, stale.plan, is_stale=True)
        kept.delete()
        messages.success(request, told(plan))
        return redirect(LIST)

    def report_view(self, request: HttpRequest, upload: int) -> HttpResponse:
        """Give the result of each row as JSON."""
        report = _source(_kept(request, upload), request).decide().report()
        answer = JsonResponse(report, safe=False, json_dumps_params={"ensure_ascii": False})
        answer["Content-Disposition"] = 'attachment; filename="report.json"'
        return answer

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        _permit(request, kind)
        return _download(outgoing.template(kind), kind, _("template"))

    def export_view(self, request: HttpRequest, partner: str, kind: str) -> HttpResponse:
        """Give the partner's own practices as a file that can be changed and imported again."""
        _permit(request, kind)
        owner = get_object_or_404(Partner, slug=partner)
        try:
            content = outgoing.of_partner(owner, kind, by=request.user)
        except books.TooLong:
            messages.error(
                request, _("A text is too long for a cell of XLSX. Export as CSV instead.")
            )
            return redirect("admin:practices_practice_import")
        return _download(content, kind, owner.slug)

    def _preview(
        self, request: HttpRequest, kept: SheetUpload, plan: Plan, *, is_stale: bool = False
    ) -> HttpResponse:
        lists = Lists.current()
        context = {
            "title": _("Check before you import: %(file)s") % {"file": kept.name},
            "upload": kept,
            "plan": plan,
            "is_stale": is_stale,
            "counts": [
                (plan.count(name), label(plan.count(name))) for name, label in COUNTED.items()
            ],
            "rows": [(row, shown_changes(row, lists)) for row in plan.decisions],
        }
        return self._page(request, "preview", context, status=409 if is_stale else 200)

    def _page(self, request, name: str, context: dict, *, status: int) -> HttpResponse:
        shared = self.admin_site.each_context(request) | {"opts": self.opts}
        template = f"admin/practices/practice/import_{name}.html"
        return TemplateResponse(request, template, shared | context, status=status)


# What is counted, in words

COUNTED = {
    CREATE: lambda count: ngettext("new draft", "new drafts", count),
    CHANGE: lambda count: ngettext("practice changed", "practices changed", count),
    KEEP: lambda count: ngettext("row without changes", "rows without changes", count),
    LEAVE_OUT: lambda count: ngettext("row left out", "rows left out", count),
}


def told(plan: Plan) -> str:
    """Return what an import did, in one sentence."""
    parts = [
        f"{count} {label(count)}" for name, label in COUNTED.items() if (count := plan.count(name))
    ]
    return _("Imported: %(counts)s.") % {"counts": ", ".join(parts)}


# Who may, and what is kept


def _permit(request: HttpRequest, kind: str | None = None) -> None:
    if not permissions.may_create(request.user):
        raise PermissionDenied
    if kind is not None and kind not in outgoing.TYPES:
        raise Http404


def _kept(request: HttpRequest, upload: int) -> SheetUpload:
    """Return a file that this person handed in, while it may still be imported for its partner."""
    _permit(request)
    own = SheetUpload.objects.filter(user=request.user).select_related("partner", "user")
    kept = get_object_or_404(own, pk=upload)
    if not permissions.may_write_for(request.user, kept.partner):
        raise PermissionDenied
    return kept


def _taken(request: HttpRequest, form: SheetForm) -> SheetUpload | None:
    """Keep the file if it can be read; else say why at its field."""
    about, now = form.cleaned_data, timezone.now()
    upload = SheetUpload(
        user=request.user,
        partner=about["partner"],
        name=about["file"].name[:255],
        content=about["file"].read(),
        encoding=about["encoding"],
        uploaded_at=now,
    )
    try:
        _source(upload, request).decide()
    except Unreadable as error:
        form.add_error("file", error.reason)
        return None
    forget_uploads(now=now)
    upload.save()
    return upload


def _source(upload: SheetUpload, request: HttpRequest) -> Source:
    return Source(
        content=bytes(upload.content),
        name=upload.name,
        partner=upload.partner,
        by=request.user,
        encoding=upload.encoding,
        request_id=request.id,
    )


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=outgoing.TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="smarty-{name}.{kind}"'
    return answer
