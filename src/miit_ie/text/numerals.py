"""Chinese numerals in every notation: 63, ６３, 1,991, 1.2万, 六十三, 二〇二〇, 3万5千, 五六百, 壹佰万."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from miit_ie.text.fixed_words import mask_fixed_words
from miit_ie.text.fold import fold

__all__ = ["Numeral", "find_numerals", "parse_numeral"]

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_SMALL_SCALES = {"十": 10, "百": 10**2, "千": 10**3}
_LARGE_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_VARIANTS = str.maketrans("萬億兩", "万亿两")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")

_RUN = re.compile("[0-9]+|[零一二两三四五六七八九]+|[十百千万亿]")
# Longer strings of digits are identifiers, and int() of them would take quadratic time.
_ARABIC = (
    r"[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])(?:\.[0-9]{1,18}(?![0-9]))?"
    r"|[0-9]{1,18}(?![0-9])(?:\.[0-9]{1,18}(?![0-9]))?"
)
_FUZZY = "(?:一[二两]|[二两]三|三四|四五|五六|六七|七八|八九)(?![一二三四五六七八九])"
_TERM = re.compile(
    f"(?:(?P<arabic>{_ARABIC})|(?P<fuzzy>{_FUZZY})|(?P<digit>[一二两三四五六七八九]))?"
    # 千 is part of the unit in 480千瓦, 5千米; 2020十大 is no 20200.
    "(?P<scale>万亿|[百万亿]|(?(arabic)(?!)|十)|千(?![瓦克米赫伏帕焦]))?"
)
_DIGIT_STRING = re.compile("[零一二三四五六七八九]{2,18}(?![零一二两三四五六七八九十百千万亿])")
# Not the hour of 八点三十分 and 三点一刻.
_DECIMALS = re.compile(
    "点(?P<digits>[零一二三四五六七八九]{1,18})(?![零一二两三四五六七八九十百千刻])(?P<scale>万亿|[万亿])?"
)
# 壹, 伍, 陆 are ordinary characters and names too: only a run with a scale is a numeral.
_FORMAL_RUN = re.compile("[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral in a text.

    Attributes
    ----------
    start, end
        Its offsets.
    value
        Its number; whole numbers are ``int``.
    approximate
        Whether it names two neighbouring numbers at once (五六百), of which ``value`` is the lower.
    """

    start: int
    end: int
    value: int | float
    approximate: bool = False


def parse_numeral(text: str) -> int | float:
    """Return the number a numeral stands for.

    Parameters
    ----------
    text
        The numeral, nothing around it. Of two neighbouring numbers (五六百) the lower counts.

    Raises
    ------
    ValueError
        If ``text`` is not a numeral, or has more than 18 digits on a side of the point.

    Examples
    --------
    >>> [parse_numeral(text) for text in ("１，９９１", "1.2万", "二〇二〇", "三千五", "两亿七千万", "五六百")]
    [1991, 12000, 2020, 3500, 270000000, 500]
    """
    numeral = _scan(_normalise(fold(text)), 0)
    if numeral is None or numeral.end != len(text):
        raise ValueError(f"not a numeral: {text!r}")
    return numeral.value


def find_numerals(text: str) -> list[Numeral]:
    """Find every numeral, in order and without overlaps, each as long as it can be.

    Digits inside a token of Latin letters (G4.5, C-V2X, 5G, GB/T 1234-2020) or in a numeric date, time or telephone
    number (2021-01-08, 11:30), and the characters of fixed words and names (一般, 统一, 三峡) are not numerals.
    A number before a unit sign (300mm) is. A scale alone (百, 千, 万, 亿) counts as one of it, as in 百余家.

    Examples
    --------
    >>> find_numerals("5G基站达1.2万个")
    [Numeral(start=5, end=9, value=12000, approximate=False)]
    """
    normal = _normalise(mask_fixed_words(fold(text)))
    numerals: list[Numeral] = []
    position = 0
    while run := _RUN.search(normal, position):
        numeral = _scan(normal, run.start())
        position = run.end() if numeral is None else numeral.end
        # A zero alone is part of a word (零售, 零部件) far more often than a number.
        if numeral is not None and normal[numeral.start : numeral.end] != "零":
            numerals.append(numeral)
    return numerals


def _normalise(folded: str) -> str:
    return _FORMAL_RUN.sub(_plain, folded.translate(_VARIANTS))


def _plain(run: re.Match[str]) -> str:
    formal = run.group()
    is_numeral = any(scale in formal for scale in "拾佰仟") and any(digit in formal for digit in "壹贰叁肆伍陆柒捌玖")
    return formal.translate(_FORMAL) if is_numeral else formal


def _scan(text: str, start: int) -> Numeral | None:
    """Read the longest numeral that starts at ``start``."""
    run = _RUN.match(text, start)
    if run is None:
        return None
    digits = run.group()
    if digits[0] in _DIGITS and len(digits) > 1:
        # 二零二零 and 一九四九 are written digit by digit; 两三 is fuzzy, 一二三 no numeral.
        if (len(digits) >= 4 or "零" in digits[1:]) and _DIGIT_STRING.match(text, start):
            return Numeral(start, run.end(), _read_digits(digits))
        if len(digits) > 2:
            return None
    end, value, approximate = (start + 1, 0, False) if digits[0] == "零" else _scan_terms(text, start)
    if decimals := _DECIMALS.match(text, end):
        places = decimals["digits"]
        value += Fraction(_read_digits(places), 10 ** len(places))
        value *= _LARGE_SCALES.get(decimals["scale"], 1)
        end = decimals.end()
    if end == start:
        return None
    return Numeral(start, end, int(value) if value.denominator == 1 else float(value), approximate)


def _scan_terms(text: str, start: int) -> tuple[int, int | Fraction, bool]:
    """Add up terms (三百, 5千, 2亿) for as long as their scales descend; return the end, the sum, and whether fuzzy."""
    # What large scales have closed, and what stands below the next of them.
    closed: int | Fraction = 0
    section: int | Fraction = 0
    ceiling, small_ceiling, last_scale = math.inf, math.inf, 0
    end, approximate = start, False
    while True:
        is_first, zero = end == start, end > start and text.startswith("零", end)
        term = _TERM.match(text, end + zero)
        if term is None or not term.group():
            break
        coefficient, scale = _coefficient(term), term["scale"]
        if scale is None:
            # 三千零五 and 二十五 end in ones; 三千五 ends in hundreds; 百, 万 without a coefficient take no end.
            ones = coefficient if is_first else _ones(term, last_scale, after_zero=zero)
            if ones is None or (not is_first and text[start] in "百千万亿"):
                break
            section += ones
        elif scale in _LARGE_SCALES:
            size = _LARGE_SCALES[scale]
            group = section + coefficient if coefficient is not None else section or int(is_first)
            if size == _LARGE_SCALES["亿"] and ceiling == _LARGE_SCALES["万"]:
                # 一万二千亿: 亿 multiplies what 万 has closed as well.
                group, closed, ceiling = group + closed, 0, math.inf
            if (not group and coefficient is None) or group * size >= ceiling:
                break
            closed, section = closed + group * size, 0
            ceiling = small_ceiling = last_scale = size
        else:
            size = _SMALL_SCALES[scale]
            # 十 may always stand for one of it, 百 and 千 only in front.
            if coefficient is None and not (is_first or scale == "十"):
                break
            part = size * (1 if coefficient is None else coefficient)
            if part >= small_ceiling:
                break
            section += part
            small_ceiling = last_scale = size
        end = term.end()
        approximate |= term["fuzzy"] is not None
        if scale is None:
            break
    return end, closed + section, approximate


def _coefficient(term: re.Match[str]) -> int | Fraction | None:
    if arabic := term["arabic"]:
        arabic = arabic.replace(",", "")
        return Fraction(arabic) if "." in arabic else int(arabic)
    digits = term["fuzzy"] or term["digit"]
    return _DIGITS[digits[0]] if digits else None


def _ones(term: re.Match[str], last_scale: int, *, after_zero: bool) -> int | Fraction | None:
    """Return what a number at the end adds after a scale, ``None`` if it does not belong to the numeral."""
    coefficient = _coefficient(term)
    if coefficient is None:
        return None
    if arabic := term["arabic"]:
        # 1万2000, 3千500: as many digits as the scale has noughts.
        return coefficient if arabic.isdigit() and 10 ** len(arabic) == last_scale else None
    return coefficient if after_zero or last_scale == 10 else coefficient * (last_scale // 10)


def _read_digits(digits: str) -> int:
    return int("".join(str(_DIGITS[digit]) for digit in digits))
