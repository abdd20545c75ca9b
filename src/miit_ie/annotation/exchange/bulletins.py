"""Bulletins in JSON Lines: of the gold corpus, with a genre, or of the output contract with their text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from miit_ie.annotation.corpus import GoldBulletin
from miit_ie.annotation.exchange.conversion import Entry
from miit_ie.annotation.lines import read_lines
from miit_ie.errors import MiitIEError
from miit_ie.outputs.files import Inodes, create
from miit_ie.schema import Bulletin, Ontology
from miit_ie.schema.reading import Reader

__all__ = ["read_bulletins", "write_bulletins"]


def read_bulletins(paths: Iterable[Path], ontology: Ontology) -> tuple[list[Entry], list[str]]:
    """Read files of bulletins.

    Returns
    -------
    bulletins
        Those that can be read.
    problems
        What is wrong with the others, and where they stand.
    """
    entries: list[Entry] = []
    problems: list[str] = []
    for path in paths:
        try:
            for line in read_lines(path):
                try:
                    data = line.record()
                    bulletin = Bulletin.from_dict(data, ontology=ontology)
                    genre = Reader(data).optional_str("genre")
                    entries.append(bulletin if genre is None else GoldBulletin(bulletin, genre))
                except MiitIEError as error:
                    problems.append(f"{line.place}: {error}")
        except MiitIEError as error:
            problems.append(str(error))
    return entries, problems


def write_bulletins(entries: Iterable[Entry], path: Path, inputs: Inodes) -> None:
    """Write bulletins, those with a genre as lines of a gold file."""
    with create(path, inputs=inputs) as stream:
        for entry in entries:
            data = entry.to_dict() if isinstance(entry, GoldBulletin) else entry.to_dict(with_text=True)
            stream.write(json.dumps(data, ensure_ascii=False) + "\n")
