"""Requests per second of two gunicorn workers: list, record and 304 beside a plain DRF list of 20.

Two servers, one after the other: one that makes every answer anew, one that keeps answers in memory as the
portal does. Addresses take turns within each, asked by four connections that stay open.
"""

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS, ROUNDS, SECONDS = 4, 5, 2.0
GOALS = {"list": 2, "304 of the list": 8}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


@contextlib.contextmanager
def serving(kept_mb: int) -> Iterator[int]:
    """Serve the scratch database with two workers; gives the port."""
    port = free_port()
    settings = {"PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}", "WEB_CONCURRENCY": "2"}
    settings |= {"KEPT_ANSWERS_MB": str(kept_mb), "API_RATE": "100000000/min"}
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    server = subprocess.Popen(
        [*command, "benchmarks.served"], cwd=ROOT, env=os.environ | settings,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/health/")
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address: str) -> None:
    for _try in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310
            return
        time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")


def read(address: str):
    return urllib.request.urlopen(address, timeout=30)  # noqa: S310


def questions(port: int) -> dict[str, bytes]:
    """Return what to send, by name; everything is asked once, so that nothing is cold."""
    site = f"http://127.0.0.1:{port}"
    with read(f"{site}/api/v1/practices/") as listed:
        tag, rows = listed.headers["ETag"], json.load(listed)["results"]
    assert len(rows) == 20
    record = rows[0]["api_url"].removeprefix(site)
    asked = {
        "plain DRF list of 20": ("/plain/", ""),
        "list": ("/api/v1/practices/", ""),
        "record": (record, ""),
        "page of the list": ("/practices/", ""),
        "304 of the list": ("/api/v1/practices/", f"If-None-Match: {tag}\r\n"),
    }
    return {name: request(path, header) for name, (path, header) in asked.items()}


def request(path: str, header: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\n".encode()


def rate(port: int, question: bytes) -> float:
    """Return how many answers a second came, asked by all connections at once."""
    counts = [0] * CONNECTIONS
    until = time.perf_counter() + SECONDS
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=keep_asking, args=(port, question, until, counts, number))
        for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


def keep_asking(port: int, question: bytes, until: float, counts: list[int], number: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            connection.sendall(question)
            take_answer(connection)
            counts[number] += 1


def take_answer(connection: socket.socket) -> None:
    """Read one whole answer; raises AssertionError for an error."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += connection.recv(65536)
    head, _blank, body = held.partition(b"\r\n\r\n")
    assert head[9:12] in (b"200", b"304"), head
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    missing = 0 if head[9:12] == b"304" else length - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))


def measured(kept_mb: int) -> dict[str, float]:
    """Return the median rate of each question, asked in turns."""
    with serving(kept_mb) as port:
        asked = questions(port)
        for question in asked.values():
            rate(port, question)
        rates = {name: [] for name in asked}
        for _round in range(ROUNDS):
            for name, question in asked.items():
                rates[name].append(rate(port, question))
    return {name: statistics.median(found) for name, found in rates.items()}


def main() -> None:
    """Print requests per second and their ratios to the plain list of the same server."""
    anew, kept = measured(0), measured(16)
    floor = "plain DRF list of 20"
    print("\n| requests/s, 2 workers | made anew | × plain | as served | × plain | goal |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in anew:
        goal = f"{GOALS[name]}×" if name in GOALS else ""
        print(
            f"| {name} | {anew[name]:.0f} | {anew[name] / anew[floor]:.1f} "
            f"| {kept[name]:.0f} | {kept[name] / kept[floor]:.1f} | {goal} |"
        )
    print(flush=True)


if __name__ == "__main__":
    main()
