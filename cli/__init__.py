"""The command `openpeel`: it reads the command line and calls the loaders or the server."""
