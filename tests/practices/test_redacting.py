"""Redaction: the one way round write-once. What goes is gone everywhere; nothing else can be written."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from practices import editions, files, redacting, reviewing
from practices.choices import Action, Change, Criterion, State, Verdict
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
    SheetUpload,
    Word,
)
from practices.redacting import MARK, redact_edition
from tests import database
from tests.asking import slugs
from tests.conftest import CODES, SMARTY
from tests.factories import make_partner, make_practice, make_published, make_user
from tests.rounds import Consortium, make_judgement

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


# What reviewers wrote

JUDGED = {
    "reviews.0.conflict_of_interest": "Review 1, conflict of interest",
    "reviews.1.scores.impact.reason": "Review 2, reason for the score of “impact and track record”",
    "checks.0.note": "Check 1, note",
}


@pytest.fixture
def judged(consortium) -> Practice:
    """Published with the name in all that reviewers wrote, for the public and for the owner alone."""
    made = consortium.make(State.IN_REVIEW, slug="judged", identifier="GP-8902")
    scores = {criterion: (3, TEXT if criterion == "impact" else "Good.") for criterion in Criterion}
    judgement = make_judgement(
        conflict_of_interest=TEXT,
        scores=scores,
        checks={1: (Verdict.CONFIRMED, 1, TEXT)},
        remarks={"summary": TEXT},
        comment=TEXT,
    )
    consortium.do(made, Action.REVIEW, judgement=judgement)
    consortium.do(made, Action.ACCEPT)
    consortium.do(made, Action.PUBLISH)
    return made


@pytest.mark.parametrize("path", JUDGED)
def test_what_reviewers_wrote_goes_from_every_table(judged, path):
    before = edition(judged, 1).document

    (made,) = redact(judged, 1, paths=[path])

    held = {table: rows for table, rows in database.everything().items() if "yxwina" in repr(rows)}
    assert held == {}
    now = edition(judged, 1).document
    assert sorted(now.pop("redactions")[0]["paths"]) == sorted(made.paths)
    for review in before["reviews"]:
        review["conflict_of_interest"] = review["scores"]["impact"]["reason"] = MARK
    for check in before["checks"]:
        check["note"] = MARK
    assert now == before
    assert reviewing.document_of(judged.rounds.get()) == before


def test_the_next_edition_does_not_bring_back_what_reviewers_wrote(judged, consortium):
    redact(judged, 1, paths=["checks.0.note"])
    consortium.do(Practice.objects.get(pk=judged.pk), Action.REOPEN)
    consortium.bring(Practice.objects.get(pk=judged.pk), State.PUBLISHED)

    assert NAME not in json.dumps(edition(judged, 2).document)


def test_places_of_reviews_are_named_in_words(judged, client):
    redact(judged, 1, paths=list(JUDGED))

    page = client.get("/practices/judged/").content.decode()
    for told in JUDGED.values():
        assert told in page
    assert NAME not in page
    answer = json.loads(client.get("/api/v1/practices/judged/").content)
    assert set(answer["redactions"][0]["paths"]) > set(JUDGED)
    assert answer["reviews"][1]["scores"][0]["reason"] == MARK


def test_how_a_sector_is_known_is_a_text_too(consortium):
    made = consortium.make(State.PUBLISHED)
    practice = Practice.objects.get(pk=made.pk)
    consortium.do(practice, Action.REOPEN)
    practice.practice_sectors.update(basis=TEXT)
    consortium.bring(Practice.objects.get(pk=made.pk), State.PUBLISHED)

    redact(made, 2, paths=["sectors.0.basis"])

    assert practice.practice_sectors.get().basis == MARK
    assert [table for table, rows in database.everything().items() if "yxwina" in repr(rows)] == []


# What stands beside the text: comments, changes, spreadsheets


def test_comments_and_changes_of_the_history_no_longer_hold_it(practice):
    line = HistoryEntry.objects.filter(practice=practice).first()
    line.comment = TEXT
    line.changes = [
        {"path": "problem", "before": None, "after": TEXT},
        {"path": "objectives", "before": ["Kept", TEXT], "after": ["Kept"]},
    ]
    line.save()

    redact(practice)

    line.refresh_from_db()
    assert (line.comment, line.changes) == (
        MARK,
        [
            {"path": "problem", "before": None, "after": MARK},
            {"path": "objectives", "before": ["Kept", MARK], "after": ["Kept"]},
        ],
    )


def upload(partner, content: bytes) -> SheetUpload:
    return SheetUpload.objects.create(
        user=make_user(),
        partner=partner,
        name="practices.csv",
        content=content,
        uploaded_at=timezone.now(),
    )


def test_spreadsheets_that_hold_it_are_not_imported_any_more(practice):
    owner = practice.owner
    holding = [
        upload(owner, f"title;lessons\nOne;{TEXT}\n".encode()),
        upload(owner, f'title;lessons\nOne;"First\n{TEXT}"\n'.encode()),
        upload(owner, b"%PDF-1.7 cannot be read"),
    ]
    others = [
        upload(owner, f"title;lessons\nOne;{TEXT} And more.\n".encode()),
        upload(make_partner(), f"title;lessons\nOne;{TEXT}\n".encode()),
    ]

    redact(practice)

    left = set(SheetUpload.objects.values_list("pk", flat=True))
    assert left == {row.pk for row in others}
    assert not left & {row.pk for row in holding}


# Files of evidence


def file_of(text: str = "Minutes with names.") -> dict:
    """The columns of a row of evidence that names a kept file of this text."""
    kept = files.keep(SimpleUploadedFile("minutes.txt", text.encode()))
    return {"file": kept.name, "file_sha256": kept.sha256, "url": ""}


@pytest.fixture
def filed(consortium, media) -> Practice:
    """Published twice with one file, under another number the second time."""
    file = file_of()
    made = consortium.make(
        State.PUBLISHED, identifier="GP-8903", slug="filed", evidence=[file | {"title": "Minutes"}]
    )
    consortium.do(made, Action.REOPEN)
    Practice.objects.filter(pk=made.pk).update(title="Second title")
    made.refresh_from_db()
    return consortium.bring(made, State.PUBLISHED)


def stored(media) -> list[str]:
    return [path.name for path in media.rglob("*") if path.is_file()]


def test_a_file_goes_with_everything_that_names_it(
    filed, media, client, django_capture_on_commit_callbacks
):
    row = edition(filed).document["evidence"][0]
    address = files.address(edition(filed).document, row)
    assert client.get(address).getvalue() == b"Minutes with names."
    before = {number: edition(filed, number).document for number in (1, 2)}
    entry = CatalogueEntry.objects.values("level", "level_until", "edition_id").get()
    token = files.keep(SimpleUploadedFile("minutes.txt", b"Minutes with names.")).token
    FormDraft.objects.create(
        user=make_user(),
        practice=filed,
        data={"evidence-0-held": [token], "title": ["Typed"]},
        kept_at=timezone.now(),
    )
    HistoryEntry.objects.filter(pk=filed.history.first().pk).update(
        changes=[{"path": "evidence.1", "before": None, "after": row}]
    )

    with django_capture_on_commit_callbacks(execute=True):
        made = redact(filed, paths=["evidence.1.file"])

    assert [(one.edition.number, one.paths) for one in made] == [
        (2, ["evidence.1.file"]),
        (1, ["evidence.1.file"]),
    ]
    for number, document in before.items():
        now = edition(filed, number).document
        assert now.pop("redactions")[0]["paths"] == ["evidence.1.file"]
        document["evidence"][0] |= {"file": None, "url": MARK}
        assert now == document
    held = {
        table: rows
        for table, rows in database.everything().items()
        if row["file"]["sha256"] in repr(rows) or token in repr(rows)
    }
    assert (held, stored(media)) == ({}, [])
    assert FormDraft.objects.get().data == {"evidence-0-held": [""], "title": ["Typed"]}
    assert filed.evidence.get().title == "Minutes"
    assert client.get(address).status_code == 404
    assert CatalogueEntry.objects.values("level", "level_until", "edition_id").get() == entry
    page = client.get("/practices/filed/")
    assert (page.status_code, "Evidence 1, file" in page.content.decode()) == (200, True)
    assert f'href="{MARK}"' not in page.content.decode()
    answer = json.loads(client.get("/api/v1/practices/filed/").content)
    assert [row["file"] for row in answer["claims"][0]["evidence"]] == [None]


def test_without_its_file_the_text_is_not_submitted_again_as_it_stands(filed, consortium, media):
    """The edition keeps its level; the next one needs evidence that is there."""
    redact(filed, paths=["evidence.1.file"])
    consortium.do(Practice.objects.get(pk=filed.pk), Action.REOPEN)

    with pytest.raises(ValidationError):
        consortium.do(Practice.objects.get(pk=filed.pk), Action.SUBMIT)
    consortium.do(Practice.objects.get(pk=filed.pk), Action.DISCARD)
    assert Practice.objects.get(pk=filed.pk).state == State.PUBLISHED


def test_a_file_beside_a_link_leaves_the_link(consortium, media):
    made = consortium.make(
        State.PUBLISHED, evidence=[file_of() | {"url": "https://source.example/minutes"}]
    )

    redact(made, 1, paths=["evidence.1.file"])

    row = edition(made, 1).document["evidence"][0]
    assert (row["file"], row["url"]) == (None, "https://source.example/minutes")


def test_an_address_that_was_taken_out_is_no_link(consortium, client):
    """Neither at the evidence, nor among the sources, nor as the web site."""
    address = "https://zyxwina.example/"
    made = consortium.make(
        State.PUBLISHED,
        slug="linked",
        evidence=[{"url": address}],
        sources=[address],
        website=address,
    )

    redact(made, 1, paths=["evidence.1.url"])

    page = client.get("/practices/linked/").content.decode()
    assert page.count(MARK) >= 3
    assert f'href="{MARK}"' not in page
    assert "zyxwina" not in page
    data = client.get("/api/v1/practices/linked/?format=jsonld").json()
    assert (data["identifier"], "citation" in data) == (made.identifier, False)


def test_a_file_that_another_practice_names_stays_for_that_one(
    filed, media, django_capture_on_commit_callbacks
):
    other = make_published(identifier="GP-8904", evidence=[file_of()]).edition
    name = other.document["evidence"][0]["file"]["name"]

    with django_capture_on_commit_callbacks(execute=True):
        told = command(
            "GP-8903", "2", "--path", "evidence.1.file", "--reason", "Asked for.", "--yes"
        )

    assert told.splitlines() == [
        "Edition 2: evidence.1.file",
        "Edition 1: evidence.1.file",
        "Reason, as the public will read it: Asked for.",
        "Removed from GP-8903, editions: 2, 1.",
        f"{name} is kept: another practice names it. Remove it there too.",
    ]
    assert len(stored(media)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        redact_edition(other, paths=["evidence.1.file"], reason="Asked for.")
    assert stored(media) == []


def test_a_file_stays_when_the_redaction_fails(
    filed, media, monkeypatch, django_capture_on_commit_callbacks
):
    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(redacting, "_tell", broken)

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        redact(filed, paths=["evidence.1.file"])

    assert len(stored(media)) == 1


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
        ["evidence.1.file"],
        ["evidence.1.number"],
        ["reviews.0"],
        ["reviews.9.conflict_of_interest"],
        ["reviews.0.organisation"],
        ["reviews.0.recommendation"],
        ["reviews.0.scores.impact.score"],
        ["reviews.0.scores.beauty.reason"],
        ["checks.0.note"],
        ["checks.0.verdict"],
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
        (
            ("GP-8900", "2", "--path", "scope", "--reason", "R"),
            "There is no text or file at “scope”.",
        ),
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
