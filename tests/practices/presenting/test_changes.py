"""Changes in words: every place of a document has a name, every value its label, every text its diff."""

import pytest
from django.utils.translation import override

from practices import codelists, editions
from practices.differences import differences
from practices.models import Claim, Evidence, Practice, PracticeSector
from practices.presenting.changes import Run, Told, all_told, told
from practices.presenting.places import LABELS, place_in_words, value_in_words
from tests.factories import make_event, make_partner, make_practice

pytestmark = pytest.mark.django_db


def change(path, before, after):
    return {"path": path, "before": before, "after": after}


def sides(path, before, after) -> tuple[str, str]:
    """What both sides of a change say, without the marks."""
    shown = told(change(path, before, after), codelists.current())
    return tuple("".join(run.text for run in runs) for runs in (shown.before, shown.after))


def test_words_that_differ_are_marked():
    before, after = "Firms of 50 employees took part.", "Firms of 250 employees took part."

    shown = told(change("claims.2.statement", before, after), codelists.current())

    assert shown == Told(
        path="claims.2.statement",
        label="Claim 2, statement",
        before=(Run(text="Firms of ", is_changed=False), Run(text="50 ", is_changed=True),
                Run(text="employees took part.", is_changed=False)),
        after=(Run(text="Firms of ", is_changed=False), Run(text="250 ", is_changed=True),
               Run(text="employees took part.", is_changed=False)),
    )  # fmt: skip
    assert not shown.is_added
    assert not shown.is_removed


def test_a_text_written_anew_is_marked_as_a_whole():
    shown = told(change("summary", "One two three", "Four five six"), codelists.current())

    assert shown.before == (Run(text="One two three", is_changed=True),)
    assert shown.after == (Run(text="Four five six", is_changed=True),)


def test_what_came_and_what_went_have_one_side():
    came = told(change("problem", None, "Firms had no data."), codelists.current())
    went = told(change("problem", "Firms had no data.", None), codelists.current())

    assert (came.is_added, came.is_removed, came.before) == (True, False, ())
    assert (went.is_added, went.is_removed, went.after) == (False, True, ())


@pytest.mark.parametrize(
    ("path", "before", "after", "shown"),
    [
        ("scope", "regional", "national", ("regional", "national")),
        ("region", "ITI1", "ES51", ("Tuscany", "Catalonia")),
        ("themes", ["digital_innovation_hubs"], None, ("Digital innovation hubs", "")),
        ("start_year", 2018, 2019, ("2018", "2019")),
        ("resources.amount", 1200000, None, ("1.2 million", "")),
        ("native_language", "it", "fi", ("Italian", "Finnish")),
        ("objectives", ["A", "B"], ["A"], ("A\nB", "A")),
        ("claims.1.unit", "firms", None, ("firms", "")),
        ("claims.1.value", 0, 1100, ("0", "1,100")),
        ("claims.1.date", "2018-06", "2018", ("June 2018", "2018")),
        ("claims.1.evidence", [1], [1, 2], ("1", "1, 2")),
        ("claims.1.kind", "result", "target", ("result", "target")),
        ("evidence.1.type", "audit", "press", ("audit", "press")),
        ("scope", "galactic", None, ("galactic", "")),
        ("region", "XX99", None, ("XX99", "")),
    ],
)
def test_values_are_told_in_words(path, before, after, shown):
    assert sides(path, before, after) == shown


def test_partners_and_events_go_by_their_names():
    partner, event = make_partner(short_name="Prato"), make_event(title="Seminar on skills")

    assert sides("owner", partner.slug, None) == ("Prato", "")
    assert sides("events", [event.slug], None) == ("Seminar on skills", "")


def test_a_file_is_told_with_its_fingerprint():
    file = {"name": "evidence/report.pdf", "sha256": "0" * 64}

    assert sides("evidence.1.file", None, file) == ("", f"report.pdf (SHA-256 {'0' * 64})")


def test_a_whole_row_is_told_line_by_line():
    made = make_practice(
        claims=[{"statement": "132 firms", "value": 132, "unit_id": "firms", "date": "2018"}]
    )
    row = editions.document(made)["claims"][0]

    assert sides("claims.1", None, row) == (
        "",
        "Kind: result\nStatement: 132 firms\nValue: 132\nUnit: firms\nDate: 2018\nEvidence: 1",
    )
    assert place_in_words("claims.1") == "Claim 1"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("summary", "Summary"),
        ("objectives.0", "Objectives, line 1"),
        ("resources.staff", "Resources, staff"),
        ("sectors.C13", "Sector C13"),
        ("sectors.C13.basis", "Sector C13, how it is known"),
        ("evidence.3.page", "Evidence 3, page"),
        ("evidence.3.file", "Evidence 3, file"),
        ("sectors.0.basis", "Sector 1, how it is known"),
        ("reviews.0.conflict_of_interest", "Review 1, conflict of interest"),
        (
            "reviews.1.scores.evidence.reason",
            "Review 2, reason for the score of “quality of evidence”",
        ),
        ("checks.2.note", "Check 3, note"),
        ("something_new", "Something_new"),
    ],
)
def test_places_have_names(path, label):
    assert place_in_words(path) == label


def test_every_place_of_a_document_is_named_as_its_form_calls_it():
    document = editions.document(make_practice())
    left_out = {"schema", "reviews", "checks"}
    inside = {
        f"{name}.{field}"
        for name in ("claims", "evidence", "sectors")
        for field in document[name][0]
        if field != "number"
    }
    inside |= {f"resources.{field}" for field in document["resources"]}

    assert set(LABELS) == (set(document) - left_out) | inside
    models = {"claims": Claim, "evidence": Evidence, "sectors": PracticeSector}
    named_otherwise = {"sectors.code", "resources"}
    for key in set(LABELS) - named_otherwise:
        head, _dot, field = key.partition(".")
        model = models.get(head, Practice) if field else Practice
        column = key.replace(".", "_") if head == "resources" else field or key
        if key not in ("claims", "evidence"):
            assert LABELS[key] == model._meta.get_field(column).verbose_name, key


def test_the_words_are_those_of_the_reader():
    with override("es"):
        assert sides("scope", "national", None) == ("nacional", "")
        assert sides("native_language", "fi", None) == ("finés", "")


def test_a_rewritten_practice_is_told_in_the_order_of_its_document():
    before = editions.document(make_practice(title="Looms"))
    after = before | {"title": "Looms and data", "sectors": []}

    shown = all_told(differences(before, after), codelists.current())

    assert [line.label for line in shown] == ["Title", "Sector C"]
    assert value_in_words("sectors.C", before["sectors"][0], codelists.current()) == (
        "Sector: C Manufacturing"
    )
