"""The head of a bulletin: everything from the navigation line down to the salutation or the first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from miit_ie.text.doc_numbers import find_doc_numbers
from miit_ie.text.fold import fold
from miit_ie.text.metadata.addressees import read_salutation
from miit_ie.text.metadata.labels import split_labels
from miit_ie.text.metadata.lines import (
    Line,
    body_name,
    date_of,
    is_complete_title,
    is_text,
    leading_body,
    split_signature,
)

__all__ = ["Head", "read_head"]

_MOST_LINES = 30
_MOST_TITLE_LINES = 4
# Menus, paths, marks of secrecy and urgency, serial numbers, headings of attachments.
_FURNITURE = re.compile(
    "首页|正文|打印|关闭|返回|分享|收藏|登录|搜索|无障碍|通知公告|公告公示|公示公告|新闻动态|工作动态|政务公开|信息公开|政策文件|[^>›»]*[>›»].*"
    r"|(?:特急|加急|急件|平急|机密|秘密|绝密|内部资料)[★*0-9年]*.{0,6}|[0-9]+|附件[0-9]{0,2}|\(?此件公开发布\)?|[-=_*·.]+"
)
_LETTERHEAD = re.compile("文 ?件$")
_BARE_KIND = re.compile("的?(?:通知|公告|通告|公示|通报|决定|令|函|意见|批复|复函)")
_AFTER_NUMBER = re.compile("[ )\\]】]*(?:签发人.*)?$")


@dataclass(slots=True)
class Head:
    """What the head says.

    Attributes
    ----------
    fields
        What labels say, by their field.
    title, title_body
        The title, and the body it opens with.
    letterhead, byline
        The bodies named above and below the title.
    doc_number, published, signed
        The first of each, as given or in ISO 8601.
    addressees
        The salutation.
    end
        Index of the first line after the head.
    """

    fields: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    title_body: str | None = None
    letterhead: str | None = None
    byline: str | None = None
    doc_number: str | None = None
    published: str | None = None
    signed: str | None = None
    addressees: tuple[str, ...] = ()
    end: int = 0


class _Piece(NamedTuple):
    """A line of the head that may belong to the title, with the body it names if it names one and nothing else."""

    line: int
    text: str
    body: str | None

    @property
    def is_kind(self) -> bool:
        """Whether it is the last bit of a title: 公　告, 的通知."""
        return bool(_BARE_KIND.fullmatch("".join(self.text.split())))


def read_head(lines: Sequence[Line]) -> Head:
    """Read the head of a bulletin off its lines."""
    head = Head(end=min(len(lines), _MOST_LINES))
    pieces: list[_Piece] = []
    used = False
    for index, line in enumerate(lines[:_MOST_LINES]):
        if used:
            used = False
            continue
        if any(piece.body is None for piece in pieces):
            head.addressees = read_salutation(lines[index:])
        rest, fields, used = split_labels(line, lines[index + 1] if index + 1 < len(lines) else None)
        rest = _take_number(rest, pieces[-1].text if pieces else "", head)
        if head.addressees or (rest and is_text(Line.of(rest))):
            head.end = index
            break
        head.fields = {**fields, **head.fields}
        if rest and (piece := _read_line(index, rest, head, pieces)):
            pieces.append(piece)
    _assemble_title(head, pieces)
    return head


def _take_number(text: str, previous: str, head: Head) -> str:
    """Note the document's own number, not one cited in a title, and return the text before it."""
    # 第61号 is a number under a line that ends with 令.
    context = f"{previous}\n"
    for number in find_doc_numbers(context + text):
        start, end = number.start - len(context), number.end - len(context)
        before = text[: max(start, 0)].rstrip(" \u3000(（[【")
        own = not before or body_name(before) or is_complete_title(before) or _LETTERHEAD.search(before)
        if start >= 0 and own and _AFTER_NUMBER.match(fold(text[end:])):
            head.doc_number = head.doc_number or number.text
            return before
    return text


def _read_line(index: int, text: str, head: Head, pieces: list[_Piece]) -> _Piece | None:
    """Note a date or letterhead, or return the line as a piece of the title or its surroundings."""
    if date := date_of(text):
        # 2021年1月8日 under the name of a body is a signature at the top.
        if pieces and pieces[-1].body and "年" in text:
            head.signed = head.signed or date
        else:
            head.published = head.published or date
    elif signature := split_signature(text):
        head.published = head.published or signature[1]
        return _Piece(index, text, signature[0])
    elif _LETTERHEAD.search(text) and (body := body_name(_LETTERHEAD.sub("", text).rstrip())):
        head.letterhead = head.letterhead or body
    elif not _FURNITURE.fullmatch(Line.of(text).flat):
        return _Piece(index, text, body_name(text))
    return None


def _assemble_title(head: Head, pieces: list[_Piece]) -> None:
    """Find the title among the pieces, over several lines where it is broken, and the bodies above and below it."""
    first = next((place for place, piece in enumerate(pieces) if piece.body is None), None)
    if first is None:
        # A headline that reads like the name of a body stands over the body that wrote it.
        bodies = [piece.body for piece in pieces]
        if len(bodies) > 1:
            head.title, head.byline = pieces[0].text, bodies[1]
        elif bodies:
            head.letterhead = head.letterhead or bodies[0]
        return
    end = _end_of_title(pieces, first)
    start = first
    # 工业和信息化部 on one line, 关于…的通知 or 公告 on the next.
    if pieces[first].text.startswith("关于") or pieces[first].is_kind:
        while start and pieces[start - 1].line == pieces[start].line - 1:
            start -= 1
    head.title = "".join(piece.text for piece in pieces[start:end])
    head.title_body = pieces[start].body or leading_body(head.title)
    if start:
        head.letterhead = head.letterhead or pieces[0].body
    head.byline = next((piece.body for piece in pieces[end:] if piece.body), None)


def _end_of_title(pieces: list[_Piece], first: int) -> int:
    """Return where the title ends: behind lines that complete 关于…, or that hold no more than 的通知."""
    title = pieces[first].text
    broken = "关于" in title and not is_complete_title(title)
    for place in range(first + 1, min(first + _MOST_TITLE_LINES, len(pieces))):
        piece = pieces[place]
        if piece.line != pieces[place - 1].line + 1 or not (broken or piece.is_kind):
            break
        title += piece.text
        if is_complete_title(title) and not (place + 1 < len(pieces) and pieces[place + 1].is_kind):
            return place + 1
    return first + 1
