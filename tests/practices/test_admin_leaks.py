"""Ways around the list: suggestions, search, filters and crafted addresses show nothing hidden."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from partners.choices import MemberRole
from practices.models import Practice
from tests.factories import make_partner, make_practice, make_published, make_user
from tests.workspace import as_sent, logged_in

LIST = "/admin/practices/practice/"
SECRET = "Zirconium"


@pytest.fixture
def owner(db):
    return make_partner()


@pytest.fixture
def editor(owner) -> Client:
    return logged_in(make_user(MemberRole.EDITOR, owner))


@pytest.fixture
def hidden(db) -> Practice:
    return make_practice(title=f"{SECRET} drafts", summary=SECRET, slug="zirconium")


def suggested(client: Client, source: str, term: str = "") -> list[str] | int:
    """Ask what the field `source` ("practices.practice.related") suggests: labels, or the refusal."""
    app, model, field = source.split(".")
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": term}
    answer = client.get(f"/admin/autocomplete/?{urlencode(asked)}")
    if answer.status_code != 200:
        return answer.status_code
    return [row["text"] for row in answer.json()["results"]]


# Suggestions


@pytest.mark.parametrize(
    "source",
    [
        "practices.practice.related",
        "practices.claim.practice",
        "practices.edition.practice",
        "practices.historyentry.practice",
    ],
)
def test_practices_are_suggested_by_what_the_public_reads(editor, hidden, source):
    entry = make_published(title="Óptica for firms")
    Practice.objects.filter(pk=entry.practice_id).update(title=SECRET, state="draft")
    withdrawn = make_published(title=f"{SECRET} withdrawn")
    withdrawn.withdrawn_at, withdrawn.withdrawal_reason = withdrawn.first_published_at, "old"
    withdrawn.save()

    named = f"{entry.identifier} Óptica for firms"
    asked = {term: suggested(editor, source, term) for term in ("", "optica FIRMS", SECRET)}
    assert asked == {"": [named], "optica FIRMS": [named], SECRET: []}
    assert suggested(editor, source, entry.identifier.lower()) == [named]


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        ("practices.historyentry.user", {"editor": 403, "stranger": 302, "administrator": list}),
        ("partners.membership.user", {"editor": 403, "stranger": 302, "administrator": list}),
        ("practices.practice.region", {"editor": list, "stranger": 302, "administrator": list}),
        ("practices.practice.owner", {"editor": list, "stranger": 302, "administrator": list}),
        ("practices.claim.evidence", {"editor": 403, "stranger": 302, "administrator": 403}),
        ("practices.practice.title", {"editor": 403, "stranger": 302, "administrator": 403}),
        ("practices.practice.nothing", {"editor": 403, "stranger": 302, "administrator": 403}),
        ("nothing.practice.region", {"editor": 403, "stranger": 302, "administrator": 403}),
    ],
)
def test_who_is_suggested_anything(editor, source, answers):
    clients = {
        "editor": editor,
        "stranger": logged_in(make_user()),
        "administrator": logged_in(make_user(is_superuser=True)),
    }

    found = {name: suggested(client, source) for name, client in clients.items()}

    assert {name: list if isinstance(it, list) else it for name, it in found.items()} == answers


def test_an_editor_is_suggested_the_own_partner_alone(editor, owner):
    make_partner()

    assert suggested(editor, "practices.practice.owner") == [owner.short_name]


def test_related_practices_cannot_be_hidden_ones(editor, owner, hidden):
    practice = make_practice(owner=owner)
    address = f"{LIST}{practice.pk}/change/"

    refused = editor.post(address, as_sent(editor.get(address), related=[str(hidden.pk)]))

    assert list(refused.context["adminform"].form.errors) == ["related"]
    assert SECRET not in refused.content.decode()


def test_a_draft_that_is_related_already_is_named_by_its_number(editor, owner, hidden):
    practice = make_practice(owner=owner, related=[hidden])

    shown = editor.get(f"{LIST}{practice.pk}/change/").content.decode()

    assert SECRET not in shown
    assert f">{hidden.identifier}<" in shown


# Search, filters, addresses


@pytest.mark.parametrize(
    "query",
    [
        {"q": SECRET},
        {"state": "draft"},
        {"state__exact": "draft"},
        {"owner__id__exact": "1"},
        {"all": ""},
        {"o": "-2"},
        {"_to_field": "id"},
        {"_popup": "1"},
    ],
)
def test_lists_show_nothing_hidden(editor, hidden, query):
    shown = editor.get(LIST, query, follow=True)

    assert shown.status_code == 200
    assert hidden.title not in shown.content.decode()
    assert list(shown.context["cl"].queryset) == []


@pytest.mark.parametrize(
    "lookup",
    [
        "related__title__startswith",
        "owner__memberships__user__password__startswith",
        "history__comment__startswith",
        "owner__practices__title__startswith",
    ],
)
def test_lookups_across_tables_are_refused(editor, owner, hidden, lookup):
    make_practice(owner=owner, related=[hidden])

    answer = editor.get(LIST, {lookup: SECRET[0]})

    assert (answer.status_code, SECRET.encode() in answer.content) == (400, False)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("{pk}/change/", 404),
        ("{pk}/change/?_to_field=id", 404),
        ("zirconium/change/?_to_field=slug", 404),
        ("{pk}/history/", 404),
        ("{pk}/delete/", 404),
        ("{pk}/", 404),
        ("999999/change/", 404),
        ("none/change/", 404),
    ],
)
def test_addresses_of_hidden_practices_tell_nothing(editor, hidden, address, status):
    answer = editor.get(LIST + address.format(pk=hidden.pk), follow=True)

    assert answer.status_code == status
    assert SECRET.encode() not in answer.content


def test_there_is_no_way_to_ask_for_any_object_of_any_model(editor, hidden):
    assert editor.get(f"/admin/r/1/{hidden.pk}/").status_code == 404


def test_saving_as_new_makes_a_draft_of_ones_own(editor, owner, hidden):
    """Django takes the word `_saveasnew` from anyone; it must give no hold on a hidden practice."""
    mine = make_practice(owner=owner, claims=[], evidence=[])
    sent = as_sent(editor.get(f"{LIST}{mine.pk}/change/"), owner=str(owner.pk), _saveasnew="1")

    editor.post(f"{LIST}{hidden.pk}/change/", sent)

    hidden.refresh_from_db()
    assert hidden.title == f"{SECRET} drafts"
    assert set(Practice.objects.exclude(pk=hidden.pk).values_list("owner", flat=True)) == {owner.pk}


def test_no_editions_entries_or_history_are_listed_anywhere(editor):
    names = ("edition", "catalogueentry", "historyentry", "claim", "evidence", "seedrecord")
    administrator = logged_in(make_user(is_superuser=True))

    assert {administrator.get(f"/admin/practices/{name}/").status_code for name in names} == {404}
