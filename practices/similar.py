"""Practices like a practice, with the reasons named: what they share, the rarer the more telling."""

import math
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from practices.index import TREES, Index, above
from practices.models import CatalogueEntry
from practices.packed import positions

MOST = 4
LEAST = 1.0
WEIGHTS = {"technology": 1.5, "sector": 1.2, "theme": 1.0, "region": 1.0, "nature": 0.5}


@dataclass(frozen=True)
class Similar:
    """A practice on show and what it shares: (facet, code), most telling first."""

    entry: CatalogueEntry
    shared: tuple[tuple[str, str], ...]


def similar(document: dict, held: Index, key: int) -> list[Similar]:
    """Return up to four practices that share most with a document; `key` is its own entry's."""
    features = [(facet, code, held.carried[facet].get(code)) for facet, code in _features(document)]
    worth = {
        (facet, code): WEIGHTS[facet] * math.log(1 + held.size / len(entries))
        for facet, code, entries in features
        if entries
    }
    scores = np.zeros(held.size, dtype=np.float32)
    for facet, code, entries in features:
        if entries:
            scores[positions(entries)] += worth[facet, code]
    own = held.of(np.array([key]))
    best = [place for place in np.argsort(-scores, kind="stable")[: MOST + 1] if place not in own]
    best = [int(place) for place in best if scores[place] > LEAST][:MOST]
    entries = (
        CatalogueEntry.objects.on_show()
        .for_list()
        .in_bulk([int(held.keys[place]) for place in best])
    )
    return [
        Similar(entry, _shared(place, features, worth))
        for place in best
        if (entry := entries.get(int(held.keys[place])))
    ]


def _features(document: dict) -> list[tuple[str, str]]:
    """What others may share: technologies, themes, sectors, the region and all above it, nature."""
    region = document["region"]
    return [
        *(("technology", code) for code in document["technologies"]),
        *(("sector", sector["code"]) for sector in document["sectors"]),
        *(("theme", code) for code in document["themes"]),
        *(("region", code) for code in (*above("region", region), region)),
        ("nature", document["nature"]),
    ]


def _shared(place: int, features: list[tuple[str, str, BitMap]], worth: dict) -> tuple:
    held = [(facet, code) for facet, code, entries in features if entries and place in entries]
    told = sorted(held, key=lambda feature: -worth[feature])
    return tuple(
        (facet, code)
        for facet, code in told
        if facet not in TREES
        or not any(f == facet and c != code and c.startswith(code) for f, c in told)
    )
