"""Other names of countries and regions: how people call them in the languages of the partners.

For reading what people write. What the portal shows stands in the rows of the code lists.
"""

import json
from collections.abc import Mapping
from functools import cache

from django.conf import settings

Names = Mapping[str, tuple[str, ...]]


@cache
def of_countries() -> Names:
    """Return the names of countries, by ISO 3166 code: theirs, the partners' languages', short ones."""
    return {
        row["code"]: tuple(dict.fromkeys([*row["names"].values(), *row.get("also", ())]))
        for row in _records("country_names")
    }


@cache
def of_parts() -> Names:
    """Return names of parts that people write for their country, by ISO 3166 code: England."""
    return {row["code"]: tuple(row.get("parts", ())) for row in _records("country_names")}


@cache
def of_regions() -> Names:
    """Return names of regions beside the official and established ones, by NUTS code."""
    return {row["code"]: tuple(row.get("also", ())) for row in _records("region_names")}


@cache
def around_regions() -> Names:
    """Return names of what regions lie in and NUTS has no code for, by NUTS code: England."""
    return {row["code"]: tuple(row.get("within", ())) for row in _records("region_names")}


@cache
def towns() -> Names:
    """Return the chief towns of regions that are not in their names, by NUTS code."""
    return {row["code"]: tuple(row["towns"]) for row in _records("region_names") if "towns" in row}


def of_place(code: str, country: str) -> tuple[str, ...]:
    """Return every other name by which people look for what is in a region, or country, of NUTS."""
    named = (*of_regions().get(code, ()), *around_regions().get(code, ()))
    return of_countries().get(country, ()) if len(code) == 2 else named


@cache
def every() -> frozenset[str]:
    """Return all names of places that the portal knows, those of the table of regions among them."""
    official = (
        name
        for row in _records("regions")
        for name in (row["name"], *row.get("names", {}).values())
    )
    others = (of_countries(), of_parts(), of_regions(), around_regions(), towns())
    return frozenset(
        [*official, *(name for names in others for held in names.values() for name in held)]
    )


def _records(name: str) -> list[dict]:
    path = settings.BASE_DIR / "data" / "codes" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["records"]
