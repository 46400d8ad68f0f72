"""Memory: what a process keeps for good is not looked through again, what it is done with is given back.

A portal that has its catalogue in memory holds some 200,000 objects that live as long as the process;
looking through them takes a tenth of a second, in the middle of somebody's request.
"""

import contextlib
import ctypes
import gc
from functools import cache

MADE = 10_000  # objects made, less those gone, before the newest are looked through; 700 is usual
LARGE = 2_000_000  # bytes, as arrays over all of a large catalogue have them
AT_HAND = 16_000_000  # bytes that a process keeps for what it makes next
MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1  # as mallopt of glibc has them
ROUNDS = 3  # of looking, before what outlived them is looked through: that takes 5 ms, after ten 20


def settle() -> None:
    """Take what is there now as here to stay, and give back what it took to make it."""
    gc.collect()
    give_back()
    gc.freeze()
    gc.set_threshold(MADE, ROUNDS)


def give_back() -> None:
    """Give freed memory back to the system, from now on too what is large, where the C library can (glibc).

    To read a catalogue of a million practices takes 40 MB that it would keep for later, and each search
    as much again for a moment.
    """
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.malloc_trim(0)
        library.mallopt(MMAP_THRESHOLD, LARGE)
        library.mallopt(TRIM_THRESHOLD, AT_HAND)


@cache
def settle_once() -> None:
    """The same, once in a process: when it is warm."""
    settle()
