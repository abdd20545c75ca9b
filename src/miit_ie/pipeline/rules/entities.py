"""The entities of a text by rule: dates, quantities, documents, persons, and names from a gazetteer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from miit_ie.pipeline.rules.documents import find_documents
from miit_ie.pipeline.rules.names import find_names
from miit_ie.pipeline.rules.people import find_people
from miit_ie.schema import Entity, Mention, Span, Time
from miit_ie.text.counts import find_quantities
from miit_ie.text.dates import find_dates
from miit_ie.text.doc_numbers import find_doc_numbers
from miit_ie.text.fold import fold

__all__ = ["recognise", "recognise_with"]


def recognise(text: str) -> list[Entity]:
    """Find the entities of a text.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of Entity
        In order and without overlap. Where two would overlap the longer one stands. Their ``confidence`` is ``None``.

    Examples
    --------
    >>> for entity in recognise("2020年，工信部认定63家国家技术创新示范企业。"):
    ...     print(entity.label, entity.text)
    DATE 2020年
    AGENCY 工信部
    QUANTITY 63家
    TITLE 国家技术创新示范企业
    """
    folded = fold(text)
    found = recognise_with(folded, find_quantities(folded), find_dates(folded))
    return [Entity(text[e.start : e.end], e.start, e.end, e.label) for e in found]


def recognise_with(text: str, quantities: Iterable[Span], dates: Iterable[Time]) -> list[Entity]:
    """Find the entities of a folded text whose quantities and dates are known."""
    exact = [
        *find_documents(text),
        *_labelled("DOCNUM", find_doc_numbers(text)),
        *_labelled("DATE", dates),
        *_labelled("QUANTITY", quantities),
    ]
    known = _longest([*exact, *find_people(text)], len(text))
    found = _longest([*known, *find_names(text, known)], len(text))
    return [Entity(text[e.start : e.end], e.start, e.end, e.label) for e in found]


def _labelled(label: str, spans: Iterable[Span | Mention]) -> Iterator[Entity]:
    for span in spans:
        if span.start is not None and span.end is not None:
            yield Entity(span.text, span.start, span.end, label)


def _longest(candidates: Iterable[Entity], length: int) -> list[Entity]:
    """Keep the longest of those that overlap, of two of one length the first given; return them in text order."""
    taken = bytearray(length)
    kept = []
    for entity in sorted(candidates, key=lambda entity: entity.start - entity.end):
        if taken.find(1, entity.start, entity.end) < 0:
            taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
            kept.append(entity)
    return sorted(kept, key=lambda entity: entity.start)
