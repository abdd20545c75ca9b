"""What the components keep on a spaCy ``Doc``: plain JSON under one key, so that ``DocBin`` and processes carry it.

Three attributes read it: ``doc._.bulletin`` (`Bulletin`), ``doc._.events`` (tuple of `Event`) and ``doc._.meta``
(`Meta`, may be set before the pipeline runs).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypedDict

from spacy.tokens import Doc

from miit_ie.schema import Bulletin, Entry, Event, Meta, default_ontology
from miit_ie.schema.reading import Reader

__all__ = ["Record", "record_of", "register_extensions"]

_KEY = "miit_ie"


class Record(TypedDict, total=False):
    """What is known of a document.

    ``events`` holds what the extractor read, ``bulletin`` the completed result. ``keep_going`` asks the components
    to note an error in ``error`` instead of raising it.
    """

    doc_id: str
    meta: dict[str, Any]
    events: list[dict[str, Any]]
    bulletin: dict[str, Any]
    keep_going: bool
    error: str


def record_of(doc: Doc) -> Record:
    """Return the record of a document, an empty one at first."""
    record: Record = doc.user_data.setdefault(_KEY, {})
    return record


def register_extensions() -> None:
    """Add ``doc._.bulletin``, ``doc._.events`` and ``doc._.meta`` where they are not there yet."""
    for name, getter, setter in (
        ("bulletin", _bulletin, None),
        ("events", _events, None),
        ("meta", _meta, _set_meta),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=getter, setter=setter)


def _bulletin(doc: Doc) -> Bulletin | None:
    data = record_of(doc).get("bulletin")
    if data is None:
        return None
    # Components of the user's may have added entities with labels of their own.
    known = default_ontology()
    own = {entity["label"] for entity in data["entities"]} - known.entity_labels.keys()
    labels = {**known.entity_labels, **{label: Entry(label, zh="", en="") for label in own}}
    return Bulletin.from_dict(data, text=doc.text, ontology=replace(known, entity_labels=labels))


def _events(doc: Doc) -> tuple[Event, ...]:
    bulletin = _bulletin(doc)
    return bulletin.events if bulletin else ()


def _meta(doc: Doc) -> Meta:
    return Meta.read(Reader(record_of(doc).get("meta", {}), "meta"))


def _set_meta(doc: Doc, meta: Meta) -> None:
    record_of(doc)["meta"] = meta.to_dict()
