"""Completes what an extractor read: resolved dates, inferred agents and times, sentences, metadata, order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from functools import cached_property
from typing import TypeVar

from miit_ie.schema import Bulletin, Entity, Event, Extent, Mention, Meta, Time
from miit_ie.text.dates import find_dates
from miit_ie.text.fold import fold
from miit_ie.text.metadata import read_metadata, reference_date
from miit_ie.text.sections import Section, split_sections
from miit_ie.text.sentences import split_sentences

__all__ = ["complete", "full_meta"]


def full_meta(text: str, meta: Meta) -> Meta:
    """Return the metadata known from outside (a page's header, a record's fields) completed from the text.

    Parameters
    ----------
    text
        The text of a bulletin.
    meta
        What is known already; it goes before what the text says.
    """
    read = read_metadata(text)
    return Meta(**{f.name: getattr(meta, f.name) or getattr(read, f.name) for f in fields(Meta)})


def complete(text: str, doc_id: str, meta: Meta, entities: Iterable[Entity], events: Iterable[Event]) -> Bulletin:
    """Make the bulletin out of what an extractor read.

    Parameters
    ----------
    text
        The text as given.
    doc_id
        Name of the bulletin.
    meta
        Its metadata (see `full_meta`).
    entities, events
        What the text says, in any order.

    Returns
    -------
    Bulletin
        Events in text order with ids ``e1``, ``e2``, …; times resolved to ISO 8601; where an event names no agent
        or time, the issuer of the bulletin and the year of its section heading (else, for what has happened, the
        date of the bulletin) stand in, marked ``inferred``.
    """
    context = _Context(text, meta)
    ordered = sorted(events, key=lambda event: (event.trigger.start, event.trigger.end, event.type))
    return Bulletin.of(
        text,
        doc_id,
        meta=meta,
        entities=tuple(sorted(entities, key=lambda entity: (entity.start, entity.end))),
        events=tuple(context.complete(event, f"e{number}") for number, event in enumerate(ordered, start=1)),
    )


class _Context:
    """What surrounds the events of one text."""

    def __init__(self, text: str, meta: Meta) -> None:
        self.text = text
        self.meta = meta
        self.reference = reference_date(meta)
        self.sentences = split_sentences(text)
        self.sections = split_sections(text, self.reference)

    @cached_property
    def values(self) -> dict[tuple[int | None, int | None], str | None]:
        """The dates of the text by their offsets, for extractors that do not resolve them."""
        return {(time.start, time.end): time.value for time in find_dates(self.text, self.reference)}

    def complete(self, event: Event, identifier: str) -> Event:
        return replace(
            event,
            id=identifier,
            agent=event.agent or self._issuer(),
            time=self._times(event),
            sentence=_around(self.sentences, event.trigger.start),
        )

    def _issuer(self) -> tuple[Mention, ...]:
        return (Mention(self.meta.issuer, None, None, inferred=True),) if self.meta.issuer else ()

    def _times(self, event: Event) -> tuple[Time, ...]:
        times = tuple(map(self._resolve, event.time))
        # 全年 does not say of which year; a rule for every year (每年) needs none.
        dated = any(time.value for time in times) or (times and event.modality == "generic")
        return times if dated else (*times, *self._inferred_time(event))

    def _resolve(self, time: Time) -> Time:
        if time.value is not None:
            return time
        key = (time.start, time.end)
        if key not in self.values:
            # The extractor cut the expression in its own way: read it by itself.
            alone = find_dates(time.text, self.reference)
            self.values[key] = alone[0].value if alone else None
        return replace(time, value=self.values[key])

    def _inferred_time(self, event: Event) -> tuple[Time, ...]:
        section = _around(self.sections, event.trigger.start)
        year = section.year if section else None
        if year is not None:
            text = self.text[year.start : year.end]
            return (Time(text, year.start, year.end, inferred=True, value=fold(text)),)
        published = self.meta.published or self.meta.signed
        if published and event.modality == "actual":
            return (Time(published, None, None, inferred=True, value=published),)
        return ()


_Stretch = TypeVar("_Stretch", Extent, Section)


def _around(stretches: Sequence[_Stretch], position: int) -> _Stretch | None:
    index = bisect_right(stretches, position, key=lambda stretch: stretch.start) - 1
    return stretches[index] if index >= 0 and position < stretches[index].end else None
