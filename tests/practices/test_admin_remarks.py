"""What reviewers wrote stands at the field it speaks of, for those who write, until it is published."""

import pytest

from practices.choices import Action, State
from tests.rounds import Consortium, make_judgement
from tests.workspace import logged_in

LIST = "/admin/practices/practice/"
REMARKS = {
    "summary": "Say who pays.",
    "objectives.0": "Say by when.",
    "resources.text": "How many people?",
    "sectors.C13": "Only weaving?",
    "claims.1.statement": "Of how many <b>firms</b>?",
    "claims.1.evidence": "The link is dead.",
    "evidence.1": "Which page?",
    "events": "Shown in Oulu too.",
}


@pytest.fixture
def consortium(db) -> Consortium:
    return Consortium()


def judged(consortium: Consortium, practice) -> None:
    consortium.do(practice, Action.SUBMIT)
    consortium.do(practice, Action.ASSIGN)
    consortium.review(practice, consortium.reviewers[0], make_judgement(remarks=REMARKS))


def remarks_on(response) -> dict[str, list[str]]:
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {
        form.add_prefix(name): [text for _who, text in field.remarks]
        for form in forms
        for name, field in form.fields.items()
        if getattr(field, "remarks", [])
    }


def form_of(practice, user):
    return logged_in(user).get(f"{LIST}{practice.pk}/change/")


def test_remarks_stand_at_their_fields_once_the_text_is_back(consortium):
    practice = consortium.make(sectors=["C13"])
    judged(consortium, practice)
    assert remarks_on(form_of(practice, consortium.editor)) == {}
    consortium.do(practice, Action.REQUEST_CHANGES, comment="Please name your sources.")

    shown = form_of(practice, consortium.editor)

    assert remarks_on(shown) == {
        "summary": ["Say who pays."],
        "objectives": ["Say by when."],
        "resources_text": ["How many people?"],
        "nace": ["Only weaving?"],
        "events": ["Shown in Oulu too."],
        "claims-0-statement": ["Of how many <b>firms</b>?"],
        "claims-0-backed_by": ["The link is dead."],
        "evidence-0-url": ["Which page?"],
    }
    page = shown.content.decode()
    assert f"{consortium.reviewers[0].memberships.get().partner} wrote" in page
    assert "Of how many &lt;b&gt;firms&lt;/b&gt;?" in page
    assert "Please name your sources." in page


def test_remarks_on_what_is_published_are_done_with(consortium):
    practice = consortium.make()
    judged(consortium, practice)
    consortium.review(practice, consortium.reviewers[1])
    for action in (Action.ACCEPT, Action.PUBLISH, Action.REOPEN):
        consortium.do(practice, action)

    practice.refresh_from_db()
    assert practice.state == State.DRAFT
    assert remarks_on(form_of(practice, consortium.editor)) == {}
