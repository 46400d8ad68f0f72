"""More practices of the same kind in no time: copies made by the database itself, row by row in SQL.

For sizes at which making every text anew would take hours. Words are as frequent among the copies as
among what was made; each copy has its own keys, identifier and address.
"""

from django.db import connection, models, transaction

from partners import catalogue
from practices.loading.benchmark.tables import catch_up, next_key, without_text_index
from practices.models import CatalogueEntry, Edition, HistoryEntry, Meaning, Practice

LINKS = ("themes", "technologies", "sectors", "events")
THROUGH = [getattr(CatalogueEntry, name).through for name in LINKS]
TABLES = (Practice, Edition, HistoryEntry, CatalogueEntry, *THROUGH, Meaning)
MILLION = 1_000_000
TEXTS = {"sqlite": "a, b, c, d", "postgresql": "practices_textindex"}


def copy(editions: int) -> int:
    """Copy all practices again and again until there are `editions`; return how many were made."""
    made = Practice.objects.count()
    spans = {model: next_key(model) for model in TABLES}
    with without_text_index():
        for number in range(1, max(1, editions // made)):
            with transaction.atomic():
                _copy(number, spans, version=catalogue.raise_version())
    catch_up(*TABLES)
    return Practice.objects.count() - made


def _copy(number: int, spans: dict[type[models.Model], int], *, version: int) -> None:
    for model in TABLES:
        told = ", ".join(_value(field, number, spans, version) for field in _fields(model))
        columns = ", ".join(connection.ops.quote_name(field.column) for field in _fields(model))
        table = model._meta.db_table
        kept = f"{model._meta.pk.column} < {spans[model]}"
        _execute(f"INSERT INTO {table} ({columns}) SELECT {told} FROM {table} WHERE {kept}")  # noqa: S608
    text, span = TEXTS[connection.vendor], spans[CatalogueEntry]
    told, table = f"rowid + {number * span}, {text}", "practices_textindex"
    _execute(f"INSERT INTO {table} (rowid, {text}) SELECT {told} FROM {table} WHERE rowid < {span}")  # noqa: S608


def _value(field: models.Field, number: int, spans: dict, version: int) -> str:
    column = connection.ops.quote_name(field.column)
    shown = field.related_model if field.is_relation else field.model if field.primary_key else None
    if shown in spans:
        return f"{column} + {number * spans[shown]}"
    if field.name == "identifier":
        return f"'GP-' || (CAST(substr({column}, 4) AS integer) + {number} * {MILLION})"
    if field.name == "slug":
        return f"{column} || '-{number}'"
    return str(version) if field.name == "changed" else column


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
