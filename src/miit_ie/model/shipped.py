"""The models that come with the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["SCORES", "folder_of", "installed", "scores_of"]

SCORES = "scores.json"
"""The file of a model folder with its scores, as ``python -m miit_ie.training score`` wrote them."""

_PREFIX = "miit-ie-"
# Where a wheel has the models, and where a checkout has them.
_FOLDERS = (Path(__file__).with_name("shipped_models"), Path(__file__).parents[3] / "models")


def installed() -> dict[str, Path]:
    """Return the folders of the models that come with the library, by name.

    Examples
    --------
    >>> "small" in installed()
    True
    """
    found: dict[str, Path] = {}
    for parent in _FOLDERS:
        for folder in sorted(parent.glob(f"{_PREFIX}*")):
            if (folder / "config.json").is_file():
                found.setdefault(folder.name.removeprefix(_PREFIX), folder)
    return found


def folder_of(name: str | Path) -> Path:
    """Return the folder of a model that comes with the library, or ``name`` itself, taken as a folder."""
    return installed().get(str(name), Path(name))


def scores_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what a model scores, by corpus and system, as `miit_ie.training.scoring` noted it."""
    try:
        scores: dict[str, dict[str, Any]] = json.loads((folder / SCORES).read_text(encoding="utf-8"))["corpora"]
    except (OSError, ValueError, KeyError):
        return {}
    return scores
