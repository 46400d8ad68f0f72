"""The public log becomes append-only in SQL, and begins with what is published already."""

from django.db import migrations
from django.utils import timezone

SQLITE = (
    """CREATE TRIGGER practices_publicchange_no_update BEFORE UPDATE ON practices_publicchange
    BEGIN SELECT RAISE(ABORT, 'the public log is append-only'); END""",
    """CREATE TRIGGER practices_publicchange_no_delete BEFORE DELETE ON practices_publicchange
    BEGIN SELECT RAISE(ABORT, 'the public log is append-only'); END""",
    # INSERT OR REPLACE would delete the row in its way without firing the trigger above.
    """CREATE TRIGGER practices_publicchange_no_replace BEFORE INSERT ON practices_publicchange
    WHEN EXISTS (SELECT 1 FROM practices_publicchange WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the public log is append-only'); END""",
)
SQLITE_BACK = (
    "DROP TRIGGER practices_publicchange_no_replace",
    "DROP TRIGGER practices_publicchange_no_delete",
    "DROP TRIGGER practices_publicchange_no_update",
)

POSTGRESQL = (
    """CREATE FUNCTION practices_publicchange_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the public log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER practices_publicchange_no_update BEFORE UPDATE ON practices_publicchange
    FOR EACH ROW EXECUTE FUNCTION practices_publicchange_refuse()""",
    """CREATE TRIGGER practices_publicchange_no_delete BEFORE DELETE ON practices_publicchange
    FOR EACH ROW EXECUTE FUNCTION practices_publicchange_refuse()""",
)
POSTGRESQL_BACK = (
    "DROP TRIGGER practices_publicchange_no_delete ON practices_publicchange",
    "DROP TRIGGER practices_publicchange_no_update ON practices_publicchange",
    "DROP FUNCTION practices_publicchange_refuse()",
)


def forwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})
    entries = apps.get_model("practices", "CatalogueEntry").objects
    change = apps.get_model("practices", "PublicChange")
    rows = entries.order_by("first_published_at", "identifier").iterator(chunk_size=500)
    change.objects.bulk_create((line(change, entry) for entry in rows), batch_size=500)


def line(change, entry):
    """The first line about an entry: it is published, and stands as it stands today."""
    return change(
        identifier=entry.identifier,
        kind="published",
        at=entry.first_published_at,
        edition_id=entry.edition_id,
        level=entry.level,
        level_until=entry.level_until,
        is_lapsed=entry.level_until < timezone.localdate(),
        is_on_show=entry.withdrawn_at is None,
    )


def backwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("practices", "0003_public_change")]

    operations = [migrations.RunPython(forwards, backwards)]
