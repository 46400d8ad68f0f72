"""Cells of code lists: what is meant by a code or by a name in any of the portal's languages."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from practices import codelists, placenames
from practices.codelists import CodeLists
from practices.forms.fields import languages
from practices.forms.practice import CURRENCIES
from practices.search.text import fold
from practices.sheets.columns import Column
from practices.sheets.reading import Reading, Unclear
from practices.sheets.tables import Cell
from practices.vocabularies import COUNTRY_ALIASES
from smarty_portal.api import nearest

LISTED_AT_MOST = 12
REGION_CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}", re.IGNORECASE)
SECTOR_CODE = re.compile(r"[A-V]?\s?(?:\d{2}(?:\.\d{1,2})?)?", re.IGNORECASE)


def key(text: str) -> str:
    """Return a name without what does not matter: case, accents, signs."""
    return " ".join(re.findall(r"[^\W_]+", fold(text))) or text.strip()


@dataclass(frozen=True)
class Names:
    """The codes of a list by every name they have, and their labels in the reader's language."""

    labels: Mapping[str, str]
    codes: Mapping[str, frozenset[str]]

    def read(self, text: str) -> str:
        """Return the code that is meant; raises Unclear, with the nearest right names."""
        found = self.codes.get(key(text), frozenset())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise Unclear(_several(text, sorted(found)))
        raise Unclear(self.refusal(text))

    def refusal(self, text: str) -> str:
        about = {"text": " ".join(text.split())[:60]}
        if close := nearest(key(text), self.codes):
            label = self.labels[min(self.codes[close])]
            return _("“%(text)s” is not known here. Did you mean “%(close)s”?") % (
                about | {"close": label}
            )
        if len(self.labels) <= LISTED_AT_MOST:
            allowed = ", ".join(map(str, self.labels.values()))
            message = _("“%(text)s” is not known here. Write one of: %(allowed)s.")
            return message % (about | {"allowed": allowed})
        message = _(
            "“%(text)s” is not known here. The sheet “Values” of the template lists what is."
        )
        return message % about


def _several(text: str, codes: Iterable[str]) -> str:
    message = _("“%(text)s” is the name of several: %(codes)s. Write the code that you mean.")
    return message % {"text": text.strip()[:60], "codes": ", ".join(codes)}


def _named(pairs: Iterable[tuple[str, str]], labels: Mapping[str, str]) -> Names:
    found = defaultdict(set)
    for name, code in pairs:
        found[key(name)].add(code)
    return Names(labels, {name: frozenset(codes) for name, codes in found.items()})


def of_choices(column: Column) -> Names:
    """Return the names of a closed vocabulary: codes and labels in every language."""
    return _choices(column.field, get_language())


@cache
def _choices(field, language: str) -> Names:
    pairs = [(code, code) for code, _label in field.choices if code]
    for code_of, _name in settings.LANGUAGES:
        with override(code_of):
            pairs += [(str(label), code) for code, label in field.choices if code]
    with override(language):
        return _named(pairs, {code: str(label) for code, label in field.choices if code})


def of_rows(rows: Mapping) -> Names:
    """Return the names of a code list: codes, labels in every language, labels after one."""
    pairs = [
        (name, code)
        for code, row in rows.items()
        for name in (code, *row.labels.values(), *getattr(row, "singulars", {}).values())
    ]
    return _named(pairs, {code: row.label for code, row in rows.items()})


def of_languages() -> Names:
    pairs = []
    for code_of, _name in settings.LANGUAGES:
        with override(code_of):
            pairs += [(name, code) for code, label in languages() for name in (code, label)]
    return _named(pairs, dict(languages()))


@dataclass(frozen=True)
class Lists:
    """Every list that a cell may speak of, made once for a whole file."""

    rows: CodeLists
    themes: Names
    technologies: Names
    units: Names
    languages: Names
    regions: Names

    @classmethod
    def current(cls) -> "Lists":
        rows = codelists.current()
        return cls(
            rows=rows,
            themes=of_rows(rows.themes),
            technologies=of_rows(rows.technologies),
            units=of_rows(rows.units),
            languages=of_languages(),
            regions=_named(
                ((name, code) for code, row in rows.regions.items() for name in _region_names(row)),
                {},
            ),
        )


def _region_names(row) -> Iterator[str]:
    """Yield the official names, one by one where there are several, and all that people use."""
    yield row.name
    yield from row.name.split("/")
    yield from row.labels.values()
    yield from placenames.of_regions().get(row.code, ())
    if row.level == 0:
        yield from placenames.of_countries().get(row.country, ())


# Lists of names in one cell


def read_each(cell: Cell, names: Names) -> Reading:
    """Return the codes of the names in a cell, one per line, or separated by ; or by commas."""
    codes = []
    for item in filter(None, map(str.strip, re.split(r"[\n\r;|]+", cell.text))):
        codes += _one_or_more(item, names)
    return Reading(list(dict.fromkeys(codes)))


def _one_or_more(item: str, names: Names) -> list[str]:
    parts = [part for part in item.split(",") if part.strip()]
    if key(item) not in names.codes and len(parts) > 1:
        return [names.read(part) for part in parts]
    return [names.read(item)]


def read_currency(cell: Cell) -> Reading:
    """Return a currency by its code or sign."""
    signs = {"€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "zł": "PLN"}
    text = cell.text.strip()
    code = signs.get(text.casefold(), text.upper())
    if code not in CURRENCIES:
        message = _("“%(text)s” is not known here. Write one of: %(allowed)s.")
        raise Unclear(message % {"text": text[:40], "allowed": ", ".join(CURRENCIES)})
    return Reading(code)


# Regions


def read_region(cell: Cell, lists: Lists, country: str = "") -> Reading:
    """Return the NUTS code that is meant by a code, a name, or a code with its name.

    `country` (ISO 3166), where the row names one, decides between regions of the same name.
    """
    text = " ".join(cell.text.split())
    head, _blank, rest = text.partition(" ")
    if code := _region_code(head, lists):
        return Reading(code, _name_differs(lists.rows.regions[code], rest.strip(" ()–-"), text))
    found = set(lists.regions.codes.get(key(text), ()))
    if country:
        found = {code for code in found if lists.rows.regions[code].country == country} or found
    if not found:
        raise Unclear(_unknown_region(text, lists))
    return _one_region(text, found, lists)


def _region_code(text: str, lists: Lists) -> str:
    code = text.upper().strip("():,")
    code = {iso: nuts for nuts, iso in COUNTRY_ALIASES.items()}.get(code, code)
    if not REGION_CODE.fullmatch(code) or not (text.isupper() or re.search(r"\d", text)):
        return ""
    code = lists.rows.region_aliases.get(code, code)
    if code in lists.rows.regions:
        return code
    if heir := lists.rows.region_successors.get(code):
        message = _("The code %(code)s was given up. Most of its place is now %(heir)s %(name)s.")
        about = {"code": code, "heir": heir, "name": lists.rows.regions[heir].label}
        raise Unclear(message % about)
    if re.search(r"\d", code):
        raise Unclear(_("“%(code)s” is no code of NUTS 2024.") % {"code": text[:20]})
    return ""


def _name_differs(row, rest: str, text: str) -> tuple[str, ...]:
    named = {key(name) for name in (*_region_names(row), "")}
    if not rest or key(rest) in named:
        return ()
    message = _("“%(text)s” was read as %(code)s %(name)s: the code counts.")
    return (message % {"text": text[:60], "code": row.code, "name": row.label},)


def _one_region(text: str, found: set[str], lists: Lists) -> Reading:
    """Regions of one name that lie in one another are one place: take that of level 2, and tell.

    The name of a country means the country.
    """
    chain = sorted(found, key=len)
    if len(chain) == 1 or (lists.rows.regions[chain[0]].level == 0 and _nested(chain)):
        return Reading(chain[0])
    if not _nested(chain):
        raise Unclear(_several(text, sorted(found)))
    taken = next((code for code in chain if lists.rows.regions[code].level == 2), chain[0])
    message = _("“%(text)s” is %(codes)s; %(taken)s was taken. Write the code if you mean another.")
    about = {"text": text[:60], "codes": ", ".join(chain), "taken": taken}
    return Reading(taken, (message % about,))


def _nested(chain: list[str]) -> bool:
    return all(code.startswith(chain[0]) for code in chain)


def _unknown_region(text: str, lists: Lists) -> str:
    close = nearest(key(text), lists.regions.codes)
    about = {"text": text[:60]}
    if close:
        code = min(lists.regions.codes[close])
        about |= {"code": code, "name": lists.rows.regions[code].label}
        return _("“%(text)s” is no region that is known. Did you mean %(code)s %(name)s?") % about
    message = _("“%(text)s” is no region that is known. Write its NUTS code, for example ITI1.")
    return message % about


def read_country(cell: Cell, lists: Lists) -> Reading:
    """Return the country (ISO 3166) that is meant by a code or a name."""
    text = " ".join(cell.text.split())
    code = COUNTRY_ALIASES.get(text.upper(), text.upper())
    if code in lists.rows.countries:
        return Reading(code)
    found = {lists.rows.regions[nuts].country for nuts in lists.regions.codes.get(key(text), ())
             if lists.rows.regions[nuts].level == 0}  # fmt: skip
    if len(found) == 1:
        return Reading(next(iter(found)))
    if whole := _countries_of_parts().get(key(text)):
        about = {"text": text, "name": lists.rows.countries[whole].label}
        return Reading(whole, (_("“%(text)s” was read as %(name)s.") % about,))
    raise Unclear(_unknown_country(text, lists))


@cache
def _countries_of_parts() -> dict[str, str]:
    return {key(name): code for code, names in placenames.of_parts().items() for name in names}


def _unknown_country(text: str, lists: Lists) -> str:
    countries = lists.rows.countries.values()
    names = {key(name): row for row in countries for name in _region_names(row)}
    about = {"text": text[:60]}
    if close := nearest(key(text), names):
        message = _("“%(text)s” is no country that is known. Did you mean %(name)s?")
        return message % (about | {"name": names[close].label})
    return _("“%(text)s” is no country that is known. Write its name in English.") % about


# Sectors


def read_sectors(cell: Cell, lists: Lists) -> Reading:
    """Return codes of NACE Rev. 2.1, each line a code, with or without its name."""
    codes, notes = [], []
    for item in filter(None, map(str.strip, cell.text.splitlines())):
        parts = [part.strip() for part in re.split("[;,|]", item) if part.strip()]
        for part in parts if all(map(SECTOR_CODE.fullmatch, parts)) else [item]:
            code, told = _sector(part, lists)
            codes.append(code)
            notes += told
    if cell.number is not None and codes:
        told = _(
            "A spreadsheet program may have changed this number; it was read as %(code)s %(name)s."
        )
        notes.append(told % {"code": codes[0], "name": lists.rows.sectors[codes[0]].label})
    return Reading(list(dict.fromkeys(codes)), tuple(notes))


def _sector(text: str, lists: Lists) -> tuple[str, list[str]]:
    head, _blank, rest = text.partition(" ")
    code = _sector_code(head, lists)
    if not code:
        return _sector_by_name(text, lists), []
    row = lists.rows.sectors[code]
    rest = rest.strip(" ()–-:")
    if not rest or key(rest) in {key(name) for name in row.labels.values()}:
        return code, []
    message = _("“%(text)s” was read as %(code)s %(name)s: the code counts, of NACE Rev. 2.1.")
    return code, [message % {"text": text[:60], "code": code, "name": row.label}]


def _sector_code(text: str, lists: Lists) -> str:
    code = text.upper().strip("():,")
    if not SECTOR_CODE.fullmatch(code):
        return ""
    if code in lists.rows.sectors:
        return code
    without_letter = {known[1:]: known for known in lists.rows.sectors if len(known) > 1}
    if code in without_letter:
        return without_letter[code]
    raise Unclear(_("“%(code)s” is no code of NACE Rev. 2.1.") % {"code": text[:20]})


def _sector_by_name(text: str, lists: Lists) -> str:
    wanted = key(text)
    found = [
        code
        for code, row in lists.rows.sectors.items()
        if wanted in {key(name) for name in row.labels.values()}
    ]
    if len(found) > 1 and _nested(found):
        return found[0]
    if len(found) > 1:
        raise Unclear(_several(text, found))
    if not found:
        message = _("“%(text)s” is no sector that is known. Write its code of NACE Rev. 2.1: C13.")
        raise Unclear(message % {"text": text[:60]})
    return found[0]
