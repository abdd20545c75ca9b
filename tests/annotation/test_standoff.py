from __future__ import annotations

import json
from pathlib import Path

import pytest

from miit_ie.annotation import load_standoff, resolve, write_standoff
from miit_ie.errors import ContractError, InputError
from miit_ie.schema import Bulletin

TEXT = "关于下达计划的通知\n市局下达技改计划近40项，由港口处牵头。\n"
SOURCE = "https://example.org/notice"


@pytest.fixture
def bulletin() -> Bulletin:
    return annotated(TEXT)


def annotated(text: str) -> Bulletin:
    return resolve(
        {
            "doc_id": "notice",
            "meta": {"title": "关于下达计划的通知", "published": "2024-03-04"},
            "text": text,
            "ents": [["市局", "AGENCY"], ["近40项", "QUANTITY"]],
            "events": [
                {
                    "t": "部署",
                    "trig": "下达#2",
                    "agent": ["市局"],
                    "items": [{"target": "技改计划", "count": ["近40项", 40, "项", "less_than", "increment"]}],
                }
            ],
        }
    )


def test_annotations_find_their_words_again(tmp_path: Path, bulletin: Bulletin) -> None:
    file = tmp_path / "notice.json"
    write_standoff(file, bulletin, source=SOURCE)
    assert load_standoff(file, TEXT) == bulletin
    copy = tmp_path / "copy.txt"
    # A byte order mark is no part of a text that is read from a file.
    copy.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load_standoff(file, copy) == bulletin


def test_file_holds_no_word_of_the_text(tmp_path: Path, bulletin: Bulletin) -> None:
    file = tmp_path / "notice.json"
    write_standoff(file, bulletin, source=SOURCE)
    content = file.read_text(encoding="utf-8")
    assert [word for word in ("市局", "技改", "近40", "港口处", "牵头") if word in content] == []
    data = json.loads(content)
    assert (data["source"], data["title"], data["published"]) == (SOURCE, "关于下达计划的通知", "2024-03-04")
    assert data["entities"][0] == {"start": 10, "end": 12, "label": "AGENCY"}
    assert data["events"][0]["items"][0]["count"] == {
        "start": 18,
        "end": 22,
        "value": 40,
        "unit": "项",
        "bound": "less_than",
        "scope": "increment",
    }


@pytest.mark.parametrize(
    ("copy", "remedies"),
    [
        (TEXT.replace("\n", "\r\n"), "end its lines with LF"),
        (TEXT.replace("\n", "\r"), "end its lines with LF"),
        (TEXT.replace("\n", "\r\n", 1), "end its lines with LF"),
        (TEXT.rstrip(), "end it with 1 line break(s), not 0"),
        (TEXT + "\n\n", "end it with 1 line break(s), not 3"),
        ("\ufeff" + TEXT, "remove its byte order mark"),
        (
            "\ufeff" + TEXT.rstrip().replace("\n", "\r\n"),
            "remove its byte order mark; end its lines with LF; end it with 1 line break(s), not 0",
        ),
    ],
)
def test_copy_that_can_be_mended(tmp_path: Path, bulletin: Bulletin, copy: str, remedies: str) -> None:
    file = tmp_path / "notice.json"
    write_standoff(file, bulletin, source=SOURCE)
    with pytest.raises(InputError) as caught:
        load_standoff(file, copy)
    assert (
        str(caught.value)
        == f"notice: this copy differs from the annotated text in line breaks or marks only: {remedies}"
    )


@pytest.mark.parametrize("text", [TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT, TEXT.rstrip()])
def test_copy_is_mended_towards_the_annotated_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "notice.json"
    write_standoff(file, annotated(text), source=SOURCE)
    with pytest.raises(InputError, match=r"CR LF|begin it with a byte order mark|0 line break"):
        load_standoff(file, TEXT)
    assert load_standoff(file, text).text == text


@pytest.mark.parametrize(
    ("copy", "message"),
    [
        (TEXT.replace("，", ","), "has other characters than the annotated text, though as many"),
        (TEXT[5:], f"has {len(TEXT) - 5} characters and the annotated text {len(TEXT)}"),
        ("", "has 0 characters"),
    ],
)
def test_copy_of_another_text(tmp_path: Path, bulletin: Bulletin, copy: str, message: str) -> None:
    file = tmp_path / "notice.json"
    write_standoff(file, bulletin, source=SOURCE)
    with pytest.raises(InputError, match=message) as caught:
        load_standoff(file, copy)
    assert str(caught.value).endswith(f"Copy the text anew from {SOURCE}")


def test_file_of_the_copy_is_named(tmp_path: Path, bulletin: Bulletin) -> None:
    file, copy = tmp_path / "notice.json", tmp_path / "copy.txt"
    write_standoff(file, bulletin, source=SOURCE)
    copy.write_bytes(TEXT.replace("\n", "\r\n").encode())
    with pytest.raises(InputError, match=f"^{copy}: this copy"):
        load_standoff(file, copy)


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        ("{", InputError, "not JSON"),
        ("[]", ContractError, "document: expected an object"),
        ("{}", ContractError, "doc_id: missing"),
        (b"\xff", InputError, "not JSON"),
    ],
)
def test_bad_file(tmp_path: Path, content: str | bytes, error: type[Exception], message: str) -> None:
    file = tmp_path / "notice.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(error, match=f"^{file}: {message}"):
        load_standoff(file, TEXT)


@pytest.mark.parametrize("offsets", [{"start": 5, "end": 999}, {"start": -1, "end": 1}, {"start": "1", "end": 2}])
def test_bad_offsets(tmp_path: Path, bulletin: Bulletin, offsets: dict[str, object]) -> None:
    file = tmp_path / "notice.json"
    write_standoff(file, bulletin, source=SOURCE)
    data = json.loads(file.read_text(encoding="utf-8"))
    data["events"][0]["trigger"] = offsets
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ContractError, match=rf"^{file}: events\[0\]\.trigger"):
        load_standoff(file, TEXT)


def test_nothing_to_write(tmp_path: Path, bulletin: Bulletin) -> None:
    with pytest.raises(InputError, match="without its text"):
        write_standoff(tmp_path / "a.json", Bulletin("a", None, bulletin.text_sha256), source=SOURCE)
    with pytest.raises(InputError, match="cannot be written"):
        write_standoff(tmp_path / "no" / "a.json", bulletin, source=SOURCE)
