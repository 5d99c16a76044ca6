"""The metadata of the site as a test module needs them while tests are collected.

Their tables are missing: to list the columns of every view, SQLite compiles them all.
"""

from __future__ import annotations

from typing import Any

from openpeel.loaders import package
from openpeel.loaders.yaml_file import read_yaml

# Title, description and columns by table or view.
Described = dict[str, dict[str, Any]]

METADATA: dict[str, Any] = read_yaml(package.ROOT / "metadata.yml").content
QUERIES: dict[str, dict[str, Any]] = METADATA["databases"]["openpeel"]["queries"]
