"""A practice as one flat row, codes beside their labels: what tables and maps are made of."""

from collections import defaultdict
from collections.abc import Iterator

from practices.exporting.labels import Labels
from practices.exporting.source import Source
from practices.models import CatalogueEntry
from smarty_portal.tables import BETWEEN
from smarty_portal.terms import utc

READ = (
    "pk", "slug", "identifier", "title", "summary", "language", "owner__slug", "region_id", "country",
    "scope", "nature", "validation_kind", "running_state", "start_year", "end_year", "results",
    "newest_evidence_year", "level", "level_until", "first_published_at", "edition__number",
    "edition__published_at",
)  # fmt: skip
LISTS = ("themes", "technologies", "sectors")
CODED = (
    "owner",
    "region",
    "country",
    "scope",
    "nature",
    "validation_kind",
    "running_state",
    "level",
)
COLUMNS = (
    "identifier", "url", "title", "summary", "language", "owner", "owner_label", "region",
    "region_label", "country", "country_label", "scope", "scope_label", "nature", "nature_label",
    "validation_kind", "validation_kind_label", "running_state", "running_state_label", "start_year",
    "end_year", "themes", "themes_label", "technologies", "technologies_label", "sectors",
    "sectors_label", "results", "newest_evidence_year", "level", "level_label", "level_until",
    "edition", "first_published_at", "published_at",
)  # fmt: skip

Row = dict[str, object]


def rows(source: Source) -> Iterator[Row]:
    """Yield the practices of a source in its order; four queries for each thousand.

    One that was withdrawn since the query was answered is left out.
    """
    labels, place = source.labels, source.place
    for keys in source.chunks():
        entries = CatalogueEntry.objects.on_show().filter(pk__in=keys)
        read = {values[0]: values for values in entries.values_list(*READ)}
        links = {name: _links(name, keys) for name in LISTS}
        for key in keys:
            if key in read:
                codes = {name: links[name][key] for name in LISTS}
                yield _row(dict(zip(READ, read[key], strict=True)), codes, labels, place)


def _links(name: str, keys: list[int]) -> dict[int, list[str]]:
    through = getattr(CatalogueEntry, name).through
    code = through._meta.get_fields()[2].attname
    held = defaultdict(list)
    linked = through.objects.filter(catalogueentry__in=keys).order_by(code)
    for key, value in linked.values_list("catalogueentry_id", code):
        held[key].append(value)
    return held


def _row(read: dict, codes: dict[str, list[str]], labels: Labels, place: str) -> Row:
    row = read | {
        "url": f"{place}{read['slug']}/",
        "owner": read["owner__slug"],
        "region": read["region_id"],
        "edition": read["edition__number"],
        "first_published_at": utc(read["first_published_at"]),
        "published_at": utc(read["edition__published_at"]),
        "level_until": read["level_until"].isoformat(),
    }
    for name in CODED:
        row[f"{name}_label"] = labels.get("regions" if name == "region" else name, row[name])
    for name, held in codes.items():
        row[name] = BETWEEN.join(held)
        row[f"{name}_label"] = BETWEEN.join(labels.get(name, code) for code in held)
    return {name: row[name] for name in COLUMNS}
