"""A bulletin as annotation tools see it: spans with labels and attributes, and relations between them.

Every entity is a span, and every event a span at its trigger. An argument is a span labelled with its role and linked
to what it hangs on: the trigger, or the target of the item. Events that share an argument or a whole item share its
span; two items at one target have a span each, so that it stays clear which count belongs to which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from miit_ie.schema import Bulletin, Event, Item, Mention, Span

__all__ = ["COUNT_FIELDS", "RECORD", "Edge", "Graph", "Node", "to_graph"]

COUNT_FIELDS = ("value", "unit", "bound", "scope")
RECORD = "miit_ie"
"""The field of our own in which a tool takes along what it cannot show."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Node:
    """A labelled span.

    Attributes
    ----------
    id
        What relations call it; no two spans of a graph share one.
    label
        An entity label, an event type or a role.
    start, end
        Its offsets; ``None`` for an inferred argument that stands nowhere in the text.
    attributes
        Fields of the entity, event, item, count, mention or time it stands for, by name, without those that are
        empty. ``date`` is the value of a time, ``text`` are the words of an argument without offsets, ``bare`` marks an
        event without any item.
    """

    id: str
    label: str
    start: int | None
    end: int | None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.label} {self.id} [{self.start}, {self.end})"


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation from a trigger or target to what hangs on it, by the ids of their spans."""

    head: str
    dependant: str
    role: str

    def __str__(self) -> str:
        return f"relation {self.role} from {self.head} to {self.dependant}"


@dataclass(frozen=True, slots=True)
class Graph:
    """A bulletin as spans and relations.

    Attributes
    ----------
    nodes, edges
        Their order is that of the entities, events, items and arguments they stand for.
    record
        What belongs to the bulletin as a whole: ``text_sha256``, ``meta``, and ``genre`` and ``error`` where there
        are any. A tool takes it along and gives it back.
    """

    doc_id: str
    text: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    record: Mapping[str, Any]


def to_graph(bulletin: Bulletin, genre: str | None = None) -> Graph:
    """Turn a bulletin that has its text into a graph.

    Examples
    --------
    >>> from miit_ie.schema import Event, Item, Span
    >>> event = Event("部署", "DEPLOYMENT", Span("部署", 0, 2), items=(Item(Span("任务", 2, 4)),))
    >>> graph = to_graph(Bulletin.of("部署任务", "notice", events=(event,)))
    >>> [(node.id, node.label) for node in graph.nodes], graph.edges
    ([('T1', '部署'), ('T2', 'target')], (Edge(head='T1', dependant='T2', role='target'),))
    """
    builder = _Builder()
    for entity in bulletin.entities:
        builder.add(entity.label, entity, _filled(confidence=entity.confidence))
    for event in bulletin.events:
        builder.add_event(event)
    whole = {"genre": genre, "error": bulletin.error}
    return Graph(
        bulletin.doc_id,
        bulletin.text or "",
        tuple(builder.nodes),
        tuple(builder.edges),
        {
            "text_sha256": bulletin.text_sha256,
            "meta": bulletin.meta.to_dict(),
            **{key: value for key, value in whole.items() if value is not None},
        },
    )


class _Builder:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        # A dictionary for its order: no two spans are linked twice.
        self.edges: dict[Edge, None] = {}
        self._arguments: dict[tuple[Any, ...], str] = {}
        self._items: dict[Item, str] = {}

    def add(self, label: str, span: Span | Mention, attributes: Mapping[str, Any]) -> str:
        node = Node(f"T{len(self.nodes) + 1}", label, span.start, span.end, attributes)
        self.nodes.append(node)
        return node.id

    def add_event(self, event: Event) -> None:
        attributes = _filled(
            modality=event.modality,
            polarity=event.polarity,
            confidence=event.confidence,
            id=event.id,
            sentence=[event.sentence.start, event.sentence.end] if event.sentence else None,
            bare=not event.items,
        )
        trigger = self.add(event.type, event.trigger, attributes)
        for item in event.items:
            self._add_item(trigger, item)
        for mention in event.agent:
            self._link(trigger, "agent", mention, _filled(inferred=mention.inferred, text=_words(mention)))
        for time in event.time:
            attributes = _filled(inferred=time.inferred, text=_words(time), date=time.value)
            self._link(trigger, "time", time, attributes)
        self._link_all(trigger, "place", event.place)
        self._link_all(trigger, "basis", event.basis)
        self._link_all(trigger, "field", event.field)

    def _add_item(self, trigger: str, item: Item) -> None:
        known = self._items.get(item)
        if known and Edge(trigger, known, "target") not in self.edges:
            self.edges[Edge(trigger, known, "target")] = None
            return
        target = self.add("target", item.target, _filled(members_complete=item.members_complete))
        self._items[item] = target
        self.edges[Edge(trigger, target, "target")] = None
        if item.title:
            self._link(target, "title", item.title)
        if item.count:
            # None is a value here: there is no number, whatever the words read like.
            self._link(target, "count", item.count, {key: getattr(item.count, key) for key in COUNT_FIELDS})
        self._link_all(target, "member", item.members)
        if item.batch:
            self._link(target, "batch", item.batch)
        self._link_all(target, "field", item.field)

    def _link_all(self, head: str, role: str, spans: Iterable[Span]) -> None:
        for span in spans:
            self._link(head, role, span)

    def _link(self, head: str, role: str, span: Span | Mention, attributes: Mapping[str, Any] = _NOTHING) -> None:
        key = (role, span.start, span.end, tuple(sorted(attributes.items())))
        known = self._arguments.get(key)
        if known is None or Edge(head, known, role) in self.edges:
            known = self._arguments[key] = self.add(role, span, attributes)
        self.edges[Edge(head, known, role)] = None


def _filled(**attributes: Any) -> dict[str, Any]:
    return {key: value for key, value in attributes.items() if value is not None and value is not False}


def _words(mention: Mention) -> str | None:
    return mention.text if mention.start is None else None
