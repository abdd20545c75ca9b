"""How much of a split's texts stands in those of another: shared character 8-grams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from miit_ie.annotation.checks.findings import AnnotatedBulletin, Finding
from miit_ie.text.fold import fold

__all__ = ["Overlap", "check_overlap", "grams", "measure_overlaps", "share"]

_LENGTH = 8
_LIMIT, _MEDIAN_LIMIT = 0.25, 0.10
# The split that is measured, and the one whose texts it must not repeat.
_PAIRS = (("dev", "train"), ("test", "train"), ("test", "dev"))


@dataclass(frozen=True, slots=True)
class Overlap:
    """What share of the 8-grams of each bulletin another split has as well.

    Attributes
    ----------
    split, other
        The split that is measured, and the one it is compared with.
    shares
        Each bulletin of the split with its share, the highest first.
    """

    split: str
    other: str
    shares: tuple[tuple[float, AnnotatedBulletin], ...]

    @property
    def median(self) -> float:
        """The median of the shares."""
        return median(part for part, _ in self.shares)


def measure_overlaps(splits: Mapping[str, Sequence[AnnotatedBulletin]]) -> list[Overlap]:
    """Measure the later of the splits train, dev and test against the earlier ones, as far as they are given."""
    of_splits = {name: [grams(bulletin.text) for bulletin in bulletins] for name, bulletins in splits.items()}
    found = []
    for split, other in _PAIRS:
        if splits.get(split) and splits.get(other):
            seen = frozenset().union(*of_splits[other])
            shares = [(share(mine, seen), one) for mine, one in zip(of_splits[split], splits[split], strict=True)]
            found.append(Overlap(split, other, tuple(sorted(shares, key=lambda pair: -pair[0]))))
    return found


def check_overlap(overlap: Overlap) -> Iterator[Finding]:
    """Yield bulletins that share too much with the other split, and the split if its median does."""
    for part, bulletin in overlap.shares:
        if part >= _LIMIT:
            message = f"{part:.1%} of its 8-grams stand in {overlap.other}; the limit is {_LIMIT:.0%}"
            yield bulletin.error("near-duplicate", "text", message)
    if overlap.median >= _MEDIAN_LIMIT:
        found = f"{overlap.median:.1%} of the 8-grams of a bulletin stand in {overlap.other}"
        message = f"in the median, {found}; the limit is {_MEDIAN_LIMIT:.0%}"
        yield Finding("error", "near-duplicate", overlap.shares[0][1].line.file, None, "", "", message)


def grams(text: str) -> frozenset[str]:
    """Return the 8-grams of a text."""
    # Without blanks, as they come and go with the layout.
    dense = "".join(fold(text).split())
    return frozenset(dense[i : i + _LENGTH] for i in range(len(dense) - _LENGTH + 1))


def share(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """Return which part of the 8-grams of one text are among those of others."""
    return len(mine & theirs) / len(mine) if mine else 0.0
