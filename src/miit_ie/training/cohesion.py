"""How much the events of a text are of one modality: fitted on dev."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from math import expm1
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from miit_ie.model.config import GAPS, MODALITIES, ModelConfig
from miit_ie.model.modality import Draft, evidence_of, gaps_of, log_partition
from miit_ie.model.reader import ModelReader
from miit_ie.model.source import Source
from miit_ie.schema import Bulletin
from miit_ie.training.dev import DevTexts

__all__ = ["fit_cohesion"]

_NAMES = ("scale", *GAPS)
_START = np.array([1.0, *(0.0 for _ in GAPS)])
# Wider than any that is likely, and narrow enough for floats.
_BOUNDS = [(0.05, 5.0), *((-5.0, 10.0) for _ in GAPS)]


class _Chain(NamedTuple):
    """The events a model finds in a text: their scores, what lies between, and which modality is right, if known."""

    scores: list[tuple[float, ...]]
    gaps: list[str]
    right: list[int | None]


def fit_cohesion(reader: ModelReader, dev: Sequence[DevTexts]) -> ModelConfig:
    """Return the configuration with `cohesion` fitted on dev.

    By the greatest likelihood of the modalities in gold, with a normal prior around scores as they are and no bonds,
    whose deviation is one (Sutton & McCallum 2012, "An Introduction to Conditional Random Fields", 5.1). Events that
    are not in gold may be of any modality.

    Parameters
    ----------
    reader
        The model.
    dev
        The corpora.
    """
    chains = [
        _chain(drafts, source, gold)
        for texts in dev
        for gold, (source, _, drafts) in zip(texts.gold, reader.draft_many(texts.sources), strict=True)
        if drafts
    ]

    def loss(values: npt.NDArray[np.float64]) -> float:
        cohesion = dict(zip(_NAMES, values.tolist(), strict=True))
        return sum(_surprise(chain, cohesion) for chain in chains) + float(((values - _START) ** 2).sum()) / 2

    fitted = minimize(loss, _START, method="L-BFGS-B", bounds=_BOUNDS).x
    cohesion = {name: round(value, 4) for name, value in zip(_NAMES, fitted.tolist(), strict=True)}
    return dataclasses.replace(reader.config, cohesion=cohesion)


def _chain(drafts: Sequence[Draft], source: Source, gold: Bulletin) -> _Chain:
    known = {(one.trigger.start, one.trigger.end, one.type): MODALITIES.index(one.modality) for one in gold.events}
    triggers = [draft.event.trigger for draft in drafts]
    return _Chain(
        [draft.modalities for draft in drafts],
        gaps_of(source, triggers),
        [known.get((draft.event.trigger.start, draft.event.trigger.end, draft.event.type)) for draft in drafts],
    )


def _surprise(chain: _Chain, cohesion: dict[str, float]) -> float:
    """Return the negative logarithm of the probability of what is right."""
    bonds = [expm1(cohesion[gap]) for gap in chain.gaps]
    free = [evidence_of(scores, cohesion["scale"]) for scores in chain.scores]
    right = [
        weights if known is None else [weight if number == known else 0.0 for number, weight in enumerate(weights)]
        for weights, known in zip(free, chain.right, strict=True)
    ]
    return log_partition(free, bonds) - log_partition(right, bonds)
