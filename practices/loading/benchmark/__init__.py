"""A scratch database full of plausible practices, to measure with: nothing in it is real.

`words` makes texts, `documents` editions, `rows` what is stored of them, `writing` stores it;
`copying` has the database copy it.
"""

from practices.loading.benchmark.copying import copy
from practices.loading.benchmark.writing import NotScratch, fill

__all__ = ["NotScratch", "copy", "fill"]
