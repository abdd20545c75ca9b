from __future__ import annotations

from pathlib import Path

import pytest

from miit_ie.annotation.lines import Line, read_lines
from miit_ie.errors import InputError


def test_lines_are_counted_and_blank_ones_skipped(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    # U+2028 breaks no line of JSON Lines.
    file.write_bytes('\ufeff{"text": "一\u2028二"}\r\n\n{}'.encode())
    first, second = read_lines(file)
    assert (first.number, first.record()) == (1, {"text": "一\u2028二"})
    assert (second.place, second.record()) == (f"{file}:3", {})


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "empty"), (b"\n \n", "empty"), ("{}".encode("utf-16"), "not UTF-8")],
)
def test_file_that_cannot_be_read(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(content)
    with pytest.raises(InputError, match=message):
        list(read_lines(file))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the file: No such file"):
        list(read_lines(tmp_path / "a.jsonl"))


@pytest.mark.parametrize("content", ["{", "[" * 100_000, "1" * 100_000])
def test_line_that_is_no_json(content: str) -> None:
    with pytest.raises(InputError, match="not JSON"):
        Line("a.jsonl", 1, content).record()
