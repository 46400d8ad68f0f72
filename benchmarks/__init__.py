"""Figures of the portal, each against a floor taken in the same run."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def forget_portal() -> None:
    """Take away what the environment says of a portal in use: it must never reach a benchmark."""
    told = subprocess.run([".ci/variables"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in told.stdout.split():
        os.environ.pop(name, None)
