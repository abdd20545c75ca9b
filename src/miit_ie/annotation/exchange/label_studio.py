"""Label Studio's JSON: tasks, with regions, choices, text fields and relations as annotations or predictions.

Label Studio counts code points, and every character of a CR LF by itself, as Python does.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from miit_ie.annotation.exchange import label_studio_config as config
from miit_ie.annotation.exchange.assembly import GraphError
from miit_ie.annotation.exchange.conversion import Conversion, Entry, Found
from miit_ie.annotation.exchange.graph import RECORD, Edge, Graph, Node
from miit_ie.errors import InputError, MiitIEError
from miit_ie.outputs.files import create
from miit_ie.schema.reading import Reader

__all__ = ["read", "write"]

_SHOWN = frozenset(("members_complete", "modality", "polarity", "value", "unit", "bound", "scope"))
# What a region's score is to us.
_CONFIDENCE = "confidence"


def write(entries: Iterator[Entry], path: Path, conversion: Conversion) -> None:
    """Write tasks to a JSON file, and the labelling configuration beside it."""
    if path.suffix == ".xml":
        raise MiitIEError(f"{path}: the labelling configuration gets this name; call the tasks {path.stem}.json")
    with create(path.with_suffix(".xml"), inputs=conversion.inputs) as stream:
        stream.write(config.labelling(conversion.ontology))
    # As people's work an annotation has no confidence to show; it is kept with the record.
    shown = _SHOWN | {_CONFIDENCE} if conversion.as_predictions else _SHOWN
    with create(path, inputs=conversion.inputs) as stream:
        separator = "[\n"
        for entry in entries:
            task = _task(conversion.graph(entry, shown=shown), conversion)
            stream.write(separator + json.dumps(task, ensure_ascii=False))
            separator = ",\n"
        stream.write("[]\n" if separator.startswith("[") else "\n]\n")


def read(path: Path, conversion: Conversion) -> Iterator[Found]:
    """Yield the tasks of a JSON file."""
    tasks = _json(path)
    if tasks == []:
        raise InputError(f"{path}: there is no task in it")
    for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], start=1):
        name = task.get("id", number) if isinstance(task, dict) else number
        yield f"{path}: task {name}", partial(_entry, task, conversion)


def _task(graph: Graph, conversion: Conversion) -> dict[str, Any]:
    results = [result for node in graph.nodes for result in _region(node, conversion)]
    results += [_relation(edge) for edge in graph.edges]
    data = {"text": graph.text, "doc_id": graph.doc_id, RECORD: graph.record}
    if not conversion.as_predictions:
        return {"data": data, "annotations": [{"result": results}]}
    scores = [node.attributes[_CONFIDENCE] for node in graph.nodes if _CONFIDENCE in node.attributes]
    # The score orders the tasks in the tool: that of the least certain span, as one is enough to need a look.
    score = {"score": min(scores)} if scores else {}
    return {"data": data, "predictions": [{"model_version": "miit_ie", **score, "result": results}]}


def _region(node: Node, conversion: Conversion) -> Iterator[dict[str, Any]]:
    extent = {"start": node.start, "end": node.end}
    region = {"id": node.id, "to_name": config.TEXT}
    score = {"score": node.attributes[_CONFIDENCE]} if _CONFIDENCE in node.attributes else {}
    yield {
        **region,
        **score,
        "from_name": conversion.kinds[node.label],
        "type": "labels",
        "value": {**extent, "labels": [node.label]},
    }
    for name, value in node.attributes.items():
        if name in config.TEXT_FIELDS:
            text = value if isinstance(value, str) else json.dumps(value)
            yield {**region, "from_name": name, "type": "textarea", "value": {**extent, "text": [text]}}
        elif name != _CONFIDENCE:
            choice = name if value is True else value
            yield {**region, "from_name": name, "type": "choices", "value": {**extent, "choices": [choice]}}


def _relation(edge: Edge) -> dict[str, Any]:
    return {
        "type": "relation",
        "from_id": edge.head,
        "to_id": edge.dependant,
        "direction": "right",
        "labels": [edge.role],
    }


def _entry(task: Any, conversion: Conversion) -> Entry | None:
    """Read what was annotated last in a task, or what was predicted, where that is asked for."""
    annotation = _last(Reader(task), conversion)
    if annotation is None:
        return None
    data = Reader(task).object(Reader.itself, "data")
    doc_id = data.optional_str("doc_id")
    regions = _Regions(data.str("text"), conversion)
    for result in annotation.each(Reader.itself, "result"):
        regions.add(result)
    return conversion.entry(
        regions.graph(f"task-{task.get('id', '')}" if doc_id is None else doc_id, task["data"].get(RECORD) or {})
    )


def _last(task: Reader, conversion: Conversion) -> Reader | None:
    # Label Studio before 1.0 called annotations completions.
    names = ("predictions",) if conversion.as_predictions else ("annotations", "completions")
    found = [
        annotation
        for name in names
        for annotation in task.each(Reader.itself, name)
        if not annotation.bool("was_cancelled", default=False)
    ]
    if not found:
        predicted = not conversion.as_predictions and any(task.each(Reader.itself, "predictions"))
        lack = "predictions alone (read them with: --as predictions)" if predicted else f"no {names[0]}"
        conversion.note(f"not read, for they have {lack}", {"tasks": 1})
        return None
    if len(found) > 1:
        conversion.note("not read, for a later one stands in the same task", {names[0]: len(found) - 1})
    return max(found, key=lambda annotation: annotation.optional_str("updated_at") or "")


class _Regions:
    """Collects the results of an annotation: regions, what was chosen or typed for each, and relations."""

    def __init__(self, text: str, conversion: Conversion) -> None:
        self._text = text
        self._conversion = conversion
        self._labels: dict[str, Node] = {}
        self._attributes: dict[str, dict[str, Any]] = defaultdict(dict)
        self._edges: list[tuple[str, str, list[str]]] = []
        self._problems: list[str] = []

    def add(self, result: Reader) -> None:
        kind = result.str("type")
        if kind == "relation":
            ends = result.str("from_id"), result.str("to_id")
            head, dependant = reversed(ends) if result.optional_str("direction") == "left" else ends
            self._edges.append((head, dependant, list(result.strings("labels"))))
        elif kind == "labels":
            self._add_region(result)
        else:
            self._add_attribute(result, kind)

    def graph(self, doc_id: str, record: Mapping[str, Any]) -> Graph:
        edges = []
        for head, dependant, roles in self._edges:
            # A relation drawn without a label says by its end what it is.
            role = self._labels[dependant].label if dependant in self._labels else "without a label"
            edges += [Edge(head, dependant, name) for name in roles or [role]]
        for id in self._attributes.keys() - self._labels.keys():
            self._problems.append(f"{', '.join(self._attributes[id])} of {id}: there is no region {id}")
        if self._problems:
            raise GraphError(self._problems)
        nodes = (
            replace(node, attributes={**node.attributes, **self._attributes[id]}) for id, node in self._labels.items()
        )
        return Graph(doc_id, self._text, tuple(nodes), tuple(edges), record)

    def _add_region(self, result: Reader) -> None:
        id, value = result.str("id"), result.object(Reader.itself, "value")
        labels = [*value.strings("labels"), *([self._labels[id].label] if id in self._labels else [])]
        start, end = value.int("start"), value.int("end")
        if len(labels) != 1:
            many = f"has {len(labels)} labels ({', '.join(labels)})" if labels else "has no label"
            self._problems.append(f"region {id} [{start}, {end}): {many}; a region has one")
            return
        score = result.probability("score") if self._conversion.as_predictions else None
        node = Node(id, labels[0], start, end, {} if score is None else {_CONFIDENCE: score})
        self._labels[id] = node
        words, found = value.optional_str("text"), self._text[max(start, 0) : max(end, 0)]
        # The tool writes a line break as backslash and n, and may drop blanks.
        if words is not None and _letters(words) != _letters(found):
            self._problems.append(f"{node}: its words are {words!r}, and {found!r} stands there")

    def _add_attribute(self, result: Reader, kind: str) -> None:
        name, id = result.str("from_name"), result.optional_str("id")
        if id is None or not (name in config.TEXT_FIELDS or name in config.CHOICES):
            self._conversion.note("not read, for they belong to no control of ours", {f"{kind} {name}": 1})
            return
        value = result.object(Reader.itself, "value")
        given = value.strings("text" if name in config.TEXT_FIELDS else "choices")
        if name == "value":
            self._add_number(id, "".join(given))
        elif name == config.MEMBERS_COMPLETE:
            self._attributes[id][name] = bool(given)
        elif given:
            self._attributes[id][name] = given[0]

    def _add_number(self, id: str, typed: str) -> None:
        try:
            number = json.loads(typed) if typed.strip() else None
        except ValueError:
            number = typed
        if number is None:
            return
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            self._problems.append(f"value of {id}: {typed!r} is no number in digits")
        self._attributes[id]["value"] = number


def _letters(words: str) -> str:
    return "".join(words.replace("\\n", "").split())


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError.unreadable(path, error) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON: {error}") from None
