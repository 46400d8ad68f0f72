"""The catalogue in other shapes: what a list shows as a file, a record as data, the whole as a dump.

Every file rests on the one FilterSet and the editions: the same rows as the page, in the same order.
"""
