"""The rule baseline: entities and events of a text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from miit_ie.pipeline.rules import adjuncts
from miit_ie.pipeline.rules.entities import recognise_with
from miit_ie.pipeline.rules.frames import Frame, read_frame
from miit_ie.pipeline.rules.layout import Clause, split_clauses
from miit_ie.pipeline.rules.phrases import Phrase, Piece
from miit_ie.pipeline.rules.triggers import Trigger, find_triggers
from miit_ie.schema import Count, Entity, Event, Extent, Item, Mention, Modality, Span, Time, default_ontology
from miit_ie.text.counts import counts_among, find_quantities
from miit_ie.text.date_cues import DateCue, date_cues
from miit_ie.text.dates import find_dates
from miit_ie.text.extents import merged, within
from miit_ie.text.fold import fold
from miit_ie.text.lists import planned_lists
from miit_ie.text.metadata import attachment_lines
from miit_ie.text.modality import (
    PlanTracker,
    intended,
    is_call,
    is_law_article,
    is_plan,
    is_proposal,
    modality_of,
    polarity_of,
    reported,
)
from miit_ie.text.sections import Section, split_sections
from miit_ie.text.sentences import split_sentences
from miit_ie.text.view import View

__all__ = ["Circumstance", "Reading", "extract", "read"]

_CHAPTER = 2
"""Sections down to this level start anew; those below go on with what was opened before them."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What surrounds the events of a sentence and bears on their modality.

    Attributes
    ----------
    start, end
        Offsets of the sentence in the text.
    plan, proposal, call, law
        Whether it belongs to a plan, a text put up for comment, a call for applications, an article of a law.
    """

    start: int
    end: int
    plan: bool
    proposal: bool
    call: bool
    law: bool


class Reading(NamedTuple):
    """What the rules read in a text, each in text order.

    Attributes
    ----------
    entities, events, counts, dates
        What the text says.
    circumstances
        Those of its sentences.
    done
        Sentences of sections that report, or are on a year before that of the text, and what stands behind a date gone
        by, up to the first word of plans.
    planned
        Sentences of sections and lists that set out plans, and what stands behind a date to come, up to the first word
        of work done.
    """

    entities: list[Entity]
    events: list[Event]
    circumstances: list[Circumstance]
    counts: list[Count]
    dates: list[Time]
    done: list[Extent]
    planned: list[Extent]


def extract(text: str, *, title: str | None = None, reference: date | None = None) -> tuple[list[Entity], list[Event]]:
    """Read entities and events out of a text with rules alone.

    Parameters
    ----------
    text
        The text of a bulletin.
    title
        Its title; a 公示 puts its contents up for comment.
    reference
        Its date, which tells plans from work done.

    Returns
    -------
    entities, events
        In text order. Events carry what the text says; what is to be inferred or resolved is left to
        `miit_ie.pipeline.completion`.

    Examples
    --------
    >>> _, events = extract("工业和信息化部新认定18家省重点实验室。")
    >>> events[0].type, events[0].items[0].count.value, events[0].items[0].target.text
    ('认定', 18, '省重点实验室')
    """
    reading = read(text, title=title, reference=reference)
    return reading.entities, reading.events


def read(text: str, *, title: str | None = None, reference: date | None = None) -> Reading:
    """Read a text like `extract`, and tell the circumstances of its sentences as well."""
    view = View.of(text)
    folded = fold(view.text)
    quantities, dates = find_quantities(folded), find_dates(folded, reference)
    entities = recognise_with(folded, quantities, dates)
    page = _Page(view, entities, counts_among(quantities), dates, fold(title or view.text[:60]), reference)
    events: list[Event] = []
    for section in split_sections(view.text, reference):
        events += page.events(section)
    entities = [
        Entity(span.text, span.start, span.end, entity.label)
        for entity in page.entities
        for span in [view.span(entity.start, entity.end)]
    ]
    counts = [
        replace(count, text=span.text, start=span.start, end=span.end)
        for count in page.counts
        for span in [view.span(count.start, count.end)]
    ]
    times = [
        replace(time, text=span.text, start=span.start, end=span.end)
        for time in dates
        if time.start is not None and time.end is not None
        for span in [view.span(time.start, time.end)]
    ]
    return Reading(entities, events, page.circumstances, counts, times, merged(page.done), merged(page.planned))


class _Page:
    """A text with what is known of it before its events are read. All offsets point into the view."""

    def __init__(
        self,
        view: View,
        entities: list[Entity],
        counts: list[Count],
        dates: list[Time],
        title: str,
        reference: date | None,
    ) -> None:
        self.view = view
        self.reference = reference
        self.entities = entities
        self.counts = counts
        self.values = {(time.start, time.end): time.value for time in dates}
        self.proposal = is_proposal(title)
        self.call = is_call(title)
        self.plan = is_plan(title)
        self.plans = PlanTracker()
        self.lists = planned_lists(view.text)
        self.dated = date_cues(fold(view.text), dates, reference)
        self.circumstances: list[Circumstance] = []
        self.done: list[Extent] = []
        self.planned: list[Extent] = []
        # 附件:1.遴选结果 names a document and reports nothing.
        self.attachments = attachment_lines(view.text)

    def events(self, section: Section) -> list[Event]:
        text = self.view.text
        if section.level <= _CHAPTER:
            self.plans.reset()
        law, is_past = False, self._is_past(section)
        events: list[Event] = []
        for extent in split_sentences(text[section.start : section.end]):
            start = extent.start + section.start
            if text.rfind("\n", 0, start) + 1 in self.attachments:
                continue
            sentence = self._read(Extent(start, extent.end + section.start))
            law = law or is_law_article(sentence.masked)
            plan = self.plans.carries(sentence.masked) or section.plan or self.plan
            planned = self._planned(sentence, section)
            self.planned += [self._as_given(piece) for piece in planned]
            dates = self._dated(start, sentence.extent.end)
            if is_past:
                self._note(sentence, 0, dates, ahead=False)
            for cue in dates:
                self._note(sentence, cue.end, dates, ahead=cue.ahead)
            span = self.view.span(sentence.extent.start, sentence.extent.end)
            self.circumstances.append(
                Circumstance(span.start, span.end, plan or bool(planned), self.proposal, self.call, law)
            )
            frames = list(sentence.frames())
            # Who is acted on in one event is not the doer of the next.
            sentence = sentence.without_items([frame for _, frame, _ in frames])
            for trigger, frame, where in frames:
                before = sentence.masked[: trigger.start - sentence.extent.start]
                among_plans = plan or any(begin <= trigger.start < end for begin, end in planned)
                modality = modality_of(
                    before,
                    dates=self._dated(sentence.extent.start, trigger.start),
                    plan=among_plans,
                    proposal=self.proposal,
                    call=self.call,
                    law=law,
                )
                events.append(self._event(sentence, trigger, frame, where, modality))
        return events

    def _dated(self, start: int, end: int) -> list[DateCue]:
        """Return the dates in a stretch that tell plans from work done, with offsets into it."""
        return [
            DateCue(one.start - start, one.end - start, one.ahead)
            for one in within(self.dated, Extent(start, end))
            if one.end <= end
        ]

    def _planned(self, sentence: _Sentence, section: Section) -> list[Piece]:
        start, end = sentence.extent.start, sentence.extent.end
        found = []
        first = bisect_right(self.lists, start, key=lambda one: one.end)
        for one in [sentence.extent] if section.plan else self.lists[first:]:
            if one.start >= end:
                break
            begin, stop = max(start, one.start), min(end, one.end)
            length = intended(sentence.masked[begin - start : stop - start])
            if length := min([length, *(cue.start for cue in self._dated(begin, stop) if not cue.ahead)]):
                found.append((begin, begin + length))
        return found

    def _note(self, sentence: _Sentence, begin: int, dates: Sequence[DateCue], *, ahead: bool) -> None:
        """Note what a sentence reports, or plans, from a place on, up to what tells otherwise."""
        words = sentence.masked[begin:]
        otherwise = [cue.start - begin for cue in dates if cue.start >= begin and cue.ahead != ahead]
        if length := min([intended(words) if ahead else reported(words), *otherwise]):
            start = sentence.extent.start + begin
            (self.planned if ahead else self.done).append(self._as_given((start, start + length)))

    def _as_given(self, piece: Piece) -> Extent:
        span = self.view.span(*piece)
        return Extent(span.start, span.end)

    def _is_past(self, section: Section) -> bool:
        if section.plan or section.report:
            return section.report
        if section.year is None or self.reference is None:
            return False
        return int(fold(self.view.text[section.year.start : section.year.end])) < self.reference.year

    def _read(self, extent: Extent) -> _Sentence:
        text = self.view.text
        clauses = split_clauses(text, extent)
        return _Sentence(
            text,
            # What a document is called says nothing about what was done.
            _without_names(text, extent, clauses),
            extent,
            clauses,
            within(self.entities, extent),
            within(self.counts, extent),
        )

    def _event(self, sentence: _Sentence, trigger: Trigger, frame: Frame, where: int, modality: Modality) -> Event:
        view, clauses = self.view, sentence.clauses
        clause = clauses[where]
        items = tuple(self._item(phrase, title, batch) for phrase, title, batch in frame.items)
        taken = {(span.start, span.end) for item in items for span in (item.batch, item.target) if span}
        times = [
            Time(span.text, span.start, span.end, value=self.values.get(piece))
            for piece in adjuncts.times(sentence.text, trigger.start, sentence.dates)
            for span in [view.span(*piece)]
        ]
        doers = adjuncts.agents(sentence.text, clauses, where, frame.subject_end, sentence.entities)
        return Event(
            type=frame.type,
            code=default_ontology().code(frame.type),
            trigger=view.span(trigger.start, trigger.end),
            modality=modality,
            polarity=polarity_of(sentence.text[clause.start : trigger.start]),
            agent=tuple(Mention(s.text, s.start, s.end) for s in (view.span(*piece) for piece in doers)),
            items=items,
            time=tuple(time for time in times if (time.start, time.end) not in taken),
            place=self._spans(adjuncts.places(sentence.text, clause, trigger.start, sentence.entities)),
            basis=self._spans(adjuncts.basis(sentence.text, clause, trigger.start, sentence.entities)),
            field=self._spans(adjuncts.fields(sentence.text, clauses, where, trigger.start)),
        )

    def _item(self, phrase: Phrase, title: Piece | None, title_batch: Piece | None) -> Item:
        view, count, batch = self.view, phrase.count, phrase.batch or title_batch
        quantity = None
        if count is not None:
            span = view.span(count.start, count.end)
            quantity = Count(span.text, span.start, span.end, count.value, count.unit, count.bound, count.scope)
        return Item(
            target=view.span(*phrase.target),
            title=view.span(*title) if title else None,
            count=quantity,
            members=self._spans(phrase.members),
            members_complete=phrase.members_complete,
            batch=view.span(*batch) if batch else None,
        )

    def _spans(self, pieces: Sequence[Piece]) -> tuple[Span, ...]:
        return tuple(self.view.span(*piece) for piece in pieces)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its clauses and what was found in it."""

    text: str
    masked: str
    extent: Extent
    clauses: list[Clause]
    entities: Sequence[Entity]
    counts: Sequence[Count]

    @property
    def dates(self) -> list[Piece]:
        return [(e.start, e.end) for e in self.entities if e.label == "DATE"]

    def without_items(self, frames: Sequence[Frame]) -> _Sentence:
        """Return the sentence without the entities that are targets, titles or members of an event."""
        pieces = [
            piece
            for frame in frames
            for phrase, title, _ in frame.items
            for piece in (phrase.target, title, *phrase.members)
            if piece
        ]
        entities = [e for e in self.entities if not any(start <= e.start and e.end <= end for start, end in pieces)]
        return replace(self, entities=entities)

    def frames(self) -> Iterator[tuple[Trigger, Frame, int]]:
        """Yield each trigger that makes an event, with its frame and the index of its clause."""
        for index, clause in enumerate(self.clauses):
            triggers = find_triggers(self.text, clause)
            for number, trigger in enumerate(triggers):
                limit = triggers[number + 1].start if number + 1 < len(triggers) else clause.end
                frame = read_frame(self.text, trigger, clause, limit, self.counts, self.dates)
                if frame is not None:
                    yield trigger, frame, index


def _without_names(text: str, sentence: Extent, clauses: Sequence[Clause]) -> str:
    masked = text[sentence.start : sentence.end]
    for start, end in clauses[0].closed if clauses else ():
        masked = masked[: start - sentence.start] + "※" * (end - start) + masked[end - sentence.start :]
    return masked
