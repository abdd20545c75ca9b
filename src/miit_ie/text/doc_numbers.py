"""Document numbers (文号) of notices, announcements and orders."""

from __future__ import annotations

import re

from miit_ie.schema import Span
from miit_ie.text.view import View

__all__ = ["find_doc_numbers"]

_NUMBER = "[0-9]{1,6}(?: *[、-] *[0-9]{1,6})*"
_CHINESE_NUMBER = "[一二三四五六七八九十百零]{1,7}"
_YEAR = "(?<![0-9])(?:19|20)[0-9]{2}"
# 〔2020〕174号. Character recognition mixes up the brackets, so they need not pair.
_BRACKETED = re.compile(rf"[〔﹝\[(【〖] *{_YEAR} *[〕﹞\])】〗] *(?:第 *)?{_NUMBER} *号")
# The code of the body and its bureau in front: 工信部科, 京经信发, 法(研)发.
_CODE = re.compile(r"(?:[\u4e00-\u9fff]{1,12}\([\u4e00-\u9fff]{1,6}\))?[\u4e00-\u9fff]{1,24} *$")
_LONGEST_CODE = 48
# Words of a sentence that run into the code: 根据工信部科…, …号和国办发….
_BEFORE_CODE = re.compile(
    "根据|按照|依据|依照|遵照|参照|贯彻|落实|执行|印发|下发|发布|关于|文号为?|号[和或]?|以及|[的以见由按将对在请与及]"
)
# 2020年第39号, 2020年第11、12号. Typhoons, floods and generators are numbered in the same way.
_OF_YEAR = re.compile(rf"{_YEAR} *年 *第 *(?:{_NUMBER}|{_CHINESE_NUMBER}) *号(?!强?台风|洪|热带|机组)")
# 第57号 is a document number only beside the kind of document: 令第57号, 第12号公告.
_KIND = "(?:令|公告|通告)"
_ORDINAL = f"(?P<number>第 *(?:[0-9]{{1,6}}|{_CHINESE_NUMBER}) *号)"
_AFTER_KIND = re.compile(rf"{_KIND}\s*\(?{_ORDINAL}")
_BEFORE_KIND = re.compile(rf"{_ORDINAL}\s*{_KIND}")


def find_doc_numbers(text: str) -> list[Span]:
    """Find the document numbers of a text, in order and without overlap.

    Parameters
    ----------
    text
        Any text, as given.

    Returns
    -------
    list of Span
        From the first character of the code to 号: ``工信部科〔2020〕174号``, with any kind of brackets, or
        ``2020年第39号``, without the name of the body before it. Of 第12号令 and 公告第12号 the span is ``第12号``.
        Numbers of standards (GB 1234-2020) are none.

    Examples
    --------
    >>> [span.text for span in find_doc_numbers("根据工信厅科函[2021] 232 号和工业和信息化部公告2020年第39号")]
    ['工信厅科函[2021] 232 号', '2020年第39号']
    """
    view = View.of(text)
    found = [match.span() for match in _OF_YEAR.finditer(view.text)]
    for pattern in (_AFTER_KIND, _BEFORE_KIND):
        found += [match.span("number") for match in pattern.finditer(view.text)]
    for match in _BRACKETED.finditer(view.text):
        start = _start_of_code(view.text, match.start())
        if start is not None:
            found.append((start, match.end()))
    spans = []
    end = 0
    # Where two overlap the one that starts first is the whole: 2020年第39号 before 第39号.
    for span_start, span_end in sorted(found):
        if span_start >= end:
            spans.append(view.span(span_start, span_end))
            end = span_end
    return spans


def _start_of_code(text: str, end: int) -> int | None:
    """Return where the code before a bracketed year starts, ``None`` if there is none."""
    offset = max(0, end - _LONGEST_CODE)
    before = text[offset:end]
    run = _CODE.search(before)
    if run is None:
        return None
    start = max((word.end() for word in _BEFORE_CODE.finditer(before, run.start())), default=run.start())
    # A single character is no code: 第(2020)5号.
    return offset + start if len(before[start:].rstrip()) > 1 else None
