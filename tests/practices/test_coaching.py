"""The coach beside the form never says anything else than the rule that decides."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners.choices import MemberRole
from practices import editions, grading, workflow
from practices.choices import Action, ClaimKind, IssuerRelation, Nature, Scope, ValidationKind
from practices.models import Practice
from tests.factories import make_partner, make_practice, make_user
from tests.workspace import as_sent, logged_in

LIST = "/admin/practices/practice/"


@pytest.fixture
def owner(db):
    return make_partner()


@pytest.fixture
def editor(owner):
    return logged_in(make_user(MemberRole.EDITOR, owner))


def change_of(practice: Practice) -> str:
    return f"{LIST}{practice.pk}/change/"


def coach_of(practice: Practice) -> str:
    return f"{LIST}{practice.pk}/coach/"


def steps(coach) -> list[str]:
    return [step.text for rung in coach.rungs for step in rung.steps]


# Property: what is typed, as a browser sends it

texts = st.sampled_from(["", " ", "A text", "Two\r\nlines"])
dates = st.sampled_from(["", "2018", "2018-06", "not a date"])
figures = st.sampled_from(["", "5", "0", "-1.5", "12.3456", "many"])


def one_of(values) -> st.SearchStrategy:
    return st.sampled_from(["", *values])


@st.composite
def typed_forms(draw) -> dict:
    """The inputs of a practice with up to two cards of each sort, good, bad and half filled."""
    evidence, claims = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    form = {
        "title": draw(st.sampled_from(["A title", "", "x" * 151])),
        "summary": draw(texts),
        "description": draw(texts),
        "region": draw(one_of(["ITI1", "XX"])),
        "scope": draw(one_of(Scope.values)),
        "nature": draw(one_of(Nature.values)),
        "validation_kind": draw(one_of(ValidationKind.values)),
        "themes": draw(st.sampled_from([[], ["regional_platforms_and_clusters"]])),
        "nace": draw(st.sampled_from([[], ["C13"], ["C14", "C13"]])),
        "objectives": draw(texts),
        "beneficiaries": draw(texts),
        "start_year": draw(st.sampled_from(["", "2015", "20"])),
        "end_year": draw(st.sampled_from(["", "2014", "2020"])),
        "resources_amount": draw(figures),
        "resources_currency": draw(one_of(["EUR"])),
        "evidence-TOTAL_FORMS": str(evidence),
        "claims-TOTAL_FORMS": str(claims),
    }
    for number in range(evidence):
        form |= {
            f"evidence-{number}-url": draw(one_of(["https://a.example", "no address"])),
            f"evidence-{number}-issuer_relation": draw(one_of(IssuerRelation.values)),
            f"evidence-{number}-date": draw(dates),
        }
    for number in range(claims):
        form |= {
            f"claims-{number}-kind": draw(one_of(ClaimKind.values)),
            f"claims-{number}-statement": draw(texts),
            f"claims-{number}-value": draw(figures),
            f"claims-{number}-unit": draw(one_of(["firms"])),
            f"claims-{number}-baseline_value": draw(figures),
            f"claims-{number}-comparator": draw(texts),
            f"claims-{number}-date": draw(dates),
            f"claims-{number}-backed_by": draw(st.sampled_from([[], ["1"], ["2"], ["1", "2"]])),
        }
    return form


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=typed_forms())
def test_coach_and_rule_never_disagree(owner, editor, typed):
    with transaction.atomic():
        practice = make_practice(owner=owner, claims=[], evidence=[])
        sent = as_sent(editor.get(change_of(practice))) | typed

        before = editions.document(practice)
        told = editor.post(coach_of(practice), sent).context["coach"]
        assert editions.document(Practice.objects.get(pk=practice.pk)) == before
        saved = editor.post(change_of(practice), sent)

        assert bool(told.faults) == (saved.status_code == 200)
        if saved.status_code == 302:
            stored = Practice.objects.get(pk=practice.pk)
            grade = grading.grade(
                editions.document(stored), published_on=None, today=timezone.localdate()
            )
            assert (told.level, steps(told)) == (grade.level, [row.text for row in grade.reasons])
            assert told == editor.get(change_of(practice)).context["coach"]
            assert told.can_be_submitted == can_submit(stored, editor)
        transaction.set_rollback(True)


def can_submit(practice: Practice, editor) -> bool:
    user = practice.owner.memberships.get().user
    try:
        with transaction.atomic():
            workflow.perform(Action.SUBMIT, practice, by=user, consent=True)
            transaction.set_rollback(True)
    except ValidationError:
        return False
    return True


# What it says, and where its steps lead


def test_an_empty_form_is_told_everything_that_is_missing(editor):
    page = editor.get(f"{LIST}add/")

    coach = page.context["coach"]
    assert (coach.level, coach.can_be_submitted) == (0, False)
    assert [(step.text, step.field) for step in coach.missing] == [
        ("Level 1 needs: title.", "title"),
        ("Level 1 needs: summary.", "summary"),
        ("Level 1 needs: description.", "description"),
        ("Level 1 needs: owner.", "owner"),
        ("Level 1 needs: region.", "region"),
        ("Level 1 needs: scope.", "scope"),
        ("Level 1 needs: nature.", "nature"),
        ("Level 1 needs: validation kind.", "validation_kind"),
        ("Level 1 needs: one theme.", "themes"),
        ("Level 1 needs: one sector.", "nace"),
        ("Level 1 needs: one objective.", "objectives"),
        ("Level 1 needs: one beneficiary.", "beneficiaries"),
        ("Level 1 needs: one claim with evidence.", "claims-0-statement"),
    ]
    assert {row.slug: row.open for row in page.context["outline"]} == {
        "what": 4,
        "where": 2,
        "does": 3,
        "resources": 0,
        "themes": 2,
        "sources": 1,
        "evidence-group": 0,
        "claims-group": 1,
    }


def test_every_step_leads_to_an_input_that_is_there(editor, owner):
    practice = make_practice(
        owner=owner, summary="", claims=[{"statement": "First", "value": 5, "unit_id": "firms"}]
    )

    page = editor.get(change_of(practice))

    coach = page.context["coach"]
    fields = {step.field for rung in coach.rungs for step in rung.steps if step.field}
    assert fields == {
        "summary", "claims-0-baseline_value", "claims-0-comparator", "claims-0-backed_by",
    }  # fmt: skip
    ids = set(re.findall(r'id="(id_[^"]+)"', page.content.decode()))
    assert {f"id_{name}" for name in fields} <= ids


def test_the_coach_speaks_of_what_is_typed_and_writes_nothing(editor, owner):
    practice = make_practice(owner=owner, claims=[{"statement": "First"}, {"statement": "Second"}])
    typed = as_sent(
        editor.get(change_of(practice)),
        summary="",
        start_year="20",
        **{"claims-0-DELETE": "on", "claims-1-value": "5", "claims-1-unit": "firms"},
    )

    coach = editor.post(coach_of(practice), typed).context["coach"]

    assert [step.text for step in coach.faults] == [
        "Start year: A year from 1900 to 2100 is expected."
    ]
    assert [step.field for step in coach.missing] == ["summary"]
    third = [(step.text, step.field) for step in coach.rungs[2].steps]
    assert third[0] == ("Level 3 needs a baseline for claim 2.", "claims-1-baseline_value")
    assert (practice.history.count(), practice.claims.count()) == (0, 2)
    assert Practice.objects.get(pk=practice.pk).summary == "What it is."


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("other", 404), ("publisher", 403), ("nobody", 302)]
)
def test_only_who_may_write_asks_the_coach(client, owner, role, status):
    practice = make_practice(
        owner=owner, state="draft" if role in ("owner", "other") else "submitted"
    )
    reader = {
        "owner": lambda: logged_in(make_user(MemberRole.EDITOR, owner)),
        "other": lambda: logged_in(make_user(MemberRole.EDITOR)),
        "publisher": lambda: logged_in(make_user(MemberRole.PUBLISHER)),
        "nobody": lambda: client,
    }[role]()

    assert reader.post(coach_of(practice), {}).status_code == status
