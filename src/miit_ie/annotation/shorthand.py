"""The annotators' shorthand: mentions instead of offsets.

Annotators copy mentions out of the text; `resolve` finds their offsets. ``企业#2`` means the second occurrence of
企业 in the text, overlapping ones counted; without a number the first is meant. Entities label every occurrence of
their mention; where two overlap, the longer one stands. See ``annotations/GUIDELINES.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from miit_ie.errors import ContractError
from miit_ie.schema import Bulletin, Ontology
from miit_ie.schema.reading import Reader

__all__ = ["resolve"]

_NUMBERED = re.compile(r"(?P<words>.+)#(?P<number>[1-9][0-9]*)", re.DOTALL)
_POLARITY = {"+": "positive", "-": "negative"}
_BULLETIN_FIELDS = ("doc_id", "genre", "meta", "text", "ents", "events")
_SPAN_LISTS = ("agent", "time", "place", "basis", "field")
_EVENT_FIELDS = ("t", "trig", "mod", "pol", *_SPAN_LISTS, "items")
_ITEM_FIELDS = ("target", "title", "count", "members", "complete", "batch", "field")


def resolve(data: Mapping[str, Any], *, ontology: Ontology | None = None) -> Bulletin:
    """Turn a bulletin in shorthand into one with offsets.

    Parameters
    ----------
    data
        An object with ``doc_id``, ``text``, ``ents`` (pairs of mention and label), ``events`` (see the guideline)
        and optionally ``meta`` and ``genre``, of which the latter is no part of a bulletin.
    ontology
        The ontology its types belong to; the shipped one by default.

    Raises
    ------
    ContractError
        If a mention is not in the text, or a field is missing, unknown or wrong; the message says where.

    Examples
    --------
    >>> item = {"target": "企业", "count": ["4家", 4, "家", "exact", "increment"]}
    >>> events = [{"t": "认定", "trig": "新认定", "items": [item]}]
    >>> bulletin = resolve({"doc_id": "a", "text": "新认定4家企业。", "ents": [["4家", "QUANTITY"]], "events": events})
    >>> bulletin.events[0].items[0].count.start
    3
    """
    reader = Reader(data)
    _reject_others(data, _BULLETIN_FIELDS, "")
    text = _Text(reader.str("text"))
    contract = {
        "doc_id": reader.str("doc_id"),
        "text": text.whole,
        "meta": data.get("meta"),
        "entities": _entities(text, data),
        "events": [_event(text, event, place) for event, place in _objects(data, "events", "")],
    }
    return Bulletin.from_dict(contract, ontology=ontology)


class _Text(NamedTuple):
    whole: str

    def span(self, mention: Any, place: str) -> dict[str, Any]:
        """Return the span that a mention stands for."""
        if not isinstance(mention, str) or not mention:
            raise ContractError(f"{place}: expected words of the text, found {mention!r}")
        # Words of the text may end in #2 themselves.
        numbered = _NUMBERED.fullmatch(mention) if mention not in self.whole else None
        words, number = (numbered["words"], int(numbered["number"])) if numbered else (mention, 1)
        starts = list(self.occurrences(words))
        if not starts:
            raise ContractError(f"{place}: {words!r} is not in the text")
        if len(starts) < number:
            raise ContractError(f"{place}: {mention!r} asks for occurrence {number} of {len(starts)}")
        start = starts[number - 1]
        return {"text": words, "start": start, "end": start + len(words)}

    def optional(self, data: Mapping[str, Any], key: str, place: str) -> dict[str, Any] | None:
        mention = data.get(key)
        return None if mention is None else self.span(mention, f"{place}.{key}")

    def spans(self, data: Mapping[str, Any], key: str, place: str) -> list[dict[str, Any]]:
        return [self.span(mention, f"{place}.{key}[{i}]") for i, mention in enumerate(_list(data, key, place))]

    def occurrences(self, words: str) -> Iterator[int]:
        """Yield where words stand, overlapping occurrences included."""
        start = self.whole.find(words)
        while start >= 0:
            yield start
            start = self.whole.find(words, start + 1)


def _event(text: _Text, event: Mapping[str, Any], place: str) -> dict[str, Any]:
    _reject_others(event, _EVENT_FIELDS, place)
    reader = Reader(event, place)
    return {
        "type": reader.str("t"),
        "trigger": text.span(reader.str("trig"), f"{place}.trig"),
        "modality": event.get("mod", "actual"),
        "polarity": _POLARITY[reader.choice("pol", _POLARITY)] if "pol" in event else "positive",
        "items": [_item(text, item, where) for item, where in _objects(event, "items", place)],
        **{role: text.spans(event, role, place) for role in _SPAN_LISTS},
    }


def _item(text: _Text, item: Mapping[str, Any], place: str) -> dict[str, Any]:
    _reject_others(item, _ITEM_FIELDS, place)
    reader = Reader(item, place)
    return {
        "target": text.span(reader.str("target"), f"{place}.target"),
        "title": text.optional(item, "title", place),
        "count": _count(text, item.get("count"), f"{place}.count"),
        "members": text.spans(item, "members", place),
        "members_complete": reader.bool("complete", default=False),
        "batch": text.optional(item, "batch", place),
        "field": text.spans(item, "field", place),
    }


def _count(text: _Text, count: Any, place: str) -> dict[str, Any] | None:
    if count is None:
        return None
    if not isinstance(count, list) or len(count) != 5:
        raise ContractError(f"{place}: expected [words, value, unit, bound, scope], found {count!r}")
    mention, value, unit, bound, scope = count
    return {**text.span(mention, place), "value": value, "unit": unit, "bound": bound, "scope": scope}


def _entities(text: _Text, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    labels: dict[str, str] = {}
    for index, pair in enumerate(_list(data, "ents", "")):
        place = f"ents[{index}]"
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(part, str) and part for part in pair):
            raise ContractError(f"{place}: expected [words, label], found {pair!r}")
        words, label = pair
        if words not in text.whole:
            raise ContractError(f"{place}: {words!r} is not in the text")
        if labels.setdefault(words, label) != label:
            raise ContractError(f"{place}: {words!r} is listed already, as {labels[words]}")
    found: list[dict[str, Any]] = []
    taken = bytearray(len(text.whole))
    for words, label in sorted(labels.items(), key=lambda entry: -len(entry[0])):
        for start in text.occurrences(words):
            end = start + len(words)
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * len(words)
                found.append({"text": words, "label": label, "start": start, "end": end})
    return sorted(found, key=lambda entity: entity["start"])


def _list(data: Mapping[str, Any], key: str, place: str) -> list[Any]:
    values = data.get(key)
    if values is None:
        return []
    if not isinstance(values, list):
        raise ContractError(f"{_at(place, key)}: expected a list, found {values!r}")
    return values


def _objects(data: Mapping[str, Any], key: str, place: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    for index, value in enumerate(_list(data, key, place)):
        where = f"{_at(place, key)}[{index}]"
        Reader(value, where)
        yield value, where


def _reject_others(data: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    if others := [key for key in data if key not in known]:
        raise ContractError(f"{_at(place, others[0])}: unknown; expected {' '.join(known)}")


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
