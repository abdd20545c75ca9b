"""Bulletins in JSON Lines: of the gold corpus, with a genre, or of the output contract with their text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from miit_ie.annotation.corpus import GoldBulletin
from miit_ie.annotation.exchange.conversion import Entry
from miit_ie.annotation.lines import read_lines
from miit_ie.errors import MiitIEError
from miit_ie.outputs.files import Inodes, create
from miit_ie.schema import Bulletin, Ontology
from miit_ie.schema.reading import Reader

__all__ = ["as_gold", "read_bulletins", "write_bulletins"]


def as_gold(bulletin: Bulletin, genre: str) -> GoldBulletin:
    """Return what an annotator has confirmed of a pipeline's bulletin: all but the arguments that were inferred.

    Parameters
    ----------
    bulletin
        A bulletin that was extracted, exported, corrected and imported again.
    genre
        What kind of bulletin it is, one of `miit_ie.annotation.corpus.GENRES`.

    Examples
    --------
    >>> from miit_ie.schema import Event, Mention, Span
    >>> agent = Mention("县工信局", None, None, inferred=True)
    >>> event = Event("部署", "DEPLOYMENT", Span("部署", 0, 2), agent=(agent,))
    >>> as_gold(Bulletin.of("部署任务", "notice", events=(event,)), "meeting").bulletin.events[0].agent
    ()
    """
    events = (
        replace(
            event,
            agent=tuple(mention for mention in event.agent if not mention.inferred),
            time=tuple(time for time in event.time if not time.inferred),
        )
        for event in bulletin.events
    )
    return GoldBulletin(replace(bulletin, events=tuple(events)), genre)


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
