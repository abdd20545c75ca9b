"""What an export or import did, and what it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Note", "Report"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was left out or kept elsewhere.

    Examples
    --------
    >>> print(Note("not written, for CoNLL holds entities only", {"events": 23, "arguments": 81}))
    not written, for CoNLL holds entities only: events (23), arguments (81)
    """

    fate: str
    numbers: Mapping[str, int]

    def __str__(self) -> str:
        return f"{self.fate}: {', '.join(f'{kind} ({number})' for kind, number in self.numbers.items())}"


@dataclass(frozen=True, slots=True)
class Report:
    """What an export or import did.

    Attributes
    ----------
    format
        The format.
    bulletins
        How many bulletins were written or read.
    notes
        What of them was left out or kept elsewhere, by kind and number.
    problems
        Bulletins that were not written or read: where they stand and what is wrong, a line for each mistake.
    """

    format: str
    bulletins: int
    notes: tuple[Note, ...]
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([*self.problems, *(f"{self.format}: {note}" for note in self.notes)])
