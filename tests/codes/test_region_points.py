"""Points of regions: real codes, within the country, and right where the project works."""

import json
import math

import pytest

from tests.codes.test_codes import REGIONS_OF_THE_SEED, records

POINTS = {row["code"]: (row["longitude"], row["latitude"]) for row in records("region_points")}
REGIONS = {row["code"]: row for row in records("regions")}
# Where an atlas puts the middle of each, to a tenth of a degree.
BY_ATLAS = {
    "SI0": (14.8, 46.1), "SI034": (15.2, 46.3), "PL9": (21.1, 52.3), "ES51": (1.5, 41.8),
    "ES511": (2.0, 41.7), "ES41": (-4.8, 41.8), "ES413": (-5.8, 42.6), "ES418": (-4.8, 41.6),
    "UKE4": (-1.7, 53.7), "UKE44": (-1.9, 53.7), "ITI1": (11.1, 43.5), "ITI15": (11.1, 44.0),
    "BE2": (4.2, 51.0), "BE22": (5.4, 51.0), "BE24": (4.6, 50.9), "FI1D7": (26.3, 67.7),
}  # fmt: skip
OVERSEAS = ("FRY", "ES7", "PT2", "PT3", "NO0B")


def kilometres(one, other) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return 111.2 * math.hypot(east, one[1] - other[1])


def test_points_are_of_known_regions_each_once():
    codes = [row["code"] for row in records("region_points")]
    assert codes == sorted(set(codes))
    assert set(codes) <= set(REGIONS)


def test_every_country_has_a_point():
    assert {code for code, row in REGIONS.items() if row["level"] == 0} <= set(POINTS)


@pytest.mark.parametrize("code", sorted(BY_ATLAS))
def test_the_project_s_regions_lie_where_an_atlas_puts_them(code):
    assert kilometres(POINTS[code], BY_ATLAS[code]) < 15


def test_of_the_project_s_regions_one_alone_has_no_point_of_its_own():
    assert REGIONS_OF_THE_SEED - set(POINTS) == {"PL921"}
    assert set(BY_ATLAS) == REGIONS_OF_THE_SEED - {"PL921"}


def test_regions_lie_near_the_region_above():
    """A name matched in the wrong corner of a country would show."""
    far = {}
    for code, point in POINTS.items():
        above = REGIONS[code]["parent"]
        if REGIONS[code]["level"] >= 2 and above in POINTS and not code.startswith(OVERSEAS):
            far[code] = kilometres(point, POINTS[above])
    assert {code: round(length) for code, length in far.items() if length > 600} == {}
    assert len(far) > 800


def test_the_file_is_plain_numbers_on_the_globe():
    for longitude, latitude in POINTS.values():
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
        assert json.dumps(longitude) == repr(longitude)
