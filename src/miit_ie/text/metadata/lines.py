"""The lines of a bulletin, and what tells a title, a body's name, a date and running text apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miit_ie.text.dates import find_dates
from miit_ie.text.fold import fold
from miit_ie.text.view import View

__all__ = [
    "Line",
    "body_name",
    "date_of",
    "is_complete_title",
    "is_text",
    "leading_body",
    "read_lines",
    "split_signature",
]

_PAGE = re.compile("[-·.]*[0-9]{1,3}[-·.]*|第[0-9]{1,3}页(?:[,/]?共[0-9]{1,3}页)?|[0-9]{1,3}/[0-9]{1,3}")
_COMPLETE_TITLE = re.compile(
    "(?:通知|公告|通告|公示|通报|意见|决定|决议|办法|规定|细则|方案|规划|计划|要点|指南|名单|目录|简报|纪要|报告|请示"
    r"|批复|函|令|倡议书|声明|说明|解读|答复)(?:\([^()]{1,20}\))?$"
)
_BODY_NAME = re.compile(
    r"(?!关于)[\u4e00-\u9fff·()]{0,40}(?:部|委|厅|局|司|署|院|处|科|党委|党组|政府|中心|大学|集团|公司|联盟|专班|总队|支队|支局"
    "|办公室|实验室|研究室|研究所|委员会|协会|学会|商会|联合会|基金会|促进会|研究会|领导小组|工作组|专家组|秘书处)"
)
_SEAL = re.compile(r"\((?:代章|盖章|印章|公章|签章|章)\)$")
# 工业和信息化部等三部门关于…, 工业和信息化部办公厅等七部门办公厅关于….
_AND_OTHERS = re.compile("等[^等]{1,4}(?:部门|单位|部委)[^等]{0,4}$")
_AFTER_LEADING_BODY = re.compile("关于|公告|通告|令")
_CLOCK = re.compile("[ T]{1,8}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$")
_DATE_AT_END = re.compile("[(]?[0-9一二][0-9零○O一二三四五六七八九十年月日./ -]{0,40}$")
# What the head does not go on with: numbered headings and the list of attachments.
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}[章条]|[0-9]{1,2}[.、]|附件[^:]{0,3}:"
)
_LONGEST_TITLE = 80
_LONGEST_DATE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank.

    Attributes
    ----------
    text
        The line as given, without the blanks around it.
    folded
        Its folded copy (`miit_ie.text.fold.fold`), of the same length.
    flat
        Its folded copy without any blanks, for matching.
    after_gap
        Whether a blank line goes before it.
    start
        Where the line of the text starts, its blanks included.
    """

    text: str
    folded: str
    flat: str
    after_gap: bool = False
    start: int = 0

    @classmethod
    def of(cls, text: str, *, after_gap: bool = False, start: int = 0) -> Line:
        """Make a line of a piece of text without line breaks."""
        view = View.of(text)
        first = len(view.text) - len(view.text.lstrip())
        end = len(view.text.rstrip())
        trimmed = view.span(first, end).text if first < end else ""
        return cls(trimmed, fold(trimmed), view.text.replace(" ", ""), after_gap, start)


def read_lines(text: str) -> list[Line]:
    """Return the lines of a text without blank lines and page numbers."""
    lines = []
    after_gap, start = False, 0
    for raw in text.splitlines(keepends=True):
        line = Line.of("".join(raw.splitlines()), after_gap=after_gap, start=start)
        start += len(raw)
        after_gap = not line.flat
        if line.flat and not _PAGE.fullmatch(line.flat):
            lines.append(line)
    return lines


def body_name(text: str) -> str | None:
    """Return the body that a text names and nothing else; of several side by side the first, who leads.

    Examples
    --------
    >>> body_name("省工业和信息化厅（代章）"), body_name("工业和信息化部　财政部"), body_name("关于成立研究院")
    ('省工业和信息化厅', '工业和信息化部', None)
    """
    folded = fold(text)
    names = list(re.finditer("[^ 、]+", folded))
    if len(names) > 1 and all(_BODY_NAME.fullmatch(name.group()) for name in names):
        return text[: names[0].end()]
    without_seal = _SEAL.sub("", folded).rstrip()
    return text[: len(without_seal)] if _BODY_NAME.fullmatch(without_seal.replace(" ", "")) else None


def leading_body(title: str) -> str | None:
    """Return the body that a title opens with.

    Examples
    --------
    >>> leading_body("工业和信息化部等三部门关于印发行动方案的通知")
    '工业和信息化部'
    """
    cut = _AFTER_LEADING_BODY.search(fold(title))
    if cut is None:
        return None
    lead = title[: cut.start()].rstrip()
    return body_name(_AND_OTHERS.sub("", lead))


def date_of(text: str) -> str | None:
    """Return the ISO value of the date that a text consists of, perhaps in brackets or with a time of day.

    Examples
    --------
    >>> date_of("（二〇二一年一月八日）"), date_of("2021-01-08 10:20"), date_of("自2021年1月8日起")
    ('2021-01-08', '2021-01-08', None)
    """
    date = _CLOCK.sub("", fold(text).strip("()[]【】 ")).replace(" ", "")
    found = find_dates(date) if len(date) <= _LONGEST_DATE else []
    return found[0].value if len(found) == 1 and found[0].text == date and _is_point(found[0].value) else None


def split_signature(text: str) -> tuple[str, str] | None:
    """Return the body and the ISO date of a text made up of both.

    Examples
    --------
    >>> split_signature("省工业和信息化厅　2021年1月8日")
    ('省工业和信息化厅', '2021-01-08')
    """
    date_like = _DATE_AT_END.search(_CLOCK.sub("", fold(text)).rstrip(") "))
    if date_like is None:
        return None
    body, date = body_name(text[: date_like.start()].strip()), date_of(text[date_like.start() :])
    return (body, date) if body and date else None


def is_complete_title(title: str) -> bool:
    """Return whether a title ends with a kind of document (…的通知)."""
    return bool(_COMPLETE_TITLE.search(fold(title)))


def is_text(line: Line) -> bool:
    """Return whether a line is running text, a numbered heading or the start of a list rather than part of the head."""
    if _HEADING.match(line.flat) or "。" in line.flat or line.flat[-1] in ",;:、":
        return True
    return len(line.flat) > _LONGEST_TITLE and not _COMPLETE_TITLE.search(line.flat)


def _is_point(value: str | None) -> bool:
    return value is not None and "/" not in value and len(value) > len("2021")
