"""The house rules of DESIGN section 5, held by reading the source: and the readers are tested too."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {
    "manage.py", "smarty_portal", "practices", "partners", "templates", "static", "requirements.txt",
    "tests", "README.md", "pyproject.toml", "requirements.in", "Makefile", "LICENSE", ".ci", "data",
    "locale", "deploy", "benchmarks", "examples", ".gitignore", ".editorconfig",
}  # fmt: skip

# Rooms of an app from the ground up: a room imports from floors below it, and from its own floor.
FLOORS = {
    "partners": (
        {"choices", "dates", "permissions"},
        {"querysets", "models"},
        {"catalogue", "presenting", "workspace", "mail", "invitations"},
        {"views", "api", "admin", "accounts", "management", "sitemaps", "feeds"},
        {"urls"},
    ),
    "practices": (
        {"choices", "permissions", "validators", "grading", "differences", "correcting",
         "files", "placenames"},
        {"querysets", "models", "packed"},
        {"search"},
        {"changes", "entries", "editions", "reverting", "reviewing", "needs", "effects",
         "asking", "adopting",
         "notifications", "workflow"},
        {"codelists", "vocabularies", "index", "facets", "found", "descriptions", "parameters",
         "filters", "forms", "exporting", "presenting", "similar", "straight", "suggesting", "drafts",
         "unsaved", "orphans", "redacting", "resembling", "coaching", "loading", "sheets"},
        {"views", "api", "admin", "management", "templatetags", "sitemaps", "feeds",
         "opendata"},
        {"urls"},
    ),
}  # fmt: skip
# Which packages a package may import at all; what all pages and all of the API share is the ground.
GROUND = {
    "smarty_portal.api", "smarty_portal.pages", "smarty_portal.terms",
    "smarty_portal.addresses", "smarty_portal.problems", "smarty_portal.formulas",
    "smarty_portal.tables", "smarty_portal.listed", "smarty_portal.negotiating",
    "smarty_portal.collecting",
}  # fmt: skip
MAY_IMPORT = {
    **dict.fromkeys(GROUND, GROUND),
    "partners": {"partners", *GROUND},
    "practices": {"practices", "partners", *GROUND},
    "smarty_portal": {"practices", "partners", "smarty_portal"},
}
WORKSPACE = {
    "Practice",
    "PracticeSector",
    "Claim",
    "Evidence",
    "FormDraft",
    "Round",
    "Review",
    "Score",
    "Check",
    "Remark",
    "Enquiry",
}
PUBLIC_ROOMS = {
    "codelists", "vocabularies", "facets", "descriptions", "straight", "filters", "presenting", "exporting",
    "views", "api", "templatetags", "sitemaps", "feeds", "opendata",
}  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
FORBIDDEN_ROOMS = {"utils", "common", "services", "signals", "helpers"}


@dataclass(frozen=True)
class Source:
    """A source file: its dotted name, its text and its tree."""

    module: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def package(self) -> str:
        if self.module in GROUND:
            return self.module
        return self.module.split(".")[0]

    @property
    def room(self) -> str:
        return (self.module.split(".") + [""])[1]


def sources() -> list[Source]:
    found = []
    for package in ("smarty_portal", "partners", "practices"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                found.append(Source(dotted.removesuffix(".__init__"), path.read_text()))
    return found


def imported(source: Source) -> list[str]:
    """Every module a file imports from the house, with the names it takes from packages."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{source.module}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [
        name for name in found if name.split(".")[0] in {"smarty_portal", "partners", "practices"}
    ]


def floor(package: str, room: str) -> int:
    for number, rooms in enumerate(FLOORS[package]):
        if room in rooms:
            return number
    raise AssertionError(f"{package}.{room} is in no floor of FLOORS")


def wrong_imports(source: Source) -> list[str]:
    """Imports that go up, or into a package that must not be known."""
    wrong = []
    for name in imported(source):
        allowed = MAY_IMPORT[source.package]
        if not any(name == package or name.startswith(f"{package}.") for package in allowed):
            wrong.append(f"{source.module} imports {name}")
        elif source.package in FLOORS and name.startswith(f"{source.package}."):
            room = name.split(".")[1]
            if floor(source.package, room) > floor(source.package, source.room):
                wrong.append(f"{source.module} imports {name}")
    return wrong


def workspace_touched(source: Source) -> list[str]:
    """Where public code names a workspace model or walks from an entry to its practice."""
    if source.package == "practices" and source.room not in PUBLIC_ROOMS:
        return []
    if source.package == "partners" and source.room not in {"views", "api", "querysets", "feeds"}:
        return []
    touched = [name for name in imported(source) if name.split(".")[-1] in WORKSPACE]
    for node in ast.walk(source.tree):
        if _walks_to_practice(node):
            touched.append(f"line {node.lineno}: .{node.attr}")
        elif _names_practice(node):
            touched.append(f"line {node.lineno}: {node.value!r}")
    return [f"{source.module} {what}" for what in touched]


def _walks_to_practice(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr not in {"practice", "practices"}:
        return False
    return not isinstance(node.value, ast.Name) or node.value.id not in {"answers", "urls"}


def _names_practice(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and node.value.startswith(("practice__", "practices__"))


def states_written(source: Source) -> list[str]:
    """Assignments to a state, or updates and creations that name one."""
    written = []
    for node in ast.walk(source.tree):
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        names = [part for target in targets if target for part in ast.walk(target)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            written += [
                node for part in names if isinstance(part, ast.Attribute) and part.attr == "state"
            ]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            verbs = {"update", "create", "update_or_create", "get_or_create"}
            if node.func.attr in verbs and any(word.arg == "state" for word in node.keywords):
                written.append(node)
    return [f"{source.module} line {node.lineno}" for node in written]


def too_long(source: Source) -> list[str]:
    lines = len(source.text.splitlines())
    found = [f"{source.module}: {lines} lines"] if lines > LONGEST_FILE else []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{source.module}.{node.name}: {length} lines")
    return found


def undocumented(source: Source) -> list[str]:
    """Modules that hold something and do not say what; apps and urls say it by their name."""
    speaks = source.module.split(".")[-1] in {"apps", "urls"} or ast.get_docstring(source.tree)
    return [] if speaks or not source.text.strip() else [f"{source.module}: no docstring"]


def every(check) -> list[str]:
    return [fault for source in sources() for fault in check(source)]


def test_top_level_is_as_designed():
    tracked = {path.name for path in ROOT.iterdir()} - {".git", ".venv", "var"}
    made = {".pytest_cache", ".ruff_cache", ".hypothesis", "__pycache__", "node_modules"}

    assert tracked - made - TOP_LEVEL == set()


def test_imports_go_one_way():
    assert every(wrong_imports) == []


def test_public_code_never_touches_the_workspace():
    assert every(workspace_touched) == []


def test_only_the_workflow_writes_states():
    found = every(states_written)

    assert [line for line in found if not line.startswith("practices.workflow ")] == []
    assert found, "the workflow itself writes the state: the reader must see it"


def test_files_and_functions_stay_short():
    assert every(too_long) == []


def test_modules_say_what_they_are_for():
    assert every(undocumented) == []


def test_no_room_for_what_has_no_name():
    assert [source.module for source in sources() if source.room in FORBIDDEN_ROOMS] == []


def test_no_model_has_side_effects_in_save():
    saves = [
        source.module
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
        if ".models" in source.module
    ]

    assert saves == []


# The readers themselves


@pytest.mark.parametrize(
    ("module", "text", "wrong"),
    [
        ("practices.workflow", "from practices.filters import X", ["practices.filters.X"]),
        ("practices.workflow", "import practices.views", ["practices.views"]),
        ("practices.filters", "from practices import search", []),
        ("practices.models.claims", "from practices import workflow", ["practices.workflow"]),
        ("partners.views", "from practices.models import Edition", ["practices.models.Edition"]),
        ("partners.views", "import practices", ["practices"]),
        ("practices.views", "from smarty_portal import views", ["smarty_portal.views"]),
        ("practices.views", "from smarty_portal.api import Pages", []),
        ("smarty_portal.api", "from partners import models", ["partners.models"]),
        ("smarty_portal.views", "from practices import workflow", []),
        ("practices.grading", "def f():\n    import practices.models", ["practices.models"]),
    ],
)  # fmt: skip
def test_wrong_imports_are_seen(module, text, wrong):
    found = wrong_imports(Source(module, text))

    assert found == [f"{module} imports {name}" for name in wrong]


@pytest.mark.parametrize(
    ("module", "text", "seen"),
    [
        ("practices.views", "from practices.models import Practice", 1),
        ("practices.views", "from practices.models import CatalogueEntry", 0),
        ("practices.api.views", "title = entry.practice.title", 1),
        ("practices.filters", 'entries.filter(**{"practice__state": "draft"})', 1),
        ("partners.views", "drafts = partner.practices.all()", 1),
        ("practices.editions", "from practices.models import Practice", 0),
    ],
)
def test_touching_the_workspace_is_seen(module, text, seen):
    assert len(workspace_touched(Source(module, text))) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("practice.state = 'x'", 1),
        ("a, practice.state = 1, 2", 1),
        ("Practice.objects.update(state='x')", 1),
        ("Practice.objects.create(state='x')", 1),
        ("if practice.state == 'x': pass", 0),
        ("Practice.objects.filter(state='x')", 0),
    ],
)
def test_writing_a_state_is_seen(text, seen):
    assert len(states_written(Source("practices.admin", text))) == seen


def test_length_is_seen():
    long_function = "def f():\n" + "    pass\n" * 60
    long_file = "x = 1\n" * 401

    assert too_long(Source("a", long_function)) == ["a.f: 61 lines"]
    assert too_long(Source("a", long_file)) == ["a: 401 lines"]
