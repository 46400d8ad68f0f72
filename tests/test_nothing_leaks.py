"""Nothing of a draft can be reached or guessed: every list, filter, facet, ordering and address."""

import io
import json
import re
import zipfile
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest

from partners.models import Partner
from practices.facets import FACETS
from practices.models import Edition
from practices.parameters import ORDERINGS
from tests import factories

SECRET = "Zyxwdraft"
START = (
    "/", "/es/", "/practices/", "/partners/", "/events/", "/about/", "/sitemap-practices.xml",
    "/feeds/practices.atom", "/robots.txt", "/api/v1/",
)  # fmt: skip
MOST_PAGES = 400
# The draft's own values, carried by nothing that is published.
OWN = {
    "theme": "digital_innovation_hubs",
    "technology": "photonics",
    "sector": "A01",
    "region": "FI1D7",
    "country": "FI",
    "nature": "training",
    "scope": "european",
    "validation": "policy_evaluation",
    "partner": "secretive",
}


@pytest.fixture
def draft(db):
    """A complete draft full of a word that stands nowhere else, beside one published practice."""
    owner = factories.make_partner(slug="secretive", short_name="Secretive")
    event = factories.make_event(slug="seminar", title="Seminar", hosts=(owner,))
    draft = factories.make_practice(
        identifier="GP-8001",
        slug=f"{SECRET.lower()}-practice",
        owner=owner,
        **dict.fromkeys(
            ("title", "title_native", "summary", "problem", "description", "place", "lessons",
             "organisation_in_charge", "running_note", "challenges", "transferability"),
            f"{SECRET} text",
        ),
        objectives=[SECRET],
        beneficiaries=[SECRET],
        themes=[OWN["theme"]],
        technologies=[OWN["technology"]],
        sectors=[OWN["sector"]],
        region_id=OWN["region"],
        nature=OWN["nature"],
        scope=OWN["scope"],
        validation_kind=OWN["validation"],
        start_year=2011,
        events=[event],
        claims=[{"statement": f"{SECRET} claim"}],
    )  # fmt: skip
    factories.make_published(
        identifier="GP-8002", slug="shown", title="Shown", owner=owner, events=[event],
        related=[draft], start_year=2018,
    )  # fmt: skip
    return draft


def links(address: str, content: str) -> set[str]:
    """Every address of the portal that an answer names, in HTML, XML or JSON."""
    named = re.findall(r'(?:href|src|action)="([^"#]+)|<loc>([^<]+)|"(https?://[^"]+)"', content)
    found = {
        urljoin(address, part.replace("&amp;", "&")) for match in named for part in match if part
    }
    own = {urlsplit(link) for link in found}
    return {
        part.path + (f"?{part.query}" if part.query else "")
        for part in own
        if part.netloc in {"", "testserver", "127.0.0.1:8000"}
        and not part.path.startswith("/static")
    }


def readable(content: bytes) -> str:
    """Return an answer as text, the parts of a workbook one after the other."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def crawl(client) -> dict[str, str]:
    """Return what every address answers that can be reached from the public starting points."""
    waiting, answers = deque(START), {}
    while waiting and len(answers) < MOST_PAGES:
        address = waiting.popleft()
        if address in answers or address.startswith(("/admin", "/es/admin")):
            continue
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        answers[address] = readable(content)
        waiting.extend(sorted(links(address, answers[address]) - set(answers)))
    return answers


def test_no_address_that_can_be_reached_tells_of_a_draft(client, draft):
    answers = crawl(client)

    assert len(answers) > 40
    told = [address for address, text in answers.items() if SECRET.lower() in text.lower()]
    assert told == []
    assert [address for address, text in answers.items() if "GP-8001" in text] == []
    assert any("GP-8002" in text for text in answers.values())


def test_the_drafts_of_the_project_stay_hidden(client, smarty):
    answers = crawl(client)

    for word in ("GP-0004", "plant-run", "GP-0006", "access-innovation", "GP-0020", "radmot/"):
        assert [address for address, text in answers.items() if word in text] == [], word


def test_no_address_tells_a_partners_mailbox(client, smarty):
    Partner.objects.update(mailbox="inbox-zyxw@partner.example")

    answers = crawl(client)

    assert "/partners/prato/" in answers
    assert "/api/v1/partners/" in answers
    assert [address for address, text in answers.items() if "inbox-zyxw" in text] == []


@pytest.mark.parametrize("language", ["", "/es"])
def test_addresses_of_a_draft_do_not_exist(client, draft, language):
    for name in (draft.slug, draft.identifier, draft.identifier.lower(), str(draft.pk)):
        for tail in ("", "editions/", "editions/1/", "editions/0/"):
            assert client.get(f"{language}/practices/{name}/{tail}").status_code == 404, (
                name,
                tail,
            )
            assert client.get(f"/api/v1/practices/{name}/{tail}").status_code == 404, (name, tail)


@pytest.mark.parametrize(("name", "value"), [*OWN.items(), ("q", SECRET), ("year_to", "2011")])
def test_no_filter_finds_a_draft(api, draft, name, value):
    told = json.loads(api.get("/api/v1/practices/", {name: value}).content)

    expected = ["GP-8002"] if name == "partner" else []
    assert [row["identifier"] for row in told["results"]] == expected
    assert told["count"] == len(expected)


@pytest.mark.parametrize("name", FACETS)
def test_no_facet_counts_or_lists_a_draft(api, draft, name):
    told = json.loads(api.get("/api/v1/practices/", {"facets": name}).content)

    values = told["facets"][name]
    published = 0 if name == "technology" else 1
    assert sum(value["count"] for value in values if value["parent"] is None) == published
    if name != "partner":
        assert OWN.get(name) not in [value["code"] for value in values]


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_no_ordering_shows_a_draft(api, draft, ordering):
    told = json.loads(api.get("/api/v1/practices/", {"ordering": ordering}).content)

    assert [row["identifier"] for row in told["results"]] == ["GP-8002"]


def test_a_later_text_of_a_published_practice_stays_hidden(client, api, draft):
    edition = Edition.objects.get(document__identifier="GP-8002")
    practice = edition.practice
    practice.title = practice.summary = f"{SECRET} rewritten"
    practice.save()

    for address in ("/practices/", "/practices/shown/", "/practices/shown/editions/1/"):
        assert SECRET not in client.get(address).content.decode()
        assert SECRET not in api.get(f"/api/v1{address}").content.decode()
