from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from rich.cells import cell_len
from rich.console import Console

from miit_ie.outputs.table import BulletinTable
from miit_ie.schema import Bulletin, Event, Item, Mention, Span
from samples import BULLETIN, RECOGNITION, SUPPORT, TEXT
from strategies import bulletins


def rendered(bulletin: Bulletin, width: int = 140) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width).print(BulletinTable(bulletin))
    return stream.getvalue()


def cells(table: str) -> list[list[str]]:
    """The cells of every line, told apart by the blanks between columns."""
    return [re.split(r"\s{2,}", line.strip()) for line in table.splitlines()]


def test_the_heading_names_the_bulletin() -> None:
    assert rendered(BULLETIN).splitlines()[0] == "测试[red]公告 · 测试司 · 测函〔2023〕7号 · 2023-05-06 · sample"


def test_a_wide_table_has_a_row_per_item_and_core_types_first() -> None:
    assert cells(rendered(BULLETIN))[4:] == [
        ["认定", "认定", "企业", "绿色示范工厂", "88家", "甲科技、乙重工", "已发生", "工业和信息化部", "2023年"],
        ["部署", "部署", "改造任务", ">120项", "已发生"],
        ["平台", "一批"],
        ["支持", "支持", "城市", "3个 ≠1", "试点", "计划 否定", "(发文机关)"],
    ]


@pytest.mark.parametrize("width", [80, 100, 140])
def test_every_line_fits_the_console(width: int) -> None:
    assert max(map(cell_len, rendered(BULLETIN, width).splitlines())) <= width


def test_a_narrow_table_says_the_same() -> None:
    table = rendered(BULLETIN, 80)
    for words in (
        "企业→绿色示范工厂",
        "·甲科技、乙重工",
        "88家",
        "3个 ≠1",
        "工业和信息化部",
        "2023年",
        "(发文机关)",
    ):
        assert words in table


def test_many_members_are_cut_short_and_counted() -> None:
    members = tuple(Span(name, 0, 5) for name in (f"企业{number}号" for number in range(10, 99)))
    (item,) = RECOGNITION.items
    event = replace(RECOGNITION, items=(replace(item, members=members),))
    shown = re.search(r"企业10号\S* \+(\d+)", rendered(replace(BULLETIN, events=(event,))).replace("\n", ""))
    assert shown
    assert shown[0].count("号") + int(shown[1]) == len(members)


def test_an_agent_inferred_from_elsewhere_than_the_issuer_is_spelt_out() -> None:
    event = replace(SUPPORT, agent=(Mention("另一个司", None, None, inferred=True),))
    assert "(另一个司)" in rendered(replace(BULLETIN, events=(event,)))


def test_columns_without_content_are_left_out() -> None:
    event = Event("支持", "SUPPORT", SUPPORT.trigger, items=(Item(SUPPORT.items[0].target),))
    header = rendered(replace(BULLETIN, events=(event,))).splitlines()[1]
    assert header.split() == ["类型", "触发词", "对象", "状态"]


def test_a_bulletin_without_events_and_one_with_an_error_say_so() -> None:
    assert rendered(Bulletin.of(TEXT, "a")) == "a\n  no events\n"
    assert rendered(Bulletin.of("", "a", error="line 3: bad")) == "a\n  error: line 3: bad\n"


@given(bulletins())
def test_any_bulletin_can_be_shown_without_control_characters(bulletin: Bulletin) -> None:
    for width in (80, 140):
        table = rendered(bulletin, width)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", table)
