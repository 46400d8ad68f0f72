"""`manage.py remove_orphans`: delete files that nobody needs any more; daily."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from practices import orphans, unsaved


class Command(BaseCommand):
    help = (
        f"Deletes files of evidence that no practice, edition, round, history or unsaved text names, "
        f"{orphans.LEFT_ALONE.days} days after somebody last chose them, and spreadsheets that nobody "
        f"confirmed within {orphans.SHEET_KEPT_FOR.days} days, and text typed into a form that nobody came "
        f"back to within {unsaved.KEPT_FOR.days} days. Run it daily."
    )

    def handle(self, **options):
        texts = unsaved.forget_old(now=timezone.now())
        gone = orphans.remove_orphans()
        sheets = orphans.forget_uploads(now=timezone.now())
        self.stdout.write(f"{len(gone)} files, {sheets} spreadsheets and {texts} texts removed.")
