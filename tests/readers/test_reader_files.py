from __future__ import annotations

import os
from pathlib import Path

import pytest

from miit_ie.errors import InputError
from miit_ie.readers import Format, read_bytes, read_file

TEXT = "关于公布名单的通知\r\n　　现认定8家企业。\r"
PAGE = "<!DOCTYPE html><title>x</title><h1>关于公布名单的通知</h1><p>现认定8家企业。</p>"
RECORD = '{"text": "现认定8家企业。"}\n'
PAGE_TEXT = "关于公布名单的通知\n现认定8家企业。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_file(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "2021.notice.txt"
    path.write_bytes(TEXT.encode(encoding))
    [bulletin] = read_file(path)
    assert (bulletin.doc_id, bulletin.text, bulletin.error) == ("2021.notice", TEXT, None)
    assert not bulletin.entities
    assert not bulletin.events
    assert list(read_file(str(path))) == [bulletin]


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("a.txt", TEXT, [TEXT]),
        ("a.TEXT", TEXT, [TEXT]),
        ("a.md", PAGE, [PAGE]),
        ("a.html", PAGE, [PAGE_TEXT]),
        ("a.htm", PAGE, [PAGE_TEXT]),
        ("a.shtml", PAGE, [PAGE_TEXT]),
        ("a.XHTML", PAGE, [PAGE_TEXT]),
        ("a.jsonl", RECORD * 2, ["现认定8家企业。"] * 2),
        ("a.ndjson", RECORD, ["现认定8家企业。"]),
        ("a", TEXT, [TEXT]),
        ("a.aspx", PAGE, [PAGE_TEXT]),
        ("a", "\n <!-- saved -->\n<HTML>" + PAGE, [PAGE_TEXT]),
        ("a", '<?xml version="1.0" encoding="gb2312"?>' + PAGE, [PAGE_TEXT]),
        ("a", "<通知>不是网页</通知>", ["<通知>不是网页</通知>"]),
    ],
)
def test_formats_by_suffix_and_by_first_bytes(tmp_path: Path, name: str, content: str, texts: list[str]) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode())
    assert [bulletin.text for bulletin in read_file(path)] == texts
    assert [bulletin.text for bulletin in read_bytes(content.encode(), name)] == texts


def test_a_page_in_utf_16_is_recognised() -> None:
    for data in (PAGE.encode("utf-16"), PAGE.encode("utf-16-be")):
        assert [bulletin.text for bulletin in read_bytes(data, "stdin")] == [PAGE_TEXT]


@pytest.mark.parametrize(("format", "text"), [("text", RECORD), ("jsonl", "现认定8家企业。")])
def test_a_format_asked_for_goes_before_the_suffix(tmp_path: Path, format: Format, text: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(RECORD.encode())
    assert [bulletin.text for bulletin in read_file(path, format=format)] == [text]


def test_encoding_and_text_field_reach_every_format(tmp_path: Path) -> None:
    for name, content in (("a.txt", "認定企業"), ("a.html", "<p>認定企業。</p>"), ("a.jsonl", '{"b": "認定企業"}')):
        path = tmp_path / name
        path.write_bytes(content.encode("big5"))
        [bulletin] = read_file(path, encoding="big5", text_field="b")
        assert str(bulletin.text).startswith("認定企業")


def test_json_lines_are_read_no_further_than_asked(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    path.write_bytes((RECORD * 3 + "{broken\n" + RECORD).encode())
    bulletins = read_file(path)
    assert next(bulletins).error is None
    assert [bulletin.error for bulletin in bulletins] == [
        None,
        None,
        "line 4: invalid JSON: Expecting property name enclosed in double quotes at column 2",
        None,
    ]


def test_a_page_of_which_nothing_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<html><body><script>render()</script></body></html>")
    with pytest.raises(InputError) as caught:
        next(read_file(path))
    assert str(caught.value) == f"{path}: no text of an article found in the HTML page"


@pytest.mark.parametrize("name", ["missing.txt", "missing.jsonl"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        next(read_file(tmp_path / name))
    assert str(caught.value) == f"{tmp_path / name}: cannot read the file: No such file or directory"


@pytest.mark.parametrize("name", ["notices", "notices.jsonl"])
def test_a_directory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.mkdir()
    with pytest.raises(InputError) as caught:
        next(read_file(path))
    assert str(caught.value) == f"{path}: a directory; give the files in it, such as {path / '*.txt'}"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(InputError, match=r"a\.txt: cannot read the file: Permission denied"):
        next(read_file(path))


def test_any_other_failure_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(InputError, match=r"a\.txt: cannot read the file: Input/output error"):
        next(read_file(tmp_path / "a.txt"))


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "empty"), (b"%PDF-1.4", "a PDF file; convert it to text first"), (b"\xff\xff\xff", "byte 0xff at offset 0")],
)
def test_content_that_is_no_text(tmp_path: Path, data: bytes, message: str) -> None:
    for name in ("a.txt", "a.html", "a"):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            next(read_file(path))
        assert str(caught.value).startswith(f"{path}: ")
        assert message in str(caught.value)


def test_json_that_is_not_json_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    path.write_text('[{"text": "认定"}]', encoding="utf-8")
    with pytest.raises(InputError, match=r"records\.json: a JSON file; write one object a line and name it \.jsonl"):
        list(read_file(path))
