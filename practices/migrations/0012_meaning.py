import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0011_last_identifier"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meaning",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="practices.catalogueentry",
                    ),
                ),
                ("vector", models.BinaryField()),
            ],
        ),
    ]
