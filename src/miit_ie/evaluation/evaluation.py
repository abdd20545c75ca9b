"""Scores predicted bulletins against gold ones, with bootstrap intervals, and compares two systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.table import Table

from miit_ie.errors import InputError
from miit_ie.evaluation.bootstrap import LEVEL, interval, p_value, resample
from miit_ie.evaluation.facts import entities, frames
from miit_ie.evaluation.pairing import Pair, pair
from miit_ie.evaluation.results import Interval, Measure, ScoreDifference, Scores
from miit_ie.evaluation.scores import ALL, CORE, ENTITY_SCORE, EVENT_SCORES, Tally, count, measures
from miit_ie.evaluation.tables import difference_table, label_table, score_table, type_table
from miit_ie.schema import Bulletin, default_ontology

__all__ = ["Comparison", "Evaluation", "evaluate"]

_F1 = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two systems differ on the same bulletins, by score and group as in `Evaluation.scores`."""

    bulletins: int
    resamples: int
    seed: int
    differences: Mapping[str, Mapping[str, ScoreDifference]]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as a JSON object."""
        return {
            "bulletins": self.bulletins,
            "bootstrap": _bootstrap(self.resamples, self.seed),
            "differences": _nested(self.differences),
        }

    def table(self) -> Table:
        """Return the differences for the core types and for all types, for the terminal."""
        return difference_table(self.differences, f"{self.bulletins} bulletins, {self.resamples} paired resamples")


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The scores of predicted bulletins against gold ones.

    Attributes
    ----------
    pairs
        Gold and predicted bulletins, ordered by ``doc_id``.
    scores
        By name of the score, then by group: ``"all"``, ``"core"``, each event type; each label for ``"Ent"``, which is
        left out where gold has no entities at all. `miit_ie.evaluation.scores.EVENT_SCORES` says what the names mean.
    resamples, seed
        Of the bootstrap.
    columns, counts
        The counts of each bulletin (true positives, false positives, false negatives) behind the scores: ``counts``
        has the shape (bulletins, columns, 3), and a column is a score and a group.
    """

    pairs: tuple[Pair, ...]
    scores: Scores
    resamples: int
    seed: int
    columns: tuple[tuple[str, str], ...]
    counts: npt.NDArray[np.int64]

    @property
    def failed(self) -> tuple[str, ...]:
        """``doc_id`` of the bulletins whose prediction is an error; they are scored as if nothing had been found."""
        return tuple(predicted.doc_id for _, predicted in self.pairs if predicted.error is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as a JSON object."""
        return {
            "bulletins": len(self.pairs),
            "failed": list(self.failed),
            "bootstrap": _bootstrap(self.resamples, self.seed),
            "scores": _nested(self.scores) | ({} if ENTITY_SCORE in self.scores else {ENTITY_SCORE: None}),
        }

    def table(self) -> Table:
        """Return every score for the core types and for all types, for the terminal."""
        many = f", {self.resamples} resamples" if len(self.pairs) > 1 else ": no intervals"
        failed = f", {len(self.failed)} without prediction for an error" if self.failed else ""
        return score_table(self.scores, f"{len(self.pairs)} bulletin{'s' * (len(self.pairs) > 1)}{many}{failed}")

    def type_table(self) -> Table:
        """Return the main scores of each event type, for the terminal."""
        return type_table(self.scores)

    def label_table(self) -> Table | None:
        """Return the scores of each entity label, for the terminal; ``None`` where gold has no entities."""
        return label_table(self.scores) if ENTITY_SCORE in self.scores else None

    def compare(self, other: Evaluation) -> Comparison:
        """Compare with another system on the same bulletins, by a paired bootstrap.

        Both systems are scored on the same resampled bulletins, so that what makes a bulletin hard for both does not
        blur the difference. Resamples and seed are those of this evaluation.

        Raises
        ------
        InputError
            If the other system was scored against other gold.
        """
        if [_gold(gold) for gold, _ in self.pairs] != [_gold(gold) for gold, _ in other.pairs]:
            raise InputError("the two systems were not scored against the same gold")
        columns = [column for column in self.columns if column in other.columns]
        both = np.stack([self._counts_of(columns), other._counts_of(columns)], axis=2)
        first, second = np.moveaxis(measures(both.sum(axis=0))[..., _F1], -1, 0)
        draws = measures(resample(both, self.resamples, self.seed))[..., _F1]
        differences: dict[str, dict[str, ScoreDifference]] = {}
        for i, (score, group) in enumerate(columns):
            difference = first[i] - second[i]
            drawn = draws[:, i, 0] - draws[:, i, 1]
            known = len(self.pairs) > 1
            differences.setdefault(score, {})[group] = ScoreDifference(
                first=_defined(first[i]),
                second=_defined(second[i]),
                difference=_defined(difference),
                interval=_interval(drawn) if known else None,
                p_value=p_value(drawn) if known else None,
            )
        return Comparison(len(self.pairs), self.resamples, self.seed, differences)

    def _counts_of(self, columns: Iterable[tuple[str, str]]) -> npt.NDArray[np.int64]:
        return self.counts[:, [self.columns.index(column) for column in columns]]


def evaluate(
    gold: Sequence[Bulletin], predicted: Sequence[Bulletin], *, resamples: int = 10_000, seed: int = 0
) -> Evaluation:
    """Score predicted bulletins against gold ones.

    Parameters
    ----------
    gold, predicted
        Bulletins with the same ``doc_id`` on either side, in any order.
    resamples
        How often the bulletins are drawn anew for the 95 % intervals.
    seed
        Of the draws. The same bulletins with the same seed give the same intervals, in whatever order they come.

    Raises
    ------
    InputError
        If a bulletin stands on one side only or twice, or there is none.
    ContractError
        If gold and prediction are of different texts, or offsets do not fit their text.

    Examples
    --------
    >>> from miit_ie.schema import Bulletin, Event, Span
    >>> text = "本市认定了12家研究中心，并发布名单。"
    >>> gold = Bulletin.of(text, "a", events=(
    ...     Event("认定", "RECOGNITION", Span.of(text, 2, 4)), Event("发布", "ISSUANCE", Span.of(text, 13, 15))))
    >>> predicted = Bulletin.of(text, "a", events=(Event("认定", "RECOGNITION", Span.of(text, 2, 4)),))
    >>> triggers = evaluate([gold], [predicted]).scores["Trig-C"]["all"]
    >>> triggers.precision, triggers.recall, round(triggers.f1, 3)
    (1.0, 0.5, 0.667)
    """
    if resamples < 1:
        raise InputError(f"resamples: expected at least 1, found {resamples}")
    pairs = pair(gold, predicted)
    tallies = [count(*one) for one in pairs]
    columns = _columns(tallies)
    if not any(mine.entities for mine, _ in pairs):
        # Entities were not annotated: none of the predicted ones can be called spurious.
        columns = tuple(column for column in columns if column[0] != ENTITY_SCORE)
    counts = np.array([[tally.get(column, (0, 0, 0)) for column in columns] for tally in tallies], dtype=np.int64)
    scores = _scores(columns, counts, resamples, seed)
    return Evaluation(pairs, scores, resamples, seed, columns, counts)


def _columns(tallies: Iterable[Tally]) -> tuple[tuple[str, str], ...]:
    """Return every score with each of its groups: those of the ontology, then any other that occurs."""
    ontology = default_ontology()
    events = [(score, group) for score in EVENT_SCORES for group in (ALL, CORE, *ontology.event_types)]
    labels = [(ENTITY_SCORE, group) for group in (ALL, *ontology.entity_labels)]
    known = dict.fromkeys([*events, *labels])
    return (*known, *sorted({column for tally in tallies for column in tally if column not in known}))


def _scores(
    columns: Sequence[tuple[str, str]], counts: npt.NDArray[np.int64], resamples: int, seed: int
) -> dict[str, dict[str, Measure]]:
    totals = counts.sum(axis=0)
    values = measures(totals)
    draws = measures(resample(counts, resamples, seed)) if len(counts) > 1 else None
    scores: dict[str, dict[str, Measure]] = {}
    for i, (score, group) in enumerate(columns):
        tp, fp, fn = map(int, totals[i])
        precision, recall, f1 = map(_defined, values[i])
        of_precision, of_recall, of_f1 = (None, None, None) if draws is None else map(_interval, draws[:, i].T)
        scores.setdefault(score, {})[group] = Measure(
            tp,
            fp,
            fn,
            precision,
            recall,
            f1,
            precision_interval=of_precision,
            recall_interval=of_recall,
            f1_interval=of_f1,
        )
    return scores


def _gold(bulletin: Bulletin) -> tuple[object, ...]:
    return bulletin.doc_id, bulletin.text_sha256, frames(bulletin), entities(bulletin)


def _interval(values: npt.NDArray[np.float64]) -> Interval | None:
    found = interval(values)
    return Interval(*found) if found else None


def _defined(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _bootstrap(resamples: int, seed: int) -> dict[str, Any]:
    return {"unit": "bulletin", "resamples": resamples, "seed": seed, "level": LEVEL}


def _nested(values: Mapping[str, Mapping[str, Measure | ScoreDifference]]) -> dict[str, dict[str, Any]]:
    return {name: {group: value.to_dict() for group, value in groups.items()} for name, groups in values.items()}
