"""Keeps with the record what a tool cannot show, and puts it back when the record returns.

Attributes are kept under the place of their span, such as ``count:12-15``, since tools give spans ids of their own;
of two spans with one label at one place the second is ``count:12-15#2``. Spans that cannot be marked in the tool are
kept with their relations and the positions they had in the order of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from miit_ie.annotation.exchange.graph import Edge, Graph, Node
from miit_ie.annotation.exchange.usual import Usual

__all__ = ["hide", "restore"]

T = TypeVar("T")

# What reports call the attributes.
_CALLED: Mapping[str, str] = MappingProxyType(
    {
        "id": "names of events",
        "sentence": "sentences of events",
        "bare": "events without an item",
        "modality": "modalities",
        "polarity": "polarities",
        "confidence": "confidences",
        "inferred": "inferred arguments",
        "text": "words of arguments that stand nowhere in the text",
        "date": "values of times",
        "value": "values of counts",
        "unit": "units of counts",
        "bound": "bounds of counts",
        "scope": "scopes of counts",
        "members_complete": "lists of members that are complete",
    }
)


def hide(
    graph: Graph, usual: Usual, *, shown: Collection[str], can_mark: Callable[[Node, str], bool]
) -> tuple[Graph, Counter[str]]:
    """Move what a tool cannot show into the record.

    Parameters
    ----------
    graph
        The graph of a bulletin.
    usual
        What need not be kept, for it is read again.
    shown
        The attributes the tool shows.
    can_mark
        Whether the tool can mark a span in the text.

    Returns
    -------
    graph
        The graph with what the tool can show.
    kept
        What was moved, by its name, and how often.
    """
    kept: Counter[str] = Counter()
    places = _places(graph.nodes)
    nodes, spans, attributes = [], [], {}
    hidden: dict[str, str] = {}
    for index, node in enumerate(graph.nodes):
        if node.start == node.end or not can_mark(node, graph.text):
            hidden[node.id] = f"h{len(hidden) + 1}"
            place = {"id": hidden[node.id], "label": node.label, "start": node.start, "end": node.end}
            spans.append([index, {**place, "attributes": dict(node.attributes)}])
            kept[f"spans of {node.label} that cannot be marked"] += 1
            continue
        visible = {key: value for key, value in node.attributes.items() if key in shown and value is not None}
        expected = {**usual.attributes(node), **visible}
        if rest := {key: value for key, value in node.attributes.items() if expected.get(key) != value}:
            attributes[places[node.id]] = rest
            kept.update(_CALLED[key] for key in rest)
        nodes.append(replace(node, attributes=visible))
    edges, relations = [], []
    names = {**places, **hidden}
    for index, edge in enumerate(graph.edges):
        if edge.head in hidden or edge.dependant in hidden:
            relations.append([index, names[edge.head], names[edge.dependant], edge.role])
        else:
            edges.append(edge)
    aside = {"attributes": attributes, "spans": spans, "relations": relations}
    record = {**graph.record, **{key: value for key, value in aside.items() if value}}
    return replace(graph, nodes=tuple(nodes), edges=tuple(edges), record=record), kept


def restore(graph: Graph, usual: Usual) -> Graph:
    """Put back what `hide` moved into the record, and give every span its usual attributes where none are noted.

    What hung on spans that are gone from the graph is left out, as the annotator has removed it.
    """
    places = _places(graph.nodes)
    attributes: Mapping[str, Mapping[str, Any]] = graph.record.get("attributes", {})
    nodes = [
        replace(
            node,
            attributes={**usual.attributes(node), **attributes.get(places[node.id], {}), **node.attributes},
        )
        for node in graph.nodes
    ]
    # The ids of hidden spans must not be those the tool gave to others.
    hidden = {span["id"]: f"hidden {span['id']}" for _, span in graph.record.get("spans", ())}
    names = {**{place: id for id, place in places.items()}, **hidden}
    relations = [
        (index, Edge(names[head], names[dependant], role))
        for index, head, dependant, role in graph.record.get("relations", ())
        if head in names and dependant in names
    ]
    linked = {id for _, edge in relations for id in (edge.head, edge.dependant)}
    were_linked = {id for _, *ends, _ in graph.record.get("relations", ()) for id in ends}
    spans = [
        (index, Node(hidden[span["id"]], span["label"], span["start"], span["end"], span["attributes"]))
        for index, span in graph.record.get("spans", ())
        if hidden[span["id"]] in linked or span["id"] not in were_linked
    ]
    return replace(
        graph,
        nodes=_inserted(nodes, spans),
        edges=_inserted(graph.edges, relations),
        record={key: value for key, value in graph.record.items() if key not in ("attributes", "spans", "relations")},
    )


def _places(nodes: Iterable[Node]) -> dict[str, str]:
    """Return a name for each span, by its id, that stays the same when tools change the ids."""
    seen: Counter[str] = Counter()
    places = {}
    for node in nodes:
        place = f"{node.label}:{node.start}-{node.end}"
        seen[place] += 1
        places[node.id] = place if seen[place] == 1 else f"{place}#{seen[place]}"
    return places


def _inserted(values: Iterable[T], others: Iterable[tuple[int, T]]) -> tuple[T, ...]:
    result = list(values)
    for index, value in others:
        result.insert(index, value)
    return tuple(result)
