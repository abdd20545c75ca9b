"""Bulletins as one flat table, a row per item, for spreadsheets and data frames.

An event without items has one row whose item columns are empty; a bulletin without events has none. Events of the
core types come first. Where a cell holds several values they are joined by ``；``. Truth values are ``true`` and
``false``; offsets are code points into the text.

| Column | Holds |
| --- | --- |
| doc_id | the bulletin |
| title | its title |
| issuer | its issuing body |
| doc_number | its document number (文号) |
| published | its date of publication, ISO 8601 |
| event_id | the event, unique within the bulletin |
| type | the event type (认定, 遴选, 部署, …) |
| code | the same in English (RECOGNITION, …) |
| trigger | the words that carry the event |
| modality | ``actual``, ``planned``, ``proposed`` or ``generic`` |
| polarity | ``positive`` or ``negative`` |
| agent | who acts |
| agent_inferred | whether an agent was filled in from context; empty without an agent |
| target | what is acted on or counted |
| item_title | the title granted to the target (称号) |
| designation | the title where there is one, else the target |
| count_text | the count as the text has it |
| count_value | its number |
| count_unit | its measure word |
| count_bound | how to read it: ``exact``, ``at_least``, ``more_than``, … |
| count_scope | ``increment``, or ``total`` for a stock (累计) |
| members | the instances the text names |
| members_complete | whether they are all there are |
| count_check | whether their number agrees with the count: ``ok``, ``mismatch`` or ``n/a`` |
| batch | the batch or year class |
| field | the subject area, of the item and of the event |
| time | when, as the text has it |
| time_value | the same in ISO 8601, one per time, empty where it cannot be resolved |
| place | where |
| basis | the document it is done under |
| sentence_start | start of the sentence |
| sentence_end | its end |
| trigger_start | start of the trigger |
| trigger_end | its end |
| sentence | the sentence, where the bulletin has its text |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from miit_ie.outputs.display import ordered
from miit_ie.schema import Bulletin, Event, Item, Mention, Span

__all__ = ["COLUMNS", "Value", "rows"]

Value: TypeAlias = "str | int | float | bool | None"
_Column: TypeAlias = "Callable[[Bulletin, Event, Item | None], Value]"


def rows(bulletin: Bulletin) -> Iterator[dict[str, Value]]:
    """Yield a row per item, the columns as keys; ``None`` where there is no value.

    Examples
    --------
    >>> from miit_ie.schema import Count
    >>> item = Item(Span("试点项目", 5, 9), count=Count("17项", 2, 5, 17, "项"))
    >>> event = Event("部署", "DEPLOYMENT", Span("部署", 0, 2), items=(item,))
    >>> row = next(rows(Bulletin.of("部署17项试点项目。", "notice", events=(event,))))
    >>> row["type"], row["count_value"], row["count_unit"], row["target"]
    ('部署', 17, '项', '试点项目')
    """
    for event in ordered(bulletin.events):
        for item in event.items or (None,):
            yield {name: column(bulletin, event, item) for name, column in COLUMNS.items()}


def _joined(values: Iterable[Span | Mention]) -> str | None:
    return "；".join(value.text for value in values) or None


def _agent_inferred(bulletin: Bulletin, event: Event, item: Item | None) -> Value:
    return any(agent.inferred for agent in event.agent) if event.agent else None


def _time_value(bulletin: Bulletin, event: Event, item: Item | None) -> Value:
    return "；".join(time.value or "" for time in event.time) or None


def _field(bulletin: Bulletin, event: Event, item: Item | None) -> Value:
    return _joined((*(item.field if item else ()), *event.field))


def _sentence(bulletin: Bulletin, event: Event, item: Item | None) -> Value:
    if bulletin.text is None or event.sentence is None:
        return None
    return bulletin.text[event.sentence.start : event.sentence.end]


COLUMNS: Mapping[str, _Column] = MappingProxyType(
    {
        "doc_id": lambda bulletin, event, item: bulletin.doc_id,
        "title": lambda bulletin, event, item: bulletin.meta.title,
        "issuer": lambda bulletin, event, item: bulletin.meta.issuer,
        "doc_number": lambda bulletin, event, item: bulletin.meta.doc_number,
        "published": lambda bulletin, event, item: bulletin.meta.published,
        "event_id": lambda bulletin, event, item: event.id,
        "type": lambda bulletin, event, item: event.type,
        "code": lambda bulletin, event, item: event.code,
        "trigger": lambda bulletin, event, item: event.trigger.text,
        "modality": lambda bulletin, event, item: event.modality,
        "polarity": lambda bulletin, event, item: event.polarity,
        "agent": lambda bulletin, event, item: _joined(event.agent),
        "agent_inferred": _agent_inferred,
        "target": lambda bulletin, event, item: item.target.text if item else None,
        "item_title": lambda bulletin, event, item: item.title.text if item and item.title else None,
        "designation": lambda bulletin, event, item: item.designation if item else None,
        "count_text": lambda bulletin, event, item: item.count.text if item and item.count else None,
        "count_value": lambda bulletin, event, item: item.count.value if item and item.count else None,
        "count_unit": lambda bulletin, event, item: item.count.unit if item and item.count else None,
        "count_bound": lambda bulletin, event, item: item.count.bound if item and item.count else None,
        "count_scope": lambda bulletin, event, item: item.count.scope if item and item.count else None,
        "members": lambda bulletin, event, item: _joined(item.members) if item else None,
        "members_complete": lambda bulletin, event, item: item.members_complete if item else None,
        "count_check": lambda bulletin, event, item: item.count_check if item else None,
        "batch": lambda bulletin, event, item: item.batch.text if item and item.batch else None,
        "field": _field,
        "time": lambda bulletin, event, item: _joined(event.time),
        "time_value": _time_value,
        "place": lambda bulletin, event, item: _joined(event.place),
        "basis": lambda bulletin, event, item: _joined(event.basis),
        "sentence_start": lambda bulletin, event, item: event.sentence.start if event.sentence else None,
        "sentence_end": lambda bulletin, event, item: event.sentence.end if event.sentence else None,
        "trigger_start": lambda bulletin, event, item: event.trigger.start,
        "trigger_end": lambda bulletin, event, item: event.trigger.end,
        "sentence": _sentence,
    }
)
