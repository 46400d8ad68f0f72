"""A partner's spreadsheet in the browser: chosen, looked at, mended, confirmed; by mouse and by keyboard."""

import pytest

from tests.journeys.test_workspace import axe_violations
from tests.journeys.walking import Keyboard
from tests.practices.sheets.making import csv_of, xlsx_of

PASSWORD = "a long first password"
IMPORT = "/admin/practices/practice/import/"


@pytest.fixture(scope="module")
def demo_users(own) -> None:
    own.manage("create_demo_users", "--password", PASSWORD)


@pytest.fixture
def enter(browser, own_portal, demo_users):
    """Return a function that logs an editor in and opens the page of spreadsheets."""
    contexts, complaints = [], []

    def log_in(who: str, *, width: int, address: str = IMPORT, **options):
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, base_url=own_portal, **options))
        page = contexts[-1].new_page()
        page.complaints = complaints
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: _note(told, page, complaints))
        page.goto(address)
        page.fill("input[name=login], input[name=username]", who)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{own_portal}{address}")
        return page

    yield log_in
    for context in contexts:
        context.close()
    assert complaints == []


def _note(told, page, complaints: list[str]) -> None:
    """Keep an error of the console, unless it only says that the page answers 400 or 409."""
    if told.type == "error" and told.location.get("url") != page.url:
        complaints.append(told.text)


def choose(page, content: bytes, name: str) -> None:
    kind = "text/csv" if name.endswith("csv") else "application/octet-stream"
    page.set_input_files("#id_file", {"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Check the file").click()


def faults(page, width: int) -> list:
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    return [*axe_violations(page), *(["wider than the screen"] if wide else [])]


UGLY = csv_of(
    ["Title", "Summary", "Amount", "Start year"],
    ["Vouchers for a journey", "<p>Money for a first step</p>", "€ 1.200.000,00", "03/2018"],
    ["Audits of a journey", "x" * 400, "1,200", "2018"],
)
MENDED = csv_of(
    ["Title", "Summary", "Amount", "Currency", "Start year"],
    ["Vouchers for a journey", "Money for a first step", "1200000", "EUR", "2018"],
    ["Audits of a journey", "Short", "1200", "EUR", "2018"],
)


def test_a_file_is_chosen_looked_at_mended_and_confirmed(enter):
    page = enter("editor-itee", width=1280)
    choose(page, UGLY, "ours.csv")

    seen = [article.inner_text() for article in page.locator("article").all()]
    counts = page.locator(".counts li").all_inner_texts()
    page.get_by_role("button", name="Choose another file").click()
    choose(page, MENDED, "ours.csv")
    again = page.locator(".counts li").all_inner_texts()
    page.get_by_role("button", name="Import 2 rows").click()

    assert counts == [
        "1 new draft",
        "0 practices changed",
        "0 rows without changes",
        "1 row left out",
    ]
    assert "Amount: “€ 1.200.000,00” was read as 1200000." in seen[0]
    assert "Summary: At most 300 characters fit here; this text has 400." in seen[1]
    assert "Amount: “1,200” can mean 1200 or 1.2." in seen[1]
    assert again[0] == "2 new drafts"
    assert page.locator(".messagelist").inner_text() == "Imported: 2 new drafts."
    assert page.get_by_role("link", name="Audits of a journey").count() == 1


def test_an_export_that_was_not_edited_brings_nothing(enter):
    page = enter("editor-tecos", width=1280)
    with page.expect_download() as download:
        page.get_by_role("link", name="TECOS XLSX").click()
    page.set_input_files("#id_file", download.value.path())
    page.get_by_role("button", name="Check the file").click()

    assert page.locator(".counts li").all_inner_texts() == [
        "0 new drafts", "0 practices changed", "1 row without changes", "0 rows left out",
    ]  # fmt: skip
    assert page.get_by_role("button", name="Import").count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_state_pleases_axe_and_fits_the_screen(enter, width, scheme):
    page = enter("editor-prato", width=width, color_scheme=scheme)
    found = {"choose": faults(page, width)}
    page.select_option("#id_encoding", "windows-1250")
    choose(page, b"%PDF-1.7", "a.pdf")
    found["error"] = faults(page, width)
    told, kept = page.locator(".errorlist").inner_text(), page.input_value("#id_encoding")
    page.select_option("#id_encoding", "")
    choose(page, UGLY, "ours.csv")
    page.locator("summary").first.click()
    found["preview"] = faults(page, width)
    page.get_by_role("button", name="Choose another file").click()
    choose(page, xlsx_of([["Title"], [None], ["", "x"]]), "empty.xlsx")
    found["no rows"] = faults(page, width)

    assert found == dict.fromkeys(found, [])
    assert (told, kept) == (
        "This is a PDF file, not a spreadsheet. Save the sheet as XLSX or CSV.",
        "windows-1250",
    )


def test_it_goes_by_keyboard_and_without_javascript(enter):
    page = enter("editor-itee", width=1280, java_script_enabled=False)
    content = csv_of(["Title"], ["Written by keyboard alone"])
    page.set_input_files("#id_file", {"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Check the file").press("Enter")
    page.get_by_role("button", name="Import 1 row").press("Enter")

    assert page.locator(".messagelist").inner_text() == "Imported: 1 new draft."


def test_the_keyboard_reaches_everything_on_the_preview(enter):
    page = enter("editor-itee", width=1280)
    choose(page, csv_of(["Title"], ["Another by keyboard"]), "a.csv")
    page.get_by_role("heading", name="Check before you import").wait_for()
    hands = Keyboard(page)
    hands.go_to(page.get_by_role("button", name="Import 1 row"))
    hands.go_to(page.get_by_role("button", name="Choose another file"))
    hands.go_to(page.get_by_role("link", name="Report (JSON)"))
    hands.go_to(page.locator("summary").first)
    hands.press("Enter")

    assert page.locator("details").first.get_attribute("open") is not None
