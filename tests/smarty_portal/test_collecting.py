"""What a process keeps for good is left alone by the garbage collector."""

import gc

import pytest

from partners import catalogue
from practices import index
from smarty_portal.collecting import MADE, ROUNDS, settle_once

pytestmark = pytest.mark.django_db


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
