"""Code lists in the workspace: read by members, found by code and by words, written by nobody."""

import pytest

from partners.choices import MemberRole
from tests.factories import make_user
from tests.practices.test_admin_leaks import suggested
from tests.workspace import logged_in

LISTS = {
    "/admin/practices/theme/": "regional_platforms_and_clusters",
    "/admin/practices/technology/": "iot",
    "/admin/practices/sector/": "C13",
    "/admin/partners/region/": "ITI1",
    "/admin/practices/unit/": "firms",
}


@pytest.mark.parametrize(("address", "code"), LISTS.items())
def test_lists_are_read_and_never_written(db, address, code):
    editor = logged_in(make_user(MemberRole.EDITOR))
    administrator = logged_in(make_user(is_superuser=True))
    stranger = logged_in(make_user())
    change, delete = f"{address}{code.replace('_', '_5F')}/change/", f"{address}{code}/delete/"

    found = [
        (client.get(address).status_code, client.get(change).status_code)
        for client in (editor, administrator, stranger)
    ]
    refused = [
        (
            client.get(f"{address}add/").status_code,
            client.post(change, {"labels": "{}"}).status_code,
            client.post(delete.replace("_", "_5F"), {"post": "yes"}).status_code,
        )
        for client in (editor, administrator)
    ]

    assert found == [(200, 200), (200, 200), (302, 302)]
    assert refused == [(403, 403, 403)] * 2


@pytest.mark.parametrize(
    ("source", "term", "first"),
    [
        ("practices.practice.region", "iti1", "ITI1 Tuscany"),
        ("practices.practice.region", "Toscana", "ITI1 Tuscany"),
        ("practices.practice.region", "tuscany", "ITI1 Tuscany"),
        ("practices.practice.region", "CATALUNA", "ES51 Catalonia"),
        ("practices.practice.region", "łódzkie", "PL71 Łódź"),
        ("practices.practice.region", "lodzkie", "PL71 Łódź"),
        ("practices.practice.region", "gales", "UKL Wales"),
        ("practices.practicesector.sector", "c13.9", "C13.9 Manufacture of other textiles"),
        ("practices.practicesector.sector", "textil, industria", "C13 Manufacture of textiles"),
        ("practices.practicesector.sector", "manuf textiles", "C13 Manufacture of textiles"),
    ],
)
def test_found_by_code_and_by_words_of_any_language(db, source, term, first):
    assert suggested(logged_in(make_user(MemberRole.EDITOR)), source, term)[0] == first


def test_suggestions_speak_the_language_of_the_page(db):
    editor = logged_in(make_user(MemberRole.EDITOR))
    asked = "app_label=practices&model_name=practice&field_name=region&term=catalonia"

    answer = editor.get(f"/es/admin/autocomplete/?{asked}")

    assert answer.json()["results"][0] == {"id": "ES51", "text": "ES51 Cataluña"}


@pytest.mark.parametrize("term", ["xyzzy", "%", "_", "'", "ITI1 xyzzy"])
def test_nothing_is_found_for_what_is_not_there(db, term):
    editor = logged_in(make_user(MemberRole.EDITOR))

    assert suggested(editor, "practices.practice.region", term) == []


def test_the_list_is_searched_the_same_way(db):
    shown = logged_in(make_user(MemberRole.REVIEWER)).get("/admin/partners/region/?q=toscana")

    assert [row.code for row in shown.context["cl"].result_list] == ["ITI1"]
