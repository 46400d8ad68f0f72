"""Edition documents (schema 1) of practices that do not exist, plausible in shape and spread."""

import datetime
import itertools
import random
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.text import slugify

from practices import choices
from practices.loading.benchmark.words import LANGUAGES, Vocabulary, phrase, text
from practices.search.text import fold

WORDS_PER_PRACTICE = 250  # drawn at once: no practice uses more, most use 130 to 180
# Read once: an enumeration makes its list of values anew each time it is asked.
SCOPES, NATURES = choices.Scope.values, choices.Nature.values
RUNNING_STATES, VALIDATION_KINDS = choices.RunningState.values, choices.ValidationKind.values
CLAIM_KINDS, QUALIFIERS = choices.ClaimKind.values, [None, *choices.Qualifier.values]
EVIDENCE_TYPES = choices.EvidenceType.values
ISSUER_RELATIONS = [None, *choices.IssuerRelation.values]
SPOKEN, SHARES = tuple(LANGUAGES), tuple(LANGUAGES.values())
MONTHS_BACK = 40  # published within these months: the oldest have lapsed


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The values that practices choose from, each list in order of how often it is chosen."""

    owners: Sequence[str]
    events: Sequence[str]
    themes: Sequence[str]
    technologies: Sequence[str]
    sectors: Sequence[Sequence[str]]  # by level, sections first
    units: Sequence[str]
    regions: Sequence[Sequence[str]]  # by country

    @classmethod
    def shuffled(cls, seed: int, **lists: Sequence) -> "Codes":
        """Decide by the seed what is frequent."""
        chance = random.Random(seed)  # noqa: S311
        lists["sectors"] = [chance.sample(level, len(level)) for level in lists["sectors"]]
        flat = lists.keys() - {"sectors"}
        lists |= {name: chance.sample(lists[name], len(lists[name])) for name in sorted(flat)}
        return cls(**lists)


class Maker:
    """Makes the document of any number; the same seed, codes and moment give the same documents."""

    def __init__(self, vocabulary: Vocabulary, codes: Codes, *, seed: int):
        self.vocabulary = vocabulary
        self.codes = codes
        self.seed = seed

    def make(self, number: int, *, published_at: datetime.datetime) -> dict:
        """Return the document of practice `number`."""
        chance = random.Random(f"{self.seed}-{number}")  # noqa: S311
        language = _one(chance, SPOKEN, SHARES)
        words = self.vocabulary.draw(chance, language, WORDS_PER_PRACTICE)
        facts = {
            "schema": 1,
            "identifier": f"GP-{number:04d}",
            "language": language,
            **self._titles(chance, words, language, number),
            **self._prose(chance, words),
            **self._where_and_when(chance, words),
            **self._codes(chance),
            **self._links(chance, number),
            **self._proof(chance, words, number),
        }
        return facts | self._judged(chance, facts, published_at)

    def _titles(self, chance, words, language: str, number: int) -> dict:
        title = phrase(words, chance.randint(4, 9))[:150]
        is_translated = language != "en" and chance.random() < 0.5
        native = phrase(words, chance.randint(4, 8))[:150] if is_translated else None
        return {
            "slug": f"{slugify(fold(title))[:60].strip('-')}-{number}",
            "title": title,
            "title_native": native,
            "native_language": language if native else None,
        }

    def _prose(self, chance, words) -> dict:
        return {
            "summary": text(words, chance.randint(12, 20))[:300],
            "problem": _maybe(chance, 0.5, lambda: text(words, 15)),
            "description": text(words, chance.randint(50, 80)),
            "objectives": [phrase(words, 6) for _item in range(chance.randint(1, 3))],
            "stakeholders": [phrase(words, 2) for _item in range(chance.randint(0, 2))],
            "beneficiaries": [phrase(words, 2) for _item in range(chance.randint(1, 2))],
            "organisation_in_charge": _maybe(chance, 0.6, lambda: phrase(words, 3)),
            "challenges": _maybe(chance, 0.3, lambda: text(words, 12)),
            "lessons": _maybe(chance, 0.3, lambda: text(words, 12)),
            "transferability": _maybe(chance, 0.2, lambda: text(words, 12)),
        }

    def _where_and_when(self, chance, words) -> dict:
        start = None if chance.random() < 0.08 else 2025 - int(chance.triangular(0, 27, 6))
        state = _one(chance, RUNNING_STATES, (50, 25, 5, 20))
        is_over = state in ("ended", "stopped") and start
        return {
            "owner": _skewed(chance, self.codes.owners),
            "region": chance.choice(_skewed(chance, self.codes.regions)),
            "place": _maybe(chance, 0.4, lambda: phrase(words, 2)),
            "scope": _one(chance, SCOPES, (20, 50, 25, 5)),
            "start_year": start,
            "end_year": min(start + chance.randint(1, 6), 2026) if is_over else None,
            "running_state": state,
            "running_note": None,
        }

    def _codes(self, chance) -> dict:
        technologies = _one(chance, (0, 1, 2, 3), (15, 40, 30, 15))
        return {
            "nature": _skewed(chance, NATURES),
            "validation_kind": _skewed(chance, VALIDATION_KINDS),
            "themes": _several(chance, self.codes.themes, chance.choice((1, 1, 2))),
            "themes_basis": "stated",
            "technologies": _several(chance, self.codes.technologies, technologies),
            "sectors": [
                {"code": code, "basis": "stated", "source_code": None, "source_revision": None}
                for code in self._sectors(chance)
            ],
        }

    def _sectors(self, chance) -> list[str]:
        wanted = _one(chance, (1, 2, 3), (50, 30, 20))
        levels = chance.choices(self.codes.sectors, weights=(15, 25, 25, 35), k=wanted)
        return list(dict.fromkeys(_skewed(chance, level) for level in levels))

    def _links(self, chance, number: int) -> dict:
        earlier = number > 1 and chance.random() < 0.1
        is_shown = chance.random() < 0.05
        is_costed = chance.random() < 0.5
        return {
            "resources": {
                "amount": chance.randint(1, 400) * 5_000 if is_costed else None,
                "currency": "EUR" if is_costed else None,
                "staff": None,
                "text": None,
            },
            "website": f"https://practice.example/{number}" if chance.random() < 0.6 else None,
            "sources": [f"https://source.example/{number}"],
            "related": [f"GP-{chance.randint(1, number - 1):04d}"] if earlier else [],
            "events": [_skewed(chance, self.codes.events)] if is_shown else [],
            "smarty_link": None,
            "confidence": None,
            "among_the_26": None,
        }

    def _proof(self, chance, words, number: int) -> dict:
        evidence = [
            {
                "number": place,
                "type": _skewed(chance, EVIDENCE_TYPES),
                "title": _maybe(chance, 0.7, lambda: phrase(words, 4)),
                "url": f"https://source.example/{number}/{place}",
                "file": None,
                "issuer": None,
                "issuer_relation": chance.choice(ISSUER_RELATIONS),
                "date": chance.choice((None, f"{chance.randint(2014, 2025)}")),
                "page": None,
            }
            for place in range(1, chance.randint(1, 3) + 1)
        ]
        claims = [
            self._claim(chance, words, place, chance.choice(evidence)["number"])
            for place in range(1, chance.randint(1, 4) + 1)
        ]
        return {"claims": claims, "evidence": evidence}

    def _claim(self, chance, words, number: int, evidence: int) -> dict:
        is_measured = chance.random() < 0.6
        value = chance.randint(1, 5_000) if is_measured else None
        has_baseline = is_measured and chance.random() < 0.2
        return {
            "number": number,
            "kind": _one(chance, CLAIM_KINDS, (50, 20, 5, 10, 15)),
            "statement": phrase(words, 6)[:200],
            "value": value,
            "qualifier": chance.choice(QUALIFIERS) if is_measured else None,
            "unit": _skewed(chance, self.codes.units) if is_measured else None,
            "unit_note": None,
            "date": f"{chance.randint(2012, 2025)}" if chance.random() < 0.7 else None,
            "baseline_value": value // 2 if has_baseline else None,
            "baseline_date": None,
            "measured_by": None,
            "method": None,
            "comparator": phrase(words, 3) if has_baseline else None,
            "evidence": [evidence],
        }

    def _judged(self, chance, facts: dict, published_at: datetime.datetime) -> dict:
        """One in five was reviewed and its first claim checked, the week before."""
        others = [owner for owner in self.codes.owners if owner != facts["owner"]]
        if chance.random() > 0.2 or len(others) < 2:
            return {"reviews": [], "checks": []}
        on = (published_at - datetime.timedelta(days=7)).date().isoformat()
        first = facts["claims"][0]
        return {
            "reviews": [
                {"organisation": owner, "recommends": True, "on": on, "scores": {}}
                for owner in others[:2]
            ],
            "checks": [
                {
                    "claim": first["number"],
                    "evidence": first["evidence"][0],
                    "organisation": others[0],
                    "verdict": "confirmed",
                }
            ],
        }


def moment(seed: int, number: int, *, today: datetime.date) -> datetime.datetime:
    """Return when practice `number` was published: some moment of the last months, before today anywhere."""
    chance = random.Random(f"{seed}-at-{number}")  # noqa: S311
    yesterday = today - datetime.timedelta(days=1)
    midnight = datetime.datetime.combine(yesterday, datetime.time(), tzinfo=datetime.UTC)
    return midnight - datetime.timedelta(seconds=chance.randrange(MONTHS_BACK * 30 * 86_400))


_SKEWS: dict[int, list[float]] = {}


def _skewed(chance: random.Random, listed: Sequence):
    """One of a list in order of frequency: the value at rank r with weight 1/r."""
    size = len(listed)
    if size not in _SKEWS:
        _SKEWS[size] = list(itertools.accumulate(1 / rank for rank in range(1, size + 1)))
    return _drawn(chance, listed, _SKEWS[size])


def _one(chance: random.Random, listed: Sequence, weights: tuple[float, ...]):
    """One of a list by weights."""
    return _drawn(chance, listed, _summed(weights))


@cache
def _summed(weights: tuple[float, ...]) -> list[float]:
    return list(itertools.accumulate(weights))


def _drawn(chance: random.Random, listed: Sequence, summed: list[float]):
    """What `chance.choices(listed, cum_weights=summed)` gives, in a fifth of its time."""
    return listed[bisect(summed, chance.random() * summed[-1], 0, len(listed) - 1)]


def _several(chance: random.Random, listed: Sequence, count: int) -> list:
    return list(dict.fromkeys(_skewed(chance, listed) for _value in range(count)))


def _maybe(chance: random.Random, share: float, make) -> str | None:
    return make() if chance.random() < share else None
