"""Police inspections as one relational database, with loaders, views and pages."""

from importlib.metadata import version

__version__ = version("openpeel")
