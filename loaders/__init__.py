"""From sources to tables.

Data flows one way: source -> loader -> table -> view -> page. The modules here read
what ships or what a user has, put it into the tables of `schema.sql`, and build the
database; they know no view by name and no page.
"""
