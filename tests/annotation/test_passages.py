"""Annotated passages without their text, and the way back."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from miit_ie.annotation import load_passages, resolve, write_passages
from miit_ie.annotation.passages import Place
from miit_ie.errors import ContractError, InputError
from miit_ie.schema import Bulletin

LINES = ["某市发布消息。", " 省工信厅新认定4家企业。 共部署9项任务。其余不详。", "完"]
PLACE = Place("news", 2, 0, 2)


def passage() -> Bulletin:
    items = [{"target": "企业", "count": ["4家", 4, "家", "exact", "increment"]}]
    return resolve(
        {
            "doc_id": "p1",
            "text": PLACE.cut(LINES[1]),
            "ents": [["省工信厅", "AGENCY"], ["4家", "QUANTITY"]],
            "events": [{"t": "认定", "trig": "新认定", "agent": ["省工信厅"], "items": items}],
        }
    )


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_passages(tmp_path / "passages.jsonl", [(passage(), PLACE)])
    return tmp_path / "passages.jsonl"


def test_a_passage_is_its_sentences_without_the_blanks_between() -> None:
    assert passage().text == "省工信厅新认定4家企业。共部署9项任务。"


@pytest.mark.parametrize("name", ["news.txt", "news.txt.xz"])
def test_passages_come_back_as_they_were(written: Path, tmp_path: Path, name: str) -> None:
    content = ("\n".join(LINES) + "\n").encode()
    (tmp_path / name).write_bytes(lzma.compress(content) if name.endswith("xz") else content)
    assert load_passages(written, tmp_path) == [passage()]


def test_no_words_are_written(written: Path) -> None:
    content = written.read_text(encoding="utf-8")
    assert "企业" not in content
    # An offset of zero is no empty field.
    assert json.loads(content)["events"][0]["agent"][0] == {"start": 0, "end": 4}


def test_a_text_file_that_is_missing(written: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no news\.txt\.xz and no news\.txt in it"):
        load_passages(written, tmp_path)


def test_what_is_behind_the_last_wanted_line_is_not_read(written: Path, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_bytes("\n".join(LINES[:2]).encode() + b"\n" + b"x" * 100_000 + b"\xff")
    assert load_passages(written, tmp_path) == [passage()]


@pytest.mark.parametrize("content", [b"no such thing", lzma.compress(b"\n")[:-20]])
def test_a_broken_text_file_is_named(written: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "news.txt.xz").write_bytes(content)
    with pytest.raises(InputError, match=r"news\.txt\.xz: not a whole \.xz file: "):
        load_passages(written, tmp_path)


def test_another_text_than_the_annotated_one(written: Path, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("\n".join(LINES).replace("4家", "5家"), encoding="utf-8")
    with pytest.raises(InputError, match=r"passages\.jsonl:1: does not fit line 2 of news: .*text has been changed"):
        load_passages(written, tmp_path)


def test_a_line_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"doc_id": "a"}\n', encoding="utf-8")
    with pytest.raises(ContractError, match=r"a\.jsonl:1: not an annotated passage"):
        load_passages(tmp_path / "a.jsonl", tmp_path)
