"""Redaction: the one way round write-once. What goes is gone everywhere; nothing else can be written."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from practices import editions, redacting
from practices.choices import Action, Change, State
from practices.loading.smarty import load_smarty
from practices.models import (
    CatalogueEntry,
    Edition,
    FormDraft,
    HistoryEntry,
    Practice,
    PublicChange,
    Redaction,
    Round,
    Word,
)
from practices.redacting import MARK, redact_edition
from tests import database
from tests.asking import slugs
from tests.conftest import CODES, SMARTY
from tests.factories import make_practice, make_published
from tests.rounds import Consortium

pytestmark = pytest.mark.django_db
NAME = "Zyxwina Zyxwman"
TEXT = f"Ask {NAME} at the office."
WRITE_ONCE = "editions are write-once"


@pytest.fixture
def consortium():
    return Consortium()


@pytest.fixture
def practice(consortium) -> Practice:
    """Published twice through the portal; the name stands in both editions' lessons and first claim."""
    made = consortium.make(
        State.PUBLISHED,
        identifier="GP-8900",
        slug="named",
        lessons=TEXT,
        claims=[{"statement": TEXT}, {"statement": "Another"}],
    )
    consortium.do(made, Action.REOPEN)
    Practice.objects.filter(pk=made.pk).update(title="Second title")
    made.refresh_from_db()
    return consortium.bring(made, State.PUBLISHED)


def edition(practice: Practice, number: int = 2) -> Edition:
    return Edition.objects.get(practice=practice, number=number)


def redact(practice: Practice, number: int = 2, **given) -> list[Redaction]:
    values = {"paths": ["lessons"], "reason": "A person asked for it."}
    return redact_edition(edition(practice, number), **values | given)


# Gone everywhere


def test_the_text_is_gone_from_every_table(practice):
    assert [table for table, rows in database.everything().items() if "Zyxwina" in repr(rows)]

    redact(practice)

    held = {table: rows for table, rows in database.everything().items() if "yxwina" in repr(rows)}
    assert held == {}


def test_what_stood_in_other_editions_goes_too_and_the_rest_stays(practice):
    before = {number: edition(practice, number).document for number in (1, 2)}

    made = redact(practice)

    assert [redaction.edition.number for redaction in made] == [2, 1]
    for number, document in before.items():
        now = edition(practice, number).document
        (told,) = now.pop("redactions")
        assert sorted(told["paths"]) == ["claims.1.statement", "lessons"]
        assert (told["reason"], told["on"]) == (
            "A person asked for it.",
            timezone.localdate().isoformat(),
        )
        document["lessons"] = document["claims"][0]["statement"] = MARK
        assert now == document


def test_only_what_is_the_same_text_goes(consortium):
    made = consortium.make(State.PUBLISHED, lessons=TEXT, problem=f"{TEXT} And more.")

    redact(made, 1)

    assert edition(made, 1).document["problem"] == f"{TEXT} And more."


def test_the_working_version_rounds_and_history_no_longer_hold_it(practice):
    redact(practice)

    practice = Practice.objects.get(pk=practice.pk)
    assert (practice.lessons, practice.claims.get(number=1).statement) == (MARK, MARK)
    assert practice.state == State.PUBLISHED
    held = editions.document(practice)
    current = edition(practice).document
    kept = {name: current[name] for name in held if name not in ("reviews", "checks")}
    assert {name: held[name] for name in kept} == kept
    assert all(TEXT not in json.dumps(row.document) for row in Round.objects.all())


def test_a_draft_in_work_keeps_its_other_changes(practice, consortium):
    consortium.do(practice, Action.REOPEN)
    Practice.objects.filter(pk=practice.pk).update(problem="Written meanwhile")

    redact(practice)

    practice.refresh_from_db()
    assert (practice.problem, practice.lessons, practice.state) == (
        "Written meanwhile", MARK, State.DRAFT,
    )  # fmt: skip


def test_what_somebody_typed_and_did_not_save_no_longer_holds_it(practice, consortium):
    draft = FormDraft.objects.create(
        user=consortium.editor,
        practice=practice,
        kept_at=timezone.now(),
        data={"lessons": [TEXT], "problem": ["Mine"], "objectives": [f"One\r\n{TEXT}\r\nTwo"]},
    )

    redact(practice)

    draft.refresh_from_db()
    assert draft.data == {
        "lessons": [MARK], "problem": ["Mine"], "objectives": [f"One\n{MARK}\nTwo"],
    }  # fmt: skip


def test_a_redacted_name_is_neither_found_nor_suggested(practice, client):
    assert slugs(q="zyxwina") == ["named"]
    assert Word.objects.filter(word__in=("zyxwina", "zyxwman")).count() == 2

    redact(practice)

    assert slugs(q="zyxwina") == []
    assert not Word.objects.filter(word__in=("zyxwina", "zyxwman")).exists()
    corrected = json.loads(client.get("/api/v1/practices/?q=zyxwima").content)["query"]
    assert corrected["corrected"] is None


def test_words_that_stand_elsewhere_stay_known(practice):
    make_published(title="The office of another practice")

    redact(practice)

    assert Word.objects.filter(word="office").exists()
    assert len(slugs(q="office")) == 1


def test_loading_the_records_again_does_not_bring_it_back(smarty):
    practice = Practice.objects.get(identifier="GP-0001")
    text = practice.description
    redact(practice, 1, paths=["description"])

    load_smarty(SMARTY, CODES)

    assert Practice.objects.get(identifier="GP-0001").description == MARK
    assert all(text not in repr(rows) for rows in database.everything().values())


# Told to everybody, without what went


def test_the_pages_and_the_api_say_where_and_why(practice, client, clock):
    clock("2026-05-04")
    redact(practice, reason="A court ordered it.")

    for path in ("/practices/named/", "/practices/named/editions/1/"):
        page = client.get(path).content.decode()
        assert "On 4 May 2026 parts of this edition were removed for good" in page
        assert "A court ordered it." in page
        assert "Claim 1, statement" in page
        assert "Zyxw" not in page
    told = {"on": "2026-05-04", "reason": "A court ordered it."}
    for path, paths in {
        "practices/named/": ["lessons", "claims.1.statement"],
        "practices/named/editions/1/": ["claims.1.statement", "lessons"],
    }.items():
        answer = json.loads(client.get(f"/api/v1/{path}").content)
        assert answer["redactions"] == [told | {"paths": paths}]


def test_what_was_never_redacted_says_nothing(client):
    make_published(slug="whole")

    assert "removed for good" not in client.get("/practices/whole/").content.decode()
    assert json.loads(client.get("/api/v1/practices/whole/").content)["redactions"] == []


def test_history_and_public_log_have_a_line_for_each_edition(practice):
    redact(practice, request_id="request-9")

    lines = HistoryEntry.objects.filter(action=Action.REDACT)
    assert [(line.edition.number, line.comment, line.request_id) for line in lines] == [
        (2, "A person asked for it.", "request-9"),
        (1, "A person asked for it.", "request-9"),
    ]
    log = PublicChange.objects.filter(kind=Change.REDACTED)
    assert [(line.redacted_edition, line.reason) for line in log] == [
        (2, "A person asked for it."),
        (1, "A person asked for it."),
    ]


def test_level_and_standing_stay(practice):
    before = CatalogueEntry.objects.values("level", "level_until", "edition_id").get()

    redact(practice)

    assert CatalogueEntry.objects.values("level", "level_until", "edition_id").get() == before


# Refused


@pytest.mark.parametrize(
    "paths",
    [
        [],
        ["nothing"],
        ["challenges"],
        ["lessons", "nothing"],
        ["claims.9.statement"],
        ["claims.1"],
        ["claims.1.kind"],
        ["owner"],
        ["scope"],
        ["start_year"],
        ["objectives.7"],
        ["objectives"],
        [""],
    ],
)
def test_a_place_without_a_text_is_refused_and_nothing_changes(practice, paths):
    before = database.everything()

    with pytest.raises(ValidationError):
        redact(practice, paths=paths)

    assert database.everything() == before


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_reason_no_redaction(practice, reason):
    with pytest.raises(ValidationError):
        redact(practice, reason=reason)

    assert Redaction.objects.count() == 0


# The triggers: an open redaction lets one document of one edition through, and nothing else


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


OTHER_WRITES = {
    "number": "UPDATE practices_edition SET number = number + 7 WHERE id = {mine}",
    "practice": "UPDATE practices_edition SET practice_id = practice_id + 1 WHERE id = {mine}",
    "action": "UPDATE practices_edition SET action = 'seed' WHERE id = {mine}",
    "day": "UPDATE practices_edition SET published_at = '2001-01-01 00:00:00+00' WHERE id = {mine}",
    "key": "UPDATE practices_edition SET id = id + 1000 WHERE id = {mine}",
    "delete": "DELETE FROM practices_edition WHERE id = {mine}",
    "other edition": "UPDATE practices_edition SET document = document WHERE id = {other}",
    "all": "UPDATE practices_edition SET document = document",
}


@pytest.mark.parametrize("sql", OTHER_WRITES.values(), ids=OTHER_WRITES)
def test_an_open_redaction_opens_one_document_alone(practice, sql):
    mine, other = edition(practice, 1), edition(practice, 2)
    Redaction.objects.create(edition=mine, reason="Open.", redacted_at=timezone.now())
    before = Edition.objects.order_by("pk").values()
    held = list(before)

    with pytest.raises(DatabaseError, match=WRITE_ONCE), transaction.atomic():
        run(sql.format(mine=mine.pk, other=other.pk))
    assert list(before.all()) == held

    Edition.objects.filter(pk=mine.pk).update(document=mine.document | {"lessons": MARK})
    assert edition(practice, 1).document["lessons"] == MARK


def test_once_closed_nothing_is_let_through(practice):
    redact(practice)

    assert not Redaction.objects.filter(is_open=True).exists()
    for number in (1, 2):
        with pytest.raises(DatabaseError, match=WRITE_ONCE), transaction.atomic():
            Edition.objects.filter(pk=edition(practice, number).pk).update(document={})


def test_a_redaction_that_fails_half_way_leaves_nothing(practice, monkeypatch):
    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(redacting, "_tell", broken)
    before = database.everything()

    with pytest.raises(RuntimeError):
        redact(practice)

    assert database.everything() == before


# The command


def command(*arguments: str) -> str:
    told = io.StringIO()
    call_command("redact_edition", *arguments, stdout=told)
    return told.getvalue()


def test_the_command_says_what_it_does_and_does_it(practice):
    told = command("gp-8900", "2", "--path", "lessons", "--reason", "Asked for.", "--yes")

    assert told.splitlines() == [
        "Edition 2: lessons, claims.1.statement",
        "Edition 1: claims.1.statement, lessons",
        "Reason, as the public will read it: Asked for.",
        "Removed from GP-8900, editions: 2, 1.",
    ]
    assert edition(practice).document["lessons"] == MARK


@pytest.mark.parametrize(("typed", "is_done"), [("yes", True), ("y", False), ("", False)])
def test_the_command_asks_first(practice, monkeypatch, typed, is_done):
    monkeypatch.setattr("builtins.input", lambda _question: typed)
    arguments = ("GP-8900", "2", "--path", "lessons", "--reason", "Asked for.")

    if is_done:
        command(*arguments)
    else:
        with pytest.raises(CommandError, match="Nothing was removed"):
            command(*arguments)
    assert (edition(practice).document["lessons"] == MARK) is is_done


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("GP-8900", "9", "--path", "lessons", "--reason", "R"), "GP-8900 has no edition 9."),
        (("GP-1", "1", "--path", "lessons", "--reason", "R"), "GP-1 has no edition 1."),
        (("GP-8900", "2", "--path", "scope", "--reason", "R"), "There is no text at “scope”."),
        (("GP-8900", "2", "--path", "lessons", "--reason", " "), "the reason for which they go"),
        (("GP-8900", "2", "--reason", "R"), "--path"),
        (("GP-8900", "2", "--path", "lessons"), "--reason"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(practice, arguments, told):
    before = database.everything()

    with pytest.raises(CommandError, match=told):
        command(*arguments, "--yes")

    assert database.everything() == before


def test_a_draft_has_no_edition_to_redact():
    make_practice(identifier="GP-8901")

    with pytest.raises(CommandError, match="has no edition 1"):
        command("GP-8901", "1", "--path", "lessons", "--reason", "R", "--yes")
