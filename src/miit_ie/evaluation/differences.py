"""How a prediction differs from gold, difference by difference, each of a kind that can be filtered by.

The scores count exact hits; what is told here is why something was no hit. Events whose trigger and type are right are
paired as the scorer pairs them, the others with what comes closest: a trigger that overlaps, or an event of the same
type with the same target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from miit_ie.evaluation.facts import Frame, frames, item_arguments, offsets
from miit_ie.evaluation.matching import align, match_frames
from miit_ie.outputs.display import count_label, plain
from miit_ie.schema import Bulletin, Count, Entity, Event, Item, Mention, Span

__all__ = ["KINDS", "Difference", "EventPair", "Quote", "compare_entities", "compare_events"]

_MANY = ("missed", "spurious", "extent")
_ONE = (*_MANY, "wrong")
_ITEM_ROLES = {"title": _ONE, "batch": _ONE, "member": _MANY, "field": _MANY}
_EVENT_ROLES = ("agent", "time", "place", "basis", "field")
# What differs, and how. "extent": the spans overlap. "wrong": another span altogether, or another value.
_HOW = {
    "event": ("missed", "spurious", "type"),
    "trigger": ("extent", "wrong"),
    "modality": ("wrong",),
    "polarity": ("wrong",),
    "item": ("missed", "spurious"),
    "target": ("extent", "wrong"),
    "count": ("missed", "spurious", "extent", "value", "scope"),
    **_ITEM_ROLES,
    **dict.fromkeys(_EVENT_ROLES, _MANY),
    "entity": ("missed", "spurious", "extent", "label"),
}
# More than the number of arguments two events or items can share.
_FAR = 10_000

KINDS = tuple(f"{what} {how}" for what, hows in _HOW.items() for how in hows)


class Quote(NamedTuple):
    """What a side says, and where."""

    text: str
    start: int
    end: int

    def stands_at(self, other: Quote) -> bool:
        """Whether the two have the same offsets."""
        return (self.start, self.end) == (other.start, other.end)

    def overlaps(self, other: Quote) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which gold and prediction differ.

    Attributes
    ----------
    kind
        One of `KINDS`.
    types
        The event types or entity labels concerned, gold first.
    gold, predicted
        What either side says; ``None`` where it says nothing.
    """

    kind: str
    types: tuple[str, ...]
    gold: Quote | None
    predicted: Quote | None


@dataclass(frozen=True, slots=True)
class EventPair:
    """A gold event beside the predicted one that comes closest. One of them may be missing."""

    gold: Event | None
    predicted: Event | None
    differences: tuple[Difference, ...]


def compare_events(gold: Bulletin, predicted: Bulletin) -> list[EventPair]:
    """Pair the events of two annotations of a text and tell how each pair differs, in the order of the text."""
    mine, theirs = frames(gold), frames(predicted)
    exact = match_frames(mine, theirs)
    rest = [frame for i, frame in enumerate(mine) if i not in {i for i, _ in exact}]
    others = [frame for j, frame in enumerate(theirs) if j not in {j for _, j in exact}]
    pairs = [*((mine[i], theirs[j]) for i, j in exact), *align(rest, others, _event_closeness)]
    pairs.sort(key=lambda pair: min(frame.trigger for frame in pair if frame))
    return [_event_pair(one.event if one else None, other.event if other else None) for one, other in pairs]


def compare_entities(gold: Bulletin, predicted: Bulletin) -> list[Difference]:
    """Tell how the entities of two annotations of a text differ, in the order of the text."""
    mine = {(entity.start, entity.end, entity.label): entity for entity in gold.entities}
    theirs = {(entity.start, entity.end, entity.label): entity for entity in predicted.entities}
    rest = [mine[key] for key in sorted(mine.keys() - theirs.keys())]
    others = [theirs[key] for key in sorted(theirs.keys() - mine.keys())]
    pairs = align(rest, others, _entity_closeness)
    pairs.sort(key=lambda pair: min((entity.start, entity.end) for entity in pair if entity))
    return [_entity(one, other) for one, other in pairs]


def _event_closeness(gold: Frame, predicted: Frame) -> int:
    mine, theirs = _quote(gold.event.trigger), _quote(predicted.event.trigger)
    same_type = gold.type == predicted.type
    shared = gold.arguments & predicted.arguments
    same_target = any(argument.role == "target" for argument in shared)
    if not (mine.stands_at(theirs) or mine.overlaps(theirs) or (same_type and same_target)):
        return 0
    # The trigger tells most. Shared arguments decide between triggers that are equally near.
    return _FAR * (4 * mine.stands_at(theirs) + 2 * mine.overlaps(theirs) + same_type) + 1 + len(shared)


def _event_pair(gold: Event | None, predicted: Event | None) -> EventPair:
    if gold and predicted:
        return EventPair(gold, predicted, tuple(_event(gold, predicted)))
    sides = (_quote(e.trigger, f"{e.type} {plain(e.trigger.text)}") if e else None for e in (gold, predicted))
    types = tuple(event.type for event in (gold, predicted) if event)
    return EventPair(gold, predicted, (_one_sided("event", types, *sides),))


def _event(gold: Event, predicted: Event) -> Iterator[Difference]:
    types = tuple(dict.fromkeys((gold.type, predicted.type)))
    mine, theirs = _quote(gold.trigger), _quote(predicted.trigger)
    if not mine.stands_at(theirs):
        yield Difference(f"trigger {'extent' if mine.overlaps(theirs) else 'wrong'}", types, mine, theirs)
    for kind, one, other in (
        ("event type", gold.type, predicted.type),
        ("modality wrong", gold.modality, predicted.modality),
        ("polarity wrong", gold.polarity, predicted.polarity),
    ):
        if one != other:
            yield Difference(kind, types, mine._replace(text=one), theirs._replace(text=other))
    for item, counterpart in align(gold.items, predicted.items, _item_closeness):
        yield from _items(types, item, counterpart)
    for role in _EVENT_ROLES:
        yield from _spans(role, types, getattr(gold, role), getattr(predicted, role))


def _item_closeness(gold: Item, predicted: Item) -> int:
    mine, theirs = _quote(gold.target), _quote(predicted.target)
    others = {(role, _quote(span)) for role, span in item_arguments(predicted)}
    shared = sum((role, _quote(span)) in others for role, span in item_arguments(gold))
    # Never 0: two items that are left over are one with a wrong target rather than one missed and one spurious.
    return _FAR * (mine.stands_at(theirs) + mine.overlaps(theirs)) + 1 + shared


def _items(types: tuple[str, ...], gold: Item | None, predicted: Item | None) -> Iterator[Difference]:
    mine, theirs = (_quote(item.target) if item else None for item in (gold, predicted))
    if not (gold and predicted and mine and theirs):
        yield _one_sided("item", types, mine, theirs)
        return
    if not mine.stands_at(theirs):
        yield Difference(f"target {'extent' if mine.overlaps(theirs) else 'wrong'}", types, mine, theirs)
    yield from _counts(types, gold.count, predicted.count)
    for role, hows in _ITEM_ROLES.items():
        one, other = ([span for name, span in item_arguments(item) if name == role] for item in (gold, predicted))
        yield from _spans(role, types, one, other, single="wrong" in hows)


def _counts(types: tuple[str, ...], gold: Count | None, predicted: Count | None) -> Iterator[Difference]:
    mine, theirs = (_quote(count, count_label(count)) if count else None for count in (gold, predicted))
    if not (gold and predicted and mine and theirs):
        if mine or theirs:
            yield _one_sided("count", types, mine, theirs)
        return
    if (gold.value, gold.unit, gold.bound) != (predicted.value, predicted.unit, predicted.bound):
        yield Difference("count value", types, mine, theirs)
    elif not mine.stands_at(theirs):
        yield Difference("count extent", types, _quote(gold), _quote(predicted))
    if gold.scope != predicted.scope:
        yield Difference("count scope", types, mine._replace(text=gold.scope), theirs._replace(text=predicted.scope))


def _spans(
    role: str,
    types: tuple[str, ...],
    gold: Iterable[Span | Mention],
    predicted: Iterable[Span | Mention],
    *,
    single: bool = False,
) -> Iterator[Difference]:
    mine, theirs = ({_quote(span) for span in spans if offsets(span)} for spans in (gold, predicted))
    pairs = align(sorted(mine - theirs), sorted(theirs - mine), lambda one, other: int(one.overlaps(other)))
    if single and len(pairs) == 2:
        # A side has one span at most, and the two lie apart.
        yield Difference(f"{role} wrong", types, pairs[0][0], pairs[1][1])
        return
    for one, other in pairs:
        if one and other:
            yield Difference(f"{role} extent", types, one, other)
        else:
            yield _one_sided(role, types, one, other)


def _entity_closeness(gold: Entity, predicted: Entity) -> int:
    mine, theirs = _quote(gold), _quote(predicted)
    return 2 * mine.stands_at(theirs) or int(gold.label == predicted.label and mine.overlaps(theirs))


def _entity(gold: Entity | None, predicted: Entity | None) -> Difference:
    mine, theirs = (_quote(side, f"{side.label} {plain(side.text)}") if side else None for side in (gold, predicted))
    labels = tuple(dict.fromkeys(side.label for side in (gold, predicted) if side))
    if mine and theirs:
        return Difference("entity label" if len(labels) > 1 else "entity extent", labels, mine, theirs)
    return _one_sided("entity", labels, mine, theirs)


def _one_sided(what: str, types: tuple[str, ...], gold: Quote | None, predicted: Quote | None) -> Difference:
    return Difference(f"{what} {'missed' if gold else 'spurious'}", types, gold, predicted)


def _quote(span: Span | Mention, text: str | None = None) -> Quote:
    """Return a span that stands in the text, in its own words or in others."""
    assert span.start is not None
    assert span.end is not None
    return Quote(plain(span.text) if text is None else text, span.start, span.end)
