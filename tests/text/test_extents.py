"""Stretches of a text: put together and looked up, against sets of places."""

import random
from itertools import pairwise

from miit_ie.schema import Extent
from miit_ie.text.extents import covers, merged


def places(extents: list[Extent]) -> set[int]:
    return {place for extent in extents for place in range(extent.start, extent.end)}


def test_stretches_cover_the_same_places_apart_and_put_together() -> None:
    generator = random.Random(3)
    for _ in range(200):
        starts = [generator.randrange(40) for _ in range(generator.randrange(8))]
        extents = [Extent(start, start + generator.randrange(1, 9)) for start in starts]
        together = merged(extents)
        assert places(together) == places(extents)
        assert all(before.end < behind.start for before, behind in pairwise(together))
        assert {place for place in range(50) if covers(together, place)} == places(extents)
