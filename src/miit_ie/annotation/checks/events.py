"""What may not stand beside or inside what: entities, triggers, arguments."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from miit_ie.annotation.checks.findings import AnnotatedBulletin, Finding
from miit_ie.annotation.checks.places import item_spans
from miit_ie.schema import Entity, Event, Item, Mention, Span

__all__ = ["check_entities", "check_events"]

_NAME = re.compile("《[^《》]*》")
# What the guideline leaves outside a trigger; 拟定 and 拟订 draft something.
_OUTSIDE = re.compile(
    "(?:已|将|被|拟(?![定订])|未|没有|尚未|不予|不再|不得|加快|推进|联合|共同|决定|正式|先后|抓紧|再次|提速).|.+了$"
)
# A negation in front of the trigger, with little between: 未能通过, 不予认定, 拟不列入. 未来 and 不断 deny nothing.
_NEGATED = re.compile(r"(?:未(?!来)|没有|不予|不再|不得|不宜)[^，。；、,;\s]{0,4}\s*\Z|不\s*\Z")
_REACH = 8


def check_entities(annotated: AnnotatedBulletin) -> Iterator[Finding]:
    """Yield entities that overlap: they are flat."""
    furthest: Entity | None = None
    for place, entity in sorted(annotated.entities, key=lambda placed: (placed[1].start, placed[1].end)):
        if furthest and entity.start < furthest.end:
            yield annotated.error("overlap", place, f"{entity.label} overlaps {furthest.label}", furthest, entity)
        if furthest is None or entity.end > furthest.end:
            furthest = entity


def check_events(annotated: AnnotatedBulletin) -> Iterator[Finding]:
    """Yield events that cannot be as they are: for their trigger, for want of items, for an argument given twice."""
    yield from _shared_triggers(annotated)
    for place, event in annotated.events:
        yield from _trigger(annotated, f"{place}.trigger", event)
        if not event.items:
            yield annotated.error("items", place, "has no items", event.trigger)
        yield from _repeated(annotated, place, event)
        for i, item in enumerate(event.items):
            yield from _item(annotated, f"{place}.items[{i}]", event.trigger, item)


def _trigger(annotated: AnnotatedBulletin, place: str, event: Event) -> Iterator[Finding]:
    trigger = event.trigger
    if any(name.start() < trigger.end and trigger.start < name.end() for name in _NAME.finditer(annotated.text)):
        yield annotated.error("trigger", place, "stands inside the name of a document", trigger)
    elif around := next((entity for _, entity in annotated.entities if _overlap(entity, trigger)), None):
        yield annotated.note("trigger", place, f"shares words with the {around.label} {around.text}", trigger)
    if _OUTSIDE.match(trigger.text):
        yield annotated.error("trigger", place, "holds a word that stays outside of triggers", trigger)
    is_negated = bool(_NEGATED.search(annotated.text, max(0, trigger.start - _REACH), trigger.start))
    if is_negated != (event.polarity == "negative"):
        message = (
            f"polarity is {event.polarity}, but the words in front of it {'deny' if is_negated else 'do not deny'} it"
        )
        yield annotated.note("polarity", place, message, trigger)


def _shared_triggers(annotated: AnnotatedBulletin) -> Iterator[Finding]:
    for (_, one), (place, other) in itertools.combinations(annotated.events, 2):
        if not _overlap(one.trigger, other.trigger):
            continue
        at = f"{place}.trigger"
        if one.type != other.type:
            message = f"shares words with that of a {one.type} event; a chain of verbs is one event"
            yield annotated.note("trigger", at, message, one.trigger, other.trigger)
        elif one.trigger == other.trigger:
            yield annotated.error("trigger", at, f"is that of another {one.type} event", other.trigger)
        else:
            yield annotated.error(
                "trigger", at, f"overlaps that of another {one.type} event", one.trigger, other.trigger
            )


def _item(annotated: AnnotatedBulletin, place: str, trigger: Span, item: Item) -> Iterator[Finding]:
    """Yield spans of an item that overlap its target or the trigger."""
    if item.title and item.title.text == item.target.text:
        yield annotated.error("title", f"{place}.title", "is the target: a title stands apart from it", item.title)
    if item.title and item.title.text.removesuffix("称号") not in ("", item.title.text):
        yield annotated.note("title", f"{place}.title", "ends with 称号, which stays outside of a title", item.title)
    for role, at, span in item_spans(place, item):
        if _overlap(span, trigger):
            yield annotated.error("overlap", at, f"{role} overlaps the trigger of its event", span, trigger)
        elif role != "target" and _overlap(span, item.target) and not _is_both(role, item):
            yield annotated.error("overlap", at, f"{role} overlaps the target", span, item.target)


def _is_both(role: str, item: Item) -> bool:
    # In 其中3人入选 one word is measure word and target.
    return role == "count" and item.count is not None and item.count.unit == item.target.text


def _repeated(annotated: AnnotatedBulletin, place: str, event: Event) -> Iterator[Finding]:
    lists: dict[str, Sequence[Span | Mention]] = {
        role: getattr(event, role) for role in ("agent", "time", "place", "basis", "field")
    }
    for i, item in enumerate(event.items):
        lists |= {f"items[{i}].members": item.members, f"items[{i}].field": item.field}
        if item in event.items[:i]:
            yield annotated.error("repeated", f"{place}.items[{i}]", "is given twice", item.target)
    for role, spans in lists.items():
        for i, span in enumerate(spans):
            if span in spans[:i]:
                yield annotated.error("repeated", f"{place}.{role}[{i}]", "is given twice", span)


def _overlap(one: Span | Mention, other: Span) -> bool:
    return one.start is not None and one.end is not None and one.start < other.end and other.start < one.end
