"""The other lists as files: the rows of the pages, in their order, as tables and as records."""

import csv
import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from partners import catalogue
from partners.api.serializers import EventSerializer, PartnerSerializer
from practices.models import Edition
from smarty_portal import tables
from smarty_portal.listed import parts_of
from smarty_portal.tables import MEDIA_TYPES, columns_of
from smarty_portal.terms import RELEASE, source_of, utc
from tests import factories
from tests.practices.exporting.reading import body, csv_rows, json_lines

pytestmark = pytest.mark.django_db

EDITIONS = "practices/centratec/editions/"
LISTS = ("partners/", "regions/", "themes/", "technologies/", "sectors/", "events/", EDITIONS)
FILTERED = (
    "regions/?level=0,1&country=ES,PL",
    "sectors/?level=section",
    "regions/?country=PT&lang=es",
)
KEYS = {EDITIONS: "number"}


def with_format(address: str, told: str) -> str:
    return f"/api/v1/{address}{'&' if '?' in address else '?'}format={told}"


def records(api, address: str) -> list[dict]:
    """The records of all pages, one page after the other."""
    found, asked = [], with_format(address, "json") + "&page_size=100"
    while asked:
        page = api.get(asked).json()
        found += page["results"]
        asked = page["next"]
    assert len(found) == page["count"]
    return found


def workbook(answer) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(body(answer)))


def xlsx_rows(answer) -> list[dict]:
    head, *rows = workbook(answer).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


# The same rows


@pytest.mark.parametrize("address", [*LISTS, *FILTERED])
def test_files_hold_the_rows_of_the_pages_in_their_order(api, smarty, address):
    listed = records(api, address)
    key = KEYS.get(address, "code")
    keys = [str(record[key]) for record in listed]

    assert len(listed) > 0
    assert json_lines(api.get(with_format(address, "jsonl"))) == listed
    assert [row[key] for row in csv_rows(api.get(with_format(address, "csv")))] == keys
    assert [str(row[key]) for row in xlsx_rows(api.get(with_format(address, "xlsx")))] == keys


def test_the_order_outlives_the_parts_a_file_is_read_in(api, smarty, monkeypatch):
    monkeypatch.setattr(tables, "AT_ONCE", 3)
    for address in LISTS:
        assert json_lines(api.get(with_format(address, "jsonl"))) == records(api, address)


def test_all_editions_are_in_the_file_newest_first(api, smarty):
    editions = Edition.objects.filter(document__slug="centratec")
    found = csv_rows(api.get(with_format(EDITIONS, "csv")))

    assert [int(row["number"]) for row in found] == sorted(
        editions.values_list("number", flat=True), reverse=True
    )
    assert found[0]["is_current"] == "true"


def test_a_list_with_nothing_in_it_is_a_file_with_columns(api):
    (head,) = csv.reader(io.StringIO(body(api.get(with_format("events/", "csv"))).decode()))
    (row,) = workbook(api.get(with_format("events/", "xlsx"))).worksheets[0].iter_rows()

    assert head[:3] == ["code", "label", "url"]
    assert [cell.value for cell in row] == head[:-4]
    assert body(api.get(with_format("events/", "jsonl"))) == b""


# One row


@pytest.fixture
def event():
    """A meeting whose texts are hostile or far from ASCII, and of which much is unknown."""
    hosts = tuple(
        factories.make_partner(slug=slug, short_name=name)
        for slug, name in (("one", "Łódź"), ("two", "@two"))
    )
    made = factories.make_event(
        slug="seminar", title='=HYPERLINK("http://x.example")', hosts=hosts, start_date="2020-02",
        city="-Leuven", country="BE", kind="interregional_thematic_seminar", online=False,
        topics=["=1+1", "Ελλάδα; more"], participants={"figure": 40, "unit": "people"},
    )  # fmt: skip
    for identifier, slug, title in (("GP-9001", "a", "First"), ("GP-9002", "b", "Second")):
        factories.make_published(identifier=identifier, slug=slug, title=title, events=[made])
    return made


ROW = {
    "code": "seminar",
    "label": '=HYPERLINK("http://x.example")',
    "url": "http://127.0.0.1:8000/events/#seminar",
    "kind": "interregional_thematic_seminar",
    "kind_label": "interregional thematic seminar",
    "number": None,
    "start_date": "2020-02",
    "end_date": None,
    "date_note": None,
    "city": "-Leuven",
    "venue": None,
    "country": "BE",
    "country_label": "Belgium",
    "online": False,
    "hosts": "one; two",
    "hosts_label": "Łódź; @two",
    "co_organisers": None,
    "topics": "=1+1; Ελλάδα; more",
    "sessions": None,
    "study_visits": None,
    "participants_figure": 40,
    "participants_unit": "people",
    "participants_qualifier": None,
    "practices_identifier": "GP-9001; GP-9002",
    "practices_title": "First; Second",
    "practices_url": "http://127.0.0.1:8000/practices/a/; http://127.0.0.1:8000/practices/b/",
    "notes": None,
    "sources": None,
}
RUN = ("label", "city", "topics")


def test_a_workbook_holds_the_texts_as_they_are_and_no_formula(api, event):
    answer = api.get(with_format("events/", "xlsx"))
    events, about = workbook(answer).worksheets
    head, row = events.iter_rows()

    assert dict(zip((one.value for one in head), (one.value for one in row), strict=True)) == ROW
    assert {one.data_type for one in row} <= {"s", "n", "b"}, "no formula"
    assert events.title == "events"
    assert list(about.iter_rows(values_only=True)) == [
        ("Title", "Meetings of the project"),
        ("This list on the portal", "http://127.0.0.1:8000/api/v1/events/?lang=en"),
        ("Number of rows", "1"),
        ("Data as of", utc(catalogue.version().raised_at)),
        ("Release of the portal", RELEASE),
        ("Licence", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"),
        ("Language of the labels", "en"),
    ]


def test_a_row_of_csv_says_all_and_runs_nothing(api, event):
    (row,) = csv_rows(api.get(with_format("events/", "csv")))
    told = {name: "" if value is None else str(value) for name, value in ROW.items()}

    assert row == {
        **told,
        **{name: f"'{told[name]}" for name in RUN},
        "online": "false",
        "list": "http://127.0.0.1:8000/api/v1/events/?lang=en",
        "data_date": utc(catalogue.version().raised_at),
        "release": RELEASE,
        "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    }


def test_csv_begins_with_a_mark_on_request(api, event):
    plain = body(api.get(with_format("events/", "csv")))

    assert plain.startswith(b"code,label,")
    assert body(api.get(with_format("events/", "csv") + "&bom=0")) == plain
    assert body(api.get(with_format("events/", "csv") + "&bom=1")) == b"\xef\xbb\xbf" + plain


def test_a_file_of_a_code_list_says_whose_it_is(api):
    (row, *_rest) = csv_rows(api.get(with_format("regions/?country=ES", "csv")))
    about = workbook(api.get(with_format("regions/?country=ES", "xlsx"))).worksheets[1]

    assert row["source"] == ". ".join(source_of("regions").values())
    assert ("Source", row["source"]) in set(about.iter_rows(values_only=True))


def test_labels_stay_in_the_reader_s_language_until_the_last_row(api, smarty):
    answer = api.get(with_format("regions/?level=0", "csv") + "&lang=es")
    with override("en"):
        found = {row["code"]: row["label"] for row in csv_rows(answer)}

    assert found["ES"] == "España"
    assert found["BE"] == "Bélgica"


@pytest.mark.parametrize("shape", [EventSerializer, PartnerSerializer])
def test_columns_of_a_code_stand_beside_its_label(shape):
    columns = columns_of(parts_of(shape()))

    for name in ("kind", "country"):
        assert columns[columns.index(name) + 1] == f"{name}_label"
    assert len(set(columns)) == len(columns)


# What is sent with it, what is refused, what it costs


@pytest.mark.parametrize("told", MEDIA_TYPES)
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("partners/", "partners"),
        ("regions/?level=1&country=ES,PL&lang=es", "regions_level-1-country-ES-PL"),
        (EDITIONS, "practices-centratec-editions"),
    ],
)
def test_a_file_is_named_after_what_it_is(api, smarty, address, name, told):
    answer = api.get(with_format(address, told))
    day = f"{catalogue.version().raised_at:%Y-%m-%d}"

    assert answer.streaming
    assert answer.headers["Content-Type"] == MEDIA_TYPES[told]
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="smarty-{name}_{day}_{RELEASE}_CC-BY-4.0.{told}"'
    )
    assert 'rel="license"' in answer.headers["Link"]
    assert answer.headers["Data-Date"]
    body(answer)
    held = {"if-none-match": answer.headers["ETag"]}
    assert api.get(with_format(address, told), headers=held).status_code == 304


@pytest.mark.parametrize("address", LISTS)
def test_an_unknown_format_is_refused_with_those_there_are(api, smarty, address):
    answer = api.get(with_format(address, "geojson"))
    (error,) = json.loads(answer.content)["errors"]

    assert answer.status_code == 400
    assert (error["parameter"], error["value"]) == ("format", "geojson")
    assert error["allowed"] == ["json", "csv", "xlsx", "jsonl"]


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("format=csv&page=2", ["page"]),
        ("format=jsonl&page_size=5&fields=label&omit=label", ["page_size", "fields", "omit"]),
        ("format=csv&bom=yes", ["bom"]),
        ("format=xlsx&bom=1", ["bom"]),
        ("bom=1", ["bom"]),
    ],
)
@pytest.mark.parametrize("address", LISTS)
def test_what_has_no_meaning_for_a_file_is_refused(api, smarty, address, query, refused):
    query = query.replace("label", "is_current") if address == EDITIONS else query
    answer = api.get(f"/api/v1/{address}?{query}")

    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == refused


@pytest.mark.parametrize("told", MEDIA_TYPES)
@pytest.mark.parametrize(("address", "most"), [("partners/", 4), ("events/", 7)])
def test_a_file_costs_the_same_queries_for_one_row_and_for_three(api, address, most, told):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            host = factories.make_partner()
            factories.make_published(owner=host, events=[factories.make_event(hosts=(host,))])
        with CaptureQueriesContext(connection) as queries:
            held = body(api.get(with_format(address, told)))
        counts.append(len(queries))

    assert held
    assert len(records(api, address)) == 3
    assert counts[0] == counts[1] <= most
