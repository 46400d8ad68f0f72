"""Files that nobody needs any more: what goes, and what never does."""

import datetime
import os

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from partners.choices import MemberRole
from practices import drafts, files, orphans
from practices.models import FormDraft, HistoryEntry, SheetUpload
from tests.factories import make_partner, make_practice, make_published, make_user
from tests.rounds import Consortium

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def kept(text: str) -> files.Kept:
    return files.keep(SimpleUploadedFile("notes.txt", text.encode()))


def named(text: str) -> dict:
    """The columns of a row of evidence that names a file of this text."""
    file = kept(text)
    return {"file": file.name, "file_sha256": file.sha256}


def much_later() -> datetime.datetime:
    return timezone.now() + orphans.LEFT_ALONE + datetime.timedelta(minutes=1)


def test_what_nothing_names_goes_after_a_while(media):
    chosen = kept("Chosen, never saved.")
    draft = make_practice(evidence=[named("Of a draft that was deleted.")])
    of_draft = draft.evidence.get().file.name
    drafts.delete_draft(draft)

    assert orphans.remove_orphans() == []
    gone = orphans.remove_orphans(now=much_later())

    assert gone == sorted([chosen.name, of_draft])
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert orphans.remove_orphans(now=much_later()) == []


def test_what_is_named_anywhere_stays():
    owner = make_partner()
    make_practice(owner=owner, evidence=[named("Of a draft.")])
    entry = make_published(owner=owner, evidence=[named("Of an edition.")])
    entry.practice.evidence.update(**named("Of its working version."))
    in_review = Consortium().make("in_review", evidence=[named("Of a round.")])
    in_review.evidence.update(**named("Written over it."))
    HistoryEntry.objects.create(
        practice=entry.practice,
        at=timezone.now(),
        action="edit",
        from_state="draft",
        to_state="draft",
        changes=[
            {
                "path": "evidence.1.file",
                "before": {"name": kept("Of history.").name, "sha256": "0" * 64},
                "after": None,
            }
        ],
    )
    FormDraft.objects.create(
        user=make_user(MemberRole.EDITOR, owner),
        key="a-form",
        data={"evidence-0-held": [kept("Not saved.").token, ""], "evidence-1-held": ["made up"]},
        kept_at=timezone.now(),
    )

    assert orphans.remove_orphans(now=much_later()) == []


def test_a_file_that_is_chosen_again_is_left_alone():
    first = kept("Chosen twice.")
    old = timezone.now() - orphans.LEFT_ALONE - datetime.timedelta(days=1)
    for choose in (lambda: kept("Chosen twice."), lambda: files.kept_before(first.token)):
        _date(first.name, old)

        choose()

        assert orphans.remove_orphans() == []
    _date(first.name, old)
    assert orphans.remove_orphans() == [first.name]


def _date(name: str, at: datetime.datetime) -> None:
    os.utime(default_storage.path(name), (at.timestamp(), at.timestamp()))


def test_a_spreadsheet_waits_a_week_for_its_person_and_the_command_tells(capsys):
    kept("Chosen today.")
    partner = make_partner()
    editor = make_user(MemberRole.EDITOR, partner)
    now = timezone.now()
    for days in (6, 8, 100):
        SheetUpload.objects.create(
            user=editor,
            partner=partner,
            name=f"{days} days old.csv",
            content=b"title",
            uploaded_at=now - datetime.timedelta(days=days),
        )

    call_command("remove_orphans")

    assert capsys.readouterr().out == "0 files, 2 spreadsheets and 0 texts removed.\n"
    assert [row.name for row in SheetUpload.objects.all()] == ["6 days old.csv"]
