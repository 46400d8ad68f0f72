"""`manage.py remind_reviewers`: once a day, write to those whose review is due soon or overdue."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from practices import notifications
from practices.models import Review


class Command(BaseCommand):
    help = "Reminds reviewers once before the day due and once after it. Run it once a day."

    def handle(self, **options):
        now = timezone.now()
        rows = Review.objects.outstanding().filter(reviewer__isnull=False)
        waiting = rows.select_related(
            "reviewer", "organisation", "round__practice__owner"
        ).prefetch_related("reviewer__memberships")
        today = timezone.localdate(now)
        sent = sum(notifications.remind(review, today=today, at=now) for review in waiting)
        self.stdout.write(f"{sent} reminders sent")
