"""Write the practices of a partner as the spreadsheet that import_practices reads."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from practices.management.commands.import_practices import partner_called, user_called
from practices.sheets import outgoing
from practices.sheets.books import TooLong


class Command(BaseCommand):
    help = (
        "Write the practices of a partner, as they stand in the workspace, as CSV or XLSX; with "
        "--template an empty file that says what to write in each column."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="ends in .csv or .xlsx")
        given = parser.add_mutually_exclusive_group(required=True)
        given.add_argument("--partner", help="short name of the owner")
        given.add_argument("--template", action="store_true")
        parser.add_argument("--language", default="en", choices=list(dict(settings.LANGUAGES)))
        parser.add_argument("--as-user", help="act with the rights of this user")

    def handle(self, *, file: Path, partner: str | None, language: str, as_user, **options):
        kind = file.suffix.lstrip(".").lower()
        if kind not in outgoing.TYPES:
            raise CommandError(f"{file.name} must end in .csv or .xlsx.")
        try:
            with override(language):
                content = self._content(partner, kind, user_called(as_user))
        except PermissionDenied:
            raise CommandError(f"This user may not export practices of {partner}.") from None
        except TooLong:
            raise CommandError("A text is too long for XLSX. Export as CSV.") from None
        file.write_bytes(content)
        self.stdout.write(f"{file} written, {len(content)} bytes")

    def _content(self, partner: str | None, kind: str, user) -> bytes:
        if partner is None:
            return outgoing.template(kind)
        return outgoing.of_partner(partner_called(partner), kind, by=user)
