"""Lists of plans: what follows a sentence that leads into work to be done, as 下一步抓好以下事项:一、…二、…."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from miit_ie.schema import Extent
from miit_ie.text.extents import merged
from miit_ie.text.fold import fold
from miit_ie.text.numerals import parse_numeral

__all__ = ["leads_into_plans", "planned_lists"]

# 五一 and 二五 are none.
_NUMERAL = "[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
# Kinds of marks that open an item, wherever in a line; the group is its number.
_WITHIN_LINES = (
    rf"({_NUMERAL})[是要](?!否)",
    rf"第({_NUMERAL})[,、]",
    rf"其({_NUMERAL})[,:]",
    rf"\(({_NUMERAL})\)",
    r"\(([0-9]{1,2})\)",
    r"([①-⑳㈠-㈩])",
    r"([0-9]{1,2})[.、)](?![0-9])",
)
# Those that open an item only where they open a line.
_AT_LINES = (rf"({_NUMERAL})、", r"([0-9]{1,2}) (?![年月日家项个])", r"(?:--?|[●○◆◇■□▲△★☆•·])()")
_MARKS = tuple(re.compile(f" *{pattern}") for pattern in (*_WITHIN_LINES, *_AT_LINES))
_BREAK = re.compile(rf"\n|[。;:](?= *(?:{'|'.join(_WITHIN_LINES)}))")
# A lead-in, or its last words, with what it leads into in one sentence: 四季度打算:遴选…;建设….
_INLINE = re.compile(r"([^。;,!?:\n]{1,60}:)(?! *\n)[^。!?:\n]*[。!?]?")
_FIRST_SENTENCE = re.compile(r"[^。!?]*[。!?]?")
_ENDS = "。;!?"

_AHEAD = re.compile(
    r"打算|安排|(?:重点|(?<!的)主要|工作|目标|[一二三四五六七八九十几]项)任务|思路|做好|抓好|下一?步|下一阶段|接下来|今后|下半年|明年|[二三四]季度|计划"
    r"|要求(?!如下)|(?<![重主必需])要(?!点|求|素|闻)|(?<!现)将|应当?|须|请(?=各|你|有关|抓紧|做好|认真)|议定|商定|会议决定|拟(?!定)"
)
# The list is a report, a decision, a proposal, a rule, or what applicants must have or hand in.
_BEHIND = re.compile(
    r"情况|结果|进展|总结|成效|成绩|共识|已(?!于20)|去年|上年|上半年|以来|年来|(?<![为除到])(?<!部署)(?<!安排)(?<!明确)(?<!提出)了(?![解结却])|(?<!重点)完成|(?<![拟将])采取|截至|取得"
    r"|问题|名单|公示(?!期满|结束|之?后)|本批|突出|纪要|动态|情形|特点|原因|条件|具备|满足|符合|材料|报送|对象"
    r"|(?:通知|公告|决定|批复|意见|汇报|报告|介绍|公布|答复|函复|说明|通报)如下"
)
_ANSWER = "答:"
# A complete sentence leads into a list only where it says how many things follow, or nothing but the time ahead; a
# heading only where it says no more than that they are plans.
_ANNOUNCES = re.compile(r"下列|以下|如下|(?<!下)[一二两三四五六七八九十几](?:件|项|个|点|条|句|步|大|方面)")
_TOPIC = re.compile(r"^(?:再|接着|下面|最后|来)?[说谈讲看]?(?:说|到)?(?:下半年|明年|下一步|今后|接下来).{0,6}$")
_QUESTION = re.compile(
    r"^(?!.*(?:落实|当时|过去|上次|去年|怎么样|了[什哪吗]))"
    r"[^。;]{0,16}(?:下一?步|下半年|明年|接下来|今后|还将|还有|后续|打算|谋划)[^。;]{0,16}\?$"
)
_HEADING = re.compile(r"^[^,。;:]{0,12}(?:打算|下一?步|重点任务|工作安排|工作计划|思路)[^,。;:]{0,6}$")

_HEADING_LENGTH = 24
# So many lines without a mark may belong to an item.
_LINES = 8


class _Unit(NamedTuple):
    """A line, or what stands of it from one mark to the next.

    ``mark`` is the kind of mark it opens with, ``number`` that of the item, 0 where the mark has none.
    """

    start: int
    end: int
    mark: int | None
    number: int


def leads_into_plans(sentence: str) -> bool:
    """Return whether a sentence in front of a list says that the list is one of plans.

    Parameters
    ----------
    sentence
        The sentence, folded (`miit_ie.text.fold.fold`).

    Examples
    --------
    >>> [leads_into_plans(words) for words in ("会议议定,下一步抓好以下事项:", "近期完成的工作:", "某司将抓好三件事。")]
    [True, False, True]
    """
    if sentence.endswith("?"):
        return bool(_QUESTION.search(sentence))
    if not _AHEAD.search(sentence) or _BEHIND.search(sentence):
        return False
    if sentence.endswith(":"):
        return True
    if sentence.endswith("。"):
        return bool(_ANNOUNCES.search(sentence) or _TOPIC.search(sentence[:-1]))
    return bool(_HEADING.search(sentence))


def planned_lists(text: str) -> list[Extent]:
    r"""Return where the lists of plans of a text stand, in order and apart.

    Parameters
    ----------
    text
        Any text.

    Examples
    --------
    >>> text = "去年工作如下:\n1.认定3家。\n今年打算:\n1.认定5家;\n2.建设2个。\n特此通知。"
    >>> [text[found.start : found.end] for found in planned_lists(text)]
    ['1.认定5家;\n2.建设2个。\n']
    """
    folded = fold(text)
    units = list(_units(folded))
    lists = [Extent(match.end(1), match.end()) for match in _INLINE.finditer(folded) if leads_into_plans(match[1])]
    for index, (before, first) in enumerate(pairwise(units), start=1):
        words = _last_sentence(folded[before.start : before.end])
        if words == _ANSWER and index > 1:
            # What the answer lists is what was asked for.
            words = _last_sentence(folded[units[index - 2].start : units[index - 2].end])
        opens = words.endswith((":", "?")) if first.mark is None else first.mark != before.mark and first.number <= 1
        if opens and leads_into_plans(words) and (last := _last_item(folded, units, index)) is not None:
            lists.append(Extent(first.start, _end(folded, units[last])))
    return merged(lists)


def _last_sentence(words: str) -> str:
    words = words.strip()
    return words[max(words.rfind(end, 0, len(words) - 1) for end in _ENDS) + 1 :].lstrip()


def _units(folded: str) -> Iterator[_Unit]:
    start = 0
    for end in [*(match.end() for match in _BREAK.finditer(folded)), len(folded)]:
        if folded[start:end].strip():
            mark, number = _mark(folded, start)
            yield _Unit(start, end, mark, number)
        start = end


def _mark(folded: str, start: int) -> tuple[int | None, int]:
    for kind, pattern in enumerate(_MARKS):
        if match := pattern.match(folded, start):
            words = match[1]
            if not words:
                return kind, 0
            return kind, int(unicodedata.numeric(words) if len(words) == 1 else parse_numeral(words))
    return None, 0


def _last_item(folded: str, units: Sequence[_Unit], first: int) -> int | None:
    """Return the index of the last unit of the list that opens with a unit; ``None`` where it is none."""
    last, opening = first, units[first]
    if opening.mark is None:
        # Lines without marks are a list as long as they end like items of one.
        while last + 1 < len(units) and folded[units[last].start : units[last].end].rstrip().endswith(";"):
            last += 1
        return last if last > first else None
    for index in range(first + 1, len(units)):
        unit = units[index]
        if _is_report(folded[unit.start : unit.end]):
            break
        if unit.mark == opening.mark and unit.number == (units[last].number + 1 if opening.number else 0):
            last = index
        elif opening.number == 0 or unit.mark == opening.mark or index - last > _LINES:
            break
    return last


def _is_report(words: str) -> bool:
    """Return whether a line is a heading that opens a report."""
    return len(words) <= _HEADING_LENGTH and not words.rstrip().endswith((";", "。")) and bool(_BEHIND.search(words))


def _end(folded: str, last: _Unit) -> int:
    """Return where a list ends with a unit: with its line, but within a line with the sentence."""
    if last.start == 0 or folded[last.start - 1] == "\n":
        return last.end
    sentence = _FIRST_SENTENCE.match(folded, last.start, last.end)
    return sentence.end() if sentence else last.end
