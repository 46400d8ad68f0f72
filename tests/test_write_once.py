"""Editions are write-once in SQL, whoever asks, on whatever engine runs."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from practices.choices import Action
from practices.models import Edition, PublicChange, TextIndex
from practices.workflow import perform
from tests import database
from tests.factories import make_practice, make_published

REFUSED = ["delete", "replace", "update"] if connection.vendor == "sqlite" else ["delete", "update"]
TRIGGERS = [f"{table}_no_{verb}" for table in sorted(database.WRITE_ONCE) for verb in REFUSED]
MESSAGE = "editions are write-once"
LOG_MESSAGE = "the public log is append-only"


def run(sql: str, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.django_db
def test_the_triggers_stand_after_all_migrations():
    made = database.triggers()
    assert sorted(made) == TRIGGERS
    for table in database.WRITE_ONCE:
        assert "BEFORE UPDATE ON" in made[f"{table}_no_update"]
        assert "BEFORE DELETE ON" in made[f"{table}_no_delete"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda: run("UPDATE practices_edition SET number = number + 1"),
        lambda: run("UPDATE practices_edition SET document = document"),
        lambda: run("DELETE FROM practices_edition"),
        lambda: Edition.objects.update(action="other"),
        lambda: Edition.objects.get().save(),
        lambda: Edition.objects.bulk_update([Edition(pk=Edition.objects.get().pk)], ["number"]),
        lambda: Edition.objects.all()._raw_delete(connection.alias),
    ],
    ids=["sql number", "sql same", "sql delete", "update", "save", "bulk_update", "raw_delete"],
)
def test_an_edition_is_neither_changed_nor_deleted(write):
    make_published()
    before = database.everything()
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        write()
    assert database.everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda: run("UPDATE practices_publicchange SET reason = ''"),
        lambda: run("DELETE FROM practices_publicchange"),
        lambda: PublicChange.objects.update(kind="lapsed"),
        lambda: PublicChange.objects.get().save(),
        lambda: PublicChange.objects.get().delete(),
    ],
    ids=["sql update", "sql delete", "update", "save", "delete"],
)
def test_a_line_of_the_log_is_neither_changed_nor_deleted(write):
    make_published()
    before = database.everything()
    with pytest.raises(DatabaseError, match=LOG_MESSAGE), transaction.atomic():
        write()
    assert database.everything() == before


@pytest.mark.django_db
def test_the_orm_does_not_delete_what_the_catalogue_stands_on():
    entry = make_published()
    for row in (entry.edition, entry.practice):
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()
    assert Edition.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("put", ["INSERT OR REPLACE", "REPLACE"])
def test_sqlite_s_replace_is_refused(put):
    """It deletes what is in its way without a DELETE trigger; PostgreSQL knows no such word."""
    edition = make_published().edition
    own = "practice_id, number, action, document, published_at"
    changed = own.replace("document", "'{}'")
    with pytest.raises(DatabaseError), transaction.atomic():
        run(f"{put} INTO practices_edition ({own}) SELECT {changed} FROM practices_edition")  # noqa: S608
    assert Edition.objects.get().document == edition.document


@pytest.mark.django_db
def test_an_upsert_is_refused():
    edition = make_published().edition
    twin = Edition.objects.get()
    twin.document = {}
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        Edition.objects.bulk_create(
            [twin], update_conflicts=True, unique_fields=["id"], update_fields=["document"]
        )
    assert Edition.objects.get().document == edition.document


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_refused_too():
    make_published()
    with pytest.raises(DatabaseError, match=MESSAGE):
        Edition.objects.update(number=2)
    with pytest.raises(DatabaseError, match=MESSAGE):
        run("DELETE FROM practices_edition")
    assert list(Edition.objects.values_list("number", flat=True)) == [1]


@pytest.mark.django_db(transaction=True)
def test_the_migrations_go_back_and_forth():
    """After the way back and forth the triggers refuse and the text index takes text."""
    try:
        call_command("migrate", "practices", "0001", verbosity=0)
        assert database.triggers() == {}
        assert database.TEXT_INDEX not in connection.introspection.table_names()
    finally:
        call_command("migrate", "practices", verbosity=0)
    assert sorted(database.triggers()) == TRIGGERS
    practice = make_practice()
    perform(Action.SEED, practice)
    assert TextIndex.objects.count() == 1
    with pytest.raises(DatabaseError, match=MESSAGE):
        Edition.objects.update(number=2)


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_commits_nothing_is_left_but_the_code_lists():
    assert {table for table, rows in database.everything().items() if rows} == {
        *database.CODE_LISTS,
        "partners_catalogueversion",
        "partners_pastversion",
        "practices_seedrecord",
    }
    assert sorted(database.triggers()) == TRIGGERS
