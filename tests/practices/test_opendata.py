"""/data/: what can be downloaded, said in house style, and served with the right headers."""

import hashlib
import json
import os
import re

import pytest

from partners import catalogue
from partners.models import PastVersion
from practices.exporting.dump import PARTS, dump_folder, write_dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(smarty, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return write_dump(dump_folder())


@pytest.mark.parametrize("name", [*(part.name for part in PARTS), "manifest.json", "SHA256SUMS"])
def test_every_file_is_served_as_it_lies(client, served, name):
    answer = client.get(f"/data/{name}")
    content = b"".join(answer.streaming_content)
    assert content == (dump_folder() / name).read_bytes()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Length"] == str(len(content))
    assert 'rel="license"' in answer.headers["Link"]
    assert not answer.cookies

    again = client.get(f"/data/{name}", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    told = {
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Data-Date": served["data_date"],
        "Portal-Release": served["release"],
        "Vary": "Accept-Encoding",
        "ETag": answer.headers["ETag"],
        "Last-Modified": answer.headers["Last-Modified"],
        "Link": answer.headers["Link"],
    }
    for held in (answer, again):
        assert {header: held.headers.get(header) for header in told} == told


@pytest.mark.parametrize(
    "name", ["nothing.csv", "..%2fsecret_key", "secret_key", ".dumps-old", "practices.csv.gz"]
)
def test_nothing_else_is_served(client, served, name):
    (dump_folder().parent / "secret_key").write_text("secret")
    assert client.get(f"/data/{name}").status_code == 404


def test_the_page_tells_each_file_with_its_size_and_sum(client, served):
    page = client.get("/data/").content.decode()
    assert page.count('<th scope="row">') == len(PARTS)
    for file in served["files"]:
        assert f'href="/data/{file["name"]}"' in page
        assert file["sha256"] in page
        assert (
            hashlib.sha256((dump_folder() / file["name"]).read_bytes()).hexdigest()
            == file["sha256"]
        )
    assert "17 practices" in page


def test_links_of_the_page_lead_somewhere(client, served):
    page = client.get("/data/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    for address in sorted(set(re.findall(r'href="(/[^"#]*)"', main))):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"".join(answer) is not None  # read to its end: the file is closed


def test_before_the_first_dump_the_page_says_so(client, smarty, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    page = client.get("/data/").content.decode()
    assert "The files have not been made yet" in page
    assert client.get("/data/practices.csv").status_code == 404


@pytest.mark.parametrize(
    ("name", "licences"),
    [
        (
            "practices.csv",
            [
                "https://creativecommons.org/licenses/by/4.0/",
                "https://creativecommons.org/publicdomain/zero/1.0/",
            ],
        ),
        ("codes.jsonl", ["http://127.0.0.1:8000/data/manifest.json"]),
    ],
)
def test_a_file_with_words_of_others_leads_to_their_terms(client, served, name, licences):
    answer = client.get(f"/data/{name}")
    assert b"".join(answer)
    assert re.findall(r'<([^>]+)>; rel="license"', answer.headers["Link"]) == licences
    assert '/data/manifest.json>; rel="describedby"' in answer.headers["Link"]


def test_a_dump_of_an_earlier_release_is_served_as_ours(client, served):
    path = dump_folder() / "manifest.json"
    for file in served["files"]:
        del file["licence"], file["sources"]
    path.write_text(json.dumps(served))

    answer = client.get("/data/codes.jsonl")
    assert b"".join(answer)
    assert "licenses/by/4.0" in answer.headers["Link"]
    assert "codes.jsonl#distribution" in client.get("/data/catalog.ttl").content.decode()


@pytest.mark.parametrize("path", ["/data/", "/data/catalog.ttl", "/data/catalog.jsonld"])
def test_another_dump_is_another_answer(client, served, path):
    before = client.get(path, headers={"accept-encoding": "identity"})
    os.utime(dump_folder() / "manifest.json", (1_700_000_000, 1_700_000_000))
    again = client.get(path, headers={"if-none-match": before.headers["ETag"]})

    assert (before.status_code, again.status_code) == (200, 200)
    assert again.headers["ETag"] != before.headers["ETag"]


def test_a_dump_of_a_state_that_is_no_more_is_not_served(client, served):
    """After a backup was restored nobody could go on from its cursor."""
    assert b"".join(client.get("/data/manifest.json"))
    PastVersion.objects.all().delete()
    catalogue.raise_version()

    assert "The files have not been made yet" in client.get("/data/").content.decode()
    for name in ("manifest.json", "practices.csv", "SHA256SUMS"):
        assert client.get(f"/data/{name}").status_code == 404
    assert "#distribution" not in client.get("/data/catalog.ttl").content.decode()

    write_dump(dump_folder())
    assert b"".join(client.get("/data/manifest.json"))


def test_the_page_follows_the_language_that_is_asked_for(client, served):
    answer = client.get("/data/?lang=es")
    page = answer.content.decode()
    assert answer.headers["Content-Language"] == "es"
    assert '<html lang="es">' in page
    assert 'hreflang="es" href="http://127.0.0.1:8000/data/?lang=es"' in page
    assert 'href="/data/"' in page


def test_a_fresh_dump_is_told_at_once(client, served):
    first = client.get("/data/practices.csv")
    assert b"".join(first)
    path = dump_folder() / "practices.csv"
    path.write_bytes(path.read_bytes() + b"\r\n")
    again = client.get("/data/practices.csv", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 200
    assert b"".join(again)
