"""Imports under stress: run as a program of its own on a database with the code lists alone (DATABASE_URL).

    python -m tests.practices.sheets.stress kill|confirm COUNT FILE

`kill`: every round imports FILE for a partner of its own in a process of its own, which ends by
SIGKILL: in one half of the rounds after a certain statement to the database, in the other after a
certain time. `confirm`: so many people confirm the same preview at once. Prints JSON.
"""

# ruff: noqa: PLC0415  # models can be imported only once Django is set up
import contextlib
import io
import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import django

AFTER = 10**9  # statements: more than there are, so that the import ends before the kill


def kill(rounds: int, path: str) -> dict:
    """Kill so many imports, each at another place; return what each left behind."""
    began = time.monotonic()
    statements = import_in_child(path, partner("whole"), after=AFTER)["statements"]
    seconds = time.monotonic() - began
    left = []
    for number in range(rounds):
        share = number / (rounds - 1)
        name = f"round-{number}"
        if number % 2:
            point = {"within": seconds * share}
        else:
            point = {"after": max(1, round(statements * share))}
        import_in_child(path, partner(name), **point)
        left.append(point | {"left": remains(name)})
    return {"whole": remains("whole"), "rounds": left}


def confirm(count: int, path: str) -> dict:
    """Let so many people confirm the same preview of a partner's file in the same moment."""
    from django.db import connection

    from partners.models import Partner
    from practices.sheets.importing import Source, Stale, carry_out

    owner = Partner.objects.get(slug=partner("busy"))
    source = Source(content=Path(path).read_bytes(), name="ours.csv", partner=owner)
    seen, started, outcomes = source.decide().digest, threading.Barrier(count), Counter()

    def one() -> None:
        started.wait()
        try:
            carry_out(source, confirmed=seen)
            outcomes["written"] += 1
        except Stale:
            outcomes["stale"] += 1
        finally:
            connection.close()

    people = [threading.Thread(target=one) for _number in range(count)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return {"outcomes": outcomes, "left": remains("busy")}


def partner(name: str) -> str:
    from partners.models import Partner

    Partner.objects.create(slug=name, short_name=name, name=name, role="partner", country="IT")
    return name


def import_in_child(
    path: str, owner: str, *, after: int = AFTER, within: float | None = None
) -> dict:
    """Import in a child that is killed; returns how many statements it had sent."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        run_and_die(path, owner, after, writing)
    os.close(writing)
    if within is not None:
        time.sleep(within)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the child ended otherwise"
    return {"statements": int(told or 0)}


def run_and_die(path: str, owner: str, after: int, pipe: int) -> None:
    """Import, and end by SIGKILL: after a number of statements, or once all is done."""
    from django.core.management import call_command
    from django.db import connection

    sent = 0

    def count(execute, sql, parameters, many, context):
        nonlocal sent
        result = execute(sql, parameters, many, context)
        sent += 1
        if sent == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(count), contextlib.redirect_stdout(io.StringIO()):
        call_command("import_practices", path, partner=owner)
    os.write(pipe, str(sent).encode())
    os.kill(os.getpid(), signal.SIGKILL)


def remains(owner: str) -> list[int]:
    """Return how many practices, claims, pieces of evidence and lines of history a partner has."""
    from practices.models import Claim, Evidence, HistoryEntry, Practice

    own = Practice.objects.filter(owner__slug=owner)
    rows = (Claim, Evidence, HistoryEntry)
    return [own.count(), *(model.objects.filter(practice__in=own).count() for model in rows)]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "smarty_portal.settings"
    django.setup()
    asked, number, file = sys.argv[1:]
    print(json.dumps({"kill": kill, "confirm": confirm}[asked](int(number), file)))  # noqa: T201
