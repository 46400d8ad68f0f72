"""Schemathesis asks the running API what nobody thought of, from the API's own description.

Zero server errors, zero answers that are not described. One of its rules is left out on purpose:
`negative_data_rejection` takes every value outside a list for wrong, while the portal understands
an empty parameter as not given, codes in any case, and several values separated by commas; what
is refused stands in tests/smarty_portal/test_api.py and tests/practices/test_filters.py.
"""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

SEED = "20260301"  # the same cases in every run; long runs take their own
CHECKS_LEFT_OUT = "negative_data_rejection"


def fuzz(folder: Path, portal: str, description: str, *options: str) -> dict:
    """Let schemathesis run to its end; returns its report, having shown what it found wrong."""
    report = folder / "report.json"
    done = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", description, "--url", portal,
         "--seed", SEED, "--no-shrink", "--continue-on-failure", "--report", "json",
         "--report-json-path", report, *options],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(report.read_text())


def read(address: str) -> dict:
    with urllib.request.urlopen(address, timeout=15) as answer:  # noqa: S310
        return json.load(answer)


def codes(portal: str, listed: str) -> list[str]:
    """Return the codes that a `see` address lists, page by page."""
    found, address = [], f"{portal}/api/v1/{listed}/?page_size=100&fields=code"
    while address:
        told = read(address)
        found += [row["code"] for row in told["results"]]
        address = told["next"]
    return found


@pytest.mark.slow
def test_no_request_meets_an_error_or_an_undescribed_answer(portal, tmp_path):
    report = fuzz(
        tmp_path, portal, f"{portal}/api/v1/openapi.json", "--max-examples", "20",
        "--phases", "examples,fuzzing",
        "--exclude-checks", f"{CHECKS_LEFT_OUT},positive_data_acceptance",
    )  # fmt: skip

    assert cases(report) > 200


@pytest.mark.slow
def test_what_is_described_as_right_is_accepted(portal, tmp_path):
    """With the long lists of codes taken from where the description says they are listed."""
    described = read(f"{portal}/api/v1/openapi.json")
    # Not described: a file refuses pages and counts, and a cursor is only what the portal gave.
    for operation in (path["get"] for path in described["paths"].values()):
        operation["parameters"] = [
            one for one in operation["parameters"] if one["name"] not in ("bom", "after")
        ]
        for one in operation["parameters"]:
            if one["name"] == "format":
                one["schema"]["enum"] = ["json"]
    for one in described["paths"]["/api/v1/practices/"]["get"]["parameters"]:
        if one.get("x-see"):
            items = one["schema"]["items"]
            items["enum"] = codes(portal, one["x-see"].removesuffix("/").rpartition("/")[2])
        elif one["name"] == "q":
            one["schema"] |= {"pattern": "^[a-z]{3,12}( [a-z]{3,12})?$"}  # words, not mere signs
    path = tmp_path / "described.json"
    path.write_text(json.dumps(described))

    report = fuzz(
        tmp_path, portal, str(path), "--max-examples", "10", "--mode", "positive",
        "--phases", "fuzzing",
    )  # fmt: skip

    assert cases(report) > 60


def cases(report: dict) -> int:
    return report["test_cases"]["generated"]
