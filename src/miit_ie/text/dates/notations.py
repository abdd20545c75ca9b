"""Dates and periods that name a year, a month or a day, and ranges of them."""

from __future__ import annotations

import re

from miit_ie.text.dates.parts import (
    AFTER_MONTH,
    BEFORE_MONTH,
    DAY,
    DAY_DIGITS,
    MONTH,
    NINE,
    PART_OF_MONTH,
    TIME_OF_DAY,
    TO,
    YEAR_DIGITS,
    Notation,
    month_or_part,
    read_number,
    read_part,
    read_year,
    since,
    year,
)
from miit_ie.text.dates.values import Context, Period, Point

__all__ = ["CALENDAR_NOTATIONS"]

# A day without its month looks like a number of days or of a house: 起10日内, 西大街13号, 嫦娥5号, 〔2021〕5号.
_BEFORE_BARE_DAY = (
    f"(?<![0-9{NINE}十.、第月年起每近约共满超逾达各余之为])(?<!不足)(?<![少多]于)(?<!超过)(?<!提前)(?<!延长)(?<!连续)"
    "(?:(?![0-9]{1,2} ?号)|(?<![路街巷里弄道村楼甲乙型娥宫舟问者字码〕\\]]))"
)
_AFTER_BARE_DAY = '(?:日(?![以内后游龄均程])|号(?![”"』」院楼线机文令厂井洞门馆房车台仓店站桥隧]|公[告路寓]))'

# 2021年1月8日, 1月8日上午, 今年6月底, 4月以来.
_MONTH_OR_DAY = re.compile(
    rf"(?:{year()}的?)?{BEFORE_MONTH}(?P<month>{MONTH}) ?月{AFTER_MONTH}"
    rf"(?: ?(?P<day>{DAY}) ?[日号]{TIME_OF_DAY}(?:前后|左右)?|份?(?:(?P<part>{PART_OF_MONTH})|(?P<since>以来))?)"
)
# 8日, 8日下午.
_DAY_ALONE = re.compile(rf"{_BEFORE_BARE_DAY}(?P<day>{DAY_DIGITS}) ?{_AFTER_BARE_DAY}{TIME_OF_DAY}(?:前后|左右)?")
# 2020年, 2020年度, 2020年底, 今年以来. A year in digits goes without 以来, as annotators have it.
_YEAR = re.compile(
    rf"{year()}(?:年?(?P<part>[底末初])(?!步)|年中|度|全年|同期|内|前后|左右|(?(word)(?P<since>以来)|(?!)))?"
)
# 年底, 年内.
_YEAR_ALONE = re.compile(
    rf"(?<!每年)(?<![0-9{NINE}两十百几数半多每逐历大])年(?:(?P<part>[底末初])(?![步{NINE}十])|内(?!容))"
)
# 2020年上半年, 今年前8个月, 第三季度, 一季度末.
_PART_OF_YEAR = re.compile(
    rf"(?:{year()}的?)?(?:(?P<half>[上下])半年|(?<![每上下一个])第?(?P<quarter>[一二三四1-4])季度(?P<edge>[初末底])?"
    rf"|前(?P<quarters>[一二两三])个?季度|(?<![提此之以目])前(?P<months>{MONTH}|两)个?月)"
)
# 2018-2020年, 2018年至2020年, 2024-2025年度, 去年至今年.
_YEARS = re.compile(rf"(?P<year1>{YEAR_DIGITS}) ?年?{TO}{year('2')}度?")
# 1-5月, 5月至12月底, 今年1-10月, 2020年5月至2021年3月.
_MONTHS = re.compile(
    rf"(?:{year('1')}的?)?{BEFORE_MONTH}(?P<month1>{MONTH}) ?(?:月份?{PART_OF_MONTH}?)?{TO}"
    rf"(?:{year('2')})?(?P<month2>{MONTH}) ?月{AFTER_MONTH}份?{PART_OF_MONTH}?"
)
# 5月1日至10日, 7月17-19日, 5月1日至6月底, 21日至22日.
_DAYS = re.compile(
    rf"(?:(?:{year('1')}的?)?{BEFORE_MONTH}(?P<month1>{MONTH}) ?月 ?|{_BEFORE_BARE_DAY})(?P<day1>{DAY}) ?"
    rf"(?:[日号]{TIME_OF_DAY})?{TO}(?:{year('2')})?"
    rf"(?:(?:(?P<month2>{MONTH}) ?月 ?)?(?P<day2>{DAY}) ?{_AFTER_BARE_DAY}|(?P<last_month>{MONTH}) ?月(?:底|末))"
)
# 2021-01-08, 2021/1/8, 2021.1.8; not a version, an address or a longer number.
_NUMERIC = re.compile(
    r"(?<![0-9A-Za-z./-])(?P<year>(?:1[89]|20|21)[0-9]{2}) ?(?P<by>[-/.]) ?(?P<month>1[0-2]|0?[1-9]) ?(?P=by) ?"
    r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9]|[./-][0-9])"
)


def _resolve_month_or_day(match: re.Match[str], context: Context) -> Period:
    point = Point(_year_or_implied(match, context), read_part(match, "month"), read_part(match, "day"))
    return since(point, context) if match["since"] else month_or_part(point, match["part"])


def _resolve_day_alone(match: re.Match[str], context: Context) -> Period:
    return Period.at(context.month()._replace(day=read_number(match["day"])))


def _resolve_year(match: re.Match[str], context: Context) -> Period:
    point = Point(read_year(match, context))
    return since(point, context) if match["since"] else Period.at(_edge(point, match["part"]))


def _resolve_year_alone(match: re.Match[str], context: Context) -> Period:
    return Period.at(_edge(Point(context.year()), match["part"]))


def _resolve_part_of_year(match: re.Match[str], context: Context) -> Period:
    of_year = _year_or_implied(match, context)
    if match["half"]:
        first, last = (1, 6) if match["half"] == "上" else (7, 12)
    elif match["quarter"]:
        last = 3 * read_number(match["quarter"])
        first = last - 2
    elif match["quarters"]:
        first, last = 1, 3 * read_number(match["quarters"])
    else:
        first, last = 1, read_number(match["months"])
    if edge := match["edge"]:
        first = last = first if edge == "初" else last
    return Period(Point(of_year, first), Point(of_year, last))


def _resolve_years(match: re.Match[str], context: Context) -> Period:
    return Period(Point(read_number(match["year1"])), Point(read_year(match, context, "2")))


def _resolve_months(match: re.Match[str], context: Context) -> Period:
    return _between(match, context, Point(None, read_part(match, "month1")), Point(None, read_part(match, "month2")))


def _resolve_days(match: re.Match[str], context: Context) -> Period:
    month = read_part(match, "month1")
    start = Point(None, month, read_part(match, "day1"))
    if match["last_month"]:
        return _between(match, context, start, Point(None, read_part(match, "last_month")))
    end = Point(None, read_part(match, "month2") or month, read_part(match, "day2"))
    if month is None:
        this = context.month()
        end_month = end.month or this.month
        return Period(this._replace(day=start.day), Point(this.year, end_month, end.day))
    return _between(match, context, start, end)


def _between(match: re.Match[str], context: Context, start: Point, end: Point) -> Period:
    """Fill in the years of a range: each end lends its year to the other, and 11月至3月 goes on into the next year."""
    wraps = end[1:] < start[1:]
    first, last = read_year(match, context, "1"), read_year(match, context, "2")
    if first is None:
        first = context.year() if last is None else last - wraps
    if last is None and first is not None:
        last = first + wraps
    return Period(start._replace(year=first), end._replace(year=last))


def _resolve_numeric(match: re.Match[str], context: Context) -> Period:
    return Period.at(Point(int(match["year"]), int(match["month"]), int(match["day"])))


def _year_or_implied(match: re.Match[str], context: Context) -> int | None:
    return read_year(match, context) if match["year"] or match["word"] else context.year()


def _edge(point: Point, part: str | None) -> Point:
    return point if part is None else point._replace(month=1 if part == "初" else 12)


CALENDAR_NOTATIONS = (
    Notation(_NUMERIC, _resolve_numeric),
    Notation(_DAYS, _resolve_days),
    Notation(_MONTHS, _resolve_months),
    Notation(_YEARS, _resolve_years),
    Notation(_MONTH_OR_DAY, _resolve_month_or_day),
    Notation(_DAY_ALONE, _resolve_day_alone),
    Notation(_PART_OF_YEAR, _resolve_part_of_year),
    Notation(_YEAR, _resolve_year),
    Notation(_YEAR_ALONE, _resolve_year_alone),
)
