"""Where a map may put a region: points of data/codes/region_points.json (Natural Earth, public domain)."""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings

PATH = settings.BASE_DIR / "data" / "codes" / "region_points.json"


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point, and the code of the region that it stands for: the one asked for or one above it."""

    longitude: float
    latitude: float
    region: str


@cache
def points() -> dict[str, Point]:
    """Return the points that are known, by NUTS code."""
    records = json.loads(PATH.read_text(encoding="utf-8"))["records"]
    return {
        row["code"]: Point(longitude=row["longitude"], latitude=row["latitude"], region=row["code"])
        for row in records
    }


def point_of(region: str) -> Point | None:
    """Return the point of a region, else of the nearest one above it that has one.

    A country's point says nothing of a region in it: below level 0 it is not taken, and the answer is
    None.
    """
    if region in points():
        return points()[region]
    above = (region[:length] for length in range(len(region) - 1, 2, -1))
    return next((points()[code] for code in above if code in points()), None)
