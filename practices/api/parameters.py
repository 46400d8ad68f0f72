"""The parameters of /api/v1/practices/ and what they take (DESIGN section 6).

What each one means is said in smarty_portal.contract.meanings, in the reader's language.
"""

from drf_spectacular.utils import OpenApiParameter

from practices import choices
from practices.facets import FACETS
from practices.models import Sector
from practices.parameters import FIRST_YEAR, LAST_YEAR, LONGEST_QUERY, ORDERINGS
from practices.vocabularies import LEVELS


def _codes(name: str, allowed: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, str, many=True, enum=allowed)


YEAR = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
QUERY = {"type": "string", "maxLength": LONGEST_QUERY}
PRACTICE_PARAMETERS = [
    OpenApiParameter("q", QUERY),
    *(_codes(name) for name in ("theme", "technology", "sector", "region", "country", "partner")),
    _codes("nature", choices.Nature.values),
    _codes("scope", choices.Scope.values),
    _codes("validation", choices.ValidationKind.values),
    _codes("level", list(LEVELS)),
    OpenApiParameter("year_from", YEAR),
    OpenApiParameter("year_to", YEAR),
    OpenApiParameter("ordering", str, enum=list(ORDERINGS)),
    OpenApiParameter("facets", str, many=True, enum=list(FACETS)),
]
SECTOR_PARAMETERS = [_codes("level", list(Sector.LEVELS))]
