"""Titles that are nearly the same: told while one types, never of what is not the person's to know."""

import pytest

from partners.choices import MemberRole
from practices import resembling
from tests.factories import make_partner, make_practice, make_published, make_user
from tests.workspace import logged_in

ASKED = "/admin/practices/practice/resembling/"


@pytest.fixture
def owner(db):
    return make_partner()


@pytest.fixture
def user(owner):
    return make_user(MemberRole.EDITOR, owner)


def found(title: str, user, **asked) -> list[str]:
    return [row.title for row in resembling.titles_like(title, user, **asked)]


def test_nearly_the_same_titles_are_found(user):
    make_published(title="Innovation vouchers for textile firms")
    make_published(title="Regional hub for robotics")

    for typed in (
        "Innovation vouchers for textile firms",
        "innovation voucher for textile firm",
        "Vouchers for innovation of textile firms",
        "INNOVATION  VOUCHERS",
    ):
        assert found(typed, user) == ["Innovation vouchers for textile firms"], typed
    for typed in ("Innov", "", "Digital audits of farms", "Vocational training for nurses"):
        assert found(typed, user) == [], typed


def test_only_what_the_person_may_know_is_told(user, owner):
    own = make_practice(owner=owner, title="Secret vouchers of ours")
    make_practice(title="Secret vouchers of others")
    entry = make_published(owner=owner, title="Secret vouchers on show")

    assert sorted(found("Secret vouchers", user)) == [
        "Secret vouchers of ours",
        "Secret vouchers on show",
    ]
    assert found("Secret vouchers", user, except_for=own.pk) == ["Secret vouchers on show"]
    rows = resembling.titles_like("Secret vouchers", user)
    assert {row.title: (row.address, row.is_public) for row in rows} == {
        "Secret vouchers of ours": (f"/admin/practices/practice/{own.pk}/change/", False),
        "Secret vouchers on show": (entry.get_absolute_url(), True),
    }


def test_the_form_tells_and_does_not_block(user, owner):
    make_published(title="Innovation vouchers <1>")
    editor = logged_in(user)

    told = editor.get(ASKED, {"title": "Innovation vouchers <1>"}).content.decode()
    practice = make_practice(owner=owner, title="Innovation vouchers <1>")
    page = editor.get(f"/admin/practices/practice/{practice.pk}/change/").content.decode()

    assert "Innovation vouchers &lt;1&gt;</a>" in told
    assert "There are practices with nearly this title." in page
    assert editor.get(ASKED, {"title": "Nothing like it"}).content.strip() == b""


def test_strangers_are_not_told(client, db):
    assert client.get(ASKED, {"title": "Innovation"}).status_code == 302
