"""Reads the TOML tables that come with the rules."""

from __future__ import annotations

import sys
from importlib import resources
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["read_table"]


def read_table(name: str) -> dict[str, Any]:
    """Return the contents of a TOML file of this package."""
    table: dict[str, Any] = tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return table
