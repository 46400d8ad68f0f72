"""Restore the catalogue's entries from the editions."""

from django.core.management.base import BaseCommand

from practices import entries


class Command(BaseCommand):
    help = "Restore every catalogue entry from its current edition and say what differed."

    def handle(self, *args, **options):
        differences = list(entries.rebuild())
        for line in differences:
            self.stdout.write(line)
        self.stdout.write(f"{len(differences)} differences")
