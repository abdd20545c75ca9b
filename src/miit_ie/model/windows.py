"""Windows: how a text of any length is read without being cut.

A window is a paragraph, or, where that is too long, as many of its sentences as there is room for; a sentence that is
too long by itself is read in pieces that overlap. What the network says of a span depends on its window alone, that is
on its paragraph, never on the rest of the text or on what else is read at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miit_ie.model.tokenizer import CLS, SEP, Tokens
from miit_ie.schema import Extent

__all__ = ["Window", "split_windows"]

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens the network reads at once, ``[CLS]`` in front.

    Attributes
    ----------
    ids : int32 array of shape (n,)
        Tokens.
    offsets : int32 array of shape (n,)
        The code point of the text each stands for; that of ``[CLS]`` is the first one's.
    first, end
        The tokens the window answers for: a span belongs to the window in which it starts between these.
    """

    ids: Ids
    offsets: Ids
    first: int
    end: int

    def extent(self, start: int, end: int) -> Extent:
        """Return the offsets in the text of tokens ``start`` to ``end``, the latter excluded."""
        return Extent(int(self.offsets[start]), int(self.offsets[end - 1]) + 1)


def split_windows(tokens: Tokens, sentences: list[Extent], *, size: int, overlap: int) -> list[Window]:
    """Return the windows of a text, in order.

    Parameters
    ----------
    tokens
        The tokens of the text.
    sentences
        Its sentences (`miit_ie.text.sentences.split_sentences`).
    size
        The greatest number of tokens of a window, ``[CLS]`` included.
    overlap
        How many tokens the pieces of one long sentence share. A piece answers for what starts before the middle of what
        it shares with the next, so it holds in full any span that is no longer than half the overlap.

    Raises
    ------
    ValueError
        If a window has no room beside the overlap.
    """
    room = size - 1
    if room <= overlap:
        raise ValueError(f"a window of {size} tokens has no room beside an overlap of {overlap}")
    windows: list[Window] = []
    start: int | None = None
    end = 0
    for first, last in _lines(tokens, sentences):
        # A sentence joins the window of the one before it, unless it opens a paragraph or there is no room.
        if start is not None and tokens.ids[end : first + 1].tolist().count(SEP) == 0 and last - start <= room:
            end = last
            continue
        if start is not None:
            windows += _pieces(tokens, start, end, room, overlap)
        start, end = first, last
    if start is not None:
        windows += _pieces(tokens, start, end, room, overlap)
    return windows


def _lines(tokens: Tokens, sentences: list[Extent]) -> Iterator[tuple[int, int]]:
    """Yield the first and the end token of each sentence that has any."""
    starts = np.searchsorted(tokens.offsets, [sentence.start for sentence in sentences])
    ends = np.searchsorted(tokens.offsets, [sentence.end for sentence in sentences])
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if start < end:
            yield start, end


def _pieces(tokens: Tokens, start: int, end: int, room: int, overlap: int) -> Iterator[Window]:
    if end - start <= room:
        yield _window(tokens, start, end, start, end)
        return
    step = room - overlap
    answered = start
    for first in range(start, end, step):
        last = min(first + room, end)
        until = end if last == end else last - overlap // 2
        yield _window(tokens, first, last, answered, until)
        answered = until
        if last == end:
            return


def _window(tokens: Tokens, start: int, end: int, first: int, until: int) -> Window:
    ids = np.concatenate([np.array([CLS], np.int32), tokens.ids[start:end]])
    offsets = np.concatenate([tokens.offsets[start : start + 1], tokens.offsets[start:end]])
    return Window(ids, offsets, first - start + 1, until - start + 1)
