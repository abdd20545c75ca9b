from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exchanging import EVENT, TEXT, export, read_one, span, write_lines

from miit_ie.annotation import import_bulletins
from miit_ie.schema import Bulletin, Item, Span


def marked(label: str, place: Span) -> dict[str, Any]:
    """Return a span as Prodigy writes one that was marked by hand."""
    tokens = {"token_start": place.start, "token_end": place.end - 1}
    return {"start": place.start, "end": place.end, **tokens, "label": label}


def linked(head: dict[str, Any], child: dict[str, Any], label: str) -> dict[str, Any]:
    ends = {"head": head["token_end"], "child": child["token_end"], "head_span": head, "child_span": child}
    return {**ends, "color": "#c5bdf4", "label": label}


def task(*spans: dict[str, Any], relations: tuple[dict[str, Any], ...] = (), **fields: Any) -> dict[str, Any]:
    return {"text": TEXT, "spans": [*spans], "relations": [*relations], "answer": "accept", "_task_hash": -7, **fields}


TRIGGER = marked("认定", span("认定"))
TARGET = marked("target", span("企业"))


def test_spans_marked_by_hand_become_an_event(tmp_path: Path) -> None:
    link = linked(TRIGGER, TARGET, "target")
    bulletin = read_one(write_lines(tmp_path / "a.jsonl", task(TRIGGER, TARGET, relations=(link,))), "prodigy")
    [event] = bulletin.events
    assert (bulletin.doc_id, event.trigger, event.items[0].target) == ("a-1", span("认定"), span("企业"))


def test_tokens_are_characters_and_spans_fit_them(tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl", "prodigy")
    data = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    tokens = data["tokens"]
    assert "".join(token["text"] for token in tokens) == data["text"] == TEXT
    assert len(tokens) == len(TEXT)
    for exported in [*data["spans"], *(link[end] for link in data["relations"] for end in ("head_span", "child_span"))]:
        first, last = tokens[exported["token_start"]], tokens[exported["token_end"]]
        assert (first["start"], last["end"]) == (exported["start"], exported["end"])


def test_tasks_that_were_not_accepted_are_left_out_and_reported(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", task(answer="reject"), task(), task(answer="ignore"))
    entries, report = import_bulletins([file], "prodigy")
    assert len(entries) == 1
    assert str(report) == "prodigy: not read: tasks answered reject (1), tasks answered ignore (1)"


def test_two_counts_at_one_target_stay_apart_by_their_ids(tmp_path: Path) -> None:
    items = (EVENT.items[0], Item(EVENT.items[0].target))
    bulletin = Bulletin.of(TEXT, "two", events=(replace(EVENT, items=items),))
    export(tmp_path / "a.jsonl", "prodigy", bulletin)
    assert read_one(tmp_path / "a.jsonl", "prodigy") == bulletin


@pytest.mark.parametrize(
    ("spans", "relations", "message"),
    [
        pytest.param((TRIGGER,), (), "认定 s1 [13, 15): has no target", id="event without a target"),
        pytest.param(
            (TRIGGER,),
            (linked(TRIGGER, TARGET, "target"),),
            "relation target: there are 0 spans target [29, 31)",
            id="dangling",
        ),
        pytest.param(
            (TRIGGER, TARGET, TARGET),
            (linked(TRIGGER, TARGET, "target"),),
            "relation target: there are 2 spans target [29, 31)",
            id="ambiguous",
        ),
        pytest.param(
            (marked("PLACE", Span("局", 99, 100)),),
            (),
            f"PLACE s1 [99, 100): lies outside the text, which has {len(TEXT)} characters",
            id="outside the text",
        ),
        pytest.param(
            (TRIGGER, TARGET),
            ({"head": 13, "child": 29, "label": "target"},),
            "relations[0].head_span: missing",
            id="tokens only",
        ),
    ],
)
def test_a_mistake_is_named_and_good_lines_go_on(tmp_path: Path, spans: Any, relations: Any, message: str) -> None:
    file = write_lines(tmp_path / "a.jsonl", task(*spans, relations=relations), task())
    entries, report = import_bulletins([file], "prodigy")
    assert len(entries) == 1
    assert report.problems == (f"{file}:1: {message}",)
