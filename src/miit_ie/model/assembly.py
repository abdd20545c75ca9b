"""From frames in tokens to entities and events of the schema, with offsets into the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from miit_ie.model.config import ModelConfig
from miit_ie.model.decoding import Found, Frame, FrameItem
from miit_ie.model.modality import Draft
from miit_ie.model.sharing import share_out
from miit_ie.model.source import Source
from miit_ie.model.windows import Window
from miit_ie.schema import Count, Entity, Event, Item, Mention, Ontology, Span, Time
from miit_ie.text.counts import find_counts
from miit_ie.text.fold import fold

__all__ = ["Assembler"]


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
        self.config = config
        self.ontology = ontology

    def entities(self, window: Window, found: Sequence[Found]) -> Iterator[Entity]:
        """Yield the entities the window answers for."""
        for piece in found:
            if window.first <= piece.start < window.end:
                span = self._span(window, piece)
                label = self.config.entity_labels[piece.label]
                yield Entity(span.text, span.start, span.end, label, self.config.confidence("entity", piece.score))

    def events(self, window: Window, frames: Sequence[Frame]) -> Iterator[Draft]:
        """Yield the events whose trigger the window answers for, with their modality still to be decided."""
        events = [self._event(window, frame) for frame in frames]
        for frame, event in zip(frames, share_out(events, self.folded), strict=True):
            if window.first <= frame.trigger.start < window.end:
                yield Draft(event, frame.modalities)

    def _event(self, window: Window, frame: Frame) -> Event:
        def spans(role: str) -> tuple[Span, ...]:
            return tuple(self._span(window, piece) for piece in frame.arguments.get(role, ()))

        kind = self.config.event_types[frame.trigger.label]
        trigger = self._span(window, frame.trigger)
        return Event(
            type=kind,
            code=self.ontology.code(kind),
            trigger=trigger,
            polarity=frame.polarity,
            agent=tuple(Mention(span.text, span.start, span.end) for span in _nearest(spans("agent"), trigger)),
            items=tuple(self._item(window, item) for item in frame.items),
            time=tuple(
                Time(span.text, span.start, span.end, value=self.values.get((span.start, span.end)))
                for span in spans("time")
            ),
            place=spans("place"),
            basis=spans("basis"),
            field=spans("field"),
            confidence=self.config.confidence("event", frame.trigger.score),
        )

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
