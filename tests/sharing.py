"""What is run once where the suite runs on both engines side by side.

Each engine leaves to the other what stands under its name: what no engine can change, and the long
journeys. Of these, what many write at once is seen on PostgreSQL, as it is deployed. A run by itself
leaves nothing out.
"""

import os

ONLY_ON = {
    "sqlite": (
        "codes/",
        "journeys/test_accessibility.py",
        "journeys/test_generated_client.py",
        "journeys/test_people.py",
        "journeys/test_weight.py",
        "journeys/test_workspace.py",
        "test_architecture.py",
        "test_project.py",
        "test_relevance_set.py::test_a_set_written_without_the_search",
    ),
    "postgresql": (
        "journeys/test_form.py",
        "journeys/test_fuzz.py",
        "journeys/test_reviewing.py",
        "journeys/test_sheets.py",
    ),
}


def is_shared() -> bool:
    """Whether the other engine runs beside this one, as .ci/test tells."""
    return bool(os.environ.get("SMARTY_BESIDE"))


def is_left(test: str, engine: str) -> bool:
    """Whether a test, by its node id ("tests/codes/…"), is the other engine's alone."""
    return any(
        test.startswith(tuple(f"tests/{name}" for name in names))
        for other, names in ONLY_ON.items()
        if other != engine
    )
