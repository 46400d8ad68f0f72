"""Two people write the same practice: the second to save is told, and no text is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partners.choices import MemberRole
from practices import editions, files
from practices.forms import raw
from practices.models import FormDraft, Practice
from practices.sheets.importing import Source, carry_out
from tests.factories import make_partner, make_practice, make_user
from tests.workspace import as_sent, logged_in

LIST = "/admin/practices/practice/"


@pytest.fixture
def owner(db):
    return make_partner(short_name="Own")


@pytest.fixture
def early(owner):
    names = {"first_name": "Editor", "last_name": "Early"}
    return logged_in(make_user(MemberRole.EDITOR, owner, **names))


@pytest.fixture
def late(owner):
    return logged_in(make_user(MemberRole.EDITOR, owner))


def change_of(practice: Practice) -> str:
    return f"{LIST}{practice.pk}/change/"


def form(client, practice: Practice, **changes) -> dict:
    return as_sent(client.get(change_of(practice)), **changes)


def save(client, practice: Practice, **changes) -> None:
    assert client.post(change_of(practice), form(client, practice, **changes)).status_code == 302


def chosen(page, **choices: str) -> dict:
    """What the page of two versions sends, with "theirs" or "mine" for each input."""
    sent: dict[str, list] = {}
    for name, value in page.context["carried"]:
        sent.setdefault(name, []).append(value)
    for clash in page.context["clashes"]:
        for name, value in clash.inputs:
            sent.setdefault(name, []).append(value)
        sent[f"choose:{clash.name}"] = [choices.get(clash.name, "mine")]
    return sent | {"pass": [page.context["pass"]], "_save": ["x"]}


def test_changes_in_different_places_are_joined_in_silence(early, late, owner):
    practice = make_practice(owner=owner)
    sent = form(late, practice, problem="Of the later", **{"claims-0-comparator": "others"})
    save(early, practice, lessons="Of the earlier", **{"claims-0-method": "survey"})

    page = late.post(change_of(practice), sent, follow=True)

    stored = Practice.objects.get()
    claim = stored.claims.get()
    assert (stored.problem, stored.lessons) == ("Of the later", "Of the earlier")
    assert (claim.method, claim.comparator) == ("survey", "others")
    told = [str(message) for message in page.context["messages"]]
    assert told[0].startswith(
        "Somebody else saved meanwhile; both changes are kept. Editor Early (Own)"
    )
    lines = list(practice.history.all())
    assert [[change["path"] for change in line.changes] for line in lines] == [
        ["lessons", "claims.1.method"],
        ["problem", "claims.1.comparator"],
    ]


def test_a_sheet_imported_meanwhile_is_one_more_change_and_costs_no_card(early, late, owner, media):
    kept = files.keep(SimpleUploadedFile("minutes.txt", b"The minutes of the meeting."))
    evidence = {"number": 1, "title": "Minutes", "file": kept.name, "file_sha256": kept.sha256}
    practice = make_practice(owner=owner, evidence=[evidence])
    sent = form(
        late,
        practice,
        **{"claims-0-statement": "Said in the form", "evidence-0-title": "Named in the form"},
    )
    sheet = f"Identifier,Summary\n{practice.identifier},From the sheet\n".encode()
    carry_out(Source(content=sheet, name="ours.csv", partner=owner))

    page = late.post(change_of(practice), sent, follow=True)

    assert page.status_code == 200
    stored = editions.document(Practice.objects.get())
    (claim,), (row,) = stored["claims"], stored["evidence"]
    assert (stored["summary"], claim["statement"], row["title"]) == (
        "From the sheet",
        "Said in the form",
        "Named in the form",
    )
    assert row["file"]["sha256"] == kept.sha256


def test_the_same_place_twice_is_chosen_side_by_side(early, late, owner):
    practice = make_practice(owner=owner, problem="At first", lessons="At first")
    changes = {"problem": "Of the later", "lessons": "Of the later", "themes": []}
    sent = form(late, practice, **changes, challenges="Only of the later")
    save(early, practice, problem="Of the earlier", lessons="Of the earlier", place="Prato")

    page = late.post(change_of(practice), sent)

    assert page.status_code == 409
    assert [(row.label, row.mine, row.theirs) for row in page.context["clashes"]] == [
        ("Problem addressed", "Of the later", "Of the earlier"),
        ("Lessons", "Of the later", "Of the earlier"),
    ]
    edit = page.context["others"][0]
    assert (edit.who, edit.places) == (
        "Editor Early (Own)",
        ("Place in the source's words", "Problem addressed", "Lessons"),
    )
    assert FormDraft.objects.get().data["problem"] == ["Of the later"]
    saved = late.post(change_of(practice), chosen(page, lessons="theirs"))
    assert saved.status_code == 302
    stored = Practice.objects.get()
    assert (stored.problem, stored.lessons, stored.place, stored.challenges) == (
        "Of the later",
        "Of the earlier",
        "Prato",
        "Only of the later",
    )
    assert (stored.themes.count(), FormDraft.objects.count()) == (0, 0)


def test_who_saves_while_one_chooses_is_told_of_as_well(early, late, owner):
    practice = make_practice(owner=owner, problem="At first")
    sent = form(late, practice, problem="Of the later")
    save(early, practice, problem="Of the earlier")
    page = late.post(change_of(practice), sent)
    save(early, practice, problem="Of the earlier, again")

    again = late.post(change_of(practice), chosen(page))

    assert again.status_code == 409
    assert [(row.mine, row.theirs) for row in again.context["clashes"]] == [
        ("Of the later", "Of the earlier, again")
    ]
    assert Practice.objects.get().problem == "Of the earlier, again"
    assert late.post(change_of(practice), chosen(again)).status_code == 302
    assert Practice.objects.get().problem == "Of the later"


def test_cards_added_by_both_all_stay_and_claims_follow_their_evidence(early, late, owner):
    practice = make_practice(owner=owner, claims=[{"statement": "First"}])
    more = {"evidence-TOTAL_FORMS": "2", "claims-TOTAL_FORMS": "2", "claims-1-kind": "result"}
    named = {"claims-1-backed_by": ["2"]}
    mine = {"evidence-1-url": "https://late.example", "claims-1-statement": "Of the later"}
    theirs = {"evidence-1-url": "https://early.example", "claims-1-statement": "Of the earlier"}
    sent = form(late, practice, **more | mine | named)
    save(early, practice, **more | theirs | named)

    assert late.post(change_of(practice), sent).status_code == 302

    written = editions.document(Practice.objects.get())
    urls = {row["number"]: row["url"] for row in written["evidence"]}
    assert [
        (row["statement"], [urls[number] for number in row["evidence"]])
        for row in written["claims"]
    ] == [
        ("First", [urls[1]]),
        ("Of the earlier", ["https://early.example"]),
        ("Of the later", ["https://late.example"]),
    ]


@pytest.mark.parametrize(
    ("choice", "kept"), [("mine", ["Changed by the later", "Second"]), ("theirs", ["Second"])]
)
def test_a_card_removed_by_one_and_changed_by_the_other(early, late, owner, choice, kept):
    practice = make_practice(owner=owner, claims=[{"statement": "First"}, {"statement": "Second"}])
    sent = form(late, practice, **{"claims-0-statement": "Changed by the later"})
    save(early, practice, **{"claims-0-DELETE": "on"})

    page = late.post(change_of(practice), sent)

    (clash,) = page.context["clashes"]
    assert (clash.mine, clash.theirs) == ("Kept", "Removed")
    assert late.post(change_of(practice), chosen(page, **{clash.name: choice})).status_code == 302
    assert sorted(practice.claims.values_list("statement", flat=True)) == kept


@pytest.mark.parametrize(
    ("choice", "kept"), [("mine", ["Second"]), ("theirs", ["Changed by the earlier", "Second"])]
)
def test_a_card_changed_by_one_and_removed_by_the_other(early, late, owner, choice, kept):
    practice = make_practice(owner=owner, claims=[{"statement": "First"}, {"statement": "Second"}])
    sent = form(late, practice, **{"claims-0-DELETE": "on"})
    save(early, practice, **{"claims-0-statement": "Changed by the earlier"})

    page = late.post(change_of(practice), sent)

    (clash,) = page.context["clashes"]
    assert (clash.mine, clash.theirs) == ("Removed", "Kept")
    assert late.post(change_of(practice), chosen(page, **{clash.name: choice})).status_code == 302
    assert sorted(practice.claims.values_list("statement", flat=True)) == kept


def test_a_card_removed_by_the_other_and_untouched_here_is_gone(early, late, owner):
    practice = make_practice(owner=owner, claims=[{"statement": "First"}, {"statement": "Second"}])
    sent = form(late, practice, problem="Of the later")
    save(early, practice, **{"claims-0-DELETE": "on"})

    assert late.post(change_of(practice), sent).status_code == 302
    assert [row.statement for row in practice.claims.all()] == ["Second"]


def test_a_form_that_lost_how_it_was_opened_lets_everything_be_chosen(early, late, owner):
    practice = make_practice(owner=owner, problem="At first")
    sent = form(late, practice, opened="no longer readable")
    save(early, practice, problem="Of the earlier")

    page = late.post(change_of(practice), sent)

    assert [row.label for row in page.context["clashes"]] == ["Problem addressed"]


def test_texts_with_lines_and_codes_are_shown_in_words(early, late, owner):
    practice = make_practice(owner=owner)
    sent = form(late, practice, region="ES51", nace=["C13"], scope="local", objectives="a\r\nb")
    save(early, practice, region="ITI1", nace=["C14"], scope="national", objectives="c")

    page = late.post(change_of(practice), sent)

    assert {row.label: (row.mine, row.theirs) for row in page.context["clashes"]} == {
        "Region": ("ES51 Catalonia", "ITI1 Tuscany"),
        "Scope": ("local", "national"),
        "Objectives": ("a\r\nb", "c"),
        "Sectors": (
            "C13 Manufacture of textiles",
            "C14 Manufacture of wearing apparel",
        ),
    }


def test_both_changed_to_the_same_is_no_clash():
    opened = '{"raw": {"title": ["At first"]}, "last": 0}'
    mine = {"title": [" Same\r\ntext "], "opened": [opened], "revision": ["1"]}

    joined = raw.join(mine, {"title": ["Same\ntext"], "revision": ["2"], "opened": [opened]})

    assert joined.clashes == []
    assert joined.raw["title"] == ["Same\ntext"]
