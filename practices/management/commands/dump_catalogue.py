"""Write the whole public catalogue as files; to be run once a day."""

from pathlib import Path

from django.core.management.base import BaseCommand

from practices.exporting.dump import dump_folder, write_dump


class Command(BaseCommand):
    help = (
        "Write the public catalogue as JSON Lines, CSV, SQLite and Turtle with checksums. "
        "Without a folder where /data/ serves it from. Run it daily."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, help="default: DATA_DIR/dumps")

    def handle(self, *args, folder: Path | None, **options):
        folder = folder or dump_folder()
        manifest = write_dump(folder)
        size = sum(file["bytes"] for file in manifest["files"])
        self.stdout.write(f"{manifest['practices']} practices, {size:,} bytes in {folder}")
