"""Reads the metadata of a bulletin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from miit_ie.schema import Meta
from miit_ie.text.dates import find_dates
from miit_ie.text.doc_numbers import find_doc_numbers
from miit_ie.text.metadata.attachments import find_attachments, read_attachments
from miit_ie.text.metadata.head import read_head
from miit_ie.text.metadata.lines import Line, body_name, date_of, read_lines, split_signature

__all__ = ["attachment_lines", "read_metadata", "reference_date"]

# A date without a name above it is a signature only this near the end, and only in the form 2021年1月8日: others
# belong to lists of further pages.
_LAST_LINES = 6


class _Signature(NamedTuple):
    """Where the signature starts among the lines, who signs and when."""

    start: int
    body: str | None
    date: str


def read_metadata(text: str) -> Meta:
    """Read what a bulletin says about itself.

    Parameters
    ----------
    text
        The text of the bulletin, as given.

    Returns
    -------
    Meta
        Strings are cut from the text without the blanks around them; a title or name broken over lines is joined.
        What the text does not say is ``None`` or empty. The issuer is taken, in this order, from a label (发文机关),
        the signature, the line under the title, the body the title opens with, the letterhead, 来源, in full
        where the title opens with it; of several bodies it is the first. Dates are ISO 8601.

    Examples
    --------
    >>> meta = read_metadata('''关于开展遴选工作的通知
    ... 工信厅科函〔2021〕5号
    ... 各省工业和信息化厅，有关企业：
    ... 现将遴选工作有关事项通知如下。
    ... 附件：申报指南
    ... 工业和信息化部办公厅
    ... 2021年1月8日''')
    >>> meta.title, meta.doc_number, meta.addressees
    ('关于开展遴选工作的通知', '工信厅科函〔2021〕5号', ('各省工业和信息化厅', '有关企业'))
    >>> meta.issuer, meta.signed, meta.attachments
    ('工业和信息化部办公厅', '2021-01-08', ('申报指南',))
    """
    lines = read_lines(text)
    head = read_head(lines)
    body = lines[head.end :]
    signature = _find_signature(body)
    fields = head.fields
    return Meta(
        title=fields.get("title") or head.title,
        issuer=fields.get("issuer")
        or (signature and signature.body)
        or head.byline
        or head.title_body
        or head.letterhead
        or _source(head.title, fields.get("source")),
        doc_number=_first_number(fields.get("doc_number")) or head.doc_number,
        published=_first_date(fields.get("published")) or head.published,
        signed=(signature and signature.date) or head.signed or _first_date(fields.get("signed")),
        addressees=head.addressees,
        attachments=read_attachments(body, signature and signature.start),
    )


def attachment_lines(text: str) -> frozenset[int]:
    r"""Return where the lines of a text start that list its attachments.

    Examples
    --------
    >>> text = "关于遴选工作的通知\n现予公布。\n附件：1.第一批名单\n2.推荐表"
    >>> [text[start : start + 4] for start in sorted(attachment_lines(text))]
    ['附件：1', '2.推荐']
    """
    lines = read_lines(text)
    body = lines[read_head(lines).end :]
    signature = _find_signature(body)
    return frozenset(line.start for line in find_attachments(body, signature and signature.start))


def reference_date(meta: Meta) -> date | None:
    """Return the day relative dates of a bulletin are counted from: when it was published, else signed.

    ``None`` if neither is known to the day.

    Examples
    --------
    >>> reference_date(Meta(published="2021-01-08", signed="2021-01-05"))
    datetime.date(2021, 1, 8)
    """
    for value in (meta.published, meta.signed):
        try:
            return date.fromisoformat(value or "")
        except ValueError:  # none, a month, or no day of the calendar
            continue
    return None


def _find_signature(lines: Sequence[Line]) -> _Signature | None:
    """Find the first body with a date under or behind it; attachments that follow may hold more of them."""
    for index, line in enumerate(lines):
        if signature := split_signature(line.text):
            return _Signature(index, *signature)
        signed = date_of(line.text)
        if signed and index and body_name(lines[index - 1].text):
            # Those who sign together stand one above the other, the leading body first.
            start = index - 1
            while start and body_name(lines[start - 1].text):
                start -= 1
            return _Signature(start, body_name(lines[start].text), signed)
    for index in range(len(lines) - 1, max(len(lines) - 1 - _LAST_LINES, -1), -1):
        if "年" in lines[index].text and (signed := date_of(lines[index].text)):
            return _Signature(index, None, signed)
    return None


def _source(title: str | None, source: str | None) -> str | None:
    """Return the 来源 by its full name where the title opens with that (某省工业和信息化厅科技处:…, 来源:科技处)."""
    at = title.find(source) if title and source else -1
    if title is None or source is None or at < 0:
        return source
    return body_name(title[: at + len(source)].strip()) or source


def _first_number(text: str | None) -> str | None:
    numbers = find_doc_numbers(text) if text else []
    return numbers[0].text if numbers else None


def _first_date(text: str | None) -> str | None:
    """Return the date that a label's value starts with."""
    dates = find_dates(text) if text else []
    value = dates[0].value if dates and dates[0].start == 0 else None
    return value if value and "/" not in value else None
