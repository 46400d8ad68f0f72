"""Endings that the stemmers of practices.search.text leave, or cut too deep, and every reader sees through.

Snowball's stemmers leave "rynek" apart from "rynku", "rahoitus" from "rahoituksen", and of "azienda" and
"aziende" they leave "azi", which is too little to compare by. These rules are our own, found by comparing
the forms of one term in data/codes/terms.json. They read folded stems, without accents.
"""

import re

SHORTEST_STEM = 4
# Of number and gender: all that goes where the stemmer would leave too little.
SHORT = {
    "en": r"(?<=...)s$",
    "es": r"(?<=....)(?:[aeo]?s|[aeo])$",
    "it": r"(?<=...)[aeio]$",
    "fr": r"(?<=...)(?:e?s|e)$",
    "nl": r"(?<=...)(?:en|s|e)$",
    "pl": r"(?<=...)[aeiouy]$",
    "ca": r"(?<=...)(?:[en]?s|[ae])$",
}
CONSONANT = "[bcdfghjklmnprstvz]"
# What one word's forms still differ by, and what takes its place.
LEFT = {
    "fi": (
        (r"(?<=..)(uu|yy)(?:s|d|t|ks)$", r"\1"),  # teollisuus, teollisuuden, teollisuuksien
        (r"(?<=...[aeiouy])ks$", "s"),  # rahoitus, rahoituksen
        (r"(?<=...)ng$", "nk"),  # kaupunki, kaupungin
        (r"(?<=...s)e$", ""),  # nainen, naisia
    ),
    "sl": (
        (rf"(?<=...)e({CONSONANT})$", r"\1"),  # izdelek, izdelka; digitalen, digitalni
        (r"(?<=...)ij$", "j"),  # podjetij, podjetja
    ),
    "pl": (
        (r"(?<=...)i?e([kc])$", r"\1"),  # rynek, rynku; surowiec, surowca
        (r"(?<=.....)[iy]$", ""),  # technologii, technologie
    ),
    "nl": (
        (r"(?<=....)e$", ""),  # continue, continu
        (r"(?<=...)([bdfgklmnprst])\1$", r"\1"),  # slimme, slim
        (r"(?<=...)([aeou])\1(?=[^aeiou]$)", r"\1"),  # materiaal, materialen
    ),
}
PLURAL_S = ("es", "fr", "nl", "ca")  # robots, pymes, essais: left on words of other languages
SHORT_RULES = {language: re.compile(rule) for language, rule in SHORT.items()}
LEFT_RULES = {
    language: [(re.compile(rule), instead) for rule, instead in rules]
    for language, rules in LEFT.items()
}


def base_form(word: str, language: str) -> str:
    """Return the form of a word whose stem is that of its other forms: "digitaalisen", "cuaderno".

    Of "digitaalinen" the stemmer leaves "digitaalin", and from "cuadernos" it takes "nos", us.
    """
    if language == "fi" and word.endswith("nen") and len(word) > len("minen"):
        return f"{word.removesuffix('nen')}sen"
    return word[:-1] if language == "es" and word.endswith("ernos") else word


def is_little(stem: str, plain: str, language: str) -> bool:
    """Whether a stem is too little of a word to be compared by.

    Of short words three letters are enough, but in Spanish, where "bono" is to be found by "bonos".
    """
    return len(stem) < (SHORTEST_STEM if language == "es" else min(SHORTEST_STEM, len(plain) - 1))


def shortened(plain: str, language: str) -> str:
    """Return a word without the ending of its number and gender."""
    rule = SHORT_RULES.get(language)
    return rule.sub("", plain) if rule else plain


def alike(stem: str, plain: str, language: str) -> str:
    """Return the stem of a word as the other forms of the word have it, too."""
    for rule, instead in LEFT_RULES.get(language, ()):
        stem = rule.sub(instead, stem)
    is_plural = language in PLURAL_S and plain.endswith("s") and stem.endswith("s")
    return stem[:-1] if is_plural and len(stem) > 4 else stem
