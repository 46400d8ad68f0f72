"""The pages of a practice: what they say of what is known, of what is not, and of what is over."""

import json
import re

import pytest
from django.http import QueryDict

from practices.models import CatalogueEntry
from tests import factories


@pytest.fixture
def entry(db, clock):
    clock("2026-03-01")
    return factories.make_published(
        identifier="GP-8500",
        slug="measured",
        title="Less scrap </script>",
        summary="Sensors on looms.",
        region_id="ITI15",
        evidence=[{"url": "https://source.example/report?a=1&b=2", "title": "The report"}],
        claims=[
            {
                "kind": "result",
                "statement": "Less scrap",
                "value": "1250000",
                "qualifier": "at_least",
                "unit_id": "eur",
                "date": "2020-05",
            }
        ],
    )


def page(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_result_stands_with_its_figure_and_the_document_behind_it(client, entry):
    html = page(client, "/practices/measured/")

    assert 'href="https://source.example/report?a=1&amp;b=2"' in html
    assert "Less scrap" in html
    assert re.search(r"at least\s+€1\.25 million|at least\s+€1,250,000", text(html))
    assert "Less scrap </script>" not in html
    assert "Less scrap &lt;/script&gt;" in html


def test_json_ld_agrees_with_the_page(client, entry):
    html = page(client, "/practices/measured/")

    told = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    )

    assert told["headline"] == "Less scrap </script>"
    assert told["identifier"] == "GP-8500"
    assert told["datePublished"].startswith("2026-03-01")
    assert told["@id"] == "http://127.0.0.1:8000/practices/GP-8500/"
    assert told["archivedAt"] == "http://127.0.0.1:8000/practices/measured/editions/1/"
    assert told["citation"] == ["https://source.example/report?a=1&b=2"]


def test_a_practice_without_a_sourced_result_says_so(client, db):
    factories.make_published(slug="poor", claims=[{"kind": "input", "statement": "Money went in"}])

    assert re.search(r"no (sourced )?result", text(page(client, "/practices/poor/")), re.IGNORECASE)


def test_the_level_says_until_when_and_what_is_missing(client, entry, clock):
    shown = text(page(client, "/practices/measured/"))
    assert "1 March 2029" in shown
    assert "Level 2 needs" in shown

    clock("2029-03-02")
    assert re.search(r"lapsed", text(page(client, "/practices/measured/")), re.IGNORECASE)


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("identifier", ["GP-8500", "gp-8500"])
def test_the_identifier_leads_to_the_page_for_good(client, entry, prefix, identifier):
    answer = client.get(f"{prefix}/practices/{identifier}/")

    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        f"{prefix}/practices/measured/",
    )


@pytest.mark.parametrize("path", ["/practices/measured/", "/practices/measured/editions/1/"])
def test_a_withdrawn_practice_is_gone_with_day_and_reason(client, entry, clock, path):
    now = clock("2026-04-02")
    CatalogueEntry.objects.update(withdrawn_at=now, withdrawal_reason="The source was wrong.")

    shown = text(page(client, path, status=410))

    assert "2 April 2026" in shown
    assert "The source was wrong." in shown


def test_an_edition_that_is_none_is_not_found(client, entry):
    for number in (0, 2, 99):
        page(client, f"/practices/measured/editions/{number}/", status=404)


@pytest.mark.parametrize("query", ["!!!", "y" * 300, '<b>"x"'])
def test_what_was_typed_stays_in_the_box(client, entry, query):
    html = client.get("/practices/", {"q": query}).content.decode()

    box = re.search(r'<input type="search" id="q"[^>]*>', html)[0]
    typed = query.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f'value="{typed}"' in box


def test_a_page_past_the_last_shows_the_last_and_says_so(client, entry):
    shown = text(page(client, "/practices/?page=7"))

    assert "There is no page that far." in shown
    assert "Less scrap" in shown


def test_a_mistyped_word_is_corrected_with_a_way_back(client, entry):
    html = page(client, "/practices/?q=sensrs")

    assert "Showing results for" in text(html)
    assert 'href="?q=%22sensrs%22"' in html
    assert "<mark>Sensors</mark>" in html


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("sensrs", '"sensrs"'),
        ("sensrs -loom", '"sensrs" -loom'),
        ('"less scrap" sensrs', '"less scrap" "sensrs"'),
        ("sensrs, on looms", '"sensrs," on looms'),
    ],
)
def test_the_way_back_changes_nothing_but_the_word(client, entry, typed, instead):
    html = client.get("/practices/", {"q": typed}).content.decode()

    way_back = re.search(r'<a href="([^"]*)"[^>]*>Search for [^<]* instead</a>', html)[1]
    assert QueryDict(way_back.replace("&amp;", "&").removeprefix("?"))["q"] == instead


def test_a_way_back_that_would_be_too_long_is_not_offered(client, entry):
    html = client.get("/practices/", {"q": "sensrs".rjust(200, ".")}).content.decode()

    assert "Showing results for" in text(html)
    assert "instead" not in text(html)


def test_words_that_stand_nowhere_are_told_in_one_sentence(client, entry):
    told = text(page(client, "/practices/?q=looms+xyzzyx+qwrtpq"))
    assert "No practice holds “xyzzyx”, “qwrtpq”." in told
    assert "Ninguna práctica contiene «xyzzyx»." in text(page(client, "/es/practices/?q=xyzzyx"))


def checked(html: str) -> set[str]:
    boxes = re.findall(r'<input type="checkbox"[^>]*>', html)
    return {re.search(r'value="([^"]*)"', box)[1] for box in boxes if " checked" in box}


def test_what_is_chosen_has_its_box_though_no_practice_carries_it(client, entry):
    """Else the next click would drop the filter."""
    html = page(client, "/practices/?sector=C13.2&sector=A01&region=RO&region=ES511&theme=i")

    assert checked(html) == {"C13.2", "A01", "RO", "ES511"}


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", [("", "selected"), ("title", ""), ("level", "")]),
        ("?ordering=title", [("", ""), ("title", "selected"), ("level", "")]),
        ("?q=looms", [("", "selected"), ("newest", ""), ("title", ""), ("level", "")]),
        (
            "?q=looms&ordering=newest",
            [("", ""), ("newest", "selected"), ("title", ""), ("level", "")],
        ),
    ],
)
def test_the_usual_order_has_no_value(client, entry, query, options):
    """A first search from the list finds the best first, without a script too."""
    html = page(client, f"/practices/{query}")

    assert re.findall(r'<option value="(\w*)" (\w*)>', html) == options


def test_of_many_filters_that_find_nothing_none_is_tried(
    client, entry, django_assert_max_num_queries
):
    sectors = "".join(f"&sector=C{number}" for number in range(14, 33))

    assert "Without started in 2099 or after" in text(page(client, "/practices/?year_from=2099"))
    with django_assert_max_num_queries(12):
        html = page(client, f"/practices/?year_from=2099{sectors}")
    assert "Without" not in text(html)


def marked_titles(client, query: str) -> list[str]:
    html = client.get("/practices/", {"q": query}).content.decode()
    return re.findall(r'<h3 class="entry-title"><a [^>]*>(.*?)</a>', html)


def test_a_hit_by_its_title_alone_is_marked_there(client, entry):
    factories.make_published(slug="looms", title="Looms for all", summary="Of nothing else.")
    assert marked_titles(client, "looms") == [
        "<mark>Looms</mark> for all",
        "Less scrap &lt;/script&gt;",  # whose summary says it
    ]


def test_of_words_that_few_hold_together_it_is_told_how_many_do(client, entry):
    factories.make_published(slug="looms", title="Looms", summary="Of nothing else.")
    factories.make_published(slug="cobots", title="Cobots", summary="Of nothing else.")
    factories.make_published(slug="robots", title="Robots", summary="Of nothing else.")

    def told(query: str) -> list[str]:
        html = client.get("/practices/", {"q": query}).content.decode()
        return re.findall(r"\d+ of \d+ practices holds? every word\.", text(html))

    assert told("sensors looms") == ["1 of 2 practices holds every word."]
    assert told("looms") == []
    # where a word stands nowhere, or was taken for another topic, it would not be true
    assert told("sensors looms zzyzx") == told("cobots") == told("AGV looms") == []


def test_words_past_the_24th_are_told(client, entry):
    small, telling = "in the and of for with", [f"t{number}x" for number in range(24)]
    query = " ".join([small, *telling[:23], "looms"])
    assert "Not looked up" not in text(client.get("/practices/", {"q": query}).content.decode())

    query = " ".join([small, *telling, "looms"])
    told = text(client.get("/practices/", {"q": query}).content.decode())
    assert "So many words cannot be searched for at once. Not looked up: “looms”." in told
    answer = client.get("/api/v1/practices/", {"q": query}).json()
    assert (answer["query"]["left_out"], answer["query"]["cut_short"]) == (["looms"], False)


def test_similar_practices_come_with_reasons(client, entry):
    factories.make_published(slug="near", title="Near by", region_id="ITI14")

    shown = text(page(client, "/practices/measured/"))

    assert "Similar practices" in shown
    assert "Region: Tuscany" in shown
