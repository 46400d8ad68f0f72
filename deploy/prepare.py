"""Bring the database, the real data and the static files up to date, in one process.

    .venv/bin/python -m deploy.prepare

`make run` does this at every start, a production portal at every upgrade. Nothing is written twice:
applied migrations and loaded records stay as they are.
"""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

ROOT = Path(__file__).resolve().parent.parent
INPUTS_OF_STATIC = ("requirements.txt", "smarty_portal/settings.py", "static")


def main() -> None:
    """Prepare everything; ends the process with one plain line when the portal cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarty_portal.settings")
    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_smarty")
        work_out_tables()
        collect_static()
        write_first_dump()
    except (CommandError, ImproperlyConfigured, OperationalError) as error:
        sys.exit(f"The portal cannot start: {error}")


def work_out_tables() -> None:
    """Let the server only read what the search needs: it is away for less time at an upgrade."""
    from practices.search import make_ready  # noqa: PLC0415 - after setup

    make_ready()


def write_first_dump() -> None:
    """Let /data/ have something to serve from the start; a daily command keeps it fresh."""
    from practices.exporting.dump import MANIFEST, dump_folder  # noqa: PLC0415 - after setup

    if not (dump_folder() / MANIFEST).exists():
        call_command("dump_catalogue", verbosity=0)


def collect_static() -> None:
    """Collect, hash and compress static files, unless nothing they are made of has changed.

    It takes seconds even when every file is already in place, so a key file remembers the inputs.
    """
    key_file = settings.STATIC_ROOT.with_suffix(".key")
    key = static_key()
    if key_file.exists() and key_file.read_text() == key and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    key_file.write_text(key)


def static_key() -> str:
    """Return a checksum of the names and contents of everything that static files are made of."""
    checksum = hashlib.sha256()
    for name in INPUTS_OF_STATIC:
        root = ROOT / name
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file():
                checksum.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return checksum.hexdigest()


if __name__ == "__main__":
    main()
