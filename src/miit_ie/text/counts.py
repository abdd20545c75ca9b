"""Quantities (63家, 30亿元, 95%, 14天, 一批) and, among them, the counts of targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from miit_ie.schema import Bound, Count
from miit_ie.text.non_quantities import mask_non_quantities
from miit_ie.text.numerals import Numeral, find_numerals, parse_numeral
from miit_ie.text.quantity_patterns import (
    FAR_PREFIX,
    INDEFINITE_COUNT,
    LINK,
    PREFIX,
    PREFIX_BOUNDS,
    SCALE_PREFIXES,
    SUFFIX,
    SUFFIX_BOUNDS,
    TAIL,
    VAGUE,
    read_unit,
)
from miit_ie.text.scope import read_scope
from miit_ie.text.units import QuantityKind
from miit_ie.text.view import View

__all__ = ["Quantity", "QuantityKind", "counts_among", "find_counts", "find_quantities"]

_SCALES = frozenset("十百千万亿")
# A numeral of these alone has no coefficient: 百余家.
_BARE = frozenset("百千万亿")
_SCALE_AT_END = re.compile("[百千万亿]+$")
# How far before a numeral its prefix may begin.
_REACH = 12
# One of these means some: 一批, 一系列.
_SOME = frozenset(("批", "系列", "揽子"))
# 百项, 千名; but 千家万户, 百年, 万元.
_OF_LARGE_SCALES = (QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.MEASURE)
_AFTER_SCALE = frozenset(["项", "个", "名", "位", "部", "颗", "种", "座", "件", "款", "亩", "公里", "斤", "吨"])


@dataclass(frozen=True, slots=True)
class Quantity(Count):
    """A count, share, sum of money, measurement or length of time.

    Attributes
    ----------
    kind
        What it measures.
    """

    kind: QuantityKind = QuantityKind.COUNT


def find_quantities(text: str) -> list[Quantity]:
    """Find the quantities of a text, in order and without overlaps.

    A quantity is a numeral with its measure word, unit or percent sign and what bounds it (近, 超过, 余, 以上), a range
    of them, or an indefinite number (一批, 多家, 若干项). Ordinals, dates and what stands in 《》 are none.

    Parameters
    ----------
    text
        The text, as given.

    Returns
    -------
    list of Quantity
        ``value`` is the lower number of a range, the percentage of a share, ``None`` for an indefinite number.

    Examples
    --------
    >>> [(q.text, q.value, q.bound, q.kind.name) for q in find_quantities("投资超过30亿元，近百个项目")]
    [('超过30亿元', 3000000000, 'more_than', 'MONEY'), ('近百个', 100, 'less_than', 'COUNT')]
    """
    quantities: list[Quantity] = []
    for quantity in sorted(_Finder(View.of(text)).find(), key=lambda quantity: quantity.start):
        # The one that starts first holds the other: 十几家, not 几家.
        if not quantities or quantity.start >= quantities[-1].end:
            quantities.append(quantity)
    return quantities


def find_counts(text: str) -> list[Count]:
    """Find the quantities of a text that count things, not money, measurements, shares or lengths of time.

    Parameters
    ----------
    text
        The text, as given.

    Examples
    --------
    >>> [(c.text, c.value, c.unit, c.scope) for c in find_counts("新认定 63 家，累计达 1.2 万家，建成率 90%")]
    [('63 家', 63, '家', 'increment'), ('1.2 万家', 12000, '家', 'total')]
    """
    return counts_among(find_quantities(text))


def counts_among(quantities: Iterable[Quantity]) -> list[Count]:
    """Return the quantities that count things."""
    return [
        Count(q.text, q.start, q.end, q.value, q.unit, q.bound, q.scope)
        for q in quantities
        if q.kind is QuantityKind.COUNT
    ]


class _Finder:
    """Finds the quantities of one text; they may overlap."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._text = mask_non_quantities(view.text)

    def find(self) -> Iterator[Quantity]:
        for match in INDEFINITE_COUNT.finditer(self._text):
            unit = self._unit(match, "unit" if match["unit"] else "some")
            yield self._quantity(match.start(), match.end(), None, unit, "unspecified", QuantityKind.COUNT)
        numerals = find_numerals(self._text)
        for first, second in zip_longest(numerals, numerals[1:]):
            quantity = (second and self._pair(first, second)) or self._measured(first, first)
            if quantity is not None:
                yield quantity

    def _pair(self, first: Numeral, second: Numeral) -> Quantity | None:
        """Read a share, a ratio or a range of two numerals."""
        between = self._text[first.end : second.start]
        if between == "分之" and first.value:
            if self._text[first.start : first.end] == "百":
                return self._share(first, second, second.value, "%")
            return self._share(first, second, second.value / first.value, None)
        is_ratio = between in (":", "∶") and (1 in (first.value, second.value) or isinstance(first.value, float))
        is_fraction = between == "/" and self._text[second.end : second.end + 1] not in ("/", "月", "日")
        if (is_ratio or (is_fraction and first.value < second.value)) and second.value:
            return self._share(first, second, first.value / second.value, None)
        link = LINK.match(self._text, first.end)
        if link and link.end() == second.start:
            return self._measured(first, second, link["unit"])
        return None

    def _share(self, first: Numeral, second: Numeral, value: int | float, unit: str | None) -> Quantity:
        start, bound = self._prefix(first)
        end = second.end
        if suffix := SUFFIX.match(self._text, end):
            bound, end = bound or SUFFIX_BOUNDS[suffix["suffix"]], suffix.end()
        return self._quantity(start, end, value, unit, bound or "exact", QuantityKind.PERCENT)

    def _measured(self, first: Numeral, last: Numeral, first_unit: str | None = None) -> Quantity | None:
        """Read a number and its unit, or with two numerals the range between them."""
        tail = TAIL.match(self._text, last.end)
        if tail is None or (first_unit is not None and first_unit != tail["unit"]):
            return None
        written = self._text[first.start : first.end]
        amount = self._text[last.start : last.end] + (tail["scale"] or "")
        unit = self._unit(tail, "unit")
        kind = read_unit(tail["unit"])[1] if tail["unit"] else QuantityKind.NUMBER
        if unit is None and amount[-1] not in "万亿":
            return None
        # 万吨级, 亿元级 and 万亿级 are attributes, 600系列 is a model.
        if self._text.startswith("级", tail.end("unit") if unit else tail.end()):
            return None
        if unit == "系列" and written != "一":
            return None
        if written[0] in _SCALES and VAGUE.search(self._text[max(0, first.start - 2) : first.start]):
            return self._quantity(first.start - 1, tail.end(), None, unit, "unspecified", kind)

        start, bound = self._prefix(first)
        bound = bound or _tail_bound(tail)
        if bound is None and kind is QuantityKind.COUNT:
            bound = self._far_bound(first)
        if bound is None and set(written) <= _BARE and not _may_follow_scale(written, unit, kind):
            return None
        if bound is None and unit in _SOME and amount == "一":
            return self._quantity(start, tail.end(), None, unit, "unspecified", kind)
        value = _number(amount) if tail["scale"] else last.value
        if value is not None and first is not last:
            value, bound = _lower_end(first, amount, value), bound or "at_least"
        elif value is not None and (tail["half"] or (tail["unit"] or "").startswith("个半")):
            value += 0.5
        if value is None:
            return None
        bound = bound or ("approx" if first.approximate else "exact")
        return self._quantity(start, tail.end(), value, unit, bound, kind)

    def _prefix(self, numeral: Numeral) -> tuple[int, Bound | None]:
        """Return where the quantity of a numeral starts, and the bound in front of it."""
        offset = max(0, numeral.start - _REACH)
        before = self._text[offset : numeral.start]
        match = PREFIX.search(before)
        if match is None:
            return numeral.start, None
        is_bare = set(self._text[numeral.start : numeral.end]) <= _BARE
        if match["bound"] and (is_bare or match["bound"] not in SCALE_PREFIXES):
            return offset + match.start("bound"), PREFIX_BOUNDS[match["bound"]]
        return (offset + match.start("currency") if match["currency"] else numeral.start), None

    def _far_bound(self, numeral: Numeral) -> Bound | None:
        """Return the bound in front of the verb that governs the numeral: 至少遴选2个."""
        match = FAR_PREFIX.search(self._text, max(0, numeral.start - _REACH), numeral.start)
        return PREFIX_BOUNDS[match["bound"]] if match else None

    def _unit(self, match: re.Match[str], group: str) -> str | None:
        """Return the measure word of a match, with the characters of the source."""
        if match[group] is None:
            return None
        word = read_unit(match[group])[0]
        return "".join(self._view.span(*match.span(group)).text.split()) if word == match[group] else word

    def _quantity(
        self, start: int, end: int, value: int | float | None, unit: str | None, bound: Bound, kind: QuantityKind
    ) -> Quantity:
        span = self._view.span(start, end)
        scope = read_scope(self._view.text, start, end)
        return Quantity(span.text, span.start, span.end, value, unit, bound, scope, kind)


def _tail_bound(tail: re.Match[str]) -> Bound | None:
    if tail["suffix"]:
        return SUFFIX_BOUNDS[tail["suffix"]]
    if tail["open"]:
        return "at_least"
    is_more = tail["more"] or tail["late"] or (tail["unit"] or "").startswith(("个多", "个来", "个余"))
    return "more_than" if is_more else None


def _may_follow_scale(scale: str, unit: str | None, kind: QuantityKind) -> bool:
    """Tell 百项 and 百亿元 from 千家万户, 百年, 万元户."""
    return unit in _AFTER_SCALE or (kind in _OF_LARGE_SCALES and len(scale) > 1)


def _number(text: str) -> int | float | None:
    try:
        return parse_numeral(text)
    except ValueError:
        return None


def _lower_end(first: Numeral, amount: str, high: int | float) -> int | float | None:
    """Return the lower number of a range, ``None`` if it is not lower than the other; 10 of 10-20万 is 100000."""
    scale = _SCALE_AT_END.search(amount)
    scaled = _number(f"{first.value}{scale.group()}") if scale else None
    if scaled is not None and scaled < high:
        return scaled
    return first.value if first.value < high else None
