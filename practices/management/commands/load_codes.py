"""Load the code lists of data/codes."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.loading.codes import load_codes
from practices.loading.files import BadData


class Command(BaseCommand):
    help = "Load regions, sectors, technologies, themes and units; a second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--path", type=Path, default=settings.BASE_DIR / "data/codes")

    def handle(self, *args, path: Path, **options):
        try:
            changes = load_codes(path)
        except BadData as error:
            raise CommandError(str(error)) from error
        for name, rows in changes.items():
            self.stdout.write(f"{name:20} {rows:>6} rows written")
