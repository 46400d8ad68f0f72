"""Many at once, and one killed: a process of its own on a database with code lists alone (DATABASE_URL).

`python -m tests.crowd publish|edit|accept|begin|kill COUNT` prints what happened as one JSON
object. Threads have connections of their own; what is killed is a fork, so that each attempt costs
milliseconds.
"""

import json
import os
import random
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core import mail  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from partners import invitations  # noqa: E402
from partners.choices import MemberRole  # noqa: E402
from partners.models import Invitation, Membership, User  # noqa: E402
from practices import drafts  # noqa: E402
from practices.choices import Action, State  # noqa: E402
from practices.models import (  # noqa: E402
    CatalogueEntry,
    Edition,
    FormDraft,
    HistoryEntry,
    Practice,
    PublicChange,
)
from practices.search import make_ready  # noqa: E402
from practices.sheets.importing import Source, carry_out  # noqa: E402
from practices.workflow import NotNow, perform  # noqa: E402
from tests.factories import make_partner, make_practice, make_user  # noqa: E402
from tests.rounds import Consortium  # noqa: E402
from tests.workspace import as_sent, logged_in  # noqa: E402


def publish(count: int) -> dict:
    """Let `count` people publish the same accepted practice in the same moment."""
    consortium = Consortium()
    practice = consortium.make(State.ACCEPTED)

    def one(_number: int) -> str:
        try:
            perform(Action.PUBLISH, Practice.objects.get(pk=practice.pk), by=consortium.publisher)
        except NotNow as told:
            return str(told)
        return "published"

    return {"outcomes": at_once(count, one), **made_of(practice)}


def edit(count: int) -> dict:
    """Let `count` editors, who opened the same form, save another summary in the same moment."""
    owner = make_partner()
    practice = make_practice(owner=owner)
    address = reverse("admin:practices_practice_change", args=[practice.pk])
    clients = [
        logged_in(make_user(MemberRole.EDITOR, owner), SERVER_NAME="127.0.0.1")
        for _number in range(count)
    ]
    typed = [
        as_sent(client.get(address), summary=f"Text of editor {number}.")
        for number, client in enumerate(clients)
    ]
    outcomes = at_once(
        count, lambda number: clients[number].post(address, typed[number]).status_code
    )
    practice.refresh_from_db()
    kept = [draft.data["summary"] for draft in FormDraft.objects.filter(practice=practice)]
    return {
        "outcomes": outcomes,
        "lines": HistoryEntry.objects.filter(practice=practice, action=Action.EDIT).count(),
        "texts": sorted([practice.summary, *(text for [text] in kept)]),
    }


def accept(count: int) -> dict:
    """Let one new person accept the invitations of `count` partners in the same moment."""
    letters = []
    for number in range(count):
        partner = make_partner()
        invitations.invite(
            email="nova@own.example",
            partner=partner,
            roles=[MemberRole.EDITOR],
            language="en",
            by=make_user(MemberRole.COORDINATOR, partner),
        )
        [address] = re.findall(r"https?://[^/\s]+(/\S*invitation/\S+)", mail.outbox[number].body)
        letters.append(address)
    typed = dict.fromkeys(("password1", "password2"), "a long enough phrase")

    def one(number: int) -> str:
        person = typed | {"first_name": f"Nova {number}", "last_name": "Persona"}
        client = Client(SERVER_NAME="127.0.0.1")
        answer = client.post(letters[number], person, follow=True)
        return " ".join(str(message) for message in answer.context["messages"])

    outcomes = at_once(count, one)
    people = User.objects.filter(email="nova@own.example")
    return {
        "outcomes": outcomes,
        "accounts": people.count(),
        "memberships": Membership.objects.filter(user__in=people).count(),
        "still open": Invitation.objects.open().count(),
    }


def begin(count: int) -> dict:
    """Let `count` people begin a practice in the same moment: every second by importing a sheet."""
    owner = make_partner()

    def one(number: int) -> str:
        if number % 2:
            sheet = f"Title,Summary\nSheet {number},Text\n".encode()
            carry_out(Source(content=sheet, name="ours.csv", partner=owner))
            return "imported"
        with drafts.one_edit(Practice(title="The same title", owner=owner), by=None):
            return "begun"

    outcomes = at_once(count, one)
    rows = Practice.objects.order_by("identifier")
    return {"outcomes": outcomes, "identifiers": list(rows.values_list("identifier", flat=True))}


def at_once(count: int, one: Callable[[int], object]) -> Counter:
    """Let `count` threads call one(number) in the same moment; return how often each answer came."""
    started, outcomes = threading.Barrier(count), Counter()

    def run(number: int) -> None:
        started.wait()
        try:
            outcomes[str(one(number))] += 1
        finally:
            connection.close()

    people = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return outcomes


def made_of(practice: Practice) -> dict:
    """Return everything that a publication makes of a practice, counted."""
    practice.refresh_from_db()
    identifier = practice.identifier
    return {
        "state": practice.state,
        "editions": Edition.objects.filter(practice=practice).count(),
        "entries": CatalogueEntry.objects.filter(practice=practice).count(),
        "lines": HistoryEntry.objects.filter(practice=practice, action=Action.PUBLISH).count(),
        "told": PublicChange.objects.filter(identifier=identifier).count(),
        "open rounds": practice.rounds.filter(ended_at=None).count(),
    }


def kill(count: int) -> dict:
    """Kill a process in the middle of a publication, `count` times; count the states it left."""
    consortium = Consortium()
    first, second, *practices = [consortium.make(State.ACCEPTED) for _number in range(count + 2)]
    make_ready()  # as the server does
    perform(Action.PUBLISH, first, by=consortium.publisher)  # which takes longer than any other
    takes = _publish_in_fork(second, consortium.publisher, within=60)
    chance, left = random.Random(7), Counter()  # noqa: S311
    for practice in practices:
        seconds = chance.uniform(0, 1.5 * takes)
        _publish_in_fork(practice, consortium.publisher, within=seconds)
        left[json.dumps(made_of(practice), sort_keys=True)] += 1
    return {"left": [[json.loads(state), times] for state, times in left.items()]}


def _publish_in_fork(practice: Practice, publisher, *, within: float) -> float:
    """Publish in a fork whose clock kills it as SIGKILL would, without clearing up; returns the seconds."""
    connection.close()
    begun = time.perf_counter()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_REAL, within)
        perform(Action.PUBLISH, practice, by=publisher)
        os._exit(0)
    os.waitpid(child, 0)
    return time.perf_counter() - begun


if __name__ == "__main__":
    asked, count = sys.argv[1:]
    verbs = {
        "publish": publish,
        "edit": edit,
        "accept": accept,
        "begin": begin,
        "kill": kill,
    }
    setup_test_environment()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    print(json.dumps(verbs[asked](int(count))))  # noqa: T201
