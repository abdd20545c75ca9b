"""Cuts sentences into clauses and marks the zones in which nothing counts as a trigger."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miit_ie.schema import Extent

__all__ = ["Clause", "split_clauses"]

_CLOSED = re.compile(r"《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》|“[^”。,;:\n]{1,16}”")
_BRACKETS = re.compile(r"\([^()\n]{1,200}\)|〔[^〔〕\n]{1,100}〕")
_BREAK = re.compile(r"[,;:!?。\n]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas, colons or stronger marks outside brackets and quotes.

    Attributes
    ----------
    start, end
        Offsets, without the mark at the end.
    sentence
        The sentence it belongs to.
    closed
        Offsets of document names and short quotes, in which nothing counts as a trigger.
    """

    start: int
    end: int
    sentence: Extent
    closed: tuple[tuple[int, int], ...]


def split_clauses(text: str, sentence: Extent) -> list[Clause]:
    """Return the clauses of a sentence in order.

    Parameters
    ----------
    text
        The folded text.
    sentence
        Offsets of the sentence.
    """
    closed = tuple(match.span() for match in _CLOSED.finditer(text, sentence.start, sentence.end))
    brackets = [match.span() for match in _BRACKETS.finditer(text, sentence.start, sentence.end)]
    whole = [*closed, *brackets]
    breaks = [
        match.start()
        for match in _BREAK.finditer(text, sentence.start, sentence.end)
        if not any(start <= match.start() < end for start, end in whole)
    ]
    starts = [sentence.start, *(position + 1 for position in breaks)]
    ends = [*breaks, sentence.end]
    return [Clause(start, end, sentence, closed) for start, end in zip(starts, ends, strict=True) if start < end]
