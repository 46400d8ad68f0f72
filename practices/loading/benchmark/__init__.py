"""A scratch database full of plausible practices, to measure with: nothing in it is real.

`words` makes texts, `documents` editions, `rows` what is stored of them, `writing` stores it.
"""

from practices.loading.benchmark.writing import NotScratch, fill

__all__ = ["NotScratch", "fill"]
