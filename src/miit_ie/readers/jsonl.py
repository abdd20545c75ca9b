"""JSON Lines: a record a line, read one at a time; a bad one is reported and the rest go on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from miit_ie.errors import ContractError, InputError
from miit_ie.readers.dates import iso_date
from miit_ie.readers.encoding import codec_name, marked_codec, reject_binary
from miit_ie.schema import Bulletin, Meta
from miit_ie.schema.reading import Reader

__all__ = ["read_jsonl"]


def read_jsonl(
    lines: Iterable[bytes], name: str, *, encoding: str | None = None, text_field: str = "text"
) -> Iterator[Bulletin]:
    r"""Read records one at a time.

    A record is an object with its text under ``text_field``. It may name itself under ``doc_id`` or ``id`` and
    carry ``meta``, as the library's own output does, or ``title`` and ``published``. Blank lines are skipped.

    Parameters
    ----------
    lines
        The lines of a file, as iterating over it in binary mode gives them.
    name
        The file's name. A record without a name is called by its stem and the line number.
    encoding
        UTF-8 by default.
    text_field
        Name of the field with the text.

    Yields
    ------
    Bulletin
        One a record. ``error`` is set for a record that cannot be read, and says where and why.

    Raises
    ------
    InputError
        If there is no record at all, or lines cannot be told apart in the encoding.

    Examples
    --------
    >>> lines = ['{"id": 7, "text": "认定8家企业"}\n'.encode(), b'{"id": 8}']
    >>> for bulletin in read_jsonl(lines, "news.jsonl"):
    ...     print(bulletin.doc_id, bulletin.text, bulletin.error)
    7 认定8家企业 None
    8  line 2: text: missing
    """
    codec = codec_name(encoding, name) if encoding else None
    found = False
    for number, line in enumerate(lines, start=1):
        if number == 1:
            reject_binary(line, name)
            codec = codec or marked_codec(line) or "utf-8"
            if "\n".encode(codec) != b"\n":
                raise InputError(
                    f"{name}: JSON Lines in {codec.upper()} cannot be read a line at a time; save them as UTF-8"
                )
            line = line.removeprefix("\ufeff".encode(codec, "ignore"))
        if line.strip():
            found = True
            yield _bulletin(line, codec or "utf-8", number, PurePath(name).stem, text_field)
    if not found:
        raise InputError(f"{name}: empty, there is no record in it")


def _bulletin(line: bytes, codec: str, number: int, stem: str, text_field: str) -> Bulletin:
    doc_id = f"{stem}:{number}"
    try:
        record = _parse(line, codec)
        doc_id = _name(record) or doc_id
        return Bulletin.of(_text(record, text_field), doc_id, meta=_meta(record))
    except ContractError as error:
        return Bulletin.of("", doc_id, error=f"line {number}: {error}")


def _parse(line: bytes, codec: str) -> dict[str, Any]:
    try:
        record = json.loads(line.decode(codec))
    except UnicodeError as error:
        place = f" at byte {error.start + 1}" if isinstance(error, UnicodeDecodeError) else ""
        raise ContractError(f"not {codec.upper()} text{place}") from None
    except json.JSONDecodeError as error:
        # Some of the messages end in "at", waiting for the place.
        fault = error.msg.removesuffix(" at").removesuffix(" starting")
        raise ContractError(f"invalid JSON: {fault} at column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or brackets nested as deep.
        raise ContractError(f"invalid JSON: {error}") from None
    Reader(record, "record")
    return record  # type: ignore[no-any-return]


def _name(record: dict[str, Any]) -> str | None:
    for key in ("doc_id", "id"):
        value = record.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return None


def _text(record: dict[str, Any], text_field: str) -> str:
    text = Reader(record).str(text_field)
    if not text.strip():
        raise ContractError(f"{text_field}: empty")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ContractError(f"{text_field}: half a surrogate pair at character {error.start}") from None
    return text


def _meta(record: dict[str, Any]) -> Meta:
    reader = Reader(record)
    meta = reader.optional(Meta.read, "meta") or Meta()
    title, published = reader.optional_str("title"), reader.optional_str("published")
    # Within "meta" a date follows the contract; beside the text it comes as some database had it.
    date = iso_date(published) if published else None
    if published and date is None:
        raise ContractError(f"published: not a date: {published!r}")
    return replace(meta, title=meta.title or title, published=meta.published or date)
