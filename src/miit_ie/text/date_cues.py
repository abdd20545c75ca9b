"""Dates that tell plans from work done: 今年3月认定3家 in June, 四季度复核5家."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from miit_ie.schema import Time

__all__ = ["DateCue", "date_cues"]

# A date says when its clause happens where it opens it ...
_OPENS_CLAUSE = re.compile(r"(?:^|[\n。;,:!?、“(])(?:早?在|于|自|从|到|至|截至)? *$")
# 截至 and a blank.
_PREPOSITION = 4
# ... and who acts, or what happens, stands behind it, or a comma; else it may be part of a name (2020年试点经验).
_ACTS = (
    "[我各全两新再共又已]|[省市]|工业和信息化|某|累计|认定|遴选|评选|评定|部署|下达|安排|发布|印发|公布|复核|复审|复评|验收|抽查|建成|完成|启动"
    "|组织|开展|制定|编制|修订|授予|撤销|取消|支持|推出|出台|举办|培育|布局"
)
_SAYS_WHEN = re.compile(rf"[之以]?前(?![后往来期夕景述])|(?=,|$)|(?={_ACTS})(?![^,。;:]{{0,8}}的)")


class DateCue(NamedTuple):
    """A date that says when a clause happens: ``ahead`` of the day the text is of, or before it."""

    start: int
    end: int
    ahead: bool


def date_cues(text: str, dates: Iterable[Time], reference: date | None) -> list[DateCue]:
    """Return the dates that tell plans from work done, in text order.

    Parameters
    ----------
    text
        The text, folded (`miit_ie.text.fold.fold`).
    dates
        Its dates, resolved (`miit_ie.text.dates.find_dates`).
    reference
        The day the text is of; without one no date tells anything.

    Examples
    --------
    >>> from miit_ie.text.dates import find_dates
    >>> day, text = date(2021, 6, 1), "今年3月认定3家,四季度复核2019年认定的5家。"
    >>> [(text[cue.start : cue.end], cue.ahead) for cue in date_cues(text, find_dates(text, day), day)]
    [('今年3月', False), ('四季度', True)]
    """
    cues: list[DateCue] = []
    today = reference.isoformat() if reference else ""
    for one in dates:
        if one.start is None or one.end is None or not one.value or not today:
            continue
        first, last = one.value.partition("/")[0], one.value.rpartition("/")[2]
        # A month is compared with a month, a year with a year.
        ahead, behind = first > today[: len(first)], last < today[: len(last)]
        opens = _OPENS_CLAUSE.search(text, max(0, one.start - _PREPOSITION), one.start)
        says_when = _SAYS_WHEN.match(text, one.end)
        if (ahead or behind) and opens and says_when:
            cues.append(DateCue(one.start, says_when.end(), ahead))
    return cues
