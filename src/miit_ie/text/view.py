"""A normalised copy of a text with a map back, so that rules match on clean text and report exact offsets."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

from miit_ie.schema import Span
from miit_ie.text.fold import fold

__all__ = ["View"]

_CJK = "\u2e80-\u9fff\uf900-\ufaff《》〈〉“”‘’、。!,:;?()%"
# Characters that take no room in print: zero-width spaces and joiners, soft hyphen, byte-order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
# 2021 年 1 月, 第 408 批, 共 63 家: blanks around a number, but not behind a row number that opens a line.
_AROUND_NUMBER = re.compile(rf"(?<=[{_CJK}]) +(?=[0-9])|(?<=[0-9]) +(?=[{_CJK}])")
_ROW_NUMBER = re.compile(r"^ *[0-9]{1,4} +(?![年月日家项个批名件条位期号])", re.MULTILINE)
# 共 3 200 家: blanks that group the digits of a number by threes.
_GROUPED_NUMBER = re.compile(rf"(?<=[{_CJK}]) *[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+(?![0-9])")
_GROUPING = re.compile(r"(?<=[0-9]) (?=[0-9])")
# A line in which half of what stands between blanks is a single character comes out of character recognition.
_SPACED_LINE = re.compile(rf"^.*[{_CJK}] [{_CJK}] [{_CJK}].*$", re.MULTILINE)
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}0-9]) +(?=[{_CJK}0-9])")


@dataclass(frozen=True, slots=True)
class View:
    """A folded and closed-up copy of a text.

    Width variants are folded (`miit_ie.text.fold.fold`); invisible characters, blanks around numbers and the
    blanks of letter-spaced lines are left out, since Chinese is written without them.

    Attributes
    ----------
    source
        The text as given.
    text
        The copy.
    """

    source: str = field(repr=False)
    text: str
    _offsets: array[int] = field(repr=False)

    @classmethod
    def of(cls, source: str) -> View:
        """Make the view of a text.

        Examples
        --------
        >>> view = View.of("认定 ６３ 家企业")
        >>> view.text
        '认定63家企业'
        >>> view.span(2, 5)
        Span(text='６３ 家', start=3, end=7)
        """
        folded = fold(source)
        dropped = sorted((m.start(), m.end()) for m in _blanks(folded))
        parts: list[str] = []
        offsets: array[int] = array("q")
        start = 0
        for drop_start, drop_end in [*dropped, (len(folded), len(folded))]:
            if drop_start > start:
                parts.append(folded[start:drop_start])
                offsets.extend(range(start, drop_start))
            start = max(start, drop_end)
        return cls(source, "".join(parts), offsets)

    def span(self, start: int, end: int) -> Span:
        """Return the span of the source that ``text[start:end]`` of the copy stands for; it is not empty."""
        first, last = self._offsets[start], self._offsets[end - 1] + 1
        return Span(self.source[first:last], first, last)


def _blanks(folded: str) -> list[re.Match[str]]:
    rows = {m.end() for m in _ROW_NUMBER.finditer(folded)}
    blanks = list(_INVISIBLE.finditer(folded))
    for number in _GROUPED_NUMBER.finditer(folded):
        blanks += _GROUPING.finditer(folded, *number.span())
    spaced: list[tuple[int, int]] = []
    for line in _SPACED_LINE.finditer(folded):
        pieces = [piece for piece in line.group().split(" ") if piece]
        if 2 * sum(len(piece) == 1 for piece in pieces) >= len(pieces):
            spaced.append(line.span())
            blanks += _BETWEEN_CJK.finditer(folded, *line.span())
    inside = iter(spaced)
    current = next(inside, None)
    for blank in _AROUND_NUMBER.finditer(folded):
        while current is not None and current[1] <= blank.start():
            current = next(inside, None)
        if (current is None or blank.start() < current[0]) and blank.end() not in rows:
            blanks.append(blank)
    return blanks
