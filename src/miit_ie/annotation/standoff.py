"""Annotations that travel without their text: offsets, labels and the digest of the text they belong to.

A text of others may not be ours to pass on; our annotation of it is. A stand-off file is a JSON object with
``doc_id``, ``source``, ``title``, ``published``, ``text_sha256``, ``text_length``, ``entities`` and ``events``, whose
spans are offsets alone. `load_standoff` joins it with a copy of the text that the user has.
"""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

from miit_ie.annotation.corpus import annotated_part
from miit_ie.errors import ContractError, InputError
from miit_ie.readers import read_file
from miit_ie.schema import Bulletin
from miit_ie.schema.bulletin import sha256
from miit_ie.schema.reading import Reader

__all__ = ["load_standoff", "with_words", "without_words", "write_standoff"]

_MARK = "\ufeff"
_LINE_ENDINGS = {"\n": "LF", "\r\n": "CR LF", "\r": "CR"}


def write_standoff(path: str | Path, bulletin: Bulletin, *, source: str) -> None:
    """Write the annotations of a bulletin without its text.

    Parameters
    ----------
    path
        The file to write.
    bulletin
        The bulletin with its text. Of its metadata, title and date of publication are kept.
    source
        Where a copy of the text can be had.

    Raises
    ------
    InputError
        If the bulletin comes without its text, or the file cannot be written.
    """
    if bulletin.text is None:
        raise InputError(f"bulletin {bulletin.doc_id!r} comes without its text")
    annotations = annotated_part(bulletin)
    head = {
        "doc_id": bulletin.doc_id,
        "source": source,
        "title": bulletin.meta.title,
        "published": bulletin.meta.published,
        "text_sha256": bulletin.text_sha256,
        "text_length": len(bulletin.text),
    }
    fields = [f"{_json(key)}: {_json(value)}" for key, value in head.items()]
    for key in ("entities", "events"):
        rows = ",\n  ".join(_json(without_words(row)) for row in annotations[key])
        fields.append(f"{_json(key)}: [\n  {rows}\n ]" if rows else f"{_json(key)}: []")
    try:
        Path(path).write_text("{\n " + ",\n ".join(fields) + "\n}\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None


def load_standoff(path: str | Path, text: str | Path) -> Bulletin:
    r"""Join annotations that were written without their text with a copy of it.

    Parameters
    ----------
    path
        The stand-off file.
    text
        The text itself, or the `Path` of a file with it.

    Raises
    ------
    InputError
        If a file cannot be read, or the copy is not the annotated text character for character. The message says how
        it differs and what to do.
    ContractError
        If the annotations do not follow the output contract.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "notice.json"
    >>> write_standoff(file, Bulletin.of("现予公布。\n", "notice"), source="https://example.org/notice")
    >>> load_standoff(file, "现予公布。\n").text
    '现予公布。\n'
    >>> load_standoff(file, "现予公布。")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    miit_ie.errors.InputError: notice: this copy differs ... or marks only: end it with 1 line break(s), not 0
    """
    data = _read_json(path)
    copy = _read_text(text) if isinstance(text, Path) else text
    try:
        reader = Reader(data)
        _compare(copy, reader, str(text) if isinstance(text, Path) else reader.str("doc_id"))
        meta = {key: reader.optional_str(key) for key in ("title", "published")}
        return Bulletin.from_dict({**with_words(data, copy), "meta": meta}, text=copy)
    except ContractError as error:
        raise ContractError(f"{path}: {error}") from None


def _compare(copy: str, annotated: Reader, name: str) -> None:
    """Raise an error that says how a copy differs from the annotated text, if it does."""
    digest = annotated.str("text_sha256")
    if sha256(copy) == digest:
        return
    if remedies := _remedies(copy, digest):
        remedy = "; ".join(remedies)
        raise InputError(f"{name}: this copy differs from the annotated text in line breaks or marks only: {remedy}")
    length = annotated.int("text_length")
    source = annotated.str("source")
    if len(copy) == length:
        difference = "has other characters than the annotated text, though as many; full-width ones may be converted"
    else:
        difference = f"has {len(copy)} characters and the annotated text {length}; it is cut, added to or revised"
    raise InputError(f"{name}: this copy {difference}. Copy the text anew from {source}")


def _remedies(copy: str, digest: str) -> list[str]:
    """Return what to do so that a copy gets this digest, where its marks and line breaks are all that differs."""
    marked, body = copy.startswith(_MARK), copy.removeprefix(_MARK)
    lines = re.sub("\r\n?", "\n", body)
    core = lines.rstrip("\n")
    tail = len(lines) - len(core)
    for mark, ending, breaks in itertools.product(("", _MARK), _LINE_ENDINGS, range(3)):
        if sha256(mark + (core + "\n" * breaks).replace("\n", ending)) == digest:
            remedies = {
                f"{'begin it with a' if mark else 'remove its'} byte order mark": marked != bool(mark),
                f"end its lines with {_LINE_ENDINGS[ending]}": lines.replace("\n", ending) != body,
                f"end it with {breaks} line break(s), not {tail}": breaks != tail,
            }
            return [remedy for remedy, needed in remedies.items() if needed]
    return []


def _read_json(path: str | Path) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError.unreadable(path, error) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON: {error}") from None


def _read_text(path: Path) -> str:
    [bulletin] = read_file(path, format="text")
    return bulletin.text or ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def without_words(value: Any) -> Any:
    """Return the value with its spans reduced to offsets."""
    if isinstance(value, dict):
        return {key: without_words(part) for key, part in value.items() if key != "text"}
    return [without_words(part) for part in value] if isinstance(value, list) else value


def with_words(value: Any, text: str) -> Any:
    """Return the value with the words its spans stand for."""
    if isinstance(value, list):
        return [with_words(part, text) for part in value]
    if not isinstance(value, dict):
        return value
    parts = {key: with_words(part, text) for key, part in value.items()}
    start, end = value.get("start"), value.get("end")
    if isinstance(start, int) and isinstance(end, int) and 0 <= start <= end:
        parts["text"] = text[start:end]
    return parts
