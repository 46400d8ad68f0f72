"""Keys and words by the hundred thousand: read as one packed value, turned into bitmaps and back."""

from array import array
from collections.abc import Iterator

import numpy as np
from django.db.models import Aggregate, BinaryField, QuerySet, TextField
from pyroaring import BitMap


class Packed(Aggregate):
    """All values of a whole-number column in one: text on SQLite, eight bytes each on PostgreSQL."""

    output_field = BinaryField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s)")

    def as_postgresql(self, compiler, connection, **context):
        template = "STRING_AGG(INT8SEND(%(expressions)s), '')"
        return self.as_sql(compiler, connection, template=template)


class Joined(Aggregate):
    """All values of a text column in one, blanks between them."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, ' ')")

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, ' ')")


def unpacked(packed) -> np.ndarray:
    """Return the numbers of a packed value; none of nothing."""
    if packed is None:
        return np.empty(0, dtype=np.int64)
    if isinstance(packed, str | int):
        return np.fromstring(str(packed), dtype=np.int64, sep=",")
    return np.frombuffer(packed, dtype=">i8").astype(np.int64)


def bitmap(places: np.ndarray) -> BitMap:
    """Return positions as a bitmap: sorted, and as the array that bitmaps read without a look at each."""
    return BitMap(array("I", np.sort(places).astype(np.uint32).tobytes()))


def positions(entries: BitMap) -> np.ndarray:
    """Return the positions of a bitmap, in order."""
    return np.frombuffer(entries.to_array(), dtype=np.uint32)


def grouped(rows: QuerySet, column: str, key: str = "pk") -> Iterator[tuple]:
    """Yield each value of a column with the keys of the rows that carry it. One query."""
    told = rows.order_by().values_list(column).annotate(keys=Packed(key))
    for value, keys in told.iterator():
        yield value, unpacked(keys)
