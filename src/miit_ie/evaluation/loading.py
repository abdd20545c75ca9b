"""Reads annotated bulletins from JSON and JSON Lines files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from miit_ie.errors import ContractError, InputError
from miit_ie.readers.encoding import decode
from miit_ie.schema import Bulletin, Ontology
from miit_ie.schema.bulletin import sha256

__all__ = ["load_bulletins"]


def load_bulletins(
    path: str | Path, *, texts: Iterable[str | Path] = (), ontology: Ontology | None = None
) -> list[Bulletin]:
    r"""Read bulletins in the format of the output contract.

    Parameters
    ----------
    path
        A JSON Lines file with a bulletin a line, or a JSON file with one bulletin. ``id`` may stand for ``doc_id``,
        as it does in annotated corpora.
    texts
        Plain text files for bulletins that were stored without their text; each finds its own by ``text_sha256``.
    ontology
        What they may be labelled with; the shipped one by default.

    Raises
    ------
    InputError
        If a file cannot be read, is not JSON or holds no bulletin, or a text belongs to none of the bulletins.
    ContractError
        If a bulletin does not follow the contract. Either message names the file, and the line of JSON Lines.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "gold.jsonl"
    >>> _ = file.write_text('{"id": "a", "text": "部署9项任务", "entities": [], "events": []}\n', encoding="utf-8")
    >>> load_bulletins(file)[0].doc_id
    'a'
    """
    path = Path(path)
    contents = {file: _text(Path(file)) for file in texts}
    by_digest = {sha256(content): content for content in contents.values()}
    bulletins = [_bulletin(data, place, by_digest, ontology) for place, data in _objects(path)]
    if not bulletins:
        raise InputError(f"{path}: no bulletin in it")
    known = {bulletin.text_sha256 for bulletin in bulletins}
    for file, content in contents.items():
        if sha256(content) not in known:
            raise InputError(f"{file}: not the text of any bulletin in {path} (by text_sha256)")
    return bulletins


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError.unreadable(path, error) from error


def _text(path: Path) -> str:
    # As the library reads texts, so that the digest is that of the text which was annotated.
    return decode(_bytes(path), str(path))


def _objects(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield each JSON value of the file with the place where it stands."""
    try:
        content = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error
    # Not by splitlines: U+2028 and its like may stand inside a JSON string.
    lines = [(n, line) for n, line in enumerate(content.split("\n"), start=1) if line.strip()]
    if lines and not _is_json(lines[0][1]):
        yield str(path), _parse(content, f"{path}")
        return
    for n, line in lines:
        yield f"{path}:{n}", _parse(line, f"{path}:{n}")


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _parse(content: str, place: str) -> Any:
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, " if "\n" in content.strip() else ""
        raise InputError(f"{place}: not JSON: {error.msg} ({at}column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or brackets nested as deep.
        raise InputError(f"{place}: not JSON: {error}") from error


def _bulletin(data: Any, place: str, texts: Mapping[str, str], ontology: Ontology | None) -> Bulletin:
    text = None
    if isinstance(data, dict):
        if "doc_id" not in data and "id" in data:
            data = {**data, "doc_id": data["id"]}
        if data.get("text") is None:
            text = texts.get(str(data.get("text_sha256")))
    try:
        return Bulletin.from_dict(data, text=text, ontology=ontology)
    except ContractError as error:
        raise ContractError(f"{place}: {error}") from error
