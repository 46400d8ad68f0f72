"""Every real answer, judged by what the API says of itself."""

import pytest

from practices.models import CatalogueEntry, Edition
from tests.contract.schema import Contract

ADDRESSES = (
    "", "practices/", "practices/{slug}/", "practices/{slug}/editions/", "partners/", "regions/",
    "practices/{slug}/editions/{number}/", "themes/", "technologies/", "sectors/", "events/",
    "suggestions/",
)  # fmt: skip


def judged(contract: Contract, api, address: str, *, is_whole: bool = True) -> dict | None:
    """Ask and judge; returns what was answered."""
    path = address.partition("?")[0]
    answer = api.get(address, headers={"origin": "https://elsewhere.example"})
    assert contract.faults(path, answer, is_whole=is_whole) == []
    return answer.json() if answer.content else None


def test_the_document_names_every_address(contract):
    assert {f"/api/v1/{address}" for address in ADDRESSES} <= set(contract.document["paths"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_of_every_list(contract, api, language):
    lists = [path for path, item in contract.document["paths"].items() if "{" not in path
             and "page" in {parameter["name"] for parameter in item["get"]["parameters"]}]  # fmt: skip
    seen = 0
    for path in lists:
        address = f"{path}?page_size=100&lang={language}"
        while address:
            told = judged(contract, api, address)
            seen += len(told["results"])
            following = told["next"] if language == "en" else None
            address = (following or "").removeprefix("http://127.0.0.1:8000")

    assert len(lists) >= 7
    assert seen > (3000 if language == "en" else 200)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_practice_and_every_edition(contract, api, language):
    for entry in CatalogueEntry.objects.on_show():
        address = f"/api/v1/practices/{entry.slug}/"
        record = judged(contract, api, f"{address}?lang={language}")
        judged(contract, api, f"{address}editions/?lang={language}")
        assert record["identifier"] == entry.identifier
    for edition in Edition.objects.filter(entry__withdrawn_at=None):
        slug = edition.document["slug"]
        judged(
            contract, api, f"/api/v1/practices/{slug}/editions/{edition.number}/?lang={language}"
        )


@pytest.mark.parametrize(
    "query",
    ["q=digital", "q=textlie", "q=digital&facets=theme,technology,sector,region,country,partner",
     "facets=nature,scope,validation,level", "ordering=title&year_from=2015&year_to=2020&level=1",
     "q=nothingatall", "region=ES51,ITI1&sector=C13&scope=regional&country=UK"],
)  # fmt: skip
def test_searches_filters_and_counts(contract, api, query):
    judged(contract, api, f"/api/v1/practices/?{query}")


def test_files_and_changes(contract, api):
    """Files are described by their type; what is in them is tried where they are made."""
    parameters = contract.operation("/api/v1/practices/")["parameters"]
    (formats,) = [one["schema"]["enum"] for one in parameters if one["name"] == "format"]
    for name in formats:
        answer = api.get(f"/api/v1/practices/?format={name}")
        assert contract.faults("/api/v1/practices/", answer) == []
    address = "/api/v1/changes/?page_size=5"
    while address:
        told = judged(contract, api, address)
        address = (told["next"] or "").removeprefix("http://127.0.0.1:8000")

    assert {"json", "csv", "jsonl"} <= set(formats)


@pytest.mark.parametrize("address", [
    "partners/", "regions/", "themes/", "technologies/", "sectors/", "events/",
    "practices/centratec/editions/"
])  # fmt: skip
def test_files_of_the_other_lists(contract, api, address):
    """Each format that is described is answered as described, and each has a described type."""
    operation = contract.operation(f"/api/v1/{address}")
    (formats,) = [one["schema"]["enum"] for one in operation["parameters"]
                  if one["name"] == "format"]  # fmt: skip
    for name in formats:
        answer = api.get(f"/api/v1/{address}?format={name}")
        assert (answer.status_code, contract.faults(f"/api/v1/{address}", answer)) == (200, [])

    assert formats == ["json", "csv", "xlsx", "jsonl"]
    assert len(operation["responses"]["200"]["content"]) == len(formats)


@pytest.mark.parametrize("query", ["q=", "q=dig", "q=tex&lang=es", ""])
def test_suggestions_and_root(contract, api, query):
    judged(contract, api, f"/api/v1/suggestions/?{query}")
    judged(contract, api, "/api/v1/")


@pytest.mark.parametrize("address", [one for one in ADDRESSES if one not in ("", "suggestions/")])
def test_parts_of_records_keep_to_the_published_shape(contract, api, address):
    path = f"/api/v1/{address}".replace("{slug}", "centratec").replace("{number}", "1")
    operation = contract.operation(path)
    parameters = {one["name"]: one for one in operation["parameters"]}
    fields, few = parameters["fields"], "&page_size=3" if "page_size" in parameters else ""
    for name in fields["schema"]["items"]["enum"]:
        judged(contract, api, f"{path}?fields={name}{few}", is_whole=False)
        judged(contract, api, f"{path}?omit={name}{few}", is_whole=False)


# Errors


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("lnag=es", {}, 400),
        ("lang=de&format=xml", {}, 400),
        ("=x", {}, 400),
        ("", {"accept": "application/xml"}, 406),
    ],
)
def test_refusals(contract, api, address, query, headers, status):
    path = f"/api/v1/{address}".replace("{slug}", "centratec").replace("{number}", "1")
    answer = api.get(f"{path}?{query}", headers=headers)

    assert answer.status_code == status
    assert contract.faults(path, answer) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("practices/?page=99", 404), ("regions/?page=999", 404), ("practices/nothing/", 404),
     ("practices/nothing/editions/", 404), ("practices/centratec/editions/99/", 404),
     ("practices/centratec/editions/?page=9", 404)],
)  # fmt: skip
def test_what_is_not_there(contract, api, path, status):
    answer = api.get(f"/api/v1/{path}")

    assert answer.status_code == status
    assert contract.faults(f"/api/v1/{path}".partition("?")[0], answer) == []


def test_withdrawn_practices(contract, api, clock):
    rows = CatalogueEntry.objects.filter(slug="centratec")
    rows.update(withdrawn_at=clock("2026-04-02"), withdrawal_reason="The source was wrong.")
    for path in ("", "editions/", "editions/1/"):
        answer = api.get(f"/api/v1/practices/centratec/{path}")
        assert answer.status_code == 410
        assert contract.faults(f"/api/v1/practices/centratec/{path}", answer) == []


def test_what_took_too_long(contract, api, settings):
    settings.SEARCH_SECONDS = 0
    address = "/api/v1/practices/?q=digital"
    listed, file = api.get(address), api.get(f"{address}&format=csv")

    assert (listed.status_code, listed.json()["query"]["cut_short"]) == (200, True)
    assert (file.status_code, file.headers["Retry-After"]) == (503, "60")
    assert file.json()["title"] == "Took too long"
    assert contract.faults("/api/v1/practices/", file) == []
    # Not to be kept, so without an ETag; terms, date and release are told all the same.
    faults = contract.faults("/api/v1/practices/", listed, is_whole=False)
    assert faults == ["/api/v1/practices/: no header ETag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_not_modified(contract, api, address):
    path = f"/api/v1/{address}".replace("{slug}", "centratec").replace("{number}", "1")
    answer = api.get(path, headers={"if-none-match": api.get(path).headers["ETag"]})

    assert answer.status_code == 304
    assert contract.faults(path, answer) == []


# The judge himself


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda record: record.pop("title"), "'title' is a required property"),
        (lambda record: record.update(colour="red"), "'colour' was unexpected"),
        (lambda record: record.update(start_year="2018"), "'2018' is not of type"),
        (lambda record: record["owner"].update(label=None), "None is not of type 'string'"),
    ],
)
def test_a_wrong_answer_is_seen(contract, api, change, told):
    path = "/api/v1/practices/centratec/"
    record = api.get(path).json()
    change(record)

    class Answer:
        status_code = 200
        headers = api.get(path).headers

        @staticmethod
        def json():
            return record

    (fault,) = contract.faults(path, Answer)
    assert told in fault
