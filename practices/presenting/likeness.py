"""Similar practices with the reasons in words."""

from partners import catalogue
from practices.codelists import CodeLists
from practices.index import index
from practices.models import CatalogueEntry, Edition
from practices.parameters import LABELS
from practices.similar import similar
from practices.vocabularies import label_of

MOST_REASONS = 4


def likenesses(
    entry: CatalogueEntry, edition: Edition, lists: CodeLists
) -> list[tuple[CatalogueEntry, list[str]]]:
    """Return practices like an edition's, less those it names as related, each with the reasons."""
    related = set(edition.document["related"])
    return [
        (like.entry, [_reason(facet, code, lists) for facet, code in like.shared[:MOST_REASONS]])
        for like in similar(edition.document, index(catalogue.version()), entry.pk)
        if like.entry.identifier not in related
    ]


def _reason(facet: str, code: str, lists: CodeLists) -> str:
    return f"{LABELS[facet]}: {label_of(lists, facet, code)}"
