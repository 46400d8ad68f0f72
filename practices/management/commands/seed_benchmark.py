"""Fill a scratch database with plausible practices, to measure with."""

import os
import time

from django.core.management.base import BaseCommand, CommandError

from practices.loading.benchmark import NotScratch, copy, fill


class Command(BaseCommand):
    help = (
        "Bring a scratch database up to so many made-up published practices. Refuses in production "
        "and where there is a practice or partner that it did not make itself."
    )

    def add_arguments(self, parser):
        parser.add_argument("--editions", type=int, required=True)
        parser.add_argument(
            "--made", type=int, help="make only so many, the rest are copies of them (a multiple)"
        )
        parser.add_argument("--seed", type=int, default=1, help="another seed, other practices")
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            help="further processes that make the texts while this one writes (0: none)",
        )

    def handle(self, *args, editions: int, made: int | None, seed: int, processes: int, **options):
        start = time.perf_counter()
        try:
            written = fill(editions=made or editions, seed=seed, processes=processes)
            written += copy(editions) if made else 0
        except NotScratch as error:
            raise CommandError(f"Nothing was written. {error}") from error
        taken = time.perf_counter() - start
        self.stdout.write(f"{written} practices in {taken:.1f} s, {written / taken:.0f} a second")
