"""What a process keeps for good is left alone by the garbage collector."""

import gc
import subprocess
import sys

import pytest

from partners import catalogue
from practices import index
from smarty_portal.collecting import MADE, ROUNDS, settle_once

pytestmark = pytest.mark.django_db
# Arrays as long as a catalogue of a million, freed again and again with small things made after them.
SEARCHING = """
import sys
from pathlib import Path
import numpy as np
from smarty_portal.collecting import settle

def held():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) // 1024

if sys.argv[1] == "settled":
    settle()
before, kept = held(), []
for search in range(3):
    spent = [np.ones(1_000_000, dtype=np.float32) for word in range(20)]
    kept += [bytearray(10_000) for hit in range(20)]
    del spent
print(held() - before)
"""


@pytest.fixture
def fresh_process():
    """As if the process had just begun, and as it was before afterwards."""
    before = gc.get_threshold()
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    settle_once.cache_clear()
    index._kept.clear()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_the_first_catalogue_in_memory_settles_the_process(fresh_process):
    assert (gc.get_freeze_count(), gc.get_threshold()[0]) == (0, 700)
    index.index(catalogue.version())
    assert gc.get_freeze_count() > 100_000
    assert gc.get_threshold()[:2] == (MADE, ROUNDS)


def test_a_process_settles_once(fresh_process):
    settle_once()
    held = gc.get_freeze_count()
    kept = [[] for _one in range(1000)]
    settle_once()
    assert gc.get_freeze_count() <= held
    assert len(kept) == 1000


def kept_back(*, settled: str) -> int:
    """Return the MB that a process holds once it is done with arrays of 80 MB."""
    asked = [sys.executable, "-c", SEARCHING, settled]
    return int(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)


def test_a_settled_process_gives_back_the_large_arrays_it_is_done_with():
    assert kept_back(settled="no") > 40
    assert kept_back(settled="settled") < 10
