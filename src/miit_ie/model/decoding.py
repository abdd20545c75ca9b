"""From scores to entities and event frames, in tokens. Needs numpy alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from miit_ie.model.config import MODALITIES, POLARITIES, ROLES, ModelConfig
from miit_ie.model.pairs import Candidates, Pairs
from miit_ie.schema import Polarity

__all__ = [
    "DENSITY",
    "Found",
    "Frame",
    "FrameItem",
    "Spans",
    "best_disjoint",
    "candidates_of",
    "decode_events",
    "decode_spans",
]

Floats = npt.NDArray[np.float32]

DENSITY = 2
"""How many spans for each token may be arguments."""

_EXCLUSIVE = frozenset({"count", "member"})
"""Roles whose span belongs to one target of the window alone."""


class Found(NamedTuple):
    """A span of tokens ``start`` to ``end``, the latter excluded, with the index of its label and its score."""

    start: int
    end: int
    label: int
    score: float


@dataclass(frozen=True, slots=True)
class FrameItem:
    """A target with what hangs on it, by role."""

    target: Found
    dependants: dict[str, list[Found]]


@dataclass(frozen=True, slots=True)
class Frame:
    """An event in tokens.

    Attributes
    ----------
    trigger
        Its label is the index of the event type.
    modalities
        The score of each modality, in the order of `miit_ie.model.config.MODALITIES`.
    polarity
        As in the schema.
    arguments
        What hangs on the trigger, targets excepted, by role.
    items
        Its targets in order of the text.
    """

    trigger: Found
    modalities: tuple[float, ...]
    polarity: Polarity
    arguments: dict[str, list[Found]] = field(default_factory=dict)
    items: list[FrameItem] = field(default_factory=list)


def best_disjoint(spans: Iterable[Found]) -> list[Found]:
    """Return the spans without overlap whose scores add up to the most, in order.

    Weighted interval scheduling (Kleinberg & Tardos 2005, "Algorithm Design", 6.1): exact, in O(n log n). Spans whose
    score is not positive are never chosen.
    """
    ordered = sorted((span for span in spans if span.score > 0), key=lambda span: (span.end, span.start, span.label))
    ends = [span.end for span in ordered]
    best = [0.0]
    before = []
    for number, span in enumerate(ordered):
        before.append(bisect_right(ends, span.start, hi=number))
        best.append(max(best[-1], best[before[-1]] + span.score))
    chosen = []
    number = len(ordered)
    while number:
        if best[number] > best[number - 1]:
            chosen.append(ordered[number - 1])
            number = before[number - 1]
        else:
            number -= 1
    return chosen[::-1]


class Spans(NamedTuple):
    """What may stand in a window.

    Attributes
    ----------
    entities, triggers
        Without overlap.
    arguments
        Every span that may be an argument, by role and place. They may overlap: which of them stand is decided with
        their links. There are no more than `DENSITY` for each token, the likeliest, so that an untrained network, or a
        text like none before, does not ask for endless links.
    """

    entities: list[Found]
    triggers: list[Found]
    arguments: list[Found]


def decode_spans(scores: Floats, body: int, config: ModelConfig) -> Spans:
    """Return what may stand in a window.

    Parameters
    ----------
    scores : float array of shape (labels, length, span_width)
        Span scores.
    body
        The first token of the text, before which nothing starts: ``[CLS]`` and the context stand there.
    config
        The model's.
    """
    flat = scores.reshape(-1)
    thresholds = np.array(config.span_thresholds, np.float32)
    # One pass over all scores, of which few pass any threshold.
    likely = np.flatnonzero(flat > thresholds.min())
    label, start, width = np.unravel_index(likely, scores.shape)
    values = flat[likely]
    passing = (values > thresholds[label]) & (start >= body)
    found = {}
    for kind, group in config.groups.items():
        of_kind = passing & (label >= group.start) & (label < group.stop)
        columns = (start[of_kind], (start + width + 1)[of_kind], label[of_kind] - group.start, values[of_kind])
        found[kind] = list(map(Found, *(column.tolist() for column in columns)))
    likeliest = nlargest(DENSITY * scores.shape[1], found["argument"], key=lambda span: span.score)
    return Spans(
        _standing(found["entity"], config.span_thresholds[config.groups["entity"]]),
        _standing(found["trigger"], config.span_thresholds[config.groups["trigger"]]),
        sorted(likeliest, key=lambda span: (span.label, span.start, span.end)),
    )


def _standing(found: Iterable[Found], thresholds: Sequence[float]) -> list[Found]:
    """Return the spans without overlap that pass their thresholds, by their labels, by the most."""
    margins = [span._replace(score=span.score - thresholds[span.label]) for span in found]
    return [span._replace(score=span.score + thresholds[span.label]) for span in best_disjoint(margins)]


def candidates_of(triggers: Sequence[Found], arguments: Sequence[Found]) -> Candidates:
    """Return the chosen spans as candidates for links."""
    return Candidates(
        np.array([span[:3] for span in triggers], np.int64).reshape(-1, 3),
        np.array([span[:3] for span in arguments], np.int64).reshape(-1, 3),
    )


def decode_events(
    triggers: Sequence[Found],
    arguments: Sequence[Found],
    pairs: Pairs,
    links: Floats,
    attributes: Floats,
    config: ModelConfig,
) -> list[Frame]:
    """Put the events of a window together.

    Parameters
    ----------
    triggers, arguments
        As `decode_spans` found them.
    pairs
        The pairs among them.
    links : float array of shape (pairs,)
        The score of each pair.
    attributes : float array of shape (length, modalities + polarities)
        Attribute scores of each token.
    config
        The model's.
    """
    linked = _Linked(arguments, pairs, links, np.array([config.thresholds[role] for role in ROLES], np.float32))
    targets = linked.targets(len(triggers), config.thresholds["shared"])
    owners = linked.owners({target[:3] for own in targets for target in own})
    frames = []
    for number, (trigger, own) in enumerate(zip(triggers, targets, strict=True)):
        mean = attributes[trigger.start : trigger.end].mean(axis=0)
        modalities, polarities = mean[: len(MODALITIES)], mean[len(MODALITIES) :]
        roles = linked.by_role(True, number)
        roles.pop("target", None)
        chosen = {role: standing for role, found in roles.items() if (standing := best_disjoint(found))}
        items = [item for target in own for item in linked.items(target, owners)]
        polarity = POLARITIES[int(polarities.argmax())]
        frames.append(Frame(trigger, tuple(modalities.tolist()), polarity, chosen, items))
    return frames


Piece = tuple[int, int, int]
"""A span by its start, end and label."""


class _Linked:
    """What may hang on what in a window. A span stands by its own score and that of its link together."""

    def __init__(self, arguments: Sequence[Found], pairs: Pairs, links: Floats, thresholds: Floats) -> None:
        self.hanging: dict[tuple[bool, int], list[Found]] = {}
        self.numbers = {argument[:3]: number for number, argument in enumerate(arguments)}
        roles = np.array([argument.label for argument in arguments], np.int64)[pairs.dependants]
        scores = np.array([argument.score for argument in arguments], np.float32)[pairs.dependants] + links
        scores -= thresholds[roles]
        is_target = roles == ROLES.index("target")
        # What stands has a score above zero; of targets the likeliest is wanted where none does.
        for number in np.flatnonzero((scores > 0) | is_target).tolist():
            key = bool(pairs.of_trigger[number]), int(pairs.heads[number])
            found = arguments[int(pairs.dependants[number])]._replace(score=float(scores[number]))
            self.hanging.setdefault(key, []).append(found)

    def by_role(self, of_trigger: bool, head: int) -> dict[str, list[Found]]:
        """Return what may hang on a head, by role."""
        roles: dict[str, list[Found]] = {}
        for found in self.hanging.get((of_trigger, head), ()):
            roles.setdefault(ROLES[found.label], []).append(found)
        return roles

    def targets(self, triggers: int, shared: float) -> list[list[Found]]:
        """Return the targets of each trigger.

        Parameters
        ----------
        triggers
            How many there are.
        shared
            The score with which a target may belong to a trigger although another claims it with a higher one.
        """
        standing = []
        for number in range(triggers):
            found = self.by_role(True, number).get("target", [])
            # There is no event without a target: where none passes, the likeliest stands in.
            standing.append(best_disjoint(found) or _likeliest(found))
        best = _best([target for own in standing for target in own])
        return [
            [target for target in own if target.score > shared or target.score == best[target[:3]]] or _likeliest(own)
            for own in standing
        ]

    def owners(self, targets: Iterable[Piece]) -> dict[Piece, float]:
        """Return the score with which each count and member hangs on that of the targets that claims it most."""
        hanging = [self.by_role(False, self.numbers[target]) for target in targets]
        return _best([found for roles in hanging for role in _EXCLUSIVE for found in roles.get(role, ())])

    def items(self, target: Found, owners: Mapping[Piece, float]) -> list[FrameItem]:
        """Return the items of a target, with what hangs on it."""
        roles = self.by_role(False, self.numbers[target[:3]])
        for role in _EXCLUSIVE & roles.keys():
            roles[role] = [found for found in roles[role] if found.score == owners[found[:3]]]
        standing = {role: chosen for role, found in roles.items() if (chosen := best_disjoint(found))}
        # One target with two counts is two items.
        counts = [{"count": [count]} for count in standing.pop("count", [])]
        return [FrameItem(target, standing | count) for count in counts or [{}]]


def _likeliest(found: Sequence[Found]) -> list[Found]:
    return [max(found, key=lambda one: one.score)] if found else []


def _best(found: Iterable[Found]) -> dict[Piece, float]:
    best: dict[Piece, float] = {}
    for one in found:
        best[one[:3]] = max(best.get(one[:3], one.score), one.score)
    return best
