"""The pages on which the actions of the workflow are done, and the one that shows all reviews.

Hidden is 404, seen but not yours to do 403, not now 409 with what was written kept on the page, not
like this 400 with the form again. `workflow` decides all of it; here it is only asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices import workflow
from practices.admin import reading
from practices.admin.judging import Sheet
from practices.admin.steps import STEPS, Step
from practices.choices import Action, Criterion
from practices.correcting import correctable
from practices.forms import raw
from practices.forms.actions import ActionForm
from practices.models import Practice
from practices.presenting.places import place_in_words
from practices.workflow import NotNow

REFUSED = "admin/practices/practice/do/refused.html"
LOST = "admin/practices/practice/do/lost.html"
MARKS = ("csrfmiddlewaretoken", "seen")  # what a form carries about itself
WRITTEN = ("comment", "conflict_of_interest", "reason-", "note-", "remark-")


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An action that the person can take now, as a button that leads to its page."""

    action: Action
    step: Step
    address: str


def address_of(action: Action, practice: Practice) -> str:
    return reverse("admin:practices_practice_do", args=[practice.pk, action])


def offers(user, practice: Practice) -> list[Offer]:
    """Return what the user can do with the practice now, in the order of the workflow's table."""
    return [
        Offer(action=action, step=STEPS[action], address=address_of(action, practice))
        for action in workflow.available(user, practice)
        if action in STEPS
    ]


@dataclass(frozen=True)
class ActionPage:
    """One action on one practice, asked for by one request."""

    admin: admin.ModelAdmin
    request: HttpRequest
    practice: Practice
    action: Action

    @property
    def step(self) -> Step:
        return STEPS[self.action]

    @cached_property
    def offers(self) -> list[Offer]:
        return offers(self.request.user, self.practice)

    def answer(self) -> HttpResponse:
        if self.action not in {offer.action for offer in self.offers}:
            return self._not_offered()
        if self.request.method != "POST":
            return self._page(self._form())
        form = self._form(self.request.POST)
        if form["seen"].value() != workflow.mark(self.action, self.practice):
            return self._refused(status=409, reason=str(workflow.OUTDATED))
        return self._done(form) if form.is_valid() else self._page(form, status=400)

    def _form(self, data=None) -> ActionForm:
        given = self.step.given(self.practice, self.request.user)
        people = {"practice": self.practice, "user": self.request.user}
        seen = {"seen": workflow.mark(self.action, self.practice)}
        return self.step.form(data, initial=seen, **people, **given)

    def _done(self, form: ActionForm) -> HttpResponse:
        """Do it, and lead on; whatever stands in the way is told."""
        try:
            workflow.perform(
                self.action,
                self.practice,
                by=self.request.user,
                request_id=self.request.id,
                seen=form.cleaned_data["seen"],
                **form.asked(),
            )
        except PermissionDenied:
            return self._refused(status=403)
        except NotNow as error:
            self.practice.refresh_from_db()
            return self._refused(status=409, reason=str(error))
        except ValidationError as error:
            form.refuse(error)
            return self._page(form, status=400)
        messages.success(self.request, self.step.done)
        if self.action == Action.REVIEW:
            return redirect("admin:index")
        return redirect("admin:practices_practice_change", self.practice.pk)

    def _page(self, form: ActionForm, *, status: int = 200) -> HttpResponse:
        shown = self.step.shows(self.practice, self.request.user)
        if self.action == Action.REVIEW:
            shown["sheet"] = Sheet(form)
        told = {"form": form, "occasion": self._occasion, **shown}
        return self._render(self.step.template_name, told, status)

    @property
    def _occasion(self) -> str:
        """What a copy in the browser is kept for: a later round or edition is another occasion."""
        return f"{self.practice.rounds.count()}-{self.practice.editions.count()}"

    # Refusals

    def _not_offered(self) -> HttpResponse:
        is_theirs = workflow.TABLE[self.action].allowed(self.request.user, self.practice)
        return self._refused(status=409 if is_theirs else 403)

    def _refused(self, *, status: int, reason: str = "") -> HttpResponse:
        shown = {
            "reason": reason or (self.step.who if status == 403 else self._why_not_now()),
            "offers": offers(self.request.user, self.practice),
            "typed": list(self._typed()),
            "status": status,
        }
        return self._render(REFUSED, shown, status)

    def _why_not_now(self) -> str:
        if self.practice.state in workflow.TABLE[self.action].sources:
            return _("There is no edition on which this could be done now.")
        told = _("Not possible while the practice is %(state)s.")
        return told % {"state": self.practice.get_state_display()}

    def _typed(self) -> Iterator[tuple[str, str]]:
        """What the person wrote, by the place it was written for."""
        published = self._published() if self.action == Action.CORRECT else {}
        for name, text in self.request.POST.items():
            is_correction = name in published and _one_line_end(text) != published[name]
            if text.strip() and (name.startswith(WRITTEN) or is_correction):
                yield _place(name), text

    def _published(self) -> dict[str, str]:
        """The texts of the edition that the person corrected: what differs from it they wrote."""
        seen = self.request.POST.get("seen", "").removeprefix("edition ")
        editions = self.practice.editions.all()
        edition = editions.filter(number=raw.number_in(seen)).first() or editions.first()
        return {path: text for path, text, _ in correctable(edition.document)} if edition else {}

    def _render(self, template: str, shown: dict[str, Any], status: int) -> HttpResponse:
        context = self.admin.page_context(self.request, self.practice, self.step.verb)
        told = {"action": self.action, "step": self.step, **shown}
        return TemplateResponse(self.request, template, context | told, status=status)


def _one_line_end(text: str) -> str:
    """Browsers send another line break than the one that is stored."""
    return text.replace("\r\n", "\n")


def _place(name: str) -> str:
    """Return what an input stands for, by its name."""
    place = name.partition("-")[2] or name
    if place in Criterion.values:
        return capfirst(str(Criterion(place).label))
    if place == "comment":
        return _("Your comment")
    if place == "conflict_of_interest":
        return _("Conflict of interest")
    return _("Claim %(number)s") % {"number": place} if place.isdigit() else place_in_words(place)


class ActionPages:
    """What the admin of practices gets from here: addresses, pages, and the buttons of the form."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/do/<str:action>/", wrap(self.do_view), name="practices_practice_do"),
            path("<int:pk>/reviews/", wrap(self.reviews_view), name="practices_practice_reviews"),
            *super().get_urls(),
        ]

    def do_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Show what an action will do (GET), or do it (POST)."""
        if action not in STEPS:
            raise Http404
        practice = self._rows(request).filter(pk=pk).first()
        if practice is None:
            return self._lost(request, action)
        return ActionPage(self, request, practice, Action(action)).answer()

    def _lost(self, request: HttpRequest, action: str) -> HttpResponse:
        """404; who sent something gets back what they wrote, and learns nothing of the practice."""
        if request.method != "POST":
            raise Http404
        written = {
            name: text
            for name, text in request.POST.items()
            if name.startswith(WRITTEN) or (action == Action.CORRECT and name not in MARKS)
        }
        typed = [(_place(name), text) for name, text in written.items() if text.strip()]
        shown = {"title": _("There is nothing at this address"), "typed": typed}
        context = self.admin_site.each_context(request) | shown
        return TemplateResponse(request, LOST, context, status=404)

    def reviews_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who was asked in each round, what is in, and what the person may read of it."""
        practice = self._seen(request, pk)
        context = self.page_context(request, practice, _("Reviews"))
        shown = {"rounds": reading.shown_rounds(practice, request.user)}
        return TemplateResponse(request, "admin/practices/practice/reviews.html", context | shown)

    def _seen(self, request: HttpRequest, pk: int) -> Practice:
        return get_object_or_404(self._rows(request), pk=pk)

    def _rows(self, request: HttpRequest):
        return self.get_queryset(request).select_related("owner", "entry__edition")

    def page_context(self, request: HttpRequest, practice: Practice, title) -> dict[str, Any]:
        """Return what every page beside the form shows: where it is, and what else can be done."""
        return self.admin_site.each_context(request) | {
            "opts": self.opts,
            "practice": practice,
            "title": title,
            "subtitle": practice.identifier,
            "offers": offers(request.user, practice),
        }

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["offers"] = offers(request.user, obj)
            context["standing"] = reading.standing(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)
