"""What the components keep on a spaCy ``Doc``: plain JSON under one key, so that ``DocBin`` and processes carry it.

Three attributes read it: ``doc._.bulletin`` (`Bulletin`), ``doc._.events`` (tuple of `Event`) and ``doc._.meta``
(`Meta`, may be set before the pipeline runs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

import numpy as np
from spacy.tokens import Doc

from miit_ie.schema import Bulletin, Event, Meta, Ontology, default_ontology
from miit_ie.schema.reading import Reader

__all__ = ["Record", "ontology_of", "record_of", "register_extensions", "text_of"]

_KEY = "miit_ie"


class Record(TypedDict, total=False):
    """What is known of a document.

    ``meta_is_read`` says that ``meta`` was completed from the text and need not be again.
    ``events`` holds what the extractor read, ``confidences`` how sure it is of each entity (start, end, label,
    confidence), ``bulletin`` the completed result, ``genre`` what kind of bulletin it is, in the gold corpus.
    ``keep_going`` asks the components to note an error in ``error`` instead of raising it.
    """

    doc_id: str
    meta: dict[str, Any]
    meta_is_read: bool
    events: list[dict[str, Any]]
    confidences: list[list[Any]]
    bulletin: dict[str, Any]
    genre: str
    keep_going: bool
    error: str


def record_of(doc: Doc) -> Record:
    """Return the record of a document, an empty one at first."""
    record: Record = doc.user_data.setdefault(_KEY, {})
    return record


def text_of(doc: Doc) -> str:
    """Return the text of a document; for one token a character many times faster than ``doc.text``."""
    words, blanks = doc.to_array(["ORTH", "SPACY"]).T
    if blanks.any():
        return doc.text
    distinct, places = np.unique(words, return_inverse=True)
    strings = doc.vocab.strings
    spelled = np.array([strings[int(word)] for word in distinct], dtype=object)
    return "".join(spelled[places].tolist())


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
    ontology = ontology_of(data["events"], (entity["label"] for entity in data["entities"]))
    return Bulletin.from_dict(data, text=text_of(doc), ontology=ontology)


def ontology_of(events: Iterable[Mapping[str, Any]], labels: Iterable[str]) -> Ontology:
    """Return the shipped ontology with what a model or a component of the user's has added to it."""
    return default_ontology().extended({event["type"]: event["code"] for event in events}, labels)


def _events(doc: Doc) -> tuple[Event, ...]:
    bulletin = _bulletin(doc)
    return bulletin.events if bulletin else ()


def _meta(doc: Doc) -> Meta:
    return Meta.read(Reader(record_of(doc).get("meta", {}), "meta"))


def _set_meta(doc: Doc, meta: Meta) -> None:
    record = record_of(doc)
    record["meta"] = meta.to_dict()
    record.pop("meta_is_read", None)
