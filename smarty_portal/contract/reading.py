"""The OpenAPI document as a page for people reads it: addresses, parameters, members, examples."""

import json
from dataclasses import dataclass
from functools import cached_property

from smarty_portal.addresses import site_address
from smarty_portal.contract.meanings import OPERATIONS

SHORT_LIST = 60


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of an answer: `type` in words, `shape` the name of the shape it has, if it has one."""

    name: str
    type: str
    shape: str
    meaning: str
    may_be_null: bool


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter with its right values: told here, or listed at an address."""

    name: str
    meaning: str
    type: str
    values: tuple[str, ...]
    several: bool
    default: str
    see: str
    is_in_path: bool


@dataclass(frozen=True, kw_only=True)
class Example:
    asked: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Shape:
    name: str
    meaning: str
    members: tuple[Member, ...]


@dataclass(frozen=True, kw_only=True)
class Address:
    """One address of the API."""

    anchor: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    members: tuple[Member, ...]
    examples: tuple[Example, ...]
    statuses: tuple[str, ...]


class Reading:
    """What the page shows of an OpenAPI document."""

    def __init__(self, described: dict):
        self.described = described

    @cached_property
    def addresses(self) -> list[Address]:
        """The addresses in the order in which their meanings stand; any others come last."""
        order = {name: place for place, name in enumerate(OPERATIONS)}
        found = [
            _address(path, item["get"], self.shapes_by_name)
            for path, item in self.described["paths"].items()
        ]
        return sorted(found, key=lambda one: order.get(one.anchor, len(order)))

    @cached_property
    def shapes_by_name(self) -> dict[str, Shape]:
        shapes = self.described["components"]["schemas"]
        return {name: _shape(name, shape) for name, shape in shapes.items()}

    @cached_property
    def shapes(self) -> list[Shape]:
        """The shapes that others are made of; those of whole answers stand at their addresses."""
        answers = {
            _reference(item["get"]["responses"]["200"]["content"]["application/json"]["schema"])
            for item in self.described["paths"].values()
        }
        return [shape for name, shape in self.shapes_by_name.items() if name not in answers]

    @property
    def headers(self) -> list[tuple[str, str]]:
        held = self.described["components"]["headers"]
        return [(name, header["description"]) for name, header in held.items()]


def _address(path: str, operation: dict, shapes: dict[str, Shape]) -> Address:
    good = operation["responses"]["200"]["content"]["application/json"]
    return Address(
        anchor=operation["operationId"],
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=tuple(_parameter(one) for one in operation["parameters"]),
        members=shapes[_reference(good["schema"])].members,
        examples=tuple(
            Example(
                asked=site_address(told["summary"]),
                answer=json.dumps(told["value"], indent=2, ensure_ascii=False),
            )
            for told in good.get("examples", {}).values()
        ),
        statuses=tuple(operation["responses"]),
    )


def _parameter(described: dict) -> Parameter:
    schema = described["schema"]
    several = schema.get("type") == "array"
    items = schema["items"] if several else schema
    values = items.get("enum", ())
    return Parameter(
        name=described["name"],
        meaning=described["description"],
        type=_type(items)[0],
        values=tuple(str(value) for value in values)[:SHORT_LIST],
        several=several,
        default=str(schema.get("default", "")),
        see=described.get("x-see", ""),
        is_in_path=described["in"] == "path",
    )


def _shape(name: str, shape: dict) -> Shape:
    members = []
    for member, schema in shape.get("properties", {}).items():
        kind, reference, may_be_null = _type(schema)
        members.append(
            Member(
                name=member,
                type=kind,
                shape=reference,
                meaning=schema.get("description", ""),
                may_be_null=may_be_null,
            )
        )
    return Shape(name=name, meaning=shape.get("description", ""), members=tuple(members))


def _type(schema: dict) -> tuple[str, str, bool]:
    """Return the type in a word or two, the name of the shape it is of, and whether null can be."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    choices = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf") or [schema]
    may_be_null = "null" in kinds or {"type": "null"} in choices
    if "array" in kinds:
        kind, reference, _null = _type(schema["items"])
        return f"[{kind}]", reference, may_be_null
    reference = next((_reference(one) for one in choices if "$ref" in one), "")
    if reference:
        return reference, reference, may_be_null
    kind = next((kind for kind in kinds if kind != "null"), "any")
    return schema.get("format", kind) if kind == "string" else kind, "", may_be_null


def _reference(schema: dict) -> str:
    return schema.get("$ref", "").rpartition("/")[2]
