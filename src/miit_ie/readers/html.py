"""HTML pages of government sites: the title and the text without what surrounds them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from miit_ie.errors import InputError
from miit_ie.readers.boilerplate import is_prose
from miit_ie.readers.encoding import decode
from miit_ie.readers.page_body import find_body
from miit_ie.readers.page_lines import page_lines, parse_page
from miit_ie.readers.page_meta import page_meta, stated_meta
from miit_ie.readers.page_title import TitleFinder
from miit_ie.schema import Bulletin

__all__ = ["looks_like_html", "read_html"]

_START = re.compile(rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|meta)\b", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD = 4096
_OPENING = 10


def looks_like_html(data: bytes) -> bool:
    """Whether data begins as an HTML document does."""
    # Without NUL, the markup of a page in UTF-16 reads as ASCII.
    return bool(_START.match(data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff")))


def read_html(data: bytes, name: str, *, encoding: str | None = None) -> Bulletin:
    """Read a web page.

    The text of the bulletin is the title and below it the text of the page, a line for every paragraph and every
    row of a table. Menus, dates and sources printed above, buttons, links to other articles and footers stay out.

    Parameters
    ----------
    data
        The page.
    name
        Its file name, of which the stem becomes the ``doc_id``.
    encoding
        Its encoding; found out by default, with regard to what the page says.

    Returns
    -------
    Bulletin
        With ``title``, ``published``, ``issuer`` and ``doc_number`` in ``meta`` where the page states them.

    Raises
    ------
    InputError
        If it cannot be decoded or has no text.

    Examples
    --------
    >>> page = "<html><h1>关于公布第三批名单的通知</h1><div id='zoom'><p>现<b>认</b>定8家企业。</p></div></html>"
    >>> print(read_html(page.encode(), "notice.html").text)
    关于公布第三批名单的通知
    现认定8家企业。
    """
    declared = _CHARSET.search(data[:_HEAD])
    text = decode(data, name, encoding=encoding, declared=declared[1].decode("ascii") if declared else None)
    root = parse_page(text, name)
    lines = page_lines(root)
    stated = stated_meta(root)
    finder = TitleFinder(root, lines, stated)
    title = stated.get("articletitle") or finder.confirmed()
    places = finder.places(title)
    body = find_body(root, lines, places)
    # A page without its scripts may show no more than a word or two: loading, please wait.
    if not body or not (places or any(is_prose(lines[number]) for number in body)):
        raise InputError(f"{name}: no text of an article found in the HTML page")
    title = title or finder.printed(body)
    places = finder.places(title)
    below_title = max((place.stop for place in places if place.stop <= body.start), default=body.start)
    meta = page_meta(root, stated, lines[: body.start], lines[below_title : body.start])
    paragraphs = [lines[number].text for number in body]
    # Many documents open with their title.
    if title and not any(place.start in body[:_OPENING] for place in places):
        paragraphs.insert(0, title)
    return Bulletin.of("\n".join(paragraphs), PurePath(name).stem, meta=replace(meta, title=title))
