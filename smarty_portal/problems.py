"""Errors of the API as its readers get them: problem+json (RFC 9457), each kind with a page of its own.

Imports no app: pages tell of refused parameters in the same words.
"""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from smarty_portal.addresses import language_of, site_address

PROBLEM_JSON = "application/problem+json"
AGAIN_LATER = {"Retry-After": "60"}


# What was refused


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A parameter or value that was not understood, and what would be.

    `allowed` lists the right ones, or is empty and `see` is the address that lists them.
    """

    parameter: str
    value: str = ""
    detail: str = ""
    nearest: str = ""
    allowed: tuple[str, ...] = ()
    see: str = ""

    @property
    def pointer(self) -> str:
        """The parameter as a JSON pointer (RFC 6901) into the query read as an object."""
        return "/" + self.parameter.replace("~", "~0").replace("/", "~1")

    def as_error(self) -> dict:
        """The refusal as a member of a problem's `errors`."""
        told = {"parameter": self.parameter, "pointer": self.pointer, "value": self.value}
        told |= {"detail": self.detail, "nearest": self.nearest}
        told |= {"allowed": list(self.allowed), "see": self.see}
        return {name: value for name, value in told.items() if value or name == "parameter"}


# Kinds of problems


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of problem: its name in its address, what it means, and what to do about it."""

    name: str
    status: int
    title: str | Promise
    meaning: str | Promise
    advice: str | Promise

    @property
    def address(self) -> str:
        """The address of the page that explains it: the `type` of such a problem."""
        return site_address(reverse("api-problem", args=[self.name]))


KINDS = (
    Kind(
        name="not-understood",
        status=400,
        title=gettext_lazy("Not understood"),
        meaning=gettext_lazy(
            "A parameter, or a value of one, is not known at this address. Nothing is guessed: an"
            " answer to another question than yours would be worse than none."
        ),
        advice=gettext_lazy(
            "Each member of “errors” names one parameter: “pointer” is its place in the query, “value”"
            " what was given, “nearest” the right one that looks most like it, “allowed” the right"
            " ones, or “see” the address that lists them."
        ),
    ),
    Kind(
        name="forbidden",
        status=403,
        title=gettext_lazy("Forbidden"),
        meaning=gettext_lazy("This is not yours to read."),
        advice=gettext_lazy("Everything the API names in its root can be read by anyone."),
    ),
    Kind(
        name="not-found",
        status=404,
        title=gettext_lazy("Not found"),
        meaning=gettext_lazy(
            "There is nothing at this address: no such practice or edition, or no such page of a list."
        ),
        advice=gettext_lazy(
            "Follow the addresses that answers hold. A practice keeps its identifier for ever:"
            " /api/v1/practices/GP-0001/ leads to its present address. A list ends where “next” is null."
        ),
    ),
    Kind(
        name="method-not-allowed",
        status=405,
        title=gettext_lazy("Method not allowed"),
        meaning=gettext_lazy("The API is only read."),
        advice=gettext_lazy("Use GET or HEAD; the header “Allow” names what is allowed."),
    ),
    Kind(
        name="not-acceptable",
        status=406,
        title=gettext_lazy("Not acceptable"),
        meaning=gettext_lazy("The address does not answer in a form that “Accept” names."),
        advice=gettext_lazy("Accept application/json, or leave the header out."),
    ),
    Kind(
        name="withdrawn",
        status=410,
        title=gettext_lazy("Withdrawn"),
        meaning=gettext_lazy(
            "The practice was on show and has been withdrawn; “detail” says when, “reason” why."
        ),
        advice=gettext_lazy(
            "Take your copy down, or say beside it that it was withdrawn. A practice may come back at"
            " the same address."
        ),
    ),
    Kind(
        name="put-back",
        status=410,
        title=gettext_lazy("Put back to an earlier state"),
        meaning=gettext_lazy(
            "The cursor comes from a state that the catalogue no longer has, because a backup was"
            " restored; what you hold may be ahead of it."
        ),
        advice=gettext_lazy("Take everything anew, then follow the changes from its cursor."),
    ),
    Kind(
        name="address-too-long",
        status=414,
        title=gettext_lazy("Address too long"),
        meaning=gettext_lazy(
            "The address is longer than the portal reads (8,000 characters); its query was not read."
        ),
        advice=gettext_lazy(
            "Ask with fewer words or fewer values at a time; whoever needs everything takes the export."
        ),
    ),
    Kind(
        name="too-many-requests",
        status=429,
        title=gettext_lazy("Too many requests"),
        meaning=gettext_lazy(
            "Your address asked more often than the policy allows that every answer names in"
            " “RateLimit-Policy”."
        ),
        advice=gettext_lazy(
            "Ask again after the seconds in “Retry-After”. Keep answers with their “ETag” and ask for"
            " 100 rows at a time; whoever needs everything takes the export."
        ),
    ),
    Kind(
        name="server-error",
        status=500,
        title=gettext_lazy("Error on our side"),
        meaning=gettext_lazy("The portal failed. It is not your request."),
        advice=gettext_lazy("Try again later; if it lasts, tell us which address it was."),
    ),
    Kind(
        name="took-too-long",
        status=503,
        title=gettext_lazy("Took too long"),
        meaning=gettext_lazy(
            "The portal stopped before all was found, so that others are served too. Part of an answer"
            " is never given as the whole."
        ),
        advice=gettext_lazy(
            "Ask again after the seconds in “Retry-After”, with fewer words or more filters; whoever"
            " needs everything takes the export."
        ),
    ),
)
KIND_OF_NAME = {kind.name: kind for kind in KINDS}
KIND_OF_STATUS = {kind.status: kind for kind in reversed(KINDS)}


# Problems


@dataclass(eq=False)
class Problem(Exception):
    """An error for the reader of the API; its status says of which kind it is, unless `name` does."""

    status: int
    detail: str | Promise = ""
    errors: list[dict] = field(default_factory=list)
    extra: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    name: str = ""

    @property
    def kind(self) -> Kind:
        """What is not among the kinds is, by RFC 9110, read as the first status of its class."""
        if self.name:
            return KIND_OF_NAME[self.name]
        return KIND_OF_STATUS.get(self.status) or KIND_OF_STATUS[self.status // 100 * 100]

    def document(self, path: str) -> dict:
        """The problem as JSON-able data: type, title, status, detail, instance, errors."""
        told = {
            "type": self.kind.address,
            "title": str(self.kind.title),
            "status": self.status,
            "detail": str(self.detail),
            "instance": path,
            "errors": self.errors,
        }
        return {name: value for name, value in (told | self.extra).items() if value}


def refuse(refusals: list[Refusal]) -> None:
    """Raise the problem that tells of the refused parameters; do nothing when there are none."""
    if refusals:
        raise refused_problem(refusals)


def refused_problem(refusals: list[Refusal]) -> Problem:
    """Return the problem that tells of refused parameters."""
    told = "; ".join(_hint(refusal) for refusal in refusals)
    return Problem(400, told, [refusal.as_error() for refusal in refusals])


def _hint(refusal: Refusal) -> str:
    subject = f"{refusal.parameter}: {refusal.detail}"
    if not refusal.nearest:
        return subject
    return subject + " " + _("Did you mean “%(nearest)s”?") % {"nearest": refusal.nearest}


def problem_response(error: Exception, context: dict) -> Response | None:
    """Answer any error of an API view with problem+json; None leaves it to Django as a 500."""
    problem = as_problem(error)
    if problem is None:
        return None
    path = context["request"].get_full_path()
    answer = Response(problem.document(path), status=problem.status, headers=problem.headers)
    answer.content_type = PROBLEM_JSON
    return answer


def as_problem(error: Exception) -> Problem | None:
    """Return the problem that an exception means to a reader of the API, None for our own faults."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404 | exceptions.NotFound):
        detail = getattr(error, "detail", "") or _("There is nothing at this address.")
        return Problem(404, str(detail))
    if isinstance(error, PermissionDenied):
        return Problem(403, _("This is not yours to do."))
    if isinstance(error, ValidationError):
        return Problem(400, "; ".join(error.messages))
    if isinstance(error, exceptions.APIException):
        return Problem(error.status_code, str(error.detail))
    return None


def problem_page(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Answer an error under /api/ that no view has seen (unknown address, too many, server error)."""
    language = language_of(request.GET)
    with translation.override(language):
        document = problem.document(request.get_full_path())
    return JsonResponse(
        document,
        status=problem.status,
        content_type=PROBLEM_JSON,
        headers={**problem.headers, "Content-Language": language},
    )
