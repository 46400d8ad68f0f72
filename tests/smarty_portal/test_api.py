"""What every address under /api/ shares: parameters, problems, methods, origins, languages."""

import json

import pytest
from django.test import Client, override_settings

from smarty_portal import api as shared

LISTS = (
    "practices/", "partners/", "regions/", "themes/", "technologies/", "sectors/", "events/",
    "practices/centratec/editions/",
)  # fmt: skip
ADDRESSES = (*LISTS, "", "openapi.json", "practices/centratec/", "practices/centratec/editions/1/")


def problem(answer) -> dict:
    """Return the problem an answer tells, checked for form."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert (told["type"], told["status"]) == ("about:blank", answer.status_code)
    return told


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_json_to_anyone(api, smarty, address):
    answer = api.get(f"/api/v1/{address}", headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Language"] == "en"
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_refuses_unknown_parameters(api, smarty, address):
    told = problem(api.get(f"/api/v1/{address}?lnag=es&utm_source=x&fbclid=y"))

    assert told["status"] == 400
    assert [(error["parameter"], error["nearest"]) for error in told["errors"]] == [
        ("lnag", "lang")
    ]
    assert "lang" in told["errors"][0]["allowed"]
    assert told["detail"] == "lnag: There is no parameter “lnag” here. Did you mean “lang”?"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("parameter", "value"), [("lang", "de"), ("format", "xml"), ("lang", "../es")]
)
def test_every_address_refuses_unknown_languages_and_formats(
    api, smarty, address, parameter, value
):
    told = problem(api.get(f"/api/v1/{address}", {parameter: value}))

    allowed = {"lang": ["en", "es"], "format": ["json"]}[parameter]
    assert told["status"] == 400
    assert [(e["parameter"], e["value"], e["allowed"]) for e in told["errors"]] == [
        (parameter, value, allowed)
    ]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=-1", "page=", "page_size=0", "page_size=101", "page=²"]
)
def test_every_list_refuses_odd_pages(api, smarty, address, query):
    told = problem(api.get(f"/api/v1/{address}?{query}"))

    assert told["status"] == 400
    assert told["errors"][0]["parameter"] == query.split("=")[0]


@pytest.mark.parametrize("address", LISTS)
def test_a_page_past_the_last_is_not_found(api, smarty, address):
    told = problem(api.get(f"/api/v1/{address}?page=999"))

    assert (told["status"], told["detail"]) == (404, "There is no page 999.")


@pytest.mark.parametrize("address", LISTS)
def test_every_list_has_the_same_envelope(api, smarty, address):
    told = json.loads(api.get(f"/api/v1/{address}?page_size=1").content)

    assert list(told)[:4] == ["count", "next", "previous", "results"]
    assert len(told["results"]) == 1
    assert told["previous"] is None
    if told["count"] > 1:
        assert told["next"].startswith(f"http://127.0.0.1:8000/api/v1/{address}?")


@pytest.mark.parametrize("address", ADDRESSES)
def test_reading_is_all_there_is(api, smarty, address):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(api, method)(f"/api/v1/{address}")
        assert problem(answer)["status"] == 405
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert api.head(f"/api/v1/{address}").status_code == 200


def test_only_json_is_spoken(api, smarty):
    told = problem(api.get("/api/v1/practices/", headers={"accept": "application/xml"}))

    assert told["status"] == 406


@pytest.mark.parametrize("address", ["nothing/", "practices/x/y/", "practices/centratec", "x"])
def test_unknown_addresses_are_problems_too(api, smarty, address):
    answer = api.get(f"/api/v1/{address}", follow=True)

    if address != "practices/centratec":
        assert problem(answer)["status"] == 404


def test_our_own_fault_is_a_problem_without_details(smarty, monkeypatch):
    def broken(query):
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(shared, "common_refusals", broken)
    client = Client(raise_request_exception=False)

    answer = client.get("/api/v1/themes/")

    assert problem(answer)["status"] == 500
    assert b"secret" not in answer.content


@override_settings(DEBUG=False)
def test_labels_follow_the_language(api, smarty):
    english = json.loads(api.get("/api/v1/regions/?level=0&country=ES").content)
    answer = api.get("/api/v1/regions/?level=0&country=ES&lang=es")
    spanish = json.loads(answer.content)

    assert [row["label"] for row in english["results"]] == ["Spain"]
    assert [row["label"] for row in spanish["results"]] == ["España"]
    assert answer.headers["Content-Language"] == "es"


@pytest.mark.parametrize(
    ("word", "right", "found"),
    [
        ("themes", ("theme", "technology"), "theme"),
        ("REGOIN", ("region", "sector"), "region"),
        ("xyz", ("region", "sector"), ""),
        ("x" * 100_000, ("region",), ""),
    ],
)
def test_nearest(word, right, found):
    assert shared.nearest(word, right) == found


def test_docs_page_names_every_address(client, smarty):
    page = client.get("/api/v1/docs/").content.decode()
    described = json.loads(client.get("/api/v1/openapi.json").content)

    assert len(described["paths"]) == 11
    for path in described["paths"]:
        assert path in page
