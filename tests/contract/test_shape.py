"""The shape of version 1 is pinned: addresses, parameters, and every member with its type.

What is pinned may be added to, and then the new pin is committed with the change that made it:
`PIN_SHAPE=1 pytest tests/contract/test_shape.py`
writes it. What was pinned before must never go or change while the
address says v1 (the policy stands on the page "Build on it").
"""

import json
import os
from pathlib import Path

PIN = Path(__file__).with_name("v1.json")


def shape_of(document: dict) -> dict:
    """Return addresses with parameters, and shapes with members and types, without any words."""
    return {
        "addresses": {
            path: {
                "parameters": {
                    one["name"]: one["schema"].get("type") for one in item["get"]["parameters"]
                },
                "answer": _type(
                    item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
                ),
                "statuses": sorted(item["get"]["responses"]),
            }
            for path, item in sorted(document["paths"].items())
        },
        "shapes": {
            name: {member: _type(held) for member, held in shape["properties"].items()}
            for name, shape in sorted(document["components"]["schemas"].items())
        },
    }


def _type(schema: dict) -> str:
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if choices := schema.get("oneOf") or schema.get("allOf"):
        return " or ".join(sorted(_type(choice) for choice in choices))
    kinds = schema.get("type", "any")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(
        f"[{_type(schema['items'])}]" if kind == "array" else schema.get("format", kind)
        if kind == "string" else kind for kind in kinds
    )  # fmt: skip


def differences(pinned: dict, found: dict, where: str = "") -> list[str]:
    """Return what went or changed, and what is new, by its place."""
    told = []
    for name in sorted(pinned.keys() | found.keys()):
        place = f"{where}{name}"
        if name not in found:
            told.append(f"{place} is gone: version 1 is broken")
        elif name not in pinned:
            told.append(f"{place} is new: pin it")
        elif isinstance(pinned[name], dict):
            told += differences(pinned[name], found[name], f"{place} → ")
        elif pinned[name] != found[name]:
            told.append(f"{place} was {pinned[name]}, is {found[name]}: version 1 is broken")
    return told


def test_version_1_keeps_its_shape(contract):
    pinned = json.loads(PIN.read_text())

    if os.environ.get("PIN_SHAPE"):
        PIN.write_text(json.dumps(shape_of(contract.document), indent=1, ensure_ascii=False) + "\n")
    assert differences(pinned, shape_of(contract.document)) == []


def test_what_breaks_is_told_from_what_is_new():
    pinned = {"shapes": {"Entry": {"title": "string", "year": "integer"}}}
    found = {"shapes": {"Entry": {"title": "integer", "colour": "string"}}}

    assert differences(pinned, found) == [
        "shapes → Entry → colour is new: pin it",
        "shapes → Entry → title was string, is integer: version 1 is broken",
        "shapes → Entry → year is gone: version 1 is broken",
    ]
