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
        "journeys/test_fuzz.py",
        "journeys/test_generated_client.py",
        "journeys/test_people.py",
        "journeys/test_sheets.py",
        "journeys/test_weight.py",
        "journeys/test_workspace.py",
        "practices/sheets/test_cells.py",
        "practices/test_admin_access.py",
        "practices/test_coaching.py",
        "practices/test_concepts.py",
        "practices/test_grading_properties.py",
        "practices/test_ranking.py::test_no_hit_is_without_a_reason",
        "practices/test_unsaved.py",
        "smarty_portal/test_wsgi.py",
        "test_architecture.py",
        "test_project.py",
        "test_relevance_set.py::test_a_set_written_without_the_search",
        "test_translations.py",
    ),
    "postgresql": (
        "journeys/test_form.py",
        "journeys/test_reviewing.py",
        "practices/sheets/test_round_trip.py",
        "practices/test_admin_doing.py::test_role_by_state_by_action",
        "test_nothing_leaks.py",
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
