"""What of a bulletin is compared: entities, event frames with their arguments, and facts.

Spans enter as offsets, facts as texts. What the library infers (``inferred`` arguments), derives or estimates
(designations, confidences) stays outside, as gold annotations have none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from miit_ie.schema import Bulletin, Event, Item, Mention, Span

__all__ = ["Argument", "Fact", "Frame", "Link", "entities", "frame", "frames", "item_arguments", "offsets"]


class Argument(NamedTuple):
    """A span with the role it plays in an event."""

    role: str
    start: int
    end: int


class Link(NamedTuple):
    """An argument with the target it hangs on: which count, title or member belongs to which target."""

    target_start: int
    target_end: int
    argument: Argument


class Fact(NamedTuple):
    """What one item of an event says, in words and numbers. ``bound`` is ``None`` where there is no count."""

    type: str
    modality: str | None
    polarity: str
    value: int | float | None
    unit: str | None
    bound: str | None
    target: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Frame:
    """An event as it is compared.

    Attributes
    ----------
    trigger
        Offsets of the trigger.
    arguments
        Every argument that stands in the text; each span once a role, whichever items share it.
    links
        The arguments of items with the targets they hang on.
    facts
        One for each item, with repetitions, in a fixed order.
    event
        Where the frame comes from.
    """

    type: str
    trigger: tuple[int, int]
    modality: str
    polarity: str
    arguments: frozenset[Argument]
    links: frozenset[Link]
    facts: tuple[Fact, ...]
    event: Event = field(compare=False, repr=False)

    @property
    def statements(self) -> frozenset[object]:
        """All that the event says about its trigger, for telling two events on one trigger apart."""
        return self.arguments | self.links | {("modality", self.modality), ("polarity", self.polarity)}

    @property
    def order(self) -> tuple[object, ...]:
        """A sort key that depends on nothing but what the event says."""
        return self.trigger, self.type, self.modality, self.polarity, sorted(self.arguments), sorted(self.links)


def offsets(span: Span | Mention) -> tuple[int, int] | None:
    """Return where an argument stands, or ``None`` if it is inferred and so takes no part in the comparison."""
    if span.start is None or span.end is None or (isinstance(span, Mention) and span.inferred):
        return None
    return span.start, span.end


def item_arguments(item: Item) -> Iterator[tuple[str, Span]]:
    """Yield the spans that hang on the item's target, with their roles."""
    for role, span in (("title", item.title), ("count", item.count), ("batch", item.batch)):
        if span is not None:
            yield role, span
    for role, spans in (("member", item.members), ("field", item.field)):
        for span in spans:
            yield role, span


def frame(event: Event) -> Frame:
    """Return the event as it is compared.

    Examples
    --------
    >>> from miit_ie.schema import Count, Event, Item, Span
    >>> item = Item(Span("实验室", 4, 7), count=Count("5家", 2, 4, 5, "家"))
    >>> recognised = frame(Event("认定", "RECOGNITION", Span("认定", 0, 2), items=(item,)))
    >>> sorted(recognised.arguments)
    [Argument(role='count', start=2, end=4), Argument(role='target', start=4, end=7)]
    >>> recognised.facts[0]._asdict()  # doctest: +NORMALIZE_WHITESPACE
    {'type': '认定', 'modality': 'actual', 'polarity': 'positive', 'value': 5, 'unit': '家', 'bound': 'exact',
     'target': '实验室', 'title': None}
    """
    return Frame(
        type=event.type,
        trigger=(event.trigger.start, event.trigger.end),
        modality=event.modality,
        polarity=event.polarity,
        arguments=frozenset(_arguments(event)),
        links=frozenset(
            Link(item.target.start, item.target.end, Argument(role, span.start, span.end))
            for item in event.items
            for role, span in item_arguments(item)
        ),
        # By their text, as a missing value has no place in an order of numbers.
        facts=tuple(sorted((_fact(event, item) for item in event.items), key=repr)),
        event=event,
    )


def frames(bulletin: Bulletin) -> tuple[Frame, ...]:
    """Return the events of a bulletin as they are compared, in an order that depends on nothing but what they say."""
    return tuple(sorted(map(frame, bulletin.events), key=lambda frame: frame.order))


def entities(bulletin: Bulletin) -> frozenset[tuple[str, int, int]]:
    """Return the entities of a bulletin as label, start and end."""
    return frozenset((entity.label, entity.start, entity.end) for entity in bulletin.entities)


def _arguments(event: Event) -> Iterator[Argument]:
    for role, span in event.spans():
        if role != "trigger" and (place := offsets(span)):
            yield Argument(role, *place)


def _fact(event: Event, item: Item) -> Fact:
    count = item.count
    return Fact(
        type=event.type,
        modality=event.modality,
        polarity=event.polarity,
        value=count.value if count else None,
        unit=count.unit if count else None,
        bound=count.bound if count else None,
        target=item.target.text,
        title=item.title.text if item.title else None,
    )
