"""What a model reads: a text with what the rules say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from miit_ie.schema import Count, Extent, Span, Time

__all__ = ["Piece", "Source"]

Piece = tuple[int, int]
"""The offsets of a span."""


class Source(NamedTuple):
    """A text with what the rules say of it.

    Attributes
    ----------
    text
        The text.
    title
        Its title, if it has one.
    features : int8 array of shape (channels, len(text))
        Features of its characters (see `miit_ie.pipeline.features`).
    counts, dates
        The counts and dates in it (`miit_ie.text.counts.find_counts`, `miit_ie.text.dates.find_dates`).
    enumerations
        By the offsets of a count, members that the rules read for it and that are as many as it says.
    done
        Stretches that report work done: what a heading says of a whole section, or a date gone by, outweighs what the
        network makes of one sentence. In order, none touching another, as `planned`.
    planned
        Stretches that headings, lead-ins and dates to come call plans, which decides where the network is in doubt
        about one sentence: there is more in such sections that has happened than plans in those of a year gone by.
    """

    text: str
    title: str | None
    features: npt.NDArray[np.int8]
    counts: Sequence[Count]
    dates: Sequence[Time] = ()
    enumerations: Mapping[Piece, tuple[Span, ...]] = MappingProxyType({})
    done: Sequence[Extent] = ()
    planned: Sequence[Extent] = ()
