"""The numbers an evaluation gives: scores with their intervals, and differences of two systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, TypeAlias

__all__ = ["Interval", "Measure", "ScoreDifference", "Scores"]


class Interval(NamedTuple):
    """A 95 % bootstrap interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A score of a group of events or entities. What is undefined is ``None``, an interval of one bulletin too.

    Attributes
    ----------
    tp, fp, fn
        Right ones, spurious ones, missed ones.
    precision, recall, f1
        Undefined where nothing was predicted, nothing is gold, and neither is there.
    """

    tp: int
    fp: int
    fn: int
    precision: float | None
    recall: float | None
    f1: float | None
    precision_interval: Interval | None
    recall_interval: Interval | None
    f1_interval: Interval | None

    @property
    def gold(self) -> int:
        """How many there are in gold."""
        return self.tp + self.fn

    @property
    def predicted(self) -> int:
        """How many were predicted."""
        return self.tp + self.fp

    def to_dict(self) -> dict[str, Any]:
        """Return the measure as a JSON object."""
        return {"gold": self.gold, "predicted": self.predicted, **asdict(self)}


Scores: TypeAlias = Mapping[str, Mapping[str, Measure]]


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """How much higher the F1 of one system is than that of another on the same bulletins.

    Attributes
    ----------
    first, second
        F1 of the two systems.
    difference, interval
        ``first - second``, with its 95 % interval over paired resamples.
    p_value
        Two-sided: how often the resamples turn the sign of the difference.
    """

    first: float | None
    second: float | None
    difference: float | None
    interval: Interval | None
    p_value: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as a JSON object."""
        return asdict(self)
