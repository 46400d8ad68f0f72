"""Adoptions in the workspace: who is answered what, the report by form, confirming and taking back."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from partners.choices import MemberRole
from practices import adopting
from practices.models import Adoption
from tests.factories import make_partner, make_practice, make_published, make_user
from tests.practices.test_adopting import cast, publisher, report
from tests.workspace import as_sent, errors_of, logged_in

LIST = "/admin/practices/adoption/"
# list, page (GET), change, confirm, delete (POST), on an adoption that nobody has confirmed
ANSWERS = {
    "editor of the reporter": (200, 200, 302, 403, 302),
    "editor of the owner": (200, 200, 403, 403, 403),
    "editor of the adopter": (200, 404, 404, 404, 404),
    "publisher of a third": (200, 200, 403, 302, 403),
    "publisher of the owner": (200, 200, 403, 403, 403),
    "publisher of the adopter": (200, 200, 403, 403, 403),
    "publisher of the reporter": (200, 200, 403, 403, 403),
    "reviewer of a third": (403, 404, 404, 404, 404),
    "administrator": (200, 200, 302, 403, 302),
    "member of nothing": (302, 302, 302, 302, 302),
    "anonymous": (302, 302, 302, 302, 302),
}


@pytest.fixture
def involved(db):
    return {name: make_partner() for name in ("owner", "reporter", "adopter", "third")}


@pytest.fixture
def practice(involved):
    return make_published(owner=involved["owner"], identifier="GP-8800", slug="adopted").practice


@pytest.fixture
def adoption(practice, involved):
    told = {"reported_by": involved["reporter"], "adopter": involved["adopter"], "adopter_name": ""}
    return report(practice, **told)


def form(**changes) -> dict:
    values = {
        "adopter": "",
        "adopter_name": "A region",
        "region": "ES51",
        "stage": "in_use",
        "start_date": "2024",
        "instrument": "",
        "result": "Twelve firms",
        "stopped_because": "",
        "url": "adopter.example/report",
    }
    return values | changes


def page(adoption: Adoption, name: str = "change") -> str:
    return f"{LIST}{adoption.pk}/{name}/"


@pytest.mark.parametrize(("role", "expected"), ANSWERS.items())
def test_role_by_page(role, expected, adoption, involved):
    client = Client() if role == "anonymous" else logged_in(cast(role, involved))

    looked = [client.get(address).status_code for address in (LIST, page(adoption))]
    changed = client.post(page(adoption), form()).status_code
    adoption.refresh_from_db()
    seen = {"seen": adopting.mark(adoption)}
    confirmed = client.post(page(adoption, "confirm"), seen).status_code
    adoption.refresh_from_db()
    is_confirmed = adoption.confirmed_by_id is not None
    if is_confirmed:
        Adoption.objects.update(confirmed_by=None, confirmed_at=None)
    deleted = client.post(page(adoption, "delete"), {"post": "yes"}).status_code

    assert (*looked, changed, confirmed, deleted) == expected
    assert (adoption.adopter_name == "A region") is (expected[2] == 302 and expected[1] == 200)
    assert is_confirmed is (expected[3] == 302 and expected[1] == 200)
    is_gone = not Adoption.objects.filter(pk=adoption.pk).exists()
    assert is_gone is (expected[4] == 302 and expected[1] == 200)


def test_an_editor_reports_in_the_name_of_the_own_partner_alone(practice, involved):
    client = logged_in(make_user(MemberRole.EDITOR, involved["reporter"]))
    mine = form(practice=practice.pk, reported_by=involved["reporter"].pk)

    refused = client.post(f"{LIST}add/", mine | {"reported_by": involved["third"].pk})
    assert list(errors_of(refused)) == ["reported_by"]
    assert client.post(f"{LIST}add/", mine).status_code == 302

    adoption = Adoption.objects.get()
    assert (adoption.practice, adoption.reported_by) == (practice, involved["reporter"])
    assert (adoption.region_id, adoption.start_date, adoption.confirmed_by) == (
        "ES51",
        "2024",
        None,
    )
    assert adoption.url == "https://adopter.example/report"


def test_only_what_is_on_show_can_be_chosen(practice, involved):
    client = logged_in(make_user(MemberRole.EDITOR, involved["reporter"]))
    draft = make_practice(owner=involved["reporter"])

    sent = form(practice=draft.pk, reported_by=involved["reporter"].pk)
    assert list(errors_of(client.post(f"{LIST}add/", sent))) == ["practice"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adopter_name": ""}, "adopter"),
        ({"stage": "stopped"}, "stopped_because"),
        ({"region": "XX99"}, "region"),
        ({"start_date": "yesterday"}, "start_date"),
        ({"result": "x" * 1501}, "result"),
    ],
)
def test_what_does_not_fit_is_told_at_the_field_and_stays(practice, involved, changes, field):
    client = logged_in(make_user(MemberRole.EDITOR, involved["reporter"]))
    sent = form(practice=practice.pk, reported_by=involved["reporter"].pk, **changes)

    answer = client.post(f"{LIST}add/", sent)

    assert list(errors_of(answer)) == [field]
    shown = as_sent_form(answer)
    assert shown["instrument"] == ""
    assert shown["result"] == sent["result"]
    assert Adoption.objects.count() == 0


def as_sent_form(answer) -> dict:
    return {name: answer.context["adminform"].form[name].value() for name in form()}


def test_no_text_is_cut_while_one_types(adoption, practice, involved):
    editor = logged_in(make_user(MemberRole.EDITOR, involved["reporter"]))
    judge = logged_in(make_user(MemberRole.PUBLISHER, involved["third"]))
    lines = "\r\n".join(["Twelve"] * 214)  # 1,497 characters where a line break counts as one

    html = editor.get(f"{LIST}add/").content.decode()
    reported = editor.post(
        f"{LIST}add/",
        form(practice=practice.pk, reported_by=involved["reporter"].pk, result=lines),
    )
    adopting.confirm(adoption, by=publisher())
    back = judge.get(page(adoption)).content.decode()

    texts = re.findall(r'<(?:textarea|input)[^>]* name="(\w+)"[^>]*data-limit="(\d+)"', html)
    limits = {"adopter_name": 200, "url": 500}
    names = (*limits, "instrument", "result", "stopped_because")
    assert {name: int(limit) for name, limit in texts} == dict.fromkeys(names, 1500) | limits
    assert not re.search(r'<(?:textarea|input)[^>]*name="(?:result|url)"[^>]*maxlength', html)
    assert (reported.status_code, Adoption.objects.last().result) == (
        302,
        lines.replace("\r\n", "\n"),
    )
    assert re.search(r'name="reason"[^>]*data-limit="1500"', back)
    assert not re.search(r'name="reason"[^>]*maxlength', back)


def test_a_change_that_comes_after_the_confirmation_is_told_and_stays(adoption, involved):
    client = logged_in(make_user(MemberRole.EDITOR, involved["reporter"]))
    adopting.confirm(adoption, by=publisher())

    answer = client.post(page(adoption), form(result="Typed for an hour"))

    assert answer.status_code == 200
    told = answer.content.decode()
    assert "Somebody has confirmed this adoption meanwhile" in told
    assert "Typed for an hour" in told
    adoption.refresh_from_db()
    assert adoption.result == ""


def test_confirming_and_taking_back_by_the_page(adoption, practice, involved, client):
    judge = logged_in(make_user(MemberRole.PUBLISHER, involved["third"]))
    shown = judge.get(page(adoption)).content.decode()
    assert f'formaction="{page(adoption, "confirm")}"' in shown
    assert "take-back" not in shown

    seen = {"seen": adopting.mark(adoption)}
    assert f'name="seen" value="{seen["seen"]}"' in shown

    told = judge.post(page(adoption, "confirm"), seen, follow=True).content.decode()
    assert "The adoption is confirmed and public." in told
    assert f'formaction="{page(adoption, "take-back")}"' in told
    assert 'id="adoptions"' in client.get("/practices/adopted/").content.decode()

    back = judge.post(page(adoption, "take-back"), {"reason": "Not so."}, follow=True)
    assert "the adoption is no longer public" in back.content.decode()
    assert 'id="adoptions"' not in client.get("/practices/adopted/").content.decode()


def test_what_was_changed_or_confirmed_meanwhile_is_not_confirmed(adoption, involved):
    judge = logged_in(make_user(MemberRole.PUBLISHER, involved["third"]))
    seen = {"seen": adopting.mark(adoption)}
    logged_in(cast("editor of the reporter", involved)).post(page(adoption), form())

    changed = judge.post(page(adoption, "confirm"), seen)
    unmarked = judge.post(page(adoption, "confirm"))
    assert (changed.status_code, unmarked.status_code) == (409, 409)
    assert changed.context["errors"] == [
        "The report has changed since you opened this page. Read it again first."
    ]
    assert f'href="{page(adoption)}"' in changed.content.decode()
    adoption.refresh_from_db()
    assert adoption.confirmed_by is None

    adopting.confirm(adoption, by=publisher())
    twice = judge.post(page(adoption, "confirm"), {"seen": adopting.mark(adoption)})
    assert (twice.status_code, twice.context["errors"]) == (
        409,
        ["This adoption is confirmed already."],
    )


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (" ", "Say why the confirmation is taken back."),
        ("<b>x</b>" * 200, "At most 1500 characters fit here; this text has 1600."),
    ],
)
def test_a_reason_that_does_not_do_is_kept_to_be_mended(adoption, involved, reason, error):
    adopting.confirm(adoption, by=publisher())
    judge = logged_in(make_user(MemberRole.PUBLISHER, involved["third"]))

    refused = judge.post(page(adoption, "take-back"), {"reason": reason})

    html = refused.content.decode()
    assert (refused.status_code, refused.context["errors"]) == (400, [error])
    assert f">{escape(reason)}</textarea>" in html
    assert f'action="{page(adoption, "take-back")}"' in html
    adoption.refresh_from_db()
    assert adoption.confirmed_by is not None
    lines = "\r\n".join(["Not so."] * 186)  # 1,487 characters where a line break counts as one
    assert judge.post(page(adoption, "take-back"), {"reason": lines}).status_code == 302


def test_what_was_taken_back_already_says_so_and_keeps_the_reason(adoption, involved):
    judge = logged_in(make_user(MemberRole.PUBLISHER, involved["third"]))

    late = judge.post(page(adoption, "take-back"), {"reason": "Not <so>."})

    assert (late.status_code, late.context["errors"]) == (409, ["This adoption is not confirmed."])
    assert "Not &lt;so&gt;.</textarea>" in late.content.decode()


@pytest.mark.parametrize("name", ["confirm", "take-back"])
def test_nothing_is_decided_by_a_link(adoption, involved, name):
    judge = logged_in(make_user(MemberRole.PUBLISHER, involved["third"]))

    assert judge.get(page(adoption, name)).status_code == 405
    adoption.refresh_from_db()
    assert adoption.confirmed_by is None


def test_who_may_not_confirm_is_not_offered_it(adoption, involved):
    for role in ("editor of the reporter", "publisher of the owner", "administrator"):
        shown = logged_in(cast(role, involved)).get(page(adoption)).content.decode()
        assert not re.search("formaction", shown), role


def test_an_untouched_form_changes_nothing(adoption, involved):
    client = logged_in(make_user(MemberRole.EDITOR, involved["reporter"]))
    before = Adoption.objects.values().get()

    answer = client.post(page(adoption), as_sent(client.get(page(adoption))))

    assert (answer.status_code, Adoption.objects.values().get()) == (302, before)


def test_what_waits_is_told_from_what_is_confirmed(adoption, practice, involved):
    confirmed = report(practice)
    adopting.confirm(confirmed, by=publisher())
    client = logged_in(publisher())

    def listed(query):
        return [row.pk for row in client.get(LIST, {"confirmed": query}).context["cl"].result_list]

    assert (listed("no"), listed("yes")) == ([adoption.pk], [confirmed.pk])


@pytest.mark.parametrize("kind", ["list", "page"])
def test_queries_do_not_grow_with_adoptions(adoption, practice, involved, kind):
    client, counts = logged_in(make_user(MemberRole.EDITOR, involved["reporter"])), []
    for rows in (1, 3):
        while Adoption.objects.count() < rows:
            told = {"adopter": make_partner(), "adopter_name": ""}
            report(make_published().practice, reported_by=involved["reporter"], **told)
        address = LIST if kind == "list" else page(adoption)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]
