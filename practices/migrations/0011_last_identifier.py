from django.db import migrations, models


def remember(apps, schema_editor):
    identifiers = apps.get_model("practices", "Practice").objects.values_list(
        "identifier", flat=True
    )
    numbers = [int(name.removeprefix("GP-")) for name in identifiers]
    if numbers:  # an empty portal gets its row with its first draft
        apps.get_model("practices", "LastIdentifier").objects.create(pk=1, number=max(numbers))


class Migration(migrations.Migration):
    dependencies = [("practices", "0010_form_draft")]

    operations = [
        migrations.CreateModel(
            name="LastIdentifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="one_last_identifier"
                    )
                ],
            },
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
