"""Whether a count is a stock (累计300家) or what an event adds."""

from __future__ import annotations

import re

from miit_ie.schema import Scope

__all__ = ["read_scope"]

# How far back a cue is looked for; keeps a text without punctuation from costing quadratic time.
_REACH = 120
_BREAK = re.compile("[,。;:!?\n]")
_CUE = re.compile("累计|总数|总量|总计|一共|已有|已达|目前已|截至|截止|迄今|至今")
# 共有52家企业入选 is the result of one round, 共有52家企业 a stock.
_ALL = re.compile("共有")
_ROUND = re.compile("[^,。;:!?\n]{0,30}(?:入选|入围|上榜|当选|获奖|中标)")
# A date of account governs the next clause too: 截至目前，共建成300个.
_ACCOUNT = re.compile("截至|截止|迄今|至今")


def read_scope(text: str, start: int, end: int) -> Scope:
    """Return the scope of the count ``text[start:end]`` of a folded text, from the cues in front of it.

    Examples
    --------
    >>> read_scope("累计认定300家", 4, 8)
    'total'
    >>> read_scope("新认定63家,累计300家", 3, 6)
    'increment'
    """
    *_, previous, clause = ["", *_BREAK.split(text[max(0, start - _REACH) : start])]
    is_stock = _CUE.search(clause) or _ACCOUNT.search(previous) or (_ALL.search(clause) and not _ROUND.match(text, end))
    return "total" if is_stock else "increment"
