"""Read a spreadsheet of practices into drafts of a partner."""

import json
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from partners.models import Partner, User
from practices.sheets.deciding import CHANGE, CREATE, KEEP, LEAVE_OUT, Plan
from practices.sheets.files import ENCODINGS
from practices.sheets.importing import Source, carry_out
from practices.sheets.tables import MOST_BYTES, Unreadable, too_big


class Command(BaseCommand):
    help = (
        "Read a CSV or XLSX file of practices. All rows that can be accepted become drafts of the "
        "partner, in one transaction; rows that are refused are left out and told. Nothing is published."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, help="short name of the owner")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, only")
        parser.add_argument("--report", type=Path, help="write the result of each row as JSON")
        parser.add_argument("--encoding", default="", choices=sorted(ENCODINGS))
        parser.add_argument("--as-user", help="act with the rights, and in the name, of this user")

    def handle(self, *, file: Path, partner: str, dry_run: bool, report: Path | None, **options):
        source = Source(
            content=content_of(file),
            name=file.name,
            partner=partner_called(partner),
            by=user_called(options["as_user"]),
            encoding=options["encoding"],
        )
        try:
            plan = source.decide() if dry_run else carry_out(source)
        except Unreadable as error:
            refused = [{"row": 0, "outcome": "reject", "reasons": [error.reason]}]
            write_report(report, refused)
            raise CommandError(f"Nothing was imported. {error.reason}") from None
        except PermissionDenied:
            raise CommandError(f"This user may not import practices of {partner}.") from None
        write_report(report, plan.report())
        self.stdout.write("\n".join(lines(plan, dry_run=dry_run)))


def content_of(file: Path) -> bytes:
    """Return the bytes of a file; raises CommandError where there are none, or too many."""
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise CommandError(too_big(size))
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def partner_called(name: str) -> Partner:
    """Return the partner by short name or address, whatever the case; raises CommandError."""
    rows = Partner.objects.filter(short_name__iexact=name) | Partner.objects.filter(slug=name)
    partner = rows.first()
    if partner is None:
        names = ", ".join(Partner.objects.values_list("short_name", flat=True))
        raise CommandError(f"There is no partner {name!r}. The partners are: {names}.")
    return partner


def user_called(name: str | None) -> User | None:
    """Return the user of a name, None for the portal itself; raises CommandError."""
    if name is None:
        return None
    user = User.objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"There is no user {name!r}.")
    return user


def write_report(path: Path | None, rows: list[dict]) -> None:
    if path:
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def lines(plan: Plan, *, dry_run: bool) -> list[str]:
    """Return the notes on the file, the result of each row, and the counts, ready to print."""
    told = [f"note: {note}" for note in plan.notes]
    for row in plan.decisions:
        named = " ".join(filter(None, (row.identifier, row.title[:60])))
        told.append(f"row {row.row}: {row.outcome}, {row.action.replace('_', ' ')}: {named}")
        told += [f"    {reason}" for reason in row.reasons]
    told += [f"left out: {row.reason}" for row in plan.dropped]
    made, changed, kept, left = map(plan.count, (CREATE, CHANGE, KEEP, LEAVE_OUT))
    would = "would be " if dry_run else ""
    counts = [
        f"{made} drafts {would}created",
        f"{changed} practices {would}changed",
        f"{kept} without changes",
        f"{left} rows left out",
    ]
    return [*told, ", ".join(counts)]
