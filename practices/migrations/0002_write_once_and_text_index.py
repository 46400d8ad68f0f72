"""Editions become write-once in SQL, and the text index gets its table: by engine."""

from django.db import migrations

SQLITE = (
    """CREATE TRIGGER practices_edition_no_update BEFORE UPDATE ON practices_edition
    BEGIN SELECT RAISE(ABORT, 'editions are write-once'); END""",
    """CREATE TRIGGER practices_edition_no_delete BEFORE DELETE ON practices_edition
    BEGIN SELECT RAISE(ABORT, 'editions are write-once'); END""",
    # INSERT OR REPLACE would delete the row in its way without firing the trigger above.
    """CREATE TRIGGER practices_edition_no_replace BEFORE INSERT ON practices_edition
    WHEN EXISTS (SELECT 1 FROM practices_edition WHERE id = NEW.id
    OR (practice_id = NEW.practice_id AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'editions are write-once'); END""",
    """CREATE VIRTUAL TABLE practices_textindex USING fts5(
    a, b, c, d, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'")""",
)
SQLITE_BACK = (
    "DROP TABLE practices_textindex",
    "DROP TRIGGER practices_edition_no_replace",
    "DROP TRIGGER practices_edition_no_delete",
    "DROP TRIGGER practices_edition_no_update",
)

POSTGRESQL = (
    """CREATE FUNCTION practices_edition_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'editions are write-once' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER practices_edition_no_update BEFORE UPDATE ON practices_edition
    FOR EACH ROW EXECUTE FUNCTION practices_edition_refuse()""",
    """CREATE TRIGGER practices_edition_no_delete BEFORE DELETE ON practices_edition
    FOR EACH ROW EXECUTE FUNCTION practices_edition_refuse()""",
    """CREATE TABLE practices_textindex (
    rowid bigint PRIMARY KEY, practices_textindex tsvector NOT NULL)""",
    """CREATE INDEX practices_textindex_gin ON practices_textindex
    USING gin (practices_textindex) WITH (fastupdate = off)""",
)
POSTGRESQL_BACK = (
    "DROP TABLE practices_textindex",
    "DROP TRIGGER practices_edition_no_delete ON practices_edition",
    "DROP TRIGGER practices_edition_no_update ON practices_edition",
    "DROP FUNCTION practices_edition_refuse()",
)


def forwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
