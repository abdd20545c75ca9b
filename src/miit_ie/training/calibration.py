"""What is fitted on dev once the network is trained: thresholds of spans and links, and confidences."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from miit_ie.evaluation import Evaluation
from miit_ie.model.config import ROLES, Calibration, ModelConfig
from miit_ie.model.reader import ModelReader, Network, Scores
from miit_ie.training.dev import DevTexts

__all__ = [
    "Reliability",
    "calibrate",
    "expected_calibration_error",
    "fit_confidences",
    "found_on",
    "pool",
    "reliability",
    "tune",
]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

# From each threshold's default, in the order in which they are moved: what decides most comes first.
_STEPS = {
    "entity": (-1.0, -0.5, 0.0, 0.5, 1.0),
    "trigger": (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0),
    # Lower than where it stands it wins next to nothing and costs time.
    "argument": (0.0, 1.0),
    **dict.fromkeys(("target", *(r for r in ROLES if r != "target")), (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)),
    "shared": (-3.0, 0.0, 2.0),
}
# The second time each threshold is moved from where the others have come to stand.
_ROUNDS = 2
_BINS = 10


class _Remembering:
    """A network that scores every window and its links once, however often they are read with other thresholds."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.known: dict[bytes, Scores] = {}
        # The tokens are kept beside the scores of their pairs, so that their id stays theirs.
        self.linked: dict[tuple[int, bytes, bytes], tuple[Floats, Floats]] = {}

    def scan(self, windows: Iterable[tuple[Integers, Integers]]) -> Iterator[Scores]:
        keyed = [(ids.tobytes() + features.tobytes(), (ids, features)) for ids, features in windows]
        new = {key: window for key, window in keyed if key not in self.known}
        self.known.update(zip(new, self.network.scan(new.values()), strict=True))
        return iter([self.known[key] for key, _ in keyed])

    def link(self, tokens: Floats, ends: Integers, attributes: Integers) -> Floats:
        key = (id(tokens), ends.tobytes(), attributes.tobytes())
        if key not in self.linked:
            self.linked[key] = tokens, self.network.link(tokens, ends, attributes)
        return self.linked[key][1]


def tune(reader: ModelReader, dev: Sequence[DevTexts]) -> ModelConfig:
    """Return the configuration with the thresholds that score best on dev.

    One threshold after the other is moved, twice: that of entities, of all and then of each label, for the entity
    score, the others for the sum of trigger, argument and fact scores over the corpora.

    Parameters
    ----------
    reader
        The model.
    dev
        The corpora.
    """
    network = _Remembering(reader.network)
    config = reader.config

    def value(thresholds: Mapping[str, float], scores: Sequence[str]) -> float:
        settings = dataclasses.replace(config, thresholds=dict(thresholds))
        changed = ModelReader(settings, reader.tokenizer, network, reader.ontology)
        evaluations = [texts.evaluate(changed, resamples=1) for texts in dev]
        return sum(_f1(evaluation, score) for evaluation in evaluations for score in scores)

    chosen = {**config.thresholds, **dict.fromkeys(config.entity_labels, 0.0)}
    of_labels = dict.fromkeys(config.entity_labels, _STEPS["entity"])
    for kind, steps in _ROUNDS * [*{"entity": _STEPS["entity"], **of_labels, **_STEPS}.items()]:
        scores = ("Ent",) if kind == "entity" or kind in of_labels else ("Trig-C", "Arg-C+", "Fact")
        start = chosen[kind]
        # Where several do as well, the one nearest to where it stood.
        chosen[kind] = max(
            (start + step for step in steps),
            key=lambda point: (round(value({**chosen, kind: point}, scores), 4), -abs(point - start)),
        )
    return dataclasses.replace(config, thresholds=chosen)


def _f1(evaluation: Evaluation, score: str) -> float:
    # A corpus whose entities are not annotated has no score of them.
    return (evaluation.scores[score]["all"].f1 or 0.0) if score in evaluation.scores else 0.0


def calibrate(scores: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Fit the logistic curve from the score of what was found to whether it is right (Platt 1999).

    Parameters
    ----------
    scores
        Scores of what a model found on dev.
    right
        Whether each is in gold.
    """
    if not scores:
        return Calibration()
    x = np.array(scores)
    # Platt's targets: a step away from 0 and 1, so that a perfect dev set does not give an endless slope.
    positive = sum(right)
    y = np.where(right, (positive + 1) / (positive + 2), 1 / (len(right) - positive + 2))

    def loss(parameters: npt.NDArray[np.float64]) -> float:
        z = parameters[0] * x + parameters[1]
        return float(np.mean(np.logaddexp(0, z) - y * z))

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return Calibration(float(slope), float(shift))


class Reliability(NamedTuple):
    """A bin of a reliability plot: mean confidence, share that is right, how many."""

    confidence: float
    accuracy: float
    number: int


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> list[Reliability]:
    """Return bins of equal width, the empty ones left out."""
    return pool(
        Reliability(confidence, float(is_right), 1) for confidence, is_right in zip(confidences, right, strict=True)
    )


def pool(bins: Iterable[Reliability]) -> list[Reliability]:
    """Return the bins of several plots as those of one."""
    pooled: list[list[Reliability]] = [[] for _ in range(_BINS)]
    for one in bins:
        pooled[min(int(one.confidence * _BINS), _BINS - 1)].append(one)
    return [
        Reliability(
            sum(one.confidence * one.number for one in group) / (number := sum(one.number for one in group)),
            sum(one.accuracy * one.number for one in group) / number,
            number,
        )
        for group in pooled
        if group
    ]


def expected_calibration_error(bins: Sequence[Reliability]) -> float:
    """Return the mean distance of confidence and accuracy over the bins (Naeini et al. 2015)."""
    number = sum(one.number for one in bins)
    return sum(abs(one.confidence - one.accuracy) * one.number for one in bins) / max(1, number)


def fit_confidences(reader: ModelReader, dev: Sequence[DevTexts]) -> ModelConfig:
    """Return the configuration with confidences fitted on dev."""
    # A curve so flat that no score runs into its ends; its inverse gives the scores back.
    flat = Calibration(slope=0.1)
    config = dataclasses.replace(reader.config, calibration={"entity": flat, "event": flat})
    found = found_on(dev, ModelReader(config, reader.tokenizer, reader.network, reader.ontology))
    calibration = {}
    for kind, (confidences, right) in found.items():
        p = np.clip(np.array(confidences), 1e-4, 1 - 1e-4)
        calibration[kind] = calibrate((np.log(p / (1 - p)) / flat.slope).tolist(), right)
    return dataclasses.replace(reader.config, calibration=calibration)


def found_on(dev: Sequence[DevTexts], reader: ModelReader) -> dict[str, tuple[list[float], list[bool]]]:
    """Return, for entities and events, the confidence of what a model finds and whether it is right.

    An event is right if its trigger and type are.
    """
    found: dict[str, tuple[list[float], list[bool]]] = {"entity": ([], []), "event": ([], [])}
    for texts in dev:
        for gold, read in zip(texts.gold, texts.read(reader), strict=True):
            entities = {(entity.start, entity.end, entity.label) for entity in gold.entities}
            events = {(event.trigger.start, event.trigger.end, event.type) for event in gold.events}
            for entity in read.entities:
                found["entity"][0].append(entity.confidence or 0.0)
                found["entity"][1].append((entity.start, entity.end, entity.label) in entities)
            for event in read.events:
                found["event"][0].append(event.confidence or 0.0)
                found["event"][1].append((event.trigger.start, event.trigger.end, event.type) in events)
    return found
