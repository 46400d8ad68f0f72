"""create_demo_users: the cast of the workspace on a portal that is not in production."""

import io
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from partners.models import Membership, User

CAST = [
    ("coordinator-itee", "itee", "coordinator"),
    ("coordinator-prato", "prato", "coordinator"),
    ("coordinator-tecos", "tecos", "coordinator"),
    ("editor-itee", "itee", "editor"),
    ("editor-prato", "prato", "editor"),
    ("editor-tecos", "tecos", "editor"),
    ("publisher-prato", "prato", "publisher"),
    ("publisher-wyca", "wyca", "publisher"),
    ("reviewer-itee", "itee", "reviewer"),
    ("reviewer-prato", "prato", "reviewer"),
    ("reviewer-tecos", "tecos", "reviewer"),
]
GUARDED = [name for name, _slug, role in CAST if role in {"coordinator", "publisher"}]


PASSWORD = "for trying it out"


def create(*options: str, password: str = PASSWORD) -> str:
    told = io.StringIO()
    call_command("create_demo_users", "--password", password, *options, stdout=told)
    return told.getvalue()


def state() -> dict:
    return {
        "held": sorted(Membership.objects.values_list("user__username", "partner__slug", "role")),
        "keys": sorted(Authenticator.objects.values_list("user__username", "type")),
        "data": [row.data for row in Authenticator.objects.order_by("pk")],
    }


def test_one_account_per_role_and_publishers_of_two_partners(smarty):
    told = create()

    assert state()["held"] == CAST
    kinds = ("recovery_codes", "totp")
    assert state()["keys"] == [(name, kind) for name in GUARDED for kind in kinds]
    assert [name for name, _slug, _role in CAST if f"  {name} " not in told] == []


def test_who_needs_a_second_factor_enters_with_a_code_that_is_told(smarty):
    told, client = create(), Client()
    codes = re.search(r"publisher-wyca\s+key \w+  recovery codes (\d+)", told).group(1)

    client.post("/admin/login/", {"username": "publisher-wyca", "password": PASSWORD})
    client.post("/admin/login/code/", {"code": codes})

    assert client.get("/admin/").status_code == 200


def test_without_keys_publishers_are_led_to_set_one_up(smarty):
    create("--no-second-factor")
    client = Client()

    client.post("/admin/login/", {"username": "publisher-prato", "password": PASSWORD})

    assert state()["keys"] == []
    assert (
        client.get("/admin/", follow=True)
        .redirect_chain[-1][0]
        .startswith("/admin/account/second-factor/")
    )


def test_a_second_run_changes_nothing_but_the_password(smarty):
    first, before = create(), state()

    second = create(password="another one for it")

    assert (second, state()) == (first, before)
    assert User.objects.get(username="editor-tecos").check_password("another one for it")


def test_production_refuses(smarty, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not made on a portal in production"):
        create()

    assert not User.objects.exists()


@pytest.mark.parametrize(("password", "told"), [("", "is empty"), ("x", "run load_smarty first")])
def test_what_is_missing_is_told_and_nothing_is_made(db, password, told):
    with pytest.raises(CommandError, match=told):
        create(password=password)

    assert not User.objects.exists()
