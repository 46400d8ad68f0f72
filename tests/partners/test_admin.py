"""The workspace's door, partners, events and people."""

import os

import pytest
from django.core.management import call_command
from django.test import Client

from partners import catalogue, permissions
from partners.choices import MemberRole
from partners.models import Event, Partner, User
from tests.factories import make_event, make_partner, make_user
from tests.workspace import as_sent, errors_of, logged_in

INDEX = "/admin/"
LOGIN = "/admin/login/"
USERS = "/admin/partners/user/"


@pytest.fixture
def administrator(db) -> Client:
    return logged_in(make_user(is_superuser=True))


def page(row, name: str = "change") -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{name}/"


def save(client: Client, address: str, **changes):
    return client.post(address, as_sent(client.get(address), **changes))


# The door


def test_the_session_cookie_comes_with_the_login(db, client):
    make_user(MemberRole.EDITOR, username="ana")

    shown = client.get(LOGIN)
    before = set(client.cookies)
    sent = {"username": "ana", "password": "correct horse", "next": INDEX}
    entered = client.post(LOGIN, sent)

    assert (shown.status_code, before) == (200, {"csrftoken"})
    assert (entered.status_code, entered["Location"]) == (302, INDEX)
    assert set(client.cookies) == {"csrftoken", "sessionid"}
    assert client.get(INDEX).status_code == 200


def test_a_wrong_password_is_told_and_the_name_stays(db, client):
    refused = client.post(LOGIN, {"username": "ana", "password": "wrong"})

    assert refused.status_code == 200
    assert 'value="ana"' in refused.content.decode()
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("address", ["/admin/", "/es/admin/"])
def test_an_account_without_membership_is_told_so_and_can_log_out(db, client, address):
    make_user(username="ana", is_staff=True)
    sent = {"username": "ana", "password": "correct horse", "next": address}

    shown = client.post(f"{address}login/", sent, follow=True)

    assert (shown.status_code, shown.redirect_chain[-1]) == (
        200,
        (f"{address}login/?next={address}", 302),
    )
    assert 'id="login-form"' not in shown.content.decode()
    assert "ana" in shown.content.decode()
    assert client.post(f"{address}logout/").status_code == 200
    assert client.get(address)["Location"] == f"{address}login/?next={address}"
    assert "_auth_user_id" not in client.session


def test_what_each_role_finds_on_the_start_page(db):
    def found(user) -> dict:
        sections = logged_in(user).get(INDEX).context["app_list"]
        return {
            part["app_label"]: [
                (model["object_name"], bool(model["add_url"]), model["view_only"])
                for model in part["models"]
            ]
            for part in sections
        }

    names = ("Theme", "Technology", "Sector", "Region", "Unit")
    code_lists = {"code-lists": [(name, False, True) for name in names]}
    assert found(make_user(MemberRole.EDITOR)) == {
        "practices": [
            ("Practice", True, False),
            ("Adoption", True, False),
            ("Enquiry", False, False),
        ],
        "consortium": [("Partner", False, False), ("Event", False, True)],
        **code_lists,
    }
    assert found(make_user(MemberRole.REVIEWER)) == {
        "practices": [("Practice", False, True)],
    }
    assert found(make_user(is_superuser=True)) == {
        "practices": [
            ("Practice", True, False),
            ("Adoption", True, False),
            ("Enquiry", False, False),
        ],
        "consortium": [("Partner", True, False), ("Event", True, False)],
        "people": [("User", True, False), ("Invitation", True, True)],
        **code_lists,
    }
    assert found(make_user(MemberRole.COORDINATOR)) == {
        "people": [("User", False, False), ("Invitation", True, True)],
    }  # fmt: skip


def test_the_switcher_leads_to_the_same_page(administrator):
    html = administrator.get("/es/admin/partners/event/?q=x").content.decode()

    assert 'href="/admin/partners/event/?q=x" lang="en"' in html
    assert '<a href="/es/">' in html  # the public site, in the reader's language


def test_the_first_administrator_is_made_without_a_prompt(db, monkeypatch):
    monkeypatch.setitem(os.environ, "DJANGO_SUPERUSER_PASSWORD", "a long first password")
    call_command(
        "createsuperuser", "--noinput", "--username=root", "--email=r@example.eu", verbosity=0
    )

    assert Client().login(username="root", password="a long first password")
    assert permissions.is_administrator(User.objects.get(username="root"))


# Partners


ROLES = {
    "administrator": (200, 302, 403, 200),
    "editor": (200, 302, 403, 403),
    "reviewer": (200, 403, 403, 403),
    "publisher": (200, 403, 403, 403),
    "editor elsewhere": (404, 404, 404, 403),
    "stranger": (302, 302, 302, 302),
}


@pytest.mark.parametrize("role", ROLES)
def test_partner_pages(db, role):
    """Answers to: change (GET), change (POST), delete (POST), add (GET); predicate and list agree."""
    partner = make_partner(city="Prato")
    users = {
        "administrator": lambda: make_user(is_superuser=True),
        "editor elsewhere": lambda: make_user(MemberRole.EDITOR),
        "stranger": make_user,
    }
    user = users.get(role, lambda: make_user(MemberRole(role), partner))()
    client = logged_in(user)
    sent = as_sent(logged_in(make_user(is_superuser=True)).get(page(partner)), city="Florence")
    sent |= {"name": "Renamed"}

    answers = (
        client.get(page(partner)).status_code,
        client.post(page(partner), sent).status_code,
        client.post(page(partner, "delete"), {"post": "yes"}).status_code,
        client.get("/admin/partners/partner/add/").status_code,
    )

    assert answers == ROLES[role]
    after = Partner.objects.get(pk=partner.pk)
    assert after.city == ("Florence" if answers[1] == 302 and answers[0] == 200 else "Prato")
    assert after.name == ("Renamed" if role == "administrator" else partner.name)
    assert permissions.may_see_partner(user, partner) == (answers[0] == 200)
    assert (partner in Partner.objects.visible_to(user)) == (answers[0] == 200)
    may_edit = answers[1] == 302 and answers[0] == 200
    assert permissions.may_edit_partner(user, partner) == may_edit
    assert (partner in Partner.objects.editable_by(user)) == may_edit


def test_a_partners_new_profile_is_public_at_once(db):
    partner = make_partner()
    client = logged_in(make_user(MemberRole.EDITOR, partner))
    before = catalogue.version()

    answer = save(client, page(partner), description="What we do", website="example.eu")

    after = Partner.objects.get(pk=partner.pk)
    assert answer.status_code == 302
    assert (after.description, after.website) == ("What we do", "https://example.eu")
    assert catalogue.version().token != before.token


def test_the_mailbox_is_kept_by_the_partners_editors(db):
    partner = make_partner(mailbox="old@partner.example")
    editor = logged_in(make_user(MemberRole.EDITOR, partner))
    reviewer = logged_in(make_user(MemberRole.REVIEWER, partner))

    assert save(editor, page(partner), mailbox="inbox@partner.example").status_code == 302
    refused = save(editor, page(partner), mailbox="no address")

    assert errors_of(refused) == {"mailbox": ["Enter a valid email address."]}
    assert Partner.objects.get(pk=partner.pk).mailbox == "inbox@partner.example"
    assert "inbox@partner.example" in reviewer.get(page(partner)).content.decode()
    assert 'name="mailbox"' not in reviewer.get(page(partner)).content.decode()


def test_a_refused_profile_raises_no_version(db):
    partner = make_partner()
    client = logged_in(make_user(MemberRole.EDITOR, partner))
    before = catalogue.version()

    refused = save(client, page(partner), website="no address", description="Typed")

    assert errors_of(refused) == {"website": ["Enter a valid URL."]}
    assert as_sent(refused)["description"] == "Typed"
    assert catalogue.version().token == before.token


def test_an_editor_reads_what_administrators_keep(db):
    partner = make_partner(sources=["https://one.example/a"], notes="<b>note</b>")

    html = logged_in(make_user(MemberRole.EDITOR, partner)).get(page(partner)).content.decode()

    assert "<li>https://one.example/a</li>" in html
    assert "&lt;b&gt;note&lt;/b&gt;" in html


# Events


def test_events_are_kept_by_administrators(administrator):
    host = make_partner()
    before = catalogue.version()
    sent = {
        "title": "Final conference",
        "slug": "final",
        "start_date": "2023-05",
        "country": "IT",
        "hosts": [str(host.pk)],
        "topics": "One\n\nTwo",
        "figure": "60",
        "unit": "people",
        "qualifier": "more than",
    }

    answer = save(administrator, "/admin/partners/event/add/", **sent)

    assert answer.status_code == 302
    event = Event.objects.get()
    assert (event.slug, event.topics, event.participants, list(event.hosts.all())) == (
        "final",
        ["One", "Two"],
        {"figure": 60, "unit": "people", "qualifier": "more than"},
        [host],
    )
    assert catalogue.version().token != before.token
    assert save(administrator, page(event), title="Last", slug="new").status_code == 302
    after = Event.objects.get()
    assert (after.title, after.slug, after.participants) == ("Last", "final", event.participants)


def test_sending_an_event_untouched_changes_nothing(smarty, administrator):
    before = list(Event.objects.order_by("pk").values())

    assert [save(administrator, page(event)).status_code for event in Event.objects.all()] == [
        302
    ] * len(before)

    assert list(Event.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start_date": "2023-05", "end_date": "2022"}, "end_date"),
        ({"start_date": "May 2023"}, "start_date"),
        ({"country": "XX"}, "country"),
        ({"unit": "people"}, "figure"),
    ],
)
def test_faults_of_an_event_stand_at_their_fields(administrator, changes, field):
    event = make_event()

    assert list(errors_of(save(administrator, page(event), **changes))) == [field]


def test_members_read_events_and_write_none(db):
    event = make_event(title="Seminar", participants={"figure": 19, "unit": "people"})
    client = logged_in(make_user(MemberRole.EDITOR))

    shown = client.get(page(event))

    assert (shown.status_code, "19 people" in shown.content.decode()) == (200, True)
    assert client.post(page(event), {"title": "Changed"}).status_code == 403
    assert client.get("/admin/partners/event/add/").status_code == 403
    assert logged_in(make_user(is_superuser=True)).get(page(event, "delete")).status_code == 403


# People


def test_an_administrator_makes_an_editor(administrator):
    partner = make_partner()
    sent = {
        "username": "ana",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
        "memberships-0-partner": str(partner.pk),
        "memberships-0-role": "editor",
    }

    assert save(administrator, f"{USERS}add/", **sent).status_code == 302

    ana = User.objects.get(username="ana")
    assert Partner.objects.editable_by(ana).get() == partner
    assert not ana.is_staff
    client = Client()
    assert client.login(username="ana", password="correct horse battery")
    assert client.get(INDEX).status_code == 200


def test_a_language_is_one_that_is_switched_on(administrator):
    user = make_user(MemberRole.EDITOR)

    refused = save(administrator, page(user), language="pl")
    assert list(errors_of(refused)) == ["language"]
    assert save(administrator, page(user), language="es").status_code == 302

    assert User.objects.get(pk=user.pk).language == "es"


def test_who_is_switched_off_is_out_at_once(administrator):
    user = make_user(MemberRole.EDITOR)
    client = logged_in(user)
    assert client.get(INDEX).status_code == 200

    assert save(administrator, page(user), is_active=None).status_code == 302

    assert client.get(INDEX).status_code == 302


def test_a_membership_taken_away_ends_the_access(administrator):
    user = make_user(MemberRole.EDITOR)
    client = logged_in(user)

    taken = save(administrator, page(user), **{"memberships-0-DELETE": "on"})

    assert taken.status_code == 302
    assert client.get(INDEX).status_code == 302


def test_people_belong_to_administrators_and_are_never_deleted(administrator):
    other = make_user(MemberRole.PUBLISHER)
    member = logged_in(make_user(MemberRole.EDITOR))
    pages = (USERS, f"{USERS}add/", page(other), page(other, "password").replace("/change", ""))

    assert [member.get(address).status_code for address in pages] == [403, 403, 404, 403]
    assert [administrator.get(address).status_code for address in pages] == [200] * 4
    assert administrator.post(page(other, "delete"), {"post": "yes"}).status_code == 403


def test_the_list_of_people_costs_the_same_for_more_rows(administrator, django_assert_num_queries):
    make_user(MemberRole.EDITOR)
    administrator.get(USERS)
    with django_assert_num_queries(9):
        administrator.get(USERS)
    for _number in range(3):
        make_user(MemberRole.REVIEWER)
    with django_assert_num_queries(9):
        administrator.get(USERS)


@pytest.mark.parametrize("address", ["/admin/auth/group/", "/admin/partners/membership/"])
def test_djangos_groups_and_permissions_have_no_page(administrator, address):
    assert administrator.get(address).status_code == 404


# The whole


@pytest.mark.parametrize(
    "address", [LOGIN, INDEX, "/es/admin/", "/admin/practices/practice/add/", f"{USERS}add/"]
)
def test_pages_hold_no_inline_script_or_style(administrator, address):
    answer = administrator.get(address, follow=True)

    html = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert [word for word in (" style=", "<style", "onclick=", "javascript:") if word in html] == []
    assert "<script>" not in html
