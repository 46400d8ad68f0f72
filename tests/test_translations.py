"""Spanish is complete: no string untranslated, no text outside gettext, no English on a page.

The detectors stand first; each is tested on a small planted fault.
"""

import gettext
import html
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from partners.models import Partner
from practices.choices import Nature
from practices.models import CatalogueEntry
from practices.presenting.figures import money, number
from smarty_portal import views
from tests.factories import make_user
from tests.workspace import logged_in

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = ("partners", "practices", "smarty_portal", "templates", "deploy", "locale")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%|<[^>]+>")
READ_ALOUD = {"title", "aria-label", "placeholder", "alt"}
NOT_SHOWN = ("blocktranslate", "comment", "block body_class", "block bodyclass", "block width")
NAMES = {
    "SMARTY",
    "BibTeX",
    "OpenAPI",
    "CSV",
    "XLSX",
    "Atom",
    "SHA",
    "CC",
    "BY",
}  # the same in every language
CITED = "SMARTY portal"  # a citation names its publisher the same in every language
LONGEST_CHANCE = 12  # a shorter English word may well stand in a Spanish page by chance


# Detectors


@dataclass
class Message:
    """An entry of a .po file; `told` holds its translation, or one for each plural form."""

    context: str = ""
    one: str = ""
    many: str = ""
    told: dict[int, str] = field(default_factory=dict)
    is_fuzzy: bool = False
    is_obsolete: bool = False

    @property
    def key(self) -> str:
        return f"{self.context}\x04{self.one}" if self.context else self.one


def read_po(text: str) -> list[Message]:
    """Return the entries of a .po file in order, the header (whose text is "") first."""
    return [_message(block) for block in re.split(r"\n\s*\n", text.strip())]


def _message(block: str) -> Message:
    made = Message(is_fuzzy=bool(re.search(r"^#,.*fuzzy", block, re.MULTILINE)))
    made.is_obsolete = bool(re.search(r"^#~", block, re.MULTILINE))
    keyword = r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)((?:\s*(?:#~ )?"(?:[^"\\]|\\.)*")+)'
    for name, form, quoted in re.findall(keyword, block):
        value = "".join(json.loads(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', quoted))
        if name.startswith("msgstr"):
            made.told[int(form or 0)] = value
        else:
            setattr(made, {"msgctxt": "context", "msgid": "one"}.get(name, "many"), value)
    return made


def faults(messages: list[Message]) -> list[tuple[str, str]]:
    """Return (what is wrong, the English text) for each entry that cannot be published as it is."""
    found = []
    for message in messages:
        if message.is_fuzzy or message.is_obsolete:
            found.append(("fuzzy" if message.is_fuzzy else "obsolete", message.one))
        if not all(message.told.values()):
            found.append(("untranslated", message.one))
        elif message.one and any(
            _placeholders(text) not in map(_placeholders, _sources(message, form))
            for form, text in message.told.items()
        ):
            found.append(("other placeholders", message.one))
    return found


def _sources(message: Message, form: int) -> list[str]:
    """The English texts that a form translates: the one for 1 may say the number in words."""
    if not message.many:
        return [message.one]
    return [message.one, message.many] if form == 0 else [message.many]


def _placeholders(text: str) -> list[str]:
    # Inside a tag only its language-free parts are compared: the tag as a whole must stay.
    return sorted(PLACEHOLDER.findall(text))


def catalogue_of(messages: list[Message]) -> dict:
    """Return what gettext reads from the .mo file of these entries."""
    made = {}
    for message in messages:
        forms = message.told.items()
        told = {(message.key, form): text for form, text in forms}
        made |= told if message.many else {message.key: message.told[0]}
    return made


class VisibleText(HTMLParser):
    """Collects what a reader sees or hears of a page, but for elements in another language."""

    VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
    UNSEEN = {"script", "style", "code"}

    def __init__(self, language: str = ""):
        super().__init__()
        self.language = language
        self.hidden: list[bool] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        foreign = bool(self.language) and said.get("lang", self.language) != self.language
        hidden = foreign or tag in self.UNSEEN or (bool(self.hidden) and self.hidden[-1])
        if tag not in self.VOID:
            self.hidden.append(hidden)
        if not hidden:
            self.texts += [text for name, text in attributes if name in READ_ALOUD and text]
            # On a page it may hold what a partner wrote, in a language nothing can mark.
            is_told = tag == "meta" and said.get("name") == "description" and not self.language
            is_told |= tag == "input" and said.get("type") == "submit"
            self.texts.append((said.get("content") or said.get("value") or "") if is_told else "")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.hidden and tag not in self.VOID:
            self.hidden.pop()

    def handle_data(self, data):
        if not (self.hidden and self.hidden[-1]):
            self.texts.append(data)


def visible_texts(page: str, language: str = "") -> list[str]:
    """Return the texts of a page, or of those of its elements that are in `language`."""
    parser = VisibleText(language)
    parser.feed(page)
    parser.close()
    return [" ".join(text.split()) for text in parser.texts if text.strip()]


def outside_gettext(source: str) -> list[str]:
    """Return the texts that a template shows as they stand in it, names aside."""
    kept, inside = "", False
    for token in Lexer(source).tokenize():
        is_tag = token.token_type == TokenType.BLOCK
        if is_tag and token.contents.startswith(NOT_SHOWN):
            inside = True
        elif is_tag and token.contents in {"endblocktranslate", "endcomment", "endblock"}:
            inside = False
        elif token.token_type == TokenType.TEXT and not inside:
            kept += token.contents
        elif token.token_type == TokenType.VAR and kept.endswith(("<", "</")):
            kept += "x"  # the name of an element
        else:
            kept += " "
    words = " ".join(visible_texts(kept))
    return [word for word in re.findall(r"[^\W\d_]{2,}", words) if word not in NAMES]


def english_left(page: str, messages: list[Message]) -> list[str]:
    """Return the English texts of the catalogue that a Spanish page shows."""
    shown = "\n".join(visible_texts(page, "es")).casefold()
    return [
        message.one
        for message in messages
        if message.told[0] != message.one
        and message.one != CITED
        and any(re.search(rf"\b{re.escape(part)}(?!\w)", shown) for part in _telling(message))
    ]


def _telling(message: Message) -> list[str]:
    """The stretches of both forms between placeholders that are long enough to be no chance."""
    parts = PLACEHOLDER.split(message.one) + PLACEHOLDER.split(message.many)
    read = [" ".join(html.unescape(part).split()).strip(" .:,;").casefold() for part in parts]
    return [part for part in read if len(part) > LONGEST_CHANCE and part != CITED.casefold()]


# The detectors on planted faults


def test_a_po_file_is_read_and_its_faults_are_found():
    text = """
msgid ""
msgstr "Language: es\\n"

#, python-format
msgctxt "period"
msgid "%(first)s and "
"“%(last)s”"
msgstr "%(first)s y «otro»"

#, fuzzy
msgid "Level"
msgstr "Nivel"

msgid "%(n)d source"
msgid_plural "%(n)d sources"
msgstr[0] "%(n)d fuente"
msgstr[1] ""

#~ msgid "Old"
#~ msgstr "Viejo"
"""
    read = read_po(text)

    assert read[1] == Message(
        context="period", one="%(first)s and “%(last)s”", told={0: "%(first)s y «otro»"}
    )
    assert faults(read) == [
        ("other placeholders", "%(first)s and “%(last)s”"),
        ("fuzzy", "Level"),
        ("untranslated", "%(n)d source"),
        ("obsolete", "Old"),
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Welcome {{ name }}</p>", ["Welcome"]),
        ('<p title="Close">{% translate "Title" %}</p>', ["Close"]),
        ('<a {% if x %}aria-label="Pages"{% endif %} href="{% url "a" %}">·</a>', ["Pages"]),
        (
            '<meta name="description" content="Good"><input type="submit" value="Go">',
            ["Good", "Go"],
        ),
        ("{% comment %}never{% endcomment %}{# said #}<h1>SMARTY</h1><code>page=2</code>", []),
        ("{% blocktranslate trimmed %}All <b>of</b> it{% endblocktranslate %}", []),
        ('<{{ tag }} class="entry-title">{{ title }}</{{ tag }}><br> – 2026', []),
    ],
)
def test_text_outside_gettext_is_found(source, found):
    assert outside_gettext(source) == found


def test_english_on_a_spanish_page_is_found():
    told = [
        Message(one="Newest practices", told={0: "Prácticas más recientes"}),
        Message(one="Evidence up to %(year)s", told={0: "Evidencias hasta %(year)s"}),
        Message(one="Interreg Europe", told={0: "Interreg Europe"}),
        Message(one="Skip to the content", told={0: "Ir al contenido"}),
        Message(one="Level", told={0: "Nivel"}),
    ]
    page = """<html lang="es"><body><a title="Skip to the content">Level</a><br>
        <p lang="en">Newest <b>practices</b> Newest practices<br></p> Interreg Europe
        <p>evidence up to 2021</p></body></html>"""

    assert english_left(page, told) == ["Evidence up to %(year)s", "Skip to the content"]


# The catalogue


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return read_po(PO.read_text())


def test_the_catalogue_is_complete(messages):
    assert len(messages) > 600
    assert faults(messages) == []


def test_the_compiled_catalogue_is_that_of_the_po_file(messages):
    with PO.with_suffix(".mo").open("rb") as compiled:
        found = gettext.GNUTranslations(compiled)

    assert found._catalog | {"": ""} == catalogue_of(messages) | {"": ""}


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_the_catalogue_holds_every_marked_string(messages, tmp_path):
    copy = tmp_path / "portal"
    for name in SOURCES:
        unread = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, copy / name, ignore=unread)
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy)
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "manage.py", "makemessages", "-l", "es", "--no-location"]
    subprocess.run(command, cwd=copy, env=clean, check=True, capture_output=True, timeout=120)

    made = read_po((copy / PO.relative_to(ROOT)).read_text())
    marked = {message.key for message in made if not message.is_obsolete}
    known = {message.key for message in messages}
    assert sorted(marked - known) == []
    assert sorted(known - marked) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_text_outside_gettext(path):
    assert outside_gettext(path.read_text()) == []


# The pages


def addresses() -> list[str]:
    """Every public page in Spanish, the list in several states."""
    with override("es"):
        listed = reverse("practices:list")
        pages = [reverse(name) for name in ("home", "about", "accessibility", "privacy")]
        pages += [reverse("partners:list"), reverse("partners:events"), listed]
        pages += [partner.get_absolute_url() for partner in Partner.objects.all()]
        for entry in CatalogueEntry.objects.on_show():
            pages += [entry.get_absolute_url(), f"{entry.get_absolute_url()}editions/1/"]
    states = (
        "q=cupones&region=ES51", "q=textl", "q=nadaenabsoluto", "level=4&country=FI",
        "level=lapsed&year_from=1990&foo=1", "year_to=20&nature=x&page=999&ordering=level", "page=x",
    )  # fmt: skip
    docs = reverse("api-docs") + "?lang=es"
    return [*pages, *(f"{listed}?{state}" for state in states), docs, "/es/nada/"]


def test_no_public_page_shows_english(client, smarty, messages):
    pages = {address: client.get(address).content.decode() for address in addresses()}

    assert len(pages) > 60
    assert [address for address, page in pages.items() if '<html lang="es"' not in page] == []
    left = {address: english_left(page, messages) for address, page in pages.items()}
    assert {address: told for address, told in left.items() if told} == {}


def test_errors_and_withdrawn_practices_are_told_in_spanish(client, smarty, messages, rf):
    entry = CatalogueEntry.objects.on_show().first()
    entry.withdrawn_at, entry.withdrawal_reason = timezone.now(), "Superada"
    entry.save()
    with override("es"):
        request = rf.get("/es/")
        failed = [views.bad_request(request), views.forbidden(request), views.server_error(request)]
        gone = client.get(entry.get_absolute_url())

    pages = [*failed, gone]
    assert [page.status_code for page in pages] == [400, 403, 500, 410]
    assert [english_left(page.content.decode(), messages) for page in pages] == [[], [], [], []]
    assert "Esta práctica ha sido retirada" in gone.content.decode()


def test_no_page_of_the_workspace_shows_english(db, messages):
    administrator = logged_in(make_user(is_superuser=True))
    lists = (
        "practices/practice", "practices/theme", "practices/technology", "practices/sector",
        "practices/unit", "partners/region", "partners/partner", "partners/event", "partners/user",
        "partners/invitation",
    )  # fmt: skip
    pages = ["/es/admin/", *(f"/es/admin/{name}/" for name in lists)]
    pages += ["/es/admin/practices/sector/C13/change/", "/es/admin/practices/unit/firms/change/"]
    pages += [f"/es/admin/{name}/add/" for name in ("practices/practice", "partners/event")]
    pages += [f"/es/admin/partners/{name}/add/" for name in ("partner", "user", "invitation")]
    pages += ["/es/admin/account/"]
    answers = {page: administrator.get(page) for page in pages}

    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(
        pages, 200
    )
    left = {
        page: english_left(answer.content.decode(), messages) for page, answer in answers.items()
    }
    assert {page: told for page, told in left.items() if told} == {}


# The API


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("practices/?foo=1", "foo: Aquí no existe el parámetro «foo»."),
        (
            "practices/?nature=servise",
            "nature: «servise» no es un valor de nature. ¿Quería decir «service»?",
        ),
        ("practices/?year_from=20", "year_from: «20» no es un año entre 1900 y 2100."),
        ("practices/?q=%3F", "q: «?» no contiene ninguna palabra que se pueda buscar."),
        ("themes/?page=0", "page: «0» no es un número entero entre 1 y 999999999."),
        ("themes/?page=9", "No existe la página 9."),
        ("nada/", "No hay nada en esta dirección."),
    ],
)
def test_problems_are_told_in_the_language_asked_for(api, smarty, address, detail):
    query = "&lang=es" if "?" in address else "?lang=es"

    assert api.get(f"/api/v1/{address}{query}").json()["detail"] == detail


def test_labels_and_reasons_are_in_the_language_asked_for(api, smarty):
    told = api.get("/api/v1/practices/industry-4-0-vouchers-catalonia/?lang=es").json()

    label = "instrumento de política pública"
    assert told["nature"] == {"code": Nature.POLICY_INSTRUMENT, "label": label}
    assert told["region"]["label"] == "Cataluña"
    assert told["missing"][:2] == [
        {
            "level": 2,
            "text": "Para el nivel 2 faltan 2 revisiones más que la recomienden, "
            "de dos organizaciones distintas de la entidad titular.",
        },
        {"level": 2, "text": "Para el nivel 2 falta una afirmación de tipo resultado."},
    ]


def test_the_api_page_and_the_feed_keep_the_language(client, smarty):
    home = client.get("/es/").content.decode()
    page = client.get("/api/v1/docs/?lang=es").content.decode()
    feed = client.get("/feeds/practices.atom?lang=es").content.decode()

    for address in ("/api/v1/docs/?lang=es", "/feeds/practices.atom?lang=es"):
        assert f'href="{address}"' in home
    assert f'<link rel="canonical" href="{settings.SITE_URL}/api/v1/docs/?lang=es">' in page
    assert '<a href="/api/v1/docs/" lang="en" hreflang="en"' in page
    assert "<title>Portal SMARTY: prácticas más recientes</title>" in feed


# Figures


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (1_000_000, "1 million", "1 millón"),
        (2_500_000, "2.5 million", "2,5 millones"),
        (1_700_000_000, "1.7 billion", "1\xa0700 millones"),
        (9600, "9,600", "9\xa0600"),
    ],
)
def test_large_numbers_are_told_as_the_language_does(value, english, spanish):
    with override("en"):
        assert (number(value), money(value, "EUR")) == (english, f"€{english}")
    with override("es"):
        of = " de" if "mill" in spanish else ""
        assert number(value) == spanish
        assert money(value, "EUR") == f"{spanish}{of}\xa0€"
