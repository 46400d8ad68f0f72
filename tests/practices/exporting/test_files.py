"""Lists as files: the rows of the page, in its order, in every format; nothing in them runs."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners import catalogue
from practices.exporting import source as sources
from practices.exporting.formats import FORMATS
from practices.exporting.rows import COLUMNS
from practices.models import CatalogueEntry
from practices.presenting.citing import citation
from smarty_portal.terms import RELEASE, utc
from tests import factories
from tests.practices.exporting.reading import (
    IDENTIFIERS,
    body,
    csv_rows,
    features,
    json_lines,
    references,
    sheets,
    xlsx_rows,
)

pytestmark = pytest.mark.django_db

LIST = "/api/v1/practices/"
QUERIES = [
    "",
    "ordering=title",
    "ordering=level",
    "theme=digital_innovation_hubs&country=ES,IT",
    "q=innovation",
    "q=digital hub&ordering=newest",
    "sector=C13&region=ITI1",
    "year_from=2016",
    "country=PT",
]


def listed(api, query: str) -> list[str]:
    """The identifiers that the API's pages list, page by page."""
    found, number = [], 1
    while True:
        page = api.get(f"{LIST}?{query}&page_size=5&page={number}").json()
        found += [row["identifier"] for row in page["results"]]
        if page["next"] is None:
            assert len(found) == page["count"]
            return found
        number += 1


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_holds_the_rows_of_the_list_in_its_order(api, smarty, name, query):
    assert IDENTIFIERS[name](api.get(f"{LIST}?{query}&format={name}")) == listed(api, query)


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_outlives_the_parts_a_file_is_read_in(api, smarty, monkeypatch, name):
    monkeypatch.setattr(sources, "AT_ONCE", 3)
    found = IDENTIFIERS[name](api.get(f"{LIST}?ordering=title&format={name}"))
    assert found == listed(api, "ordering=title")


@pytest.mark.parametrize(
    ("name", "media_type", "extension"),
    [
        ("csv", "text/csv; charset=utf-8; header=present", "csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("jsonl", "application/jsonl", "jsonl"),
        ("geojson", "application/geo+json", "geojson"),
        ("bibtex", "application/x-bibtex; charset=utf-8", "bib"),
    ],
)
def test_a_file_is_named_after_what_it_is(api, smarty, name, media_type, extension):
    answer = api.get(f"{LIST}?theme=digital_innovation_hubs&country=ES,IT&format={name}")
    day = f"{catalogue.version().raised_at:%Y-%m-%d}"
    asked = "theme-digital-innovation-hubs-country-ES-IT"
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="smarty-practices_{asked}_{day}_{RELEASE}_CC-BY-4.0.{extension}"'
    )
    assert answer.streaming


def test_nothing_found_is_a_file_with_nothing_in_it(api, smarty):
    for name, read in IDENTIFIERS.items():
        assert read(api.get(f"{LIST}?country=PT&format={name}")) == []


# CSV


@pytest.fixture
def written(clock):
    """A practice whose every text is hostile or far from ASCII."""
    clock("2026-03-01")
    return factories.make_published(
        identifier="GP-8500",
        slug="lodz",
        title='=HYPERLINK("http://x.example";"Łódź")',
        summary='+1, "Ørsted"; Ελλάδα\nnext line',
        owner=factories.make_partner(slug="owner", short_name="@owner"),
        technologies=["iot", "ai"],
        sectors=["C13", "C25"],
        start_year=2018,
    )


ROW = {
    "identifier": "GP-8500",
    "url": "http://127.0.0.1:8000/practices/lodz/",
    "title": '=HYPERLINK("http://x.example";"Łódź")',
    "summary": '+1, "Ørsted"; Ελλάδα\nnext line',
    "language": "en",
    "owner": "owner",
    "owner_label": "@owner",
    "region": "ITI15",
    "region_label": "Prato",
    "country": "IT",
    "country_label": "Italy",
    "scope": "regional",
    "scope_label": "regional",
    "nature": "service",
    "nature_label": "service",
    "validation_kind": "direct_experience",
    "validation_kind_label": "direct experience",
    "running_state": "unknown",
    "running_state_label": "unknown",
    "start_year": "2018",
    "end_year": "",
    "themes": "regional_platforms_and_clusters",
    "themes_label": "Regional platforms and clusters",
    "technologies": "ai; iot",
    "sectors": "C13; C25",
    "results": "1",
    "newest_evidence_year": "",
    "level": "1",
    "level_label": "Documented",
    "level_until": "2029-03-01",
    "edition": "1",
    "first_published_at": "2026-03-01T11:00:00Z",
    "published_at": "2026-03-01T11:00:00Z",
}
LONG = {"technologies_label", "sectors_label"}


def test_a_row_of_csv_says_all_and_runs_nothing(api, written):
    (row,) = csv_rows(api.get(f"{LIST}?format=csv"))
    said = {
        "list": "http://127.0.0.1:8000/practices/",
        "data_date": utc(catalogue.version().raised_at),
        "release": RELEASE,
        "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    }
    ran = {name: f"'{ROW[name]}" for name in ("title", "summary", "owner_label")}
    assert list(row) == [*COLUMNS, *said]
    assert {name: value for name, value in row.items() if name not in LONG} == ROW | ran | said
    assert row["technologies_label"].count("; ") == row["sectors_label"].count("; ") == 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_csv_begins_a_formula(api, sign):
    factories.make_published(title=f"{sign}1+1")
    (row,) = csv_rows(api.get(f"{LIST}?format=csv"))
    assert row["title"] == f"'{sign}1+1"


def test_csv_keeps_the_rules_of_its_rfc(api, written):
    plain = body(api.get(f"{LIST}?format=csv"))
    assert plain.endswith(b"\r\n")
    assert len(list(csv.reader(io.StringIO(plain.decode(), newline=""), strict=True))) == 2
    assert body(api.get(f"{LIST}?format=csv&bom=0")) == plain
    assert body(api.get(f"{LIST}?format=csv&bom=1")) == b"\xef\xbb\xbf" + plain


def test_labels_are_in_the_reader_s_language_and_codes_in_none(api, written):
    (row,) = csv_rows(api.get(f"{LIST}?format=csv&lang=es&country=IT"))
    assert (row["country"], row["country_label"]) == ("IT", "Italia")
    assert row["url"] == "http://127.0.0.1:8000/es/practices/lodz/"
    assert row["list"] == "http://127.0.0.1:8000/es/practices/?country=IT"


# XLSX


def test_a_workbook_holds_the_texts_as_they_are_and_no_formula(api, written):
    practices, about = sheets(api.get(f"{LIST}?format=xlsx&country=IT"))
    row = dict(zip(*practices, strict=True))
    assert list(row) == list(COLUMNS)
    assert {name: value for name, value in row.items() if name not in LONG} == ROW
    assert about == [
        ["Title", "Good practices of the SMARTY portal"],
        ["This list on the portal", "http://127.0.0.1:8000/practices/?country=IT"],
        ["Number of practices", "1"],
        ["Data as of", utc(catalogue.version().raised_at)],
        ["Release of the portal", RELEASE],
        ["Licence", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"],
        ["Language of the labels", "en"],
    ]


def test_a_workbook_survives_characters_that_xml_forbids(api):
    factories.make_published(title="Bell \x07 and _x0041_")
    (row,) = xlsx_rows(api.get(f"{LIST}?format=xlsx"))
    assert row["title"] == "Bell _x0007_ and _x005F_x0041_"


# JSON Lines


def test_a_record_is_the_edition_s_document_and_how_it_stands(api, smarty):
    records = json_lines(api.get(f"{LIST}?format=jsonl&ordering=title"))
    entries = CatalogueEntry.objects.on_show().select_related("edition").by_title()
    assert records == [
        {
            "url": f"http://127.0.0.1:8000/practices/{entry.slug}/",
            "api_url": f"http://127.0.0.1:8000/api/v1/practices/{entry.slug}/",
            "edition": entry.edition.number,
            "published_at": utc(entry.edition.published_at),
            "first_published_at": utc(entry.first_published_at),
            "level": {"code": entry.level, "until": entry.level_until.isoformat()},
            **{name: told for name, told in entry.edition.document.items() if name != "related"},
        }
        for entry in entries
    ]


def test_records_are_the_same_in_all_languages(api, written):
    english, spanish = (body(api.get(f"{LIST}?format=jsonl&lang={lang}")) for lang in ("en", "es"))
    assert english == spanish
    assert english.count(b"\n") == 1


# GeoJSON


def test_a_practice_is_a_point_of_its_region(api, written):
    collection = json.loads(body(api.get(f"{LIST}?format=geojson")))
    (feature,) = collection.pop("features")
    properties = feature.pop("properties")
    assert collection == {
        "type": "FeatureCollection",
        "metadata": {
            "title": "Good practices of the SMARTY portal",
            "list": "http://127.0.0.1:8000/practices/",
            "practices": "1",
            "data_date": utc(catalogue.version().raised_at),
            "release": RELEASE,
            "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
            "language": "en",
            "places": "Natural Earth (public domain): points of regions, never of addresses",
        },
    }
    assert feature == {
        "type": "Feature",
        "id": "GP-8500",
        "geometry": {"type": "Point", "coordinates": [11.092, 43.951]},
    }
    assert properties["placed_by"] == "ITI15"
    numbers = {"start_year": 2018, "end_year": None, "results": 1, "newest_evidence_year": None}
    numbers |= {"level": 1, "edition": 1}
    assert {name: properties[name] for name in COLUMNS if name not in LONG} == ROW | numbers


def test_a_region_without_a_point_is_placed_by_the_one_above_or_not_at_all(api):
    factories.make_published(identifier="GP-8501", region_id="PL921")
    factories.make_published(identifier="GP-8502", region_id="DE11")
    factories.make_published(identifier="GP-8503", region_id="EL631")
    found = {row["id"]: row for row in features(api.get(f"{LIST}?format=geojson"))}
    assert found["GP-8501"]["geometry"] == {"type": "Point", "coordinates": [21.081, 52.312]}
    assert found["GP-8501"]["properties"]["placed_by"] == "PL9"
    assert found["GP-8502"]["properties"]["placed_by"] == "DE1"
    unplaced = found["GP-8503"]
    assert unplaced["geometry"] is None
    assert unplaced["properties"]["placed_by"] is None
    assert unplaced["properties"]["unplaced"] == "No point is known for this region."
    assert "unplaced" not in found["GP-8501"]["properties"]


# BibTeX


def test_references_are_those_of_the_pages(api, smarty):
    found = references(api.get(f"{LIST}?format=bibtex&ordering=title"))
    entries = CatalogueEntry.objects.on_show().select_related("edition").by_title()
    assert found == [citation(entry.edition).bibtex for entry in entries]


def test_references_begin_with_what_the_file_is(api, written):
    lines = body(api.get(f"{LIST}?format=bibtex&country=IT")).decode().splitlines()
    assert lines[:7] == [
        "% title: Good practices of the SMARTY portal",
        "% list: http://127.0.0.1:8000/practices/?country=IT",
        "% practices: 1",
        f"% data_date: {utc(catalogue.version().raised_at)}",
        f"% release: {RELEASE}",
        "% licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        "% language: en",
    ]


# What is refused, what it costs, what changes meanwhile


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("format=csv&page=2", [("page", "2")]),
        ("format=jsonl&page_size=5&page=1", [("page", "1"), ("page_size", "5")]),
        ("format=xlsx&facets=theme", [("facets", "theme")]),
        ("format=csv&bom=yes", [("bom", "yes")]),
        ("format=xlsx&bom=1", [("bom", None)]),
        ("bom=1", [("bom", None)]),
        ("format=pdf", [("format", "pdf")]),
        ("format=csv&theme=nonsense", [("theme", "nonsense")]),
    ],
)
def test_what_has_no_meaning_for_a_file_is_refused(api, smarty, query, refused):
    answer = api.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert [(error["parameter"], error.get("value")) for error in errors] == refused


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_costs_the_same_queries_for_one_row_and_for_three(api, name):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            factories.make_published()
        catalogue.raise_version()
        api.get(LIST)  # builds the catalogue in memory
        with CaptureQueriesContext(connection) as queries:
            found = IDENTIFIERS[name](api.get(f"{LIST}?format={name}"))
        counts.append(len(queries))
    assert len(found) == 3
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_withdrawn_while_a_file_is_written_is_left_out(api, name):
    first, second = factories.make_published(), factories.make_published()
    answer = api.get(f"{LIST}?format={name}")
    now = timezone.now()
    CatalogueEntry.objects.filter(pk=first.pk).update(withdrawn_at=now, withdrawal_reason="Wrong.")
    assert IDENTIFIERS[name](answer) == [second.identifier]


def test_a_file_is_conditional_like_everything_public(api, smarty):
    answer = api.get(f"{LIST}?format=csv")
    assert body(answer)
    again = api.get(f"{LIST}?format=csv", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert re.search(r'rel="license"', answer.headers["Link"])
