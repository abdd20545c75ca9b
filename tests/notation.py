"""The notation of examples in the guideline (chapter 2.3) and the docs, read as the annotators' shorthand."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple


class Example(NamedTuple):
    """An example sentence and its annotation in the notation of chapter 2.3."""

    text: str
    annotations: tuple[str, ...]

    def shorthand(self) -> dict[str, Any]:
        events: list[dict[str, Any]] = []
        ents: list[list[str]] = []
        for annotation in self.annotations:
            if annotation.startswith("ents"):
                ents = [pair.rsplit("=", 1) for pair in annotation.removeprefix("ents　").split("；")]
            elif annotation != "无事件":
                events.append(event(annotation))
        # Examples of events leave the entities out; a count is one, always.
        counts = {item["count"][0] for data in events for item in data["items"] if "count" in item}
        ents += [[words, "QUANTITY"] for words in counts]
        return {"doc_id": self.text[:12], "text": self.text, "ents": ents, "events": events}


def event(annotation: str) -> dict[str, Any]:
    head, *fields = annotation.split("；")
    event_type, trigger = re.fullmatch(r"(.+)〔(.+)〕", head).groups()  # type: ignore[union-attr]
    items: list[dict[str, Any]] = []
    data: dict[str, Any] = {"t": event_type, "trig": trigger, "items": items}
    waiting: dict[str, Any] = {}
    for field in fields:
        key, _, value = field.partition("=")
        if key == "target":
            items.append({"target": value, **waiting})
            waiting = {}
        elif key in ("mod", "pol"):
            data[key] = value
        elif key == "count":
            items[-1][key] = count(value)
        elif key == "complete":
            items[-1][key] = True
        elif key in ("title", "batch"):
            # One example names the batch in front of the target it belongs to.
            (items[-1] if items else waiting)[key] = value
        elif key in ("members", "item_field"):
            items[-1][key.removeprefix("item_")] = value.split("＋")
        else:
            data[key] = value.split("＋")
    return data


def count(notation: str) -> list[Any]:
    words, values = re.fullmatch(r"(.+)\((.+)\)", notation).groups()  # type: ignore[union-attr]
    value, unit, bound, *scope = values.split(",")
    return [words, None if value == "-" else json.loads(value), unit, bound, *(scope or ["increment"])]
