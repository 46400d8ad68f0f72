"""Ways on from a list where nothing was found."""

import pytest

from practices.presenting.ways import ways_on
from tests import asking
from tests.factories import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    make_published(slug="looms", title="Smart looms", region_id="SI04", sectors=["C13.2"])
    make_published(slug="tiles", title="Tiles", region_id="ES51", sectors=["C23"])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        # what was typed in quotes, and what was left out
        ({"q": '"looms smart"'}, [("Without the quotes", "?q=looms+smart", 1)]),
        ({"q": "looms -smart"}, [("Without leaving anything out", "?q=looms", 1)]),
        ({"q": '"looms smart" -tiles'}, [("Without the quotes", "?q=looms+smart+-tiles", 1)]),
        # words alone: to search for nothing is no help
        ({"q": "zzyzx"}, []),
        # what lies around, the nearest first: of a country and its only part one is enough
        (
            {"region": "SI03", "q": "looms"},
            [
                ("Slovenia instead of Eastern Slovenia", "?q=looms&region=SI0", 1),
                ("Without Eastern Slovenia", "?q=looms", 1),
            ],
        ),
        ({"region": "ITI1"}, [("Without Tuscany", "?", 2)]),
        # fewer conditions, and one alone where none less is too few
        (
            {"q": "looms", "sector": "C23"},
            [
                ("Manufacturing instead of Manufacture of other non-metallic mineral products",
                 "?q=looms&sector=C", 1),
                ("Without “looms”", "?sector=C23", 1),
                ("Without Manufacture of other non-metallic mineral products", "?q=looms", 1),
            ],
        ),
    ],
)  # fmt: skip
def test_ways_on(records, asked, told):
    filterset = asking.asked(**asked)
    assert len(filterset.qs) == 0
    assert [(way.text, way.query, way.count) for way in ways_on(filterset)] == told
