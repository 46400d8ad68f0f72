"""Every ugly cell as a written-out table: what it becomes, what is told, or why it is asked back."""

import time
from collections import defaultdict
from decimal import Decimal

import pytest
from django.utils.translation import override

from practices import placenames
from practices.sheets.cells import READERS, understand
from practices.sheets.codes import Lists, key
from practices.sheets.columns import BY_PATH
from practices.sheets.reading import Unclear
from practices.sheets.tables import Cell

pytestmark = pytest.mark.django_db  # says that a database is to be made, also for this file alone

ASKED = "asked back"


@pytest.fixture(scope="module")
def lists(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Lists.current()


def result(cell: Cell | str, path: str, lists: Lists):
    """Return (value, notes), or (ASKED, reason)."""
    cell = Cell(text=cell) if isinstance(cell, str) else cell
    try:
        reading = understand(cell, BY_PATH[path], lists)
    except Unclear as unclear:
        return ASKED, unclear.reason
    return reading.value, list(reading.notes)


def was_read(text: str, number: str) -> list[str]:
    return [f"“{text}” was read as {number}."]


NO_NUMBER = "“{}” is no number that can be read for certain. Write digits only: 1200000."
TWO_NUMBERS = "“{0}” can mean {1} or {2}. Write it without a sign for thousands: {1}, or {2}."
AMOUNTS = [
    ("1200000", 1200000, []),
    ("1200000.5", 1200000.5, []),
    ("€ 1.200.000,00", 1200000, was_read("€ 1.200.000,00", "1200000")),
    ("1.200.000,50 €", 1200000.5, was_read("1.200.000,50 €", "1200000.5")),
    ("£1,200,000.50", 1200000.5, was_read("£1,200,000.50", "1200000.5")),
    ("1 200 000 zł", 1200000, was_read("1 200 000 zł", "1200000")),
    ("1\u00a0200\u202f000,5", 1200000.5, was_read("1\u00a0200\u202f000,5", "1200000.5")),
    ("1'200'000", 1200000, was_read("1'200'000", "1200000")),
    ("1,2 Mio", 1200000, was_read("1,2 Mio", "1200000")),
    ("1,2 Mio. EUR", 1200000, was_read("1,2 Mio. EUR", "1200000")),
    ("1.5 million euros", 1500000, was_read("1.5 million euros", "1500000")),
    ("2 M€", 2000000, was_read("2 M€", "2000000")),
    ("3,5 millones", 3500000, was_read("3,5 millones", "3500000")),
    ("250 k€", 250000, was_read("250 k€", "250000")),
    ("1,2 mrd", 1200000000, was_read("1,2 mrd", "1200000000")),
    ("12,5", 12.5, was_read("12,5", "12.5")),
    ("0,125", ASKED, "Ensure that there are no more than 2 decimal places."),
    ("1,200", ASKED, TWO_NUMBERS.format("1,200", "1200", "1.2")),
    ("1.200", ASKED, TWO_NUMBERS.format("1.200", "1200", "1.2")),
    ("1.000 €", ASKED, TWO_NUMBERS.format("1.000 €", "1000", "1.0")),
    ("1.2.3", ASKED, NO_NUMBER.format("1.2.3")),
    ("12 34", ASKED, NO_NUMBER.format("12 34")),
    ("1 billion", ASKED, NO_NUMBER.format("1 billion")),
    ("about 500", ASKED, NO_NUMBER.format("about 500")),
    ("10\n20", ASKED, NO_NUMBER.format("10 20")),
    ("1 200\n000 €", ASKED, NO_NUMBER.format("1 200 000 €")),
    ("1.200.000 € 50.000 €", ASKED, NO_NUMBER.format("1.200.000 € 50.000 €")),
    ("10 % 20 %", ASKED, NO_NUMBER.format("10 % 20 %")),
    ("1,2 Mio 3", ASKED, NO_NUMBER.format("1,2 Mio 3")),
    ("1_000", ASKED, NO_NUMBER.format("1_000")),
    ("1000_", ASKED, NO_NUMBER.format("1000_")),
    ("€     1200000", 1200000, was_read("€     1200000", "1200000")),
    ("a" * 101, ASKED, "A number is expected here, not a text of 101 characters."),
    ("100-200", ASKED, NO_NUMBER.format("100-200")),
    ("m", ASKED, NO_NUMBER.format("m")),
    ("9" * 40, ASKED, "Ensure that there are no more than 18 digits in total."),
    ("", None, []),
    ("n/a", None, ["“n/a” was read as: not known."]),
    ("–", None, ["“–” was read as: not known."]),
    (Cell(text="1200000", number=Decimal(1200000)), 1200000, []),
    (Cell(text="0.85", number=Decimal("0.85")), 0.85, []),
    (
        Cell(text="2018-05-12", date="2018-05-12"),
        ASKED,
        ("The spreadsheet program made a date of this cell (2018-05-12). Write the number again, in a "
        "cell formatted as text."),
    ),
    (Cell(fault="This cell holds the error #REF!."), ASKED, "This cell holds the error #REF!."),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "told"), AMOUNTS, ids=lambda part: repr(part)[:40])
def test_amounts(lists, cell, value, told):
    assert result(cell, "resources.amount", lists) == (value, told)


def test_a_figure_may_be_negative_and_have_four_decimals(lists):
    assert [result(text, "claims.value", lists)[0] for text in ("-5", "−5", "+5", "1.2345")] == [
        -5, -5, 5, 1.2345,
    ]  # fmt: skip


NO_DATE = (
    "“{}” is no date that can be read for certain. Write a year, a year and month, or a full date: 2018, "
    "2018-06 or 2018-06-11."
)
DATES = [
    ("2018", "2018", []),
    ("2018-06", "2018-06", []),
    ("2018-06-11", "2018-06-11", []),
    ("2018/6/1", "2018-06-01", []),
    ("03/2018", "2018-03", []),
    ("3.2018", "2018-03", []),
    ("13/04/2018", "2018-04-13", []),
    ("04/13/2018", "2018-04-13", []),
    ("03/03/2018", "2018-03-03", []),
    ("11.6.2018", "2018-06-11", ["“11.6.2018” was read as 2018-06-11."]),
    ("11. 6. 2018", "2018-06-11", ["“11. 6. 2018” was read as 2018-06-11."]),
    ("03/04/2018", ASKED, "“03/04/2018” can mean 2018-04-03 or 2018-03-04. Write the one you mean so."),
    ("June 2018", "2018-06", []),
    ("11 June 2018", "2018-06-11", []),
    ("June 11, 2018", "2018-06-11", []),
    ("junio de 2018", "2018-06", []),
    ("11 de junio de 2018", "2018-06-11", []),
    ("giugno 2018", "2018-06", []),
    ("czerwiec 2018", "2018-06", []),
    ("11 czerwca 2018", "2018-06-11", []),
    ("kesäkuu 2018", "2018-06", []),
    ("junij 2018", "2018-06", []),
    ("juni 2018", "2018-06", []),
    ("juin 2018", "2018-06", []),
    ("juny de 2018", "2018-06", []),
    ("31/02/2018", ASKED, "“2018-02-31” is not in the calendar."),
    ("1789", ASKED, "The year of “1789” is not between 1900 and 2100."),
    ("03/18", ASKED, NO_DATE.format("03/18")),
    ("Q3 2018", ASKED, NO_DATE.format("Q3 2018")),
    ("2018-2020", ASKED, NO_DATE.format("2018-2020")),
    ("spring 2018", ASKED, NO_DATE.format("spring 2018")),
    ("43252", ASKED, NO_DATE.format("43252")),
    (Cell(text="2018-03", date="2018-03"), "2018-03", []),
    (Cell(text="2018", number=Decimal(2018)), "2018", []),
    ("?", None, ["“?” was read as: not known."]),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "told"), DATES, ids=lambda part: repr(part)[:40])
def test_dates(lists, cell, value, told):
    assert result(cell, "claims.date", lists) == (value, told)


YEARS = [
    ("2018", 2018, []),
    ("2018.0", 2018, []),
    (Cell(text="2018", number=Decimal(2018)), 2018, []),
    ("03/2018", 2018, ["Only the year of “03/2018” is kept: 2018."]),
    ("03/04/2018", 2018, ["Only the year of “03/04/2018” is kept: 2018."]),
    ("June 2018", 2018, ["Only the year of “June 2018” is kept: 2018."]),
    ("since 2018", ASKED, NO_DATE.format("since 2018")),
    ("2015-2018", ASKED, NO_DATE.format("2015-2018")),
    ("18", ASKED, NO_DATE.format("18")),
    ("in corso", ASKED, NO_DATE.format("in corso")),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "told"), YEARS, ids=lambda part: repr(part)[:40])
def test_years(lists, cell, value, told):
    assert result(cell, "start_year", lists) == (value, told)


TEXTS = [
    ("  Plain text. ", "Plain text.", []),
    ("One line\r\nand another", "One line\nand another", []),
    ("a < b and 5 > 3, x<y", "a < b and 5 > 3, x<y", []),
    ("Tom & Jerry; R&D", "Tom & Jerry; R&D", []),
    ("R&amp;D", "R&D", ["HTML became text: “R&D”."]),
    ("<p>One<br>two</p><p>three</p>", "One\ntwo\nthree", ["HTML became text: “One two three”."]),
    ("Text <script>alert(1)</script>here", "Text here", ["HTML became text: “Text here”."]),
    ("<b onclick=\"x('>')\">Bold</b>", "Bold", ["HTML became text: “Bold”."]),
    ("<a href='https://x.eu'>link</a>", "link", ["HTML became text: “link”."]),
    ("<td>One</td><td>Two</td>", "One Two", ["HTML became text: “One Two”."]),
    ("<tr><td>1</td><td>2</td></tr><tr><td>3</td></tr>", "1 2\n3", ["HTML became text: “1 2 3”."]),
    ("<ul><li>One<li>Two</ul>End", "One\nTwo\nEnd", ["HTML became text: “One Two End”."]),
    ("One<div>two</div>three", "One\ntwo\nthree", ["HTML became text: “One two three”."]),
    ("One<br><br>two", "One\n\ntwo", ["HTML became text: “One two”."]),
    ("H<sub>2</sub>O", "H2O", ["HTML became text: “H2O”."]),
    ("A<!-- not <b>seen</b> -->B", "AB", ["HTML became text: “AB”."]),
    ('<STYLE type="a">p {}</style >A', "A", ["HTML became text: “A”."]),
    ("<input disabled value=1>A", "A", ["HTML became text: “A”."]),
    ("a <b and c> d", "a <b and c> d", []),
    ("if a <p 5 or i> 3", "if a <p 5 or i> 3", []),
    ("never <!-- closed", "never <!-- closed", []),
    ("<unknown>stays</unknown>", "<unknown>stays</unknown>", []),
    ("=1+1", "=1+1", []),
    ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", []),
    ("@SUM(A1)", "@SUM(A1)", []),
    ("+49 123", "+49 123", []),
    ("-", None, ["“-” was read as: not known."]),
    ("N/A", None, ["“N/A” was read as: not known."]),
    ("   \u00a0 ", None, []),
    (
        Cell(text="42", note="This cell holds a formula; its last result, “42”, was taken."),
        "42",
        ["This cell holds a formula; its last result, “42”, was taken."],
    ),
]


@pytest.mark.parametrize(("cell", "value", "told"), TEXTS, ids=lambda part: repr(part)[:40])
def test_texts(lists, cell, value, told):
    assert result(cell, "summary", lists) == (value, told)


def test_a_title_has_one_line(lists):
    assert result("A title\nin two  lines", "title", lists) == (
        "A title in two lines",
        ["Line breaks became blanks."],
    )


def test_lists_have_one_item_a_line(lists):
    cell = "• bring 100 firms\n\n- train people\r\n* 3 hubs\n4th aim; with a semicolon, and a comma"

    assert result(cell, "objectives", lists) == (
        ["bring 100 firms", "train people", "3 hubs", "4th aim; with a semicolon, and a comma"],
        [],
    )


ADDRESSES = [
    ("https://x.eu/a", "https://x.eu/a", []),
    ("www.x.eu", "https://www.x.eu", ["“https://www.x.eu” was read with https://."]),
    (
        "x.eu/report.pdf",
        "https://x.eu/report.pdf",
        ["“https://x.eu/report.pdf” was read with https://."],
    ),
    (
        "see annex",
        ASKED,
        "“see annex” is no web address. One that starts with https:// is expected.",
    ),
    (
        "javascript:alert(1)",
        ASKED,
        "“javascript:alert(1)” is no web address. One that starts with https:// is expected.",
    ),
    ("https://x.eu https://y.eu", ASKED, "Only one web address fits here; there are 2."),
]


@pytest.mark.parametrize(("cell", "value", "told"), ADDRESSES, ids=lambda part: repr(part)[:40])
def test_addresses(lists, cell, value, told):
    assert result(cell, "website", lists) == (value, told)


def test_sources_are_separated_by_whatever_people_use(lists):
    cell = "https://x.eu/a;\nhttps://x.eu/b, https://x.eu/c\n"

    assert result(cell, "sources", lists) == (
        ["https://x.eu/a", "https://x.eu/b", "https://x.eu/c"],
        [],
    )


KINDS = (
    "policy instrument, management approach, methodology, technique, service, platform, technology"
)
CODES = [
    ("nature", "service", "service", []),
    ("nature", "Policy Instrument", "policy_instrument", []),
    ("nature", "policy_instrument", "policy_instrument", []),
    ("nature", "servicio", "service", []),
    ("nature", "servise", ASKED, "“servise” is not known here. Did you mean “service”?"),
    ("nature", "a bit of all", ASKED,
     f"“a bit of all” is not known here. Write one of: {KINDS}, training."),
    ("scope", "European", "european", []),
    ("scope", "nacional", "national", []),
    ("native_language", "polaco", "pl", []),
    ("native_language", "pl", "pl", []),
    ("themes", "Digital innovation hubs", ["digital_innovation_hubs"], []),
    ("themes", "Centros de innovación digital; digital_innovation_and_skills",
     ["digital_innovation_hubs", "digital_innovation_and_skills"], []),
    ("technologies", "iot, ai", ["iot", "ai"], []),
    ("technologies", "5G networks\n5G networks", ["5g"], []),
    ("claims.unit", "empresas", "firms", []),
    ("claims.unit", "%", "percent", []),
    ("claims.unit", "firm", "firms", []),
    ("resources.currency", "€", "EUR", []),
    ("resources.currency", "USD", ASKED, "“USD” is not known here. Write one of: EUR, GBP, PLN."),
    ("claims.evidence", "1, 3;2", [1, 2, 3], []),
    ("claims.evidence", "annex", ASKED,
     "“annex” is no number of evidence. Write numbers and commas: 1, 2."),
]  # fmt: skip


@pytest.mark.parametrize(("path", "cell", "value", "told"), CODES, ids=lambda part: repr(part)[:40])
def test_code_lists(lists, path, cell, value, told):
    assert result(cell, path, lists) == (value, told)


REGIONS = [
    ("ITI1", "ITI1", []),
    ("iti1", "ITI1", []),
    ("ITI1 Toscana", "ITI1", []),
    ("ITI1 (Tuscany)", "ITI1", []),
    ("Tuscany", "ITI1", []),
    ("TOSCANA", "ITI1", []),
    ("ITI1 Lombardia", "ITI1", ["“ITI1 Lombardia” was read as ITI1 Tuscany: the code counts."]),
    ("Slovenija", "SI", []),
    ("España", "ES", []),
    ("Suomi", "FI", []),
    ("Polska", "PL", []),
    ("Belgique", "BE", []),
    ("Nederland", "NL", []),
    ("Reino Unido", "UK", []),
    ("GB", "UK", []),
    ("GR", "EL", []),
    ("Mordor", ASKED, "“Mordor” is no region that is known. Write its NUTS code, for example ITI1."),
    ("Catalunya", "ES51", []),
    ("Mazowieckie", "PL9", []),
    ("Wielkopolska", "PL41", []),
    ("Allemagne", "DE", []),
    ("Toscanna", ASKED, "“Toscanna” is no region that is known. Did you mean ITI1 Tuscany?"),
    ("ITX9", ASKED, "“ITX9” is no code of NUTS 2024."),
    ("Jura", ASKED, "“Jura” is the name of several: CH025, FRC22. Write the code that you mean."),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "told"), REGIONS, ids=lambda part: repr(part)[:40])
def test_regions(lists, cell, value, told):
    assert result(cell, "region", lists) == (value, told)


NAMES_OF_COUNTRIES = {
    "GB": ["Royaume-Uni", "Great Britain", "Wielka Brytania", "United Kingdom", "UK"],
    "DE": ["Allemagne", "Niemcy", "Saksa", "Deutschland", "Nemčija", "Alemanya"],
    "NL": ["Pays-Bas", "Olanda", "Holandia", "Nederland", "Nizozemska", "Alankomaat"],
    "FI": ["Finlande", "Suomi", "Finlandia", "FINLÀNDIA"],
    "IT": ["Włochy", "Italija", "Itàlia", "Italie"],
    "SK": ["Slovaška", "Slovensko", "Słowacja"],
    "ES": ["Espanya", "Espagne", "Hiszpania", "España"],
    "CZ": ["Czech Republic", "Česká republika", "Tchéquie", "Czechy"],
    "GR": ["Ελλάδα", "Grèce", "Grecja", "EL"],
    "BG": ["България", "Bulgarie"],
}


def test_countries_by_the_names_that_partners_use(lists):
    read = {
        code: [result(name, "country", lists) for name in names]
        for code, names in NAMES_OF_COUNTRIES.items()
    }

    assert read == {code: [(code, [])] * len(names) for code, names in NAMES_OF_COUNTRIES.items()}


def test_a_part_stands_for_its_country_and_that_is_told(lists):
    told = ["“England” was read as United Kingdom."]

    assert result("England", "country", lists) == ("GB", told)
    assert result("England", "region", lists)[0] == ASKED
    assert result("Alemagne", "country", lists) == (
        ASKED,
        "“Alemagne” is no country that is known. Did you mean Germany?",
    )


def test_every_country_has_the_names_and_no_name_two_countries(lists):
    names = placenames.of_countries()
    owners = defaultdict(set)
    for code, listed in names.items():
        for name in [*listed, *placenames.of_parts()[code]]:
            owners[key(name)].add(code)

    assert set(names) == set(lists.rows.countries)
    assert {name for name, codes in owners.items() if len(codes) > 1} == set()


def test_other_names_of_regions_belong_to_codes_that_are_there(lists):
    codes = {
        name: lists.regions.codes[key(name)]
        for names in placenames.of_regions().values()
        for name in names
    }

    assert set(placenames.of_regions()) <= set(lists.rows.regions)
    assert {name for name, found in codes.items() if len(found) > 1} == set()


def test_regions_of_one_name_within_one_another_are_told(lists):
    value, told = result("Comunidad de Madrid", "region", lists)

    assert (value, told) == (
        "ES30",
        ["“Comunidad de Madrid” is ES3, ES30; ES30 was taken. Write the code if you mean another."],
    )


SECTORS = [
    ("C13", ["C13"], []),
    ("13", ["C13"], []),
    ("C13.9, C14", ["C13.9", "C14"], []),
    ("C13; C14\nC", ["C13", "C14", "C"], []),
    ("C13 Manufacture of textiles", ["C13"], []),
    ("Manufacture of textiles", ["C13"], []),
    ("Industria textil", ["C13"], []),
    ("C99", ASKED, "“C99” is no code of NACE Rev. 2.1."),
    ("weaving", ASKED, "“weaving” is no sector that is known. Write its code of NACE Rev. 2.1: C13."),
    (
        "C13 Textiles and more",
        ["C13"],
        [("“C13 Textiles and more” was read as C13 Manufacture of textiles: the code counts, of NACE "
         "Rev. 2.1.")],
    ),
    (
        Cell(text="13.9", number=Decimal("13.9")),
        ["C13.9"],
        [("A spreadsheet program may have changed this number; it was read as C13.9 Manufacture of other "
         "textiles.")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value", "told"), SECTORS, ids=lambda part: repr(part)[:40])
def test_sectors(lists, cell, value, told):
    assert result(cell, "sectors", lists) == (value, told)


def test_names_are_offered_in_the_language_of_the_reader(lists):
    with override("es"):
        _asked, told = result("servise", "nature", lists)

    assert "servicio" in told


LONG = 40_000
HARD = {
    "blanks": "a" + " " * LONG + "b",
    "blanks in a tag": "<a" + " " * LONG,
    "blanks in an attribute": "<a x" + " " * LONG + "y",
    "open quotation marks": '<a b="' * (LONG // 6),
    "mixed quotation marks": "<a b=\"<a c='\" d='" * (LONG // 16),
    "open comments": "<!--" * (LONG // 4),
    "open scripts": "<script>" * (LONG // 8),
    "open tags": "<" * LONG,
    "dots": "a." * (LONG // 2),
    "digits": "1" * LONG,
    "groups": "1 " * (LONG // 2),
    "ampersands": "&" * LONG,
    "line breaks": "\n \t" * (LONG // 3) + "x",
    "commas": "x," * (LONG // 2),
}


def test_a_cell_of_any_length_is_refused_with_its_count(lists):
    told = "The cell has 50001 characters; at most 50000 can be read."

    assert result("<" * 50_001, "description", lists) == (ASKED, told)
    assert result("x" * 50_000, "description", lists) == ("x" * 50_000, [])


@pytest.mark.parametrize("hard", HARD)
@pytest.mark.parametrize(
    "path", sorted({c.holds: c.path for c in BY_PATH.values() if c.holds in READERS}.values())
)
def test_no_cell_holds_a_worker_up(lists, path, hard):
    begun = time.process_time()
    result(HARD[hard], path, lists)

    assert time.process_time() - begun < 2
