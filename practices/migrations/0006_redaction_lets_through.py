"""An open redaction lets the document of its edition be written, and nothing else of it."""

from django.db import migrations

SAME = " AND ".join(
    f"NEW.{column} = OLD.{column}"
    for column in ("id", "practice_id", "number", "action", "published_at")
)
IS_REDACTED = "EXISTS (SELECT 1 FROM practices_redaction WHERE edition_id = OLD.id AND is_open)"

SQLITE = (
    "DROP TRIGGER practices_edition_no_update",
    f"""CREATE TRIGGER practices_edition_no_update BEFORE UPDATE ON practices_edition
    WHEN NOT ({IS_REDACTED} AND {SAME})
    BEGIN SELECT RAISE(ABORT, 'editions are write-once'); END""",
)
SQLITE_BACK = (
    "DROP TRIGGER practices_edition_no_update",
    """CREATE TRIGGER practices_edition_no_update BEFORE UPDATE ON practices_edition
    BEGIN SELECT RAISE(ABORT, 'editions are write-once'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION practices_edition_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {IS_REDACTED} AND {SAME} THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'editions are write-once' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    "DROP TRIGGER practices_edition_no_update ON practices_edition",
    """CREATE TRIGGER practices_edition_no_update BEFORE UPDATE ON practices_edition
    FOR EACH ROW EXECUTE FUNCTION practices_edition_refuse_update()""",
)
POSTGRESQL_BACK = (
    "DROP TRIGGER practices_edition_no_update ON practices_edition",
    """CREATE TRIGGER practices_edition_no_update BEFORE UPDATE ON practices_edition
    FOR EACH ROW EXECUTE FUNCTION practices_edition_refuse()""",
    "DROP FUNCTION practices_edition_refuse_update()",
)


def forwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("practices", "0005_review_adoption_redaction")]

    operations = [migrations.RunPython(forwards, backwards)]
