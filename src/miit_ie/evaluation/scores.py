"""The scores: what each one counts, and precision, recall and F1 of the counts.

Triggers and arguments are scored as TextEE defines it (Huang et al. 2024, "TextEE: Benchmark, Reevaluation,
Reflections, and Future Challenges in Event Extraction", Findings of ACL 2024), on exact offsets:

| score | what has to be right |
| --- | --- |
| Trig-I | the trigger's offsets |
| Trig-C | and the event type |
| Arg-I, Arg-C | event type and the argument's offsets (I), and its role (C), whatever trigger it hangs on |
| Arg-I+/C+ | and the argument hangs on the right trigger: offsets and type are those of the gold one |

Beyond TextEE, events are counted one to one: an event predicted twice is one too many, and two events on one trigger
that are merged into one are one too few. Within an event, and for Arg-I and Arg-C within a bulletin, arguments are
sets. Facts have no offsets, so a bulletin may hold the same fact twice, and it counts twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from miit_ie.evaluation.facts import Frame, entities, frames
from miit_ie.evaluation.matching import match_frames
from miit_ie.schema import Bulletin, default_ontology

__all__ = ["ALL", "CORE", "ENTITY_SCORE", "EVENT_SCORES", "Score", "Tally", "count", "measures"]

ALL = "all"
CORE = "core"
ENTITY_SCORE = "Ent"

EventId: TypeAlias = tuple[str, int]
Tally: TypeAlias = dict[tuple[str, str], tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Score:
    """A score over events.

    Attributes
    ----------
    meaning
        What has to be right, in one line.
    keys
        What an event brings to the score. A predicted key is right when gold has the same one. The second argument
        names the event; a gold and a predicted event have the same name when they are matched.
    repeats
        Whether the same key twice in a bulletin counts twice.
    matched_only
        Whether only events count whose trigger and type are right: the score of what follows, given that.
    accuracy
        Whether each event brings one key, so that precision, recall and F1 are all the share of right ones.
    """

    meaning: str
    keys: Callable[[Frame, EventId], Iterable[Hashable]]
    repeats: bool = False
    matched_only: bool = False
    accuracy: bool = False


def _argument_spans(frame: Frame, event: EventId) -> Iterator[Hashable]:
    return ((event, argument.start, argument.end) for argument in frame.arguments)


def _arguments(frame: Frame, event: EventId) -> Iterator[Hashable]:
    return ((event, argument) for argument in frame.arguments)


EVENT_SCORES: Mapping[str, Score] = MappingProxyType(
    {
        "Trig-I": Score("trigger offsets", lambda frame, _: [frame.trigger], repeats=True),
        "Trig-C": Score("trigger offsets and event type", lambda _, event: [event], repeats=True),
        "Arg-I": Score(
            "argument offsets and event type",
            lambda frame, _: [(frame.type, argument.start, argument.end) for argument in frame.arguments],
        ),
        "Arg-C": Score(
            "argument offsets, role and event type",
            lambda frame, _: [(frame.type, argument) for argument in frame.arguments],
        ),
        "Arg-I+": Score("Arg-I, on the right trigger", _argument_spans),
        "Arg-C+": Score("Arg-C, on the right trigger", _arguments),
        "Arg-I|Trig-C": Score("Arg-I+ over the events whose trigger is right", _argument_spans, matched_only=True),
        "Arg-C|Trig-C": Score("Arg-C+ over the events whose trigger is right", _arguments, matched_only=True),
        "Link": Score(
            "Arg-C+ of an item's arguments, on the right target",
            lambda frame, event: [(event, link) for link in frame.links],
        ),
        "Fact": Score(
            "type, modality, polarity, count value, unit, bound, target text and title text of an item",
            lambda frame, _: frame.facts,
            repeats=True,
        ),
        "Fact-noMod": Score(
            "Fact, whatever the modality",
            lambda frame, _: [fact._replace(modality=None) for fact in frame.facts],
            repeats=True,
        ),
        "Fact-counted": Score(
            "Fact, over the items that have a count",
            lambda frame, _: [fact for fact in frame.facts if fact.bound is not None],
            repeats=True,
        ),
        "Modality": Score(
            "share of the right triggers that have the right modality",
            lambda frame, event: [(event, frame.modality)],
            matched_only=True,
            accuracy=True,
        ),
        "Polarity": Score(
            "share of the right triggers that have the right polarity",
            lambda frame, event: [(event, frame.polarity)],
            matched_only=True,
            accuracy=True,
        ),
    }
)


def count(gold: Bulletin, predicted: Bulletin) -> Tally:
    """Count what is right, spurious and missed in a bulletin.

    Parameters
    ----------
    gold, predicted
        The same text as it should be and as it was annotated.

    Returns
    -------
    dict
        Keyed by score and group: true positives, false positives, false negatives. The groups of the event scores are
        ``"all"``, ``"core"`` and each event type, those of ``"Ent"`` are ``"all"`` and each label; a group of which
        there is nothing is left out. Each side's events fall into groups by their own type: a core event found as one
        of another type is missed among the core types.
    """
    core = frozenset(default_ontology().core_types)
    mine, theirs = frames(gold), frames(predicted)
    pairs = match_frames(mine, theirs)
    gold_ids = _names("gold", len(mine), {i: n for n, (i, _) in enumerate(pairs)})
    predicted_ids = _names("predicted", len(theirs), {j: n for n, (_, j) in enumerate(pairs)})
    tally: Tally = {}
    for name, score in EVENT_SCORES.items():
        sides = (_collect(score, mine, gold_ids, core), _collect(score, theirs, predicted_ids, core))
        tally.update(_compare(name, *sides))
    tally.update(_compare(ENTITY_SCORE, _by_label(gold), _by_label(predicted)))
    return tally


def measures(counts: npt.NDArray[np.float64] | npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return precision, recall and F1 of counts.

    Precision is undefined where nothing was predicted, recall where nothing is gold, F1 where neither is there:
    "nothing found where nothing was to be found" is neither 0 nor 1. What is undefined is NaN.

    Parameters
    ----------
    counts
        True positives, false positives and false negatives along the last axis.

    Returns
    -------
    ndarray
        Of the same shape, with precision, recall and F1 along the last axis.

    Examples
    --------
    >>> measures(np.array([[6, 2, 4], [0, 0, 3], [0, 0, 0]])).round(3)
    array([[0.75 , 0.6  , 0.667],
           [  nan, 0.   , 0.   ],
           [  nan,   nan,   nan]])
    """
    tp, fp, fn = np.moveaxis(counts, -1, 0)
    with np.errstate(invalid="ignore"):
        return np.stack([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)], axis=-1)


_Groups: TypeAlias = Mapping[str, Counter[Hashable]]


def _names(side: str, size: int, matched: Mapping[int, int]) -> list[EventId]:
    return [("pair", matched[i]) if i in matched else (side, i) for i in range(size)]


def _collect(score: Score, frames: Iterable[Frame], ids: Iterable[EventId], core: frozenset[str]) -> _Groups:
    groups: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for frame, event in zip(frames, ids, strict=True):
        if score.matched_only and event[0] != "pair":
            continue
        keys = list(score.keys(frame, event))
        for group in (ALL, CORE, frame.type) if frame.type in core else (ALL, frame.type):
            groups[group].update(keys)
    return groups if score.repeats else {group: Counter(dict.fromkeys(keys, 1)) for group, keys in groups.items()}


def _by_label(bulletin: Bulletin) -> _Groups:
    groups: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for entity in entities(bulletin):
        groups[ALL][entity] = groups[entity[0]][entity] = 1
    return groups


def _compare(name: str, gold: _Groups, predicted: _Groups) -> Tally:
    tally: Tally = {}
    nothing: Counter[Hashable] = Counter()
    for group in gold.keys() | predicted.keys():
        mine, theirs = gold.get(group, nothing), predicted.get(group, nothing)
        right = (mine & theirs).total()
        tally[name, group] = (right, theirs.total() - right, mine.total() - right)
    return tally
