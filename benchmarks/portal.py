"""The portal set up in this process, on the scratch folder that `benchmarks.run` gave it.

Imported first by everything that measures: what follows may import models.
"""

import os
import time
from importlib import import_module

import django
from django.conf import settings
from django.test import Client

assert "DATA_DIR" in os.environ, "started by benchmarks.run, on a folder of its own"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarty_portal.settings")
django.setup()
settings.ROOT_URLCONF = "benchmarks.urls"
import_module("practices.search").make_ready()
warm = import_module("smarty_portal.warm")
warm.read_pages()  # as the server does before the first request; the catalogue when it is measured

client = Client(headers={"host": "127.0.0.1"})


def timed(address: str) -> float:
    """Ask for an address once; return milliseconds."""
    start = time.perf_counter()
    answer = client.get(address)
    taken = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, (address, answer.status_code, answer.content[:300])
    return taken
