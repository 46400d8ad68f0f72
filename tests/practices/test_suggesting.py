"""What the search box offers while someone types."""

import pytest

from practices import entries
from practices.models import CatalogueEntry
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


@pytest.fixture
def named(db):
    factories.make_published(
        identifier="GP-8100", slug="coupons", title="Vouchers", title_native="Cupons Indústria 4.0",
        native_language="ca", region_id="ES513", technologies=["robotics"], sectors=["C13.2"],
    )  # fmt: skip
    factories.make_published(identifier="GP-8200", slug="looms", title="Looms", region_id="ITI15")


@pytest.mark.parametrize(
    ("typed", "text", "parameter", "code", "matched"),
    [
        ("tosca", "Tuscany", "region", "ITI1", "Toscana"),
        ("catalun", "Catalonia", "region", "ES51", "Cataluña"),
        ("catalunya", "Catalonia", "region", "ES51", "Catalunya"),
        ("robotica", "Robotics", "technology", "robotics", "Robótica"),
        ("robotic", "Robotics", "technology", "robotics", ""),
        ("c13.2", "Weaving of textiles", "sector", "C13.2", "C13.2"),
        ("es513", "Lleida", "region", "ES513", "ES513"),
        ("SCARA", "Robotics", "technology", "robotics", "SCARA"),
    ],
)
def test_a_value_is_offered_by_any_of_its_names(api, named, typed, text, parameter, code, matched):
    told = api.get("/api/v1/suggestions/", {"q": typed}).json()["results"]
    assert {
        "text": text, "parameter": parameter, "code": code, "slug": "", "matched": matched,
    } in told  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "slugs", "matched"),
    [
        ("cupons ind", ["coupons"], "Cupons Indústria 4.0"),
        ("indus", ["coupons"], "Cupons Indústria 4.0"),
        ("cupons indústria 4.0", ["coupons"], "Cupons Indústria 4.0"),
        ("ind cupons", [], None),
        ("gp-81", ["coupons"], "GP-8100"),
        ("GP 8200", ["looms"], "GP-8200"),
        ("GP-9", [], None),
        ("vouch", ["coupons"], ""),
        ("en", [], None),
        ("\" OR ''", [], None),
    ],
)
def test_a_practice_is_offered_by_its_native_title_and_identifier(
    api, named, typed, slugs, matched
):
    told = api.get("/api/v1/suggestions/", {"q": typed}).json()["results"]
    titles = [row for row in told if row["slug"]]
    assert [row["slug"] for row in titles] == slugs
    assert all(row["matched"] == matched for row in titles)


def test_of_a_country_and_its_region_of_the_same_name_one_is_offered(api, db):
    factories.make_published(region_id="SI03")
    assert offered(api, "slovenia") == [
        ("Eastern Slovenia", "region", "SI03", ""),
        ("Slovenia", "region", "SI", ""),
    ]


def test_of_two_countries_regions_of_the_same_name_both_are_offered(api, db):
    for region in ("CH025", "FRC22"):
        factories.make_published(slug=region.lower(), title="Watches", region_id=region)
    assert [row for row in offered(api, "jura") if row[1]] == [
        ("Jura", "region", "CH025", ""),
        ("Jura", "region", "FRC22", ""),
    ]


def test_a_withdrawn_practice_is_not_offered(api, named):
    gone = CatalogueEntry.objects.filter(slug="coupons")
    gone.update(withdrawn_at="2026-03-02T00:00Z", withdrawal_reason="Asked for.")
    entries.tell(gone)
    assert offered(api, "vouch") == offered(api, "cupons") == []


def test_suggestions_are_so_many_questions_whatever_is_there(
    api, named, django_assert_max_num_queries
):
    offered(api, "xyzzy")
    with django_assert_max_num_queries(6):  # two of them set the time limit, on PostgreSQL
        offered(api, "loo")


def test_labels_come_in_the_language_of_the_page(api, records):
    assert offered(api, "robó", "es") == [("Robótica", "technology", "robotics", "")]
