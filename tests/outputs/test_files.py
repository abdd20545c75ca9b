from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.errors import MiitIEError
from miit_ie.outputs import flat
from miit_ie.outputs.files import Destination, Format, create, inodes, write
from miit_ie.schema import Bulletin
from samples import BULLETIN
from strategies import bulletins

OTHER = Bulletin.of("没有事件。", "other")


def written(bulletins: list[Bulletin], format: Format) -> str:
    stream = io.StringIO()
    write(bulletins, stream, format)
    return stream.getvalue()


def test_one_bulletin_is_a_json_object_and_several_are_an_array() -> None:
    assert json.loads(written([BULLETIN], Format.JSON)) == BULLETIN.to_dict()
    assert json.loads(written([BULLETIN, OTHER], Format.JSON)) == [BULLETIN.to_dict(), OTHER.to_dict()]
    assert written([], Format.JSON) == ""


@given(st.lists(bulletins(), min_size=2, max_size=4))
def test_json_comes_out_as_it_went_in(many: list[Bulletin]) -> None:
    expected = [bulletin.to_dict() for bulletin in many]
    assert json.loads(written(many, Format.JSON)) == expected
    assert [json.loads(line) for line in written(many, Format.JSONL).split("\n")[:-1]] == expected


@given(bulletins())
def test_csv_comes_out_as_it_went_in(bulletin: Bulletin) -> None:
    # As text, without translating line breaks inside a cell.
    rows = list(csv.DictReader(io.StringIO(written([bulletin], Format.CSV), newline="")))
    assert [list(row.values()) for row in rows] == [
        [
            ""
            if value is None
            else str(value).lower()
            if isinstance(value, bool)
            else str(value).replace("\0", "\ufffd")
            for value in row.values()
        ]
        for row in flat.rows(bulletin)
    ]


def test_csv_has_its_header_even_without_events() -> None:
    assert written([OTHER], Format.CSV) == ",".join(flat.COLUMNS) + "\r\n"


@pytest.mark.parametrize("format", [Format.JSONL, Format.CSV, Format.TABLE])
def test_bulletins_are_written_as_they_come(format: Format) -> None:
    stream = io.StringIO()
    lengths = []

    def produce() -> Iterator[Bulletin]:
        for _ in range(3):
            lengths.append(len(stream.getvalue()))
            yield BULLETIN

    write(produce(), stream, format)
    assert lengths == sorted(set(lengths))


@pytest.mark.parametrize(
    ("name", "format", "expected"),
    [
        ("out", None, ["bulletins.txt"]),
        ("out", Format.TABLE, ["bulletins.txt"]),
        ("out/", Format.JSONL, ["bulletins.jsonl"]),
        ("out.v2", Format.CSV, ["bulletins.csv"]),
        ("out", Format.JSON, ["other.json", "sample.json"]),
    ],
)
def test_a_folder_gets_files(tmp_path: Path, name: str, format: Format | None, expected: list[str]) -> None:
    Destination.at(tmp_path / "new" / name, format).save([BULLETIN, OTHER])
    assert sorted(path.name for path in (tmp_path / "new" / name).iterdir()) == expected


@pytest.mark.parametrize("suffix", [".txt", ".json", ".jsonl", ".csv", ".CSV"])
def test_a_name_with_the_suffix_of_a_format_is_a_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "new" / f"events{suffix}"
    destination = Destination.at(path)
    destination.save([BULLETIN, OTHER])
    encoding = "utf-8-sig" if suffix.lower() == ".csv" else "utf-8"
    assert path.read_bytes().decode(encoding) == written([BULLETIN, OTHER], destination.format)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (suffix.lower() == ".csv")


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "events.json"
    folder.mkdir()
    Destination.at(folder, Format.JSON).save([BULLETIN])
    assert json.loads((folder / "sample.json").read_text(encoding="utf-8"))["doc_id"] == "sample"


@pytest.mark.parametrize("name", ["events.json", "events.jsonl"])
def test_json_may_hold_the_texts(tmp_path: Path, name: str) -> None:
    Destination.at(tmp_path / name, with_text=True).save([BULLETIN])
    data = json.loads((tmp_path / name).read_text(encoding="utf-8"))
    assert data["text"] == BULLETIN.text
    Destination.at(tmp_path / name).save([BULLETIN])
    assert "text" not in json.loads((tmp_path / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("format", [Format.TABLE, Format.CSV])
def test_tables_hold_no_texts(tmp_path: Path, format: Format) -> None:
    with pytest.raises(MiitIEError, match=rf"^{format.value} holds no texts: ask for json or jsonl$"):
        Destination.at(tmp_path / "new", format, with_text=True)
    assert not (tmp_path / "new").exists()
    with pytest.raises(MiitIEError, match="holds no texts"):
        write([], io.StringIO(), format, with_text=True)


def test_a_name_that_contradicts_the_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MiitIEError, match=r"events\.csv: the name says csv, but the format asked for is json$"):
        Destination.at(tmp_path / "events.csv", Format.JSON)


def test_without_bulletins_nothing_is_written(tmp_path: Path) -> None:
    Destination.at(tmp_path / "events.csv").save([])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("link", ["same", "symbolic", "hard"])
def test_an_input_is_never_written_over(tmp_path: Path, link: str) -> None:
    source = tmp_path / "source.json"
    source.write_text("precious", encoding="utf-8")
    path = tmp_path / {"same": "source.json"}.get(link, "sample.json")
    if link == "symbolic":
        path.symlink_to(source)
    elif link == "hard":
        os.link(source, path)
    with pytest.raises(MiitIEError, match="is an input"):
        Destination.at(path, inputs=[source])
    with pytest.raises(MiitIEError, match="is an input"):
        create(path, inputs=inodes([source, tmp_path / "missing"]))
    assert source.read_text(encoding="utf-8") == "precious"


def test_a_file_in_a_folder_that_is_an_input_is_not_written_over(tmp_path: Path) -> None:
    source = tmp_path / "sample.json"
    source.write_text("precious", encoding="utf-8")
    with pytest.raises(MiitIEError, match=r"sample\.json: is an input"):
        Destination.at(tmp_path, Format.JSON, [source]).save([BULLETIN])
    assert source.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("doc_id", ["../a", "a/b\\c", 'a:*?"<>|', "\0\x1f", "..", "", "100%", "厂" * 200, "\udcff"])
def test_any_doc_id_gives_a_file_in_the_folder(tmp_path: Path, doc_id: str) -> None:
    folder = tmp_path / "out"
    Destination.at(folder, Format.JSON).save([Bulletin.of("部署", doc_id)])
    (path,) = tmp_path.rglob("*.json")
    assert path.parent == folder
    assert json.loads(path.read_text(encoding="utf-8"))["doc_id"] == doc_id


def test_different_doc_ids_give_different_files(tmp_path: Path) -> None:
    doc_ids = ["a/b", "a%2Fb", "a_b", "厂" * 100 + "a", "厂" * 100 + "b"]
    Destination.at(tmp_path, Format.JSON).save(Bulletin.of("部署", doc_id) for doc_id in doc_ids)
    assert len(list(tmp_path.iterdir())) == len(doc_ids)


def test_two_bulletins_of_one_name_are_not_written_to_one_file(tmp_path: Path) -> None:
    with pytest.raises(MiitIEError, match=r"sample\.json: two bulletins are called 'sample'"):
        Destination.at(tmp_path, Format.JSON).save([BULLETIN, BULLETIN])


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(MiitIEError, match=r"file: cannot create this folder: "):
        Destination.at(tmp_path / "file" / "events.csv")
    with pytest.raises(MiitIEError, match=r"cannot be written: Is a directory"):
        create(tmp_path)
