"""What every address under /api/ shares: parameters, problems, methods, origins, languages."""

import json
import re

import pytest
from django.test import Client, override_settings
from django.utils.html import escape

from smarty_portal import api as shared
from smarty_portal.problems import KINDS
from smarty_portal.terms import licence_of
from tests import factories
from tests.conftest import CODES

LISTS = (
    "practices/", "partners/", "regions/", "themes/", "technologies/", "sectors/", "events/",
    "practices/centratec/editions/",
)  # fmt: skip
FORMATS = {
    **dict.fromkeys(LISTS, ["json", "csv", "xlsx", "jsonl"]),
    "practices/": ["json", "csv", "xlsx", "jsonl", "geojson", "bibtex"],
    "practices/centratec/": ["json", "jsonld", "turtle"],
}
ADDRESSES = (*LISTS, "", "openapi.json", "practices/centratec/", "practices/centratec/editions/1/")


def problem(answer) -> dict:
    """Return the problem an answer tells, checked for form."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert told["type"].startswith("http://127.0.0.1:8000/api/v1/problems/")
    assert told["status"] == answer.status_code
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


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("query", "q"), ("search", "q"), ("sort", "ordering"), ("per_page", "page_size")],
)
def test_what_others_call_a_parameter_is_known(api, db, asked, meant):
    told = problem(api.get(f"/api/v1/practices/?{asked}=x"))
    assert [error["nearest"] for error in told["errors"]] == [meant]
    assert (
        told["detail"] == f"{asked}: There is no parameter “{asked}” here. Did you mean “{meant}”?"
    )


def test_a_parameter_is_not_meant_where_there_is_none(api, db):
    told = problem(api.get("/api/v1/themes/?query=x"))
    assert ["nearest" in error for error in told["errors"]] == [False]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("parameter", "value"), [("lang", "de"), ("format", "xml"), ("lang", "../es")]
)
def test_every_address_refuses_unknown_languages_and_formats(
    api, smarty, address, parameter, value
):
    told = problem(api.get(f"/api/v1/{address}", {parameter: value}))

    allowed = {"lang": ["en", "es"], "format": FORMATS.get(address, ["json"])}[parameter]
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
    assert {"data_date", "release", "licence"} < set(told)
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


@pytest.mark.parametrize("address", LISTS)
def test_who_accepts_nothing_but_the_file_gets_it(api, smarty, address):
    for form in FORMATS[address]:
        told = api.get(f"/api/v1/{address}?format={form}").headers["Content-Type"]
        for accepted in (told, told.partition(";")[0], f"{told.partition('/')[0]}/*"):
            query = f"/api/v1/{address}?format={form}"
            answer = api.get(query, headers={"accept": f"image/png, {accepted};q=0.5"})
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, told)
        refused = api.get(f"/api/v1/{address}?format={form}", headers={"accept": "image/png"})
        assert problem(refused)["status"] == 406


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


@pytest.mark.parametrize("address", ["docs/", "problems/", "problems/not-found/", "nothing/"])
@pytest.mark.parametrize(("query", "language"), [("", "en"), ("?lang=es", "es")])
def test_pages_and_unknown_addresses_say_their_language(client, smarty, address, query, language):
    answer = client.get(f"/api/v1/{address}{query}")

    assert answer.headers["Content-Language"] == language


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

    assert len(described["paths"]) >= 12
    for path in described["paths"]:
        assert path in page


# Pages of a list, parts of a record


def linked(answer) -> dict[str, str]:
    """Return the addresses of `Link` by what they lead to."""
    told = re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["Link"])
    return {rel: address.removeprefix("http://127.0.0.1:8000") for address, rel in told}


@pytest.mark.parametrize("address", LISTS)
def test_links_lead_through_every_list_without_gap_or_repetition(api, smarty, address):
    whole = api.get(f"/api/v1/{address}?page_size=100").json()
    size = 40 if whole["count"] > 100 else 3
    seen, pages = [], 0
    following = f"/api/v1/{address}?page_size={size}"
    while following and pages < 8:
        answer = api.get(following)
        links, told = linked(answer), answer.json()
        seen += [json.dumps(row, sort_keys=True) for row in told["results"]]
        pages += 1
        assert links["first"].endswith("page=1") or "page=1&" in links["first"]
        assert ("prev" in links) == (pages > 1)
        following = links.get("next")
        assert (told["next"] or "").removeprefix("http://127.0.0.1:8000") == (following or "")
    last = api.get(links["last"]).json()

    assert len(seen) == len(set(seen)) == min(whole["count"], 8 * size)
    assert seen[:100] == [json.dumps(row, sort_keys=True) for row in whole["results"]][: len(seen)]
    assert last["next"] is None


@pytest.mark.parametrize("ordering", ["", "relevance", "newest", "title", "level"])
def test_equal_rows_keep_their_places_over_pages(api, db, clock, ordering):
    clock("2026-03-01")
    for _ in range(7):
        factories.make_published(title="Looms", technologies=["iot"])
    pages = [
        api.get(f"/api/v1/practices/?q=looms&ordering={ordering}&page_size=2&page={page}").json()
        for page in (1, 2, 3, 4)
    ]
    found = [row["identifier"] for page in pages for row in page["results"]]

    assert len(found) == len(set(found)) == 7


@pytest.mark.parametrize(
    "address", [*LISTS, "practices/centratec/", "practices/centratec/editions/1/"]
)
def test_fields_and_omit_choose_parts_of_a_record(api, smarty, address):
    def records(query: str) -> tuple[set, dict]:
        told = api.get(f"/api/v1/{address}?{query}").json()
        kept = told["results"][0] if "results" in told else told
        return set(kept) - ({"data_date", "release", "licence"} if kept is told else set()), told

    whole, _told = records("")
    key = next(name for name in ("identifier", "code", "number") if name in whole)
    chosen = sorted(whole - {key})[:2]

    assert records(f"fields={','.join(chosen)}")[0] == {key, *chosen}
    assert records(f"fields={chosen[0]}&fields={chosen[1]}&omit={chosen[1]}")[0] == {key, chosen[0]}
    assert records(f"omit={','.join(sorted(whole))}")[0] == {key}
    partial, told = records(f"omit={chosen[0]}")
    assert partial == whole - {chosen[0]}
    own = {"sectors/": "LicenseRef-EU-2011-833", "themes/": "EUPL-1.2", "technologies/": "EUPL-1.2"}
    assert told["licence"]["text"]["code"] == own.get(address, "CC-BY-4.0")


@pytest.mark.parametrize("part", ["fields", "omit"])
@pytest.mark.parametrize("address", [*LISTS, "practices/centratec/"])
def test_unknown_parts_are_refused_with_the_nearest(api, smarty, address, part):
    (known, *_rest) = (
        api.get(f"/api/v1/{address}?page_size=1").json()["results"][0]
        if address in LISTS
        else ["title"]
    )
    told = problem(api.get(f"/api/v1/{address}?{part}={known}x"))

    (error,) = told["errors"]
    assert (error["parameter"], error["value"], error["pointer"]) == (part, f"{known}x", f"/{part}")
    assert error["nearest"]
    assert known in error["allowed"]


@pytest.mark.parametrize("address", ["", "suggestions/", "openapi.json"])
def test_what_has_no_records_takes_no_parts(api, smarty, address):
    assert problem(api.get(f"/api/v1/{address}?fields=title"))["errors"][0]["parameter"] == "fields"


@pytest.mark.parametrize("address", ["regions/", "sectors/", "themes/", "technologies/"])
def test_a_code_list_names_its_source_and_terms(api, smarty, address):
    head = json.loads((CODES / f"{address.strip('/')}.json").read_text())["meta"]

    answer = api.get(f"/api/v1/{address}")
    told = answer.json()
    assert told["source"] == {
        name: head[name] for name in ("title", "version", "source", "licence")
    }
    licence = told["licence"]["text"]
    assert told["licence"]["metadata"] == licence
    assert licence["label"].replace("EUPL ", "EUPL-").removeprefix("Commission ") in head["licence"]
    again = api.get(f"/api/v1/{address}", headers={"if-none-match": answer.headers["ETag"]})
    for held in (answer, again):
        licences = re.findall(r'<([^>]+)>; rel="license"', held.headers["Link"])
        assert licences == [licence["url"]]


def test_the_terms_of_every_code_list_are_known():
    lists = [path.stem for path in CODES.glob("*.json")]
    served = {"regions", "themes", "technologies", "sectors", "units"}
    assert served < set(lists)
    for name in served:
        assert licence_of(name)["text"]["url"].startswith("https://")


# Problems and their pages


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["", "?lang=es"])
def test_every_kind_of_problem_has_a_page_that_explains_it(client, smarty, kind, language):
    answer = client.get(kind.address.removeprefix("http://127.0.0.1:8000") + language)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert f"{kind.status}" in answer.content.decode()
    if not language:
        assert escape(str(kind.advice)) in answer.content.decode()


def test_problems_are_listed_and_others_are_not_found(client, smarty):
    listed = client.get("/api/v1/problems/").content.decode()

    assert all(f"/api/v1/problems/{kind.name}/" in listed for kind in KINDS)
    assert client.get("/api/v1/problems/nothing/").status_code == 404


def test_a_pointer_is_escaped(api, smarty):
    told = problem(api.get("/api/v1/practices/", {"a/b~c": "1"}))

    assert told["errors"][0]["pointer"] == "/a~1b~0c"
