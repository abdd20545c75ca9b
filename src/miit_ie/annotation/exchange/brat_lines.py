"""The lines of a brat annotation file: spans (T), relations (R), attributes (A) and notes (#)."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from miit_ie.annotation.exchange import brat_config as config
from miit_ie.annotation.exchange.assembly import GraphError
from miit_ie.annotation.exchange.graph import Edge, Graph, Node
from miit_ie.annotation.exchange.usual import Usual

__all__ = ["annotation_lines", "can_mark", "read_annotations"]

# Whatever one of the programs that read such files may take for the end of a line.
_LINE_ENDS = "\n\v\f\x1c-\x1e\x85\u2028\u2029"
_FRAGMENT = re.compile(f"[^{_LINE_ENDS}]+")
_LINE_END = re.compile(f"[{_LINE_ENDS}]*")
_NOTE = "AnnotatorNotes"
_SPAN = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_RELATION = re.compile(r"R\d+\t(\S+) Arg1:(\S+) Arg2:(\S+)\s*")
_ATTRIBUTE = re.compile(r"[AM]\d+\t(\S+) (\S+)(?: (.+))?")
_COMMENT = re.compile(r"#\d*\t(\S+) (\S+)\t(.*)")


def can_mark(node: Node, text: str) -> bool:
    """Say whether a span can be written: it must not begin or end with the end of a line."""
    words = text[node.start : node.end].replace("\r", " ")
    return bool(words) and all(_FRAGMENT.fullmatch(end) for end in (words[0], words[-1]))


def annotation_lines(graph: Graph, names: Mapping[str, str], usual: Usual) -> Iterator[str]:
    """Yield the lines of a graph, without the attributes a span has anyway."""
    text = graph.text.replace("\r", " ")
    attributes: list[str] = []
    notes: list[str] = []
    for node in graph.nodes:
        fragments = [match.span() for match in _FRAGMENT.finditer(text, node.start or 0, node.end or 0)]
        offsets = ";".join(f"{start} {end}" for start, end in fragments)
        yield f"{node.id}\t{names[node.label]} {offsets}\t{_words(text, fragments)}"
        expected = usual.attributes(node)
        noted = {key: value for key, value in node.attributes.items() if expected.get(key) != value}
        for key in config.ATTRIBUTES:
            if key in noted:
                value = "" if noted[key] is True else f" {noted[key]}"
                attributes.append(f"A{len(attributes) + 1}\t{key} {node.id}{value}")
        if typed := {key: noted[key] for key in config.NOTES if key in noted}:
            notes.append(f"#{len(notes) + 1}\t{_NOTE} {node.id}\t{json.dumps(typed, ensure_ascii=True)}")
    for number, edge in enumerate(graph.edges, start=1):
        yield f"R{number}\t{edge.role} Arg1:{edge.head} Arg2:{edge.dependant}"
    yield from attributes
    yield from notes


def read_annotations(
    content: str, text: str, labels: Mapping[str, str]
) -> tuple[tuple[Node, ...], tuple[Edge, ...], int]:
    """Read the lines of an annotation file.

    Parameters
    ----------
    content
        The file.
    text
        The text it belongs to, as brat has it.
    labels
        Our labels by their names in brat.

    Returns
    -------
    nodes, edges
        Spans and relations.
    comments
        How many notes hold words of an annotator rather than attributes.

    Raises
    ------
    GraphError
        If a line is none of brat's or cannot be placed. It names every such line.
    """
    lines = _Lines(text, labels)
    for number, line in enumerate(content.split("\n"), start=1):
        line = line.removesuffix("\r")
        if line and (problem := lines.add(line)):
            lines.problems.append(f"line {number}: {problem}")
    return lines.result()


class _Lines:
    """Collects what the lines say."""

    def __init__(self, text: str, labels: Mapping[str, str]) -> None:
        self._text = text
        self._labels = labels
        self._nodes: dict[str, Node] = {}
        self._edges: list[Edge] = []
        self._attributes: list[tuple[str, dict[str, Any]]] = []
        self._comments = 0
        self.problems: list[str] = []

    def add(self, line: str) -> str | None:
        """Take a line, and return what is wrong with it."""
        if match := _SPAN.fullmatch(line):
            return self._add_span(*match.groups())
        if match := _RELATION.fullmatch(line):
            self._edges.append(Edge(match[2], match[3], match[1]))
        elif match := _ATTRIBUTE.fullmatch(line):
            if match[1] not in config.ATTRIBUTES:
                return f"unknown attribute {match[1]!r}"
            self._attributes.append((match[2], {match[1]: True if match[3] is None else match[3]}))
        elif match := _COMMENT.fullmatch(line):
            self._add_note(match[2], match[3])
        else:
            return f"expected T, R, A or #, found {line[:40]!r}"
        return None

    def result(self) -> tuple[tuple[Node, ...], tuple[Edge, ...], int]:
        for id, attributes in self._attributes:
            if id in self._nodes:
                node = self._nodes[id]
                self._nodes[id] = replace(node, attributes={**node.attributes, **attributes})
            else:
                self.problems.append(f"{', '.join(attributes)} of {id}: there is no span {id}")
        if self.problems:
            raise GraphError(self.problems)
        return tuple(self._nodes.values()), tuple(self._edges), self._comments

    def _add_span(self, id: str, name: str, offsets: str, words: str) -> str | None:
        if id in self._nodes:
            return f"there are two spans {id}"
        pairs = (pair.split() for pair in offsets.split(";"))
        fragments = [(int(start), int(end)) for start, end in pairs]
        for (_, end), (start, _) in itertools.pairwise(fragments):
            if not (end <= start and _LINE_END.fullmatch(self._text, end, start)):
                return f"{id} has a gap; a span is one stretch of text"
        node = Node(id, self._labels.get(name, name), fragments[0][0], fragments[-1][1])
        if fragments[-1][1] > len(self._text):
            return f"{node}: lies outside the text, which has {len(self._text)} characters"
        if _words(self._text, fragments) != words:
            return f"{node}: its words are {words!r}, and {_words(self._text, fragments)!r} stands there"
        self._nodes[id] = node
        return None

    def _add_note(self, id: str, note: str) -> None:
        try:
            attributes = json.loads(note)
        except ValueError:
            attributes = None
        if isinstance(attributes, dict):
            known = {key: value for key, value in attributes.items() if key in config.NOTES}
            self._attributes.append((id, known))
        else:
            self._comments += 1


def _words(text: str, fragments: list[tuple[int, int]]) -> str:
    return " ".join(text[start:end] for start, end in fragments)
