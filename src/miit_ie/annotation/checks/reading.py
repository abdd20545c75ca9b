"""Reads a record piece by piece, so that a bad annotation does not hide the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from miit_ie.annotation.checks.findings import AnnotatedBulletin, Finding
from miit_ie.annotation.checks.places import Placed, event_spans
from miit_ie.annotation.corpus import GENRES
from miit_ie.annotation.lines import Line
from miit_ie.errors import ContractError, MiitIEError
from miit_ie.schema import Bulletin, Entity, Event, Extent, Mention, Ontology
from miit_ie.schema.reading import Reader

__all__ = ["read"]

T = TypeVar("T", Entity, Event)

_ANNOTATIONS = ("entities", "events")


def read(line: Line, ontology: Ontology) -> tuple[AnnotatedBulletin | None, list[Finding]]:
    """Read a line of a gold file, with the types and labels of an ontology.

    Returns
    -------
    AnnotatedBulletin or None
        What could be read; ``None`` if there is no bulletin with a text.
    list of Finding
        What could not be read, does not fit the text, or contradicts what it is derived from.
    """
    head = AnnotatedBulletin(line)
    try:
        data = line.record()
        head = AnnotatedBulletin(line, Reader(data).str("doc_id"))
        bulletin = Bulletin.from_dict({**data, **{key: [] for key in _ANNOTATIONS if isinstance(data.get(key), list)}})
        head = AnnotatedBulletin(line, head.doc_id, Reader(data).str("text"))
    except MiitIEError as error:
        return None, [_contract_error(head, "", error)]
    findings: list[Finding] = []
    genre = data.get("genre")
    if genre not in tuple(GENRES):
        findings.append(head.error("genre", "genre", f"is {genre!r}, expected one of {' '.join(GENRES)}"))
    given = {key: value for key, value in data.items() if key not in (*_ANNOTATIONS, "genre")}
    findings += _contradictions(head, given, bulletin.to_dict(with_text=True), "")

    def read_entity(reader: Reader) -> Entity:
        return Entity.read(reader, ontology)

    def read_event(reader: Reader) -> Event:
        return Event.read(reader, ontology)

    return (
        AnnotatedBulletin(
            line,
            head.doc_id,
            head.text,
            entities=_readable(head, data, "entities", read_entity, _entity_spans, findings),
            events=_readable(head, data, "events", read_event, event_spans, findings),
        ),
        findings,
    )


def _entity_spans(place: str, entity: Entity) -> Iterator[Placed]:
    yield Placed("entity", place, entity)


def _readable(
    head: AnnotatedBulletin,
    data: Mapping[str, Any],
    key: str,
    read_one: Callable[[Reader], T],
    spans: Callable[[str, T], Iterator[Placed]],
    findings: list[Finding],
) -> tuple[tuple[str, T], ...]:
    """Return the annotations that can be read and fit the text, and add to the findings what is wrong with any."""
    kept = []
    for index, given in enumerate(data.get(key, [])):
        place = f"{key}[{index}]"
        try:
            annotation = read_one(Reader(given, place))
        except ContractError as error:
            findings.append(_contract_error(head, place, error))
            continue
        misfits = list(_misfits(head, spans(place, annotation)))
        findings += misfits or _contradictions(head, given, annotation.to_dict(), place)
        if not misfits:
            kept.append((place, annotation))
    return tuple(kept)


def _misfits(head: AnnotatedBulletin, spans: Iterator[Placed]) -> Iterator[Finding]:
    for _, place, span in spans:
        if span.start is None or (isinstance(span, Mention) and span.inferred):
            yield head.error("inferred", place, f"{span.text!r} is inferred, and gold holds what the text says")
        elif head.text[span.start : span.end] != span.text:
            found = head.text[span.start : span.end]
            yield head.error("offsets", place, f"the text has {found!r} there, not {span.text!r}")
        elif not span.text:
            yield head.error("offsets", place, "is empty", Extent(span.start, span.start))


def _contradictions(head: AnnotatedBulletin, given: Any, read_back: Any, place: str) -> Iterator[Finding]:
    """Yield fields that the contract does not know, and derived ones that say something else."""
    if isinstance(given, dict) and isinstance(read_back, dict):
        for key, value in given.items():
            at = f"{place}.{key}" if place else key
            if key in read_back:
                yield from _contradictions(head, value, read_back[key], at)
            else:
                yield head.error("contract", at, f"unknown field; expected {' '.join(read_back)}")
    elif isinstance(given, list) and isinstance(read_back, list):
        for index, (value, other) in enumerate(zip(given, read_back, strict=True)):
            yield from _contradictions(head, value, other, f"{place}[{index}]")
    elif given is not None and given != read_back:
        yield head.error("derived", place, f"is {given!r}, but {read_back!r} follows from the rest")


def _contract_error(head: AnnotatedBulletin, place: str, error: MiitIEError) -> Finding:
    # Most messages of the contract name the place themselves; a place has no blanks.
    where, _, message = str(error).partition(": ")
    if isinstance(error, ContractError) and message and " " not in where:
        return head.error("contract", where, message)
    return head.error("contract", place, str(error))
