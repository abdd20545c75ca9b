"""One-to-one matching of what was predicted with what is gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

from miit_ie.evaluation.facts import Frame

__all__ = ["align", "assign", "match_frames"]

G = TypeVar("G")
P = TypeVar("P")


def assign(gold: Sequence[G], predicted: Sequence[P], similarity: Callable[[G, P], int]) -> list[tuple[int, int]]:
    """Pair each gold thing with at most one predicted thing so that the similarities of the pairs sum up highest.

    Unlike taking the best partner one by one, this does not depend on which thing comes first.

    Parameters
    ----------
    gold, predicted
        The things to pair.
    similarity
        How alike two things are; things of similarity 0 are never paired.

    Returns
    -------
    list of tuple
        Indices into ``gold`` and ``predicted``, ascending.

    Examples
    --------
    >>> assign(["ab", "abc"], ["abc", "a"], lambda one, other: len(set(one) & set(other)))
    [(0, 1), (1, 0)]
    """
    if not gold or not predicted:
        return []
    if len(gold) == len(predicted) == 1:
        return [(0, 0)] if similarity(gold[0], predicted[0]) else []
    # Few bulletins need it, and it takes longer to import than most evaluations to run.
    from scipy.optimize import linear_sum_assignment

    matrix = [[similarity(one, other) for other in predicted] for one in gold]
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if matrix[i][j]]


def align(
    gold: Sequence[G], predicted: Sequence[P], similarity: Callable[[G, P], int]
) -> list[tuple[G | None, P | None]]:
    """Return the pairs of `assign`, and after them the things left over, each beside ``None``.

    Examples
    --------
    >>> align(["ab"], ["x", "b"], lambda one, other: len(set(one) & set(other)))
    [('ab', 'b'), (None, 'x')]
    """
    pairs = assign(gold, predicted, similarity)
    mine, theirs = {i for i, _ in pairs}, {j for _, j in pairs}
    return [
        *((gold[i], predicted[j]) for i, j in pairs),
        *((one, None) for i, one in enumerate(gold) if i not in mine),
        *((None, other) for j, other in enumerate(predicted) if j not in theirs),
    ]


def match_frames(gold: Sequence[Frame], predicted: Sequence[Frame]) -> list[tuple[int, int]]:
    """Pair the gold events with the predicted ones that have their type and the exact offsets of their trigger.

    No event is matched twice. Where several events share type and trigger, those are paired that say most alike.

    Parameters
    ----------
    gold, predicted
        The events of one bulletin, in the order of `frames`.

    Returns
    -------
    list of tuple
        Indices into ``gold`` and ``predicted``, ascending.
    """
    pairs = []
    rivals = _by_trigger(predicted)
    for key, mine in _by_trigger(gold).items():
        theirs = rivals.get(key, [])
        ours, others = [gold[i] for i in mine], [predicted[j] for j in theirs]
        # Several assignments may be best. Which of them is taken must not depend on which side is called gold.
        if [frame.order for frame in others] < [frame.order for frame in ours]:
            pairs += [(mine[i], theirs[j]) for j, i in assign(others, ours, _shared)]
        else:
            pairs += [(mine[i], theirs[j]) for i, j in assign(ours, others, _shared)]
    return sorted(pairs)


def _by_trigger(frames: Sequence[Frame]) -> dict[tuple[object, ...], list[int]]:
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, frame in enumerate(frames):
        groups[frame.type, frame.trigger].append(i)
    return groups


def _shared(gold: Frame, predicted: Frame) -> int:
    # One for the trigger itself, so that events that say nothing alike are a pair still.
    return 1 + len(gold.statements & predicted.statements)
