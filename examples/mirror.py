"""Keep a copy of the catalogue: take the dump once, then follow the changes. Standard library only.

    python mirror.py https://portal.example copy.json

Run it as often as you like; the file holds the records by identifier, and the cursor to go on from.
"""

import json
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen


def get(address: str) -> bytes:
    with urlopen(address, timeout=60) as answer:
        return answer.read()


def start(portal: str) -> dict:
    """Return a fresh copy: all records of the last dump, and the cursor it was made at."""
    try:
        manifest = json.loads(get(f"{portal}/data/manifest.json"))
    except HTTPError as error:  # it makes one a day, and anew after a backup was restored
        sys.exit(f"The portal has no dump to begin with now ({error}): try again tomorrow.")
    rows = map(json.loads, get(f"{portal}/data/practices.jsonl").splitlines())
    return {"records": {row["identifier"]: row for row in rows}, "cursor": manifest["cursor"]}


def follow(portal: str, copy: dict) -> None:
    """Bring a copy up to date."""
    address = f"{portal}/api/v1/changes/?page_size=500&after={copy['cursor']}"
    while address:
        answer = json.loads(get(address))
        for change in answer["results"]:
            if change["record"] is None:  # not on show any more: take your copy down
                copy["records"].pop(change["identifier"], None)
            else:
                copy["records"][change["identifier"]] = change["record"]
        copy["cursor"], address = answer["cursor"], answer["next"]


def main(portal: str, path: Path) -> None:
    copy = json.loads(path.read_text()) if path.exists() else start(portal)
    try:
        follow(portal, copy)
    except HTTPError as error:
        if error.code != 410:  # 410: the portal was put back to an earlier state
            raise
        follow(portal, copy := start(portal))
    path.write_text(json.dumps(copy, ensure_ascii=False, indent=1))
    print(f"{len(copy['records'])} practices in {path}")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
