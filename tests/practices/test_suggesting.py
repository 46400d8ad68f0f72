"""What the search box offers while someone types."""

import pytest

from tests import factories


@pytest.fixture
def records(db):
    factories.make_published(slug="looms", title="Éco looms", technologies=["robotics"])
    factories.make_published(slug="tiles", title="Tiles of Łódź", region_id="ES51")
    factories.make_practice(
        slug="hidden", title="Looms that are hidden", technologies=["photonics"]
    )


def offered(api, typed: str, language: str = "en") -> list[tuple]:
    told = api.get("/api/v1/suggestions/", {"q": typed, "lang": language}).json()
    return [(row["text"], row["parameter"], row["code"], row["slug"]) for row in told["results"]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lo", [("Éco looms", "", "", "looms"), ("Tiles of Łódź", "", "", "tiles")][:2]),
        ("LOOM", [("Éco looms", "", "", "looms")]),
        ("eco", [("Éco looms", "", "", "looms")]),
        ("robo", [("Robotics", "technology", "robotics", "")]),
        ("catal", [("Catalonia", "region", "ES51", "")]),
        ("photon", []),
        ("ooms", []),
        ("l", []),
        ("", []),
    ],
)
def test_suggestions(api, records, typed, expected):
    assert sorted(offered(api, typed)) == sorted(expected)


def test_labels_come_in_the_language_of_the_page(api, records):
    assert offered(api, "robó", "es") == [("Robótica", "technology", "robotics", "")]
