"""What a corpus holds, as tables in Markdown with a column for each split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from rich.box import MARKDOWN
from rich.table import Table

from miit_ie.annotation.corpus import GENRES, Corpus, GoldBulletin
from miit_ie.schema import Entry, Event, Ontology, default_ontology

__all__ = ["tables"]


class _Counted(NamedTuple):
    """Things to count: a row for each of the names, and for any other that occurs."""

    title: str
    names: Mapping[str, str]
    found: Callable[[GoldBulletin], Iterable[str]]


def tables(corpora: Sequence[Corpus], *, ontology: Ontology | None = None) -> list[Table]:
    """Return tables of sizes, genres, event types, modalities and polarity, arguments and entity labels.

    Parameters
    ----------
    corpora
        A column each, and one for all of them where there are several.
    ontology
        What they are labelled with; the shipped one by default.
    """
    if len(corpora) > 1:
        corpora = [*corpora, Corpus("all", tuple(entry for corpus in corpora for entry in corpus))]
    known = ontology or default_ontology()
    return [_sizes(corpora, known.core_types), *(_counts(corpora, *counted) for counted in _counted(known))]


def _sizes(corpora: Sequence[Corpus], core: Collection[str]) -> Table:
    table = _table("", corpora)
    columns = []
    for corpus in corpora:
        lengths = [len(bulletin.text or "") for bulletin in corpus.bulletins]
        events = [event for bulletin in corpus.bulletins for event in bulletin.events]
        columns.append(
            {
                "bulletins": len(corpus),
                "characters": sum(lengths),
                "shortest bulletin": min(lengths),
                "median bulletin": round(median(lengths)),
                "longest bulletin": max(lengths),
                "events": len(events),
                "events of the core types": sum(event.type in core for event in events),
            }
        )
    for name in columns[0]:
        table.add_row(name, *(f"{column[name]:,}" for column in columns))
    return table


def _counts(
    corpora: Sequence[Corpus], title: str, names: Mapping[str, str], found: Callable[[GoldBulletin], Iterable[str]]
) -> Table:
    columns = [Counter(name for entry in corpus for name in found(entry)) for corpus in corpora]
    others = {name: "" for column in columns for name in sorted(column.keys() - names.keys())}
    table = _table(title, corpora)
    for name, description in {**names, **others}.items():
        table.add_row(f"{name} {description}".strip(), *(f"{column[name]:,}" for column in columns))
    return table


def _counted(ontology: Ontology) -> Iterator[_Counted]:
    types = {name: event_type.code for name, event_type in ontology.event_types.items()}
    yield _Counted("genre, in bulletins", GENRES, lambda entry: [entry.genre])
    yield _Counted("type, in events", types, lambda entry: (event.type for event in _events(entry)))
    modalities, polarities = _zh(ontology.modalities), _zh(ontology.polarities)
    yield _Counted("modality, in events", modalities, lambda entry: (event.modality for event in _events(entry)))
    yield _Counted("polarity, in events", polarities, lambda entry: (event.polarity for event in _events(entry)))
    yield _Counted("role, in spans", _zh(ontology.roles), _roles)
    yield _Counted(
        "label, in entities", _zh(ontology.entity_labels), lambda entry: (e.label for e in entry.bulletin.entities)
    )


def _roles(entry: GoldBulletin) -> Iterator[str]:
    return (role for event in _events(entry) for role, _ in event.spans() if role != "trigger")


def _events(entry: GoldBulletin) -> tuple[Event, ...]:
    return entry.bulletin.events


def _zh(entries: Mapping[str, Entry]) -> dict[str, str]:
    return {name: entry.zh for name, entry in entries.items()}


def _table(first: str, corpora: Sequence[Corpus]) -> Table:
    table = Table(box=MARKDOWN)
    table.add_column(first, no_wrap=True)
    for corpus in corpora:
        table.add_column(corpus.name, justify="right", no_wrap=True)
    return table
