from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.text.fold import fold
from miit_ie.text.numerals import Numeral, find_numerals, parse_numeral

_DIGITS = "零一二三四五六七八九"
_TO_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_TO_FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def _below_10000(number: int) -> str:
    text, gap = "", False
    for scale, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + scale
        gap = not digit
    return text


def _chinese(number: int) -> str:
    """Write a number below 10**16 the way it is read out: 10203 as 一万零二百零三."""
    if number == 0:
        return "零"
    for scale, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            high, low = divmod(number, size)
            rest = ("零" if low < size // 10 else "") + _chinese(low) if low else ""
            return _chinese(high) + scale + rest
    return _below_10000(number)


def _spoken(number: int) -> str:
    """Write a number as it is spoken: 十二 for 一十二, 两千 for 二千."""
    text = (
        _chinese(number).replace("二千", "两千").replace("二万", "两万").replace("二亿", "两亿").replace("十两", "十二")
    )
    return text.removeprefix("一") if text.startswith("一十") else text


numbers = st.integers(0, 10**16 - 1) | st.integers(0, 20000) | st.integers(0, 10**6).map(lambda n: n * 10**4)


@given(numbers)
def test_every_notation_of_a_whole_number_is_read_back(number: int) -> None:
    notations = {
        str(number),
        f"{number:,}",
        f"{number:,}".translate(_TO_FULL_WIDTH),
        f"{number}.0",
        _chinese(number),
        _spoken(number),
        _chinese(number).replace("零", "〇"),
        _chinese(number).replace("万", "萬").replace("亿", "億"),
    }
    for text in notations:
        value = parse_numeral(text)
        assert value == number, text
        assert isinstance(value, int), text


@given(st.integers(10, 9999).filter(lambda number: number % 10 or number > 99))
def test_formal_numerals(number: int) -> None:
    assert parse_numeral(_chinese(number).translate(_TO_FORMAL)) == number


@given(st.integers(1000, 10**17))
def test_digit_by_digit(number: int) -> None:
    text = "".join(_DIGITS[int(digit)] for digit in str(number))
    assert parse_numeral(text) == number
    assert parse_numeral(text.replace("零", "〇")) == number


@given(st.integers(0, 10**6), st.integers(1, 9999), st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_decimals_are_exact(whole: int, decimals: int, scale: tuple[str, int]) -> None:
    name, size = scale
    expected = whole * size + decimals * size // 10**4
    value = parse_numeral(f"{whole}.{decimals:04}{name}")
    assert value == expected
    assert isinstance(value, int)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9999))
def test_mixed_notations(first: int, second: int, low: int) -> None:
    assert parse_numeral(f"{first}千") == first * 1000
    assert parse_numeral(f"{first}万{second}千") == first * 10**4 + second * 1000
    assert parse_numeral(f"{first}亿{low}万") == first * 10**8 + low * 10**4
    assert parse_numeral(f"{first}万{low:04}") == first * 10**4 + low


@given(
    st.integers(1, 8), st.sampled_from([("", 1), ("十", 10), ("百", 100), ("千", 1000), ("万", 10**4), ("百万", 10**6)])
)
def test_neighbouring_digits_are_fuzzy(digit: int, scale: tuple[str, int]) -> None:
    name, size = scale
    text = f"{_DIGITS[digit]}{_DIGITS[digit + 1]}{name}"
    assert find_numerals(text) == [Numeral(0, len(text), digit * size, approximate=True)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两", 2),
        ("百", 100),
        ("万亿", 10**12),
        ("一百二", 120),
        ("三千五", 3500),
        ("三千零五", 3005),
        ("一万二千亿", 12 * 10**11),
        ("十七八", 17),
        ("两千三四百", 2300),
        ("5百万", 5 * 10**6),
        ("四十六点五", 46.5),
        ("一点二万", 12000),
        ("零点零五", 0.05),
        ("007", 7),
    ],
)
def test_values(text: str, value: float) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "家",
        "63家",
        " 63",
        "1.2.3",
        "1,23",
        "三二",
        "一二三",
        "千百",
        "百一",
        "亿万",
        "半",
        "十百",
        "点五",
        "-3",
        "1e5",
        "٣",
        "1" * 19,
    ],
)
def test_what_is_no_numeral(text: str) -> None:
    with pytest.raises(ValueError, match="not a numeral"):
        parse_numeral(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("新增６３家，累计1，280家", ["６３", "1，280"]),
        ("2020，200家", ["2020", "200"]),
        ("G4.5、C-V2X、5G+、COVID-19、GB/T 1234-2020、IPv6、L4级、GB 50016", []),
        ("2021-01-08 11:30，010-12345678，2022/6/9，版本2.3.1", []),
        ("300mm、3400-3600MHz和10Gbps", ["300", "3400", "3600", "10"]),
        ("统一、进一步、一般、万一、三峡、千方百计、党的十九大、二十届三中全会", []),
        ("第二十一条、三十分钟、十分钟", ["二十一", "三十", "十"]),
        ("十分重要，一起努力，查处一起案件", ["一"]),
        ("480千瓦、5千米、三千克", ["480", "5", "三"]),
        ("2020十大新闻", ["2020", "十"]),
        ("零售零部件", []),
        ("上午八点三十分", ["八", "三十"]),
        ("壹佰贰拾万元，陆地，伍家村", ["壹佰贰拾万"]),
        ("约三分之一", ["三", "一"]),
    ],
)
def test_finds(text: str, found: list[str]) -> None:
    assert [text[numeral.start : numeral.end] for numeral in find_numerals(text)] == found


chinese_texts = st.text(alphabet="0123456789.,，:/-—~零〇一二两三四五六七八九十百千万亿萬點点分之半家年第AGk％ \n")


@given(st.text() | chinese_texts)
def test_found_numerals_are_in_order_and_read_the_same_alone(text: str) -> None:
    end = 0
    for numeral in find_numerals(text):
        assert end <= numeral.start < numeral.end <= len(text)
        end = numeral.end
        assert parse_numeral(text[numeral.start : numeral.end]) == numeral.value


@given(chinese_texts)
def test_width_makes_no_difference(text: str) -> None:
    assert find_numerals(text.translate(_TO_FULL_WIDTH)) == find_numerals(text) == find_numerals(fold(text))


@pytest.mark.parametrize(
    "unit", ["1", "1,111", "1.1.", "A-", "1-", "A1/", "GB 1.1", "一", "百", "十", "一百二十三万", "壹佰", "零点", "1:"]
)
def test_long_runs_are_read(unit: str) -> None:
    # In quadratic time this would not end.
    text = unit * (200_000 // len(unit))
    assert all(numeral.end - numeral.start <= 60 for numeral in find_numerals(text))
