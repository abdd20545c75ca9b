from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from miit_ie.annotation import GoldBulletin, check_files, resolve
from miit_ie.annotation.checks import Report

PLANTED = Path(__file__).with_name("planted.jsonl")
# The bulletins of the file are called after their fault; those called clean-… have none, and come close.
FAULTS = [
    ("", "error", "contract", ""),
    ("", "error", "contract", "document"),
    ("no-text", "error", "contract", "text"),
    ("wrong-digest", "error", "contract", "text_sha256"),
    ("unknown-genre", "error", "genre", "genre"),
    ("unknown-field", "error", "contract", "author"),
    ("unknown-type", "error", "contract", "events[0].type"),
    ("unknown-modality", "error", "contract", "events[0].modality"),
    ("unknown-polarity", "error", "contract", "events[0].polarity"),
    ("unknown-bound", "error", "contract", "events[0].items[0].count.bound"),
    ("unknown-role", "error", "contract", "events[0].purpose"),
    ("unknown-item-role", "error", "contract", "events[0].items[0].agent"),
    ("unknown-label", "error", "contract", "entities[0].label"),
    ("no-target", "error", "contract", "events[0].items[0].target"),
    ("shifted-argument", "error", "offsets", "events[0].items[0].target"),
    ("shifted-entity", "error", "offsets", "entities[0]"),
    ("wrong-length", "error", "contract", "events[0].trigger"),
    ("beyond-the-text", "error", "offsets", "events[0].agent[0]"),
    ("empty-span", "error", "offsets", "events[0].items[0].batch"),
    ("inferred-agent", "error", "inferred", "events[0].agent[1]"),
    ("wrong-designation", "error", "derived", "events[0].items[0].designation"),
    ("wrong-code", "error", "derived", "events[0].code"),
    ("wrong-count-check", "error", "derived", "events[0].items[0].count_check"),
    ("leading-blank", "error", "edges", "events[0].items[0].target"),
    ("trailing-comma", "error", "edges", "events[0].agent[0]"),
    ("half-bracket", "error", "edges", "events[0].place[0]"),
    ("quoted-target", "error", "edges", "events[1].items[0].target"),
    ("quoted-entity", "error", "edges", "entities[0]"),
    ("overlapping-entities", "error", "overlap", "entities[1]"),
    ("same-trigger-twice", "error", "trigger", "events[1].trigger"),
    ("overlapping-triggers", "error", "trigger", "events[1].trigger"),
    ("split-chain", "note", "trigger", "events[1].trigger"),
    ("trigger-in-document", "error", "trigger", "events[0].trigger"),
    ("trigger-in-entity", "note", "trigger", "events[0].trigger"),
    ("word-outside-trigger", "error", "trigger", "events[0].trigger"),
    ("denied-but-positive", "note", "polarity", "events[0].trigger"),
    ("negative-but-not-denied", "note", "polarity", "events[0].trigger"),
    ("no-items", "error", "items", "events[0]"),
    ("repeated-agent", "error", "repeated", "events[0].agent[2]"),
    ("repeated-member", "error", "repeated", "events[0].items[0].members[2]"),
    ("repeated-item", "error", "repeated", "events[0].items[1]"),
    ("target-in-trigger", "error", "overlap", "events[0].items[0].target"),
    ("count-in-target", "error", "overlap", "events[0].items[0].count"),
    ("title-is-target", "error", "title", "events[0].items[0].title"),
    ("title-with-its-class", "note", "title", "events[0].items[0].title"),
    ("wrong-value", "error", "count", "events[0].items[0].count"),
    ("wrong-unit", "error", "count", "events[0].items[0].count"),
    ("wrong-bound", "error", "count", "events[0].items[0].count"),
    ("no-value", "error", "count", "events[0].items[0].count"),
    ("wrong-scope", "note", "count", "events[0].items[0].count"),
    ("not-a-count", "note", "count", "events[0].items[0].count"),
    ("no-quantity", "note", "count", "events[0].items[0].count"),
    ("complete-without-members", "error", "members", "events[0].items[0]"),
    ("open-but-complete", "error", "members", "events[0].items[0]"),
    ("all-listed-but-open", "error", "members", "events[0].items[0]"),
    ("mismatch", "note", "members", "events[0].items[0]"),
    ("closed-but-open", "note", "members", "events[0].items[0]"),
    ("taken-name", "error", "doc_id", "doc_id"),
    ("label-other", "note", "label", "entities[0]"),
    ("label-against-many", "error", "label", "entities[0]"),
]


@pytest.fixture(scope="module")
def planted() -> Report:
    return check_files([PLANTED])


def test_every_planted_fault_is_found_and_nothing_else(planted: Report) -> None:
    assert [(f.doc_id, f.severity, f.rule, f.place) for f in planted.findings] == FAULTS
    assert planted.bulletins == len(PLANTED.read_text(encoding="utf-8").splitlines())


def test_report_names_file_line_bulletin_place_and_words(planted: Report) -> None:
    lines = [str(finding) for finding in planted.findings]
    assert (
        f"{PLANTED}:50: wrong-value: events[0].items[0].count: error: value is 54, the words say 45 [count]: "
        "江六县建成充电站【四十五座】。"
    ) in lines
    [other] = [line for line in lines if "label-other" in line]
    assert f"is COMPANY here, but INSTITUTE at {PLANTED}:64 entities[0] and 1 more" in other


def write(folder: Path, name: str, *texts: str) -> Path:
    file = folder / f"{name}.jsonl"
    rows = [GoldBulletin(resolve({"doc_id": f"{name}-{i}", "text": text}), "press") for i, text in enumerate(texts)]
    file.write_text("".join(json.dumps(row.to_dict(), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


OWN = ("甲乙丙丁戊己庚辛壬癸子丑寅卯", "春雨惊春清谷天夏满芒夏暑相连", "东西南北中发白梅兰竹菊筒条万")


def unlike(number: int) -> str:
    return "".join(chr(0x5000 + 99 * number + i) for i in range(7))


def test_text_repeated_in_another_split_is_found(tmp_path: Path) -> None:
    train = write(tmp_path, "train", *OWN)
    # A blank and a full-width form do not hide it, and 2 of 9 are less than a quarter.
    test = write(tmp_path, "test", f"{OWN[0][:7]} {OWN[0][7:]}", "赤橙黄绿青蓝紫" + OWN[1][:9], *map(unlike, range(3)))
    report = check_files([train, test])
    [found] = report.findings
    assert (found.doc_id, found.severity, found.rule) == ("test-0", "error", "near-duplicate")
    assert found.message.startswith("100.0% of its 8-grams stand in train")
    [overlap] = report.overlaps
    assert [round(share, 2) for share, _ in overlap.shares] == [1.0, 0.22, 0.0, 0.0, 0.0]


def test_median_overlap_is_limited_too(tmp_path: Path) -> None:
    train = write(tmp_path, "train", *OWN)
    test = write(tmp_path, "test", *(unlike(i) + own[:9] for i, own in enumerate(OWN)))
    [found] = check_files([train, test]).findings
    message = "in the median, 22.2% of the 8-grams of a bulletin stand in train; the limit is 10%"
    assert str(found) == f"{test}: error: {message} [near-duplicate]"


def test_splits_are_told_by_their_names(tmp_path: Path) -> None:
    assert check_files([write(tmp_path, "train", *OWN), write(tmp_path, "more", *OWN)]).overlaps == ()
    files = [write(tmp_path, name, *OWN) for name in ("train", "dev", "test")]
    assert [(o.split, o.other) for o in check_files(files).overlaps] == [
        ("dev", "train"),
        ("test", "train"),
        ("test", "dev"),
    ]


def test_lists_that_are_none_and_derived_fields_that_are_right(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    whole: dict[str, Any] = resolve({"doc_id": "a", "text": "认定", "events": []}).to_dict(with_text=True)
    file.write_text(json.dumps({**whole, "genre": "list", "events": {}}), encoding="utf-8")
    assert [finding.place for finding in check_files([file]).findings] == ["events"]
    file.write_text(json.dumps({**whole, "genre": "list"}), encoding="utf-8")
    assert check_files([file]).findings == ()
