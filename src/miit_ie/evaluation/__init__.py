"""Scores of extracted bulletins against gold ones: counts, intervals, comparisons and an error report."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miit_ie.evaluation.evaluation import Comparison, Evaluation, evaluate
    from miit_ie.evaluation.loading import load_bulletins
    from miit_ie.evaluation.report import render_report

__all__ = ["Comparison", "Evaluation", "evaluate", "load_bulletins", "render_report"]

_HOMES = {
    "Comparison": "evaluation",
    "Evaluation": "evaluation",
    "evaluate": "evaluation",
    "load_bulletins": "loading",
    "render_report": "report",
}


def __getattr__(name: str) -> Any:
    # A command line that offers the evaluation among other commands need not wait for what it imports.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
