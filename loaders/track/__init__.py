"""A force's or policing body's own list of what inspections ask of it, kept in private.

Read from CSV or a workbook, checked, and added to a database of its own beside the public
one. Nothing of it reaches the public database, its downloads or its pages.
"""
