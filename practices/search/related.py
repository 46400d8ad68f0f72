"""Which concepts stand near each other: what is written on lifting or ports may help who asks for cranes.

The list is data/codes/related.json, which an editor can extend like the table of terms. It says what
comes first among the hits where few speak of what was asked for; by it alone nothing is found.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from practices.search.concepts import term_of

FILE = Path(settings.BASE_DIR) / "data" / "codes" / "related.json"
Related = dict[str, tuple[str, ...]]
MOST = 24  # concepts that name a concept; more would cost more than they tell


@lru_cache(maxsize=1)
def related() -> Related:
    """Return for each concept those that it is related to."""
    records = json.loads(FILE.read_text(encoding="utf-8"))["records"]
    return {term_of(line["concept"]): tuple(map(term_of, line["related"])) for line in records}


@lru_cache(maxsize=1)
def named_by() -> Related:
    """Return for each concept that others list as related those others."""
    found = defaultdict(list)
    for concept, near in related().items():
        for one in near:
            found[one].append(concept)
    return {concept: tuple(others) for concept, others in found.items()}


def near(named: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the concepts that these name as related, and then others that name one of these.

    Of what half the table names ("craft") only so many as are enough; a concept without a line has none.
    """
    named = list(named)
    told = dict.fromkeys(one for concept in named for one in related().get(concept, ()))
    telling = dict.fromkeys(one for concept in named for one in named_by().get(concept, ()))
    return (
        [one for one in told if one not in named],
        [one for one in telling if one not in told and one not in named][:MOST],
    )
