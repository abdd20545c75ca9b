from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from miit_ie.annotation import Corpus, Gold, GoldBulletin, corpus, load_gold, read_corpus, resolve
from miit_ie.errors import ContractError, InputError, MiitIEError


def entry(doc_id: str, text: str = "2024年，市局认定8家企业。", **fields: Any) -> GoldBulletin:
    event = {
        "t": "认定",
        "trig": "认定",
        "agent": ["市局"],
        "time": ["2024年"],
        "items": [{"target": "企业", "count": ["8家", 8, "家", "exact", "increment"]}],
    }
    return GoldBulletin(
        resolve({"doc_id": doc_id, "text": text, "ents": [["8家", "QUANTITY"]], "events": [event], **fields}), "list"
    )


def write(file: Path, *entries: GoldBulletin) -> None:
    file.write_text("".join(json.dumps(e.to_dict(), ensure_ascii=False) + "\n" for e in entries), encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of one bulletin in train, two in dev and none annotated in test, in the second place it may be in."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    write(folder / "train.jsonl", entry("a"))
    write(folder / "dev.jsonl", entry("b"), entry("c", meta={"title": "通知", "addressees": ["各县"]}))
    write(folder / "test.jsonl", GoldBulletin(resolve({"doc_id": "d", "text": "会议按期召开。"}), "meeting"))
    monkeypatch.setattr(corpus, "_FOLDERS", (tmp_path / "package", folder))
    return folder


def test_split_is_a_sequence_of_bulletins_with_their_genre(installed: Path) -> None:
    dev = load_gold("dev")
    assert (dev.name, len(dev), [each.genre for each in dev]) == ("dev", 2, ["list", "list"])
    assert dev.bulletins == (dev[0].bulletin, dev[1].bulletin)
    assert dev[1:] == (dev[1],)
    assert dev[1].bulletin.meta.addressees == ("各县",)
    assert dev[0] == entry("b")


def test_gold_is_a_mapping_of_splits(installed: Path) -> None:
    gold = load_gold()
    assert list(gold) == ["train", "dev", "test"]
    assert {split: len(part) for split, part in gold.items()} == {"train": 1, "dev": 2, "test": 1}
    assert gold["dev"] == load_gold("dev")


def test_package_comes_before_checkout(installed: Path) -> None:
    package = installed.with_name("package")
    package.mkdir()
    write(package / "dev.jsonl", entry("installed"))
    assert [each.bulletin.doc_id for each in load_gold("dev")] == ["installed"]


def test_line_holds_what_annotators_said_and_nothing_derived() -> None:
    line = entry("a").to_dict()
    assert list(line) == ["schema_version", "doc_id", "genre", "text", "text_sha256", "meta", "entities", "events"]
    [event] = line["events"]
    assert event["agent"] == [{"text": "市局", "start": 6, "end": 8}]
    assert event["time"] == [{"text": "2024年", "start": 0, "end": 5}]
    assert event["items"][0]["count"]["value"] == 8
    assert event.keys().isdisjoint({"id", "sentence", "confidence"})
    assert event["items"][0].keys().isdisjoint({"designation", "count_check"})
    assert line["entities"] == [{"text": "8家", "label": "QUANTITY", "start": 10, "end": 12}]
    assert GoldBulletin.from_dict(line) == entry("a")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": None}, "text: missing"),
        ({"genre": None}, "genre: expected a string"),
        ({"events": 1}, "events: expected"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    file = tmp_path / "mine.jsonl"
    lines = [entry("a").to_dict(), entry("b").to_dict() | change]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with pytest.raises(ContractError, match=f"^{file}:2: {message}"):
        read_corpus(file)


def test_unknown_split() -> None:
    with pytest.raises(InputError, match="unknown split 'all'; the gold corpus has: train dev test"):
        load_gold("all")  # type: ignore[call-overload]


def test_missing_corpus(installed: Path) -> None:
    (installed / "dev.jsonl").unlink()
    with pytest.raises(
        InputError, match=r"not installed: there is no .*package/dev\.jsonl and no .*checkout/dev\.jsonl"
    ):
        load_gold()


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MiitIEError, match=r"pip install 'miit-ie\[train\]'"):
        Corpus("dev", (entry("a"),)).to_datasets()
    with pytest.raises(MiitIEError, match=r"pip install 'miit-ie\[train\]'"):
        Gold({"dev": Corpus("dev", (entry("a"),))}).to_datasets()


def test_datasets_have_declared_features_and_read_back(installed: Path) -> None:
    datasets = pytest.importorskip("datasets")
    gold = load_gold()
    splits = gold.to_datasets()
    assert isinstance(splits, datasets.DatasetDict)
    assert splits.num_rows == {"train": 1, "dev": 2, "test": 1}
    # The columns do not depend on what a split happens to hold: test has no event.
    assert splits["train"].features == splits["test"].features
    assert splits["dev"].split == "dev"
    for split, part in gold.items():
        assert [GoldBulletin.from_dict(row) for row in splits[split]] == list(part)
