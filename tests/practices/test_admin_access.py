"""What each role is answered in the workspace, page by page and state by state."""

import pytest
from django.test import Client

from practices.choices import State
from practices.models import Practice
from tests.factories import make_partner, make_practice, make_published
from tests.practices.test_permissions import CELLS, cast
from tests.workspace import as_sent, logged_in

LIST = "/admin/practices/practice/"
ADD = f"{LIST}add/"
LOGIN = "/admin/login/?next="

# What the pages of one practice answer: change (GET, POST), history (GET), delete (GET, POST).
HIDDEN = (404, 404, 404, 404, 404)
READ = (200, 403, 200, 403, 403)
WRITE = (200, 302, 200, 403, 403)
DELETE = (200, 302, 200, 200, 302)
LOGIN_FIRST = (302, 302, 302, 302, 302)
ANSWERS = {"-": HIDDEN, "r": READ, "w": WRITE, "d": DELETE}
OUTSIDE = {"member of nothing", "editor switched off", "administrator switched off"}
ON_LINE = [cell for cell in CELLS if cell[0] != "the portal itself"]


@pytest.fixture
def owner(db):
    return make_partner()


def page(practice: Practice, name: str) -> str:
    return f"{LIST}{practice.pk}/{name}/"


def answers(client: Client, practice: Practice, sent: dict) -> tuple[int, ...]:
    change, history, delete = (page(practice, name) for name in ("change", "history", "delete"))
    return (
        client.get(change).status_code,
        client.post(change, sent).status_code,
        client.get(history).status_code,
        client.get(delete).status_code,
        client.post(delete, {"post": "yes"}).status_code,
    )


def sent_by_an_administrator(practice: Practice, **changes) -> dict:
    """A complete form, as someone could send it who knows the fields."""
    shown = logged_in(cast("administrator", None)).get(page(practice, "change"))
    return as_sent(shown, **changes)


@pytest.mark.parametrize(("role", "state", "cell"), ON_LINE)
def test_pages_of_a_practice(role, state, cell, owner):
    client, practice = logged_in(cast(role, owner)), make_practice(owner=owner, state=state)
    before = Practice.objects.values().get(pk=practice.pk)
    draft = make_practice(owner=owner)
    sent = sent_by_an_administrator(draft, title="Changed", slug=practice.slug)

    expected = LOGIN_FIRST if role in OUTSIDE else ANSWERS[cell]
    assert answers(client, practice, sent)[1::-1] == expected[1::-1]
    after = Practice.objects.values().get(pk=practice.pk)
    assert after["title"] == ("Changed" if cell in "wd" else before["title"])
    assert {name: after[name] for name in ("state", "identifier", "owner_id")} == {
        name: before[name] for name in ("state", "identifier", "owner_id")
    }
    assert answers(client, practice, sent)[2:] == expected[2:] if cell != "d" else True
    assert Practice.objects.filter(pk=practice.pk).exists() == (cell != "d")
