"""What a page marks in the text, and how marks that nest, touch or cross become well-nested elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from miit_ie.schema import Bulletin

__all__ = ["Kind", "Mark", "Piece", "marks", "pieces"]

Kind: TypeAlias = Literal["entity", "role", "trigger"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that means something.

    Attributes
    ----------
    kind, name
        ``entity`` and its label, ``role`` and its name, or ``trigger`` and the event type.
    events
        Indices into ``bulletin.events`` of the events it belongs to; none for an entity.
    """

    start: int
    end: int
    kind: Kind
    name: str
    events: tuple[int, ...] = ()


class Piece(NamedTuple):
    """A stretch of the text and what happens before it: ``closed`` elements end, then those of ``opened`` start."""

    start: int
    end: int
    closed: int
    opened: tuple[Mark, ...]


def marks(bulletin: Bulletin) -> list[Mark]:
    """Return what there is to mark: entities, then arguments, then triggers.

    Events that share an argument or a trigger share its mark.
    """
    entities = (Mark(entity.start, entity.end, "entity", entity.label) for entity in bulletin.entities)
    roles: defaultdict[tuple[int, int, str], list[int]] = defaultdict(list)
    triggers: defaultdict[tuple[int, int, str], list[int]] = defaultdict(list)
    for index, event in enumerate(bulletin.events):
        for role, span in event.spans():
            if span.start is None or span.end is None:
                continue
            events = (
                triggers[span.start, span.end, event.type] if role == "trigger" else roles[span.start, span.end, role]
            )
            if index not in events:
                events.append(index)
    return [
        *dict.fromkeys(entities),
        *(Mark(start, end, "role", role, tuple(events)) for (start, end, role), events in roles.items()),
        *(Mark(start, end, "trigger", type_, tuple(events)) for (start, end, type_), events in triggers.items()),
    ]


def pieces(marks: Iterable[Mark], length: int) -> Iterator[Piece]:
    """Yield the pieces of a text of ``length`` characters, in order and without gaps.

    A mark that crosses another is closed where the other ends and opened again at once, so it comes out as several
    elements. Of marks with the same extent the one given first is the outermost. Empty marks are left out.

    Examples
    --------
    >>> crossing = [Mark(0, 3, "role", "target"), Mark(2, 5, "entity", "PROGRAM")]
    >>> for start, end, closed, opened in pieces(crossing, 6):
    ...     print(start, end, closed, [mark.name for mark in opened])
    0 2 0 ['target']
    2 3 0 ['PROGRAM']
    3 5 2 ['PROGRAM']
    5 6 1 []
    6 6 0 []
    """
    starting: defaultdict[int, list[Mark]] = defaultdict(list)
    boundaries = {0, length}
    for mark in marks:
        if mark.start < mark.end:
            starting[mark.start].append(mark)
            boundaries |= {mark.start, mark.end}
    positions = sorted(boundaries)
    open_marks: list[Mark] = []
    for position, following in zip(positions, [*positions[1:], length], strict=True):
        kept = next((depth for depth, mark in enumerate(open_marks) if mark.end == position), len(open_marks))
        crossing = [mark for mark in open_marks[kept:] if mark.end > position]
        opened = sorted([*crossing, *starting[position]], key=lambda mark: -mark.end)
        yield Piece(position, following, len(open_marks) - kept, tuple(opened))
        open_marks[kept:] = opened
