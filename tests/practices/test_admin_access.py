"""What each role is answered in the workspace, page by page and state by state."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners import catalogue
from practices import codelists, resembling
from practices.models import Practice
from tests.factories import make_partner, make_practice, make_published
from tests.practices.test_permissions import CELLS, cast
from tests.workspace import logged_in

LIST = "/admin/practices/practice/"
ADD = f"{LIST}add/"

# Answers to: change, history, delete (GET), change, delete (POST).
ANSWERS = {
    "-": (404, 404, 404, 404, 404),
    "r": (200, 200, 403, 403, 403),
    "w": (200, 200, 403, 302, 403),
    "d": (200, 200, 200, 302, 302),
}
LOGIN_FIRST = (302, 302, 302, 302, 302)
# Who writes at other times is told that now is not the time, instead of that it is not theirs.
WRITE_LATER = {"editor of the owner", "editor there, reviewer of another", "administrator"}
NOT_NOW = (200, 200, 403, 409, 403)
OUTSIDE = {"member of nothing", "editor switched off", "administrator switched off"}
WRITERS = {
    "editor of the owner", "editor of another", "editor there, reviewer of another",
    "administrator",
}  # fmt: skip
ROLES = sorted({role for role, _state, _cell in CELLS} - {"the portal itself"})
INLINES = ("evidence", "claims")
KEPT = ("state", "identifier", "owner_id")


@pytest.fixture
def owner(db):
    return make_partner()


def address(practice: Practice, name: str) -> str:
    return f"{LIST}{practice.pk}/{name}/"


def answers(client: Client, practice: Practice, sent: dict) -> tuple[int, ...]:
    looked = [client.get(address(practice, name)) for name in ("change", "history", "delete")]
    changed = client.post(address(practice, "change"), sent)
    deleted = client.post(address(practice, "delete"), {"post": "yes"})
    return tuple(response.status_code for response in (*looked, changed, deleted))


def sent_form(practice: Practice, **changes) -> dict:
    """The least a form may hold, and what nobody writes beside it."""
    least = {"title": practice.title, "slug": practice.slug, "owner": str(practice.owner_id)}
    least |= {"language": "en", "running_state": "unknown"}
    rows = {f"{name}-{part}_FORMS": "0" for name in INLINES for part in ("TOTAL", "INITIAL")}
    return least | rows | {"state": "published", "identifier": "GP-0001"} | changes


@pytest.mark.parametrize(
    ("role", "state", "cell"), [cell for cell in CELLS if cell[0] != "the portal itself"]
)
def test_pages_of_a_practice(role, state, cell, owner):
    practice = make_practice(owner=owner, state=state)
    before = Practice.objects.values(*KEPT, "title").get(pk=practice.pk)
    sent = sent_form(practice, title="Changed")

    answered = answers(logged_in(cast(role, owner)), practice, sent)

    told = NOT_NOW if cell == "r" and role in WRITE_LATER else ANSWERS[cell]
    assert answered == (LOGIN_FIRST if role in OUTSIDE else told)
    after = Practice.objects.values(*KEPT, "title").filter(pk=practice.pk).first()
    stays = {"title": "Changed" if cell == "w" else before["title"]}
    assert after == (None if cell == "d" else before | stays)


@pytest.mark.parametrize(("role", "state", "cell"), CELLS[:49])
def test_the_list_holds_what_may_be_seen(role, state, cell, owner):
    practice = make_practice(owner=owner, state=state, title="Title <b>of</b> the practice")

    shown = logged_in(cast(role, owner)).get(LIST)

    if role in OUTSIDE:
        assert shown.status_code == 302
    else:
        assert list(shown.context["cl"].queryset) == ([practice] if cell != "-" else [])
        assert (b"&lt;b&gt;of&lt;/b&gt;" in shown.content) == (cell != "-")
        assert b"<b>of</b>" not in shown.content


@pytest.mark.parametrize("role", ROLES)
def test_beginning_a_practice(role, owner):
    client = logged_in(cast(role, owner))

    asked, sent = client.get(ADD), client.post(ADD, {"title": "New"})

    if role in OUTSIDE:
        assert (asked.status_code, sent.status_code) == (302, 302)
    elif role in WRITERS:
        assert (asked.status_code, sent.status_code) == (200, 200)  # errors are shown
    else:
        assert (asked.status_code, sent.status_code) == (403, 403)
    assert Practice.objects.count() == 0


@pytest.mark.parametrize("name", ["", "add/", "1/change/", "1/history/", "1/delete/"])
def test_nobody_is_asked_to_log_in_first(db, client, name):
    asked = client.get(LIST + name)

    assert (asked.status_code, asked["Location"]) == (302, f"/admin/login/?next={LIST}{name}")
    assert asked.cookies == {}


def test_only_administrators_move_a_practice_to_another_partner(owner):
    practice, other = make_practice(owner=owner), make_partner()
    sent = sent_form(practice, owner=str(other.pk))

    assert answers_change(cast("editor of the owner", owner), practice, sent) == owner.pk
    assert answers_change(cast("administrator", owner), practice, sent) == other.pk


def answers_change(user, practice: Practice, sent: dict) -> int:
    assert logged_in(user).post(address(practice, "change"), sent).status_code == 302
    return Practice.objects.get(pk=practice.pk).owner_id


def test_a_published_practice_shows_its_edition_and_no_input(owner):
    entry = make_published(owner=owner, objectives=["First aim", "<i>Second</i>"])

    shown = logged_in(cast("administrator", owner)).get(address(entry.practice, "change"))

    html = shown.content.decode()
    form = html[html.index('id="practice_form"') :]
    assert not re.search(r'<(select|textarea|input type="(text|url|number|checkbox)")', form)
    assert entry.edition.get_absolute_url() in html
    assert "&lt;i&gt;Second&lt;/i&gt;" in html
    assert "not change it: it is published" in html


def test_the_list_costs_the_same_for_one_row_and_for_three(owner):
    client, counts = logged_in(cast("reviewer of another", owner)), []
    for more in (1, 2):
        for _number in range(more):
            make_published(owner=owner)
        with CaptureQueriesContext(connection) as made:
            assert client.get(LIST).status_code == 200
        counts.append(len(made))

    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("role", ["editor of the owner", "publisher"])
def test_a_form_costs_the_same_for_one_claim_and_for_three(owner, role):
    state = "draft" if role == "editor of the owner" else "submitted"
    client, counts = logged_in(cast(role, owner)), []
    codelists.current()
    resembling.shown(catalogue.version().token)
    for number in (1, 3):
        claim = {"statement": "Firms took part", "value": 5, "unit_id": "firms"}
        practice = make_practice(
            owner=owner,
            state=state,
            sectors=["C13", "C14", "C15"][:number],
            claims=[claim] * number,
            evidence=[{"url": f"https://source.example/{n}"} for n in range(number)],
        )
        with CaptureQueriesContext(connection) as made:
            assert client.get(address(practice, "change")).status_code == 200
        counts.append(len(made))

    assert counts[0] == counts[1] <= 41
