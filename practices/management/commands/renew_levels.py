"""Judge every level anew; to be run once a day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from practices import entries


class Command(BaseCommand):
    help = "Judge the level of every practice anew and tell readers of what lapsed. Run it daily."

    def handle(self, *args, **options):
        for line in entries.renew(today=timezone.localdate()):
            self.stdout.write(line)
