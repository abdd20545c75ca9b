"""Takes bulletins to what a tool shows and back, and notes what is left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Protocol, TypeAlias

from miit_ie.annotation.corpus import GoldBulletin
from miit_ie.annotation.exchange.aside import hide, restore
from miit_ie.annotation.exchange.assembly import to_bulletin
from miit_ie.annotation.exchange.graph import Graph, Node, to_graph
from miit_ie.annotation.exchange.labels import kinds_of
from miit_ie.annotation.exchange.report import Note
from miit_ie.annotation.exchange.usual import Usual
from miit_ie.errors import ContractError, MiitIEError
from miit_ie.outputs.files import Inodes
from miit_ie.schema import Bulletin, Ontology

__all__ = ["Conversion", "Entry", "Found", "Tool", "always"]

Entry: TypeAlias = Bulletin | GoldBulletin
# Where a record stands, and what reads it; ``None`` for one that was left out and noted.
Found: TypeAlias = tuple[str, Callable[[], Entry | None]]


class Tool(Protocol):
    """A module that writes and reads the format of a tool."""

    def write(self, entries: Iterator[Entry], path: Path, conversion: Conversion) -> None:
        """Write bulletins that have their text."""

    def read(self, path: Path, conversion: Conversion) -> Iterator[Found]:
        """Yield the records of a file or folder with their places; an `InputError` ends it."""


def always(node: Node, text: str) -> bool:
    """Say that a span can be marked."""
    return True


class Conversion:
    """Converts between bulletins and graphs for one export or import.

    Parameters
    ----------
    name
        What messages call the format.
    ontology
        The ontology the bulletins are labelled with.
    as_predictions
        Whether the annotations are suggestions of a model rather than a person's work.
    inputs
        Files that must not be written over.

    Attributes
    ----------
    written
        How many bulletins were written.
    problems
        What kept bulletins from being written.
    """

    def __init__(self, name: str, ontology: Ontology, *, as_predictions: bool, inputs: Inodes) -> None:
        self.name = name
        self.ontology = ontology
        self.kinds = kinds_of(ontology)
        self.as_predictions = as_predictions
        self.inputs = inputs
        self.written = 0
        self.problems: list[str] = []
        self._numbers: dict[str, Counter[str]] = defaultdict(Counter)

    def graph(
        self, entry: Entry, *, shown: Collection[str] = (), can_mark: Callable[[Node, str], bool] = always
    ) -> Graph:
        """Return what a tool shows of a bulletin; the rest is in the graph's record."""
        bulletin, genre = parts(entry)
        graph, kept = hide(to_graph(bulletin, genre), self.usual(bulletin.text or ""), shown=shown, can_mark=can_mark)
        self.note(f"kept with the record, for {self.name} has no place for it", kept)
        self.written += 1
        return graph

    def entry(self, graph: Graph) -> Entry:
        """Return the bulletin that comes back from a tool.

        Raises
        ------
        GraphError
            If it is none.
        ContractError
            If what was kept with the record has been changed.
        """
        try:
            bulletin = to_bulletin(restore(graph, self.usual(graph.text)), self.ontology, self.kinds)
            genre = graph.record.get("genre")
        except MiitIEError:
            raise
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            # The spans themselves have been read with care; the record is ours, and nobody else's to change.
            raise ContractError("what was kept with the record is not as it was written") from None
        return bulletin if genre is None else GoldBulletin(bulletin, str(genre))

    def usual(self, text: str) -> Usual:
        """Return what gives the attributes that are not noted."""
        return Usual(text, self.kinds)

    def note(self, fate: str, numbers: Mapping[str, int]) -> None:
        """Note what was left out or kept elsewhere."""
        self._numbers[fate].update({kind: number for kind, number in numbers.items() if number})

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was noted."""
        return tuple(Note(fate, dict(numbers)) for fate, numbers in self._numbers.items() if numbers)


def parts(entry: Entry) -> tuple[Bulletin, str | None]:
    """Return a bulletin and its genre, if it has one."""
    return (entry.bulletin, entry.genre) if isinstance(entry, GoldBulletin) else (entry, None)
