"""What comes with every answer: the release that made it, the licence of what it holds, the data's date.

Imports no app: pages, API, exports and feeds all say the same.
"""

import datetime
import hashlib
import json
import tomllib
from functools import lru_cache

from django.conf import settings

TEXT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
METADATA_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
LICENCE = {
    "text": {"code": "CC-BY-4.0", "label": "CC BY 4.0", "url": TEXT_LICENCE},
    "metadata": {"code": "CC0-1.0", "label": "CC0 1.0", "url": METADATA_LICENCE},
}
# The terms of lists of others, and of the portal's own, by the words in which their heads name them.
TERMS_OF_LISTS = {
    "CC BY 4.0": LICENCE["text"],
    "Decision 2011/833/EU": {
        "code": "LicenseRef-EU-2011-833",
        "label": "Commission Decision 2011/833/EU",
        "url": "https://eur-lex.europa.eu/eli/dec/2011/833/oj",
    },
    "EUPL-1.2": {
        "code": "EUPL-1.2",
        "label": "EUPL 1.2",
        "url": "https://eur-lex.europa.eu/eli/dec_impl/2017/863/oj",
    },
}
# Whatever of the portal can change an answer; the records themselves raise the catalogue version.
SOURCES = (
    "smarty_portal/**/*.py", "partners/**/*.py", "practices/**/*.py", "templates/**/*.*",
    "static/**/*.*", "locale/**/*.mo", "data/**/*.json", "examples/*.*", "requirements.txt",
)  # fmt: skip


def _fingerprint() -> str:
    held = hashlib.sha256()
    paths = {path for pattern in SOURCES for path in settings.BASE_DIR.glob(pattern)}
    for path in sorted(paths):
        held.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return held.hexdigest()[:10]


def _version() -> str:
    facts = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return facts["project"]["version"]


# The version in pyproject.toml, and the fingerprint of the files this process was started with: two
# machines that serve the same files say the same.
RELEASE = f"{_version()}+{_fingerprint()}"


def utc(moment: datetime.datetime) -> str:
    """Return a moment as every answer writes it: in UTC, as precise as it is kept."""
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


@lru_cache
def source_of(code_list: str) -> dict:
    """Return whose list this is and under which terms: the head of data/codes/<code_list>.json."""
    path = settings.BASE_DIR / "data" / "codes" / f"{code_list}.json"
    head = json.loads(path.read_text())["meta"]
    return {name: head[name] for name in ("title", "version", "source", "licence")}


@lru_cache
def licence_of(code_list: str) -> dict:
    """Return the licence of what is told of a code list, by its source; "" for all that is the portal's.

    Raises LookupError for a list whose terms nobody has looked at.
    """
    if not code_list:
        return LICENCE
    told = source_of(code_list)["licence"]
    for words, terms_of_list in TERMS_OF_LISTS.items():
        if words in told:
            return {"text": terms_of_list, "metadata": terms_of_list}
    raise LookupError(f"the licence of data/codes/{code_list}.json is none of TERMS_OF_LISTS")


def terms(data_date: datetime.datetime, code_list: str = "") -> dict:
    """Return the members that stand beside the data of every answer of the API."""
    return {"data_date": utc(data_date), "release": RELEASE, "licence": licence_of(code_list)}
