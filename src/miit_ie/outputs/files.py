"""Writes bulletins to a stream, a file or a folder, one after the other as they come.

| Format | Holds | In a folder |
| --- | --- | --- |
| ``table`` | a table per bulletin, for reading | ``bulletins.txt`` |
| ``json`` | an indented object of the output contract; several in an array | one file per bulletin: ``ID.json`` |
| ``jsonl`` | an object of the output contract per line | ``bulletins.jsonl`` |
| ``csv`` | a row per item, see `miit_ie.outputs.flat` | ``bulletins.csv`` |

Files are UTF-8. A CSV file begins with a byte order mark, without which Excel garbles Chinese.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TextIO, TypeAlias

from miit_ie.errors import MiitIEError
from miit_ie.outputs import flat
from miit_ie.schema import Bulletin

__all__ = ["Destination", "Format", "Inodes", "create", "file_name", "inodes", "protect", "write"]

Inodes: TypeAlias = "frozenset[tuple[int, int]]"


class Format(str, Enum):
    """What bulletins are written as."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


_SUFFIXES = {Format.TABLE: ".txt", Format.JSON: ".json", Format.JSONL: ".jsonl", Format.CSV: ".csv"}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"%*/:<>?\\|]')
_LONGEST_NAME = 200  # bytes; most file systems take 255


def write(bulletins: Iterable[Bulletin], stream: TextIO, format: Format, *, with_text: bool = False) -> None:
    """Write bulletins to an open text stream.

    Parameters
    ----------
    bulletins
        What to write.
    stream
        Where to.
    format
        As what.
    with_text
        Whether JSON holds the texts too, as ``text``.

    Raises
    ------
    MiitIEError
        If texts are asked for in a table or CSV, which hold none.

    Examples
    --------
    >>> import sys
    >>> write([Bulletin.of("部署", "notice")], sys.stdout, Format.JSONL)  # doctest: +ELLIPSIS
    {"schema_version": 1, "doc_id": "notice", ...}
    """
    if format in _OF_OBJECTS:
        _OF_OBJECTS[format](bulletins, stream, with_text)
    else:
        _require_no_text(format, with_text)
        _OF_ROWS[format](bulletins, stream)


@dataclass(frozen=True, slots=True)
class Destination:
    """A file for all bulletins, or a folder with a file for each.

    Attributes
    ----------
    path
        The file or the folder.
    format
        What is written there.
    one_file_each
        Whether ``path`` is a folder that gets a file per bulletin.
    inputs
        Files that must not be written over.
    with_text
        Whether JSON holds the texts too.
    """

    path: Path
    format: Format
    one_file_each: bool
    inputs: Inodes = frozenset()
    with_text: bool = False

    @classmethod
    def at(
        cls, path: Path, format: Format | None = None, inputs: Iterable[Path] = (), *, with_text: bool = False
    ) -> Destination:
        """Find out what a path given by a user means, and create its folder.

        A path with the suffix of a format (``.jsonl``, ``.json``, ``.csv``, ``.txt``) is a file, unless there is
        a folder of this name; every other path is a folder.

        Parameters
        ----------
        path
            The path.
        format
            The format; by default the one the suffix tells, ``table`` for a folder.
        inputs
            Files that must not be written over.
        with_text
            Whether JSON is to hold the texts too.

        Raises
        ------
        MiitIEError
            If the suffix contradicts the format, the format holds no texts, the file is one of the inputs, or the
            folder cannot be created.
        """
        by_suffix = {suffix: name for name, suffix in _SUFFIXES.items()}.get(path.suffix.lower())
        if by_suffix is None or path.is_dir():
            format = format or Format.TABLE
            folder, file = path, path / f"bulletins{_SUFFIXES[format]}"
        else:
            format = format or by_suffix
            folder, file = path.parent, path
            if format != by_suffix:
                raise MiitIEError(
                    f"{path}: the name says {by_suffix.value}, but the format asked for is {format.value}"
                )
        _require_no_text(format, with_text)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MiitIEError(f"{folder}: cannot create this folder: {error.strerror}") from error
        one_file_each = format is Format.JSON and folder is path
        destination = cls(folder if one_file_each else file, format, one_file_each, inodes(inputs), with_text)
        protect(destination.path, destination.inputs)
        return destination

    def save(self, bulletins: Iterable[Bulletin]) -> None:
        """Write bulletins there. Without any, nothing is created.

        Raises
        ------
        MiitIEError
            If a file cannot be written, is one of the inputs, or belongs to two bulletins of one name.
        """
        if self.one_file_each:
            self._save_each(bulletins)
        else:
            remaining = iter(bulletins)
            for first in itertools.islice(remaining, 1):
                encoding = "utf-8-sig" if self.format is Format.CSV else "utf-8"
                with create(self.path, encoding=encoding, inputs=self.inputs) as stream:
                    write(itertools.chain([first], remaining), stream, self.format, with_text=self.with_text)

    def _save_each(self, bulletins: Iterable[Bulletin]) -> None:
        written: set[Path] = set()
        for bulletin in bulletins:
            path = self.path / f"{file_name(bulletin.doc_id)}{_SUFFIXES[self.format]}"
            if path in written:
                raise MiitIEError(f"{path}: two bulletins are called {bulletin.doc_id!r}")
            written.add(path)
            with create(path, inputs=self.inputs) as stream:
                write([bulletin], stream, self.format, with_text=self.with_text)


def create(path: Path, *, encoding: str = "utf-8", inputs: Inodes = frozenset()) -> TextIO:
    """Open a text file for writing, unless it is one of the inputs.

    Raises
    ------
    MiitIEError
        If it cannot be written or is one of the inputs.
    """
    protect(path, inputs)
    try:
        # A lone surrogate has no UTF-8; its escape is what JSON writes for it.
        return path.open("w", encoding=encoding, errors="backslashreplace", newline="")
    except OSError as error:
        raise MiitIEError(f"{path}: cannot be written: {error.strerror}") from error


def inodes(paths: Iterable[Path]) -> Inodes:
    """Return what tells files apart, whatever links lead to them; paths without a file are left out."""
    return frozenset(filter(None, map(_inode, paths)))


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def protect(path: Path, inputs: Inodes) -> None:
    """Raise an error if a file is one of the inputs.

    Raises
    ------
    MiitIEError
        If it is.
    """
    if _inode(path) in inputs:
        raise MiitIEError(f"{path}: is an input and is not written over")


def file_name(doc_id: str) -> str:
    """Return a file name for a ``doc_id``; different ones for different bulletins."""
    name = _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", doc_id)
    encoded = name.encode("utf-8", "surrogatepass")
    if len(encoded) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(encoded).hexdigest()[:16]
    return f"{encoded[: _LONGEST_NAME - 17].decode('utf-8', 'ignore')}-{digest}"


def _write_table(bulletins: Iterable[Bulletin], stream: TextIO) -> None:
    from rich.console import Console

    from miit_ie.outputs.table import BulletinTable

    console = Console(file=stream)
    for bulletin in bulletins:
        console.print(BulletinTable(bulletin))
        console.print()


def _write_json(bulletins: Iterable[Bulletin], stream: TextIO, with_text: bool) -> None:
    remaining = iter(bulletins)
    head = list(itertools.islice(remaining, 2))
    if len(head) < 2:
        stream.writelines(bulletin.to_json(indent=2, with_text=with_text) + "\n" for bulletin in head)
        return
    separator = "[\n  "
    for bulletin in itertools.chain(head, remaining):
        stream.write(separator + bulletin.to_json(indent=2, with_text=with_text).replace("\n", "\n  "))
        separator = ",\n  "
    stream.write("\n]\n")


def _write_jsonl(bulletins: Iterable[Bulletin], stream: TextIO, with_text: bool) -> None:
    for bulletin in bulletins:
        stream.write(bulletin.to_json(with_text=with_text) + "\n")


def _write_csv(bulletins: Iterable[Bulletin], stream: TextIO) -> None:
    writer = csv.writer(stream)
    writer.writerow(flat.COLUMNS)
    for bulletin in bulletins:
        for row in flat.rows(bulletin):
            writer.writerow(map(_cell, row.values()))


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    # Not every reader of CSV, nor Python's own before 3.11, takes a null character.
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _require_no_text(format: Format, with_text: bool) -> None:
    if with_text and format not in _OF_OBJECTS:
        raise MiitIEError(f"{format.value} holds no texts: ask for json or jsonl")


_OF_OBJECTS: dict[Format, Callable[[Iterable[Bulletin], TextIO, bool], None]] = {
    Format.JSON: _write_json,
    Format.JSONL: _write_jsonl,
}
_OF_ROWS: dict[Format, Callable[[Iterable[Bulletin], TextIO], None]] = {
    Format.TABLE: _write_table,
    Format.CSV: _write_csv,
}
