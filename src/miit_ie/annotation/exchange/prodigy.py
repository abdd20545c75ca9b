"""Prodigy's JSON Lines for spans and relations, with a token a character.

Prodigy counts code points. Its spans and relations go by tokens; with the tokens given, it makes none of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from miit_ie.annotation.exchange.assembly import GraphError
from miit_ie.annotation.exchange.conversion import Conversion, Entry, Found
from miit_ie.annotation.exchange.graph import RECORD, Edge, Graph, Node
from miit_ie.annotation.exchange.json_lines import read_rows, write_rows
from miit_ie.annotation.lines import Line
from miit_ie.schema.reading import Reader

__all__ = ["read", "write"]


def write(entries: Iterator[Entry], path: Path, conversion: Conversion) -> None:
    """Write a bulletin a line."""
    write_rows(entries, path, conversion, _task)


def read(path: Path, conversion: Conversion) -> Iterator[Found]:
    """Return the lines of a file, each with what makes a bulletin of it."""
    return read_rows(path, conversion, _entry)


def _task(graph: Graph) -> dict[str, Any]:
    spans = {node.id: _span(node) for node in graph.nodes}
    return {
        "text": graph.text,
        "tokens": [
            {"text": character, "start": i, "end": i + 1, "id": i, "ws": False}
            for i, character in enumerate(graph.text)
        ],
        "spans": list(spans.values()),
        "relations": [_relation(edge, spans) for edge in graph.edges],
        "meta": {"doc_id": graph.doc_id},
        RECORD: graph.record,
    }


def _span(node: Node) -> dict[str, Any]:
    # The end of a span is half-open in characters, and its last token in tokens.
    tokens = {"token_start": node.start, "token_end": (node.end or 0) - 1}
    return {"id": node.id, "start": node.start, "end": node.end, **tokens, "label": node.label}


def _relation(edge: Edge, spans: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    head, dependant = spans[edge.head], spans[edge.dependant]
    return {
        "head": head["token_start"],
        "child": dependant["token_start"],
        "head_span": head,
        "child_span": dependant,
        "label": edge.role,
    }


def _entry(line: Line, conversion: Conversion) -> Entry | None:
    """Read a task that the annotator has accepted, or not yet answered."""
    data = line.record()
    task = Reader(data)
    answer = task.optional_str("answer")
    if answer in ("reject", "ignore"):
        conversion.note("not read", {f"tasks answered {answer}": 1})
        return None
    meta = task.optional(Reader.itself, "meta")
    doc_id = meta.optional_str("doc_id") if meta else None
    spans = _Spans(task)
    edges = task.each(spans.edge, "relations")
    if spans.problems:
        raise GraphError(spans.problems)
    return conversion.entry(
        Graph(
            line.name if doc_id is None else doc_id,
            task.str("text"),
            tuple(spans.nodes),
            edges,
            data.get(RECORD) or {},
        )
    )


class _Spans:
    """The spans of a task, and which of them the ends of its relations are."""

    def __init__(self, task: Reader) -> None:
        self.nodes: list[Node] = []
        self.problems: list[str] = []
        task.each(self._add, "spans")
        self._ids = {node.id for node in self.nodes}

    def edge(self, relation: Reader) -> Edge:
        role = relation.str("label")
        head, dependant = (relation.object(partial(self._find, role), key) for key in ("head_span", "child_span"))
        return Edge(head, dependant, role)

    def _add(self, span: Reader) -> None:
        # A span marked by hand has no id.
        id = span.optional_str("id") or f"s{len(self.nodes) + 1}"
        self.nodes.append(Node(id, span.str("label"), span.int("start"), span.int("end")))

    def _find(self, role: str, end: Reader) -> str:
        """Return the id of the span at an end: the one it names, else the one with its place and label."""
        start, stop, label, id = end.int("start"), end.int("end"), end.str("label"), end.optional_str("id")
        if id in self._ids:
            return str(id)
        found = [node.id for node in self.nodes if (node.start, node.end, node.label) == (start, stop, label)]
        if len(found) == 1:
            return found[0]
        self.problems.append(f"relation {role}: there are {len(found)} spans {label} [{start}, {stop})")
        return ""
