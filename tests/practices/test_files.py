"""Files of evidence: what they are by content, how they are kept, who gets them and how."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from partners.choices import MemberRole
from practices import files, workflow
from practices.choices import Action
from practices.models import CatalogueEntry, Evidence, Practice
from tests.factories import make_partner, make_practice, make_published, make_user
from tests.rounds import Consortium
from tests.workspace import as_sent, errors_of, logged_in

pytestmark = pytest.mark.usefixtures("media")
LIST = "/admin/practices/practice/"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 20
WRONG = (
    "This is no file that can be kept here. Choose a PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, CSV or "
    "TXT file without macros; save it as PDF if you can."
)


def archive(**parts: str) -> bytes:
    """A ZIP of these parts; a name's "__" stands for a slash."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("Types", "[Content_Types].xml"), text)
    return held.getvalue()


DOCX = archive(Types="<Types/>", **{"word__document.xml": "<w/>"})
XLSX = archive(Types="<Types/>", **{"xl__workbook.xml": "<x/>"})
ODT = archive(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<o/>"})
ODS = archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<o/>"})
MACROS = archive(
    Types="<Types/>", **{"word__document.xml": "<w/>", "word__vbaProject.bin": "Sub AutoOpen()"}
)


def uploaded(content: bytes, name: str = "report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# What they are


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        (PDF, "report.pdf", "pdf"),
        (PDF, "report.exe", "pdf"),  # the content decides
        (PNG, "scan.png", "png"),
        (JPEG, "photo.jpeg", "jpg"),
        (DOCX, "report.docx", "docx"),
        (XLSX, "figures.xlsx", "xlsx"),
        (ODT, "report.odt", "odt"),
        (ODS, "figures.ods", "ods"),
        (b"year,firms\n2018,132\n", "figures.csv", "csv"),
        ("Año;Empresas\n".encode("cp1252"), "FIGURES.CSV", "csv"),
        (b"BMW and others took part.\n", "notes.txt", "txt"),  # begins like a bitmap
        (b"MZ took part.\n", "notes.txt", "txt"),  # begins like a program
    ],
)
def test_a_file_is_what_it_holds(content, name, ending):
    assert files.ending_of(uploaded(content, name)) == ending


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"<html><script>alert(1)</script></html>", "report.pdf"),
        (b"<html></html>", "page.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg"),
        (b"MZ\x90\x00\x03" + b"\x00" * 60, "setup.exe"),
        (b"MZ\x90\x00\x03" + b"\x00" * 60, "setup.txt"),
        (b"GIF89a" + b"\x00" * 20, "moving.gif"),
        (b"\x00\x01\x02", "notes.txt"),
        (b"no PDF %PDF-1.7", "report.pdf"),
        (archive(**{"a.txt": "x"}), "files.zip"),
        (archive(**{"word__document.xml": "<w/>"}), "half.docx"),
        (archive(mimetype="application/epub+zip"), "book.epub"),
        (MACROS, "report.docx"),
        (b"PK\x03\x04 and nothing more", "broken.docx"),
        (DOCX[: len(DOCX) // 2], "cut.docx"),
    ],
)
def test_anything_else_is_refused(content, name):
    with pytest.raises(ValidationError) as refused:
        files.keep(uploaded(content, name))

    assert refused.value.messages == [WRONG]


def test_too_large_is_refused_with_both_sizes(settings):
    settings.EVIDENCE_FILE_MB = 1

    with pytest.raises(ValidationError) as refused:
        files.keep(uploaded(PDF + b"x" * 2**20))

    # Django writes a no-break space between number and unit.
    assert [text.replace("\xa0", " ") for text in refused.value.messages] == [
        "This file has 1.0 MB; at most 1.0 MB fit. Make it smaller, or link to it."
    ]


# Keeping


def test_the_name_is_the_sum_of_the_content_and_nothing_is_overwritten(media):
    first = files.keep(uploaded(PDF, "report.pdf"))
    again = files.keep(uploaded(PDF, "../../other.pdf"))

    sha256 = hashlib.sha256(PDF).hexdigest()
    kept_as = f"evidence/{sha256[:2]}/{sha256}.pdf"
    assert (first.name, first.sha256, first.size) == (kept_as, sha256, len(PDF))
    assert (again.name, again.called) == (kept_as, "other.pdf")
    assert [path.read_bytes() for path in media.rglob("*") if path.is_file()] == [PDF]


def test_a_file_that_was_written_half_is_kept_anew(media):
    cut = files.keep(uploaded(PDF))
    (media / cut.name).write_bytes(PDF[:10])

    kept = files.keep(uploaded(PDF))

    assert (media / kept.name).read_bytes() == PDF
    assert kept.sha256 == cut.sha256


def test_a_token_brings_a_file_back_and_cannot_be_made_up():
    kept = files.keep(uploaded(PDF))

    assert files.kept_before(kept.token) == kept
    for token in ("", "made-up", kept.token[:-1] + "x"):
        with pytest.raises(ValidationError):
            files.kept_before(token)
    default_storage.delete(kept.name)
    with pytest.raises(ValidationError):
        files.kept_before(kept.token)


# In the form


@pytest.fixture
def owner(db):
    return make_partner()


@pytest.fixture
def editor(owner):
    return logged_in(make_user(MemberRole.EDITOR, owner))


def change_of(practice: Practice) -> str:
    return f"{LIST}{practice.pk}/change/"


def test_evidence_may_be_a_file_and_no_link(editor, owner):
    practice = make_practice(owner=owner)
    sent = as_sent(
        editor.get(change_of(practice)),
        **{"evidence-0-url": "", "evidence-0-upload": uploaded(PDF, "Informe año 1.pdf")},
    )

    assert editor.post(change_of(practice), sent).status_code == 302

    row = practice.evidence.get()
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (row.url, row.file.name, row.file_sha256) == (
        "",
        f"evidence/{sha256[:2]}/{sha256}.pdf",
        sha256,
    )
    line = practice.history.get()
    assert [change["path"] for change in line.changes] == ["evidence.1.url", "evidence.1.file"]


def test_a_claim_may_name_a_file_added_beside_it(editor, owner):
    practice = make_practice(owner=owner)
    sent = as_sent(
        editor.get(change_of(practice)),
        **{
            "evidence-TOTAL_FORMS": "2",
            "evidence-1-upload": uploaded(PDF),
            "claims-0-backed_by": ["2"],
        },
    )

    assert editor.post(change_of(practice), sent).status_code == 302
    assert [row.number for row in practice.claims.get().evidence.all()] == [2]


def test_a_wrong_file_is_told_and_all_typed_text_stays(editor, owner):
    practice = make_practice(owner=owner)
    sent = as_sent(
        editor.get(change_of(practice)),
        problem="Typed just now",
        **{"evidence-0-upload": uploaded(b"<html>", "page.pdf")},
    )

    refused = editor.post(change_of(practice), sent)

    assert errors_of(refused) == {"evidence-0-upload": [WRONG]}
    assert as_sent(refused)["problem"] == "Typed just now"


def test_a_file_survives_a_fault_elsewhere(editor, owner):
    practice = make_practice(owner=owner)
    sent = as_sent(
        editor.get(change_of(practice)),
        title="",
        **{"evidence-0-upload": uploaded(PDF, "report.pdf")},
    )

    refused = editor.post(change_of(practice), sent)
    assert errors_of(refused) == {"title": ["This field is required."]}
    assert "report.pdf" in refused.content.decode()
    again = as_sent(refused, title="Now with a title", **{"evidence-0-upload": None})

    assert editor.post(change_of(practice), again).status_code == 302
    assert practice.evidence.get().file_sha256 == hashlib.sha256(PDF).hexdigest()


def test_a_file_can_be_taken_away_but_not_the_last_source(editor, owner):
    kept = files.keep(uploaded(PDF))
    with_file = {"file": kept.name, "file_sha256": kept.sha256}
    practice = make_practice(owner=owner, evidence=[{"url": "https://a.example"} | with_file])
    away = {"evidence-0-without_file": "on"}

    without_link = as_sent(editor.get(change_of(practice)), **away | {"evidence-0-url": ""})
    refused = editor.post(change_of(practice), without_link)
    assert errors_of(refused) == {"evidence-0-url": ["Evidence needs a web address or a file."]}

    taken = editor.post(change_of(practice), as_sent(editor.get(change_of(practice)), **away))
    assert taken.status_code == 302
    assert Evidence.objects.values_list("file", "file_sha256").get() == ("", "")
    assert default_storage.exists(kept.name)


# Who gets them, and how


def with_file(content: bytes = PDF, **columns) -> dict:
    kept = files.keep(uploaded(content))
    return {"file": kept.name, "file_sha256": kept.sha256} | columns


def read(answer) -> bytes:
    return b"".join(answer.streaming_content)


def public_address(practice: Practice, content: bytes = PDF) -> str:
    return f"/practices/{practice.slug}/evidence/{hashlib.sha256(content).hexdigest()}/"


def test_the_public_gets_what_an_edition_on_show_names(client, owner):
    entry = make_published(owner=owner, evidence=[with_file(title="Evaluación final <1>")])

    answer = client.get(public_address(entry))

    assert read(answer) == PDF
    assert {
        name: answer[name]
        for name in (
            "Content-Type", "Content-Disposition", "X-Content-Type-Options",
            "Content-Security-Policy",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="evaluacion-final-1.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }  # fmt: skip
    assert answer.cookies == {}
    page = client.get(entry.get_absolute_url()).content.decode()
    assert f'href="{public_address(entry)}">Download the file (PDF)</a>' in page
    told = client.get(f"/api/v1/practices/{entry.slug}/").json()
    assert told["claims"][0]["evidence"][0]["file"] == {
        "name": f"{hashlib.sha256(PDF).hexdigest()}.pdf",
        "url": f"http://127.0.0.1:8000{public_address(entry)}",
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }


def test_who_holds_a_file_need_not_fetch_it_again(client, owner):
    entry = make_published(owner=owner, evidence=[with_file()])
    tag = f'"{hashlib.sha256(PDF).hexdigest()}"'
    first = client.get(public_address(entry))
    held = client.get(public_address(entry), headers={"if-none-match": f"W/{tag}"})
    other = client.get(public_address(entry), headers={"if-none-match": '"other"'})

    assert [read(first), read(other), held.content] == [PDF, PDF, b""]
    assert [first.status_code, other.status_code, held.status_code] == [200, 200, 304]
    for answer in (first, held):
        assert answer["ETag"] == tag
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert answer["Vary"] == "Accept-Encoding"

    CatalogueEntry.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    gone = client.get(public_address(entry), headers={"if-none-match": tag})
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-store")


def test_nothing_is_public_before_and_nothing_after(client, owner):
    consortium = Consortium(owner)
    entry = make_published(owner=owner, evidence=[with_file()])
    other = make_published(owner=owner)
    draft = make_practice(owner=owner, evidence=[with_file(DOCX)])

    entry.practice.evidence.update(**with_file(PNG))  # being reworked
    assert client.get(public_address(draft, DOCX)).status_code == 404
    assert client.get(public_address(entry, PNG)).status_code == 404
    assert client.get(public_address(other)).status_code == 404
    workflow.perform(Action.WITHDRAW, entry.practice, by=consortium.publisher, comment="Asked for.")
    assert client.get(public_address(entry)).status_code == 410


def test_an_older_edition_keeps_its_file(client, owner):
    consortium = Consortium(owner)
    practice = consortium.make_reworked(evidence=[with_file()])
    practice.evidence.update(**with_file(PNG))
    for action in (
        Action.SUBMIT, Action.ASSIGN, Action.REVIEW, Action.ACCEPT, Action.PUBLISH,
    ):  # fmt: skip
        consortium.do(practice, action)

    assert read(client.get(public_address(practice))) == PDF
    assert read(client.get(public_address(practice, PNG))) == PNG


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("editor of the owner", 200),
        ("administrator", 200),
        ("editor of another", 404),
        ("publisher of another", 404),
        ("nobody", 302),
    ],
)
def test_a_drafts_file_is_for_those_who_may_see_the_draft(client, owner, role, status):
    people = {
        "editor of the owner": lambda: make_user(MemberRole.EDITOR, owner),
        "administrator": lambda: make_user(is_superuser=True),
        "editor of another": lambda: make_user(MemberRole.EDITOR),
        "publisher of another": lambda: make_user(MemberRole.PUBLISHER),
    }
    practice = make_practice(owner=owner, evidence=[with_file(), {"url": "https://a.example"}])
    reader = logged_in(people[role]()) if role in people else client

    answers = [reader.get(f"{LIST}{practice.pk}/evidence/{number}/") for number in (1, 2)]

    none = status if status == 302 else 404
    assert [answer.status_code for answer in answers] == [status, none]
    if status == 200:
        assert read(answers[0]) == PDF
        assert answers[0]["Content-Disposition"].startswith("attachment;")


def test_a_drafts_file_is_only_read(owner):
    practice = make_practice(owner=owner, evidence=[with_file()])
    editor = logged_in(make_user(MemberRole.EDITOR, owner))

    assert editor.post(f"{LIST}{practice.pk}/evidence/1/").status_code == 405
