"""Python's garbage collector: what a process keeps for good is not looked through again and again.

A portal that has its catalogue in memory holds some 200,000 objects that live as long as the process;
looking through them takes a tenth of a second, in the middle of somebody's request.
"""

import gc
from functools import cache

MADE = 10_000  # objects made, less those gone, before the newest are looked through; 700 is usual
ROUNDS = 3  # of looking, before what outlived them is looked through: that takes 5 ms, after ten 20


def settle() -> None:
    """Take what is there now as here to stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE, ROUNDS)


@cache
def settle_once() -> None:
    """The same, once in a process: when it is warm."""
    settle()
