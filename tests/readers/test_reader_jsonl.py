from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.errors import InputError
from miit_ie.readers.jsonl import read_jsonl
from miit_ie.schema import Bulletin, Meta

GOOD = json.dumps({"text": "现认定8家企业。"}, ensure_ascii=False).encode() + b"\n"


def read(*lines: bytes, **options: Any) -> list[Bulletin]:
    return list(read_jsonl(lines, "news/may.jsonl", **options))


def record(**fields: Any) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


def test_records_in_order() -> None:
    first, second = read(record(text="甲\r\n　乙"), b" \n", record(text="丙"))
    assert (first.doc_id, first.text) == ("may:1", "甲\r\n　乙")
    assert (second.doc_id, second.text) == ("may:3", "丙")
    assert not first.events
    assert not first.entities
    assert first.error is None


@pytest.mark.parametrize(
    ("fields", "doc_id"),
    [
        ({"doc_id": "a", "id": "b"}, "a"),
        ({"id": "b"}, "b"),
        ({"id": 12}, "12"),
        ({"id": 0}, "0"),
        ({"doc_id": None, "id": "b"}, "b"),
        ({"doc_id": "", "id": True}, "may:1"),
        ({"id": 1.5}, "may:1"),
        ({"id": ["a"]}, "may:1"),
    ],
)
def test_names(fields: dict[str, Any], doc_id: str) -> None:
    [bulletin] = read(record(text="甲", **fields))
    assert bulletin.doc_id == doc_id


def test_the_text_may_stand_in_another_field() -> None:
    [bulletin] = read(record(text="摘要", 正文="全文"), text_field="正文")
    assert bulletin.text == "全文"


@pytest.mark.parametrize(
    ("fields", "meta"),
    [
        ({}, Meta()),
        ({"title": "公示", "published": "2021/9/6 16:32"}, Meta(title="公示", published="2021-09-06")),
        ({"title": None, "published": ""}, Meta()),
        (
            {
                "meta": {"title": "通知", "issuer": "某厅", "attachments": ["名单"]},
                "title": "别名",
                "published": "2020",
            },
            Meta(title="通知", issuer="某厅", attachments=("名单",), published="2020"),
        ),
    ],
)
def test_metadata(fields: dict[str, Any], meta: Meta) -> None:
    [bulletin] = read(record(text="甲", **fields))
    assert bulletin.meta == meta


def test_own_output_can_be_read_again() -> None:
    bulletin = Bulletin.of("现认定8家企业。", "a", meta=Meta(title="通知", signed="2021-09", addressees=("各市：",)))
    assert read(bulletin.to_json(with_text=True).encode()) == [bulletin]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b'{"text": "a" "id": 1}\n', "line 2: invalid JSON: Expecting ',' delimiter at column 14"),
        (b'{"text": "a\n', "line 2: invalid JSON: Invalid control character at column 12"),
        (b'{"text": "a', "line 2: invalid JSON: Unterminated string at column 10"),
        (b'[{"text": "a"}]\n', "line 2: record: expected an object, found a list"),
        (b"null\n", "line 2: record: expected an object, found null"),
        (b"{}\n", "line 2: text: missing"),
        (b'{"text": null}\n', "line 2: text: expected a string, found null"),
        (b'{"text": 7}\n', "line 2: text: expected a string, found 7"),
        (b'{"text": ""}\n', "line 2: text: empty"),
        ('{"text": "\u3000\\n"}\n'.encode(), "line 2: text: empty"),
        (b'{"text": "a\\ud83d"}\n', "line 2: text: half a surrogate pair at character 1"),
        (b'{"text": "\xff"}\n', "line 2: not UTF-8 text at byte 11"),
        (b'{"text": "a", "id": ' + b"1" * 5000 + b"}\n", "line 2: invalid JSON: Exceeds the limit"),
        (b"[" * 200_000 + b"\n", "line 2: invalid JSON: "),
        (b'{"text": "a", "title": 3}\n', "line 2: title: expected a string, found 3"),
        (b'{"text": "a", "published": "soon"}\n', "line 2: published: not a date: 'soon'"),
        (b'{"text": "a", "meta": []}\n', "line 2: meta: expected an object, found a list"),
        (b'{"text": "a", "meta": {"published": 2021}}\n', "line 2: meta.published: expected a"),
    ],
)
def test_a_bad_record_is_reported_and_the_rest_go_on(line: bytes, error: str) -> None:
    before, bad, after = read(GOOD, line, GOOD)
    assert before.error is after.error is None
    assert bad.error is not None
    assert bad.error.startswith(error)
    assert "\n" not in bad.error
    assert (bad.doc_id, bad.text, bad.events) == ("may:2", "", ())


def test_a_bad_record_keeps_its_name() -> None:
    [bad] = read(record(id="n7", text=""))
    assert (bad.doc_id, bad.error) == ("n7", "line 1: text: empty")


def test_records_are_read_one_at_a_time() -> None:
    consumed = []

    def lines() -> Iterator[bytes]:
        for number in range(3):
            consumed.append(number)
            yield GOOD if number < 2 else b"{broken"

    bulletins = read_jsonl(lines(), "a.jsonl")
    assert consumed == []
    assert next(bulletins).error is None
    assert consumed == [0]
    assert next(bulletins).error is None
    assert next(bulletins).error is not None


def test_encodings() -> None:
    text = "认定企业"
    line = json.dumps({"text": text}, ensure_ascii=False) + "\n"
    for data, encoding in (
        (("\ufeff" + line).encode(), None),
        (("\ufeff" + line).encode(), "utf-8-sig"),
        (line.encode("gbk"), "gb2312"),
        (("\ufeff" + line).encode("gb18030"), "gb18030"),
    ):
        assert [bulletin.text for bulletin in read(data, encoding=encoding)] == [text]
    [bad] = read(line.encode("gbk"))
    assert bad.error == "line 1: not UTF-8 text at byte 11"


@pytest.mark.parametrize(
    ("lines", "encoding", "message"),
    [
        ([], None, "news/may.jsonl: empty, there is no record in it"),
        ([b"\n", b"  \r\n"], None, "news/may.jsonl: empty, there is no record in it"),
        ([GOOD], "utf-99", "news/may.jsonl: unknown encoding 'utf-99'"),
        ([GOOD], "utf-16", "news/may.jsonl: JSON Lines in UTF-16 cannot be read a line at a time; save them as UTF-8"),
        (["\ufeff{}\n".encode("utf-16-le")], None, "news/may.jsonl: JSON Lines in UTF-16-LE cannot"),
        ([b"\x1f\x8b\x08\x00"], None, "news/may.jsonl: a gzip archive; convert it to text first"),
    ],
)
def test_files_that_cannot_be_read_at_all(lines: list[bytes], encoding: str | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(*lines, encoding=encoding)
    assert str(caught.value).startswith(message)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip), ascii_only=st.booleans())
def test_any_text_comes_back(text: str, ascii_only: bool) -> None:
    [bulletin] = read(json.dumps({"text": text}, ensure_ascii=ascii_only).encode())
    assert bulletin.text == text


@given(line=st.binary())
def test_no_line_stops_the_run(line: bytes) -> None:
    line = line.replace(b"\n", b"") + b"\n"
    assert read(GOOD, line, GOOD)[-1].text == "现认定8家企业。"
