from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from exchanging import BULLETIN, TEXT, export, problems, read_one, span, write_lines

from miit_ie.annotation import import_bulletins
from miit_ie.schema import Bulletin, Span


def entity(id: int, label: str, place: Span) -> dict[str, Any]:
    return {"id": id, "label": label, "start_offset": place.start, "end_offset": place.end}


def relation(id: int, head: int, dependant: int, role: str) -> dict[str, Any]:
    return {"id": id, "from_id": head, "to_id": dependant, "type": role}


def row(*entities: dict[str, Any], relations: tuple[dict[str, Any], ...] = (), **fields: Any) -> dict[str, Any]:
    """Return a line as doccano exports it, with its own ids and columns."""
    return {"id": 31, "text": TEXT, "entities": [*entities], "relations": [*relations], "Comments": [], **fields}


TRIGGER = entity(905, "认定", span("认定"))
TARGET = entity(907, "target", span("企业"))
LINK = relation(44, 905, 907, "target")


def test_spans_and_relations_made_in_doccano_become_an_event(tmp_path: Path) -> None:
    bulletin = read_one(write_lines(tmp_path / "admin.jsonl", row(TRIGGER, TARGET, relations=(LINK,))), "doccano")
    [event] = bulletin.events
    assert bulletin.doc_id == "admin-1"
    assert (event.type, event.modality, [item.target for item in event.items]) == ("认定", "actual", [span("企业")])


def test_triples_of_a_project_without_relations_are_read(tmp_path: Path) -> None:
    labels = [[1, 6, "DATE"], [7, 11, "AGENCY"]]
    bulletin = read_one(write_lines(tmp_path / "a.jsonl", {"id": 1, "text": TEXT, "label": labels}), "doccano")
    assert [(entity.text, entity.label) for entity in bulletin.entities] == [
        ("２０２３年", "DATE"),
        ("县工信局", "AGENCY"),
    ]


def test_ids_that_doccano_gave_anew_do_not_matter(tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl", "doccano")
    data = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    for span_ in data["entities"]:
        span_["id"] += 1000
    for link in data["relations"]:
        link["from_id"] += 1000
        link["to_id"] += 1000
    assert read_one(write_lines(tmp_path / "b.jsonl", data), "doccano") == BULLETIN


def test_a_count_that_the_annotator_moved_says_what_its_words_say(tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl", "doccano")
    data = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    [moved] = [s for s in data["entities"] if (s["label"], s["start_offset"]) == ("count", span("12家").start)]
    moved["start_offset"], moved["end_offset"] = span("2家").start, span("2家").end
    [event] = read_one(write_lines(tmp_path / "b.jsonl", data), "doccano").events
    first, second = event.items
    # The scope kept for the 12 does not go over to the 2.
    assert (first.count and first.count.value, first.count and first.count.scope) == (2, "increment")
    assert second == BULLETIN.events[0].items[1]


def test_an_event_that_the_annotator_removed_takes_along_what_was_kept(tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl", "doccano")
    data = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    data["entities"] = data["entities"][: len(BULLETIN.entities)]
    data["relations"] = []
    # The inferred agent, which stands nowhere in the text, goes with its event.
    expected = Bulletin.of(TEXT, "notice", meta=BULLETIN.meta, entities=BULLETIN.entities)
    assert read_one(write_lines(tmp_path / "b.jsonl", data), "doccano") == expected


def test_what_doccano_does_not_show_is_reported(tmp_path: Path) -> None:
    report = export(tmp_path / "a.jsonl", "doccano")
    assert str(report) == (
        "doccano: kept with the record, for doccano has no place for it: "
        "modalities (1), scopes of counts (1), spans of agent that cannot be marked (1), values of times (1)"
    )


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param(row(TRIGGER), "认定 905 [13, 15): has no target", id="event without a target"),
        pytest.param(
            row(TRIGGER, TARGET, relations=(LINK, relation(45, 907, 999, "count"))),
            "relation count from 907 to 999: there is no span 999",
            id="dangling",
        ),
        pytest.param(
            row(entity(1, "FRUIT", span("企业"))), "FRUIT 1 [29, 31): unknown label 'FRUIT'", id="unknown label"
        ),
        pytest.param(
            row(entity(1, "PLACE", Span("局", 99, 100))),
            f"PLACE 1 [99, 100): lies outside the text, which has {len(TEXT)} characters",
            id="outside the text",
        ),
        pytest.param(row({"id": 1, "label": "PLACE"}), "entities[0].start_offset: missing", id="no offset"),
        pytest.param({"text": TEXT}, "there are no entities in it, nor a label", id="no entities"),
        pytest.param(
            {"text": TEXT, "label": ["PLACE"]}, "label: expected a list of start, end and label", id="class label"
        ),
        pytest.param([], "document: expected an object, found a list", id="no object"),
    ],
)
def test_a_mistake_is_named_and_good_lines_go_on(tmp_path: Path, bad: Any, message: str) -> None:
    file = write_lines(tmp_path / "a.jsonl", row(TRIGGER, TARGET, relations=(LINK,)), bad)
    entries, report = import_bulletins([file], "doccano")
    assert len(entries) == 1
    assert report.problems == (f"{file}:2: {message}",)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{]\n", encoding="utf-8")
    [problem] = problems(tmp_path / "a.jsonl", "doccano")
    assert problem.startswith(f"{tmp_path / 'a.jsonl'}:1: not JSON: ")


def test_doccano_itself_imports_and_exports_what_we_wrote(tmp_path: Path) -> None:
    """Through its importer, database and exporter, in an environment of its own, as it pins old versions."""
    python = os.environ.get("DOCCANO_PYTHON")
    if python is None:
        pytest.skip("DOCCANO_PYTHON names no Python that has doccano")
    export(tmp_path / "a.jsonl", "doccano")
    program = Path(__file__).with_name("through_doccano.py")
    subprocess.run([python, program, tmp_path / "a.jsonl", tmp_path / "b.jsonl"], check=True)
    assert "Comments" in json.loads((tmp_path / "b.jsonl").read_text(encoding="utf-8"))
    assert read_one(tmp_path / "b.jsonl", "doccano") == BULLETIN
