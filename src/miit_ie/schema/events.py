"""Events and the items they act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from miit_ie.schema.ontology import Ontology
from miit_ie.schema.reading import Reader
from miit_ie.schema.spans import Count, Extent, Mention, Span, Time

__all__ = ["CountCheck", "Event", "Item", "Modality", "Polarity"]

Modality: TypeAlias = Literal["actual", "planned", "proposed", "generic"]
Polarity: TypeAlias = Literal["positive", "negative"]
CountCheck: TypeAlias = Literal["ok", "mismatch", "n/a"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing an event acts on, with its count, title, members and so on."""

    target: Span
    title: Span | None = None
    count: Count | None = None
    members: tuple[Span, ...] = ()
    members_complete: bool = False
    batch: Span | None = None
    field: tuple[Span, ...] = ()

    @property
    def designation(self) -> str:
        """The title where there is one, else the target."""
        return (self.title or self.target).text

    @property
    def count_check(self) -> CountCheck:
        """Whether a closed enumeration has as many members as the count states."""
        if not self.members_complete or self.count is None or self.count.bound != "exact":
            return "n/a"
        return "ok" if self.count.value == len(self.members) else "mismatch"

    def to_dict(self) -> dict[str, Any]:
        """Return the item as a JSON object."""
        return {
            "target": self.target.to_dict(),
            "title": self.title.to_dict() if self.title else None,
            "designation": self.designation,
            "count": self.count.to_dict() if self.count else None,
            "members": [member.to_dict() for member in self.members],
            "members_complete": self.members_complete,
            "count_check": self.count_check,
            "batch": self.batch.to_dict() if self.batch else None,
            "field": [span.to_dict() for span in self.field],
        }

    @classmethod
    def read(cls, reader: Reader) -> Item:
        """Read the item from a JSON object."""
        return cls(
            target=reader.object(Span.read, "target"),
            title=reader.optional(Span.read, "title"),
            count=reader.optional(Count.read, "count"),
            members=reader.each(Span.read, "members"),
            members_complete=reader.bool("members_complete", default=False),
            batch=reader.optional(Span.read, "batch"),
            field=reader.each(Span.read, "field"),
        )


@dataclass(frozen=True, slots=True)
class Event:
    """A typed event: what an authority does, did or plans to do to its items.

    Attributes
    ----------
    type, code
        Chinese name and English code of the event type.
    sentence
        The sentence that holds the trigger; ``None`` in gold files.
    confidence
        In [0, 1], or ``None`` where the pipeline does not estimate it.
    """

    type: str
    code: str
    trigger: Span
    modality: Modality = "actual"
    polarity: Polarity = "positive"
    agent: tuple[Mention, ...] = ()
    items: tuple[Item, ...] = ()
    time: tuple[Time, ...] = ()
    place: tuple[Span, ...] = ()
    basis: tuple[Span, ...] = ()
    field: tuple[Span, ...] = ()
    sentence: Extent | None = None
    confidence: float | None = None
    id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the event as a JSON object."""
        return {
            "id": self.id,
            "type": self.type,
            "code": self.code,
            "trigger": self.trigger.to_dict(),
            "modality": self.modality,
            "polarity": self.polarity,
            "agent": [mention.to_dict() for mention in self.agent],
            "items": [item.to_dict() for item in self.items],
            "time": [time.to_dict() for time in self.time],
            "place": [span.to_dict() for span in self.place],
            "basis": [span.to_dict() for span in self.basis],
            "field": [span.to_dict() for span in self.field],
            "sentence": self.sentence.to_dict() if self.sentence else None,
            "confidence": self.confidence,
        }

    @classmethod
    def read(cls, reader: Reader, ontology: Ontology) -> Event:
        """Read the event from a JSON object."""
        event_type = reader.choice("type", ontology.event_types)
        return cls(
            type=event_type,
            code=ontology.code(event_type),
            trigger=reader.object(Span.read, "trigger"),
            modality=cast(Modality, reader.choice("modality", ontology.modalities)),
            polarity=cast(Polarity, reader.choice("polarity", ontology.polarities)),
            agent=reader.each(Mention.read, "agent"),
            items=reader.each(Item.read, "items"),
            time=reader.each(Time.read, "time"),
            place=reader.each(Span.read, "place"),
            basis=reader.each(Span.read, "basis"),
            field=reader.each(Span.read, "field"),
            sentence=reader.optional(Extent.read, "sentence"),
            confidence=reader.probability("confidence"),
            id=reader.optional_str("id"),
        )

    def spans(self) -> Iterator[tuple[str, Span | Mention]]:
        """Yield every span of the event with its role; ``trigger`` counts as one."""
        yield "trigger", self.trigger
        for mention in self.agent:
            yield "agent", mention
        for item in self.items:
            yield "target", item.target
            for role, span in (("title", item.title), ("count", item.count), ("batch", item.batch)):
                if span is not None:
                    yield role, span
            for member in item.members:
                yield "member", member
            for span in item.field:
                yield "field", span
        for time in self.time:
            yield "time", time
        for role, spans in (("place", self.place), ("basis", self.basis), ("field", self.field)):
            for span in spans:
                yield role, span
