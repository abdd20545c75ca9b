"""Stretches of a text, and what stands in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from miit_ie.schema import Extent

__all__ = ["covers", "merged", "within"]


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


T = TypeVar("T", bound=_Placed)


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


def within(spans: Sequence[T], extent: Extent) -> Sequence[T]:
    """Return what starts in a stretch, of spans in the order of their starts.

    Examples
    --------
    >>> within([Extent(0, 3), Extent(2, 9), Extent(5, 6)], Extent(2, 5))
    [Extent(start=2, end=9)]
    """
    first = bisect_left(spans, extent.start, key=lambda span: span.start)
    return spans[first : bisect_left(spans, extent.end, key=lambda span: span.start)]
