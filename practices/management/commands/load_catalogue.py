"""Load a dump of the public catalogue into an empty portal."""

from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from practices.loading.catalogue import load_catalogue
from practices.loading.files import BadData


class Command(BaseCommand):
    help = "Load a dump that dump_catalogue wrote into an empty portal. All or nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder: Path, **options):
        try:
            loaded = load_catalogue(folder)
        except BadData as error:
            raise CommandError(str(error)) from None
        told = ", ".join(f"{count} {name}" for name, count in asdict(loaded).items())
        self.stdout.write(f"Loaded {told}")
