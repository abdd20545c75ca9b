"""The list of attachments of a notice: 附件：1.申报指南 2.推荐汇总表."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from miit_ie.text.fold import fold
from miit_ie.text.metadata.lines import Line, body_name, date_of

__all__ = ["find_attachments", "read_attachments"]

# 附件：…, 附件下载：…, 附件1：…. A bare 附件1 heads the attachment itself.
_START = re.compile("附 {0,8}件 ?(?:下载|列表|清单)? ?(?P<number>[0-9]{1,2})? ?(?::|(?<=[0-9])[.、 ]) *")
_NUMBERED = re.compile(r"[0-9]{1,2} ?[.、]|\([0-9]{1,2}\)")
_PAIRS = (("(", ")"), ("《", "》"), ("“", "”"), ("〔", "〕"))


def read_attachments(lines: Sequence[Line], end: int | None) -> tuple[str, ...]:
    """Return the names of the attachments a notice lists, without their numbers.

    Parameters
    ----------
    lines
        The lines after the title.
    end
        Index of the signature among them, up to which a list without numbers, or with broken lines, may go on.

    Examples
    --------
    >>> read_attachments([Line.of("附件：1.2021年申报指南2.汇总表")], end=None)
    ('2021年申报指南', '汇总表')
    """
    found = find_attachments(lines, end)
    if not found:
        return ()
    pieces, numbers = [], []
    for line in found:
        start = _START.match(line.folded)
        pieces.append(line.text[start.end() :] if start else line.text)
        numbers.append(start["number"] if start else None)
    names = pieces if numbers[0] else _listed(pieces)
    return tuple(name for raw in names if (name := raw.strip().rstrip("；;。，, \u3000")) and name != "无")


def find_attachments(lines: Sequence[Line], end: int | None) -> list[Line]:
    """Return the lines that list the attachments, of the lines and the signature `read_attachments` takes."""
    for index, line in enumerate(lines):
        if start := _START.match(line.folded):
            if start["number"]:
                return list(itertools.takewhile(_is_numbered_start, lines[index:]))
            return [line, *_block(lines, index + 1, end)]
    return []


def _is_numbered_start(line: Line) -> bool:
    start = _START.match(line.folded)
    return bool(start and start["number"])


def _block(lines: Sequence[Line], start: int, end: int | None) -> list[Line]:
    """Return the lines that go on with a list."""
    block = []
    # A signature before the list does not bound it.
    before_signature = end is not None and end >= start
    for line in lines[start:end] if before_signature else lines[start:]:
        goes_on = _NUMBERED.match(line.folded) or (before_signature and not line.after_gap)
        if not goes_on or _START.match(line.folded) or body_name(line.text) or date_of(line.text):
            break
        block.append(line)
    return block


def _listed(pieces: list[str]) -> list[str]:
    """Split a list at its numbers in order; without numbers, a name a line unless a bracket stays open."""
    names: list[str] = []
    numbered = any(_NUMBERED.match(fold(piece).lstrip()) for piece in pieces)
    for piece in pieces:
        folded = fold(piece)
        start = 0
        while numbered and (number := _number(len(names) + 1).search(folded, start)):
            if names:
                names[-1] += piece[start : number.start()]
            names.append("")
            start = number.end()
        if names and (numbered or _is_open(names[-1])):
            names[-1] += piece[start:]
        elif piece:
            names.append(piece)
    return names


def _number(value: int) -> re.Pattern[str]:
    """Return the pattern of a number in a list: after a gap (1.2021年…), or in running text with no digit around it."""
    return re.compile(rf"(?:^|(?<=[ ;,。])){value} ?[.、] ?|(?<![0-9. ;,。]){value}[.、](?![0-9]) ?|\({value}\) ?")


def _is_open(name: str) -> bool:
    folded = fold(name)
    return any(folded.count(opening) > folded.count(closing) for opening, closing in _PAIRS)
