"""`manage.py remove_orphans`: delete files of evidence that nothing names any more; daily."""

from django.core.management.base import BaseCommand

from practices import orphans


class Command(BaseCommand):
    help = (
        f"Deletes files of evidence that no practice, edition, round, history or unsaved text names, "
        f"{orphans.LEFT_ALONE.days} days after somebody last chose them. Run it daily."
    )

    def handle(self, **options):
        gone = orphans.remove_orphans()
        self.stdout.write(f"{len(gone)} files removed.")
