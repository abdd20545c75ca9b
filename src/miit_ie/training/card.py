"""The tables of a model card, made from the scores that were written beside the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["score_table"]

_ROWS = (
    ("Trig-C, core", "Trig-C", "core"),
    ("Trig-C, all", "Trig-C", "all"),
    ("Arg-C+, core", "Arg-C+", "core"),
    ("Arg-C+, all", "Arg-C+", "all"),
    ("Fact, core", "Fact", "core"),
    ("Fact, all", "Fact", "all"),
    ("Fact, counted", "Fact-counted", "all"),
    ("modality on right triggers", "Modality", "all"),
    ("Ent", "Ent", "all"),
)
_SYSTEMS = (("rules", "rules"), ("network", "network alone"), ("full", "full"), ("fp32", "full, fp32"))


def score_table(systems: Mapping[str, Any], title: str) -> str:
    """Return the scores on a corpus as a table in Markdown, with a column for each system.

    Parameters
    ----------
    systems
        One of ``corpora`` of ``scores.json`` (see `miit_ie.training.scoring.score`).
    title
        Head of the first column.
    """
    lines = [f"| {title} | " + " | ".join(name for _, name in _SYSTEMS) + " |", "| --- " * (len(_SYSTEMS) + 1) + "|"]
    for row, score, group in _ROWS:
        lines.append(f"| {row} | " + " | ".join(_cell(systems[key], score, group) for key, _ in _SYSTEMS) + " |")
    return "\n".join(lines)


def _cell(values: Mapping[str, Any], score: str, group: str) -> str:
    value, low, high = values.get(score, {}).get(group, (None, None, None))
    if value is None:
        return "–"
    return f"{value:.3f}" if low is None else f"{value:.3f} ({low:.2f}–{high:.2f})"
