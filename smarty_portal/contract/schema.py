"""How drf-spectacular describes an address of ours: its parameters, and every answer it may give."""

from django.conf import settings
from drf_spectacular.openapi import AutoSchema

from smarty_portal.api import COMMON, FOR_CSV, FORMATS, PAGING, PARTS
from smarty_portal.pages import LATEST_PAGE
from smarty_portal.problems import KIND_OF_STATUS, PROBLEM_JSON
from smarty_portal.tables import MEDIA_TYPES

PROBLEM_HEADERS = ("RateLimit", "RateLimit-Policy", "Content-Language")
GOOD_HEADERS = (
    "ETag", "Last-Modified", "Cache-Control", "Link", "Data-Date", "Portal-Release",
    *PROBLEM_HEADERS,
)  # fmt: skip
ALWAYS = (400, 406, 414, 429, 500, 503)
SAY_WHEN_TO_COME_BACK = (429, 503)


class ContractSchema(AutoSchema):
    """Adds to what the serializers say: the parameters all views share, 304, headers, problems."""

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0] or "root"]

    def get_operation_id(self) -> str:
        kind = "list" if self.view.is_list else "read"
        return f"{self.get_tags()[0]}_{kind}"

    def get_auth(self) -> list:
        return []

    def _get_parameters(self) -> list[dict]:
        described = super()._get_parameters()
        told = {one["name"] for one in described}  # an address may bound one of these by itself
        shared = (name for name in (*PAGING, *PARTS, *COMMON, FOR_CSV) if name not in told)
        return [*described, *(self._shared(name) for name in shared if self._knows(name))]

    def _knows(self, name: str) -> bool:
        if name in PARTS:
            return self.view.shape is not None
        if name == FOR_CSV:
            return "csv" in self.view.formats
        return name in COMMON or name in self.view.parameters or self.view.is_list

    def _shared(self, name: str) -> dict:
        languages = [code for code, _name in settings.LANGUAGES]
        fields = list(self.view.shape().fields) if self.view.shape else []
        usual, most = self.view.page_sizes
        shape = {
            "page": {"type": "integer", "minimum": 1, "maximum": LATEST_PAGE, "default": 1},
            "page_size": {"type": "integer", "minimum": 1, "maximum": most, "default": usual},
            "fields": {"type": "array", "items": {"type": "string", "enum": fields}},
            "omit": {"type": "array", "items": {"type": "string", "enum": fields}},
            "lang": {"type": "string", "enum": languages, "default": settings.LANGUAGE_CODE},
            "format": {"type": "string", "enum": list(self.view.formats), "default": FORMATS[0]},
            FOR_CSV: {"type": "string", "enum": ["0", "1"]},
        }[name]
        return {"name": name, "in": "query", "schema": shape}

    def _get_response_bodies(self, *args, **kwargs) -> dict:
        bodies = super()._get_response_bodies(*args, **kwargs)
        good = bodies["200"]
        for name, media_type in MEDIA_TYPES.items():
            if name in self.view.formats:
                good["content"][media_type.partition(";")[0]] = {"schema": BYTES}
        for kind, held in good.get("content", {}).items():
            if kind.endswith("+json"):  # JSON-LD, GeoJSON: told apart from files of bytes
                held["schema"] = {"type": "object"}
        good["headers"] = {name: _header(name) for name in GOOD_HEADERS}
        unchanged = [name for name in GOOD_HEADERS if name != "Content-Language"]
        told = {name: _header(name) for name in unchanged}
        return {
            "200": good,
            "304": {"description": "304", "headers": told},
            **{str(status): problem(status) for status in self._statuses()},
        }

    def _statuses(self) -> list[int]:
        missing = [404] if self._knows("page") or "{" in self.path else []
        withdrawn = [410] if "{slug}" in self.path else []
        return sorted({*ALWAYS, *missing, *withdrawn, *self.view.statuses})


def problem(status: int) -> dict:
    """Return the answer of a problem, by reference to its shape."""
    also = ("Retry-After",) if status in SAY_WHEN_TO_COME_BACK else ()
    return {
        "description": KIND_OF_STATUS[status].title,
        "headers": {name: _header(name) for name in (*PROBLEM_HEADERS, *also)},
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _header(name: str) -> dict:
    return {"$ref": f"#/components/headers/{name}"}


TEXT = {"type": "string"}
BYTES = {"type": "string", "format": "binary"}
PROBLEM_SHAPES = {
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": TEXT,
            "instance": {"type": "string"},
            "reason": TEXT,
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
        },
        "required": ["type", "title", "status", "detail", "instance"],
        "additionalProperties": False,
    },
    "ProblemError": {
        "type": "object",
        "properties": {
            "parameter": TEXT,
            "pointer": TEXT,
            "value": TEXT,
            "detail": TEXT,
            "nearest": TEXT,
            "allowed": {"type": "array", "items": TEXT},
            "see": TEXT,
        },
        "required": ["parameter", "pointer", "detail"],
        "additionalProperties": False,
    },
}
