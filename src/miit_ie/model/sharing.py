"""Which events what was found around them belongs to: 甲线等5条线通过验收,1条未通过验收.

A network finds what hangs on a target once, whatever events have the target, and gives an event the doers, times and
places of its neighbours all too readily. Which event they are said of shows in where they stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from miit_ie.model.source import Piece
from miit_ie.schema import Count, Event, Item, Mention, Span, Time

__all__ = ["share_out"]

_JOINT = re.compile("[,、和与及]|以及|会同|联合")
_SENTENCE_END = re.compile("[。!?\n]")
# Not the comma of 1,991.
_CLAUSE_END = re.compile(r"(?<![0-9]),|,(?![0-9])|[;:。!?\n]")


def share_out(events: Sequence[Event], folded: str) -> Iterator[Event]:
    """Yield the events, in order, each with what belongs to it.

    - A time stands in the sentence of the trigger, or in one before it in the line if no other event is in between; a
      doer or basis in its line, or above where no other event is in between or the line leads in with a colon. Behind
      the trigger all three stand in its clause. Doers and times reach no further than to a clause that names others.
    - A place or field belongs to the event, of those it was found for, whose trigger is nearest to it: fewest clauses
      off, then fewest characters; so does a title or batch, among the events that share its target.
    - Where a target that is shared has several counts, a count belongs to the events in the nearest clause; a single
      one belongs to all.

    Parameters
    ----------
    events
        Events of one window, each with all that was found for it, nothing inferred.
    folded
        The text, folded (`miit_ie.text.fold.fold`).
    """
    triggers = [_place(event.trigger) for event in events]
    agents = _groups({_place(agent) for event in events for agent in event.agent}, folded)
    times = _groups({_place(time) for event in events for time in event.time}, folded)
    claims: dict[tuple[str, Piece], list[Piece]] = defaultdict(list)
    for event, trigger in zip(events, triggers, strict=True):
        claimed = {("target", _place(item.target)) for item in event.items}
        claimed |= {("place", _place(one)) for one in event.place} | {("field", _place(one)) for one in event.field}
        for claim in claimed:
            claims[claim].append(trigger)
    for event, trigger in zip(events, triggers, strict=True):
        near = _Neighbourhood(trigger, triggers, folded)
        alike: dict[Piece, list[Item]] = defaultdict(list)
        for item in event.items:
            alike[_place(item.target)].append(item)
        items: list[Item] = []
        for target, group in alike.items():
            others = claims["target", target]
            items += _own(group, _Neighbourhood(trigger, others, folded)) if len(others) > 1 else group
        yield replace(
            event,
            agent=tuple(one for one in event.agent if near.reaches(one) and not near.is_replaced(one, agents)),
            time=tuple(one for one in event.time if near.is_close(one) and not near.is_replaced(one, times)),
            basis=tuple(one for one in event.basis if near.reaches(one)),
            place=tuple(one for one in event.place if near.is_nearest(one, claims["place", _place(one)])),
            field=tuple(one for one in event.field if near.is_nearest(one, claims["field", _place(one)])),
            items=tuple(items),
        )


def _own(alike: Sequence[Item], near: _Neighbourhood) -> list[Item]:
    """Return what of the items with one target belongs to one of the triggers that share it."""
    if len(alike) > 1:
        here = [item for item in alike if item.count is None or near.is_in_nearest_clause(item.count)]
        alike = here or [replace(alike[0], count=None, members=(), members_complete=False)]
    return [
        replace(
            item,
            title=item.title if item.title and near.is_nearest(item.title, near.triggers) else None,
            batch=item.batch if item.batch and near.is_nearest(item.batch, near.triggers) else None,
        )
        for item in alike
    ]


def _groups(spans: Iterable[Piece], folded: str) -> list[Piece]:
    """Return spans in order, those that a comma or 和 joins (甲部,乙部) as one."""
    groups: list[Piece] = []
    for start, end in sorted(spans):
        if groups and _JOINT.fullmatch(folded, groups[-1][1], start):
            groups[-1] = groups[-1][0], end
        else:
            groups.append((start, end))
    return groups


class _Neighbourhood:
    """A trigger among those it may have to share with."""

    def __init__(self, trigger: Piece, triggers: Sequence[Piece], folded: str) -> None:
        self.start, self.end = self.trigger = trigger
        self.triggers = triggers
        self.folded = folded

    def is_close(self, one: Time) -> bool:
        """Return whether a span stands in the sentence of the trigger, or in front of it with no event in between.

        Behind the trigger it stands in its clause.
        """
        start, end = _place(one)
        if start > self.start:
            return not _CLAUSE_END.search(self.folded, self.end, start)
        between = self.folded[end : self.start]
        return "\n" not in between and not (_SENTENCE_END.search(between) and self._is_followed(end))

    def reaches(self, one: Mention | Span) -> bool:
        """Return whether a span stands in the line of the trigger, or above where it is said of what follows.

        Behind the trigger it stands in its clause.
        """
        start, end = _place(one)
        if start > self.start:
            return not _CLAUSE_END.search(self.folded, self.end, start)
        line, found, _ = self.folded[end : self.start].partition("\n")
        return not found or line.rstrip().endswith(":") or not self._is_followed(end)

    def is_replaced(self, one: Mention | Time, others: Sequence[Piece]) -> bool:
        """Return whether a clause between a span and the trigger names others than those it is named with."""
        _, end = _place(one)
        return any(
            end < start <= self.start and _CLAUSE_END.search(self.folded, end, start) is not None for start, _ in others
        )

    def is_nearest(self, one: Span, triggers: Sequence[Piece]) -> bool:
        """Return whether of several triggers this one is nearest to a span."""
        span = _place(one)
        return self._distance(self.trigger, span) == min(self._distance(other, span) for other in triggers)

    def is_in_nearest_clause(self, one: Count) -> bool:
        """Return whether no trigger is fewer clauses off a count."""
        span = _place(one)
        clauses = min(self._distance(other, span)[0] for other in self.triggers)
        return self._distance(self.trigger, span)[0] == clauses

    def _is_followed(self, end: int) -> bool:
        """Return whether another event stands between a place in front and the trigger."""
        return any(end <= other < self.start for other, _ in self.triggers)

    def _distance(self, trigger: Piece, span: Piece) -> tuple[int, int]:
        """Return how many clauses and characters a span is off a trigger."""
        between = self.folded[trigger[1] : span[0]] if trigger[0] < span[0] else self.folded[span[1] : trigger[0]]
        return len(_CLAUSE_END.findall(between)), len(between)


def _place(one: Span | Count | Mention | Time) -> Piece:
    if one.start is None or one.end is None:
        raise ValueError(f"{one.text!r} stands nowhere in the text")
    return one.start, one.end
