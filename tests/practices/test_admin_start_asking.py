"""The start page: messages of readers to answer, and adoptions to confirm."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.choices import MemberRole
from practices import adopting, asking, permissions
from practices.models import Adoption, Enquiry
from tests.factories import make_partner, make_published, make_user
from tests.practices.test_adopting import cast, publisher, report
from tests.practices.test_asking import ask
from tests.reading import section
from tests.workspace import logged_in

pytestmark = pytest.mark.django_db


def page(user) -> str:
    answer = logged_in(user).get("/admin/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def entry(clock):
    clock("2026-03-01T10:00")
    return make_published(identifier="GP-8700", title="Less scrap")


def test_an_editor_reads_what_waits_for_the_own_partner(entry):
    editor = make_user(MemberRole.EDITOR, entry.owner)
    enquiry = ask(entry, name="Ana Reader", text="How many firms?")
    ask(make_published(), name="Bo Other")

    html = page(editor)
    assert section(html, "questions").startswith("Messages of readers to answer 1 A question: Less")
    assert "How many firms?" in html
    assert f"/admin/practices/enquiry/{enquiry.pk}/change/" in html
    assert "Bo Other" not in html

    asking.answer(enquiry, by=editor, text="Twelve.")
    assert 'id="questions"' not in page(editor)


def test_reports_without_a_partner_wait_for_administrators(entry):
    ask(None, kind="portal", name="Cy Reporter")
    ask(entry, name="Ana Reader")

    html = page(make_user(is_superuser=True))
    assert "Cy Reporter" in html
    assert "Ana Reader" not in html


CONFIRMS = (
    "publisher of a third", "publisher of the owner", "publisher of the adopter",
    "publisher of a third, reviewer of the owner", "publisher of the reporter",
    "editor of the reporter", "reviewer of a third", "administrator", "editor switched off",
)  # fmt: skip


@pytest.mark.parametrize("role", CONFIRMS)
@pytest.mark.parametrize("by_name", [True, False])
def test_what_waits_for_confirmation_is_what_may_be_confirmed(entry, role, by_name):
    involved = {name: make_partner() for name in ("reporter", "adopter", "third")}
    involved["owner"] = entry.owner
    told = {} if by_name else {"adopter": involved["adopter"], "adopter_name": ""}
    adoption = report(entry.practice, reported_by=involved["reporter"], **told)
    user = cast(role, involved)

    waits = adoption in Adoption.objects.awaiting_confirmation(user)

    assert waits is permissions.may_confirm_adoption(user, adoption)
    if role == "publisher of a third":
        html = page(user)
        assert section(html, "to-confirm").startswith("Adoptions to confirm 1 ")
        adopting.confirm(adoption, by=publisher())
        assert 'id="to-confirm"' not in page(user)


def test_queries_do_not_grow_with_what_waits(entry):
    partner = entry.owner
    user = make_user(MemberRole.PUBLISHER, make_partner())
    user.memberships.create(partner=partner, role=MemberRole.EDITOR)
    counts = []
    for rows in (1, 3):
        while Enquiry.objects.count() < rows:
            ask(make_published(owner=partner), address=f"192.0.2.{Enquiry.objects.count()}")
            told = {"adopter": make_partner(), "adopter_name": ""}
            report(make_published().practice, **told)
        page(user)
        with CaptureQueriesContext(connection) as captured:
            html = page(user)
        assert 'id="questions"' in html
        assert 'id="to-confirm"' in html
        counts.append(len(captured))

    assert counts[0] == counts[1]
