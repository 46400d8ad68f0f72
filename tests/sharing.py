"""What is run once where the suite runs on both engines, and what runs beside it.

Side by side each engine leaves to the other what stands under its name: what no engine can change, and
what one shows as well as two. What searches, filters, counts or locks is tried on both. A run by itself
leaves nothing out.

What takes long has runs of its own beside the others: the journeys, which wait for a browser most of the
time, and what keeps the three about equally long.
"""

import os

SAME_ON_ANY = (
    "codes/",
    "practices/sheets/test_cells.py",
    "practices/test_coaching.py",
    "practices/test_concepts.py",
    "practices/test_grading_properties.py",
    "smarty_portal/test_wsgi.py",
    "test_architecture.py",
    "test_project.py",
    "test_translations.py",
)
# Pages and files that only read, and the long sets of queries.
ONLY_READ = (
    "practices/exporting/test_dcat.py",
    "practices/exporting/test_files.py",
    "practices/test_admin_access.py",
    "practices/test_feeds.py",
    "practices/test_having.py",
    "practices/test_linked.py",
    "practices/test_needs.py",
    "practices/test_opendata.py",
    "practices/test_ranking.py::test_no_hit_is_without_a_reason",
    "practices/test_unsaved.py",
    "smarty_portal/test_listed.py",
    "smarty_portal/test_sitemaps.py",
    "smarty_portal/test_views.py",
    "test_relevance_set.py::test_a_set_written_without_the_search",
)
# As it is deployed: with the engine that refuses more, and that many write to at once.
WRITTEN = (
    "contract/",
    "partners/accounts/",
    "partners/test_admin.py",
    "partners/test_invitations.py",
    "partners/test_people.py",
    "practices/sheets/test_round_trip.py",
    "practices/test_admin_adoptions.py",
    "practices/test_admin_doing.py::test_role_by_state_by_action",
    "practices/test_admin_form.py",
    "practices/test_admin_review.py",
    "practices/test_adopting.py",
    "practices/test_loading_faults.py",
    "practices/test_loading_limits.py",
    "practices/test_reverting.py",
    "practices/test_workflow_table.py",
    "practices/test_workflow_walks.py",
    "smarty_portal/test_api.py",
    "test_nothing_leaks.py",
)
LONG = (
    "journeys/",
    "practices/test_admin_doing.py::test_role_by_state_by_action",
    "test_relevance_set.py::test_a_set_written_without_the_search",
)
ONLY_ON = {
    "sqlite": (
        *SAME_ON_ANY,
        *ONLY_READ,
        "journeys/test_accessibility.py",
        "journeys/test_asking.py",
        "journeys/test_build_on_it.py",
        "journeys/test_fuzz.py",
        "journeys/test_generated_client.py",
        "journeys/test_people.py",
        "journeys/test_policy_officer.py",
        "journeys/test_sheets.py",
        "journeys/test_third_party.py",
        "journeys/test_weight.py",
        "journeys/test_workspace.py",
    ),
    "postgresql": (
        *WRITTEN,
        "journeys/test_finding.py",
        "journeys/test_form.py",
        "journeys/test_mirror.py",
        "journeys/test_reviewing.py",
        "journeys/test_sme_manager.py",
    ),
}


def is_beside() -> bool:
    """Whether the other engine has a run beside this one, as .ci/test tells."""
    return bool(os.environ.get("SMARTY_BESIDE"))


def is_long() -> bool | None:
    """Whether this run has the long tests alone, as .ci/test tells; False without them, None with them."""
    return {"only": True, "none": False}.get(os.environ.get("SMARTY_LONG", ""))


def is_left(test: str, engine: str, *, beside: bool, long: bool | None) -> bool:
    """Whether the run of an engine leaves a test, by its node id ("tests/codes/…"), to another run."""
    if long is not None and _is_named(test, LONG) != long:
        return True
    return beside and any(
        _is_named(test, names) for other, names in ONLY_ON.items() if other != engine
    )


def _is_named(test: str, names: tuple[str, ...]) -> bool:
    return test.startswith(tuple(f"tests/{name}" for name in names))
