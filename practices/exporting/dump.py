"""The whole public catalogue as files with stable names: what is served at /data/.

A dump is one state of the catalogue: everything is read within one snapshot, written to a folder of
its own beside the last one, and put in its place when it is whole.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from partners import catalogue
from practices.exporting import tables_of_dump, whole
from practices.exporting.cursors import cursor_now
from practices.exporting.labels import LISTS
from practices.exporting.records import json_lines
from practices.exporting.source import Source
from practices.exporting.tables import csv_file
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry
from smarty_portal.terms import LICENCE, RELEASE, source_of, utc

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
OURS = "{label}, {url}".format(**LICENCE["text"])
OTHERS = "Each list under the terms of its source"


@dataclass(frozen=True, kw_only=True)
class DumpFile:
    """One file of a dump, by its stable name; `sources` are those of the code lists whose words it holds."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    meaning: str
    licence: str
    sources: list[dict]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What makes a file of the dump: its name, what it is, and who writes it.

    `code_lists` are those whose words it holds beside ours, or alone (then the licence is not ours).
    """

    name: str
    media_type: str
    meaning: str | Promise
    write: Callable[[Source], Iterable[bytes]]
    code_lists: Iterable[str] = ()
    licence: str = OURS


PARTS = (
    Part(
        name="practices.jsonl",
        media_type="application/jsonl",
        meaning=gettext_lazy(
            "Every practice on show, one record a line: facts and codes, claims, evidence."
        ),
        write=json_lines,
    ),
    Part(
        name="practices.csv",
        media_type="text/csv; charset=utf-8; header=present",
        meaning=gettext_lazy("Every practice on show as a row, English labels beside the codes."),
        write=csv_file,
        code_lists=LISTS,
    ),
    Part(
        name="practices.sqlite",
        media_type="application/vnd.sqlite3",
        meaning=gettext_lazy(
            "A SQLite database: practices, claims, evidence, and what each code means."
        ),
        write=tables_of_dump.sqlite_file,
        code_lists=LISTS,
    ),
    Part(
        name="practices.ttl",
        media_type="text/turtle; charset=utf-8",
        meaning=gettext_lazy("Every practice on show as linked data (schema.org)."),
        write=whole.turtle_file,
        code_lists=LISTS,
    ),
    Part(
        name="editions.jsonl",
        media_type="application/jsonl",
        meaning=gettext_lazy(
            "Every edition of the practices on show, old ones too, as it was published."
        ),
        write=whole.editions_file,
    ),
    Part(
        name="changes.jsonl",
        media_type="application/jsonl",
        meaning=gettext_lazy(
            "The public log of the practices on show: what happened to each, in order."
        ),
        write=whole.changes_file,
    ),
    Part(
        name="adoptions.jsonl",
        media_type="application/jsonl",
        meaning=gettext_lazy(
            "Who took a practice up, as far as it was confirmed, and how it went."
        ),
        write=whole.adoptions_file,
    ),
    Part(
        name="partners.jsonl",
        media_type="application/jsonl",
        meaning=gettext_lazy("The partners of the project."),
        write=whole.partners_file,
    ),
    Part(
        name="events.jsonl",
        media_type="application/jsonl",
        meaning=gettext_lazy("The meetings of the project."),
        write=whole.events_file,
    ),
    Part(
        name="codes.jsonl",
        media_type="application/jsonl",
        meaning=gettext_lazy(
            "All code lists with their labels: regions, themes, technologies, sectors, units."
        ),
        write=whole.codes_file,
        code_lists=whole.CODE_LISTS,
        licence=OTHERS,
    ),
)


def dump_folder() -> Path:
    """Return the folder that the dump is served from."""
    return settings.DATA_DIR / "dumps"


def write_dump(folder: Path) -> dict:
    """Write the dump into `folder`, in place of the one that is there; return its manifest."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with snapshot(), override(settings.LANGUAGE_CODE):
            manifest = _write_all(fresh)
        fresh.chmod(0o755)
        _put_in_place(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def _write_all(folder: Path) -> dict:
    version = catalogue.version()
    entries = CatalogueEntry.objects.on_show()
    source = Source(PracticeFilterSet(QueryDict(), entries, version=version))
    source.prepare()
    files = [_write(folder, part, source) for part in PARTS]
    manifest = {
        "title": source.about["title"],
        "practices": len(source.keys),
        "data_date": utc(version.raised_at),
        "release": RELEASE,
        "licence": LICENCE,
        "cursor": cursor_now(version),
        "files": [asdict(file) for file in files],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in files)
    (folder / SUMS).write_text(sums, encoding="ascii")
    return manifest


def _write(folder: Path, part: Part, source: Source) -> DumpFile:
    digest, size = hashlib.sha256(), 0
    with (folder / part.name).open("wb") as file:
        for block in part.write(source):
            file.write(block)
            digest.update(block)
            size += len(block)
    return DumpFile(
        name=part.name,
        media_type=part.media_type,
        bytes=size,
        sha256=digest.hexdigest(),
        meaning=str(part.meaning),
        licence=part.licence,
        sources=[source_of(name) for name in part.code_lists],
    )


def _put_in_place(fresh: Path, folder: Path) -> None:
    """Let the fresh folder take the name; who reads a file of the old one reads it to its end."""
    old = folder.with_name(f".{folder.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the database, whatever is written meanwhile, and hold up no writer."""
    if connection.in_atomic_block:  # a test's own transaction
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:  # transaction.atomic would begin as a writer here
        connection.ensure_connection()
        connection.connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.connection.execute("ROLLBACK")
