"""An HTML page as the lines a reader sees: where one ends, what stands between words, what is hidden."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree

from miit_ie.errors import InputError

__all__ = ["Element", "Line", "page_lines", "parse_page"]

Element: TypeAlias = Any  # lxml has no types of its own.

_SKIPPED = re.compile(
    "head|script|style|noscript|template|nav|aside|footer|select|button|textarea|marquee|iframe|object|svg"
)
_BLOCK = re.compile(
    "address|article|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|form|h[1-6]|header"
    "|hr|html|li|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_CELLS = ("td", "th")
_ROW_PARTS = ("tr", *_CELLS)
# A table that holds any of these lays the page out; its cells are not values of a row.
_LAYOUT = etree.XPath(".//table | .//h1 | .//h2 | .//h3 | .//ul | .//ol")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_INLINE = re.compile(r"display\s*:\s*inline", re.IGNORECASE)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|wps|et|pdf|ofd|txt|zip|rar|7z)\s*(?:$|[?#])|download", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_EDGES = " \t\n\r\f\u00a0"
_MAX_COLUMNS, _MAX_DIGITS = 100, 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page.

    Attributes
    ----------
    text
        Its text; the cells of a table row are separated by tabs.
    linked
        How many of its characters stand in links to other pages. Links to files are part of a bulletin.
    owner
        The innermost block it stands in.
    """

    text: str
    linked: int
    owner: Element

    @property
    def is_link(self) -> bool:
        """Whether it is there to be clicked, not read."""
        return self.linked * 2 > _visible(self.text)


def parse_page(text: str, name: str) -> Element:
    """Parse an HTML document, however badly written.

    Raises
    ------
    InputError
        If there is nothing in it, or its elements are nested so deep that the parser would drop some.
    """
    # Told the encoding, the parser pays no heed to what the document says about it.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(text.encode(), parser)
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise InputError(f"{name}: its HTML elements are nested too deep")
    if root is None:
        raise InputError(f"{name}: no text found in the HTML page")
    return root


def page_lines(root: Element) -> list[Line]:
    """Return the visible lines of a page, in its order.

    Inline elements leave no trace. A break in the source is no blank between Chinese characters, and runs of
    blanks are one; no-break and full-width blanks stay, save no-break ones that indent a line. A row of a table
    of values is a line, its cells separated by tabs.
    """
    writer = _Writer()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        hidden = _is_hidden(element)
        if event == "start":
            if hidden:
                walker.skip_subtree()
            else:
                writer.start(element)
        else:
            if not hidden:
                writer.end(element)
            writer.write(element.tail)
    return writer.lines


class _Writer:
    """Writes lines while the elements of a page start and end."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._links = 0
        self._preformatted = 0
        self._blocks: list[Element] = []
        self._tables: dict[Element, _Table] = {}
        self._row: _Row | None = None

    def start(self, element: Element) -> None:
        if element.tag == "br":
            self._flush()
        elif _is_block(element):
            self._flush()
            self._blocks.append(element)
        if element.tag == "table" and not _LAYOUT(element):
            self._tables[element] = _Table()
        elif element.tag == "tr":
            table = self._tables.get(next(element.iterancestors("table"), None))
            self._row = _Row(element, table, self.lines) if table else None
        elif element.tag in _CELLS and self._row:
            self.lines = self._row.open_cell(element)
        self._links += _is_link(element)
        self._preformatted += element.tag == "pre"
        self.write(element.text)

    def end(self, element: Element) -> None:
        self._links -= _is_link(element)
        self._preformatted -= element.tag == "pre"
        if _is_block(element):
            self._flush()
            self._blocks.pop()
        if self._row and self._row.element is element:
            self.lines = self._row.before
            self.lines += self._row.close()
            self._row = None

    def write(self, text: str | None) -> None:
        if not text:
            return
        first, *more = text.split("\n") if self._preformatted else (text,)
        self._add(first)
        for line in more:
            self._flush()
            self._add(line)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        if self._links:
            self._linked += _visible(text)

    def _flush(self) -> None:
        text = _BLANKS.sub(_blank, "".join(self._pieces)).strip(_EDGES).rstrip()
        if text:
            self.lines.append(Line(text, self._linked, self._blocks[-1]))
        self._pieces.clear()
        self._linked = 0


@dataclass(slots=True)
class _Table:
    """A table of values: for each column, how many rows a cell above still reaches down."""

    reach: dict[int, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(slots=True)
class _Row:
    """A row of a table of values, with the lines that stand before it."""

    element: Element
    table: _Table
    before: list[Line]
    cells: list[tuple[Element, list[Line]]] = field(default_factory=list)

    def open_cell(self, element: Element) -> list[Line]:
        self.cells.append((element, []))
        return self.cells[-1][1]

    def close(self) -> list[Line]:
        reached = any(self.table.reach.values())
        texts = self._place()
        lines = [line for _, cell in self.cells for line in cell]
        filled = [cell for _, cell in self.cells if cell]
        if not filled or (len(filled) == 1 and not reached) or any(_is_running_text(cell) for cell in filled):
            return lines
        return [Line("\t".join(texts).rstrip(), sum(line.linked for line in lines), self.element)]

    def _place(self) -> list[str]:
        """Return the text of every column, empty where a cell from above or from the left reaches in."""
        reach, texts = self.table.reach, list[str]()
        for element, lines in self.cells:
            while reach[len(texts)]:
                reach[len(texts)] -= 1
                texts.append("")
            width, height = min(_span(element, "colspan"), _MAX_COLUMNS), _span(element, "rowspan")
            for column in range(len(texts), len(texts) + width):
                reach[column] = height - 1
            texts += [" ".join(line.text.strip() for line in lines), *[""] * (width - 1)]
        for column in range(len(texts), max(reach, default=0) + 1):
            reach[column] = max(reach[column] - 1, 0)
        return texts


def _is_running_text(cell: list[Line]) -> bool:
    """Tell paragraphs and menus, which some pages put in tables, from values."""
    return sum("。" in line.text for line in cell) > 1 or sum(line.is_link for line in cell) > 1


def _span(cell: Element, attribute: str) -> int:
    value = cell.get(attribute, "1").strip()[:_MAX_DIGITS]
    return max(int(value), 1) if value.isdecimal() else 1


def _is_hidden(element: Element) -> bool:
    hidden = "hidden" in element.attrib or _HIDDEN.search(element.get("style", ""))
    return bool(hidden or _SKIPPED.fullmatch(element.tag))


def _is_block(element: Element) -> bool:
    inline = element.tag not in _ROW_PARTS and _INLINE.search(element.get("style", ""))
    return bool(_BLOCK.fullmatch(element.tag)) and not inline


def _is_link(element: Element) -> bool:
    href = element.get("href") if element.tag == "a" else None
    return href is not None and not _FILE.search(href) and not _FILE.search("".join(element.itertext()))


def _blank(match: re.Match[str]) -> str:
    """Return what a run of blanks stands for: nothing where a line of the source breaks between wide characters."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    if not before or not after or not ({"\n", "\r"} & set(match[0])):
        return " "
    # Chinese quotation marks and dashes count as ambiguous ("A").
    widths = {unicodedata.east_asian_width(before), unicodedata.east_asian_width(after)}
    return "" if widths <= {"W", "F", "A"} and widths != {"A"} else " "


def _visible(text: str) -> int:
    return sum(not char.isspace() for char in text)
