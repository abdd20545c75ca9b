"""Windows: how a text of any length is read without being cut.

A window is as many paragraphs of one section as there is room for; a paragraph that is too long is read in as many
windows as it takes, sentence by sentence, and a sentence that is too long by itself in pieces that overlap. In front of
it the network reads the title and the headings it stands under (`miit_ie.model.context`). What the network says of a
span depends on its window alone, never on another section or on what else is read at the same time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miit_ie.model.context import Part
from miit_ie.model.tokenizer import CLS, SEP, Tokens
from miit_ie.schema import Extent

__all__ = ["Window", "lines_of", "split_windows"]

Ids = npt.NDArray[np.int32]
Piece = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens the network reads at once: ``[CLS]``, the context, and a stretch of the text.

    Attributes
    ----------
    ids : int32 array of shape (n,)
        Tokens.
    offsets : int32 array of shape (n,)
        The code point of the text each stands for; those of ``[CLS]`` and of the context are that of the first token
        of the text.
    body
        The first token of the text: how many stand in front of it.
    first, end
        The tokens the window answers for: a span belongs to the window in which it starts between these.
    """

    ids: Ids
    offsets: Ids
    body: int
    first: int
    end: int

    @property
    def lines(self) -> npt.NDArray[np.int64]:
        """The number of the line in which each token stands."""
        return lines_of(self.ids)

    def extent(self, start: int, end: int) -> Extent:
        """Return the offsets in the text of tokens ``start`` to ``end``, the latter excluded."""
        return Extent(int(self.offsets[start]), int(self.offsets[end - 1]) + 1)


def lines_of(ids: Ids) -> npt.NDArray[np.int64]:
    """Return the number of the line in which each of the tokens of a window stands."""
    return np.cumsum(ids == SEP)


def split_windows(
    tokens: Tokens, sentences: Sequence[Extent], parts: Sequence[Part], *, size: int, overlap: int
) -> list[Window]:
    """Return the windows of a text, in order.

    Parameters
    ----------
    tokens
        The tokens of the text.
    sentences
        Its sentences (`miit_ie.text.sentences.split_sentences`).
    parts
        Its parts with their contexts (`miit_ie.model.context.parts_of`).
    size
        The greatest number of tokens of a window, ``[CLS]`` and context included.
    overlap
        How many tokens the pieces of one long sentence share. A piece answers for what starts before the middle of what
        it shares with the next, so it holds in full any span that is no longer than half the overlap.

    Raises
    ------
    ValueError
        If a window has no room beside the overlap and the context.
    """
    starts = [part.start for part in parts]
    windows: list[Window] = []
    end, room, current = 0, 0, None
    start: int | None = None
    context = np.zeros(0, np.int32)
    for paragraph in _paragraphs(tokens, sentences):
        place = int(tokens.offsets[paragraph[0][0]])
        part = parts[bisect_right(starts, place) - 1]
        whole = (paragraph[0][0], paragraph[-1][1])
        fits = whole[1] - whole[0] <= size - 1 - len(part.context(place))
        for number, (first, last) in enumerate([whole] if fits else paragraph):
            opens = number == 0 and not fits
            if start is not None and not opens and part is current and last - start <= room:
                end = last
                continue
            if start is not None:
                windows += _pieces(tokens, context, start, end, room, overlap)
            start, end, current = first, last, part
            context = part.context(int(tokens.offsets[first]))
            room = size - 1 - len(context)
            if room <= overlap:
                raise ValueError(f"a window of {size} tokens has no room beside an overlap of {overlap}")
    if start is not None:
        windows += _pieces(tokens, context, start, end, room, overlap)
    return windows


def _paragraphs(tokens: Tokens, sentences: Sequence[Extent]) -> Iterator[list[Piece]]:
    """Yield the first and the end token of the sentences of each paragraph; those without a token are left out."""
    starts = np.searchsorted(tokens.offsets, [sentence.start for sentence in sentences])
    ends = np.searchsorted(tokens.offsets, [sentence.end for sentence in sentences])
    breaks = np.cumsum(tokens.ids == SEP)
    paragraph: list[Piece] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if start < end:
            if paragraph and breaks[start] > breaks[paragraph[-1][1] - 1]:
                yield paragraph
                paragraph = []
            paragraph.append((start, end))
    if paragraph:
        yield paragraph


def _pieces(tokens: Tokens, context: Ids, start: int, end: int, room: int, overlap: int) -> Iterator[Window]:
    if end - start <= room:
        yield _window(tokens, context, (start, end), (start, end))
        return
    answered = start
    for first in range(start, end, room - overlap):
        last = min(first + room, end)
        until = end if last == end else last - overlap // 2
        yield _window(tokens, context, (first, last), (answered, until))
        answered = until
        if last == end:
            return


def _window(tokens: Tokens, context: Ids, piece: Piece, answered: Piece) -> Window:
    start, end = piece
    body = 1 + len(context)
    ids = np.concatenate([np.array([CLS], np.int32), context, tokens.ids[start:end]])
    offsets = np.concatenate([np.repeat(tokens.offsets[start], body), tokens.offsets[start:end]])
    first, until = answered
    return Window(ids, offsets, body, first - start + body, until - start + body)
