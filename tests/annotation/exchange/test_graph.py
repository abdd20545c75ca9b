"""How a bulletin becomes spans and relations, and what an annotator's changes do to what was kept aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from exchanging import BULLETIN, EVENT, TEXT, count, span

from miit_ie.annotation.exchange.aside import hide, restore
from miit_ie.annotation.exchange.assembly import to_bulletin
from miit_ie.annotation.exchange.graph import Edge, Graph, Node, to_graph
from miit_ie.annotation.exchange.labels import kinds_of
from miit_ie.annotation.exchange.usual import Usual
from miit_ie.schema import Bulletin, Event, Item, default_ontology

ONTOLOGY = default_ontology()
KINDS = kinds_of(ONTOLOGY)


def usual(text: str = TEXT) -> Usual:
    return Usual(text, KINDS)


def bare(bulletin: Bulletin) -> tuple[Graph, Counter[str]]:
    """Return what a tool without attributes shows."""
    return hide(to_graph(bulletin), usual(bulletin.text or ""), shown=(), can_mark=lambda node, text: True)


def back(graph: Graph) -> Bulletin:
    return to_bulletin(restore(graph, usual(graph.text)), ONTOLOGY, KINDS)


def labels(graph: Graph) -> Counter[str]:
    return Counter(node.label for node in graph.nodes)


def selection(*items: Item) -> Event:
    return Event("遴选", "SELECTION", span("认定"), agent=EVENT.agent[:1], items=items)


def test_events_share_arguments_and_whole_items() -> None:
    bulletin = Bulletin.of(TEXT, "a", events=(EVENT, selection(EVENT.items[0])))
    graph = to_graph(bulletin)
    assert labels(graph)["target"] == 2
    assert labels(graph)["agent"] == 2
    assert [edge.role for edge in graph.edges].count("target") == 3
    assert to_bulletin(graph, ONTOLOGY, KINDS) == bulletin


def test_items_that_differ_have_a_target_each() -> None:
    first = EVENT.items[0]
    other = replace(first, count=count("3家", 3))
    bulletin = Bulletin.of(TEXT, "a", events=(replace(EVENT, items=(first, other, other)),))
    graph = to_graph(bulletin)
    assert labels(graph)["target"] == 3
    # The members of all are the same spans, linked to each target.
    assert labels(graph)["member"] == 2
    assert to_bulletin(graph, ONTOLOGY, KINDS) == bulletin


def test_a_span_may_play_two_roles() -> None:
    item = Item(span("企业"), title=span("企业"))
    bulletin = Bulletin.of(TEXT, "a", events=(replace(EVENT, items=(item,)),))
    graph = to_graph(bulletin)
    places = {(node.label, node.start) for node in graph.nodes}
    assert {("target", span("企业").start), ("title", span("企业").start)} <= places
    assert to_bulletin(graph, ONTOLOGY, KINDS) == bulletin


def test_only_what_is_not_usual_is_kept() -> None:
    graph, kept = bare(BULLETIN)
    trigger, counted = span("认定"), span("12家")
    assert graph.record["attributes"] == {
        f"认定:{trigger.start}-{trigger.end}": {"modality": "planned"},
        f"count:{counted.start}-{counted.end}": {"scope": "total"},
        "time:1-6": {"date": "2023"},
    }
    unmarked = "spans of agent that cannot be marked"
    assert kept == {"modalities": 1, "scopes of counts": 1, "values of times": 1, unmarked: 1}
    assert back(graph) == BULLETIN


def test_a_count_within_a_longer_one_is_read_by_itself() -> None:
    text = "近63家企业"
    node = Node("T1", "count", 1, 4)
    assert usual(text).attributes(node) == {"value": 63, "unit": "家", "bound": "exact", "scope": "increment"}
    assert usual(text).attributes(replace(node, start=0))["bound"] == "less_than"


def test_a_count_that_counts_nothing_is_unspecified() -> None:
    assert usual("企业").attributes(Node("T1", "count", 0, 2))["bound"] == "unspecified"


def test_a_span_that_is_gone_takes_its_attributes_along() -> None:
    graph, _ = bare(BULLETIN)
    [time] = [node for node in graph.nodes if node.label == "time"]
    graph = replace(
        graph,
        nodes=tuple(node for node in graph.nodes if node is not time),
        edges=tuple(edge for edge in graph.edges if edge.dependant != time.id),
    )
    assert back(graph) == replace(BULLETIN, events=(replace(EVENT, time=()),))


def test_a_span_that_was_added_has_what_is_usual() -> None:
    graph, _ = bare(BULLETIN)
    nodes = (Node("x", "遴选", 13, 15), Node("y", "target", 29, 31))
    graph = replace(graph, nodes=(*graph.nodes, *nodes), edges=(*graph.edges, Edge("x", "y", "target")))
    added = Event("遴选", "SELECTION", span("认定"), items=(Item(span("企业")),))
    assert back(graph) == replace(BULLETIN, events=(EVENT, added))


@pytest.mark.parametrize("hidden", ["target", "member", "agent", "AGENCY", "认定"])
def test_hidden_spans_return_to_their_position(hidden: str) -> None:
    """Beside what the tool cannot mark there is an agent without a place, between two that have one."""
    agents = (EVENT.agent[0], EVENT.agent[1], EVENT.agent[0])
    bulletin = replace(BULLETIN, events=(replace(EVENT, agent=agents),))
    graph, kept = hide(to_graph(bulletin), usual(), shown=(), can_mark=lambda node, text: node.label != hidden)
    assert kept[f"spans of {hidden} that cannot be marked"]
    assert back(graph) == bulletin
