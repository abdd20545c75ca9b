"""Building blocks of date patterns: years, months, days, times of day, and how to read them.

Patterns run on the closed-up copy of a text (`miit_ie.text.view.View`): ASCII digits and dashes, few blanks,
零 for 〇.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from typing import NamedTuple

from miit_ie.text.dates.values import Context, Period, Point
from miit_ie.text.numerals import parse_numeral

__all__ = [
    "AFTER_MONTH",
    "BEFORE_MONTH",
    "DAY",
    "DAY_DIGITS",
    "MONTH",
    "NINE",
    "PART_OF_MONTH",
    "TIME_OF_DAY",
    "TO",
    "YEAR_DIGITS",
    "Notation",
    "month_or_part",
    "read_number",
    "read_part",
    "read_year",
    "since",
    "year",
]


class Notation(NamedTuple):
    """A way to write dates. ``resolve`` returns ``None`` for what is too vague to have a value."""

    pattern: re.Pattern[str]
    resolve: Callable[[re.Match[str], Context], Period | None]


NINE = "一二三四五六七八九"
# 二〇二〇 is also written with a circle or a letter O.
_ZEROS = str.maketrans("○O", "零零")
YEAR_DIGITS = f"(?:(?<![0-9])(?:1[89]|20|21)[0-9]{{2}}|(?:一[八九]|二[零○O一])[{NINE}零○O]{{2}})"
# Words for years, with what to add to the year they are counted from. What stands around them keeps out 文明年.
_YEAR_WORDS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "次年": 1, "翌年": 1}
_YEARS_OF_THE_TEXT = ("上年", "次年", "翌年")
_YEAR_WORD = (
    "(?:(?<![如当现])今年(?![轻龄])|(?<![成基资样版文])本年|(?<!过)去年|(?<![以早晚])上年(?![纪龄限])"
    "|(?<![以之])前年|(?<![文证表说声光])明年|[次翌]年)"
)
MONTH = f"(?:1[0-2]|0?[1-9]|十[一二]?|[{NINE}])"
BEFORE_MONTH = f"(?<![0-9第{NINE}十个几数半])"
# Not the 十月革命 nor days of the lunar calendar: 五月初五, 三月三.
AFTER_MONTH = f"(?![饼球亮龄]|革命|初[{NINE}十]|[二三](?![十日号]))"
DAY_DIGITS = "(?:3[01]|[12][0-9]|0?[1-9])"
DAY = f"(?:{DAY_DIGITS}|三十一?|二?十[{NINE}]?|[{NINE}])"
TIME_OF_DAY = (
    "(?:[上下中]午|凌晨|清晨|傍晚|夜间|晚上|[早晚]间(?!新闻)|[早晚](?![间些已在就会报宴餐班]))?"
    "(?:(?:[01]?[0-9]|2[0-4])(?:[时点](?:[0-5]?[0-9]分|半|整)?|:[0-5][0-9](?::[0-5][0-9])?))?"
)
TO = " ?起? ?(?:至|到|--?) ?"
_TENTHS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
PART_OF_MONTH = f"(?:底|末|初|{'|'.join(_TENTHS)})"


def year(side: str = "") -> str:
    """Return the pattern of a year in digits or words; ``side`` tells apart the two ends of a range."""
    # Not the year of a document number (2020年第39号), an edition (2020年版) or a school class (2020年级).
    digits = rf"(?P<year{side}>{YEAR_DIGITS}) ?年(?! ?第? ?[0-9、]+ ?号|[版级])"
    return f"(?:{digits}|(?P<word{side}>{_YEAR_WORD}))"


def read_year(match: re.Match[str], context: Context, side: str = "") -> int | None:
    """Return the year that a match of `year` names, ``None`` if it names none or the bulletin's is not known."""
    if digits := match[f"year{side}"]:
        return read_number(digits)
    word = match[f"word{side}"]
    if word is None:
        return None
    # 上年 and 次年 look at the year the text speaks of, 去年 and the others at that of the bulletin.
    base = context.year() if word in _YEARS_OF_THE_TEXT else context.today.year
    return None if base is None else base + _YEAR_WORDS[word]


def read_number(digits: str) -> int:
    """Read a year, or a number of months or days: 2020, 二○二○, 08, 十八, 两."""
    return int(parse_numeral(digits.translate(_ZEROS)))


def read_part(match: re.Match[str], group: str) -> int | None:
    """Return the number in a group, ``None`` if the group did not match."""
    return read_number(match[group]) if match[group] else None


def month_or_part(month: Point, part: str | None) -> Period:
    """Return the month, or the ten days of it that are named; 月初 and 月底 stand for the month."""
    if part not in _TENTHS:
        return Period.at(month)
    if month.year is None or month.month is None:
        return Period.at(Point(None))
    first, last = _TENTHS[part]
    last = min(last, calendar.monthrange(month.year, month.month)[1])
    return Period(month._replace(day=first), month._replace(day=last))


def since(start: Point, context: Context) -> Period:
    """Return the days from the start of a year or month up to the bulletin's date."""
    return Period(Point(start.year, start.month or 1, 1), context.today)
