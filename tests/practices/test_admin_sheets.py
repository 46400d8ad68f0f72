"""The pages of spreadsheets in the workspace: who may, what is shown, what is written and when."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.choices import MemberRole
from practices.choices import State
from practices.models import Practice, SheetUpload
from practices.sheets import files
from tests import database, factories
from tests.practices.sheets.making import csv_of, plan_of
from tests.workspace import logged_in

pytestmark = pytest.mark.django_db
IMPORT = reverse("admin:practices_practice_import")
ROWS = csv_of(["Title", "Start year"], ["New", "03/2018"], ["", "2018"])


@pytest.fixture
def partner():
    return factories.make_partner(short_name="Looms", slug="looms")


@pytest.fixture
def editor(partner):
    return factories.make_user(MemberRole.EDITOR, partner)


@pytest.fixture
def client(editor):
    return logged_in(editor)


def upload(client, partner, content: bytes = ROWS, *, name: str = "ours.csv", **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"partner": partner.pk, "file": file} | fields, follow=True)


def confirm(client, preview, **fields):
    address = preview.redirect_chain[-1][0]
    confirmed = {"confirmed": preview.context["plan"].digest}
    named = {"X-Request-ID": "confirming-1"}
    return client.post(address, confirmed | fields, follow=True, headers=named)


# From the list to the drafts


def test_a_file_is_previewed_then_confirmed(client, partner):
    before = database.everything(but=("practices_sheetupload",))

    preview = upload(client, partner)

    assert database.everything(but=("practices_sheetupload",)) == before
    assert [(row.row, row.outcome, row.reasons) for row, _changes in preview.context["rows"]] == [
        (2, "warning", ["Start year: Only the year of “03/2018” is kept: 2018."]),
        (3, "reject", ["Title: A practice needs a title."]),
    ]

    done = confirm(client, preview)

    (practice,) = Practice.objects.all()
    assert (practice.title, practice.state, practice.owner) == ("New", State.DRAFT, partner)
    assert [str(message) for message in done.context["messages"]] == [
        "Imported: 1 new draft, 1 row left out."
    ]
    assert SheetUpload.objects.count() == 0
    (line,) = practice.history.all()
    assert (line.comment, line.request_id) == ("From row 2 of “ours.csv”.", "confirming-1")


def test_the_list_leads_there_for_those_who_may(partner, editor):
    listed = reverse("admin:practices_practice_changelist")
    reviewer = factories.make_user(MemberRole.REVIEWER, partner)

    answers = [
        IMPORT in logged_in(user).get(listed).content.decode() for user in (editor, reviewer)
    ]

    assert answers == [True, False]


def test_what_is_written_is_shown_before_and_after(client, partner):
    practice = factories.make_practice(owner=partner, summary="Before", sectors=["C13"])
    content = csv_of(
        ["Identifier", "Summary", "Sectors", "Claim 1: Value", "Claim 1: Unit"],
        [practice.identifier, "After", "C14", "5", "firms"],
    )

    ((_row, changes),) = upload(client, partner, content).context["rows"]

    assert [(change.name, change.before, change.after) for change in changes] == [
        ("Summary", "Before", "After"),
        ("Sectors", "C13 Manufacture of textiles", "C14 Manufacture of wearing apparel"),
        ("Claim 1: Value", "", "5"),
        ("Claim 1: Unit", "", "firms"),
    ]


def test_html_of_a_file_never_reaches_the_page(client, partner):
    content = csv_of(["Title", "<img src=x onerror=alert(1)>"], ["<script>x</script><u>T</u>", "a"])

    page = upload(client, partner, content, name="<b>.csv").content.decode()

    assert ("<script>x" in page, "<img src=x" in page, "<b>.csv" in page) == (False, False, False)
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "a.pdf",
            b"%PDF-1",
            "This is a PDF file, not a spreadsheet. Save the sheet as XLSX or CSV.",
        ),
        ("a.csv", b"", "The submitted file is empty."),
        (
            "a.csv",
            b"Titel\nx\n",
            "There is no column “Title”. Rename “Titel” if that is meant.",
        ),
        (
            "a.csv",
            b"Title\n" + b"x" * 5_000_000,
            "The file has 4.8\xa0MB; at most 4.8\xa0MB can be read. Split it into several.",
        ),
    ],
    ids=["PDF", "empty", "heading", "big"],
)
def test_what_cannot_be_read_is_told_at_the_file_and_choices_stay(
    client, editor, partner, name, content, reason
):
    second = factories.make_partner(short_name="Second")
    factories.Membership.objects.create(user=editor, partner=second, role=MemberRole.EDITOR)

    page = upload(client, second, content, name=name, encoding="windows-1250")

    assert page.status_code == 400
    assert dict(page.context["form"].errors) == {"file": [reason]}
    chosen = page.context["form"]
    assert (chosen["partner"].value(), chosen["encoding"].value()) == (
        str(second.pk),
        "windows-1250",
    )
    assert SheetUpload.objects.count() == 0


def test_a_stale_preview_writes_nothing_and_is_shown_anew(client, partner):
    preview = upload(client, partner)
    factories.make_practice(owner=partner, title="New")  # meanwhile

    page = confirm(client, preview)

    assert (page.status_code, page.context["is_stale"]) == (409, True)
    assert (
        "Something has changed since you looked, so nothing was written." in page.content.decode()
    )
    assert Practice.objects.count() == 1


def test_a_preview_waits_until_it_is_confirmed_or_left(client, partner):
    preview = upload(client, partner)
    address = preview.redirect_chain[-1][0]

    assert [kept.name for kept in client.get(IMPORT).context["waiting"]] == ["ours.csv"]
    assert client.get(address).context["plan"].digest == preview.context["plan"].digest

    left = client.post(address, {"leave": "1"}, follow=True)
    assert (left.redirect_chain[-1][0], SheetUpload.objects.count()) == (IMPORT, 0)
    assert Practice.objects.count() == 0


def test_the_report_is_offered_as_json(client, partner):
    address = upload(client, partner).redirect_chain[-1][0]

    report = client.get(f"{address}report.json").json()

    assert [(row["row"], row["outcome"]) for row in report] == [(2, "warning"), (3, "reject")]


def test_a_bare_post_confirms_nothing(client, partner):
    address = upload(client, partner).redirect_chain[-1][0]

    assert client.post(address).status_code == 409
    assert Practice.objects.count() == 0


# Queries


@pytest.mark.parametrize("kind", ["new", "known"])
def test_the_preview_asks_the_same_for_one_row_and_for_three(client, partner, kind):
    practices = [factories.make_practice(owner=partner, title=f"Loom {n}") for n in range(3)]
    counts = []
    for number in (1, 3):
        rows = [["", f"New {n}"] for n in range(number)]
        if kind == "known":
            rows = [[row.identifier, f"Renamed {row.pk}"] for row in practices[:number]]
        address = upload(client, partner, csv_of(["Identifier", "Title"], *rows)).redirect_chain[
            -1
        ][0]
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        assert len(page.context["rows"]) == number
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_the_export_asks_the_same_for_one_practice_and_for_three(client, partner):
    address = reverse("admin:practices_practice_export", args=[partner.slug, "csv"])
    counts = []
    for more in (1, 2):
        for _number in range(more):
            factories.make_practice(owner=partner)
        client.get(address)  # the code lists are in memory from here on
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]


# Files to hand out


def test_an_export_from_the_page_comes_back_unchanged(client, partner):
    practice = factories.make_practice(owner=partner)
    for kind in ("csv", "xlsx"):
        answer = client.get(reverse("admin:practices_practice_export", args=[partner.slug, kind]))
        assert answer["Content-Disposition"] == f'attachment; filename="smarty-looms.{kind}"'
        (row,) = plan_of(answer.content, partner).decisions
        assert (row.identifier, row.action) == (practice.identifier, "keep")


def test_the_template_is_in_the_language_of_the_page(client):
    answer = client.get("/es/admin/practices/practice/template.csv")
    (table,) = files.read(answer.content).tables

    assert table.lines[0].cells[1].text == "Título"


# Who may what: the whole table

PEOPLE = {
    "anonymous": (302, 302, 302, 302),
    "member of nothing": (302, 302, 302, 302),
    "reviewer": (403, 403, 403, 403),
    "publisher": (403, 403, 403, 403),
    "editor of another": (200, 200, 403, 404),
    "editor": (200, 200, 200, 200),
    "administrator": (200, 200, 200, 404),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_open_what(partner, editor, who):
    waiting = SheetUpload.objects.create(
        user=editor, partner=partner, name="a.csv", content=ROWS, uploaded_at="2026-01-01T00:00Z"
    )
    people = {
        "member of nothing": factories.make_user,
        "reviewer": lambda: factories.make_user(MemberRole.REVIEWER, partner),
        "publisher": lambda: factories.make_user(MemberRole.PUBLISHER, partner),
        "editor of another": lambda: factories.make_user(MemberRole.EDITOR),
        "editor": lambda: editor,
        "administrator": lambda: factories.make_user(is_superuser=True, is_staff=True),
    }
    client = logged_in(people[who]()) if who in people else Client()
    addresses = [
        IMPORT,
        reverse("admin:practices_practice_template", args=["csv"]),
        reverse("admin:practices_practice_export", args=[partner.slug, "csv"]),
        reverse("admin:practices_practice_preview", args=[waiting.pk]),
    ]

    assert tuple(client.get(address).status_code for address in addresses) == PEOPLE[who]


def test_nobody_imports_for_a_partner_that_is_not_theirs(client, partner):
    other = factories.make_partner(short_name="Other")

    page = upload(client, other)

    assert page.status_code == 400
    assert "partner" in page.context["form"].errors
    assert SheetUpload.objects.count() == 0


def test_who_is_no_editor_any_more_confirms_nothing(client, editor, partner):
    preview = upload(client, partner)
    factories.Membership.objects.create(
        user=editor, partner=factories.make_partner(), role=MemberRole.EDITOR
    )
    editor.memberships.filter(partner=partner).delete()

    assert confirm(client, preview).status_code == 403
    assert Practice.objects.count() == 0


def test_unknown_kinds_of_file_are_not_there(client, partner):
    assert [
        client.get(address).status_code
        for address in (
            "/admin/practices/practice/template.pdf",
            "/admin/practices/practice/export/looms.pdf",
            "/admin/practices/practice/export/nobody.csv",
        )
    ] == [404, 404, 404]
