"""Pairs of spans that may be linked, and what the network is told of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miit_ie.model.config import ITEM_ROLES, ROLES, TRIGGER_ROLES

__all__ = ["DISTANCES", "INTERVENING", "Candidates", "Pairs", "pairs_of"]

_STEPS = np.array([1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97])
DISTANCES = 2 * (len(_STEPS) + 1)
"""How many distances are told apart, to the left and to the right."""

INTERVENING = 5
"""How many numbers of heads between two spans are told apart."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spans of one window that may take part in events.

    Attributes
    ----------
    triggers, arguments : int64 arrays of shape (n, 3)
        Start, end (the token behind the last) and label: index of the event type, or of the role in `ROLES`.
    """

    triggers: Integers
    arguments: Integers


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a head and a dependant.

    Attributes
    ----------
    heads, dependants : int64 arrays of shape (n,)
        Rows of the candidates; heads are triggers where ``of_trigger``, else targets among the arguments.
    of_trigger : bool array of shape (n,)
        Whether the head is a trigger.
    ends : int64 array of shape (n, 6)
        Start and last token of the head, of the dependant, and first and end of what stands between.
    attributes : int64 array of shape (n, 4)
        Relation, event type + 1 (0 for targets), distance, number of heads between.
    """

    heads: Integers
    dependants: Integers
    of_trigger: npt.NDArray[np.bool_]
    ends: Integers
    attributes: Integers


def pairs_of(candidates: Candidates, lines: npt.NDArray[np.integer]) -> Pairs:
    """Return every pair the schema allows among the candidates of one window.

    Parameters
    ----------
    candidates
        The spans.
    lines : int array of shape (length,)
        The number of the line in which each token stands. Doers, bases and members may stand in another line than what
        they hang on, as in a list; nothing else does.
    """
    triggers, arguments = candidates.triggers, candidates.arguments
    role = arguments[:, 2]
    of_trigger, of_item = _TRIGGER_RELATION[role] >= 0, _ITEM_RELATION[role] >= 0
    targets = np.flatnonzero(role == ROLES.index("target"))
    head_1, dependant_1 = _product(np.arange(len(triggers)), np.flatnonzero(of_trigger))
    head_2, dependant_2 = _product(targets, np.flatnonzero(of_item))
    heads = np.concatenate([triggers[head_1], arguments[head_2]])
    dependants = arguments[np.concatenate([dependant_1, dependant_2])]
    near = (lines[heads[:, 0]] == lines[dependants[:, 0]]) | _AFAR[dependants[:, 2]]
    number = len(head_1)
    head_1, dependant_1 = head_1[near[:number]], dependant_1[near[:number]]
    head_2, dependant_2 = head_2[near[number:]], dependant_2[near[number:]]
    heads, dependants = heads[near], dependants[near]
    is_trigger = np.arange(len(heads)) < len(head_1)
    relation = np.where(is_trigger, _TRIGGER_RELATION[dependants[:, 2]], _ITEM_RELATION[dependants[:, 2]])
    left = np.minimum(heads[:, 1], dependants[:, 1])
    right = np.maximum(np.maximum(heads[:, 0], dependants[:, 0]), left)
    before = dependants[:, 0] < heads[:, 0]
    distance = np.searchsorted(_STEPS, right - left, side="right") + before * (len(_STEPS) + 1)
    intervening = np.where(
        is_trigger, _between(triggers[:, 0], left, right), _between(arguments[targets, 0], left, right)
    )
    return Pairs(
        np.concatenate([head_1, head_2]),
        np.concatenate([dependant_1, dependant_2]),
        is_trigger,
        np.stack([heads[:, 0], heads[:, 1] - 1, dependants[:, 0], dependants[:, 1] - 1, left, right], axis=1),
        np.stack([relation, np.where(is_trigger, heads[:, 2] + 1, 0), distance, intervening], axis=1),
    )


_AFAR = np.array([role in ("agent", "basis", "member") for role in ROLES])
_TRIGGER_RELATION = np.array([TRIGGER_ROLES.index(role) if role in TRIGGER_ROLES else -1 for role in ROLES])
_ITEM_RELATION = np.array([len(TRIGGER_ROLES) + ITEM_ROLES.index(role) if role in ITEM_ROLES else -1 for role in ROLES])


def _product(heads: Integers, dependants: Integers) -> tuple[Integers, Integers]:
    return np.repeat(heads, len(dependants)), np.tile(dependants, len(heads))


def _between(starts: Integers, left: Integers, right: Integers) -> Integers:
    """Return how many of the spans start between two places."""
    ordered = np.unique(starts)
    number = np.searchsorted(ordered, right, side="left") - np.searchsorted(ordered, left, side="left")
    between: Integers = np.clip(number, 0, INTERVENING - 1)
    return between
