from __future__ import annotations

import json
from pathlib import Path

import pytest

from miit_ie.errors import ContractError, InputError
from miit_ie.evaluation import load_bulletins
from miit_ie.schema import Bulletin, Event, Span

TEXT = "市政府公布\u2028两份名单。\r\n"
BULLETIN = Bulletin.of(TEXT, "a", events=(Event("发布", "ISSUANCE", Span.of(TEXT, 3, 5)),))
WITH_TEXT = BULLETIN.to_json(with_text=True)
WITHOUT_TEXT = BULLETIN.to_json()


def write(folder: Path, content: str | bytes, name: str = "gold.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        WITH_TEXT,
        WITH_TEXT + "\n",
        "\ufeff" + WITH_TEXT,
        f"\r\n{WITH_TEXT}\r\n\r\n",
        BULLETIN.to_json(with_text=True, indent=2),
        WITH_TEXT.replace('"doc_id"', '"id"'),
    ],
    ids=["one line", "line break", "byte order mark", "blank lines", "indented", "id"],
)
def test_a_bulletin_is_read(tmp_path: Path, content: str) -> None:
    assert load_bulletins(write(tmp_path, content)) == [BULLETIN]


def test_bulletins_come_in_the_order_of_the_lines(tmp_path: Path) -> None:
    lines = [Bulletin.of(TEXT, name).to_json(with_text=True) for name in "cab"]
    # JSON may hold U+2028 as it is, and it does not end a line of JSON Lines.
    assert all("\u2028" in line for line in lines)
    assert [b.doc_id for b in load_bulletins(str(write(tmp_path, "\n".join(lines))))] == ["c", "a", "b"]


def test_gold_without_derived_fields_is_read(tmp_path: Path) -> None:
    span = {"text": "公布", "start": 3, "end": 5}
    event = {"type": "发布", "trigger": span, "modality": "actual", "polarity": "positive", "items": []}
    data = {"id": "a", "src": "notes", "text": TEXT, "entities": [], "events": [event]}
    assert load_bulletins(write(tmp_path, json.dumps(data))) == [BULLETIN]


def test_a_text_finds_its_bulletin_by_its_digest(tmp_path: Path) -> None:
    gold = write(tmp_path, WITHOUT_TEXT + "\n" + Bulletin.of("别的文字", "b").to_json())
    text = write(tmp_path, TEXT, "a.txt")
    assert [bulletin.text for bulletin in load_bulletins(gold)] == [None, None]
    assert [bulletin.text for bulletin in load_bulletins(gold, texts=[text])] == [TEXT, None]


def test_a_joined_text_is_held_against_the_offsets(tmp_path: Path) -> None:
    gold = write(tmp_path, WITHOUT_TEXT.replace('"start": 3, "end": 5', '"start": 2, "end": 4'))
    with pytest.raises(ContractError, match=r"gold.jsonl:1: events\[0\].trigger: text\[2:4\] is '府公', not '公布'"):
        load_bulletins(gold, texts=[write(tmp_path, TEXT, "a.txt")])


def test_a_text_of_no_bulletin_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"b\.txt: not the text of any bulletin in .*gold\.jsonl"):
        load_bulletins(write(tmp_path, WITH_TEXT), texts=[write(tmp_path, "别的文字", "b.txt")])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"gold\.jsonl: no bulletin in it"),
        (" \n\n", r"gold\.jsonl: no bulletin in it"),
        (b"\xff\xfe", r"gold\.jsonl: not UTF-8: .* at byte 0"),
        ("{", r"gold\.jsonl: not JSON: .*column"),
        ('{\n "doc_id": 1,,\n}', r"gold\.jsonl: not JSON: .*\(line 2, column 14\)"),
        (f"{WITH_TEXT}\n\n{{oops", r"gold\.jsonl:3: not JSON: .*\(column 2\)"),
        ("1" * 5000, r"gold\.jsonl: not JSON: "),
    ],
)
def test_what_is_no_json_is_an_error_that_says_where(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_bulletins(write(tmp_path, content))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[]", r"gold\.jsonl:2: document: expected an object, found a list"),
        ('{"text": "a"}', r"gold\.jsonl:2: doc_id: missing"),
        ('{"id": 5, "text": "a"}', r"gold\.jsonl:2: doc_id: expected a string, found 5"),
        ('{"id": "b"}', r"gold\.jsonl:2: text_sha256: missing"),
        (WITH_TEXT.replace("发布", "分布"), r"gold\.jsonl:2: events\[0\]\.type: expected one of"),
    ],
)
def test_what_breaks_the_contract_is_an_error_that_says_where(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ContractError, match=message):
        load_bulletins(write(tmp_path, f"{WITH_TEXT}\n{line}\n"))


@pytest.mark.parametrize("texts", [[], ["absent.txt"]])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, texts: list[str]) -> None:
    gold = write(tmp_path, WITH_TEXT) if texts else tmp_path / "absent.jsonl"
    with pytest.raises(InputError, match=r"absent.*: cannot read the file: No such file"):
        load_bulletins(gold, texts=[tmp_path / name for name in texts])
