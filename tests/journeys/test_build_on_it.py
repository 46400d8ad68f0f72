"""The examples of the page "Build on it", as they stand there, run against the running portal."""

import csv
import functools
import html
import http.server
import io
import json
import re
import subprocess
import sys
import threading
import urllib.request

import pytest

from smarty_portal.building import EXAMPLES, FOLDER, WRITTEN_FOR


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
        return answer.read().decode()


@pytest.fixture(scope="module")
def shown(portal) -> dict[str, str]:
    """The examples by name, taken from the page."""
    page = fetch(f"{portal}/build/")
    found = re.findall(
        r'<pre [^>]*aria-labelledby="(\w+)"[^>]*><code>(.*?)</code></pre>', page, re.DOTALL
    )
    return {name: html.unescape(text) for name, text in found}


@pytest.fixture
def elsewhere(tmp_path):
    """A web server on another origin; gives its address, serves what is put into tmp_path."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *told):
            pass

    (tmp_path / "favicon.ico").touch()  # browsers ask for one
    handler = functools.partial(Quiet, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def stranger(browser):
    """A browser's page that no rule of the portal's journeys watches, with what went wrong in it."""
    context = browser.new_context()
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda told: told.type == "error" and page.faults.append(told.text))
    yield page
    context.close()


def test_the_page_shows_every_file_with_the_address_of_this_portal(shown, portal):
    assert shown == {
        example.name: (FOLDER / example.file).read_text().replace(WRITTEN_FOR, portal)
        for example in EXAMPLES
    }
    assert all(portal in text for text in shown.values())


def test_curl_fetches_once(shown, tmp_path):
    script = tmp_path / "practices.sh"
    script.write_text(shown["curl"])

    def run() -> dict:
        done = subprocess.run(
            ["/bin/sh", script], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    first, kept = run(), (tmp_path / "practices.json").stat().st_mtime_ns
    again = run()

    assert {row["url"].rstrip("/").rpartition("/")[2] for row in first["results"]} == {
        "industry-4-0-vouchers-catalonia", "proaccio-4-0",
    }  # fmt: skip
    assert all(set(row) == {"identifier", "title", "url"} for row in first["results"])
    assert again == first
    assert (tmp_path / "practices.json").stat().st_mtime_ns == kept
    assert (tmp_path / "practices.etag").read_text().startswith('W/"')


def python(text: str) -> str:
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_python_reads_all_pages(shown, portal):
    printed = python(shown["python"])
    count = json.loads(fetch(f"{portal}/api/v1/practices/?q=training"))["count"]

    assert count > 5, "more than one page"
    assert len(set(re.findall(r"^GP-\d{4}", printed, re.MULTILINE))) == count
    assert "results)" in printed


def test_python_tells_what_is_wrong(shown):
    printed = python(shown["python"].replace("page_size=5", "page_sise=5"))

    assert printed.strip() == (
        "Not understood - page_sise: There is no parameter “page_sise” here."
        " Did you mean “page_size”?"
    )


def test_javascript_asks_from_another_origin(shown, stranger, elsewhere, tmp_path, portal):
    (tmp_path / "index.html").write_text(shown["javascript"])
    expected = json.loads(fetch(f"{portal}/api/v1/practices/?sector=C13&page_size=10"))["results"]

    stranger.goto(elsewhere)
    links = stranger.locator("#practices a")
    links.first.wait_for()

    assert stranger.faults == []
    assert links.evaluate_all("all => all.map(link => [link.textContent, link.href])") == [
        [row["title"], row["url"]] for row in expected
    ]


def test_a_spreadsheet_finds_a_table(shown, portal):
    """What Power Query does with the address: fetch, read as CSV in UTF-8, take the first row as names."""
    (address,) = re.findall(r'Web\.Contents\("([^"]+)"\)', shown["spreadsheet"])
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
        kind, table = answer.headers["Content-Type"], answer.read().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(table)))
    listed = json.loads(fetch(address.replace("format=csv", "page_size=100")))

    assert kind.startswith("text/csv; charset=utf-8")
    assert [row["identifier"] for row in rows] == [row["identifier"] for row in listed["results"]]
    assert len(rows) == listed["count"] > 0


def test_a_card_stands_on_another_page(shown, stranger, elsewhere, tmp_path, portal):
    (tmp_path / "index.html").write_text(shown["embedding"])
    record = json.loads(fetch(f"{portal}/api/v1/practices/centratec/"))

    stranger.goto(elsewhere)
    title = stranger.frame_locator("iframe").get_by_role("heading")
    title.wait_for()

    assert record["title"] in title.inner_text()
    assert stranger.faults == []
