"""The output contract as a published JSON Schema."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

__all__ = ["contract"]


def contract() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every ``Bulletin.to_dict()`` follows.

    Examples
    --------
    >>> contract()["$defs"]["count"]["properties"]["bound"]["enum"][0]
    'exact'
    """
    source = resources.files(__package__).joinpath("bulletin.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(source)
    return schema
