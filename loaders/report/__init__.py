"""A report's own text in three layers: text, structure and facts.

Each layer imports only those before it. `kind` says what is known of a kind of report before
one is read, `find` finds reports among the sources, `load_text` puts their text into the database.
"""
