"""Modality: decided for all events of a text together, since what stands near a plan is mostly one as well.

The events of a text are a chain. Each comes with the network's scores; between it and the next stands a gap of one of
six kinds (`miit_ie.model.config.GAPS`), which says how likely the two are of one modality. The belief in each modality
of each event is computed exactly, by passing messages along the chain both ways: a linear-chain conditional random
field (Lafferty, McCallum & Pereira 2001) whose transitions tell only same from different (Potts 1952).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import exp, expm1, log
from typing import NamedTuple

from miit_ie.model.config import GAPS, MODALITIES
from miit_ie.model.source import Source
from miit_ie.schema import Event, Modality, Span
from miit_ie.text.extents import covers
from miit_ie.text.fold import fold
from miit_ie.text.modality import has_cue
from miit_ie.text.sentences import split_sentences

__all__ = ["Draft", "beliefs", "decide", "evidence_of", "gaps_of", "log_partition"]

_DOUBT = 10
"""How many times as likely the best modality may be as another that is still thought possible."""

_LEAST = -700.0
"""The logarithm of the least weight, which a float can still hold."""

Values = Sequence[float]
"""A value for each modality."""


class Draft(NamedTuple):
    """An event whose modality is still to be decided, with the score of each modality."""

    event: Event
    modalities: tuple[float, ...]


def decide(drafts: Sequence[Draft], source: Source, cohesion: Mapping[str, float]) -> list[Event]:
    """Return the events of a text with their modality.

    Parameters
    ----------
    drafts
        The events in text order.
    source
        The text, with what headings and lead-ins say of its stretches.
    cohesion
        As `miit_ie.model.config.ModelConfig` has it.
    """
    triggers = [draft.event.trigger for draft in drafts]
    scores = [draft.modalities for draft in drafts]
    return [
        replace(draft.event, modality=_modality(belief, draft.event.trigger, source))
        for draft, belief in zip(drafts, beliefs(scores, gaps_of(source, triggers), cohesion), strict=True)
    ]


def gaps_of(source: Source, triggers: Sequence[Span]) -> list[str]:
    """Return what lies between each trigger and the next, as `miit_ie.model.config.GAPS` names it.

    Parameters
    ----------
    source
        The text with its dates.
    triggers
        Triggers of its events, in text order.
    """
    folded = fold(source.text)
    starts = [sentence.start for sentence in split_sentences(source.text)]
    dates = sorted(date.start for date in source.dates if date.start is not None)
    gaps = []
    for one, other in pairwise(triggers):
        between = folded[one.end : other.start]
        if bisect_right(starts, one.start) == bisect_right(starts, other.start):
            number = 0
        else:
            number = 2 if "\n" in between else 1
        dated = bisect_left(dates, one.end) < bisect_left(dates, other.start)
        gaps.append(GAPS[number + 3 * (dated or has_cue(between))])
    return gaps


def beliefs(scores: Sequence[Values], gaps: Sequence[str], cohesion: Mapping[str, float]) -> list[list[float]]:
    """Return the probability of each modality of each event, given all of them.

    Parameters
    ----------
    scores
        For each event: the network's score of each modality.
    gaps
        What lies between each event and the next.
    cohesion
        As `miit_ie.model.config.ModelConfig` has it.
    """
    evidence = [evidence_of(one, cohesion["scale"]) for one in scores]
    bonds = [expm1(cohesion[gap]) for gap in gaps]
    before = [message for message, _ in _messages(evidence, bonds)]
    behind = [message for message, _ in _messages(evidence[::-1], bonds[::-1])][::-1]
    return [
        _normalised([own * left * right for own, left, right in zip(*three, strict=True)])
        for three in zip(evidence, before, behind, strict=True)
    ]


def log_partition(evidence: Sequence[Values], bonds: Sequence[float]) -> float:
    """Return the logarithm of the summed weights of all ways to give each event a modality.

    Parameters
    ----------
    evidence
        For each event: the weight of each modality by itself.
    bonds
        For each event and the next: how much more than once it weighs that they are of one modality.
    """
    return sum(log(total) for _, total in _messages(evidence, bonds))


def _messages(evidence: Sequence[Values], bonds: Sequence[float]) -> Iterator[tuple[list[float], float]]:
    """Yield, of each event, what those before it say of each of its modalities, and what all that is weighed by."""
    message = [1.0] * len(MODALITIES)
    # Nothing is bound to the last.
    for weights, bond in zip(evidence, [*bonds, 0.0], strict=False):
        belief = [own * said for own, said in zip(weights, message, strict=True)]
        total = sum(belief)
        yield message, total
        message = [1 + bond * one / total for one in belief]


def evidence_of(scores: Values, scale: float) -> list[float]:
    """Return the weight of each modality of an event by itself, from its scores; that of the best is one."""
    best = max(scores)
    # No weight is nothing, whose logarithm there is not.
    return [exp(max(scale * (score - best), _LEAST)) for score in scores]


def _normalised(values: Values) -> list[float]:
    total = sum(values)
    return [value / total for value in values]


def _modality(belief: Values, trigger: Span, source: Source) -> Modality:
    first, second = sorted(range(len(belief)), key=lambda number: -belief[number])[:2]
    best, other = MODALITIES[first], MODALITIES[second]
    if best == "planned" and covers(source.done, trigger.start):
        return "actual"
    in_doubt = belief[first] < _DOUBT * belief[second]
    if in_doubt and (best, other) == ("actual", "planned") and covers(source.planned, trigger.start):
        return "planned"
    return best
