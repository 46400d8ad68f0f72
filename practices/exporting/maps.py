"""GeoJSON (RFC 7946): each practice as a point of its region."""

import json
from collections.abc import Iterator

from practices.exporting.places import Point, point_of
from practices.exporting.rows import Row, rows
from practices.exporting.source import AT_ONCE, Source

PLACES = "Natural Earth (public domain): points of regions, never of addresses"


def geojson_file(source: Source) -> Iterator[bytes]:
    """Yield a FeatureCollection; what the file is stands in its member `metadata`."""
    metadata = json.dumps(source.about | {"places": PLACES}, ensure_ascii=False)
    lines = [f'{{"type": "FeatureCollection", "metadata": {metadata}, "features": [']
    between = "\n"
    for number, row in enumerate(rows(source), start=1):
        lines.append(
            between
            + json.dumps(feature(row, unplaced=source.words["unplaced"]), ensure_ascii=False)
        )
        between = ",\n"
        if number % AT_ONCE == 0:
            yield "".join(lines).encode()
            lines = []
    yield "".join([*lines, "\n]}\n"]).encode()


def feature(row: Row, *, unplaced: str) -> dict:
    """Return a practice as a feature; `placed_by` names the region whose point it was given.

    Where no point is known the geometry is null and the property `unplaced` says so.
    """
    point = point_of(row["region"])
    beside = {"placed_by": point.region} if point else {"placed_by": None, "unplaced": unplaced}
    return {
        "type": "Feature",
        "id": row["identifier"],
        "geometry": _geometry(point),
        "properties": {**row, **beside},
    }


def _geometry(point: Point | None) -> dict | None:
    return {"type": "Point", "coordinates": [point.longitude, point.latitude]} if point else None
