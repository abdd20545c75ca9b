"""A bulletin: its text, what it says about itself, and what was read out of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from miit_ie.errors import ContractError
from miit_ie.schema.events import Event
from miit_ie.schema.ontology import Ontology, default_ontology
from miit_ie.schema.reading import Reader
from miit_ie.schema.spans import Entity, Mention, Span

__all__ = ["Bulletin", "Meta", "sha256"]

SCHEMA_VERSION = 1
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a bulletin says about itself. Dates are ISO 8601.

    Attributes
    ----------
    published, signed
        Date of publication (网页发布时间) and date under the signature (落款日期).
    addressees
        Bodies a notice is addressed to.
    attachments
        Names of the attachments listed (附件).
    """

    title: str | None = None
    issuer: str | None = None
    doc_number: str | None = None
    published: str | None = None
    signed: str | None = None
    addressees: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the metadata as a JSON object."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def read(cls, reader: Reader) -> Meta:
        """Read the metadata from a JSON object."""
        return cls(
            title=reader.optional_str("title"),
            issuer=reader.optional_str("issuer"),
            doc_number=reader.optional_str("doc_number"),
            published=reader.optional_match("published", _DATE, "a date such as 2021-01-08"),
            signed=reader.optional_match("signed", _DATE, "a date such as 2021-01-08"),
            addressees=reader.strings("addressees"),
            attachments=reader.strings("attachments"),
        )


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A text with what was read out of it.

    Attributes
    ----------
    text
        The text exactly as it was given; ``None`` where an annotation travels without its text.
    text_sha256
        Hex digest of the text in UTF-8, by which an annotation finds its text again.
    error
        Why nothing could be extracted, in a batch that went on past a bad text; ``None`` otherwise.
    """

    doc_id: str
    text: str | None = field(repr=False)
    text_sha256: str = field(repr=False)
    meta: Meta = Meta()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    error: str | None = None

    @classmethod
    def of(cls, text: str, doc_id: str, **values: Any) -> Bulletin:
        """Make a bulletin of a text, with ``meta``, ``entities`` and ``events`` as keywords."""
        return cls(doc_id, text, sha256(text), **values)

    def to_dict(self, *, with_text: bool = False) -> dict[str, Any]:
        """Return the bulletin as a JSON object of the output contract.

        Parameters
        ----------
        with_text
            Add the text itself under ``text``, where there is one, so that the object can be read back with it.
        """
        data: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "doc_id": self.doc_id,
            "text_sha256": self.text_sha256,
            "meta": self.meta.to_dict(),
            "entities": [entity.to_dict() for entity in self.entities],
            "events": [event.to_dict() for event in self.events],
        }
        if self.error is not None:
            data["error"] = self.error
        if with_text and self.text is not None:
            data["text"] = self.text
        return data

    def to_json(self, *, with_text: bool = False, indent: int | None = None) -> str:
        """Return the bulletin as JSON text, Chinese characters as they are."""
        return json.dumps(self.to_dict(with_text=with_text), ensure_ascii=False, indent=indent)

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Any], *, text: str | None = None, ontology: Ontology | None = None
    ) -> Bulletin:
        """Read a bulletin from a JSON object of the output contract.

        Derived fields may be missing, as they are in gold files.

        Parameters
        ----------
        data
            The object. Its text may stand in it under ``text``.
        text
            The text, where it is kept elsewhere.
        ontology
            The ontology its types belong to; the shipped one by default.

        Raises
        ------
        ContractError
            If a field is missing or of the wrong kind, a type or label is not in the ontology, or a span does not
            fit the text. The message says where.
        """
        reader = Reader(data)
        version = reader.optional_int("schema_version")
        if version not in (None, SCHEMA_VERSION):
            raise ContractError(f"schema_version: expected {SCHEMA_VERSION}, found {version}")
        text = reader.optional_str("text") if text is None else text
        digest = reader.optional_match("text_sha256", _SHA256, "64 hexadecimal digits")
        if text is not None:
            if digest is not None and digest != sha256(text):
                raise ContractError("text_sha256: does not belong to the text: the text has been changed")
            digest = sha256(text)
        if digest is None:
            raise ContractError("text_sha256: missing, and there is no text to compute it from")
        known = ontology or default_ontology()
        bulletin = cls(
            doc_id=reader.str("doc_id"),
            text=text,
            text_sha256=digest,
            meta=reader.optional(Meta.read, "meta") or Meta(),
            entities=reader.each(lambda entity: Entity.read(entity, known), "entities"),
            events=reader.each(lambda event: Event.read(event, known), "events"),
            error=reader.optional_str("error"),
        )
        if text is not None:
            bulletin._check_offsets(text)
        return bulletin

    def _check_offsets(self, text: str) -> None:
        places: list[tuple[str, Span | Mention]] = [(f"entities[{i}]", e) for i, e in enumerate(self.entities)]
        for i, event in enumerate(self.events):
            places += [(f"events[{i}].{role}", span) for role, span in event.spans()]
            if event.sentence and event.sentence.end > len(text):
                raise ContractError(f"events[{i}].sentence: ends at {event.sentence.end}, after the text ({len(text)})")
        for place, span in places:
            if span.start is not None and text[span.start : span.end] != span.text:
                found = text[span.start : span.end]
                raise ContractError(f"{place}: text[{span.start}:{span.end}] is {found!r}, not {span.text!r}")


def sha256(text: str) -> str:
    """Return the hex SHA-256 digest of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
