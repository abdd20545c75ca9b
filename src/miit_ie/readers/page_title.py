"""The title of a bulletin on a web page, and where the page prints it."""

from __future__ import annotations

import re
from itertools import groupby

from lxml import etree

from miit_ie.readers.boilerplate import is_furniture, is_page_info, is_sentence
from miit_ie.readers.page_lines import Element, Line
from miit_ie.text.fold import fold

__all__ = ["TitleFinder"]

_WINDOW_TITLE = etree.XPath("string(//head/title)")
_HEADINGS = ("h1", "h2", "h3")
_MARK = re.compile(r"title|\bbt\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"[_|｜—–-]|\s")
_SITE_NAME = re.compile(r"(?:[局厅部委网]|网站|委员会|政府|门户|平台)$")
_SHORTEST, _LONGEST = 6, 120
_MOST_LINES = 4


class TitleFinder:
    """Finds the title of a page.

    Parameters
    ----------
    root, lines
        The page.
    stated
        The contents of its <meta> elements by name.
    """

    def __init__(self, root: Element, lines: list[Line], stated: dict[str, str]) -> None:
        self._lines = lines
        self._window = stated.get("og:title") or " ".join(_WINDOW_TITLE(root).split())
        self._runs = _runs(lines)

    def places(self, title: str | None) -> list[range]:
        """Return where the page prints a title, however it is broken into lines."""
        return self._runs.get(_close_up(title), []) if title else []

    def confirmed(self) -> str | None:
        """Return the longest title that both the page and its window title show."""
        window = _close_up(self._window)
        shown = [part for part in _parts(self._window) if self.places(part)]
        shown += [text for _, text in _blocks(self._lines) if _close_up(text) in window]
        return _first_title(sorted(shown, key=len, reverse=True))

    def printed(self, body: range) -> str | None:
        """Return the best title to be had where no other is: a heading above the text, at worst the window title."""
        above = self._lines[: body.start]
        begun = next((number for number in body if is_sentence(self._lines[number])), body.start)
        marked = [text for owner, text in _blocks(above) if _is_heading(owner)]
        inside = [text for owner, text in _blocks(self._lines[body.start : begun]) if owner.tag == "h1"]
        last_info = max((number for number, line in enumerate(above) if is_page_info(line.text)), default=0)
        over_info = [text for _, text in _blocks(above[:last_info])][-1:]
        return _first_title([*marked, *inside, *over_info, *sorted(_SEPARATOR.split(self._window), key=len)[-1:]])


def _first_title(candidates: list[str]) -> str | None:
    fits = (found for found in candidates if _SHORTEST <= len(found) <= _LONGEST)
    return next((found for found in fits if not _SITE_NAME.search(found)), None)


def _runs(lines: list[Line]) -> dict[str, list[range]]:
    """Index the places of every run of lines that may be a title by its text."""
    runs: dict[str, list[range]] = {}
    texts = ["" if is_furniture(line) or len(line.text) > _LONGEST else _close_up(line.text) for line in lines]
    for start in range(len(texts)):
        for stop in range(start + 1, min(start + _MOST_LINES, len(texts)) + 1):
            if not texts[stop - 1]:
                break
            runs.setdefault("".join(texts[start:stop]), []).append(range(start, stop))
    return runs


def _blocks(lines: list[Line]) -> list[tuple[Element, str]]:
    """Join the lines of one block, which a title may be broken into; leave out what surrounds the text."""
    groups = groupby((line for line in lines if not is_furniture(line)), key=lambda line: line.owner)
    return [(owner, "".join(line.text.strip() for line in group)) for owner, group in groups]


def _parts(window: str) -> list[str]:
    """Return every run of parts of a window title: a title may itself contain what separates it from the site."""
    marks = [match.span() for match in _SEPARATOR.finditer(window)]
    starts = [0, *(end for _, end in marks)]
    stops = [*(start for start, _ in marks), len(window)]
    return [window[start:stop].strip() for start in starts for stop in stops if start < stop]


def _is_heading(element: Element) -> bool:
    return element.tag in _HEADINGS or bool(_MARK.search(f"{element.get('id', '')} {element.get('class', '')}"))


def _close_up(text: str) -> str:
    """Return a text without blanks, variants of a character as one, to compare titles by."""
    return re.sub("[\\s\u200b\ufeff]+", "", fold(text))
