"""Annotated passages that travel without their text: each is a few sentences out of a line of a large text file.

A passages file is JSON Lines; a line has ``doc_id``, ``source`` (name of the text file without its endings), ``line``
(from 1), ``sentences`` (number of the first in that line, from 0, and how many), ``text_sha256``, ``entities`` (start,
end, label) and ``events`` with spans as offsets alone. `load_passages` cuts them out of the user's copy of the text
files again.
"""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from miit_ie.annotation.corpus import annotated_part
from miit_ie.annotation.lines import Line, read_lines
from miit_ie.annotation.standoff import with_words, without_words
from miit_ie.errors import ContractError, InputError, MiitIEError
from miit_ie.schema import Bulletin
from miit_ie.schema.reading import Reader
from miit_ie.text.sentences import split_sentences

__all__ = ["Place", "load_passages", "text_lines", "write_passages"]

_ENDINGS = (".txt.xz", ".txt")


class Place(NamedTuple):
    """Where a passage stands: text file, line (from 1), first sentence of the line (from 0), number of sentences."""

    source: str
    line: int
    first: int
    number: int

    def cut(self, line: str) -> str:
        """Return the passage out of its line: the sentences without the blanks between them."""
        line = line.strip()
        sentences = split_sentences(line)[self.first : self.first + self.number]
        return "".join(line[sentence.start : sentence.end] for sentence in sentences)


def write_passages(path: str | Path, passages: Iterable[tuple[Bulletin, Place]]) -> None:
    """Write annotated passages without their text.

    Parameters
    ----------
    path
        The file to write.
    passages
        Annotated passages, each with the place it was cut from.
    """
    with Path(path).open("w", encoding="utf-8") as stream:
        for bulletin, place in passages:
            annotations = annotated_part(bulletin)
            record = {
                "doc_id": bulletin.doc_id,
                "source": place.source,
                "line": place.line,
                "sentences": [place.first, place.number],
                "text_sha256": bulletin.text_sha256,
                "entities": [[entity.start, entity.end, entity.label] for entity in bulletin.entities],
                "events": [_filled(without_words(event)) for event in annotations["events"]],
            }
            stream.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def load_passages(path: str | Path, texts: str | Path) -> list[Bulletin]:
    """Join annotated passages with their text.

    Parameters
    ----------
    path
        A passages file.
    texts
        The folder of the text files it names, as ``NAME.txt`` or ``NAME.txt.xz``.

    Raises
    ------
    InputError
        If a file is missing or broken, or a passage is not in it as it was annotated.
    ContractError
        If a line is no annotated passage.
    """
    lines = list(read_lines(path))
    places = [_place(line) for line in lines]
    wanted: dict[str, set[int]] = defaultdict(set)
    for place in places:
        wanted[place.source].add(place.line)
    found = {source: dict(_lines_of(Path(texts), source, numbers)) for source, numbers in wanted.items()}
    return [
        _join(line, place, found[place.source].get(place.line, "")) for line, place in zip(lines, places, strict=True)
    ]


def _place(line: Line) -> Place:
    record = line.record()
    try:
        first, number = record["sentences"]
        return Place(Reader(record).str("source"), int(record["line"]), int(first), int(number))
    except (KeyError, TypeError, ValueError) as error:
        raise ContractError(f"{line.place}: not an annotated passage: {error}") from None


def text_lines(path: str | Path) -> Iterator[str]:
    """Yield the lines of a text file, packed with xz if its name ends in ``.xz``.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    try:
        with (lzma.open if Path(path).suffix == ".xz" else open)(path, "rt", encoding="utf-8") as stream:
            yield from stream
    except OSError as error:
        raise InputError.unreadable(path, error) from error
    except (lzma.LZMAError, EOFError) as error:
        raise InputError(f"{path}: not a whole .xz file: {error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error


def _lines_of(folder: Path, source: str, numbers: set[int]) -> Iterator[tuple[int, str]]:
    for ending in _ENDINGS:
        file = folder / f"{source}{ending}"
        if file.is_file():
            # The files are large; what is behind the last of the lines is not read.
            lines = enumerate(islice(text_lines(file), max(numbers)), start=1)
            yield from ((number, line) for number, line in lines if number in numbers)
            return
    raise InputError(f"{folder}: there is no {' and no '.join(source + ending for ending in _ENDINGS)} in it")


def _join(line: Line, place: Place, source: str) -> Bulletin:
    record = line.record()
    text = place.cut(source)
    try:
        entities = [{"start": start, "end": end, "label": label} for start, end, label in record["entities"]]
        data = with_words({**record, "entities": entities}, text)
        return Bulletin.from_dict(data, text=text)
    except (MiitIEError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{line.place}: does not fit line {place.line} of {place.source}: {error}") from None


def _filled(value: Any) -> Any:
    """Return a value without the fields that are empty, which reading fills in again."""
    if isinstance(value, Mapping):
        return {key: _filled(part) for key, part in value.items() if not _is_empty(part)}
    return [_filled(part) for part in value] if isinstance(value, list) else value


def _is_empty(value: Any) -> bool:
    # Not by equality: an offset may be 0.
    return value is None or value is False or value == []
