"""Portals in processes of their own: made once, copied, served."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests import database

ROOT = Path(__file__).resolve().parents[1]
GUNICORN = ("-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "smarty_portal.wsgi")
START_WITHIN = 60  # seconds
MIGRATE = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from practices.loading.codes import load_codes
call_command("migrate", verbosity=0)
load_codes(settings.BASE_DIR / "data" / "codes")
"""
TRIAL = {"SECOND_FACTOR_DEMANDED": "false", "LOGIN_RATE": "100000/m"}


@dataclass(frozen=True)
class Apart:
    """A portal apart from the one in this process: its database, its folder and where it answers."""

    database_url: str
    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, **variables: str) -> dict[str, str]:
        """Return the environment of its processes."""
        return os.environ | {
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder),
            "SITE_URL": self.address,
            "PORT": str(self.port),
            "API_RATE": "100000/min",
            "DJANGO_SETTINGS_MODULE": "smarty_portal.settings",
            **variables,
        }

    def run(self, *command: str, given: str = "", **variables: str) -> str:
        """Run Python in a process of the portal; returns what it prints."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment(**variables),
            input=given,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def manage(self, *arguments: str, given: str = "", **variables: str) -> str:
        """Run a command of manage.py; returns what it prints."""
        return self.run("manage.py", *arguments, given=given, **variables)

    def start(self, **variables: str) -> subprocess.Popen:
        """Start the server, in a group of processes of its own; returns it once it answers."""
        server = subprocess.Popen(
            [sys.executable, *GUNICORN],
            cwd=ROOT,
            env=self.environment(**variables),
            start_new_session=True,
        )
        try:
            _wait_for(f"{self.address}/health/")
        except AssertionError:
            os.killpg(server.pid, signal.SIGKILL)
            raise
        return server


@contextlib.contextmanager
def made_by(*command: str, folder: Path) -> Iterator[Apart]:
    """Let Python make a portal in an empty folder; gives it.

    What the search works out of its tables, it has worked out once for the whole suite.
    """
    shutil.copytree(settings.DATA_DIR / "tables", folder / "tables")
    with database.of_its_own(folder) as url:
        made = Apart(url, folder, free_port())
        made.run(*command)
        yield made


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


@contextlib.contextmanager
def copy_of(portal: Apart, folder: Path, *, port: int = 0) -> Iterator[Apart]:
    """Copy a portal that nobody uses, into an empty folder; gives the copy."""
    without_database = shutil.ignore_patterns("*.sqlite3")
    shutil.copytree(portal.folder, folder, ignore=without_database, dirs_exist_ok=True)
    with database.of_its_own(folder, like=portal.database_url) as url:
        yield Apart(url, folder, port or free_port())


@contextlib.contextmanager
def serving(portal: Apart, **variables: str) -> Iterator[str]:
    """Serve a portal that is prepared; gives its address."""
    server = portal.start(**variables)
    try:
        yield portal.address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str) -> None:
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} did not answer within {START_WITHIN} s")
