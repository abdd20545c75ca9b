"""Scores as tables for the terminal, each at most 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from miit_ie.evaluation.results import Interval, Measure, ScoreDifference, Scores
from miit_ie.evaluation.scores import ALL, CORE, ENTITY_SCORE, EVENT_SCORES

__all__ = [
    "difference_table",
    "interval_text",
    "label_table",
    "number",
    "rows_with_content",
    "score_table",
    "type_table",
]

_UNDEFINED = "–"
_TYPE_SCORES = ("Trig-C", "Arg-C+", "Fact")


def number(value: float | None, sign: str = "") -> str:
    """Return a score with three decimals, a dash where it is undefined."""
    return _UNDEFINED if value is None else f"{value:{sign}.3f}"


def interval_text(interval: Interval | None, sign: str = "") -> str:
    """Return an interval as two scores, nothing where there is none."""
    between = " to " if sign else "–"
    return f"{number(interval.low, sign)}{between}{number(interval.high, sign)}" if interval else ""


def rows_with_content(groups: Mapping[str, Measure]) -> Iterable[tuple[str, Measure]]:
    """Yield the types or labels that occur in gold or prediction."""
    return ((name, m) for name, m in groups.items() if name not in (ALL, CORE) and (m.gold or m.predicted))


def score_table(scores: Scores, caption: str) -> Table:
    """Return every score for the core types and for all types."""
    table = _table("", "P", "R", "F1", "95 %", "gold", "pred.", "right", caption=caption)
    for group, title in ((CORE, "core types"), (ALL, "all types")):
        table.add_row(Text(title, style="bold"))
        for name, groups in scores.items():
            if group in groups:
                accuracy = name in EVENT_SCORES and EVENT_SCORES[name].accuracy
                table.add_row(f"  {name}", *_measure(groups[group], accuracy=accuracy))
        table.add_section()
    return table


def type_table(scores: Scores) -> Table:
    """Return F1 of the triggers, arguments and facts of each event type."""
    headers = [header for name in _TYPE_SCORES for header in (name, "95 %")]
    table = _table("type", "gold", "pred.", *headers)
    for name, triggers in rows_with_content(scores["Trig-C"]):
        cells = [str(triggers.gold), str(triggers.predicted)]
        for score in _TYPE_SCORES:
            measure = scores[score][name]
            cells += [number(measure.f1), interval_text(measure.f1_interval)]
        table.add_row(name, *cells)
    return table


def label_table(scores: Scores) -> Table:
    """Return the scores of each entity label."""
    table = _table("label", "P", "R", "F1", "95 %", "gold", "pred.", "right")
    for name, measure in rows_with_content(scores[ENTITY_SCORE]):
        table.add_row(name, *_measure(measure))
    return table


def difference_table(differences: Mapping[str, Mapping[str, ScoreDifference]], caption: str) -> Table:
    """Return the differences of F1 between two systems for the core types and for all types."""
    table = _table("", "F1 first", "F1 second", "difference", "95 %", "p", caption=caption)
    for group, title in ((CORE, "core types"), (ALL, "all types")):
        table.add_row(Text(title, style="bold"))
        for name, groups in differences.items():
            if group in groups:
                d = groups[group]
                values = number(d.first), number(d.second), number(d.difference, "+"), interval_text(d.interval, "+")
                table.add_row(f"  {name}", *values, "" if d.p_value is None else f"{d.p_value:.4f}")
        table.add_section()
    return table


def _measure(measure: Measure, *, accuracy: bool = False) -> list[str]:
    # An accuracy would show the same number three times.
    precision_recall = ["", ""] if accuracy else [number(measure.precision), number(measure.recall)]
    counts = [str(measure.gold), str(measure.predicted), str(measure.tp)]
    return [*precision_recall, number(measure.f1), interval_text(measure.f1_interval), *counts]


def _table(first: str, *others: str, caption: str | None = None) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), caption=caption, caption_justify="left")
    table.add_column(first, no_wrap=True)
    for header in others:
        table.add_column(header, justify="right", no_wrap=True)
    return table
