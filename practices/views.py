"""The public pages of practices: the list, a practice, one of its editions."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import BaseThrottle

from partners import catalogue
from partners.presenting import shown_day
from practices import asking, codelists, files
from practices.differences import differences
from practices.filters import PracticeFilterSet
from practices.forms.enquiries import EnquiryForm
from practices.models import CatalogueEntry, Edition
from practices.presenting import citing, linked
from practices.presenting.adoptions import adoptions_of
from practices.presenting.changes import all_told
from practices.presenting.likeness import likenesses
from practices.presenting.listing import Listing
from practices.presenting.record import record
from practices.presenting.removed import removals
from practices.presenting.timeline import timeline
from practices.presenting.validation import validation_of
from smarty_portal.addresses import with_query
from smarty_portal.pages import SeeOther, for_now, public_page, read_only

# What a reader may prefer to a page, and the `format` of it in the API.
DATA_TYPES = {"application/ld+json": "jsonld", "text/turtle": "turtle", "application/json": ""}
# A card has no script and no form, and any site may frame it: so it alone has a policy of its own.
CARD_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)
TOO_OFTEN = _(
    "So many messages came in a short time that the portal holds new ones back. Your text is still "
    "here: send it again in an hour."
)


@public_page
def practice_list(request: HttpRequest) -> HttpResponse:
    """The practices on show, narrowed by the query; what is not understood is told on the page.

    `format` leads to the API, which gives the same list as a file. An identifier in the search box leads
    straight to its practice, a code to the filter on it.
    """
    entries = CatalogueEntry.objects.on_show()
    version = catalogue.version_of(request)
    listing = Listing(PracticeFilterSet(request.GET, entries, version=version))
    if listing.file_address:
        return SeeOther(listing.file_address)
    if listing.straight_address:
        return redirect(listing.straight_address)
    answer = render(request, "practices/practice_list.html", {"listing": listing})
    return for_now(request, answer) if listing.was_cut_short else answer


@public_page
def practice_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The current edition of a practice; 410 with the reason when it was withdrawn.

    A reader that asks for data by `format`, or accepts it rather than a page, is led to the API.
    """
    entry = get_object_or_404(CatalogueEntry.objects.select_related("edition"), slug=slug)
    answer = data_instead(request, entry)
    if answer is None and entry.withdrawn_at:
        answer = withdrawn(request, entry)
    answer = answer or edition_page(request, entry, entry.edition)
    patch_vary_headers(answer, ["Accept"])
    return answer


practice_detail.negotiates = True


@public_page
@xframe_options_exempt
def practice_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The practice as a card that other sites may show in a frame; a withdrawn one says so (410)."""
    entry = get_object_or_404(CatalogueEntry.objects.for_list(), slug=slug)
    context = {"entry": entry, "address": settings.SITE_URL + entry.get_absolute_url()}
    status = 410 if entry.withdrawn_at else 200
    answer = render(request, "practices/card.html", context, status=status)
    answer.headers["Content-Security-Policy"] = CARD_POLICY
    return answer


@public_page
def practice_edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One edition of a practice, as it was published; 410 as for the practice itself."""
    entry = get_object_or_404(CatalogueEntry.objects.select_related("edition"), slug=slug)
    if entry.withdrawn_at:
        return withdrawn(request, entry)
    edition = get_object_or_404(Edition, practice_id=entry.practice_id, number=number)
    return edition_page(request, entry, edition)


@read_only
def evidence_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponse:
    """A file that an edition on show names as evidence, to be saved; 410 as for the practice."""
    entry = get_object_or_404(CatalogueEntry.objects.select_related("edition"), slug=slug)
    if entry.withdrawn_at:
        return withdrawn(request, entry)
    documents = Edition.objects.filter(practice_id=entry.practice_id).values_list("document")
    named = (row for (document,) in documents for row in document["evidence"] if row["file"])
    for row in named:
        if row["file"]["sha256"] == sha256:
            called = row["title"] or entry.identifier
            return files.public_file(request, sha256, row["file"]["name"], called)
    raise Http404


@public_page
def practice_identifier(request: HttpRequest, identifier: str) -> HttpResponse:
    """The permanent redirect from an identifier to the practice's page, or to its data."""
    entry = CatalogueEntry.objects.filter(identifier=identifier.upper()).first()
    if entry is None:
        raise Http404
    answer = data_instead(request, entry) or moved(request, entry)
    patch_vary_headers(answer, ["Accept"])
    return answer


practice_identifier.negotiates = True


@public_page
def practice_identifier_part(request: HttpRequest, identifier: str, part: str) -> HttpResponse:
    """The permanent redirect from what stands below an identifier to where it is."""
    entry = get_object_or_404(CatalogueEntry, identifier=identifier.upper())
    return moved(request, entry, part)


def moved(request: HttpRequest, entry: CatalogueEntry, part: str = "") -> HttpResponse:
    """Lead on for good to a practice's address, or one below it, with all that was asked."""
    address = with_query(entry.get_absolute_url() + part, request.GET)
    return HttpResponsePermanentRedirect(address)


def data_instead(request: HttpRequest, entry: CatalogueEntry) -> HttpResponse | None:
    """Return the way (303) to the data that is asked for or preferred to a page, None without either."""
    asked = request.GET.get("format", "")
    preferred = request.get_preferred_type(["text/html", *DATA_TYPES])
    if not asked and preferred not in DATA_TYPES:
        return None
    return SeeOther(data_address(entry, asked or DATA_TYPES[preferred]))


def data_address(entry: CatalogueEntry, form: str) -> str:
    """Return where the API has a practice in a form, in the language that is active now."""
    language = get_language()
    told = {"format": form, "lang": "" if language == settings.LANGUAGE_CODE else language}
    query = urlencode({name: value for name, value in told.items() if value})
    return reverse("api-practice", args=[entry.slug]) + (f"?{query}" if query else "")


@never_cache  # each form has a token of its own
@csrf_exempt  # no cookie on public pages: the form's token proves where it comes from
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The form to ask a practice's owner, or to report an error in its text."""
    entry = get_object_or_404(CatalogueEntry.objects.select_related("owner", "edition"), slug=slug)
    if entry.withdrawn_at:
        return withdrawn(request, entry)
    return enquiry_page(request, entry)


@never_cache
@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form to report an error or a barrier in the portal itself."""
    return enquiry_page(request, None)


@public_page
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next with a message to the owner of a practice."""
    entry = get_object_or_404(CatalogueEntry.objects.select_related("owner"), slug=slug)
    if entry.withdrawn_at:
        return withdrawn(request, entry)
    return render(request, "practices/asked.html", page_of(entry))


@public_page
def reported(request: HttpRequest) -> HttpResponse:
    """What happens next with a message about the portal."""
    return render(request, "practices/asked.html", page_of(None))


def enquiry_page(request: HttpRequest, entry: CatalogueEntry | None) -> HttpResponse:
    """Answer with the form, or take a message in and lead on to what happens next."""
    about = entry.slug if entry else ""
    if request.method != "POST":
        form = EnquiryForm(about=about, initial={"kind": request.GET.get("kind", "")})
        return render(request, "practices/ask.html", page_of(entry) | {"form": form})
    form, status = EnquiryForm(request.POST, about=about), 400
    if form.is_valid():
        try:
            asking.ask(entry, **form.message(), **sent_by(request))
        except asking.TooOften:
            form.add_error(None, TOO_OFTEN)
            status = 429
        else:
            return redirect("practices:asked", about) if entry else redirect("reported")
    return render(request, "practices/ask.html", page_of(entry) | {"form": form}, status=status)


def sent_by(request: HttpRequest) -> dict[str, str]:
    """Return in which language a reader writes, and from which address."""
    return {"language": get_language(), "address": BaseThrottle().get_ident(request)}


def page_of(entry: CatalogueEntry | None) -> dict:
    """Return what the pages of messages say: about what they are, and who gets them."""
    return {"entry": entry, "addressee": asking.addressee_of(entry), "kept": asking.KEPT_MONTHS}


def edition_page(request: HttpRequest, entry: CatalogueEntry, edition: Edition) -> HttpResponse:
    """Answer with the page of an edition of a practice on show."""
    lists = codelists.current(catalogue.version_of(request))
    related = CatalogueEntry.objects.on_show().filter(identifier__in=edition.document["related"])
    address = settings.SITE_URL + entry.get_absolute_url()
    is_current = edition.pk == entry.edition_id
    context = {
        "entry": entry,
        "edition": edition,
        "edition_day": shown_day(timezone.localdate(edition.published_at)),
        "editions": citing.edition_lines(entry, edition),
        "is_current": is_current,
        "address": address,
        "record": record(edition, lists),
        "validation": validation_of(entry),
        "removals": removals(edition.document),
        "adoptions": adoptions_of(entry, lists) if is_current else [],
        "related": related.for_list().by_title(),
        "similar": likenesses(entry, edition, lists),
        "citation": citing.citation(edition),
        "timeline": timeline(entry),
        "since": all_told(differences(edition.document, entry.edition.document), lists),
        # It speaks of the practice: what an earlier edition said of it would contradict the current one.
        "data_address": data_address(entry, "jsonld") if is_current else "",
        "json_ld": linked.json_ld(edition, lists, address) if is_current else "",
    }
    return render(request, "practices/practice_detail.html", context)


def withdrawn(request: HttpRequest, entry: CatalogueEntry) -> HttpResponse:
    """Answer 410: the practice was withdrawn, on that day, for that reason."""
    context = {
        "entry": entry,
        "withdrawn_on": shown_day(timezone.localdate(entry.withdrawn_at)),
    }
    return render(request, "410.html", context, status=410)
