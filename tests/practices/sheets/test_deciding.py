"""Rows of a file beside the portal: what becomes of each, and why."""

import pytest
from django.utils.translation import override

from partners.choices import MemberRole
from practices import editions, workflow
from practices.choices import Action, State
from practices.models import Practice
from practices.sheets.columns import BY_PATH
from practices.sheets.merging import blank
from practices.sheets.tables import Unreadable
from tests import factories
from tests.practices.sheets.making import csv_of, plan_of, told_of, xlsx_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return factories.make_partner(short_name="Looms", slug="looms")


def refusal(content: bytes, partner) -> str:
    with pytest.raises(Unreadable) as refused:
        plan_of(content, partner)
    return refused.value.reason


# Headings


def test_headings_in_either_language_in_any_order(partner):
    content = csv_of(
        ["Resumen", "título", "START YEAR", "Claim 1: Statement", "claim_1_kind", "REGIÓN"],
        ["What it is.", "Vouchers", "2018", "Firms took part", "result", "Italia"],
    )

    (row,) = plan_of(content, partner).decisions

    assert (row.outcome, row.action, row.told) == ("accept", "create", [])
    assert {name: row.document[name] for name in ("title", "summary", "start_year", "region")} == {
        "title": "Vouchers", "summary": "What it is.", "start_year": 2018, "region": "IT",
    }  # fmt: skip
    assert [(c["number"], c["kind"], c["statement"]) for c in row.document["claims"]] == [
        (1, "result", "Firms took part")
    ]


def test_near_names_are_suggested_and_never_taken(partner):
    content = csv_of(["Title", "Sumary", "Colour"], ["A", "text", "red"])

    plan = plan_of(content, partner)

    assert plan.decisions[0].document["summary"] is None
    assert plan.report()[0] == {
        "row": 1,
        "outcome": "warning",
        "reasons": [
            "The column “Sumary” is not known and was not read. Did you mean “Summary”?",
            "The column “Colour” is not known and was not read.",
        ],
    }


def test_headings_may_stand_below_a_title(partner):
    content = csv_of(["Our practices", ""], ["", ""], ["Title", "Summary"], ["A", "b"])

    assert told_of(content, partner) == [(4, "accept", [])]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [["Titel", "Summary"], ["A", "b"]],
            "There is no column “Title”. Rename “Titel” if that is meant.",
        ),
        (
            [["x", "y"], ["A", "b"]],
            "There is no column “Title”. The first row has to name the columns as in the template.",
        ),
        ([["Title", "title"], ["A", "b"]], "The column “title” is there twice. Keep one of them."),
        ([["Title", "Summary"]], "There is no filled row below the headings."),
        (
            [["Title"], *([str(number)] for number in range(501))],
            "The file has 501 practices; at most 500 can be read at once.",
        ),
    ],
    ids=["near", "none", "twice", "empty", "many"],
)
def test_a_file_without_what_is_needed_is_refused(partner, rows, told):
    assert refusal(csv_of(*rows), partner) == told


# Rows


ROWS = [
    (["", "no title"], "reject", ["Title: A practice needs a title."]),
    (["A", "x" * 300], "accept", []),
    (
        ["A", "x" * 20_000],
        "reject",
        ["Summary: At most 300 characters fit here; this text has 20000."],
    ),
    (["T" * 151, ""], "reject", ["Title: At most 150 characters fit here; this text has 151."]),
    (
        ["A", "b", "c"],
        "reject",
        [
            (
                "The row has 3 cells, but there are 2 headings. A text with the delimiter in it has to "
                "stand in quotation marks."
            )
        ],
    ),
    (["A"], "warning", ["The row has only 1 of 2 cells; the others were not read."]),
    (["A", "two\nlines"], "accept", []),
    (["=1+1", "@x"], "accept", []),
]


@pytest.mark.parametrize(("cells", "outcome", "reasons"), ROWS, ids=lambda part: repr(part)[:30])
def test_rows(partner, cells, outcome, reasons):
    content = csv_of(["Title", "Summary"], cells)

    assert told_of(content, partner) == [(2, outcome, reasons)]


def test_formula_like_text_is_kept_as_text(partner):
    content = csv_of(["Title", "Summary"], ["=HYPERLINK(1)", "'+cmd"])

    (row,) = plan_of(content, partner).decisions

    assert (row.document["title"], row.document["summary"]) == ("=HYPERLINK(1)", "+cmd")


def test_rows_that_explain_are_not_read(partner):
    helped = [f"# {BY_PATH['identifier'].help}", str(BY_PATH["title"].help)]
    with override("es"):
        in_spanish = [f"# {BY_PATH['identifier'].help}", "whatever somebody made of it"]
    content = csv_of(["Identifier", "Title"], helped, in_spanish, ["", "A"])

    assert told_of(content, partner) == [(4, "accept", [])]


def test_no_other_row_that_begins_with_a_number_sign_is_left_out(partner):
    rows = [["#SmartFactory initiative", "Text"], ["#N/A", "Text"], ["# note to myself", ""]]
    content = csv_of(["Title", "Summary"], *rows)

    assert told_of(content, partner) == [
        (2, "accept", []),
        (3, "reject", ["Title: This cell holds the error #N/A."]),
        (4, "accept", []),
    ]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#name?", " #DIV/0! ", "#¡REF!"])
def test_errors_of_spreadsheet_programs_are_refused(partner, error):
    content = csv_of(["Title", "Start year", "Region"], ["A", error, error])

    told = f"This cell holds the error {error.strip()}."
    assert told_of(content, partner) == [(2, "reject", [f"Start year: {told}", f"Region: {told}"])]


def test_twins_in_the_file(partner):
    content = csv_of(["Title"], ["Vouchers for firms"], ["Other"], ["  VOUCHERS for firms "])

    assert told_of(content, partner) == [
        (2, "accept", []),
        (3, "accept", []),
        (4, "reject", ["Title: The same stands in row 2 already."]),
    ]


def test_a_row_that_is_refused_stands_in_nobodys_way(partner):
    content = csv_of(
        ["Title", "Region"], ["Vouchers", "Mordor"], ["Vouchers", "ITI1"], ["Vouchers", "ITI1"]
    )

    assert [(row, outcome) for row, outcome, _why in told_of(content, partner)] == [
        (2, "reject"),
        (3, "accept"),
        (4, "reject"),
    ]


def test_nearly_the_same_title_twice_in_the_file_is_told(partner):
    content = csv_of(["Title"], ["Vouchers for textile firms"], ["Voucher for textile firms"])

    assert told_of(content, partner) == [
        (2, "accept", []),
        (3, "warning", ["Title: Row 2 has a very similar title. Is it the same practice?"]),
    ]


def test_a_practice_does_not_get_the_title_of_another(partner):
    first = factories.make_practice(owner=partner, title="Vouchers for textile firms")
    second = factories.make_practice(owner=partner, title="Audits of machines")
    retitled = [
        [second.identifier, "vouchers for TEXTILE firms"],
        [second.identifier, "Voucher for textile firms"],
        [first.identifier, "VOUCHERS for textile firms"],
    ]

    assert [told_of(csv_of(["Identifier", "Title"], row), partner)[0][1:] for row in retitled] == [
        (
            "reject",
            [f"Title: {first.identifier} has this title already. Two practices need two titles."],
        ),
        (
            "warning",
            [f"Title: {first.identifier} has a very similar title. Is it the same practice?"],
        ),
        ("accept", []),
    ]


def test_twins_in_the_portal(partner):
    own = factories.make_practice(owner=partner, title="Vouchers for firms")
    other = factories.make_published(title="Audits for textile firms")
    factories.make_practice(title="Somebody's secret draft")
    content = csv_of(
        ["Title"],
        ["Vouchers for FIRMS"],
        ["Voucher for firms"],
        ["Audits for textile firms"],
        ["Somebody's secret draft"],
    )

    assert told_of(content, partner) == [
        (
            2,
            "reject",
            [
                (
                    f"Title: {own.identifier} has this title already. Write {own.identifier} in the column "
                    "“Identifier” to change it."
                )
            ],
        ),
        (
            3,
            "warning",
            [f"Title: {own.identifier} has a very similar title. Is it the same practice?"],
        ),
        (
            4,
            "warning",
            [f"Title: {other.identifier} has a very similar title. Is it the same practice?"],
        ),
        (5, "accept", []),
    ]


# Cells that are read together


TOGETHER = [
    (["Amount", "€ 5"], "warning",
     ["Amount: “€ 5” was read as 5.", "Currency: EUR was taken from the amount."]),
    (["Amount", "5", "Currency", "PLN"], "accept", []),
    (["Amount", "5"], "reject", ["Currency: An amount needs a currency."]),
    (["Amount", "€ 5", "Currency", "PLN"], "reject",
     ["Currency: The amount says EUR. Write the same currency in both columns.",
      "Amount: “€ 5” was read as 5."]),
    (["Region", "Nord-Est", "Country", "Romania"], "accept", []),
    (["Region", "Nord-Est"], "reject",
     ["Region: “Nord-Est” is the name of several: ITH, RO21. Write the code that you mean."]),
    (["Region", "ITI1", "Country", "Suomi"], "reject",
     ["Country: The region ITI1 Tuscany does not lie in this country."]),
    (["Country", "Atlantis"], "reject", [
        "Country: “Atlantis” is no country that is known. Write its name in English."]),
    (["Start year", "2020", "End year", "2018"], "reject",
     ["End year: The end year (2018) lies before the start year (2020)."]),
    (["Claim 1: Statement", "Costs fell", "Claim 1: Kind", "result", "Claim 1: Value", "85 %"],
     "warning", ["Claim 1: Value: “85 %” was read as 85.",
                 "Claim 1: Unit: “%” was taken from the value."]),
    (["Claim 1: Statement", "x", "Claim 1: Kind", "result", "Claim 1: Value", "85 %",
      "Claim 1: Unit", "firms"], "reject",
     ["Claim 1: Unit: The value says “%”. Write the same unit in both columns.",
      "Claim 1: Value: “85 %” was read as 85."]),
    (["Claim 1: Statement", "x", "Claim 1: Kind", "result", "Claim 1: Value", "85"], "reject",
     ["Claim 1: Unit: A value needs a unit, or the note that the source shows none."]),
    (["Claim 1: Statement", "x"], "reject",
     ["Claim 1: Kind: A claim needs its kind. Write one of: result, input, rule, target, context."]),
    (["Claim 1: Value", "85", "Claim 1: Kind", "result", "Claim 1: Unit", "firms"], "reject",
     ["Claim 1: Statement: A claim needs a statement."]),
    (["Claim 2: Statement", "x", "Claim 2: Kind", "result", "Claim 2: Evidence", "1, 2"], "reject",
     ["Claim 2: Evidence: There is no evidence number 1.",
      "Claim 2: Evidence: There is no evidence number 2."]),
    (["Evidence 1: Title", "A report"], "reject",
     ["Evidence 1: Address: Evidence needs a web address or a file."]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "outcome", "reasons"), TOGETHER, ids=lambda part: repr(part)[:50]
)
def test_cells_that_are_read_together(partner, cells, outcome, reasons):
    content = csv_of(["Title", *cells[::2]], ["A", *cells[1::2]])

    assert told_of(content, partner) == [(2, outcome, reasons)]


# Workbooks with sheets of their own


def test_claims_and_evidence_find_their_practice(partner):
    content = xlsx_of(
        [["Title"], ["Vouchers"], ["Audits"]],
        Claims=[
            ["Practice", "Kind", "Statement", "Evidence"],
            ["audits", "result", "Costs fell", "1"],
            ["Vouchers", "input", "Money was paid", None],
            ["Audits", "result", "Firms took part", "1"],
            ["Nothing", "result", "Lost", None],
        ],
        Evidence=[["Practice", "Number", "Address"], ["Audits", 1, "https://x.eu"]],
        Notes=[["anything"]],
    )

    plan = plan_of(content, partner)
    found = {
        row.title: (
            row.outcome,
            [(c["number"], c["statement"], c["evidence"]) for c in row.document["claims"]],
            [(e["number"], e["url"]) for e in row.document["evidence"]],
        )
        for row in plan.decisions
    }

    assert found == {
        "Vouchers": ("accept", [(1, "Money was paid", [])], []),
        "Audits": (
            "accept",
            [(1, "Costs fell", [1]), (2, "Firms took part", [1])],
            [(1, "https://x.eu")],
        ),
    }
    assert plan.notes == ["The sheet “Notes” was not read."]
    assert plan.report()[-1] == {
        "sheet": "Claims",
        "row": 5,
        "outcome": "reject",
        "reasons": ["Claims, row 5: no row of the sheet “Practices” is called “Nothing”."],
        "action": "leave_out",
    }
    assert (plan.count("reject"), plan.count("leave_out"), plan.count("create")) == (1, 1, 2)


def test_reasons_of_a_sheet_name_its_row(partner):
    content = xlsx_of(
        [["Title"], ["A"]],
        Claims=[["Practice", "Kind", "Statement", "Date"], ["A", "outcome", "x", "03/04/2018"]],
    )

    assert told_of(content, partner) == [
        (
            2,
            "reject",
            [
                (
                    "Claims, row 2, Kind: “outcome” is not known here. Write one of: result, input, rule, "
                    "target, context."
                ),
                (
                    "Claims, row 2, Date: “03/04/2018” can mean 2018-04-03 or 2018-03-04. Write the one you "
                    "mean so."
                ),
            ],
        )
    ]


# Changing what is there


def test_a_row_with_an_identifier_changes_only_its_columns(partner):
    practice = factories.make_practice(owner=partner, problem="Old problem")
    content = csv_of(
        ["Identifier", "Problem addressed", "Lessons"], [practice.identifier, "", "New"]
    )

    (row,) = plan_of(content, partner).decisions

    assert (row.action, row.reasons) == (
        "change",
        ["Problem addressed: The cell is empty: what stands there now is removed."],
    )
    assert row.document == row.before | {"problem": None, "lessons": "New"}


def test_claims_that_are_gone_from_the_file_are_told(partner):
    claims = [{"statement": f"Number {n}", "number": n} for n in (1, 2, 3)]
    practice = factories.make_practice(owner=partner, claims=claims)
    first = ["Claim 1: Statement", "Claim 2: Statement"]
    in_columns = csv_of(["Identifier", *first], [practice.identifier, "Number 1", ""])
    in_sheets = xlsx_of(
        [["Identifier"], [practice.identifier]],
        Claims=[["Practice", "Number", "Statement"], [practice.identifier, 1, "Number 1"]],
    )
    gone = "It is not in the file any more and is removed."

    found = [plan_of(content, partner).decisions[0] for content in (in_columns, in_sheets)]

    assert [
        ([claim["number"] for claim in row.document["claims"]], row.reasons) for row in found
    ] == [
        ([1, 3], [f"Claim 2: {gone}"]),
        ([1], [f"Claim 2: {gone}", f"Claim 3: {gone}"]),
    ]


def test_evidence_that_is_a_file_stays(partner, media):
    practice = factories.make_practice(owner=partner, evidence=[])
    factories.Evidence.objects.create(
        practice=practice, number=1, file="evidence/a.pdf", file_sha256="0" * 64
    )
    content = xlsx_of([["Identifier"], [practice.identifier]], Evidence=[["Practice", "Address"]])

    (row,) = plan_of(content, partner).decisions

    assert (row.action, row.reasons) == (
        "keep",
        ["Evidence 1: It stays, because it is a file, which no sheet can hold.", "No changes."],
    )


def test_sectors_that_stay_keep_how_they_are_known(partner):
    practice = factories.make_practice(
        owner=partner, sectors=[{"sector_id": "C13", "basis": "stated"}, "C14"]
    )
    content = csv_of(["Identifier", "Sectors"], [practice.identifier, "C15\nC13"])

    (row,) = plan_of(content, partner).decisions

    assert [(sector["code"], sector["basis"]) for sector in row.document["sectors"]] == [
        ("C15", None),
        ("C13", "stated"),
    ]


def test_identifiers_that_are_not_the_partners_own_are_all_answered_alike(partner):
    secret = factories.make_practice(title="Secret")
    content = csv_of(
        ["Identifier", "Title"], [secret.identifier, "x"], ["GP-99999", "y"], ["nonsense", "z"]
    )

    assert told_of(content, partner) == [
        (
            number,
            "reject",
            [f"Identifier: Looms has no practice {name}. Leave the cell empty for a new practice."],
        )
        for number, name in ((2, secret.identifier), (3, "GP-99999"), (4, "NONSENSE"))
    ]


def test_only_what_may_be_edited_is_changed(partner):
    entry = factories.make_published(owner=partner, title="Published")
    practice = Practice.objects.get(entry=entry)
    editor = factories.make_user(MemberRole.EDITOR, partner)
    changed = csv_of(["Identifier", "Summary"], [entry.identifier, "Other"])
    unchanged = csv_of(["Identifier", "Summary"], [entry.identifier, practice.summary])
    refused = [f"Identifier: {entry.identifier} cannot be changed now: it is published."]

    assert [told_of(changed, partner, by=by) for by in (editor, None)] == [
        [(2, "reject", refused)]
    ] * 2
    assert told_of(unchanged, partner, by=editor) == [(2, "accept", ["No changes."])]

    workflow.perform(Action.REOPEN, practice, by=editor)
    assert told_of(changed, partner, by=editor) == [(2, "accept", [])]


def test_what_is_still_missing_is_told_and_refuses_nothing(partner):
    (row,) = plan_of(csv_of(["Title"], ["A"]), partner).decisions

    assert (row.outcome, row.missing[:3], len(row.missing)) == (
        "accept",
        ["summary", "description", "region"],
        11,
    )


def test_a_blank_document_has_the_shape_of_a_practice(partner):
    practice = factories.make_practice(owner=partner, **factories.EMPTY)
    made = editions.document(practice)
    own = {"identifier", "slug", "schema", "title"}

    assert {key: value for key, value in blank(partner.slug).items() if key != "title"} == {
        key: value for key, value in made.items() if key not in own
    }
    assert practice.state == State.DRAFT
