from __future__ import annotations

import re

import pytest

from miit_ie.text.quantity_patterns import LINK, PREFIX, TAIL, read_unit
from miit_ie.text.units import ADORNED, FOLLOWERS, INDEFINITE, SIGNS, UNITS, QuantityKind


def test_tables_speak_of_the_same_units() -> None:
    assert FOLLOWERS.keys() <= UNITS.keys()
    assert ADORNED.keys() | set(ADORNED.values()) | INDEFINITE | SIGNS <= UNITS.keys()
    assert {UNITS[unit] for unit in INDEFINITE} == {QuantityKind.COUNT}
    assert set(UNITS.values()) == set(QuantityKind) - {QuantityKind.NUMBER}
    for pattern in FOLLOWERS.values():
        re.compile(pattern)


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_every_unit_is_read_whole(unit: str) -> None:
    # 日 makes a length of time only before 内.
    match = TAIL.match(unit + ("内" if unit == "日" else "。"))
    assert match is not None
    assert match["unit"] == unit
    assert read_unit(unit) == (ADORNED.get(unit, unit), UNITS[unit])


@pytest.mark.parametrize(
    ("after", "unit", "suffix"),
    [
        ("家以上", "家", "以上"),
        ("部门联合", None, None),
        ("部委", None, None),
        ("部法律", "部", None),
        ("人民", None, None),
        ("名单位代表", None, None),
        ("名校长", "名", None),
        ("项目", None, None),
        ("项目标任务", "项", None),
        ("家具有资质的企业", "家", None),
        ("台(套)左右", "台(套)", "左右"),
        ("元/平方米以内", "元/平方米", "以内"),
        ("人次", "人次", None),
        ("个(含)以上", "个", "以上"),
    ],
)
def test_what_follows_a_numeral(after: str, unit: str | None, suffix: str | None) -> None:
    match = TAIL.match(after)
    assert match is not None
    assert (match["unit"], match["suffix"]) == (unit, suffix)


@pytest.mark.parametrize(
    ("before", "bound"),
    [
        ("支持不少于", "不少于"),
        ("将近", "将近"),
        ("最近", None),
        ("签约", None),
        ("大约", "大约"),
        ("反超", None),
        ("超过", "超过"),
        ("通过", None),
        ("网上", None),
    ],
)
def test_what_stands_before_a_numeral(before: str, bound: str | None) -> None:
    match = PREFIX.search(before)
    assert match is not None
    assert match["bound"] == bound


@pytest.mark.parametrize("between", ["-", "至", "到", "家至", "元-"])
def test_what_links_a_range(between: str) -> None:
    assert LINK.fullmatch(between)
