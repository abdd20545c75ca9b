"""What would make fine-tuning useless is refused before it starts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers", reason="needs the train extra")

from miit_ie.annotation import load_gold
from miit_ie.annotation.shorthand import resolve
from miit_ie.errors import ContractError, InputError
from miit_ie.schema import Bulletin, Ontology, default_ontology, load_ontology
from miit_ie.training import memory
from miit_ie.training.material import Material, check, read, split
from miit_ie.training.memory import require_memory

TEXTS = (
    "某厅对2家企业处罚。会议在省城召开。",
    "今年某局处罚了4家公司。其他事项另行通知。",
    "某委依法处罚1家工厂。以上请知悉。",
    "某办将处罚5家单位。各地要高度重视。",
)


@pytest.fixture
def ontology(tmp_path: Path) -> Ontology:
    file = tmp_path / "mine.toml"
    file.write_text(
        'name = "mine"\nextends = "miit_ie"\n[event_types."处罚"]\ncode = "PENALTY"\nzh = "a"\nen = "b"\n', "utf-8"
    )
    return load_ontology(file)


def bulletin(number: int, ontology: Ontology, kind: str = "处罚", **changes: Any) -> Bulletin:
    text = changes.pop("text", TEXTS[number])
    events = [{"t": kind, "trig": "处罚", "items": []}]
    data = {
        "doc_id": str(number),
        "text": text,
        "ents": [["会议", "PROGRAM"]] if "会议" in text else [],
        "events": events,
    }
    return resolve(data | changes, ontology=ontology)


def test_files_and_objects_are_read_alike(tmp_path: Path, ontology: Ontology) -> None:
    given = [bulletin(number, ontology) for number in range(3)]
    file = tmp_path / "mine.jsonl"
    file.write_text("".join(one.to_json(with_text=True) + "\n" for one in given), encoding="utf-8")
    assert read(file, ontology) == read([file], ontology) == read(given, ontology) == given
    assert read([one.to_dict(with_text=True) for one in given], ontology) == given


def test_what_cannot_be_learned_from_is_named(tmp_path: Path, ontology: Ontology) -> None:
    one = bulletin(0, ontology)
    with pytest.raises(InputError, match=r"bulletin '0' comes without its text"):
        read([replace(one, text=None)], ontology)
    with pytest.raises(InputError, match=r"bulletin 'b' has the text of '0'"):
        read([one, replace(one, doc_id="b")], ontology)
    file = tmp_path / "mine.jsonl"
    file.write_text(one.to_json(with_text=True), encoding="utf-8")
    with pytest.raises(ContractError, match=rf"{file}:1: events\[0\]\.type: expected .*; types and labels of your own"):
        read(file, default_ontology())
    data = one.to_dict(with_text=True)
    data["events"][0]["trigger"]["start"] += 1
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ContractError, match=rf"{file}:1: events\[0\]\.trigger"):
        read(file, ontology)


def test_a_fifth_is_held_out_the_same_each_time(ontology: Ontology) -> None:
    gold = load_gold("dev").bulletins
    train, dev = split(gold)
    assert len(dev) == len(gold) // 5
    assert sorted(one.doc_id for one in (*train, *dev)) == sorted(one.doc_id for one in gold)
    again = split(gold[::-1])
    assert {one.doc_id for one in again[1]} == {one.doc_id for one in dev}
    with pytest.raises(InputError, match="4 bulletins are too few to hold some out"):
        split(gold[:4])


def test_good_material_passes(ontology: Ontology) -> None:
    gold = load_gold("dev").bulletins
    check(Material(gold[:10], gold[10:]), default_ontology())
    check(Material([bulletin(0, ontology)], [bulletin(1, ontology)], ("处罚",)), ontology)


@pytest.mark.parametrize("part", ["train", "dev"])
def test_parts_need_events(ontology: Ontology, part: str) -> None:
    parts: dict[str, Any] = {"train": [bulletin(0, ontology)], "dev": [bulletin(1, ontology)]}
    empty = {part: [replace(parts[part][0], events=())]}
    with pytest.raises(InputError, match=f"^{part}: no event in its 1 bulletins$"):
        check(Material(**parts | empty | {"covers": ("处罚",)}), ontology)
    old = {part: [bulletin(2, ontology, kind="撤销")]}
    with pytest.raises(InputError, match=f"^{part}: no event of the new type '处罚'"):
        check(Material(**parts | old), ontology)


def test_other_refusals(ontology: Ontology) -> None:
    ours, mine = load_gold("dev").bulletins, [bulletin(number, ontology) for number in range(4)]
    shipped = default_ontology()
    single = [replace(ours[9], events=tuple(event for event in ours[9].events if event.type == ours[9].events[0].type))]
    with pytest.raises(InputError, match=r"^dev: all its events are of type"):
        check(Material(ours[:3], single), shipped)
    with pytest.raises(InputError, match=r"^train: has events of type 处罚 alone. If the others are not annotated"):
        check(Material(mine[:2], mine[2:]), ontology)
    with pytest.raises(InputError, match=r"^train: no entities"):
        check(Material([replace(one, entities=()) for one in ours[:3]], ours[3:]), shipped)
    with pytest.raises(InputError, match=r"^train: no negatives"):
        check(Material([bulletin(0, ontology, text="某厅处罚2家企业。")], mine[1:], ("处罚",)), ontology)
    with pytest.raises(InputError, match=r"^dev: 100% of bulletin '1' stands in train"):
        check(Material(mine[:2], mine[1:2], ("处罚",)), ontology)
    with pytest.raises(InputError, match=r"^covers: '罚款' is neither"):
        check(Material(mine[:2], mine[2:], ("罚款",)), ontology)
    with pytest.raises(InputError, match=r"^train: has events of type '处罚', which it is not said to cover"):
        check(Material(mine[:2], mine[2:], ("撤销",)), ontology)


def test_too_little_memory_is_told_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_free", lambda: 2.0 * 2**30)
    with pytest.raises(InputError, match=r"with 2048 tokens at once needs about 4\.\d GiB .* and 2\.0 GiB are free"):
        require_memory(2048)
    require_memory(256)
    monkeypatch.setattr(memory, "_free", lambda: None)
    require_memory(10**9)
