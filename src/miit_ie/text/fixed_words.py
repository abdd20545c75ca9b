"""Tokens, words and names whose digits are no numbers: 5G, GB/T 1234-2020, 2021-01-08, 统一, 一般, 三峡."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from miit_ie.text.units import SIGNS

__all__ = ["MASK", "mask_fixed_words"]

# Stands for a masked character: neither digit nor letter nor blank.
MASK = "\N{OBJECT REPLACEMENT CHARACTER}"
_NUMERAL_CHARS = "0-9零一二两三四五六七八九十百千万亿"

_SIGN = "|".join(map(re.escape, sorted(SIGNS, key=len, reverse=True)))
# Each alternative takes a whole run, so that no character is tried twice.
_TOKEN = re.compile(
    # A number with a unit sign stays ...
    rf"(?P<kept>[0-9]+(?:[.,][0-9]+)*(?:-[0-9]+(?:\.[0-9]+)?)? ?(?:{_SIGN})(?![0-9A-Za-z]))"
    # ... numbers of standards, words with letters, numeric dates, times and telephone numbers go.
    r"|[A-Z]+(?:/[A-Z]+)* ?[0-9]+(?:\.[0-9]+)*-[0-9]{4}(?![0-9])"
    r"|(?:GBZ?|GJB|ISO|IEC|IEEE|YD|SJ|HJ|JB|QC|DB|JT|JR|NB|DL)(?:/[A-Z]+)* ?[0-9]+(?:\.[0-9]+)*(?![0-9A-Za-z])"
    r"|(?:[0-9]+(?:\.[0-9]+)*)?[A-Za-z][0-9A-Za-z]*(?:[-./_][0-9A-Za-z]+)*"
    r"|[0-9]+(?:(?:-[0-9]+){2,}|(?:/[0-9]+){2,}|(?:\.[0-9]+){2,})"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])"
    r"|0[0-9]{2,3}-[0-9]{7,8}(?![0-9])"
    r"|(?P<number>[0-9]+(?:[.,][0-9]+)*)"
)

# In a word with characters before its first numeral, these are context; nothing before the first character of the
# other words may be a numeral (二十一起, 三十分钟).
_WORDS = """
    统一 唯一 单一 逐一 整齐划一 专一 归一 合一 不一 如一 其一 无一 万一 进一步 新一代 下一代 上一代 三位一体
    四位一体 五位一体 三合一 二合一 多一些 一般 一定 一体 一流 一致 一律 一并 一再 一贯 一向 一切 一旦 一直
    一样 一同 一时 一线 一带一路 一刀切 一路 一站式 一张网 一条龙 一本通 一卡通 一把手 一次性 一方面 一家亲
    一家独大 一个中国原则 一个劲 一票否决 收支两条线 一盘棋 一张蓝图 一席之地 一汽 一拖 一季度 一对一 一国两制
    一步 二季度 三季度 四季度 二维 两会 两岸 两弹一星 两学一做 两个维护 两个确立 两个毫不动摇 两个大局
    两个一百年 两江 三农 三峡 三亚 三明市 三门峡 三门县 三台县 三星 三一重工 三一集团 三公经费 三资企业 三元锂
    三元材料 三元桥 三元电池 三次产业 三个代表 三严三实 三会一课 三重一大 三去一降一补 三品一标 三支一扶
    三下乡 三维 三江源 三同时 三令五申 三大球 三步走 三天两头 三班倒 三班两运转 三元里 四川 四会市 四个意识
    四个自信 四个全面 四个伟大 四个面向 四个革命 四书五经 四大名著 四人帮 四项基本原则 四通八达 四面八方
    四维图新 四梁八柱 四不两直 五粮液 五矿 五一 五四 五台山 五台县 五家渠 五大连池 五指山 五金 五险一金 五星
    五个一工程 五湖四海 五花八门 六安 六盘水 六盘山 六合区 六一 七台河 七匹狼 七一 七夕 七彩 八一 八达岭 八方
    八项规定 八国联军 九江 九三学社 九寨沟 九州 九华山 九二共识 十足 十堰 十字 百姓 百度 百色 百科 百强 百货
    百年 百花 百业 百家争鸣 百家姓 百家号 百家讲坛 百分百 百尺竿头 百折不挠 百里挑一 千方百计
    千军万马 千岛湖 千古 千言万语 千丝万缕 千家万户 千兆 千伏 千行百业 千篇一律 千变万化 千差万别 千锤百炼
    千头万绪 千辛万苦 千人千面 千人计划 千年 千百年 千里 成百上千 数以百计 数以千计 数以万计 万众 万科 万达
    万华 万向 万物 万全 万象 万里 万事 万能 万无一失 万家灯火 万兆 万元户 万水千山 万人计划 万千 万有引力
    万马奔腾 亿纬 亿联 亿万 十一五 十二五 十三五 十四五 十五五 十六五 一举 一经 一度 一概 一如 一边 一手 一心
    一生
"""
_PATTERNS = (
    # Together, but 一起事故 is a count.
    "一起(?![^,。;、\n]{0,8}(?:案|事故|事件|纠纷|火灾))",
    "(?<=之)(?<!分之)一",
    # 一家人工智能企业, 一件事故, 三包方便面 are counts.
    "一家人(?!工|才|力|造)|一件事(?![故项例实])|一部分(?!析)|三包(?=政策|服务|规定|责任|凭证)",
    "十分(?![钟之])",
    "万分(?!之)",
    # Party congresses: 党的十九大, 二十届三中全会. 十五大 may count.
    "(?:十[六七八九]|二十[一二]?)大",
    "[一二三四五六七八九十]{1,3}届[一二三四五六七]中(?:、[一二三四五六七]中)*全会",
)


def _compile(words: Iterable[str], patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of the words, grouped by their first numeral so that few are tried at a character."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        at = next(i for i, char in enumerate(word) if char in _NUMERAL_CHARS)
        context = f"(?<={word[: at + 1]})" if at else f"(?<![{_NUMERAL_CHARS}]{word[0]})"
        groups[word[at]].append(context + word[at + 1 :])
    fixed = "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items())
    return re.compile("|".join([*(f"(?<![{_NUMERAL_CHARS}]){pattern}" for pattern in patterns), fixed]), re.MULTILINE)


_WORD = _compile(_WORDS.split(), _PATTERNS)


def mask_fixed_words(folded: str) -> str:
    """Return a copy of a folded text, of the same length, with the digits of fixed tokens and words masked.

    Examples
    --------
    >>> mask_fixed_words("统一部署5G基站3个").replace(MASK, "_")
    '统_部署__基站3个'
    """
    return _WORD.sub(_masked, _TOKEN.sub(_masked, folded))


def _masked(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("kept") or groups.get("number"):
        return match.group()
    return MASK * len(match.group())
