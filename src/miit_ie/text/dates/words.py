"""Dates and periods in words: days and months counted from the bulletin's, plans, decades, vague expressions."""

from __future__ import annotations

import re

from miit_ie.text.dates.parts import (
    DAY,
    NINE,
    PART_OF_MONTH,
    TIME_OF_DAY,
    TO,
    Notation,
    month_or_part,
    read_number,
    read_part,
)
from miit_ie.text.dates.values import Context, Period, Point

__all__ = ["WORD_NOTATIONS"]

# Words with what to add to the bulletin's day, week or month. What stands around them in a pattern keeps out
# names and other words: 光明日报, 今天的中国, 以上月份, 本周期.
_DAYS = {"前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "今天": 0, "今日": 0, "今晚": 0, "今晨": 0}
_DAYS |= {"今早": 0, "明天": 1, "明日": 1, "明晚": 1, "明早": 1, "后天": 2}
_DAY_WORD = (
    "(?<!大)前天|昨[天日晚夜]|今[天日晚晨早](?![的期])|(?<![光文声注标载写说好])明[天日晚早](?![的期])|(?<![先大])后天"
)
_DAY = re.compile(f"(?:(?P<day>{_DAY_WORD})(?![报之]|头条)|(?<!的)当[天日晚](?!常)|同[日晚](?!本)|同一天){TIME_OF_DAY}")
_WEEKS = {"上": -1, "本": 0, "这": 0, "下": 1}
_WEEK = re.compile("(?P<week>[上本这下])周(?![期边年末一二三四五六日])")
_MONTHS = {"上": -1, "本": 0, "这": 0, "当": 0, "下": 1}
_MONTH = re.compile(
    r"(?:(?<!基)(?P<month>本|(?<![以早晚])上|(?<![以乡])下|这(?=个)|(?<!的)当)个?月)(?![均度])"
    rf"(?:(?P<day>{DAY}) ?[日号]{TIME_OF_DAY}(?:{TO}(?P<last_day>{DAY}) ?[日号])?|份?(?P<part>{PART_OF_MONTH})?)"
)
# 20世纪90年代, 上世纪八十年代初.
_DECADE = re.compile(
    "(?:(?P<century>1[89]|2[01]|二十一?|十[八九])|(?P<word>[上本]))世纪"
    f"(?P<decade>[1-9]0|[{NINE}]十)年代(?:[初中末后]期?)?"
)
# “十四五”期间, 十四五. The quotes belong to the span where a word follows them, and not to those of a document.
_PLAN_NUMBER = f"(?P<plan>二?十[{NINE}]?|[{NINE}])五"
_PLAN_PERIOD = "(?:期间|时期|(?P<edge>[初末])期?)"
_NOT_THE_DOCUMENT = "(?![^,。;:!?\\n]{0,16}(?:规划|纲要|计划|方案))"
_PHRASE_OF_PLAN = re.compile(f"[“\"‘'「『]{_PLAN_NUMBER}[”\"’'」』]{_PLAN_PERIOD}")
_QUOTED_PLAN = re.compile(f"(?<=[“\"‘'「『]){_PLAN_NUMBER}(?=[”\"’'」』]{_NOT_THE_DOCUMENT})")
_BARE_PLAN = re.compile(
    f"(?<![{NINE}十百零])(?P<plan>十[{NINE}])五"
    f"(?:{_PLAN_PERIOD}|(?![年月日天号级个家项万百千点”\"’'」』]){_NOT_THE_DOCUMENT})"
)
# Without a value: they place an event in time, but on no day, month or year of the calendar.
_COUNT = f"(?:(?<![0-9.])[0-9]{{1,3}}|[{NINE}两十百几数]{{1,4}}|半)"
# At the start of a clause 近三年 and 十年来 are periods, elsewhere lengths of time.
_CLAUSE = r"(?<![^,。;:!?、()\[\]【】“\n ])"
_VAGUE = re.compile(
    f"(?:过去|未来|今后|最近|接下来|这(?!一)|{_CLAUSE}近)的?{_COUNT}(?:[到至]{_COUNT})?(?:年|个?月|个季度|周|天)来?"
    f"|{_CLAUSE}{_COUNT}年来|(?<!提)(?<!期满)(?:{_COUNT}(?:年|个月)|几天)前(?!后)"
    f"|(?<![最接附临])近日(?![点均])|(?<![0-9{NINE}十作易首次期生节休假念昨今当同之届满])日前|(?<!最)近期|近来"
    "|最近(?![期邻交一])|不久前|前不久|近些?年来?"
    f"|(?:党的)?(?:十[{NINE}]|二十)(?:大|届[一二三四五六七]中全会)以来"
)


def _resolve_day(match: re.Match[str], context: Context) -> Period:
    word = match["day"]
    return Period.at(context.days_later(_DAYS[word]) if word else context.same_day())


def _resolve_week(match: re.Match[str], context: Context) -> Period | None:
    if context.reference is None:
        return None
    monday = 7 * _WEEKS[match["week"]] - context.reference.weekday()
    return Period(context.days_later(monday), context.days_later(monday + 6))


def _resolve_month(match: re.Match[str], context: Context) -> Period:
    word = match["month"]
    base = context.month() if word == "当" else context.today
    month = base.plus_months(_MONTHS[word])
    day, last_day = read_part(match, "day"), read_part(match, "last_day")
    if last_day:
        return Period(month._replace(day=day), month._replace(day=last_day))
    return month_or_part(month._replace(day=day), match["part"])


def _resolve_decade(match: re.Match[str], context: Context) -> Period | None:
    if match["century"]:
        century = read_number(match["century"])
    elif context.reference:
        century = context.reference.year // 100 + (match["word"] == "本")
    else:
        return None
    first = 100 * (century - 1) + read_number(match["decade"])
    return Period(Point(first), Point(first + 9))


def _resolve_plan(match: re.Match[str], context: Context) -> Period:
    number = read_number(match["plan"])
    # The first two plans ran from 1953; after a pause the third began in 1966, and the rhythm has held since.
    first_year = (1948 if number <= 2 else 1951) + 5 * number
    first, last = Point(first_year), Point(first_year + 4)
    edge = match.groupdict().get("edge")
    return Period(last if edge == "末" else first, first if edge == "初" else last)


def _resolve_vague(match: re.Match[str], context: Context) -> None:
    return None


WORD_NOTATIONS = (
    Notation(_DAY, _resolve_day),
    Notation(_WEEK, _resolve_week),
    Notation(_MONTH, _resolve_month),
    Notation(_DECADE, _resolve_decade),
    Notation(_PHRASE_OF_PLAN, _resolve_plan),
    Notation(_QUOTED_PLAN, _resolve_plan),
    Notation(_BARE_PLAN, _resolve_plan),
    Notation(_VAGUE, _resolve_vague),
)
