"""Pieces of a text with exact offsets.

Offsets are Unicode code points, half-open ``[start, end)``, into the bulletin's text exactly as it was given. Every
type turns into the JSON of the output contract with ``to_dict`` and back with ``read``, without loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from miit_ie.errors import ContractError
from miit_ie.schema.ontology import Ontology, default_ontology
from miit_ie.schema.reading import Reader

__all__ = ["Bound", "Count", "Entity", "Extent", "Mention", "Scope", "Span", "Time"]

Bound: TypeAlias = Literal["exact", "at_least", "more_than", "at_most", "less_than", "approx", "unspecified"]
Scope: TypeAlias = Literal["increment", "total"]


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of the text, given by its offsets alone.

    Raises
    ------
    ContractError
        If it starts before the text or ends before it starts.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ContractError(f"[{self.start}, {self.end}) is no stretch of a text")

    def to_dict(self) -> dict[str, Any]:
        """Return the extent as a JSON object."""
        return {"start": self.start, "end": self.end}

    @classmethod
    def read(cls, reader: Reader) -> Extent:
        """Read the extent from a JSON object."""
        return cls(reader.int("start"), reader.int("end"))


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text: ``bulletin.text[start:end] == text``.

    Raises
    ------
    ContractError
        If ``end - start`` is not the length of ``text``.
    """

    text: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.text):
            raise ContractError(f"span {self.text!r} does not fit its offsets [{self.start}, {self.end})")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Cut the span ``[start, end)`` out of ``text``."""
        return cls(text[start:end], start, end)

    def to_dict(self) -> dict[str, Any]:
        """Return the span as a JSON object."""
        return {"text": self.text, "start": self.start, "end": self.end}

    @classmethod
    def read(cls, reader: Reader) -> Span:
        """Read the span from a JSON object."""
        return cls(reader.str("text"), reader.int("start"), reader.int("end"))


@dataclass(frozen=True, slots=True)
class Entity(Span):
    """A labelled mention. ``confidence`` is ``None`` where the pipeline does not estimate it."""

    label: str
    confidence: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the entity as a JSON object."""
        return {
            "text": self.text,
            "label": self.label,
            "start": self.start,
            "end": self.end,
            "confidence": self.confidence,
        }

    @classmethod
    def read(cls, reader: Reader, ontology: Ontology | None = None) -> Entity:
        """Read the entity from a JSON object; its label is one of the ontology's, the shipped one by default."""
        return cls(
            reader.str("text"),
            reader.int("start"),
            reader.int("end"),
            reader.choice("label", (ontology or default_ontology()).entity_labels),
            reader.probability("confidence"),
        )


@dataclass(frozen=True, slots=True)
class Count(Span):
    """A quantity with its measure word.

    Attributes
    ----------
    value
        The number, or ``None`` where the text gives none (一批, 若干).
    unit
        The measure word, or ``None`` where there is none.
    bound
        How the number is to be read: ``exact``, ``at_least``, …
    scope
        ``increment`` for what this event adds, ``total`` for a stock (累计, 已达).
    """

    value: int | float | None
    unit: str | None
    bound: Bound = "exact"
    scope: Scope = "increment"

    def to_dict(self) -> dict[str, Any]:
        """Return the count as a JSON object."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "value": self.value,
            "unit": self.unit,
            "bound": self.bound,
            "scope": self.scope,
        }

    @classmethod
    def read(cls, reader: Reader) -> Count:
        """Read the count from a JSON object."""
        return cls(
            reader.str("text"),
            reader.int("start"),
            reader.int("end"),
            reader.optional_number("value"),
            reader.optional_str("unit"),
            cast(Bound, reader.choice("bound", default_ontology().bounds)),
            cast(Scope, reader.choice("scope", default_ontology().scopes)),
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """An argument that may be filled in from context: then ``inferred`` is true and the offsets may be ``None``."""

    text: str
    start: int | None
    end: int | None
    inferred: bool = False

    def __post_init__(self) -> None:
        if self.start is None or self.end is None:
            if not self.inferred or self.start is not self.end:
                raise ContractError(f"only an inferred argument goes without offsets: {self.text!r}")
        elif self.start < 0 or self.end - self.start != len(self.text):
            raise ContractError(f"span {self.text!r} does not fit its offsets [{self.start}, {self.end})")

    def to_dict(self) -> dict[str, Any]:
        """Return the mention as a JSON object."""
        return {"text": self.text, "start": self.start, "end": self.end, "inferred": self.inferred}

    @classmethod
    def read(cls, reader: Reader) -> Mention:
        """Read the mention from a JSON object."""
        return cls(
            reader.str("text"),
            reader.optional_int("start"),
            reader.optional_int("end"),
            reader.bool("inferred", default=False),
        )


@dataclass(frozen=True, slots=True)
class Time(Mention):
    """A date or period. ``value`` is ISO 8601 (year, month, day or ``start/end``), ``None`` where it is unresolved."""

    value: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the time as a JSON object."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "value": self.value,
            "inferred": self.inferred,
        }

    @classmethod
    def read(cls, reader: Reader) -> Time:
        """Read the time from a JSON object."""
        return cls(
            reader.str("text"),
            reader.optional_int("start"),
            reader.optional_int("end"),
            reader.bool("inferred", default=False),
            reader.optional_str("value"),
        )
