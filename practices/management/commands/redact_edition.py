"""`manage.py redact_edition GP-0001 2 --path description --reason "…"`: take parts out for good."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from practices import redacting
from practices.models import Edition


class Command(BaseCommand):
    help = (
        "Replaces texts of an edition by a mark and deletes files of its evidence, for good: for personal "
        "data and court orders. The same goes from the practice's other editions, rounds, reviews, "
        "history, working version and waiting spreadsheets too, where it stands as a whole. The edition "
        "then says where and why. There is no way back."
    )

    def add_arguments(self, parser):
        parser.add_argument("identifier", help="of the practice, for example GP-0001")
        parser.add_argument("number", type=int, help="of the edition")
        parser.add_argument(
            "--path",
            action="append",
            required=True,
            dest="paths",
            help="where it stands: description, objectives.0, claims.2.statement, evidence.1.file, "
            "reviews.0.scores.impact.reason, checks.1.note; claims and evidence by number, all else "
            "from 0; may be repeated",
        )
        parser.add_argument("--reason", required=True, help="why; the public reads it")
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def handle(
        self, *, identifier: str, number: int, paths: list[str], reason: str, yes: bool, **rest
    ):
        edition = self._edition(identifier.upper(), number)
        try:
            self._announce(redacting.places(edition, paths), reason)
            kept = redacting.kept_files(edition, paths)
            if not yes and input("Remove all this for good? Type yes: ").strip() != "yes":
                raise CommandError("Nothing was removed.")
            made = redacting.redact_edition(edition, paths=paths, reason=reason)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        told = ", ".join(str(redaction.edition.number) for redaction in made)
        self.stdout.write(f"Removed from {identifier.upper()}, editions: {told}.")
        for name in kept:
            self.stdout.write(f"{name} is kept: another practice names it. Remove it there too.")

    def _edition(self, identifier: str, number: int) -> Edition:
        found = Edition.objects.filter(practice__identifier=identifier, number=number).first()
        if found is None:
            raise CommandError(f"{identifier} has no edition {number}.")
        return found

    def _announce(self, places: list[tuple[Edition, list[str]]], reason: str) -> None:
        for edition, paths in places:
            self.stdout.write(f"Edition {edition.number}: {', '.join(paths)}")
        self.stdout.write(f"Reason, as the public will read it: {reason}")
