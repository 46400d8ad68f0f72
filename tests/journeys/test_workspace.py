"""The workspace in the browser: within the security policy, accessible, usable on a phone."""

import pytest

ROOT_USER = {"username": "root", "password": "a long first password"}
PAGES = [
    "/admin/",
    "/admin/practices/practice/",
    "/admin/practices/practice/add/",
    "/admin/practices/practice/1/change/",
    "/admin/practices/practice/20/change/",
    "/admin/practices/practice/20/history/",
    "/admin/practices/practice/20/delete/",
    "/admin/practices/adoption/",
    "/admin/practices/adoption/add/",
    "/admin/practices/enquiry/",
    "/admin/partners/invitation/",
    "/admin/partners/invitation/add/",
    "/admin/partners/partner/1/change/",
    "/admin/partners/event/add/",
    "/admin/partners/user/1/change/",
    "/admin/partners/region/?q=toscana",
    "/admin/password_change/",
]


@pytest.fixture(scope="module")
def administrator(shared) -> None:
    """The first administrator, made without a prompt as README.md says."""
    made = "createsuperuser --noinput --username root --email root@portal.example"
    shared.manage(*made.split(), DJANGO_SUPERUSER_PASSWORD=ROOT_USER["password"])


@pytest.fixture
def enter(browser, portal, administrator):
    """Return a function that logs in at a width and gives the page; nobody's console may complain."""
    contexts, complaints = [], []

    def log_in(*, width: int, address: str = "/admin/", **options):
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, base_url=portal, **options))
        page = contexts[-1].new_page()
        page.complaints = complaints
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda told: complaints.append(told.text) if told.type == "error" else None,
        )
        page.goto(address)
        page.fill("#id_username", ROOT_USER["username"])
        page.fill("#id_password", ROOT_USER["password"])
        page.click("input[type=submit]")
        return page

    yield log_in
    for context in contexts:
        context.close()


def axe_violations(page) -> list[tuple[str, str]]:
    """Return what axe finds; its own styles offend the policy and are nobody's complaint."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    seen = list(page.complaints)
    page.wait_for_load_state()
    found = axe.run(page).response["violations"]
    page.complaints[:] = seen
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_keeps_the_policy_and_pleases_axe(enter, width, scheme):
    page = enter(width=width, color_scheme=scheme)
    found = {}
    for address in PAGES:
        assert page.goto(address).status == 200, address
        found[address] = [*page.complaints, *axe_violations(page)]
        page.complaints.clear()
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[address].append("wider than the screen")

    assert found == {address: [] for address in PAGES}


def test_the_login_keeps_the_policy_and_pleases_axe(browser, portal):
    page = browser.new_page(base_url=portal)
    page.complaints = []
    page.on("console", lambda told: page.complaints.append(told.text))
    page.goto("/es/admin/")
    found = [page.url, page.complaints, axe_violations(page)]
    page.close()

    assert found == [f"{portal}/es/admin/login/?next=/es/admin/", [], []]


def test_a_practice_is_written_on_a_phone_in_spanish(enter):
    page = enter(width=390, address="/es/admin/practices/practice/add/")
    page.fill("#id_title", "Vales para empresas textiles")
    page.select_option("#id_owner", label="ITeE")
    page.click(".field-region .select2-selection")
    page.fill(".select2-dropdown .select2-search__field", "cataluna")
    page.locator(".select2-results__option", has_text="ES51 Cataluña").click()
    page.click(".field-nace .select2-selection")
    page.keyboard.type("textil indus")
    page.locator(".select2-results__option", has_text="C13 Industria textil").click()
    page.fill("#id_evidence-0-url", "https://source.example/a.pdf")
    page.locator("#evidence-group .add-row a").click()
    page.fill("#id_evidence-1-url", "https://source.example/b.pdf")
    page.select_option("#id_claims-0-kind", "result")
    page.fill("#id_claims-0-statement", "Participaron 132 empresas")
    page.check("#id_claims-0-backed_by_1")
    page.locator("input[name=_continue]").first.click()

    assert page.locator(".errornote").count() == 0
    assert {
        "region": page.locator("#id_region option:checked").inner_text(),
        "sectors": page.locator("#id_nace option:checked").all_inner_texts(),
        "evidence": page.input_value("#id_evidence-1-url"),
        "claim": page.input_value("#id_claims-0-statement"),
        "backed by": [page.is_checked(f"#id_claims-0-backed_by_{n}") for n in (0, 1)],
        "complaints": page.complaints,
    } == {
        "region": "ES51 Cataluña",
        "sectors": ["C13 Industria textil"],
        "evidence": "https://source.example/b.pdf",
        "claim": "Participaron 132 empresas",
        "backed by": [False, True],
        "complaints": [],
    }
