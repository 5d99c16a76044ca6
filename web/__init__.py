"""Datasette over the built database: the server, its plugins and the private site."""
