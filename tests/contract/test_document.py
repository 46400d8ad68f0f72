"""The OpenAPI document: valid, complete in words, and with examples that are real answers."""

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from practices.models import CatalogueEntry
from smarty_portal.problems import KIND_OF_NAME, KIND_OF_STATUS
from tests.contract.schema import Contract


def operations(document: dict) -> list[dict]:
    return [item["get"] for item in document["paths"].values()]


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_valid(api, smarty, language):
    validate_schema(api.get(f"/api/v1/openapi.json?lang={language}").json())


def test_no_parameter_is_described_twice(contract):
    """Validators let it pass; generators leave the address out."""
    for operation in operations(contract.document):
        names = [(one["in"], one["name"]) for one in operation["parameters"]]
        assert len(names) == len(set(names)), operation["operationId"]


def test_page_sizes_are_those_that_are_taken(contract, api):
    for path, item in contract.document["paths"].items():
        for one in item["get"]["parameters"]:
            if one["name"] == "page_size":
                address, most = path.replace("{slug}", "centratec"), one["schema"]["maximum"]
                asked = [api.get(f"{address}?page_size={size}") for size in (most, most + 1)]
                assert [answer.status_code for answer in asked] == [200, 400], path


def test_everything_has_a_meaning(contract):
    """Each address, parameter, header, status, shape and member is explained."""
    document = contract.document
    silent = [
        name for operation in operations(document) for name, told in {
            operation["operationId"]: operation["summary"] and operation["description"],
            **{f"{operation['operationId']} {one['name']}": one.get("description")
               for one in operation["parameters"]},
            **{f"{operation['operationId']} {status}": answer.get("description")
               for status, answer in operation["responses"].items()},
        }.items() if not told
    ]  # fmt: skip
    silent += [
        f"{name}.{member}"
        for name, shape in document["components"]["schemas"].items()
        for member, held in shape["properties"].items()
        if not held.get("description")
    ]
    silent += [name for name, held in document["components"]["headers"].items()
               if not held["description"]]  # fmt: skip

    assert silent == []


def test_what_a_parameter_means_is_said_once():
    """In the meanings, which are translated: what a view said beside them would never be read."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    said = [
        f"{operation['operationId']} {one['name']}: {one['description']}"
        for operation in operations(made)
        for one in operation["parameters"]
        if one.get("description")
    ]

    assert len(operations(made)) > 10
    assert said == []


def test_a_search_is_described_as_it_answers(contract, api):
    """Whole hits first, partial ones after them, an identifier alone."""
    (told,) = [
        one["description"]
        for operation in operations(contract.document)
        for one in operation["parameters"]
        if (operation["operationId"], one["name"]) == ("practices_list", "q")
    ]
    both = [row["identifier"] for row in rows(api, "robotics textile")]
    whole = {row["identifier"] for row in rows(api, "robotics")}
    whole &= {row["identifier"] for row in rows(api, "textile")}

    assert "Practices that hold all of them come first" in told
    assert whole
    assert set(both[: len(whole)]) == whole
    assert len(both) > len(whole)
    assert "An identifier (GP-0007) finds its practice alone" in told
    assert [row["identifier"] for row in rows(api, "GP-0007")] == ["GP-0007"]


def rows(api, query: str) -> list[dict]:
    return api.get("/api/v1/practices/", {"q": query, "page_size": 100}).json()["results"]


def test_every_closed_list_of_values_is_told(contract, api):
    """The rule of refusals: what a refusal would list is listed, else where to find it."""
    (practices,) = [one for one in operations(contract.document)
                    if one["operationId"] == "practices_list"]  # fmt: skip
    told = {one["name"]: one for one in practices["parameters"]}

    def values(name: str) -> list[str]:
        return told[name]["schema"]["items"]["enum"]

    themes = api.get("/api/v1/themes/").json()["results"]
    assert sorted(values("theme")) == sorted(row["code"] for row in themes)
    assert "prato" in values("partner")
    assert "iot" in values("technology")
    assert values("level") == ["1", "2", "3", "4", "lapsed"]
    assert told["region"]["x-see"] == "http://127.0.0.1:8000/api/v1/regions/"
    assert told["sector"]["x-see"] == "http://127.0.0.1:8000/api/v1/sectors/"
    assert told["page_size"]["schema"]["maximum"] == 100


def test_every_answer_has_a_real_example(fresh_contract, api):
    """Examples are what the address that they name answers."""
    count = 0
    for path, item in fresh_contract.document["paths"].items():
        good = item["get"]["responses"]["200"]["content"]["application/json"]
        assert good["examples"], path
        for example in good["examples"].values():
            asked = example["summary"]
            answer = api.get(asked)
            assert (answer.status_code, answer.json()) == (200, example["value"]), asked
            count += 1
    assert count >= len(fresh_contract.document["paths"])


def test_every_problem_has_an_example_of_its_kind(contract):
    for operation in operations(contract.document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                example = answer["content"]["application/problem+json"]["example"]
                is_put_back = (operation["operationId"], status) == ("changes_list", "410")
                kind = KIND_OF_NAME["put-back"] if is_put_back else KIND_OF_STATUS[int(status)]
                assert (example["type"], example["status"]) == (kind.address, int(status))


def test_it_speaks_the_language_asked_for(api, smarty):
    told = api.get("/api/v1/openapi.json?lang=es").json()
    example = told["paths"]["/api/v1/practices/{slug}/"]["get"]["responses"]["200"]["content"][
        "application/json"]["examples"]["plain"]["value"]  # fmt: skip

    assert example["url"].startswith("http://127.0.0.1:8000/es/practices/")
    assert example == api.get(example["api_url"], {"lang": "es"}).json()


def test_an_empty_portal_is_described_too(api, db):
    contract = Contract(api.get("/api/v1/openapi.json").json())

    assert not CatalogueEntry.objects.exists()
    assert contract.faults("/api/v1/practices/", api.get("/api/v1/practices/")) == []


def test_the_page_for_people_tells_the_same(client, smarty, contract):
    page = client.get("/api/v1/docs/").content.decode()

    for path, item in contract.document["paths"].items():
        assert f"GET {path}" in page
        for parameter in item["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in page
    for name, shape in contract.document["components"]["schemas"].items():
        assert not shape.get("description") or name.endswith(("Page", "Answer", "Root")) or (
            f'id="shape-{name}"' in page
        )  # fmt: skip
