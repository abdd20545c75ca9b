"""doccano's JSON Lines for projects with relations, and the triples of its projects without.

doccano counts code points, unless a project was made to count grapheme clusters as one character.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from miit_ie.annotation.exchange.conversion import Conversion, Entry, Found
from miit_ie.annotation.exchange.graph import RECORD, Edge, Graph, Node
from miit_ie.annotation.exchange.json_lines import read_rows, write_rows
from miit_ie.annotation.lines import Line
from miit_ie.errors import ContractError
from miit_ie.schema.reading import Reader

__all__ = ["read", "write"]


def write(entries: Iterator[Entry], path: Path, conversion: Conversion) -> None:
    """Write a bulletin a line."""
    write_rows(entries, path, conversion, _row)


def read(path: Path, conversion: Conversion) -> Iterator[Found]:
    """Return the lines of a file, each with what makes a bulletin of it."""
    return read_rows(path, conversion, _entry)


def _row(graph: Graph) -> dict[str, Any]:
    numbers = {node.id: number for number, node in enumerate(graph.nodes, start=1)}
    return {
        "text": graph.text,
        "entities": [
            {"id": numbers[node.id], "label": node.label, "start_offset": node.start, "end_offset": node.end}
            for node in graph.nodes
        ],
        "relations": [
            {"id": number, "from_id": numbers[edge.head], "to_id": numbers[edge.dependant], "type": edge.role}
            for number, edge in enumerate(graph.edges, start=1)
        ],
        "doc_id": graph.doc_id,
        RECORD: graph.record,
    }


def _entry(line: Line, conversion: Conversion) -> Entry:
    data = line.record()
    row = Reader(data)
    if "entities" in data:
        nodes, edges = row.each(_node, "entities"), row.each(_edge, "relations")
    elif "label" in data:
        nodes, edges = _triples(data["label"]), ()
    else:
        raise ContractError("there are no entities in it, nor a label")
    doc_id = row.optional_str("doc_id")
    return conversion.entry(
        Graph(line.name if doc_id is None else doc_id, row.str("text"), nodes, edges, data.get(RECORD) or {})
    )


def _node(entity: Reader) -> Node:
    offsets = entity.int("start_offset"), entity.int("end_offset")
    return Node(str(entity.int("id")), entity.str("label"), *offsets)


def _edge(relation: Reader) -> Edge:
    return Edge(str(relation.int("from_id")), str(relation.int("to_id")), relation.str("type"))


def _triples(triples: Any) -> tuple[Node, ...]:
    try:
        rows = [{"start_offset": start, "end_offset": end, "label": label} for start, end, label in triples]
    except (TypeError, ValueError):
        raise ContractError("label: expected a list of start, end and label") from None
    spans = [{"id": number, **row} for number, row in enumerate(rows, start=1)]
    return Reader({"label": spans}).each(_node, "label")
