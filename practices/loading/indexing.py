"""The text index after an upgrade: made anew when texts are read in another way than they were indexed."""

from importlib.metadata import version
from pathlib import Path

from practices import entries, placenames, search
from practices.loading.codes import FILES
from practices.loading.files import Digest, digest, file_digest
from practices.models import CatalogueEntry, SeedRecord
from practices.search import (
    compounds,
    concepts,
    endings,
    forms,
    function_words,
    lookalikes,
    meanings,
    text,
)

NOTED = {"kind": "index", "key": "all"}


def follow_analysis(codes: Path) -> int:
    """Index every entry anew unless this was done with the same analysis, table of terms and labels.

    Returns how many entries were indexed.
    """
    now = analysis(codes)
    if SeedRecord.objects.filter(**NOTED, source_sha256=now).exists():
        return 0
    indexed = entries.reindex()
    note_analysis(codes)
    return indexed


def note_analysis(codes: Path) -> None:
    """Note that the index is as texts are read now."""
    now = analysis(codes)
    SeedRecord.objects.update_or_create(
        **NOTED, defaults={"source_sha256": now, "content_sha256": now}
    )


def analysis(codes: Path) -> Digest:
    """Return a digest of all that decides which terms a text is indexed by: rules, stemmer and lists."""
    rules = [
        Path(module.__file__)
        for module in (
            entries,
            placenames,
            search,
            compounds,
            concepts,
            endings,
            forms,
            function_words,
            lookalikes,
            meanings,
            text,
        )
    ]
    words = (concepts.FILE, lookalikes.FILE, meanings.FILE)
    names = [codes / f"{name}.json" for name in ("country_names", "region_names")]
    files = [*rules, *words, *names, *(codes / kind.name for kind in FILES)]
    return digest([version("snowballstemmer"), file_digest(files)])


def is_empty() -> bool:
    """Whether nothing is indexed yet, so that whatever will be is as texts are read now."""
    return not CatalogueEntry.objects.exists()
