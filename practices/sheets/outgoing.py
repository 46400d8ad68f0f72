"""Files to hand out: the practices of a partner, and the empty template, as CSV or XLSX."""

from django.core.exceptions import PermissionDenied

from partners.models import Partner
from practices import permissions
from practices.models import Practice
from practices.sheets import books, exporting
from practices.sheets.exporting import Filled

TYPES = {"csv": exporting.CSV_TYPE, "xlsx": books.XLSX_TYPE}


def of_partner(partner: Partner, kind: str, *, by) -> bytes:
    """Return the partner's practices as they stand in the workspace, as a file of a kind of TYPES.

    `by` is the user, None for the portal's own command. Raises PermissionDenied or books.TooLong.
    """
    if not permissions.may_write_for(by, partner):
        raise PermissionDenied
    practices = Practice.objects.filter(owner=partner).for_documents().order_by("identifier")
    return _file(exporting.fill(practices), kind)


def template(kind: str) -> bytes:
    """Return the empty file that says what to write in each column, in the reader's language."""
    return _file(Filled(), kind, with_help=True)


def _file(filled: Filled, kind: str, *, with_help: bool = False) -> bytes:
    write = {"csv": exporting.to_csv, "xlsx": books.to_xlsx}[kind]
    return write(filled, with_help=with_help)
