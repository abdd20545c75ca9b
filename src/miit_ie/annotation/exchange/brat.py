r"""brat's stand-off: a folder with a text, its annotations and our record for each bulletin, and the configuration.

brat counts code points and takes line feeds for line ends. A carriage return is written as a blank, so that the
offsets stay, and its places are kept with the record. A span over a line end is written in fragments, one a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from miit_ie.annotation.exchange import brat_config as config
from miit_ie.annotation.exchange.brat_lines import annotation_lines, can_mark, read_annotations
from miit_ie.annotation.exchange.conversion import Conversion, Entry, Found, parts
from miit_ie.annotation.exchange.graph import Graph
from miit_ie.errors import ContractError, InputError, MiitIEError
from miit_ie.outputs.files import create, file_name

__all__ = ["read", "write"]

_SHOWN = frozenset((*config.ATTRIBUTES, *config.NOTES))


def write(entries: Iterator[Entry], path: Path, conversion: Conversion) -> None:
    """Write three files a bulletin, and ``annotation.conf`` and ``visual.conf``, into a folder."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MiitIEError(f"{path}: cannot create this folder: {error.strerror}") from error
    for name, content in config.files(conversion.ontology).items():
        _write(path / name, content, conversion)
    names = config.names(conversion.ontology)
    written: set[str] = set()
    for entry in entries:
        bulletin, _ = parts(entry)
        stem = file_name(bulletin.doc_id)
        # Not every file system tells a from A.
        if stem.casefold() in written:
            conversion.problems.append(f"{bulletin.doc_id}: another bulletin is written to {path / stem}.ann")
            continue
        text = bulletin.text or ""
        if not text.isascii() and (lone := re.search("[\ud800-\udfff]", text)):
            place = f"lone surrogate {lone[0]!r} at offset {lone.start()}"
            conversion.problems.append(f"{bulletin.doc_id}: not valid Unicode: {place}")
            continue
        written.add(stem.casefold())
        graph = conversion.graph(entry, shown=_SHOWN, can_mark=can_mark)
        returns = [match.start() for match in re.finditer("\r", graph.text)]
        record = {"doc_id": graph.doc_id, **({"carriage_returns": returns} if returns else {}), **graph.record}
        lines = annotation_lines(graph, names, conversion.usual(graph.text))
        _write(path / f"{stem}.txt", graph.text.replace("\r", " "), conversion)
        _write(path / f"{stem}.ann", "".join(f"{line}\n" for line in lines), conversion)
        _write(path / f"{stem}.json", json.dumps(record, ensure_ascii=False) + "\n", conversion)


def read(path: Path, conversion: Conversion) -> Iterator[Found]:
    """Yield the bulletins of a folder, or the one of a file with annotations or text."""
    files = sorted(path.glob("*.ann")) if path.is_dir() else [path.with_suffix(".ann")]
    if not files:
        raise InputError(f"{path}: there is no .ann file in this folder")
    labels = {name: label for label, name in config.names(conversion.ontology).items()}
    for file in files:
        yield str(file), partial(_entry, file, labels, conversion)


def _entry(file: Path, labels: Mapping[str, str], conversion: Conversion) -> Entry:
    text = _read(_beside(file, ".txt"))
    nodes, edges, comments = read_annotations(_read(file), text, labels)
    conversion.note("not read, for they are no JSON objects", {"annotators' notes": comments})
    record = _record(_beside(file, ".json"))
    for offset in record.pop("carriage_returns", []):
        if not isinstance(offset, int) or text[offset : offset + 1] != " ":
            raise ContractError("the text has been changed")
        text = f"{text[:offset]}\r{text[offset + 1 :]}"
    return conversion.entry(Graph(record.pop("doc_id", file.stem), text, nodes, edges, record))


def _beside(file: Path, suffix: str) -> Path:
    # Not by with_suffix: a name may have dots, and end in one.
    return file.with_name(file.name.removesuffix(".ann") + suffix)


def _record(file: Path) -> dict[str, Any]:
    """Return our record; without one, as of texts that were not exported, there is nothing to add."""
    if not file.exists():
        return {}
    try:
        record = json.loads(_read(file))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file}: not JSON: {error}") from None
    if not isinstance(record, dict):
        raise ContractError(f"{file}: expected an object")
    return record


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError.unreadable(file, error) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8: {error.reason} at byte {error.start}") from None


def _write(file: Path, content: str, conversion: Conversion) -> None:
    with create(file, inputs=conversion.inputs) as stream:
        stream.write(content)
