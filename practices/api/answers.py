"""The answers of a single practice and of a single edition: the document, and what stands beside it."""

from partners.models import CatalogueVersion
from practices import codelists, entries, files
from practices.api.judged import AdoptionSerializer
from practices.api.serializers import (
    DocumentSerializer,
    EditionBriefSerializer,
    api_address,
    level_of,
)
from practices.models import Adoption, CatalogueEntry, Edition
from smarty_portal.api import site_address


def practice(entry: CatalogueEntry, version: CatalogueVersion) -> dict:
    """Return the whole answer for a practice: its current edition as it stands today."""
    grade = entries.grade_of(entry.edition)
    adoptions = Adoption.objects.confirmed().of(entry)
    return edition(entry, entry.edition, version) | {
        "adoptions": AdoptionSerializer(adoptions, many=True).data,
        "level": level_of(entry),
        "missing": [{"level": reason.level, "text": reason.text} for reason in grade.reasons],
        "newest_evidence_year": entry.newest_evidence_year,
        "first_published_at": entry.first_published_at,
    }


def _file(document: dict, item: dict) -> dict:
    """The file of a piece of evidence with where it is downloaded."""
    if not item["file"]:
        return {}
    name = item["file"]["name"].rpartition("/")[2]
    url = site_address(files.address(document, item))
    return {"file": {"name": name, "sha256": item["file"]["sha256"], "url": url}}


def edition(entry: CatalogueEntry, shown: Edition, version: CatalogueVersion) -> dict:
    """Return the answer for one edition of a practice, current or not."""
    document = shown.document
    related = CatalogueEntry.objects.on_show().filter(identifier__in=document["related"])
    context = {
        "lists": codelists.current(version),
        "evidence": {item["number"]: item | _file(document, item) for item in document["evidence"]},
        "related": related.order_by("identifier"),
        "entry": entry,
    }
    return {
        "url": site_address(entry.get_absolute_url()),
        "api_url": api_address(entry),
        **DocumentSerializer(document, context=context).data,
        "edition": EditionBriefSerializer(shown, context=context).data,
    }
