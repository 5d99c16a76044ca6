"""The whole database as a data package: files that other programs read, with their description."""
