"""Bulletins as tables for reading in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from miit_ie.outputs.display import count_label, ordered, plain
from miit_ie.schema import Bulletin, Event, Item, Mention, Span, default_ontology

__all__ = ["BulletinTable"]

# From this width on, target, title and members have columns of their own, and so have agent and time.
_WIDE = 120
_MEMBER_CELLS = 40
_ISSUER = "发文机关"
_TYPE_STYLES = {"认定": "bold blue", "遴选": "bold magenta", "部署": "bold cyan"}


@dataclass(frozen=True, slots=True)
class BulletinTable:
    """A rich renderable: the bulletin's title line and one row per item, core types first.

    An event without items has one row, and an event of several items is described in its first row only. Columns
    that would be empty all the way down are left out, and a narrow console gets fewer, fuller columns. What was
    inferred from context stands in brackets.

    Examples
    --------
    >>> from miit_ie.schema import Count
    >>> item = Item(Span("试点项目", 5, 9), count=Count("17项", 2, 5, 17, "项"))
    >>> event = Event("部署", "DEPLOYMENT", Span("部署", 0, 2), items=(item,))
    >>> table = BulletinTable(Bulletin.of("部署17项试点项目。", "notice", events=(event,)))
    >>> Console(width=60).print(table)  # doctest: +NORMALIZE_WHITESPACE
    notice
    类型 触发词  数量  对象→称号 ·成员       状态
    type trigger count target→title ·members modality
    ─────────────────────────────────────────────────
    部署 部署    17项  试点项目              已发生
    """

    bulletin: Bulletin

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _heading(self.bulletin)
        if self.bulletin.error is not None:
            yield Text(f"  error: {plain(self.bulletin.error)}", style="red")
        elif not self.bulletin.events:
            yield Text("  no events", style="dim")
        else:
            yield _grid(self.bulletin, wide=options.max_width >= _WIDE)


def _heading(bulletin: Bulletin) -> Text:
    meta = bulletin.meta
    heading = Text(plain(meta.title or bulletin.doc_id), style="bold")
    for detail in filter(None, (meta.issuer, meta.doc_number, meta.published, bulletin.doc_id if meta.title else None)):
        heading.append(" · ", style="not bold dim").append(plain(detail), style="not bold")
    return heading


def _grid(bulletin: Bulletin, *, wide: bool) -> Table:
    columns = _WIDE_COLUMNS if wide else _NARROW_COLUMNS
    issuer = bulletin.meta.issuer
    rows = [
        [column.cell(event, item) for column in columns]
        for event in (_without_issuer(event, issuer) for event in ordered(bulletin.events))
        for item in event.items or (None,)
    ]
    filled = [any(cells) for cells in zip(*rows, strict=True)]
    grid = Table(box=SIMPLE_HEAD, padding=(0, int(wide), 0, 0), pad_edge=False, show_edge=False, header_style="")
    for column, has_content in zip(columns, filled, strict=True):
        if has_content:
            header = Text.assemble((column.zh, "bold"), "\n", (column.en, "dim"))
            grid.add_column(header, overflow="fold", no_wrap=column.no_wrap)
    for row in rows:
        grid.add_row(*(cell for cell, has_content in zip(row, filled, strict=True) if has_content))
    return grid


def _without_issuer(event: Event, issuer: str | None) -> Event:
    # The issuer stands in the heading; in full it would fill the rows of most bulletins.
    agents = (
        replace(agent, text=_ISSUER) if agent.start is None and agent.text == issuer else agent for agent in event.agent
    )
    return replace(event, agent=tuple(agents))


_Cell: TypeAlias = Callable[[Event, "Item | None"], Text]


class _Column(NamedTuple):
    zh: str
    en: str
    cell: _Cell
    no_wrap: bool = False


def _per_event(cell: Callable[[Event], Text]) -> _Cell:
    return lambda event, item: cell(event) if item is None or item is event.items[0] else Text()


def _per_item(cell: Callable[[Item], Text]) -> _Cell:
    return lambda event, item: cell(item) if item else Text()


def _plain(span: Span | None) -> Text:
    return Text(plain(span.text)) if span else Text()


@_per_event
def _type(event: Event) -> Text:
    return Text(event.type, style=_TYPE_STYLES.get(event.type, ""))


@_per_event
def _modality(event: Event) -> Text:
    modality = Text(default_ontology().modalities[event.modality].zh)
    if event.polarity == "negative":
        modality.append(" 否定", style="bold red")
    return modality


def _mentions(mentions: Sequence[Mention]) -> Text:
    return Text("、").join(
        Text(f"({plain(mention.text)})", style="dim") if mention.inferred else Text(plain(mention.text))
        for mention in mentions
    )


@_per_item
def _count(item: Item) -> Text:
    if item.count is None:
        return Text()
    label = Text(count_label(item.count), style="bold")
    if item.count_check == "mismatch":
        label.append(f" ≠{len(item.members)}", style="red")
    return label


def _members(item: Item) -> Text:
    names = [plain(member.text) for member in item.members]
    shown = 0
    width = 0
    while shown < len(names) and (shown == 0 or width + cell_len(names[shown]) <= _MEMBER_CELLS):
        width += cell_len(names[shown]) + 2
        shown += 1
    members = Text("、".join(names[:shown]))
    if shown < len(names):
        members.append(f" +{len(names) - shown}", style="bold")
    return members


@_per_item
def _designated(item: Item) -> Text:
    # Without blanks, as rich breaks lines there and would leave most of them empty before a long run of Chinese.
    designated = _plain(item.target)
    if item.title:
        designated.append("→", style="dim").append_text(_plain(item.title))
    if item.members:
        designated.append("\n·", style="dim").append_text(_members(item))
    return designated


@_per_event
def _context(event: Event) -> Text:
    return Text("\n").join(filter(None, (_mentions(event.agent), _mentions(event.time))))


_TYPE = _Column("类型", "type", _type, no_wrap=True)
_TRIGGER = _Column("触发词", "trigger", _per_event(lambda event: _plain(event.trigger)))
_COUNT = _Column("数量", "count", _count)
_MODALITY = _Column("状态", "modality", _modality)
_WIDE_COLUMNS = (
    _TYPE,
    _TRIGGER,
    _Column("对象", "target", _per_item(lambda item: _plain(item.target))),
    _Column("称号", "title", _per_item(lambda item: _plain(item.title))),
    _COUNT,
    _Column("成员", "members", _per_item(_members)),
    _MODALITY,
    _Column("主体", "agent", _per_event(lambda event: _mentions(event.agent))),
    _Column("时间", "time", _per_event(lambda event: _mentions(event.time))),
)
_NARROW_COLUMNS = (
    _TYPE,
    _TRIGGER,
    _COUNT,
    _Column("对象→称号 ·成员", "target→title ·members", _designated),
    _MODALITY,
    _Column("主体 · 时间", "agent · time", _context),
)
