import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.text.dates import find_dates
from strategies import texts

_CASES = [json.loads(line) for line in (Path(__file__).parent / "date_cases.jsonl").read_text("utf-8").splitlines()]
_DAYS = st.dates(date(1949, 10, 1), date(2099, 12, 31))
_DATE_CHARACTERS = (
    "年月日号至到—-~/.: \n\r　0123456789２０一二三四五六七八九十〇○零今明去前上下本近来底初末旬半季度“”《》五期间的（）"
)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    ten = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return ten + (digits[ones] if ones else "")


def _digit_by_digit(number: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _full_width(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)})


_DAY_NOTATIONS: dict[str, Callable[[date], str]] = {
    "年月日": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "padded": lambda day: f"{day.year}年{day.month:02}月{day.day:02}日",
    "号": lambda day: f"{day.year}年{day.month}月{day.day}号",
    "full-width": lambda day: _full_width(f"{day.year}年{day.month}月{day.day}日"),
    "spaced": lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    "ideographic space": lambda day: f"{day.year}\u3000年\u3000{day.month}\u3000月\u3000{day.day}\u3000日",
    "ISO": lambda day: day.isoformat(),
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "dots": lambda day: f"{day.year}.{day.month:02}.{day.day:02}",
    "Chinese": lambda day: (
        f"{_digit_by_digit(day.year, '〇一二三四五六七八九')}年{_chinese(day.month)}月{_chinese(day.day)}日"
    ),
    "零": lambda day: (
        f"{_digit_by_digit(day.year, '零一二三四五六七八九')}年{_chinese(day.month)}月{_chinese(day.day)}日"
    ),
    "circle": lambda day: (
        f"{_digit_by_digit(day.year, '○一二三四五六七八九')}年{_chinese(day.month)}月{_chinese(day.day)}日"
    ),
}
_RANGE_NOTATIONS: dict[str, Callable[[date, date], str]] = {
    "both full": lambda a, b: f"{a.year}年{a.month}月{a.day}日至{b.year}年{b.month}月{b.day}日",
    "dash": lambda a, b: f"{a.year}年{a.month}月{a.day}日—{b.year}年{b.month}月{b.day}日",
    "起至": lambda a, b: f"{a.year}年{a.month}月{a.day}日起至{b.year}年{b.month}月{b.day}日",
    "Chinese": lambda a, b: f"{_DAY_NOTATIONS['Chinese'](a)}到{_DAY_NOTATIONS['Chinese'](b)}",
}


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['text']} @ {case['reference']}")
def test_case(case: dict[str, object]) -> None:
    reference = date.fromisoformat(str(case["reference"])) if case["reference"] else None
    found = find_dates(str(case["text"]), reference)
    assert [[time.text, time.value] for time in found] == case["dates"]


def test_cases_are_many_and_distinct() -> None:
    assert len({(case["text"], case["reference"]) for case in _CASES}) == len(_CASES) >= 120


@pytest.mark.parametrize("notation", _DAY_NOTATIONS)
@given(day=_DAYS, before=texts(), after=texts())
def test_every_day_in_every_notation(notation: str, day: date, before: str, after: str) -> None:
    written = _DAY_NOTATIONS[notation](day)
    # The sentences around it may end up in its neighbourhood but not in it.
    text = f"{before.replace('《', '')}。于{written}，{after.replace('》', '')}"
    assert (written, day.isoformat()) in [(time.text, time.value) for time in find_dates(text)]


@pytest.mark.parametrize("notation", _RANGE_NOTATIONS)
@given(start=_DAYS, days=st.integers(1, 2000))
def test_every_range_in_every_notation(notation: str, start: date, days: int) -> None:
    end = start + timedelta(days)
    written = _RANGE_NOTATIONS[notation](start, end)
    assert [(time.text, time.value) for time in find_dates(f"（{written}）")] == [
        (written, f"{start.isoformat()}/{end.isoformat()}")
    ]


@given(day=_DAYS)
def test_a_day_without_its_year_is_that_of_the_reference(day: date) -> None:
    written = f"{day.month}月{day.day}日"
    assert [time.value for time in find_dates(f"{written}公布", day)] == [day.isoformat()]
    assert [time.value for time in find_dates(f"{written}公布")] == [None]


@given(reference=_DAYS)
def test_days_counted_from_the_reference(reference: date) -> None:
    found = find_dates("前天、昨日、今天、明天", reference)
    assert [time.value for time in found] == [(reference + timedelta(days)).isoformat() for days in (-2, -1, 0, 1)]


def test_five_year_plans_follow_on_one_another() -> None:
    numbers = ["三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"]
    values = [time.value for time in find_dates("".join(f"“{number}五”时期，" for number in numbers))]
    assert values == [f"{year}/{year + 4}" for year in range(1966, 2031, 5)]


@given(st.text(_DATE_CHARACTERS, max_size=40) | texts(), st.none() | st.dates())
def test_any_text_gives_spans_in_order(text: str, reference: date | None) -> None:
    end = 0
    for time in find_dates(text, reference):
        assert time.start is not None
        assert time.end is not None
        assert end <= time.start < time.end
        assert text[time.start : time.end] == time.text
        assert not time.inferred
        end = time.end


@given(st.text(_DATE_CHARACTERS, max_size=40), st.none() | st.dates())
def test_values_are_iso_8601(text: str, reference: date | None) -> None:
    for time in find_dates(text, reference):
        if time.value is not None:
            ends = [date.fromisoformat((end + "-01-01")[:10]) for end in time.value.split("/")]
            # A period may start inside the month or year it ends with: 2021-05-03/2021-05.
            assert len(ends) == 1 or ends[0] <= ends[1] or time.value.startswith(time.value.split("/")[1])
