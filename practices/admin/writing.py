"""What the form of a practice does beside saving: coach, kept text, joined versions, files at once.

Nothing here writes the practice: saving is Django's, through `drafts.one_edit`.
"""

import uuid
from contextlib import suppress
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from partners.workspace import WorkspaceAdmin
from practices import files, permissions, resembling, unsaved
from practices.admin import beside
from practices.forms import coach_of, raw
from practices.models import FormDraft, Practice

FORMS = "practices_practice"
BUTTONS = ("_save", "_continue")


class WritingPages(WorkspaceAdmin):
    """The form that loses nothing: mixed into the admin of practices."""

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = [
            path("coach/", view(self.coach_page), name=f"{FORMS}_add_coach"),
            path("<int:object_id>/coach/", view(self.coach_page), name=f"{FORMS}_coach"),
            path("keep/", csrf_exempt(require_POST(self.keep_page)), name=f"{FORMS}_keep"),
            path("file/", view(require_POST(self.file_page)), name=f"{FORMS}_file"),
            path("resembling/", view(self.resembling_page), name=f"{FORMS}_resembling"),
            path("unsaved/<int:draft>/drop/", view(self.drop_page), name=f"{FORMS}_drop"),
        ]
        stock = super().get_urls()
        for address in stock:
            if getattr(address, "name", "") in (f"{FORMS}_add", f"{FORMS}_change"):
                address.callback = self._kept_first(address.callback)
        return [*pages, *stock]

    def _kept_first(self, view):
        """Keep the text of who is no longer logged in before they are sent to the login."""

        @wraps(view)
        def kept_first(request, *args, **kwargs):
            if request.method == "POST" and not self.admin_site.has_permission(request):
                with suppress(unsaved.NotKept):
                    unsaved.keep_sent(request.POST)
            return view(request, *args, **kwargs)

        return kept_first

    # The forms of a practice, with what was sent or what is stored

    def forms_of(self, request, practice: Practice | None, data: QueryDict | None = None):
        """Return (form, formsets by prefix), bound to `data` or as the practice is stored."""
        fields = [
            name
            for _title, section in self.get_fieldsets(request, practice)
            for line in section["fields"]
            for name in ([line] if isinstance(line, str) else line)
        ]
        change = practice is not None
        form = self.get_form(request, practice, change=change, fields=fields)(
            data, instance=practice
        )
        rows = self.get_formsets_with_inlines(request, *([practice] if change else []))
        formsets = {}
        for formset, inline in rows:
            prefix = formset.get_default_prefix()
            queryset = inline.get_queryset(request)
            formsets[prefix] = formset(
                data, instance=form.instance, prefix=prefix, queryset=queryset
            )
        return form, formsets

    def _writable(self, request, object_id: int | None) -> Practice | None:
        """Return the practice (None: a new one) if the person may write it; 404 and 403 as ever."""
        if object_id is None:
            practice = None
        else:
            practice = WorkspaceAdmin.get_object(self, request, str(object_id))
        allowed = (
            self.has_change_permission(request, practice)
            if practice
            else self.has_add_permission(request)
        )
        if not allowed:
            raise PermissionDenied
        return practice

    # Asked by the form while one types

    def coach_page(self, request: HttpRequest, object_id: int | None = None) -> HttpResponse:
        """Answer with what the coach says of the form as it is typed; nothing is written."""
        practice = self._writable(request, object_id)
        form, formsets = self.forms_of(request, practice, request.POST)
        told = coach_of(form, formsets)
        sections = beside.outline(self.get_fieldsets(request, practice), formsets, told)
        context = {"coach": told, "outline": sections}
        return TemplateResponse(request, "admin/practices/practice/coach.html", context)

    def keep_page(self, request: HttpRequest) -> HttpResponse:
        """Keep the form as it is typed; 401 tells the person to log in again, with all of it kept.

        The pass in the form stands in for the token: nobody else can have it.
        """
        try:
            draft = unsaved.keep_sent(request.POST)
        except unsaved.NotKept as why:
            return JsonResponse({"told": str(why)}, status=400)
        at = date_format(timezone.localtime(draft.kept_at), "H:i:s")
        if not self.admin_site.has_permission(request):
            told = _("You are logged out. Your text is kept (%(at)s): log in to go on with it.")
            login = reverse("admin:login")
            return JsonResponse({"told": told % {"at": at}, "login": login}, status=401)
        told = _("Kept at %(at)s, not saved yet.") % {"at": at}
        if draft.is_of_deleted:
            told = _(
                "Somebody deleted this practice. Your text is kept (%(at)s): save it as a new one."
            )
            told %= {"at": at}
        return JsonResponse({"told": told, "draft": draft.pk})

    def file_page(self, request: HttpRequest) -> HttpResponse:
        """Keep a file as soon as it is chosen, so that nothing can lose it; 400 says what is wrong."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            kept = files.keep(request.FILES["upload"])
        except KeyError:
            return JsonResponse({"told": _("No file was sent.")}, status=400)
        except ValidationError as error:
            return JsonResponse({"told": error.messages[0]}, status=400)
        return JsonResponse({"told": str(kept), "token": kept.token})

    def resembling_page(self, request: HttpRequest) -> HttpResponse:
        """Answer with practices whose title is nearly the same, among those the person may know."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        own = request.GET.get("practice", "")
        except_for = raw.number_in(own)
        found = resembling.titles_like(request.GET.get("title", ""), request.user, except_for)
        context = {"resembling": found}
        return TemplateResponse(request, "admin/practices/practice/resembling.html", context)

    def drop_page(self, request: HttpRequest, draft: int) -> HttpResponse:
        """Drop text that was never saved, and go back to the form."""
        row = get_object_or_404(FormDraft, pk=draft, user=request.user)
        if request.method == "POST":
            row.delete()
        return redirect(self._form_address(row.practice_id))

    def _form_address(self, practice: int | None) -> str:
        if practice is None:
            return reverse(f"admin:{FORMS}_add")
        return reverse(f"admin:{FORMS}_change", args=[practice])

    # Saving: what stands between a form that was sent and Django's own view

    def _changeform_view(self, request, object_id, form_url, extra_context):
        """Before Django saves: is it the time, and has somebody else saved meanwhile?"""
        request.continued = None
        is_change = request.method == "POST" and object_id
        if is_change and (draft := unsaved.keep_of_deleted(request.POST, request.user)):
            return self._begin_anew(request, draft)
        practice = self.get_object(request, object_id) if object_id else None
        if request.method == "POST":
            if answer := self._before_saving(request, practice):
                return answer
        elif "continue" in request.GET:
            request.continued = self._draft_to_continue(request, practice)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def _begin_anew(self, request, draft: FormDraft) -> HttpResponse:
        """Lead who saves a practice that was deleted meanwhile to a new one with their text in it."""
        told = _("Somebody deleted this practice while you wrote. Your text is here: it is not saved yet, "
                 "and becomes a new practice when you save it.")  # fmt: skip
        messages.warning(request, told)
        return redirect(f"{self._form_address(None)}?continue={draft.pk}")

    def _draft_to_continue(self, request, practice: Practice | None) -> QueryDict:
        asked = request.GET["continue"]
        rows = FormDraft.objects.filter(user=request.user, practice=practice)
        draft = rows.filter(pk=raw.number_in(asked)).first()
        if draft is None:
            raise Http404
        return unsaved.as_post(draft.data)

    def _before_saving(self, request, practice: Practice | None) -> HttpResponse | None:
        sent = unsaved.raw_of(request.POST)
        if raw.is_choice(sent):
            sent = raw.chosen(sent)
            request.POST = _with_buttons(sent, request)
        if practice is None:
            return None
        if not self.has_change_permission(request, practice):
            return self._not_now(request, practice, sent)
        revision = (sent.get("revision") or [""])[0]
        if revision and revision != str(practice.revision):
            return self._joined(request, practice, sent)
        return None

    def _not_now(self, request, practice: Practice, sent: unsaved.Raw) -> HttpResponse | None:
        """409 for who may write the practice at another time: their text is kept and shown."""
        if not permissions.may_write_later(request.user, practice):
            return None
        kept = "pass" in request.POST and unsaved.keep(request.user.pk, practice.pk, sent)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Not saved: the practice is %(state)s")
            % {"state": practice.get_state_display()},
            "practice": practice,
            "kept": kept,
            "typed": beside.typed(practice, sent),
        }
        page = "admin/practices/practice/not_now.html"
        return render(request, page, context, status=409)

    def _joined(self, request, practice: Practice, sent: unsaved.Raw) -> HttpResponse | None:
        """Join both texts; where both changed the same, the person chooses on a page of its own."""
        sent |= self._held_files(request)
        form, formsets = self.forms_of(request, practice)
        theirs = raw.rendered(form, formsets) | {
            "revision": [str(practice.revision)],
            "opened": [raw.opened(form, formsets)],
        }
        joined = raw.join(sent, theirs)
        others = beside.edits_since(practice, sent.get("revision"), request.user)
        if not joined.clashes:
            request.POST = _with_buttons(joined.raw, request)
            told = _("Somebody else saved meanwhile; both changes are kept. %(who)s")
            messages.info(request, told % {"who": " ".join(str(line) for line in others)})
            return None
        unsaved.keep(request.user.pk, practice.pk, sent)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Two people changed this practice"),
            "practice": practice,
            "others": others,
            "clashes": beside.shown_clashes(form, formsets, joined),
            "carried": beside.carried_inputs(joined),
            "buttons": [name for name in BUTTONS if name in request.POST] or ["_continue"],
            "pass": unsaved.make_pass(request.user, practice),
        }
        page = "admin/practices/practice/two_versions.html"
        return render(request, page, context, status=409)

    def _held_files(self, request) -> unsaved.Raw:
        """Keep the files that were sent with a form which is not saved as it is."""
        held = {}
        for name, upload in request.FILES.items():
            try:
                held[name.replace("-upload", files.HELD)] = [files.keep(upload).token]
            except ValidationError as error:
                messages.error(request, f"{upload.name}: {error.messages[0]}")
        request.FILES.clear()
        return held

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        continued = getattr(request, "continued", None)
        return _filled_with(form, continued) if continued else form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        told = super().get_formset_kwargs(request, obj, inline, prefix)
        continued = getattr(request, "continued", None)
        return told | {"data": continued} if continued else told

    # The page

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        formsets = {row.formset.prefix: row.formset for row in context["inline_admin_formsets"]}
        context["form_address"] = self._form_address(obj and obj.pk)
        context["is_read"] = bool(obj) and not self.has_change_permission(request, obj)
        if not context["is_read"]:
            context |= self._writing(request, form, formsets, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _writing(self, request, form, formsets: dict, practice: Practice | None) -> dict:
        """Return what only who writes sees: coach, remarks, unsaved text, what the form carries."""
        data = request.POST if request.method == "POST" else request.continued
        told = coach_of(form, formsets)
        title = form["title"].value() or ""
        own = practice.pk if practice else None
        drafts = unsaved.drafts_of(request.user, practice)
        shown = None if data is not None else raw.rendered(form, formsets)
        return {
            "coach": told,
            "outline": beside.outline(self.get_fieldsets(request, practice), formsets, told),
            "answer": beside.answer(form, formsets, practice),
            "resembling": resembling.titles_like(title, request.user, own),
            "unsaved": [
                draft for draft in drafts if shown is None or raw.differs(draft.data, shown)
            ]
            if data is None
            else [],
            "is_continued": request.continued is not None,
            "carried": self._carried(request, form, formsets, practice, data),
        }

    def _carried(self, request, form, formsets: dict, practice, data: QueryDict | None) -> dict:
        """Return what the form carries about itself; a form that comes back keeps what it carried."""
        if data is not None and "opened" in data:
            held = {name: data.get(name, "") for name in raw.MARKS}
        else:
            held = {
                "key": "" if practice else uuid.uuid4().hex,
                "opened": raw.opened(form, formsets),
                "revision": str(practice.revision) if practice else "",
            }
        return held | {"pass": unsaved.make_pass(request.user, practice)}


def _filled_with(form, data: QueryDict):
    """Return the form class, its forms filled with text that was typed before."""
    return type(form.__name__, (form,), {"__init__": _init_with(form, data)})


def _init_with(form, data: QueryDict):
    def __init__(self, *args, **kwargs):
        form.__init__(self, data, instance=kwargs.get("instance"))

    return __init__


def _with_buttons(sent: unsaved.Raw, request) -> QueryDict:
    """Return what is joined or chosen as if it had been sent, with the button that was pressed."""
    pressed = {name: request.POST.getlist(name) for name in BUTTONS if name in request.POST}
    return unsaved.as_post(sent | pressed)
