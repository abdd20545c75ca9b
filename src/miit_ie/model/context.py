"""The context of a window: the title of the text, and the headings a stretch of it stands under.

They tell a plan from a review and a call from its result, and are often far above the paragraph they govern.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from miit_ie.model.tokenizer import SEP, Tokenizer
from miit_ie.text.sections import split_sections

__all__ = ["Heading", "Part", "parts_of"]

Ids = npt.NDArray[np.int32]

# Headings further in open a sentence, not a section (一是…).
_INNERMOST = 3


class Heading(NamedTuple):
    """A title or a heading: its tokens, and the code point from which on it has been left behind."""

    ids: Ids
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a text with what stands above it.

    Attributes
    ----------
    start
        The code point it starts at.
    headings
        From the outermost inwards, its own included.
    """

    start: int
    headings: tuple[Heading, ...] = ()

    def context(self, place: int) -> Ids:
        """Return the tokens in front of a window that starts at a place: the headings it does not hold itself."""
        above = [heading.ids for heading in self.headings if heading.end <= place]
        return np.concatenate(above) if above else np.zeros(0, np.int32)


def parts_of(text: str, title: str | None, tokenizer: Tokenizer, length: int) -> list[Part]:
    """Return the parts of a text in order; together they cover it.

    Parameters
    ----------
    text
        The text.
    title
        Its title, which may stand in the text or not.
    tokenizer
        Makes tokens of the headings.
    length
        How many tokens of each heading are given; of longer ones the end, which says what it is about (…的公示). None
        are where it is 0.
    """
    if not length:
        return [Part(0)]

    def heading(words: str, end: int) -> Heading:
        ids = tokenizer.encode(words).ids
        return Heading(np.append(ids[ids != SEP][-length:], np.int32(SEP)), end)

    above: list[tuple[int, Heading]] = []
    if title:
        place = text.find(title)
        above.append((0, heading(title, place + len(title) if place >= 0 else 0)))
    parts = {0: Part(0, tuple(one for _, one in above))}
    for section in split_sections(text):
        if section.level > _INNERMOST:
            continue
        if section.heading is not None:
            above = [(level, one) for level, one in above if level < section.level]
            words = text[section.heading.start : section.heading.end]
            if not title or title not in words:
                above.append((section.level, heading(words, section.heading.end)))
        parts[section.start] = Part(section.start, tuple(one for _, one in above))
    return list(parts.values())
