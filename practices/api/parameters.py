"""The parameters of /api/v1/practices/ as the OpenAPI document tells them (DESIGN section 6)."""

from drf_spectacular.utils import OpenApiParameter

from practices import choices
from practices.facets import FACETS
from practices.filters import FIRST_YEAR, LAST_YEAR, LONGEST_QUERY, ORDERINGS
from practices.models import Sector
from practices.vocabularies import LEVELS

SEVERAL = "Several values (repeated, or separated by commas) mean or."


def _codes(name: str, meaning: str, allowed=None) -> OpenApiParameter:
    return OpenApiParameter(
        name, str, many=True, enum=allowed, description=f"{meaning} {SEVERAL}".strip()
    )


YEAR = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
QUERY = {"type": "string", "maxLength": LONGEST_QUERY}
PRACTICE_PARAMETERS = [
    OpenApiParameter(
        "q",
        QUERY,
        description=(
            "Words to look for, in any language of the partners; hits that hold all of them come "
            'first. "Quoted words" stand side by side, -word excludes. An identifier (GP-0007) finds '
            "its practice alone, a code of a region or sector (ES51, C13.2) what a filter on it keeps."
        ),
    ),
    _codes("theme", "Theme; see /api/v1/themes/."),
    _codes("technology", "Technology; see /api/v1/technologies/."),
    _codes("sector", "NACE Rev. 2.1: the code, all below, and practices coded above it."),
    _codes("region", "NUTS: the code and all below; see /api/v1/regions/."),
    _codes("country", "ISO 3166 code; UK and EL are also understood."),
    _codes("partner", "Partner; see /api/v1/partners/."),
    _codes("nature", "Nature.", choices.Nature.values),
    _codes("scope", "Scope.", choices.Scope.values),
    _codes("validation", "Kind of validation.", choices.ValidationKind.values),
    _codes("level", "Level in force today, or lapsed.", list(LEVELS)),
    OpenApiParameter("year_from", YEAR, description="Started in or after; unknown is left out."),
    OpenApiParameter("year_to", YEAR, description="Started in or before; unknown is left out."),
    OpenApiParameter("ordering", str, enum=list(ORDERINGS)),
    OpenApiParameter("facets", str, many=True, enum=list(FACETS), description="Adds counts."),
]
SECTOR_PARAMETERS = [_codes("level", "Level.", list(Sector.LEVELS))]
