"""Places in the public log, as readers hold them."""

import base64
import binascii
from dataclasses import dataclass

from partners import catalogue
from partners.models import CatalogueVersion
from practices.models import PublicChange


class NoCursor(ValueError):
    """The text is no cursor of this portal."""


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """A place in the log: after which line, and a version that the catalogue had then.

    A catalogue that never was at that version (a backup was restored) has another log: who holds
    such a cursor would miss lines.
    """

    line: int
    version: int
    token: str

    def __str__(self) -> str:
        plain = f"{self.line}.{self.version}.{self.token}".encode()
        return base64.urlsafe_b64encode(plain).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Return the cursor that a reader sends; raises NoCursor for anything else."""
        try:
            padded = text + "=" * (-len(text) % 4)
            plain = base64.b64decode(padded, altchars=b"-_", validate=True)
            line, version, token = plain.decode("ascii").split(".")
            made = cls(line=int(line), version=int(version), token=token)
        except (binascii.Error, ValueError) as error:
            raise NoCursor from error
        if str(made) != text or not 0 <= made.line < 2**63 or not 0 <= made.version < 2**63:
            raise NoCursor
        return made


def cursor_now(version: CatalogueVersion) -> str:
    """Return the place after the last line; `version` is of the same snapshot."""
    last = PublicChange.objects.order_by("-pk").values_list("pk", flat=True).first()
    return str(Cursor(line=last or 0, version=version.number, token=version.token))


def is_of_this_log(text: str) -> bool:
    """Whether a reader may go on from a cursor: the catalogue once was where it was told."""
    try:
        cursor = Cursor.read(text)
    except NoCursor:
        return False
    return not cursor.version or catalogue.follows(cursor.version, cursor.token)
