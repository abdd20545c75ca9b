"""A bulletin out of spans and relations, with every mistake an annotator can make in a tool named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from miit_ie.annotation.exchange.graph import Edge, Graph, Node
from miit_ie.annotation.exchange.labels import Kind
from miit_ie.errors import ContractError
from miit_ie.schema import Bulletin, Ontology

__all__ = ["GraphError", "to_bulletin"]

# How the contract calls the fields that hold the arguments of an event and of an item.
_OF_EVENT = ("agent", "place", "basis", "field")
_ONE_OF_ITEM = ("title", "count", "batch")
_MANY_OF_ITEM = {"members": "member", "field": "field"}


class GraphError(ContractError):
    """Spans and relations that make no bulletin.

    Attributes
    ----------
    problems
        What is wrong, each with the span or relation it is about.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def to_bulletin(graph: Graph, ontology: Ontology, kinds: Mapping[str, Kind]) -> Bulletin:
    """Turn a graph with all its attributes into a bulletin.

    Raises
    ------
    GraphError
        If the text is not the one that was exported, or spans and relations make no bulletin. It lists every label
        that is unknown, span outside the text, relation to nothing or between spans of the wrong kind, argument that
        hangs on nothing, second title, count or batch of an item, and event without a target.
    """
    if problems := [*_span_problems(graph, kinds)] or [*_relation_problems(graph, ontology, kinds)]:
        raise GraphError(problems)
    try:
        return Bulletin.from_dict(_Assembly(graph, kinds).data(), text=graph.text, ontology=ontology)
    except ContractError as error:
        raise GraphError([str(error)]) from None


def _span_problems(graph: Graph, kinds: Mapping[str, Kind]) -> Iterator[str]:
    seen: set[str] = set()
    for node in graph.nodes:
        if node.label not in kinds:
            yield f"{node}: unknown label {node.label!r}"
        if node.id in seen:
            yield f"{node}: there are two spans {node.id}"
        seen.add(node.id)
        if node.start is not None and node.end is not None and not 0 <= node.start <= node.end <= len(graph.text):
            yield f"{node}: lies outside the text, which has {len(graph.text)} characters"


def _relation_problems(graph: Graph, ontology: Ontology, kinds: Mapping[str, Kind]) -> Iterator[str]:
    nodes = {node.id: node for node in graph.nodes}
    roles: dict[str, set[str]] = defaultdict(set)
    held: set[str] = set()
    for edge in graph.edges:
        missing = [end for end in (edge.head, edge.dependant) if end not in nodes]
        if missing:
            yield f"{edge}: there is no span {missing[0]}"
            continue
        yield from _kind_problems(edge, nodes[edge.head], nodes[edge.dependant], ontology, kinds)
        if edge.role in _ONE_OF_ITEM and edge.role in roles[edge.head]:
            yield f"{nodes[edge.dependant]}: is a second {edge.role} of {nodes[edge.head]}"
        roles[edge.head].add(edge.role)
        held.add(edge.dependant)
    for node in graph.nodes:
        if kinds[node.label] == "argument" and node.id not in held:
            yield f"{node}: hangs on nothing; no relation leads to it"
        if kinds[node.label] == "trigger" and "target" not in roles[node.id] and not node.attributes.get("bare"):
            yield f"{node}: has no target"


def _kind_problems(
    edge: Edge, head: Node, dependant: Node, ontology: Ontology, kinds: Mapping[str, Kind]
) -> Iterator[str]:
    if edge.role not in ontology.roles:
        yield f"{edge}: unknown role; the roles are {' '.join(ontology.roles)}"
    elif edge.role != dependant.label:
        yield f"{edge}: leads to {dependant}, which is no {edge.role}"
    elif (kinds[head.label] if kinds[head.label] == "trigger" else head.label) not in ontology.roles[edge.role].on:
        yield f"{edge}: starts at {head}, and a {edge.role} hangs on a {' or '.join(ontology.roles[edge.role].on)}"


class _Assembly:
    """Puts the JSON of the contract together."""

    def __init__(self, graph: Graph, kinds: Mapping[str, Kind]) -> None:
        self._graph = graph
        self._kinds = kinds
        self._nodes = {node.id: node for node in graph.nodes}
        self._dependants: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for edge in dict.fromkeys(graph.edges):
            self._dependants[edge.head, edge.role].append(self._nodes[edge.dependant])

    def data(self) -> dict[str, Any]:
        by_kind: dict[Kind, list[Node]] = defaultdict(list)
        for node in self._graph.nodes:
            by_kind[self._kinds[node.label]].append(node)
        record = self._graph.record
        return {
            "doc_id": self._graph.doc_id,
            **{key: record[key] for key in ("text_sha256", "meta", "error") if key in record},
            "entities": [{**self._span(node), "label": node.label} for node in by_kind["entity"]],
            "events": [self._event(node) for node in by_kind["trigger"]],
        }

    def _span(self, node: Node) -> dict[str, Any]:
        # An argument without offsets has its words among its attributes.
        text = {} if node.start is None else {"text": self._graph.text[node.start : node.end]}
        return {**node.attributes, "start": node.start, "end": node.end, **text}

    def _event(self, trigger: Node) -> dict[str, Any]:
        sentence = trigger.attributes.get("sentence")
        return {
            **trigger.attributes,
            "type": trigger.label,
            "trigger": self._span(trigger),
            "sentence": sentence and {"start": sentence[0], "end": sentence[1]},
            "items": [self._item(target) for target in self._dependants[trigger.id, "target"]],
            **{role: self._arguments(trigger, role) for role in _OF_EVENT},
            "time": [{**time, "value": time.get("date")} for time in self._arguments(trigger, "time")],
        }

    def _item(self, target: Node) -> dict[str, Any]:
        return {
            **target.attributes,
            "target": self._span(target),
            **{role: next(iter(self._arguments(target, role)), None) for role in _ONE_OF_ITEM},
            **{field: self._arguments(target, role) for field, role in _MANY_OF_ITEM.items()},
        }

    def _arguments(self, head: Node, role: str) -> list[dict[str, Any]]:
        return [self._span(node) for node in self._dependants[head.id, role]]
