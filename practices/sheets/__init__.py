"""Spreadsheets in and out: reading files, understanding cells, deciding on rows, writing drafts.

`files` and `workbooks` read bytes into tables, `records` into rows of named cells, `cells` understands
one cell, `deciding` says what would become of each row, `importing` writes, `exporting` and
`books` make files of the same shape. Nothing is guessed: what can mean two things is asked back.
"""
