"""Asking the catalogue what page and API ask it: by the one FilterSet."""

from django.http import QueryDict

from partners import catalogue
from practices.filters import PracticeFilterSet
from practices.index import Index, index
from practices.models import CatalogueEntry


def asked(**parameters: str) -> PracticeFilterSet:
    """Return the filter set of a query string with these parameters, over what is on show."""
    query = QueryDict(mutable=True)
    for name, value in parameters.items():
        query[name] = value
    return PracticeFilterSet(query, CatalogueEntry.objects.on_show().for_list())


def slugs(**parameters: str) -> list[str]:
    return [entry.slug for entry in asked(**parameters).qs]


def numbers(query: str) -> list[int]:
    """Return the numbers of the practices that a search finds ("GP-0007" gives 7), in order."""
    return sorted(int(entry.identifier[3:]) for entry in asked(q=query).qs)


def now_held() -> Index:
    return index(catalogue.version())
