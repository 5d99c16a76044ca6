"""Open statistics: one module per kind of source, each a pure `parse`, and one way into tables.

A parser is given a file and the words of its kind (`Words`), and yields pairs of a table's
name and a row's values in the order of the table's columns, the number of the dataset left
out; last comes one pair for `dataset` itself, saying what it covers. Whatever it does not
know is a `DataError` with file, sheet or line, column, value and what was expected.
"""
