"""What may stand around the numeral of a quantity, as patterns on the closed-up copy of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from miit_ie.schema import Bound
from miit_ie.text.units import ADORNED, FOLLOWERS, INDEFINITE, PER, SIGNS, UNITS, QuantityKind

__all__ = [
    "FAR_PREFIX",
    "INDEFINITE_COUNT",
    "LINK",
    "PREFIX",
    "PREFIX_BOUNDS",
    "SCALE_PREFIXES",
    "SUFFIX",
    "SUFFIX_BOUNDS",
    "TAIL",
    "VAGUE",
    "read_unit",
]

PREFIX_BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("不少于", "不低于", "不小于", "不得少于", "不得低于", "至少", "最少"), "at_least"),
    **dict.fromkeys(("超过", "超出", "超", "逾", "多于", "高于", "大于"), "more_than"),
    **dict.fromkeys(("不超过", "不得超过", "不超", "不多于", "不高于", "不大于", "最多", "至多"), "at_most"),
    **dict.fromkeys(("近", "将近", "接近", "不足", "不到", "不满", "少于", "低于", "小于"), "less_than"),
    **dict.fromkeys(("约", "大约"), "approx"),
    "上": "at_least",
    "过": "more_than",
}
# Bounds only in front of a scale alone: 上百家, 过千家.
SCALE_PREFIXES = frozenset(("上", "过"))
SUFFIX_BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("以上", "及以上"), "at_least"),
    **dict.fromkeys(("以下", "及以下", "以内"), "at_most"),
    **dict.fromkeys(("左右", "上下"), "approx"),
}
# Characters after which these are no bounds: 最近, 签约, 反超, 网上, 通过.
_NOT_AFTER = {
    "近": "最附临靠邻逼迫亲新远",
    "约": "节合预违公特契制条签失履解邀",
    "超": "赶反高",
    "上": "以会网线路马海迈",
    "过": "通经迈跨",
}


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern of the words, the longest first, each with the guard against a longer word it may begin."""
    return "|".join(re.escape(word) + _guard(word) for word in sorted(words, key=len, reverse=True))


def _guard(word: str) -> str:
    if word in SIGNS:
        return "(?![0-9A-Za-z])"
    return f"(?!{FOLLOWERS[word]})" if word in FOLLOWERS else ""


_RATED = {unit for unit, kind in UNITS.items() if kind in (QuantityKind.MONEY, QuantityKind.MEASURE)}
_COUNTED = {unit for unit, kind in UNITS.items() if kind is QuantityKind.COUNT}
_AFTER_GE = {unit[1:] for unit in UNITS if unit.startswith("个") and len(unit) > 1}
_PER = "|".join(sorted(PER, key=len, reverse=True))
_UNIT = (
    f"(?:{_any_of(_RATED)})(?:[/每](?:{_PER}))?"
    # 三个多月, 一个半小时
    f"|个[多来余半]?(?:{_any_of(_AFTER_GE)})"
    f"|(?:{_any_of(UNITS.keys() - _RATED)})(?:\\((?:{_any_of(_COUNTED)})\\))?"
)
_SUFFIX = rf"(?:\(含[^()]{{0,4}}\))?(?P<suffix>{_any_of(SUFFIX_BOUNDS)})"

# Behind the numeral: 20[多万人次], 3[年半], 10[家以上].
TAIL = re.compile(
    "(?:(?P<more>[余多]|(?<=[十百千万亿0])[来几])(?P<scale>万亿|[万亿])?)?"
    f" ?(?P<unit>{_UNIT})?"
    "(?P<half>(?<=[年月时天倍])半(?!导))?"
    "(?P<late>(?<=[年月时天周倍岁元半])[余多](?![为数次元个家项种]))?"
    f"(?P<open>或者?[多几](?P=unit))?(?:{_SUFFIX})?"
)
SUFFIX = re.compile(_SUFFIX)
# Between the numerals of a range: 2[-]3家, 10[亿元至]20亿元.
LINK = re.compile(f"(?P<unit>{_UNIT})?(?:--?|[至到])")
# In front of the numeral, to be searched for in a text that ends there.
PREFIX = re.compile(
    "(?P<bound>"
    + "|".join(
        f"(?<![{_NOT_AFTER[word]}]){word}" if word in _NOT_AFTER else word
        for word in sorted(PREFIX_BOUNDS, key=len, reverse=True)
    )
    + r")? ?(?P<currency>人民币|[¥$€])? ?\Z"
)

# Further in front of the numeral, with a verb and perhaps its object in between: 至少遴选2个.
FAR_PREFIX = re.compile("(?P<bound>至少|最少|最多|至多)(?:要|应|需|再|新)*[\u4e00-\u9fff]{2,8}$")

# 数 ends a word after these (总数), 多 belongs to what stands before (许多, 20多).
_FEW = "(?<![多少总人户次指参系函基分倍件个奇偶小整负复票点字单])数"
_MANY = "(?<![许很更最太众诸繁较甚好越颇零一二两三四五六七八九十百千万亿0-9])多"
INDEFINITE_COUNT = re.compile(
    f"(?:{_MANY}|{_FEW}|几)(?P<unit>{_any_of(INDEFINITE)})|若干(?P<some>{_any_of(INDEFINITE)})?"
)
# In front of a scale: 数十家, 几百人.
VAGUE = re.compile(rf"(?:{_FEW}|几)\Z")


def read_unit(unit: str) -> tuple[str, QuantityKind]:
    """Return the measure word of a unit as it stands, and its kind.

    Examples
    --------
    >>> [read_unit(unit)[0] for unit in ("家", "大批", "个多月", "元/股", "台(套)")]
    ['家', '批', '个月', '元/股', '台(套)']
    """
    word = re.split("[(/每]", unit)[0]
    if word not in UNITS:
        word = unit = word[0] + word[2:]
    return ADORNED.get(word, unit), UNITS[word]
