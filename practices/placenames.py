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
    return {row["code"]: tuple(row["also"]) for row in _records("region_names")}


def _records(name: str) -> list[dict]:
    path = settings.BASE_DIR / "data" / "codes" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["records"]
