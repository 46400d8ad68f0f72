"""Load the real records of the SMARTY project, code lists first."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.loading.files import BadData
from practices.loading.smarty import Summary, load_smarty


class Command(BaseCommand):
    help = (
        "Load partners, events and practices, and publish the practices that have all required "
        "fields. A second run changes nothing; what a partner changed is never overwritten."
    )

    def add_arguments(self, parser):
        parser.add_argument("--path", type=Path, default=settings.BASE_DIR / "data/smarty")
        parser.add_argument("--codes", type=Path, default=settings.BASE_DIR / "data/codes")

    def handle(self, *args, path: Path, codes: Path, **options):
        try:
            summary = load_smarty(path, codes)
        except BadData as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        self.stdout.write("\n".join(lines(summary)))


def lines(summary: Summary) -> list[str]:
    """Return the summary as a table and notes, ready to print."""
    heads = ("created", "updated", "unchanged", "kept")
    table = ["".join([f"{'':12}", *(f"{head:>11}" for head in heads)])]
    for kind, counts in summary.counts.items():
        table.append("".join([f"{kind:12}", *(f"{counts[head]:>11}" for head in heads)]))
    table.append(f"published now: {len(summary.published)}")
    for identifier, missing in summary.drafts.items():
        table.append(f"draft {identifier}, missing: {', '.join(missing)}")
    return [*table, *summary.notes, f"{summary.changes} changes"]
