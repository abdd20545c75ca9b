from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from exchanging import EVENT, TEXT, export, problems, read_one, span, write_json

from miit_ie.annotation import import_bulletins
from miit_ie.annotation.exchange.label_studio_config import labelling
from miit_ie.errors import MiitIEError
from miit_ie.schema import Bulletin, Count, Event, Item, Span, default_ontology, load_ontology


def region(id: str, control: str, label: str, place: Span, **fields: Any) -> dict[str, Any]:
    value = {"start": place.start, "end": place.end, "labels": [label]}
    return {"id": id, "from_name": control, "to_name": "text", "type": "labels", "value": value, **fields}


def per_region(id: str, name: str, kind: str, value: str) -> dict[str, Any]:
    key = "choices" if kind == "choices" else "text"
    return {"id": id, "from_name": name, "to_name": "text", "type": kind, "value": {"start": 0, "end": 1, key: [value]}}


def relation(head: str, dependant: str, *labels: str, direction: str = "right") -> dict[str, Any]:
    ends = {"from_id": head, "to_id": dependant, "direction": direction}
    return {"type": "relation", **ends, **({"labels": [*labels]} if labels else {})}


def task(*results: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": 7, "data": {"text": TEXT}, "annotations": [{"id": 1, "result": [*results]}], **fields}


TRIGGER = region("aB3_x", "trigger", "认定", span("认定"), origin="manual")
TARGET = region("bC4_y", "argument", "target", span("企业"), origin="manual")
COUNT = region("cD5_z", "argument", "count", span("12家"), origin="manual")
LINKS = (relation("aB3_x", "bC4_y", "target"), relation("bC4_y", "cD5_z", "count"))


def test_regions_drawn_by_hand_become_an_event(tmp_path: Path) -> None:
    file = write_json(tmp_path / "a.json", [task(TRIGGER, TARGET, COUNT, *LINKS)])
    bulletin = read_one(file, "label-studio")
    assert bulletin.doc_id == "task-7"
    item = Item(span("企业"), count=Count("12家", span("12家").start, span("12家").end, 12, "家"))
    assert bulletin.events == (Event("认定", "RECOGNITION", span("认定"), items=(item,)),)


def test_a_relation_without_label_is_what_it_leads_to_and_may_be_drawn_from_right_to_left(tmp_path: Path) -> None:
    links = (relation("bC4_y", "aB3_x", direction="left"), relation("bC4_y", "cD5_z"))
    file = write_json(tmp_path / "a.json", [task(TRIGGER, TARGET, COUNT, *links)])
    [event] = read_one(file, "label-studio").events
    assert [(item.target.text, item.count and item.count.text) for item in event.items] == [("企业", "12家")]


def test_what_was_chosen_and_typed_goes_before_what_the_words_say(tmp_path: Path) -> None:
    given = (
        per_region("aB3_x", "modality", "choices", "proposed"),
        per_region("aB3_x", "polarity", "choices", "negative"),
        per_region("bC4_y", "members_complete", "choices", "members_complete"),
        per_region("cD5_z", "value", "textarea", "120"),
        per_region("cD5_z", "unit", "textarea", "户"),
        per_region("cD5_z", "bound", "choices", "approx"),
        per_region("cD5_z", "scope", "choices", "total"),
    )
    file = write_json(tmp_path / "a.json", [task(TRIGGER, TARGET, COUNT, *LINKS, *given)])
    [event] = read_one(file, "label-studio").events
    assert (event.modality, event.polarity, event.items[0].members_complete) == ("proposed", "negative", True)
    read = event.items[0].count
    assert read
    assert (read.value, read.unit, read.bound, read.scope) == (120, "户", "approx", "total")


def test_offsets_are_code_points(tmp_path: Path) -> None:
    export(tmp_path / "a.json", "label-studio")
    [exported] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    places = {
        result["value"]["labels"][0]: (result["value"]["start"], result["value"]["end"])
        for result in exported["annotations"][0]["result"]
        if result["type"] == "labels"
    }
    # 🏭 is one, CR LF before the trigger two, 👩‍🔬 behind it three.
    assert places["认定"] == (13, 15)
    assert places["COMPANY"] == (18, 21)
    assert exported["data"]["text"] == TEXT


def test_predictions_show_their_confidences_and_are_no_annotations(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    sure = replace(EVENT, confidence=0.75)
    bulletin = Bulletin.of(TEXT, "notice", events=(sure,))
    export(file, "label-studio", bulletin, as_predictions=True)
    [exported] = json.loads(file.read_text(encoding="utf-8"))
    [prediction] = exported["predictions"]
    assert "annotations" not in exported
    assert prediction["score"] == 0.75
    assert [result["score"] for result in prediction["result"] if "score" in result] == [0.75]
    assert read_one(file, "label-studio", as_predictions=True) == bulletin
    entries, report = import_bulletins([file], "label-studio")
    assert entries == []
    lack = "predictions alone (read them with: --as predictions)"
    assert str(report) == f"label-studio: not read, for they have {lack}: tasks (1)"


def test_confidences_of_predictions_are_gone_once_they_were_corrected(tmp_path: Path) -> None:
    sure = replace(EVENT, confidence=0.75)
    export(tmp_path / "a.json", "label-studio", Bulletin.of(TEXT, "notice", events=(sure,)), as_predictions=True)
    [exported] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    exported["annotations"] = exported["predictions"]
    [event] = read_one(write_json(tmp_path / "b.json", [exported]), "label-studio").events
    assert event == EVENT


def test_the_last_annotation_of_a_task_is_read(tmp_path: Path) -> None:
    results = [[TRIGGER, TARGET, LINKS[0]], [], [TRIGGER]]
    annotations = [
        {"result": results[0], "updated_at": "2026-02-01T00:00:00Z"},
        {"result": results[1], "updated_at": "2026-01-01T00:00:00Z"},
        {"result": results[2], "updated_at": "2026-03-01T00:00:00Z", "was_cancelled": True},
    ]
    file = write_json(tmp_path / "a.json", [task(annotations=annotations)])
    [bulletin], report = import_bulletins([file], "label-studio")
    assert len(getattr(bulletin, "events", ())) == 1
    assert str(report) == "label-studio: not read, for a later one stands in the same task: annotations (1)"


def test_a_single_task_and_the_completions_of_old_are_read(tmp_path: Path) -> None:
    old = task(TRIGGER, TARGET, COUNT, *LINKS)
    old["completions"] = old.pop("annotations")
    assert len(read_one(write_json(tmp_path / "a.json", old), "label-studio").events) == 1


def test_words_with_line_breaks_are_those_of_the_tool(tmp_path: Path) -> None:
    place = Span.of(TEXT, span("工信局").start, span("认定").start)
    broken = region("n1", "entity", "AGENCY", place)
    broken["value"]["text"] = "工信局\\n\\n"
    [entity] = read_one(write_json(tmp_path / "a.json", [task(broken)]), "label-studio").entities
    assert entity.text == "工信局\r\n"


def test_results_of_other_controls_are_counted(tmp_path: Path) -> None:
    mood = {"id": "x", "from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["good"]}}
    _, report = import_bulletins([write_json(tmp_path / "a.json", [task(mood)])], "label-studio")
    assert str(report) == "label-studio: not read, for they belong to no control of ours: choices mood (1)"


@pytest.mark.parametrize(
    ("results", "message"),
    [
        pytest.param([TRIGGER], "认定 aB3_x [13, 15): has no target", id="event without a target"),
        pytest.param(
            [TRIGGER, TARGET, *LINKS], "relation count from bC4_y to cD5_z: there is no span cD5_z", id="dangling"
        ),
        pytest.param(
            [region("u", "entity", "FRUIT", span("企业"))],
            "FRUIT u [29, 31): unknown label 'FRUIT'",
            id="unknown label",
        ),
        pytest.param(
            [region("o", "entity", "PLACE", Span("局", 99, 100))],
            f"PLACE o [99, 100): lies outside the text, which has {len(TEXT)} characters",
            id="outside the text",
        ),
        pytest.param(
            [TRIGGER, TARGET, COUNT, LINKS[0], relation("aB3_x", "cD5_z", "count")],
            "relation count from aB3_x to cD5_z: starts at 认定 aB3_x [13, 15), and a count hangs on a target",
            id="wrong kinds",
        ),
        pytest.param(
            [TRIGGER, TARGET, COUNT, LINKS[0], relation("bC4_y", "cD5_z", "title")],
            "relation title from bC4_y to cD5_z: leads to count cD5_z [26, 29), which is no title",
            id="other role",
        ),
        pytest.param(
            [TRIGGER, TARGET, COUNT, *LINKS, relation("aB3_x", "bC4_y", "prize")],
            "relation prize from aB3_x to bC4_y: unknown role; "
            "the roles are agent target title count member batch field place time basis",
            id="unknown role",
        ),
        pytest.param(
            [TRIGGER, TARGET, COUNT, LINKS[0]],
            "count cD5_z [26, 29): hangs on nothing; no relation leads to it",
            id="orphan",
        ),
        pytest.param(
            [
                *(TRIGGER, TARGET, COUNT, *LINKS),
                region("dE6", "argument", "count", span("3家")),
                relation("bC4_y", "dE6", "count"),
            ],
            "count dE6 [32, 34): is a second count of target bC4_y [29, 31)",
            id="second count",
        ),
        pytest.param(
            [TRIGGER, TARGET, COUNT, *LINKS, per_region("cD5_z", "value", "textarea", "十二")],
            "value of cD5_z: '十二' is no number in digits",
            id="no number",
        ),
        pytest.param(
            [per_region("gone", "modality", "choices", "planned")],
            "modality of gone: there is no region gone",
            id="choice for nothing",
        ),
        pytest.param(
            [TRIGGER, region("aB3_x", "entity", "PROGRAM", span("认定"))],
            "region aB3_x [13, 15): has 2 labels (PROGRAM, 认定); a region has one",
            id="two labels",
        ),
        pytest.param(
            [{**TARGET, "value": {"start": 30, "end": 32, "labels": ["target"], "text": "企业"}}],
            "target bC4_y [30, 32): its words are '企业', and '业和' stands there",
            id="other words",
        ),
        pytest.param(
            [TRIGGER, TARGET, LINKS[0], per_region("aB3_x", "modality", "choices", "perhaps")],
            "events[0].modality: expected one of actual planned proposed generic, found 'perhaps'",
            id="unknown choice",
        ),
        pytest.param([{"type": "labels", "id": "r"}], "annotations[0].result[0].value: missing", id="no region"),
    ],
)
def test_a_mistake_is_named_and_good_tasks_go_on(tmp_path: Path, results: list[Any], message: str) -> None:
    good = task(TRIGGER, TARGET, COUNT, *LINKS, id=8)
    file = write_json(tmp_path / "a.json", [task(*results), good])
    entries, report = import_bulletins([file], "label-studio")
    assert len(entries) == 1
    assert report.problems == (f"{file}: task 7: {message}",)


def test_every_mistake_of_a_task_is_named(tmp_path: Path) -> None:
    file = write_json(tmp_path / "a.json", [task(TRIGGER, COUNT)])
    assert [problem.rpartition("): ")[2] for problem in problems(file, "label-studio")] == [
        "has no target",
        "hangs on nothing; no relation leads to it",
    ]


def test_a_text_that_comes_back_changed_is_no_longer_ours(tmp_path: Path) -> None:
    export(tmp_path / "a.json", "label-studio")
    [exported] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    exported["data"]["text"] = TEXT.replace("\r\n", "\n\n")
    [problem] = problems(write_json(tmp_path / "b.json", [exported]), "label-studio")
    assert problem.endswith("text_sha256: does not belong to the text: the text has been changed")


def test_a_record_that_was_tampered_with_is_named(tmp_path: Path) -> None:
    export(tmp_path / "a.json", "label-studio")
    [exported] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    exported["data"]["miit_ie"] = {"spans": [1]}
    file = write_json(tmp_path / "b.json", [exported])
    assert problems(file, "label-studio") == [f"{file}: task 1: what was kept with the record is not as it was written"]


def test_files_that_hold_no_tasks_are_named(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("[{", encoding="utf-8")
    _, report = import_bulletins([tmp_path / "broken.json", tmp_path / "missing.json"], "label-studio")
    broken, missing = report.problems
    assert broken.startswith(f"{tmp_path / 'broken.json'}: not JSON: ")
    assert missing == f"{tmp_path / 'missing.json'}: cannot read the file: No such file or directory"


def test_the_configuration_does_not_take_the_place_of_the_tasks(tmp_path: Path) -> None:
    with pytest.raises(MiitIEError, match=r"call the tasks a\.json"):
        export(tmp_path / "a.xml", "label-studio")
    assert list(tmp_path.iterdir()) == []


def test_the_configuration_offers_what_the_ontology_has(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'name = "mine"\nextends = "miit_ie"\n'
        '[entity_labels."产品"]\nzh = "产品"\nen = "A product."\n'
        '[event_types."处罚"]\ncode = "PENALTY"\nzh = "处罚"\nen = "Imposes a penalty."\n',
        encoding="utf-8",
    )
    ontology = load_ontology(mine)
    view = ElementTree.fromstring(labelling(ontology))

    def values(path: str) -> list[str | None]:
        return [element.get("value") for element in view.findall(path)]

    assert values("Labels[@name='entity']/Label") == [*ontology.entity_labels]
    assert values("Labels[@name='trigger']/Label") == [*ontology.event_types]
    assert values("Labels[@name='argument']/Label") == values("Relations/Relation") == [*ontology.roles]
    assert values("Choices[@name='modality']/Choice") == [*ontology.modalities]
    assert values("Choices[@name='bound']/Choice") == [*ontology.bounds]
    assert "处罚" not in labelling(default_ontology())


def test_label_studio_itself_accepts_configuration_and_tasks(tmp_path: Path) -> None:
    interface = pytest.importorskip("label_studio_sdk.label_interface", reason="label-studio-sdk is not installed")
    for as_predictions, layer in ((False, "annotations"), (True, "predictions")):
        export(tmp_path / "a.json", "label-studio", as_predictions=as_predictions)
        config = interface.LabelInterface((tmp_path / "a.xml").read_text(encoding="utf-8"))
        config.validate()
        [exported] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
        [annotation] = exported[layer]
        assert annotation["result"]
        assert config.validate_prediction(annotation, return_errors=True) == []
        # It does look: a label that is none of the configuration is refused.
        annotation["result"][0]["value"]["labels"] = ["FRUIT"]
        assert config.validate_prediction(annotation, return_errors=True) != []
