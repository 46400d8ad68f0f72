"""The way in: name and password, the second step, throttling, new passwords, the end of sessions."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from partners import permissions
from partners.choices import MemberRole
from partners.models import User
from tests.factories import make_partner, make_user
from tests.workspace import logged_in

LOGIN, CODE, INDEX = "/admin/login/", "/admin/login/code/", "/admin/"
SET_UP, CODES = "/admin/account/second-factor/", "/admin/account/recovery-codes/"
REMOVE = "/admin/account/second-factor/remove/"
FORGOTTEN = "/admin/password/"
PASSWORD = "correct horse"


@pytest.fixture
def editor(db) -> User:
    return make_user(MemberRole.EDITOR, username="ana", email="ana@own.example", language="es")


@pytest.fixture
def publisher(db) -> User:
    return make_user(MemberRole.PUBLISHER, username="pia", email="pia@own.example")


def code_of(user: User, *, steps: int = 0) -> str:
    """What the person's app shows now, or half minutes earlier or later."""
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return totp(app.data["secret"], steps=steps)


def totp(key: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(key, int(time.time()) // 30 + steps))


def enter(client: Client, name: str, **changes):
    return client.post(LOGIN, {"username": name, "password": PASSWORD} | changes)


def is_inside(client: Client) -> bool:
    return client.get(INDEX).status_code == 200


# Name and password


@pytest.mark.parametrize("name", ["ana", "ANA", "ana@own.example", "Ana@Own.example"])
def test_user_name_and_address_both_open_the_door(editor, client, name):
    assert enter(client, name)["Location"] == INDEX
    assert is_inside(client)
    assert EmailAddress.objects.count() == 0  # the account's own address is the only one


@pytest.mark.parametrize("name", ["ana", "nobody", "ana@own.example", "nobody@own.example"])
def test_a_refusal_does_not_tell_whether_the_account_exists(editor, client, name):
    refused = enter(client, name, password="wrong")

    told = refused.content.decode()
    assert refused.status_code == 200
    assert f'value="{name}"' in told
    kind = "email address" if "@" in name else "username"
    assert f"The {kind} and/or password you specified are not correct." in told
    assert not is_inside(client)


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/admin/partners/event/?q=x", "/admin/partners/event/?q=x"),
        ("/es/admin/", "/es/admin/"),
        ("https://evil.example/", INDEX),
        ("//evil.example/", INDEX),
        ("http://localhost/admin/", INDEX),
        ("javascript:alert(1)", INDEX),
        ("", INDEX),
    ],
)
def test_the_login_leads_back_to_the_page_asked_for_and_to_no_other_host(
    editor, client, asked, reached
):
    assert enter(client, "ana", next=asked)["Location"] == reached
    assert client.get(LOGIN, {"next": asked})["Location"] == reached


def test_an_expired_session_is_led_to_the_login_and_back(editor, client):
    page = "/admin/partners/event/?q=x"
    away = client.get(page)
    shown = client.get(away["Location"])
    asked = re.search(r'name="next" value="([^"]+)"', shown.content.decode()).group(1)
    refused = enter(client, "ana", password="wrong", next=asked)
    assert f'name="next" value="{asked}"' in refused.content.decode()

    assert enter(client, "ana", next=asked)["Location"] == page


def test_an_account_that_is_switched_off_is_told_so_only_with_its_password(editor, client):
    User.objects.update(is_active=False)

    assert enter(client, "ana", password="wrong").status_code == 200
    assert enter(client, "ana")["Location"] == "/admin/login/inactive/"
    assert client.get("/admin/login/inactive/").status_code == 200
    assert not is_inside(client)


@pytest.mark.parametrize(
    "address",
    ["signup/", "account/email/", "account/signup/", "login/code/request/", "password/set/"],
)
def test_what_the_login_library_offers_beside_has_no_address(editor, address):
    assert logged_in(make_user(is_superuser=True)).get(f"/admin/{address}").status_code == 404


def test_failed_logins_are_throttled_for_the_account_wherever_they_come_from(editor):
    for number in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        assert "not correct" in enter(client, "ana", password="wrong").content.decode()

    refused = enter(Client(REMOTE_ADDR="192.0.2.99"), "ana")

    assert "Too many failed login attempts" in refused.content.decode()
    assert 'value="ana"' in refused.content.decode()
    assert enter(Client(REMOTE_ADDR="192.0.2.99"), "ana@own.example").status_code == 302


def test_failed_logins_are_throttled_for_an_address_whichever_account_they_try(editor):
    for number in range(10):
        client = Client(REMOTE_ADDR="192.0.2.7")
        assert "not correct" in enter(client, f"guess{number}").content.decode()

    assert "Too many failed" in enter(Client(REMOTE_ADDR="192.0.2.7"), "ana").content.decode()
    assert enter(Client(REMOTE_ADDR="192.0.2.8"), "ana").status_code == 302


def test_logins_are_throttled_for_an_address(editor, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}

    answers = [enter(Client(), "ana") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Too many attempts" in answers[2].content.decode()


def test_proxies_cannot_be_made_up(editor, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    headers = [{"x-forwarded-for": f"192.0.2.{number}"} for number in range(3)]

    assert [enter(Client(headers=told), "ana").status_code for told in headers] == [302, 302, 429]


# The second step


def test_the_password_alone_opens_nothing_to_who_has_a_second_factor(publisher, client):
    asked = enter(client, "pia", next="/admin/partners/event/")
    assert asked["Location"] == CODE
    assert not is_inside(client)
    refused = client.post(CODE, {"code": "000000"})
    assert "Incorrect code." in refused.content.decode()
    assert not is_inside(client)

    answer = client.post(CODE, {"code": code_of(publisher)})

    assert answer["Location"] == "/admin/partners/event/"
    assert is_inside(client)


def test_the_code_page_is_for_who_has_given_the_password(publisher, client):
    assert client.get(CODE)["Location"] == LOGIN
    assert client.post(CODE, {"code": code_of(publisher)})["Location"] == LOGIN


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (0, True), (2, False)])
def test_a_code_counts_shortly_before_and_after_its_half_minute(publisher, client, steps, counts):
    enter(client, "pia")

    client.post(CODE, {"code": code_of(publisher, steps=steps)})

    assert is_inside(client) == counts


def test_a_code_opens_the_door_once(publisher):
    code, clients = code_of(publisher), [Client(), Client()]
    for client in clients:
        enter(client, "pia")
        answer = client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})

    assert [is_inside(client) for client in clients] == [True, False]
    assert answer.status_code == 200


def test_a_recovery_code_opens_the_door_once(publisher):
    [code, *_rest] = RecoveryCodes.activate(publisher).get_unused_codes()
    clients = [Client(), Client()]
    for client in clients:
        enter(client, "pia")
        client.post(CODE, {"code": code})

    assert [is_inside(client) for client in clients] == [True, False]


def test_guessing_codes_is_throttled(publisher, client):
    enter(client, "pia")
    for _number in range(5):
        client.post(CODE, {"code": "000000"})

    client.post(CODE, {"code": code_of(publisher)})

    assert not is_inside(client)


# Who needs one

NEEDS = {
    "editor": False,
    "reviewer": False,
    "publisher": True,
    "coordinator": True,
    "administrator": True,
}


@pytest.mark.parametrize("who", NEEDS)
def test_the_workspace_is_closed_to_guarded_roles_without_a_second_factor(db, settings, who):
    role = None if who == "administrator" else MemberRole(who)
    user = make_user(role, make_partner(), is_superuser=role is None, username="ana")
    Authenticator.objects.all().delete()
    pages = [INDEX, "/admin/partners/event/", "/admin/password_change/"]
    client = Client()
    enter(client, "ana", next="/admin/partners/event/")

    statuses = [client.get(page).status_code for page in pages]

    assert permissions.needs_second_factor(user) == NEEDS[who]
    assert statuses == ([302] * 3 if NEEDS[who] else [200] * 3)
    if NEEDS[who]:
        led = client.get("/admin/partners/event/", follow=True)
        assert led.redirect_chain[-1] == (f"{SET_UP}?next=%2Fadmin%2Fpartners%2Fevent%2F", 302)
        settings.SECOND_FACTOR_DEMANDED = False
        assert is_inside(client)


def test_setting_up_opens_the_workspace_and_ends_the_other_sessions(
    db, mailoutbox, django_capture_on_commit_callbacks
):
    make_user(MemberRole.EDITOR, username="ana", email="ana@own.example", language="es")
    here, elsewhere = Client(), Client()
    enter(here, "ana")
    enter(elsewhere, "ana")
    shown = here.get(SET_UP)
    key = shown.context["form"].secret
    assert shown.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    assert here.get(SET_UP).context["form"].secret == key  # in another tab
    refused = here.post(SET_UP, {"code": "000000"})
    assert refused.context["form"].secret == key  # what the app has read already stays good

    with django_capture_on_commit_callbacks(execute=True):
        sent = {"code": totp(key), "next": "/admin/partners/event/"}
        answer = here.post(SET_UP, sent, follow=True)

    assert answer.redirect_chain[-1][0] == f"{CODES}?next=%2Fadmin%2Fpartners%2Fevent%2F"
    assert len(answer.context["unused_codes"]) == 10
    assert 'href="/admin/partners/event/"' in answer.content.decode()
    assert is_inside(here)
    assert not is_inside(elsewhere)
    assert [letter.to for letter in mailoutbox] == [["ana@own.example"]]


def test_a_second_factor_needs_the_password_of_the_last_minutes(editor, client, monkeypatch):
    enter(client, "ana")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 600)

    asked = client.get(SET_UP)
    assert asked["Location"].startswith("/admin/account/confirm/?next=")
    refused = client.post(asked["Location"], {"password": "wrong", "next": SET_UP})
    assert "Incorrect password." in refused.content.decode()
    back = client.post("/admin/account/confirm/", {"password": PASSWORD, "next": SET_UP})

    assert back["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200


def test_removing_closes_the_workspace_to_who_needs_one(publisher, client, mailoutbox):
    enter(client, "pia")
    client.post(CODE, {"code": code_of(publisher)})
    assert client.get(REMOVE).context["is_demanded"]

    assert client.post(REMOVE, follow=True).status_code == 200

    assert not Authenticator.objects.exists()
    assert not is_inside(client)
    assert client.get(LOGIN)["Location"] == SET_UP
    assert [letter.to for letter in mailoutbox] == [["pia@own.example"]]


def test_new_recovery_codes_make_the_old_ones_worthless(publisher, client):
    [old, *_rest] = RecoveryCodes.activate(publisher).get_unused_codes()
    enter(client, "pia")
    client.post(CODE, {"code": code_of(publisher)})

    client.post(f"{CODES}new/")

    kept = client.get(f"{CODES}file/")
    assert kept["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert old not in kept.content.decode()
    assert len(re.findall(r"^\d{8}$", kept.content.decode(), re.MULTILINE)) == 10


def test_a_session_does_not_outlive_a_password(editor):
    here, elsewhere = Client(), Client()
    enter(here, "ana")
    enter(elsewhere, "ana")
    new = "a quite different phrase"

    here.post(
        "/admin/password_change/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert is_inside(here)
    assert not is_inside(elsewhere)


# A new password


def test_a_new_password_by_mail(editor, client, mailoutbox):
    elsewhere = Client()
    enter(elsewhere, "ana")
    assert (
        client.post(FORGOTTEN, {"email": "Ana@own.example"})["Location"] == "/admin/password/sent/"
    )
    [letter] = mailoutbox
    assert letter.to == ["ana@own.example"]
    address = re.search(r"http://127\.0\.0\.1:8000(/es/admin/password/\S+)", letter.body).group(1)
    form = client.get(address, follow=True)
    refused = client.post(form.redirect_chain[-1][0], {"password1": "short", "password2": "x"})
    assert set(refused.context["form"].errors) == {"password1"}

    new = "a quite different phrase"
    done = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert done["Location"] == "/es/admin/password/done/"
    assert not is_inside(elsewhere)
    assert "not correct" in enter(client, "ana").content.decode()
    assert enter(client, "ana", password=new)["Location"] == INDEX
    gone = Client().get(address)
    assert gone.context["token_fail"]
    assert 'name="password1"' not in gone.content.decode()
    assert [letter.to for letter in mailoutbox] == [["ana@own.example"]] * 2


@pytest.mark.parametrize("address", ["nobody@own.example", "off@own.example"])
def test_asking_for_a_password_does_not_tell_who_has_an_account(editor, mailoutbox, address):
    make_user(email="off@own.example", is_active=False)
    answers = [Client().post(FORGOTTEN, {"email": email}) for email in (address, "ana@own.example")]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/admin/password/sent/")
    }
    assert [letter.to for letter in mailoutbox] == [["ana@own.example"]]


def test_asking_is_answered_alike_when_the_mail_does_not_leave(editor, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there

    assert (
        client.post(FORGOTTEN, {"email": "ana@own.example"})["Location"] == "/admin/password/sent/"
    )


def test_asking_for_passwords_is_throttled(editor, mailoutbox):
    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(FORGOTTEN, {"email": "ana@own.example"})
        for number in range(6)
    ]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(mailoutbox) == 5


def test_a_new_password_does_not_pass_by_the_second_step(publisher, client, mailoutbox):
    client.post(FORGOTTEN, {"email": "pia@own.example"})
    address = re.search(r"http://127\.0\.0\.1:8000(\S+/password/\S+)", mailoutbox[0].body).group(1)
    form = client.get(address, follow=True).redirect_chain[-1][0]
    new = "a quite different phrase"
    client.post(form, {"password1": new, "password2": new})

    assert not is_inside(client)
    assert enter(client, "pia", password=new)["Location"] == CODE


# The pages


PAGES = [
    "/admin/account/", SET_UP, REMOVE, CODES, f"{CODES}new/", f"{CODES}file/",
    "/admin/account/confirm/", "/admin/account/confirm/code/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_an_account_are_for_members(db, page):
    """Nobody, and no account without membership, sees them; both are led to the door."""
    stranger = logged_in(make_user(username="ana"))

    answers = [who.get(page) for who in (Client(), stranger)]

    assert [answer["Location"] for answer in answers] == [f"{LOGIN}?next={page}"] * 2


def test_what_a_profile_shows_and_keeps(editor, client):
    enter(client, "ana")

    answer = client.post(
        "/admin/account/", {"first_name": "Ana", "last_name": "Example", "language": "en"}
    )
    refused = client.post("/admin/account/", {"first_name": "Typed", "language": "xx"})

    ana = User.objects.get(username="ana")
    assert (answer["Location"], ana.get_full_name(), ana.language) == (
        "/admin/account/",
        "Ana Example",
        "en",
    )
    assert list(refused.context["form"].errors) == ["language"]
    assert 'value="Typed"' in refused.content.decode()


def test_the_profile_costs_the_same_for_more_memberships(editor, django_assert_num_queries):
    client = logged_in(editor)
    client.get("/admin/account/")
    for count in (1, 3):
        with django_assert_num_queries(8):
            client.get("/admin/account/")
        for _number in range(3 - count):
            editor.memberships.create(partner=make_partner(), role=MemberRole.REVIEWER)


def test_entering_asks_the_database_no_more_for_the_second_factor(
    publisher, django_assert_num_queries
):
    client = logged_in(publisher)
    client.get("/admin/partners/region/")
    with django_assert_num_queries(3) as asked:
        client.get("/admin/jsi18n/")

    assert [one["sql"] for one in asked if one["sql"].startswith("SELECT")][1].count("mfa_") > 0


@pytest.mark.parametrize("page", ["/", "/practices/", "/partners/", "/es/events/", "/api/v1/"])
def test_public_pages_know_no_session(editor, page):
    client = logged_in(editor)

    answer = client.get(page)

    assert answer.cookies == {}
    assert "Cookie" not in answer.get("Vary", "")


def test_pages_before_the_door_hold_no_inline_script_or_style(publisher, client):
    give_up = [LOGIN, FORGOTTEN, "/admin/password/sent/", "/admin/invitation/x/"]
    enter(client, "pia")
    pages = [client.get(CODE)]
    client.post(CODE, {"code": code_of(publisher)})
    pages += [client.get(page) for page in PAGES[2:5]]
    pages += [Client().get(page) for page in give_up]

    for page in pages:
        html = page.content.decode()
        assert "unsafe" not in page["Content-Security-Policy"]
        assert [
            word for word in (" style=", "<style", "onclick=", "<script>") if word in html
        ] == []
