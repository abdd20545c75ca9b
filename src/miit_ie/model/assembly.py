"""From frames in tokens to entities and events of the schema, with offsets into the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from miit_ie.model.config import ModelConfig
from miit_ie.model.decoding import Found, Frame, FrameItem
from miit_ie.model.source import Source
from miit_ie.model.windows import Window
from miit_ie.schema import Count, Entity, Event, Extent, Item, Mention, Modality, Ontology, Span, Time
from miit_ie.text.counts import find_counts
from miit_ie.text.fold import fold

__all__ = ["Assembler"]

_SENTENCE_END = re.compile("[。!?\n]")
_CLAUSE_END = re.compile("[,;:。!?\n]")


class Assembler:
    """Makes schema objects of what was decoded in the windows of one text.

    Parameters
    ----------
    source
        The text, with what the rules say of it.
    config, ontology
        The model's.
    """

    def __init__(self, source: Source, config: ModelConfig, ontology: Ontology) -> None:
        self.text = source.text
        self.folded = fold(source.text)
        self.counts = {(count.start, count.end): count for count in source.counts}
        self.values = {(date.start, date.end): date.value for date in source.dates}
        self.enumerations = source.enumerations
        # What the network reads as the first of each three is the second there.
        self.overruled: tuple[tuple[Modality, Modality, Sequence[Extent]], ...] = (
            ("planned", "actual", source.done),
            ("actual", "planned", source.planned),
        )
        self.config = config
        self.ontology = ontology

    def entities(self, window: Window, found: Sequence[Found]) -> Iterator[Entity]:
        """Yield the entities the window answers for."""
        for piece in found:
            if window.first <= piece.start < window.end:
                span = self._span(window, piece)
                label = self.config.entity_labels[piece.label]
                yield Entity(span.text, span.start, span.end, label, self.config.confidence("entity", piece.score))

    def events(self, window: Window, frames: Sequence[Frame]) -> Iterator[Event]:
        """Yield the events whose trigger the window answers for."""
        triggers = sorted(self._span(window, frame.trigger).start for frame in frames)
        for frame in frames:
            if window.first <= frame.trigger.start < window.end:
                yield self._event(window, frame, triggers)

    def _event(self, window: Window, frame: Frame, triggers: Sequence[int]) -> Event:
        def spans(role: str) -> tuple[Span, ...]:
            return tuple(self._span(window, piece) for piece in frame.arguments.get(role, ()))

        kind = self.config.event_types[frame.trigger.label]
        trigger = self._span(window, frame.trigger)
        return Event(
            type=kind,
            code=self.ontology.code(kind),
            trigger=trigger,
            modality=self._modality(frame.modality, trigger),
            polarity=frame.polarity,
            agent=tuple(
                Mention(span.text, span.start, span.end)
                for span in _nearest(self._doers(spans("agent"), trigger, triggers), trigger)
            ),
            items=tuple(self._item(window, item) for item in frame.items),
            time=tuple(
                Time(span.text, span.start, span.end, value=self.values.get((span.start, span.end)))
                for span in self._close(spans("time"), trigger)
            ),
            place=spans("place"),
            basis=tuple(self._close(spans("basis"), trigger)),
            field=spans("field"),
            confidence=self.config.confidence("event", frame.trigger.score),
        )

    def _close(self, spans: Iterable[Span], trigger: Span) -> Iterator[Span]:
        """Yield the spans in the sentence of a trigger; those behind it only if they are in its clause."""
        for span in spans:
            if span.start < trigger.start:
                apart = _SENTENCE_END.search(self.folded, span.end, trigger.start)
            else:
                apart = _CLAUSE_END.search(self.folded, trigger.end, span.start)
            if not apart:
                yield span

    def _doers(self, spans: Iterable[Span], trigger: Span, triggers: Sequence[int]) -> Iterator[Span]:
        """Yield those who may be the doers: in the line of the trigger, or above where no other event stands between.

        Those behind it are in its sentence.
        """
        for span in spans:
            if span.start > trigger.start:
                apart = bool(_SENTENCE_END.search(self.folded, trigger.end, span.start))
            else:
                others = bisect_left(triggers, trigger.start) - bisect_left(triggers, span.end)
                apart = others > 0 and "\n" in self.folded[span.end : trigger.start]
            if not apart:
                yield span

    def _modality(self, modality: Modality, trigger: Span) -> Modality:
        for wrong, right, extents in self.overruled:
            if modality == wrong and any(extent.start <= trigger.start < extent.end for extent in extents):
                return right
        return modality

    def _item(self, window: Window, item: FrameItem) -> Item:
        def best(role: str) -> Span | None:
            pieces = item.dependants.get(role)
            return self._span(window, max(pieces, key=lambda piece: piece.score)) if pieces else None

        count = best("count")
        members = tuple(self._span(window, piece) for piece in item.dependants.get("member", ()))
        quantity = self._count(count) if count else None
        if quantity and members and quantity.bound == "exact" and len(members) != quantity.value:
            # The sum shows that the network has missed some, or found too many; the rules' list comes out even.
            members = self.enumerations.get((quantity.start, quantity.end), members)
        return Item(
            target=self._span(window, item.target),
            title=best("title"),
            count=quantity,
            members=members,
            members_complete=bool(members) and self._is_complete(members, quantity),
            batch=best("batch"),
            field=tuple(self._span(window, piece) for piece in item.dependants.get("field", ())),
        )

    def _count(self, span: Span) -> Count:
        if known := self.counts.get((span.start, span.end)):
            return known
        # The network cut the quantity in its own way: read it by itself.
        for alone in find_counts(span.text):
            if (alone.start, alone.end) == (0, len(span.text)):
                return Count(span.text, span.start, span.end, alone.value, alone.unit, alone.bound, alone.scope)
        return Count(span.text, span.start, span.end, None, None, "unspecified")

    def _is_complete(self, members: Sequence[Span], count: Count | None) -> bool:
        """Return whether an enumeration is closed: as many as counted, or not followed by 等."""
        if count is not None and count.value == len(members):
            return True
        behind = self.folded[members[-1].end : members[-1].end + 3].lstrip("”》)」』 ")
        return not behind.startswith("等") and (count is None or len(members) > 1)

    def _span(self, window: Window, piece: Found) -> Span:
        extent = window.extent(piece.start, piece.end)
        return Span(self.text[extent.start : extent.end], extent.start, extent.end)


def _nearest(spans: Iterable[Span], trigger: Span) -> list[Span]:
    """Return the spans, of those with the same words the one nearest to the trigger."""
    by_words: dict[str, Span] = {}
    for span in spans:
        known = by_words.get(span.text)
        if known is None or abs(span.start - trigger.start) < abs(known.start - trigger.start):
            by_words[span.text] = span
    return sorted(by_words.values(), key=lambda span: span.start)
