"""Stretches of a text, put together and looked up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from miit_ie.schema import Extent

__all__ = ["covers", "merged"]


def merged(extents: Iterable[Extent]) -> list[Extent]:
    """Return the stretches in order, those that overlap or touch as one.

    Examples
    --------
    >>> merged([Extent(4, 6), Extent(0, 2), Extent(1, 4), Extent(8, 9)])
    [Extent(start=0, end=6), Extent(start=8, end=9)]
    """
    found: list[Extent] = []
    for extent in sorted(extents, key=lambda one: one.start):
        if found and extent.start <= found[-1].end:
            found[-1] = Extent(found[-1].start, max(found[-1].end, extent.end))
        else:
            found.append(extent)
    return found


def covers(extents: Sequence[Extent], place: int) -> bool:
    """Return whether a place lies in one of the stretches, which are as `merged` returns them.

    Examples
    --------
    >>> [covers([Extent(0, 6), Extent(8, 9)], place) for place in (0, 5, 6, 8, 9)]
    [True, True, False, True, False]
    """
    before = bisect_right(extents, place, key=lambda one: one.start)
    return before > 0 and place < extents[before - 1].end
