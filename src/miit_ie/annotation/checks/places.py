"""The spans of an annotation with their place in the record, by which a finding names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from miit_ie.schema import Event, Item, Mention, Span

__all__ = ["Placed", "event_spans", "item_spans"]


class Placed(NamedTuple):
    """A span, its role and its place."""

    role: str
    place: str
    span: Span | Mention


def event_spans(place: str, event: Event) -> Iterator[Placed]:
    """Yield every span of an event, the trigger and those of its items included."""
    yield Placed("trigger", f"{place}.trigger", event.trigger)
    lists: tuple[tuple[str, Sequence[Span | Mention]], ...] = (
        ("agent", event.agent),
        ("time", event.time),
        ("place", event.place),
        ("basis", event.basis),
        ("field", event.field),
    )
    for role, spans in lists:
        yield from (Placed(role, f"{place}.{role}[{i}]", span) for i, span in enumerate(spans))
    for i, item in enumerate(event.items):
        yield from item_spans(f"{place}.items[{i}]", item)


def item_spans(place: str, item: Item) -> Iterator[Placed]:
    """Yield every span of an item.

    Examples
    --------
    >>> [placed.place for placed in item_spans("items[0]", Item(Span("企业", 4, 6), members=(Span("甲", 0, 1),)))]
    ['items[0].target', 'items[0].members[0]']
    """
    single: tuple[tuple[str, Span | None], ...] = (
        ("target", item.target),
        ("title", item.title),
        ("count", item.count),
        ("batch", item.batch),
    )
    yield from (Placed(role, f"{place}.{role}", span) for role, span in single if span is not None)
    yield from (Placed("member", f"{place}.members[{i}]", member) for i, member in enumerate(item.members))
    yield from (Placed("field", f"{place}.field[{i}]", span) for i, span in enumerate(item.field))
