"""Police inspections as one relational database, with loaders, views and pages."""

__version__: str


def __getattr__(name: str) -> str:
    """Look the version up when it is asked for: that takes longer than to start a command."""
    if name == "__version__":
        from importlib.metadata import version

        return version("openpeel")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
