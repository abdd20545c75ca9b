"""Sections of a text: its headings, the year each section speaks of, and whether it lays out plans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from miit_ie.schema import Extent
from miit_ie.text.fold import fold

__all__ = ["Section", "split_sections"]

_NUMBER = "[一二三四五六七八九十百零0-9]"
# Signs that headings are decked with, and the items of lists.
_SIGN = "[■□◆◇▶★●○|]"
_YEAR_HEADING = (
    r"^ *(?:[0-9]{1,2}[ \n]+)?(?:19|20)[0-9]{2}(?:年度?)?"
    r"(?![0-9.\-/年])(?! *[0-9]{1,2}月)"  # a date is no heading
    r"[,、: ]?[^\n。;]{2,40}(?<![。;,:])$"
)
# Kinds of heading from the outermost level inwards. A heading ends with its line, or with the sentence where the
# text goes on behind it (一是…。). Headings of one kind are siblings; a section ends where a sibling or an
# outer heading starts.
_HEADINGS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (level, re.compile(pattern, re.MULTILINE))
    for level, pattern in (
        (1, rf"^ *(?:{_SIGN} *)?第{_NUMBER}{{1,4}}(?:[章编]|部分) *[^\n。]{{0,40}}$"),
        (1, _YEAR_HEADING),
        (2, r"^ *[一二三四五六七八九十]{1,3}、[^\n]{2,40}(?<![。;,])$"),
        (2, r"^ *[甲乙丙丁戊]、[^\n]{2,40}(?<![。;,])$"),
        (2, rf"^ *{_SIGN} *[^\n。;,:|]{{2,24}}(?: *\|)?$"),
        (2, r"^ *(?:【[^】\n。;,:]{2,12}】|-- *[^\n。;,-]{2,16} *--) *$"),
        (2, r"^ *【下一?步[^】\n。;,:]{0,8}】"),
        (2, r"^ *(?:下一步|下步|明年|今年|本年度)[^\n。,;]{0,24}$"),
        (3, rf"^ *第{_NUMBER}{{1,4}}条(?=[ \n])"),
        (3, r"^ *\([一二三四五六七八九十]{1,3}\) *[^\n。;]{2,60}[。\n]"),
        (4, r"(?:^|(?<=[。;])) *[一二三四五六七八九十]{1,2}[是要](?!否)[^\n。;,]{2,40}[。;,]"),
    )
)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|[,、: ])")
# Words of plans, and those that are only at the end of a heading: 安排 may be a verb before.
_PLAN = re.compile(
    r"打算|思路|展望|往前看|下一?步|下一阶段|今后|未来(?!产业)|明年|下半年|下(?:个?[周月]|季度)|后续(?:工作|安排)|施工图"
    r"|工作计划|工作要点|重点任务|目标任务|主要目标|总体目标|发展目标|主要任务|工作任务|还要做什么|做什么$"
)
_END = r"[^\u4e00-\u9fff]*(?:\(.*)?$"
_PLAN_AT_END = re.compile(
    rf"(?:任务|目标|安排|(?<=[作度年步进施])计划|(?<=[作步年后])考虑|部署|要求|措施|举措|支持政策|政策(?:支持|扶持)|组织保障|议定事项|会议决定){_END}"
)
_DONE = re.compile(
    r"完成情况|进展情况|工作情况|工作总结|工作成效|取得|回顾|成就|成效|进展|已完成|成绩|亮点|往期"
    rf"|(?:情况|结果|总结|(?<!产业)基础|背景|概况|下达){_END}"
)
# Of these, what says without doubt that all below is a report.
_REPORT = re.compile(r"回顾|总结|(?:完成|进展|工作|基本)情况|成效|成就|成绩|进展|取得")
# The first character of the next line that is not blank.
_LINE_BELOW = re.compile(r" *\n[ \n]*([^ \n])")
# A review that appears in the first months of a year speaks of that year's work as still to come.
_LAST_MONTH_OF_PLANS = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a text.

    Attributes
    ----------
    start, end
        Offsets of the section, its heading included.
    heading
        Offsets of the heading; ``None`` for the text before the first heading.
    level
        1 for the outermost headings; 0 for the text before the first.
    year
        Offsets of the year it speaks of, from its own heading or the nearest one around it.
    plan
        Whether it sets out work still to be done.
    report
        Whether its heading, or one around it, says that it reports what was done.
    """

    start: int
    end: int
    heading: Extent | None = None
    level: int = 0
    year: Extent | None = None
    plan: bool = False
    report: bool = False


def split_sections(text: str, reference: date | None = None) -> list[Section]:
    r"""Return the sections of a text in order; together they cover it.

    Parameters
    ----------
    text
        Any text.
    reference
        The date of the bulletin. A heading with a later year, or with the same year early in it, opens a plan.

    Examples
    --------
    >>> text = "2020年工作总结\n认定4家。\n2021年工作打算\n一是扩大规模。遴选一批。"
    >>> [(text[s.year.start : s.year.end], s.plan) for s in split_sections(text)]
    [('2020', False), ('2021', True), ('2021', True)]
    """
    folded = fold(text)
    headings = _headings(folded)
    if not headings:
        return [Section(0, len(text))]
    starts = [extent.start for extent, _ in headings]
    sections = [Section(0, starts[0])] if starts[0] else []
    path: list[Section] = []
    reports: set[int] = set()
    first_year: int | None = None
    for (extent, level), end in zip(headings, [*starts[1:], len(text)], strict=True):
        path = [section for section in path if section.level < level]
        parent = path[-1] if path else None
        heading = folded[extent.start : extent.end]
        year, year_extent = None, parent.year if parent else None
        if match := _YEAR.search(heading):
            year = int(match[1])
            year_extent = Extent(extent.start + match.start(1), extent.start + match.end(1))
        in_report = any(section.start in reports for section in path)
        plan = _is_plan(heading, year, parent, in_report, first_year, reference)
        if not plan and (_DONE.search(heading) or (year and reference and year < reference.year)):
            reports.add(extent.start)
        report = not plan and _is_report(heading, parent)
        sections.append(Section(extent.start, end, extent, level, year_extent, plan, report))
        path.append(sections[-1])
        first_year = first_year or year
    return sections


def _headings(folded: str) -> list[tuple[Extent, int]]:
    """Return the headings in order, with their levels."""
    found: dict[int, tuple[int, int]] = {}
    for level, pattern in _HEADINGS:
        for match in pattern.finditer(folded):
            start = match.end() - len(match.group().lstrip())
            if _is_bullet(folded, start, match.end()):
                continue
            # Where two kinds match at one place the outer one, tried first, stands.
            found.setdefault(start, (match.end(), level))
    return [(Extent(start, end), level) for start, (end, level) in sorted(found.items())]


def _is_bullet(folded: str, start: int, end: int) -> bool:
    """Return whether a line is one of several with the same sign in front, which make a list."""
    sign = folded[start]
    if not re.match(_SIGN, sign):
        return False
    below = _LINE_BELOW.match(folded, end)
    if below is not None and below[1] == sign:
        return True
    last = start - 1
    while last >= 0 and folded[last] in " \n":
        last -= 1
    above = folded[folded.rfind("\n", 0, last + 1) + 1 : last + 1].lstrip()
    return above.startswith(sign)


def _is_report(heading: str, parent: Section | None) -> bool:
    # 发展成就和主要目标 is both, and so neither.
    if _PLAN.search(heading) or _PLAN_AT_END.search(heading):
        return False
    return bool(_REPORT.search(heading) or (parent and parent.report))


def _is_plan(
    heading: str,
    year: int | None,
    parent: Section | None,
    in_report: bool,
    first_year: int | None,
    reference: date | None,
) -> bool:
    if _DONE.search(heading):
        return False
    # In a report, 组织保障 and 工作部署 tell what was done.
    if _PLAN.search(heading) or (not in_report and _PLAN_AT_END.search(heading)):
        return True
    if year is None:
        return parent.plan if parent else False
    if reference and year != reference.year:
        return year > reference.year
    # The year of the bulletin itself, or one we cannot place: a plan where a review of an earlier year goes before.
    early = reference is None or reference.month <= _LAST_MONTH_OF_PLANS
    return early and first_year is not None and first_year < year
