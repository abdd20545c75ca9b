"""Which lines of a page are the bulletin's text."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

from miit_ie.readers.boilerplate import (
    is_attachment,
    is_contact,
    is_credit,
    is_end,
    is_footer,
    is_furniture,
    is_menu,
    is_own,
    is_prose,
    is_sentence,
)
from miit_ie.readers.page_lines import Element, Line

__all__ = ["find_body"]

# What content management systems of government sites, and WeChat, call the element that holds an article's text.
_CONTAINER = re.compile(
    "zoom|con_con|ucap-content|pages_content|js_content|trs_editor|trs_ueditor|trs_editor_view|v_news_content"
    "|wp_articlecontent|article-content|article_content|articlecontent|news_content|contenttext"
)
_NAMED = etree.XPath("descendant-or-self::*[@id or @class]")
_LEAF = re.compile("p|li|dt|dd|h[1-6]|blockquote|pre|th")
# Shares of the text around an element that it must hold: to be taken by its name, to be descended into.
_KNOWN_SHARE = 0.25
_DESCENT = 0.8


def find_body(root: Element, lines: list[Line], titles: list[range]) -> range:
    """Return the indices of the lines that are the bulletin's text; an empty range if there is none.

    The element that holds them is known by name, or is the innermost one that can be reached without leaving a
    line of prose behind. Lines of the page at its top and bottom are taken off.

    Parameters
    ----------
    root, lines
        The page.
    titles
        Where it prints the title.
    """
    title = {number for place in titles for number in place}
    weights: Counter[Element] = Counter()
    for number, line in enumerate(lines):
        if number not in title and is_own(line):
            weights.update(dict.fromkeys([line.owner, *line.owner.iterancestors()], len(line.text)))
    if not weights[root]:
        return range(0)
    container = _known(root, weights)
    if container is not None:
        return _trim(lines, _extent(lines, container))
    prose = [line for number, line in enumerate(lines) if number not in title and is_prose(line)]
    body = _extent(lines, _innermost(root, prose, weights))
    # What stands above the title is not part of a text that has no element of its own.
    start = next((place.start for place in titles if place.start in body), body.start)
    return _trim(lines, range(start, body.stop))


def _known(root: Element, weights: Counter[Element]) -> Element | None:
    named = [element for element in _NAMED(root) if any(map(_CONTAINER.fullmatch, _names(element)))]
    best = max(named, key=weights.__getitem__, default=None)
    return best if best is not None and weights[best] >= _KNOWN_SHARE * weights[root] else None


def _names(element: Element) -> list[str]:
    return f"{element.get('id', '')} {element.get('class', '')}".lower().split()


def _innermost(root: Element, prose: list[Line], weights: Counter[Element]) -> Element:
    """Descend into the child that holds most of the text while what is left behind is no prose."""
    element = root
    while True:
        child = max(element, key=weights.__getitem__, default=None)
        if child is None or _LEAF.fullmatch(child.tag) or weights[child] < _DESCENT * weights[element]:
            return element
        if any(_is_within(line, element) and not _is_within(line, child) for line in prose):
            return element
        element = child


def _extent(lines: list[Line], element: Element) -> range:
    inside = [number for number, line in enumerate(lines) if _is_within(line, element)]
    return range(inside[0], inside[-1] + 1)


def _is_within(line: Line, element: Element) -> bool:
    return line.owner is element or element in line.owner.iterancestors()


def _trim(lines: list[Line], body: range) -> range:
    begun = next((number for number in body if is_sentence(lines[number])), body.start)
    start = 1 + max(
        (number for number in range(body.start, begun) if is_furniture(lines[number])), default=body.start - 1
    )
    stop = next((number for number in range(begun, body.stop) if is_end(lines[number].text)), body.stop)
    above_footer = stop < body.stop and is_footer(lines[stop].text)
    last = stop
    while last > start and _is_loose(lines[last - 1], above_footer):
        last -= 1
    # Links at the end are other pages, but not below "附件：".
    return range(start, stop if last > start and is_attachment(lines[last - 1].text) else last)


def _is_loose(line: Line, above_footer: bool) -> bool:
    return is_menu(line) or is_credit(line.text) or (above_footer and is_contact(line.text))
