"""`manage.py forget_enquiries`: delete readers' messages whose time is over; daily."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from practices import asking


class Command(BaseCommand):
    help = (
        f"Deletes readers' messages {asking.KEPT_MONTHS} months after they were answered, and the codes "
        "made of senders' addresses after a day. Run it daily."
    )

    def handle(self, **options):
        gone = asking.forget(today=timezone.localdate())
        self.stdout.write(f"{gone['deleted']} messages deleted, {gone['codes']} codes removed.")
