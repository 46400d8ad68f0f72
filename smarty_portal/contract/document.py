"""The OpenAPI document: made from the code, filled with allowed values and examples of the present data."""

import threading
from functools import lru_cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator

from practices import codelists
from practices.vocabularies import VOCABULARIES
from smarty_portal.addresses import site_address
from smarty_portal.contract import meanings, members
from smarty_portal.contract.examples import answer_examples, problem_example
from smarty_portal.contract.schema import PROBLEM_SHAPES
from smarty_portal.problems import PROBLEM_JSON
from smarty_portal.terms import RELEASE, TEXT_LICENCE

# The one field of a record that `fields` and `omit` cannot take away.
KEYS = {
    "Entry": "identifier", "PracticeAnswer": "identifier", "EditionAnswer": "identifier",
    "EditionBrief": "number", "Partner": "code", "Region": "code", "Event": "code",
    "Theme": "code", "Technology": "code", "Sector": "code",
}  # fmt: skip
_making = threading.Lock()


def document(request: HttpRequest) -> dict:
    """Return the OpenAPI document in the language in force, as of the version of this request."""
    version = request.mark.version
    made = _described(get_language())
    lists = codelists.current(version)
    paths = {path: _operation(item["get"], lists) for path, item in made["paths"].items()}
    examples = answer_examples(request, list(paths))
    return made | {"paths": {path: {"get": with_examples(operation, examples[path])}
                             for path, operation in paths.items()}}  # fmt: skip


@lru_cache(maxsize=16)
def _described(language: str) -> dict:
    """What does not depend on the data; drf-spectacular keeps state while it works."""
    with _making:
        made = SchemaGenerator().get_schema(request=None, public=True)
    made["info"] |= {
        "license": {"name": "CC BY 4.0", "url": TEXT_LICENCE},
        "description": str(meanings.API),
        "x-release": RELEASE,
    }
    made["externalDocs"] = {"url": site_address(reverse("build"))}
    components = made.setdefault("components", {})
    components["schemas"] |= PROBLEM_SHAPES
    components["headers"] = {
        name: {"description": str(told), "schema": {"type": "string"}}
        for name, told in meanings.HEADERS.items()
    }
    for name, shape in components["schemas"].items():
        _explain(name, shape)
    return made


def _explain(name: str, shape: dict) -> None:
    """Say what a shape and each of its members is; let those be left out that can be."""
    shape.pop("description", None)
    if told := members.SHAPES.get(name):
        shape["description"] = str(told)
    for member, held in list(shape.get("properties", {}).items()):
        if told := members.of_member(name, member):
            shape["properties"][member] = {
                **{word: value for word, value in held.items() if word != "description"},
                "description": str(told),
            }
    if name in KEYS:
        shape["required"] = [
            member for member in shape["properties"] if member in (KEYS[name], *members.BESIDE)
        ]


def _operation(described: dict, lists: codelists.CodeLists) -> dict:
    told = meanings.OPERATIONS.get(described["operationId"]) or meanings.as_described(described)
    responses = dict(described["responses"])
    for status, answer in responses.items():
        responses[status] = answer | {"description": str(meanings.of_status(status))}
    return described | {
        "summary": str(told.summary),
        "description": str(told.description),
        "parameters": [
            _parameter(described["operationId"], one, lists)
            for one in described.get("parameters", ())
        ],
        "responses": responses,
    }


def _parameter(operation: str, described: dict, lists: codelists.CodeLists) -> dict:
    """Return a parameter with its meaning, and its right values where a refusal would list them."""
    name = described["name"]
    told = described | {"description": meanings.of_parameter(operation, name)}
    allowed, see = _right_values(operation, name, lists)
    if allowed:
        items = told["schema"]["items"] | {"enum": allowed}
        return told | {"schema": told["schema"] | {"items": items}}
    return told | ({"x-see": site_address(see)} if see else {})


def _right_values(operation: str, name: str, lists: codelists.CodeLists) -> tuple[list[str], str]:
    """Return what a refusal would list, or the address that lists it; nothing for other parameters."""
    if (operation, name) == ("regions_list", "country"):
        return sorted(lists.countries), ""
    if operation != "practices_list" or name not in VOCABULARIES:
        return [], ""
    vocabulary = VOCABULARIES[name](lists)
    return list(vocabulary.allowed), vocabulary.see


def with_examples(operation: dict, examples: dict) -> dict:
    """Return an operation with real answers beside their shapes."""
    responses = {}
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        if status == "200" and examples:
            shown = content["application/json"] | {"examples": examples}
            content = content | {"application/json": shown}
        elif PROBLEM_JSON in content:
            example = problem_example(int(status), operation["operationId"])
            content = {PROBLEM_JSON: content[PROBLEM_JSON] | {"example": example}}
        responses[status] = answer | ({"content": content} if content else {})
    return operation | {"responses": responses}
