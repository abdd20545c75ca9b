"""Writes annotations of a text down by quoting it, so that the cases of a test can be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from miit_ie.schema import (
    Bulletin,
    Count,
    Entity,
    Event,
    Item,
    Mention,
    Modality,
    Polarity,
    Span,
    Time,
    default_ontology,
)


class Annotator:
    """Makes annotations of one text. ``"企业#2"`` is the second 企业 in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, quote: str) -> Span:
        words, _, nth = quote.partition("#")
        start = -1
        for _ in range(int(nth or 1)):
            start = self.text.index(words, start + 1)
        return Span(words, start, start + len(words))

    def spans(self, quotes: Sequence[str]) -> tuple[Span, ...]:
        return tuple(map(self.span, quotes))

    def entity(self, quote: str, label: str) -> Entity:
        span = self.span(quote)
        return Entity(span.text, span.start, span.end, label)

    def count(self, quote: str, value: float | None, unit: str | None, **values: Any) -> Count:
        span = self.span(quote)
        return Count(span.text, span.start, span.end, value, unit, **values)

    def item(
        self,
        target: str,
        *,
        count: Count | None = None,
        title: str | None = None,
        batch: str | None = None,
        members: Sequence[str] = (),
        field: Sequence[str] = (),
    ) -> Item:
        return Item(
            target=self.span(target),
            title=self.span(title) if title else None,
            count=count,
            members=self.spans(members),
            batch=self.span(batch) if batch else None,
            field=self.spans(field),
        )

    def event(
        self,
        event_type: str,
        trigger: str,
        *items: Item,
        modality: Modality = "actual",
        polarity: Polarity = "positive",
        agent: Sequence[str] = (),
        time: Sequence[str] = (),
        place: Sequence[str] = (),
        basis: Sequence[str] = (),
        field: Sequence[str] = (),
    ) -> Event:
        return Event(
            type=event_type,
            code=default_ontology().code(event_type),
            trigger=self.span(trigger),
            modality=modality,
            polarity=polarity,
            items=items,
            agent=tuple(Mention(s.text, s.start, s.end) for s in self.spans(agent)),
            time=tuple(Time(s.text, s.start, s.end) for s in self.spans(time)),
            place=self.spans(place),
            basis=self.spans(basis),
            field=self.spans(field),
        )

    def bulletin(self, *annotations: Event | Entity, doc_id: str = "a") -> Bulletin:
        return Bulletin.of(
            self.text,
            doc_id,
            events=tuple(a for a in annotations if isinstance(a, Event)),
            entities=tuple(a for a in annotations if isinstance(a, Entity)),
        )
