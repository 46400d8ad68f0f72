"""Endings that the stemmers of practices.search.text leave, or cut too deep, and every reader sees through.

Snowball's stemmers leave "rynek" apart from "rynku", "rahoitus" from "rahoituksen", and of "azienda" and
"aziende" they leave "azi", which is too little to compare by. These rules are our own, found by comparing
the forms of one term in data/codes/terms.json, and those that a dictionary has of its words
(benchmarks/RESULTS.md). But for BASE, words and stems come folded: in lower case without accents.
"""

import re
from typing import NamedTuple

SHORTEST_STEM = 4
CONSONANT = "[cklmnr]"
BACKREFERENCE = re.compile(r"\\\d")  # without it a rule fits wherever it did, and more
Rules = tuple[tuple[str, str], ...]

# Forms that no rule reaches, with the form whose stem they are to have.
IRREGULAR: dict[str, dict[str, str]] = {
    "es": {
        "ciudades": "ciudad", "redes": "red", "luces": "luz", "voces": "voz", "peces": "pez",
        "lápices": "lápiz", "taller": "talleres",
    },
    "it": {
        "anziano": "anziana", "artigiano": "artigiana", "laboratori": "laboratorio",
        "lettere": "lettera", "risparmi": "risparmio", "telecamere": "telecamera",
    },
    "fi": {
        "asiakas": "asiakkaan", "kangas": "kankaan", "oppilas": "oppilaan", "potilas": "potilaan",
        "tehdas": "tehtaan", "pankin": "pankki",
    },
    "fr": {"matériaux": "matériau"},
    "nl": {
        "bejaarde": "bejaard", "dagen": "dag", "getest": "test", "grens": "grenzen",
        "ideeën": "idee", "kans": "kansen", "mens": "mensen", "proces": "processen",
        "schepen": "schip", "steden": "stad", "wagen": "wagens",
    },
    "pl": {"program": "programu", "programy": "programu"},
    "ca": {
        "centre": "centra", "envasos": "envàs", "formatge": "formatger", "formatges": "formatger",
        "gasos": "gas", "llibres": "llibre", "magatzem": "magatzems", "membres": "membre",
        "mestres": "mestre", "mobles": "moble", "treball": "treballs",
    },
}  # fmt: skip
# Words that a stemmer takes for others, by the stem of their own: "customs" are no customers, a "puerto"
# is no door, and what is important is not imported.
APART: dict[str, dict[str, str]] = {
    "en": {
        "addition": "addition additions additional additionally", "authority": "authority authorities",
        "busy": "busy busier busiest", "conversation": "conversation conversations conversational",
        "customs": "customs", "engine": "engine engines",
        "experiment": "experiment experiments experimental experimentally experimenting experimented"
                      " experimentation",
        "formation": "formation formations", "hospitality": "hospitality",
        "important": "important importance importantly", "informal": "informal informally informality",
        "initiative": "initiative initiatives",
        "instalment": "instalment instalments installment installments",
        "mineral": "mineral minerals", "objection": "objection objections",
        "positive": "positive positives positively positivity", "provenance": "provenance",
        "publication": "publication publications", "severe": "severe severely severity",
        "succession": "succession successions", "terminal": "terminal terminals",
        "used": "used", "vegetation": "vegetation",
    },
    "es": {
        "comunicacion": "comunicacion comunicaciones", "comunidad": "comunidad comunidades",
        "guarderia": "guarderia guarderias", "ordenador": "ordenador ordenadores",
        "puerto": "puerto puertos",
    },
    "it": {
        "bando": "bando bandi", "cartiera": "cartiera cartiere", "comunita": "comunita",
        "porto": "porto porti", "presto": "presto",
    },
    "fr": {"formation": "formation formations"},
}  # fmt: skip
# What a word is read as before it is stemmed, with its accents: the stemmer leaves "formacion" of
# "formacions" but "form" of "formació", and takes "nos", us, from "cuadernos".
BASE: dict[str, Rules] = {
    "en": (
        (r"(?<=...s)men$|(?<=^wo)men$", "man"),  # craftsmen, craftsman
        # American spelling; but laboratory, and meters that measure
        (r"^(lab|col|hon|fav|arm|harb|neighb|behavi|endeav|vap|flav|od)or(?!at)", r"\1our"),
        (r"^(cent|fib|theat|calib)er(?=s?$)", r"\1re"),
        (r"(?<=alog)(?=s?$)", "ue"),  # catalog, catalogue
        (r"^program(?=s?$)", "programme"),
        (r"^mold", "mould"),
    ),
    "es": (
        (r"(?<=ern)os$", "o"),
        (r"(?<=..ad)es$|(?<=..tud)es$", ""),  # capacidades, capacidad
        # estándares, estándar; but not talleres (tallar, carve) and centenares (centeno, rye)
        (r"(?<=...[aeo]r)(?<!taller)(?<!centenar)es$", ""),
    ),
    # edifici, edificio; but scientifici, scientifico
    "it": ((r"(?<!cienti)(?<!peci)(?<!agni)(?<!paci)(?<!roli)(?<!boni)fici$", "ficio"),),
    "fi": (
        (r"(?<=...)nen$", "sen"),  # digitaalinen, digitaalisen
        (r"(?<=.[tmaeioy])([uy]s)(?:t[aä]|ten)$", r"\1"),  # koulutusta; but palvelusta, of palvelu
        (r"(?<=.[aeiouyäö])(mis|is(?=te))(?:t[aä]|ten)$", r"\1"),  # osaamista; aikuisten
        (r"(?<=..)([tkp])e$", r"\1\1een"),  # laite, laitteen; hanke, hankkeen
        (r"(?<=...[ai]k)oi(?:den|ta|ssa|sta|lla|lle|hin)$", "an"),  # telakoiden, telakan
        # no questions, as "voiko" is: konenäkö, konenäön; päätöksenteko, päätöksenteon
        (r"(?<=..nä)kö$", "ön"),
        (r"(?<=..te)ko$", "on"),
    ),
    "fr": (
        (r"(?<=[ey]au)x$", ""),
        (r"(?<=...[eou]r)s$|(?<=...[eiou]t)(?<!profit)s$", ""),  # conseillers, conseiller
    ),
    "nl": (
        (r"(?:(?<=aar)|(?<=oor)|(?<=beel))den$", "d"),  # woorden, woord; beelden, beeld
        (r"(?<=..)bare$", "baar"),  # haalbare, haalbaar
        (r"(?<=...)eert$", "eren"),  # controleert, controleren
    ),
    "pl": (
        (r"(?<=..ow)nicy$", "nik"),  # pracownicy, pracownik
        (r"(?<=..)enci$", "ent"),  # studenci, student; but kompetencji
        (r"(?<=..)ować$|(?<=....)ywać$", "uje"),  # kupować, kupuje
        # Where something is: projekcie, projekt; but użycie, wsparcie, świecie
        (r"(?<=..[aeokn])(?<!wie)cie$|(?<=tu)cie$", "t"),
        (r"(?<=..[ao])(?<!powo)dzie$", "d"),  # zakładzie, zakład; but narzędzie, ludzie
        (r"(?<=..[eo])(?<!nie)rze$", "r"),  # komputerze, komputer; but żołnierze, lekarze
        (r"(?<=..s)trze$", "tr"),  # klastrze, klastra; but wnętrze, powietrze
        (r"(?<=..)yce$", "yka"),  # fabryce, fabryka
        (r"(?<=tech|ktro|echa)nice$", "nika"),  # technice, technika; but granice
        (r"(?<=...a)rce$", "rka"),  # drukarce, drukarka
        (r"(?<=..)(?<!i)eł$", "ło"),  # haseł, hasło; krzeseł, krzesło; but dzieł
    ),
    "sl": ((r"(?<=...nj)o$", "a"),),  # gradnjo, gradnja
    "ca": (
        (r"(?<=..)ions$", "ió"),
        (r"(?<=..)ques$", "ca"),
        (r"(?<=..)gues$", "ga"),
        (r"cessos$", "cés"),
    ),
}
# The singular: all that is taken from a word of which the stemmer would leave too little.
SINGULAR: dict[str, Rules] = {
    "en": ((r"(?<=...)s$", ""),),
    "es": ((r"(?<=...)s$", ""),),  # baterías, batería
    "fr": ((r"(?<=...)s$", ""),),  # vêtements, vêtement
    "it": ((r"(?<=...)[aeio]$", ""),),  # aziende, azienda
    "nl": ((r"(?<=...)(?:en|s|e)$", ""),),  # batterijen, batterij
    "fi": (
        (r"(?<=...)(?:i(?:den|ta|ssa|sta|lla|lle|lta)|een|eet|aan)$", ""),  # jätteitä, jäte
    ),
    "pl": (
        (r"(?<=...)(?:ych|ymi?|ow|ami)$", ""),  # danych, dane; bonów, bon
        (r"(?<=...)[aeiouy]$", ""),  # metale, metal
    ),
    "ca": (
        (r"(?<=..)ns$", ""),
        (r"(?<=..)es$", "a"),
        (r"(?<=...)s$", ""),
    ),  # avions, avió; bateries, bateria
}
# What the forms of one word still differ by, and what takes its place.
LEFT: dict[str, Rules] = {
    "es": ((r"(?<=...[bdgkpt])s$", ""),),  # robots, robot
    "fr": ((r"(?<=...[aeiou])s$", ""),),  # essais, essai
    "ca": ((r"(?<=...[bdgkptu])s$", ""),),  # claus, clau
    "fi": (
        (r"(?<=..)(uu|yy)(?:s|d|t|ks)$", r"\1"),  # teollisuus, teollisuuden, teollisuuksien
        (r"(?<=...[aeiouy])ks$", "s"),  # rahoitus, rahoituksen
        (r"(?<=..)([uy])d$", r"\1s"),  # oikeus, oikeuden
        (r"(?<=..)oi(?:nt|d|j)$", "oin"),  # simuloida, simulointi, simuloinnin
        (r"(?<=...a)nt?o$", "n"),  # tuotanto, tuotannon
        (r"huolo$", "huolto"),  # huolto, huollon
        (r"lamo$", "lampo"),  # lämpö, lämmön
        (r"(?<=.[aeiouyh])t(?=[ou]$)", "d"),  # tieto, tiedon; laatu, laadun
        (r"(?<=....)ej$|(?<=...[ou])(?:j|t)$", ""),  # robotteja; päästöjä, päästöt
        (r"(?<=....[st])i[nm]$", ""),  # tulostin, tulostimen
        (r"(?<=..)([kpt])\1e?$", r"\1"),  # pankki, pankin; jätteen, jätteiden
        (r"(?<=...)ng$", "nk"),  # kaupunki, kaupungin
        (r"(?<=...s)e$", ""),  # nainen, naisia
        (r"(?<=.....)ia$", ""),  # teknologian, teknologia
        (r"(?<=..[eiouy]n)t$|(?<=....n)t$", ""),  # myynti, myynnin; but maantien
    ),
    "sl": (
        (r"^(sol|his|cen)(?:[aeiou]|ah|am)$", r"\1"),  # šola, šole, šol
        (r"(?<=...)ij$", "j"),  # podjetij, podjetja
        (r"(?<=..ac|..nc|..kc|..rg|..og|..eg)[ij]$", ""),  # inovacija, inovacijo
        (r"(?<=..[aeiou]r)j$", ""),  # senzorji, senzor
        (r"(?<=...)it(?:ev|vi?)$", "it"),  # storitev, storitve, storitvijo
        (r"^sist(?:em|e|m)?$", "sistem"),
        (r"^platfor$", "platform"),
        (r"^proizvodn$", "proizvodnj"),
        # kupovati, kupuje, kupujejo, kupovanje; zmanjševati, zmanjšuje
        (r"(?<=..)(?:[oe]v(?:at|anj|an|al)|uj(?:e|m|t))$", "uj"),
        (r"(?<=..)ir(?:at|anj|an|al|aj?|m|t)$", "ir"),  # testirati, testira, testirajo
        (rf"(?<=....)e({CONSONANT})$", r"\1"),  # izdelek, izdelka; digitalen, digitalni
        (r"(?<=.....)(?:sk|ost)$", ""),  # strojniški, učinkovitost
    ),
    "pl": (
        (r"(?<=...)i?e([kc])$", r"\1"),  # rynek, rynku; surowiec, surowca
        (r"(?<=.....)[iy]$", ""),  # technologii, technologie
        (r"(?<=.....)osc$", ""),  # lojalność, lojalny
        (r"(?<=..)owan$|(?<=....)ywan$", "uj"),  # kupowanie, kupuje; wykonywanie
        (r"(?<=.....)ow$", ""),  # reklamowy, reklama
        (r"^(klast|meb)e([lr])$", r"\1\2"),  # klaster, klastra; mebel, meble
        (r"(?<=....)ium$", ""),  # laboratorium, laboratoria
        (r"^(syst|probl)$", r"\1em"),
    ),
    "nl": (
        (r"(?<=...[bdgkptr])s$", ""),  # robots, robot
        (r"(?<=....)e$", ""),  # continue, continu
        (r"(?<=...)([bdfgklmnprst])\1$", r"\1"),  # slimme, slim
        (r"(?<=....)([aeou])\1(?=[bdfgklmnpstvz]$)", r"\1"),  # materiaal, materialen
        (r"(?<=...)o(or)$", r"\1"),  # motor, motoren
        (r"(?<=...d)t$", ""),  # meldt, melden
    ),
}


class Compiled(NamedTuple):
    """The rules of a language, and what finds wherever one of them may fit."""

    may_fit: re.Pattern
    rules: list[tuple[re.Pattern, str]]


def _compiled(listed: dict[str, Rules]) -> dict[str, Compiled]:
    return {
        language: Compiled(
            re.compile("|".join(BACKREFERENCE.sub("", rule) for rule, _instead in rules)),
            [(re.compile(rule), instead) for rule, instead in rules],
        )
        for language, rules in listed.items()
    }


OWN_STEMS = {
    language: {word: stem for stem, listed in stems.items() for word in listed.split()}
    for language, stems in APART.items()
}
KEPT_APART = frozenset(word for stems in OWN_STEMS.values() for word in stems)
BASE_RULES, SINGULAR_RULES, LEFT_RULES = map(_compiled, (BASE, SINGULAR, LEFT))


def own_stem(word: str, language: str) -> str:
    """Return the stem of a folded word that the stemmer would take for another, "" of all others."""
    return OWN_STEMS.get(language, {}).get(word, "")


def is_kept_apart(word: str) -> bool:
    """Whether a folded word has a stem of its own in a language: it is no other word's form."""
    return word in KEPT_APART


def base_form(word: str, language: str) -> str:
    """Return the form of a word whose stem is that of its other forms, the first rule that fits."""
    irregular = IRREGULAR.get(language, {}).get(word)
    return irregular or _changed(word, _that_may_fit(word, BASE_RULES.get(language)))


def is_little(stem: str, word: str, language: str) -> bool:
    """Whether a stem is too little of a word to be compared by.

    Of a short word three letters are enough, but where the plural has one more: "bono" is to be found by
    "bonos", and "tec" not by "Tecos".
    """
    has_longer_plural = language in ("es", "fr", "ca")
    return len(stem) < (SHORTEST_STEM if has_longer_plural else min(SHORTEST_STEM, len(word) - 1))


def singular(word: str, language: str) -> str:
    """Return a word without the ending of its number, the first rule that fits; whole where none does."""
    return _changed(word, _that_may_fit(word, SINGULAR_RULES.get(language)))


def _that_may_fit(word: str, held: Compiled | None) -> list[tuple[re.Pattern, str]]:
    """The rules to try on a word: asking each of them costs more than asking once, and most fit none."""
    return held.rules if held and held.may_fit.search(word) else []


def _changed(word: str, rules: list[tuple[re.Pattern, str]]) -> str:
    for rule, instead in rules:
        if rule.search(word):
            return rule.sub(instead, word)
    return word


def alike(stem: str, language: str) -> str:
    """Return a stem as the other forms of its word have it, too."""
    for rule, instead in _that_may_fit(stem, LEFT_RULES.get(language)):
        stem = rule.sub(instead, stem)
    return stem
