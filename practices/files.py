"""Files of evidence: known by their content, kept under the sum of it, and sent so that nothing runs.

The name under which a file is kept is its SHA-256: nobody can guess it without having the file, and a
file is never overwritten. What is kept is never deleted here: editions may name it for ever. What nothing
names is removed by practices.orphans, long after somebody last chose it.
"""

import hashlib
import os
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.text import slugify
from django.utils.translation import gettext as _

OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": f"{OOXML}.wordprocessingml.document",
    "xlsx": f"{OOXML}.spreadsheetml.sheet",
    "odt": f"{ODF}.text",
    "ods": f"{ODF}.spreadsheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
HELD = "-held"  # ends the name of the input by which a form sends a kept file along
BY_SIGNATURE = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
SIGNATURE = {"pdf": b"%PDF-", "png": b"\x89PNG", "jpg": b"\xff\xd8\xff"}
BY_MAIN_PART = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
BY_MIMETYPE = {TYPES[ending]: ending for ending in ("odt", "ods")}
MACROS = "vbaProject.bin"
HEAD = 8192  # bytes that tell what a file is
CONTROL = frozenset(range(32)) - frozenset(b"\t\n\r\f")
SALT = "practices.files"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file that is kept: where, its sum and size, and what its owner called it."""

    name: str
    sha256: str
    size: int
    called: str

    @property
    def token(self) -> str:
        """What a form sends along, so that a file that was uploaded once need not be again."""
        return signing.dumps(vars(self), salt=SALT, compress=True)

    def __str__(self):
        return f"{self.called} ({filesizeformat(self.size)})"


def keep(upload) -> Kept:
    """Keep an uploaded file (a Django File) and say where.

    Raises ValidationError, in words that say what to do, for a file that is too large or of no type
    that evidence may have: what it holds decides, not its name.
    """
    limit = settings.EVIDENCE_FILE_MB * 1024 * 1024
    if upload.size > limit:
        raise ValidationError(
            _("This file has %(size)s; at most %(limit)s fit. Make it smaller, or link to it.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(limit)}
        )
    ending = ending_of(upload)
    if ending is None:
        raise ValidationError(
            _("This is no file that can be kept here. Choose a PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, "
              "CSV or TXT file without macros; save it as PDF if you can.")
        )  # fmt: skip
    sha256 = sum_of(upload)
    name = f"evidence/{sha256[:2]}/{sha256}.{ending}"
    if not _is_whole(name, upload.size):
        upload.seek(0)
        name = default_storage.save(name, upload)
    _mark_as_chosen(name)
    return Kept(name=name, sha256=sha256, size=upload.size, called=PurePath(upload.name).name)


def _is_whole(name: str, size: int) -> bool:
    """Whether the file is there with all it holds: writing may have been cut off half way."""
    return default_storage.exists(name) and default_storage.size(name) == size


def _mark_as_chosen(name: str) -> None:
    """Date the file to now: for some time it need not be named by anything (practices.orphans)."""
    os.utime(default_storage.path(name))


def kept_before(token: str) -> Kept:
    """Return the file that a form sends along by its token; raises ValidationError if it is gone."""
    kept = read_token(token)
    if kept is None or not default_storage.exists(kept.name):
        raise ValidationError(_("The file is no longer there: please choose it again."))
    _mark_as_chosen(kept.name)
    return kept


def read_token(token: str) -> Kept | None:
    """Return the file that a token stands for, there or not; None for one nobody made here."""
    try:
        return Kept(**signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None


def sum_of(file) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal."""
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def ending_of(file) -> str | None:
    """Return the ending of TYPES that a file's content deserves, None for any other content."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _ending_of_archive(file)
    for ending in _by_signature(head):
        return ending
    ending = PurePath(file.name or "").suffix.lower().removeprefix(".")
    return ending if ending in ("csv", "txt") and _is_text(file) else None


def _by_signature(head: bytes) -> list[str]:
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):  # nothing known, nothing there
        return []
    known = (ending for mime, ending in BY_SIGNATURE.items() if mime in found)
    return [ending for ending in known if head.startswith(SIGNATURE[ending])]


def _ending_of_archive(file) -> str | None:
    """Office documents are archives; only their table of contents and a line of text are read."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if any(PurePath(name).name == MACROS for name in names):
                return None
            if "mimetype" in names:
                with archive.open("mimetype") as line:
                    return BY_MIMETYPE.get(line.read(100).decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return None
    parts = [ending for part, ending in BY_MAIN_PART.items() if part in names]
    return parts[0] if parts and "[Content_Types].xml" in names else None


def _is_text(file) -> bool:
    """Whether all of it is text: in UTF-8 or of one byte each, without control characters."""
    file.seek(0)
    return not any(CONTROL.intersection(chunk) for chunk in file.chunks())


def address(document: dict, row: dict) -> str:
    """Return where the public reads the file of a row of evidence of an edition, "" without one."""
    if not row["file"]:
        return ""
    return reverse("practices:file", args=[document["slug"], row["file"]["sha256"]])


def public_file(request: HttpRequest, sha256: str, name: str, called: str) -> HttpResponse:
    """Answer as `download` to anyone, or 304 to who holds the file: its sum is its ETag."""
    tag = f'"{sha256}"'
    answer = get_conditional_response(request, etag=tag) or download(name, called)
    answer.headers["ETag"] = tag
    if answer.status_code < 400:
        answer.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def download(name: str, called: str) -> FileResponse:
    """Answer with a kept file, to be saved as `called`: no browser shows it, nothing in it runs.

    Raises Http404 when it is not there.
    """
    ending = PurePath(name).suffix.removeprefix(".")
    if not default_storage.exists(name):
        raise Http404
    answer = FileResponse(
        default_storage.open(name),
        as_attachment=True,
        filename=f"{slugify(called)[:80] or 'evidence'}.{ending}",
        content_type=TYPES.get(ending, "application/octet-stream"),
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
