"""Finds the dates and periods of a text."""

from __future__ import annotations

import re
from datetime import date

from miit_ie.schema import Time
from miit_ie.text.dates.notations import CALENDAR_NOTATIONS
from miit_ie.text.dates.parts import Notation
from miit_ie.text.dates.values import Context, Point
from miit_ie.text.dates.words import WORD_NOTATIONS
from miit_ie.text.view import View

__all__ = ["find_dates"]

_NOTATIONS = (*CALENDAR_NOTATIONS, *WORD_NOTATIONS)
_SENTENCE_END = re.compile("[。!?\n]")
# 《…》, which may hold one more title inside.
_TITLE = re.compile("《(?:[^《》\n]|《[^《》\n]*》)*》")


def find_dates(text: str, reference: date | None = None) -> list[Time]:
    """Find the dates and periods of a text, in order and without overlap.

    What counts as a date, and where its span ends, follows the annotation guideline: “十四五”期间, 今年以来,
    2020年底, 6月30日上午, 近日 and 近三年 do; lengths of time (14天), document numbers (2020年第39号), 目前 and
    whatever stands inside 《…》 do not.

    Parameters
    ----------
    text
        Any text, as given.
    reference
        The date of the bulletin. 今年, 昨日, 上月底 are counted from it. A month or day without a year is that of the
        last full date in the same sentence, else of ``reference``, else of the last full date in the text.

    Returns
    -------
    list of Time
        Spans of ``text`` with values in ISO 8601: ``2021``, ``2021-01``, ``2021-01-08``, or ``start/end`` for periods
        (第三季度 is ``2021-07/2021-09``, 十四五 ``2021/2025``). 年初 stands for January, 年底 for December, 月底 for
        its month; 今年以来 runs up to ``reference``. The value is ``None`` for vague expressions (近日, 近年来), for
        what would need a ``reference``, and for days that are not in the calendar.

    Examples
    --------
    >>> for time in find_dates("去年底启动，2021年1月5日至8日公示，1—5月完成。", date(2021, 1, 8)):
    ...     print(time.text, time.start, time.value)
    去年底 0 2020-12
    2021年1月5日至8日 6 2021-01-05/2021-01-08
    1—5月 21 2021-01/2021-05
    """
    view = View.of(text)
    times = []
    recent, recent_end = Point(None), 0
    for match, notation in _matches(view.text):
        near = recent.year is not None and not _SENTENCE_END.search(view.text, recent_end, match.start())
        period = notation.resolve(match, Context(reference, recent, near))
        # A year in words (去年) or without a month in a range is no setting for the months and days after it.
        if period and (period.end.month or (period.start == period.end and match.groupdict().get("year"))):
            recent, recent_end = period.end, match.end()
        span = view.span(*match.span())
        times.append(Time(span.text, span.start, span.end, value=period.iso() if period else None))
    return times


def _matches(text: str) -> list[tuple[re.Match[str], Notation]]:
    """Return the matches of all notations, the leftmost and longest where they overlap, outside titles."""
    found: list[tuple[re.Match[str], Notation | None]] = [(title, None) for title in _TITLE.finditer(text)]
    found += [(match, notation) for notation in _NOTATIONS for match in notation.pattern.finditer(text)]
    found.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    matches = []
    end = 0
    for match, notation in found:
        if match.start() >= end:
            end = match.end()
            if notation:
                matches.append((match, notation))
    return matches
