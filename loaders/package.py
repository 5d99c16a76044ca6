"""Where the SQL, the metadata and the data of this package are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SCHEMA = ROOT / "schema.sql"
VIEWS = ROOT / "views"
CHECKS = ROOT / "checks"
SETTINGS = ROOT / "settings.json"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
PLUGINS = ROOT / "web" / "plugins"
