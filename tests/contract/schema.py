"""The API's own description as a judge of its answers, stricter than what is published.

Published shapes let members be added and let `fields` leave them out; here every member must be there
and no other. OpenAPI 3.1 shapes are JSON Schema, so jsonschema, which is installed with the API's
description anyway, judges them.
"""

import copy
import re
from dataclasses import dataclass
from functools import cached_property

from jsonschema import Draft202012Validator

NUMBER, SLUG = r"[0-9]+", r"[^/]+"
# Members that are only there when they are asked for.
ON_REQUEST = {"EntryPage": {"facets", "query"}, "Entry": {"passage"}, "Facets": None, "Problem": None,
              "ProblemError": None}  # fmt: skip


@dataclass(frozen=True)
class Contract:
    """The OpenAPI document as one can ask it what an answer must be like."""

    document: dict

    @cached_property
    def strict(self) -> dict:
        made = copy.deepcopy(self.document)
        for name, shape in made["components"]["schemas"].items():
            _close(name, shape)
        return made

    def operation(self, path: str) -> dict:
        """Return the operation that a path belongs to; raises LookupError when none does."""
        for template, item in self.document["paths"].items():
            pattern = template.replace("{number}", NUMBER).replace("{slug}", SLUG)
            if re.fullmatch(pattern, path):
                return item["get"]
        raise LookupError(path)

    def faults(self, path: str, answer, *, is_whole: bool = True) -> list[str]:
        """Return what of a Django answer the document does not promise."""
        described = self.operation(path)["responses"].get(str(answer.status_code))
        if described is None:
            return [f"{path}: status {answer.status_code} is not described"]
        found = [f"{path}: no header {name}" for name in self._missing_headers(described, answer)]
        if not described.get("content"):
            return found
        kind = answer.headers["Content-Type"].partition(";")[0]
        if kind not in described["content"]:
            return [*found, f"{path}: {kind} is not described"]
        shape = described["content"][kind]["schema"]
        if not kind.endswith("json") or kind == "application/geo+json":
            return found
        told = self._judge(is_whole, shape).iter_errors(answer.json())
        return found + [f"{path}: {error.json_path}: {error.message[:200]}" for error in told]

    def _judge(self, is_whole: bool, shape: dict) -> Draft202012Validator:
        held = self.strict if is_whole else self.document
        schema = {"components": held["components"], **shape}
        return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def _missing_headers(self, described: dict, answer) -> list[str]:
        may_miss = {"Last-Modified"}  # within the second of a change
        return [name for name in described.get("headers", {}) if name not in answer.headers
                and name not in may_miss]  # fmt: skip


def _close(name: str, shape: dict) -> None:
    members = set(shape.get("properties", {}))
    on_request = ON_REQUEST.get(name, set())
    if on_request is not None:
        shape["required"] = sorted(members - on_request)
    shape["additionalProperties"] = False
