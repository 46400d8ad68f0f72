"""What is asked of the catalogue: words and values chosen from the practices that are there.

Chosen once, in a process of its own, so that the memory of the measuring one is that of a reader.
"""

import itertools
import json
import os
import random
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.http import QueryDict

from benchmarks import portal  # noqa: F401  sets Django up
from practices.entries import Known, texts
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry, Edition
from practices.search.text import fold, words

SAMPLE = 2_000  # practices read to learn how common words are
VARIANTS = 12  # different questions of each kind, so that no answer kept for one helps another
SHORTEST = 4
TRIED = 60  # words of which it is counted what they find
GIVE_OR_TAKE = 0.4


QUESTIONS = Path(os.environ["DATA_DIR"]) / "questions.json"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Questions of one kind, as parameters of page and API."""

    name: str
    questions: list[dict]


class Sample:
    """Documents taken evenly from the catalogue, and the share of them that holds each word."""

    def __init__(self):
        keys = list(
            CatalogueEntry.objects.on_show().order_by("pk").values_list("edition", flat=True)
        )
        taken = keys[:: max(1, len(keys) // SAMPLE)]
        self.documents = [edition.document for edition in Edition.objects.in_bulk(taken).values()]
        known, held = Known.of(self.documents), Counter()
        for facts in self.documents:
            told = itertools.chain.from_iterable(texts(facts, known).values())
            held.update({fold(word) for text, _language in told for word in words(text)})
        size = len(self.documents)
        self.shares = {word: count / size for word, count in held.items() if is_plain(word)}

    def near(self, share: float, count: int) -> list[str]:
        """The words that are written in nearest to this share of the practices."""
        wanted = sorted(self.shares, key=lambda word: (abs(self.shares[word] - share), word))
        return wanted[:count]

    def found(self, share: float) -> list[str]:
        """Words that *find* this share of the practices (stems and terms find more), give or take."""
        size = CatalogueEntry.objects.on_show().count()
        away = {word: abs(found(word) / size / share - 1) for word in self.near(share, TRIED)}
        nearest = sorted(away, key=lambda word: (away[word], word))[:VARIANTS]
        return [word for word in nearest if away[word] < GIVE_OR_TAKE] or nearest[:1]


def found(query: str) -> int:
    """Return how many practices a query finds."""
    asked = QueryDict(urlencode({"q": query}))
    return len(PracticeFilterSet(asked, CatalogueEntry.objects.on_show()).qs)


def is_plain(word: str) -> bool:
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()


def chosen() -> list[Scenario]:
    """Return the questions that were chosen for this database."""
    return [Scenario(**kind) for kind in json.loads(QUESTIONS.read_text())]


def scenarios() -> list[Scenario]:
    """Choose the kinds of question of which the issue asks the times."""
    sample, chance = Sample(), random.Random(1)  # noqa: S311
    rare, common, half = sample.found(0.001), sample.found(0.12), sample.found(0.5)
    pairs = zip(itertools.cycle(common), sample.near(0.05, VARIANTS), strict=False)
    long = [word for word in sample.near(0.02, TRIED) if len(word) > 6][:VARIANTS]
    asked = {
        "nothing": [{}],
        "rare word (0.1 %)": [{"q": word} for word in rare],
        "common word (12 %)": [{"q": word} for word in common],
        "very common word (50 %)": [{"q": word} for word in half],
        "two words + filters": [
            {"q": " ".join(pair), **_filters(sample, chance, "theme", "country")} for pair in pairs
        ],
        "filters only": [
            _filters(sample, chance, "theme", "sector", "country") for _one in range(VARIANTS)
        ],
        "a typo": [{"q": _mistyped(sample, word)} for word in long],
    }
    return [Scenario(name=name, questions=questions) for name, questions in asked.items()]


def _filters(sample: Sample, chance: random.Random, *names: str) -> dict:
    """Two themes, two sectors, three countries, of those named, from what is often carried."""
    carried = {
        "theme": [code for facts in sample.documents for code in facts["themes"]],
        "sector": [row["code"][:1] for facts in sample.documents for row in facts["sectors"]],
        "country": list(
            CatalogueEntry.objects.on_show().values_list("country", flat=True)[:SAMPLE]
        ),
    }
    wanted = {"theme": (2, 4), "sector": (2, 8), "country": (3, 12)}
    chosen = {}
    for name in names:
        count, among = wanted[name]
        often = [code for code, _count in Counter(carried[name]).most_common(among)]
        chosen[name] = sorted(chance.sample(often, min(count, len(often))))
    return chosen


def _mistyped(sample: Sample, word: str) -> str:
    """The word with two letters of its middle exchanged so that no known word comes out."""
    for place in range(2, len(word) - 2):
        wrong = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if wrong != word and wrong not in sample.shares:
            return wrong
    return word + "x"


if __name__ == "__main__":
    QUESTIONS.write_text(json.dumps([asdict(kind) for kind in scenarios()], ensure_ascii=False))
