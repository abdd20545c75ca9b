from __future__ import annotations

import json
from collections import Counter
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.schema import Count
from miit_ie.text.counts import Quantity, QuantityKind, find_counts, find_quantities
from miit_ie.text.fold import fold
from strategies import texts

_CASES: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("count_cases.jsonl").read_text(encoding="utf-8").splitlines()
]
_TO_FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


@pytest.mark.parametrize("case", _CASES, ids=[f"{case['group']}-{line}" for line, case in enumerate(_CASES, 1)])
def test_table(case: dict[str, Any]) -> None:
    found = [[c.text, c.start, c.value, c.unit, c.bound, c.scope] for c in find_counts(case["text"])]
    assert found == case["counts"]


def test_table_is_broad() -> None:
    assert len({case["text"] for case in _CASES}) == len(_CASES) >= 520
    assert sum(not case["counts"] for case in _CASES) >= 150
    assert min(Counter(case["group"] for case in _CASES).values()) >= 10
    for case in _CASES:
        for text, start, *_ in case["counts"]:
            assert case["text"].startswith(text, start)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("90%", [("90%", 90, "%", "PERCENT")]),
        ("百分之十二点三", [("百分之十二点三", 12.3, "%", "PERCENT")]),
        ("加快0.8个百分点", [("0.8个百分点", 0.8, "个百分点", "PERCENT")]),
        ("三分之二以上", [("三分之二以上", 2 / 3, None, "PERCENT")]),
        ("配比为3:1", [("3:1", 3, None, "PERCENT")]),
        ("约1/4的样本", [("约1/4", 0.25, None, "PERCENT")]),
        ("投资30亿元", [("30亿元", 3 * 10**9, "元", "MONEY")]),
        ("约合人民币5000万元", [("人民币5000万元", 5 * 10**7, "元", "MONEY")]),
        ("每股12.5元/股", [("12.5元/股", 12.5, "元/股", "MONEY")]),
        ("10亿元至20亿元", [("10亿元至20亿元", 10**9, "元", "MONEY")]),
        ("耗电480千瓦时", [("480千瓦时", 480, "千瓦时", "MEASURE")]),
        ("直径300mm", [("300mm", 300, "mm", "MEASURE")]),
        ("不大于50毫克每千克", [("不大于50毫克每千克", 50, "毫克每千克", "MEASURE")]),
        ("100—120公里", [("100—120公里", 100, "公里", "MEASURE")]),
        ("历时三个多月", [("三个多月", 3, "个月", "DURATION")]),
        ("历时一年半", [("一年半", 1.5, "年", "DURATION")]),
        ("缩短一个半小时", [("一个半小时", 1.5, "个小时", "DURATION")]),
        ("应当在十五日内答复", [("十五日", 15, "日", "DURATION")]),
        ("带动就业750万", [("750万", 75 * 10**5, None, "NUMBER")]),
        ("培育一批企业63家", [("一批", None, "批", "COUNT"), ("63家", 63, "家", "COUNT")]),
        ("2021年3月5日第408批", []),
        ("6部门、三国、四市", []),
        ("万吨级码头、亿元级企业", []),
    ],
)
def test_quantities(text: str, found: list[tuple[str, float | None, str | None, str]]) -> None:
    assert [(q.text, q.value, q.unit, q.kind.name) for q in find_quantities(text)] == found


def test_counts_are_the_quantities_of_one_kind() -> None:
    text = "安排2亿元，支持63家企业，占比40%，用时9个月，改造12万平方米"
    assert [q.kind for q in find_quantities(text)] == [
        QuantityKind.MONEY,
        QuantityKind.COUNT,
        QuantityKind.PERCENT,
        QuantityKind.DURATION,
        QuantityKind.MEASURE,
    ]
    assert find_counts(text) == [Count("63家", 8, 11, 63, "家")]
    assert type(find_counts(text)[0]) is Count


def test_a_quantity_is_frozen() -> None:
    (quantity,) = find_quantities("63家")
    assert quantity == Quantity("63家", 0, 3, 63, "家", kind=QuantityKind.COUNT)
    with pytest.raises(FrozenInstanceError):
        quantity.value = 64  # type: ignore[misc]


_FRAGMENTS = """
    新认定 累计 截至目前， 近 约 超过 不少于 第 前 每 《 》 “ ” 1 ２ 63 1,280 1.5 二〇 一 两 三四 十 百
    千 万 亿 数 多 余 几 来 半 个 家 项 批 台（套） 大 系列 元 % 个百分点 月 年 日 个月 平方米 GHz 级
    分之 - — 至 ： / 、 ， 。 以上 左右 或 入选
"""
phrases = st.lists(st.sampled_from([*_FRAGMENTS.split(), "\n", "\u3000", "\u200b"]), max_size=14).map("".join)


@given(st.text() | texts() | phrases)
def test_spans_are_in_order_and_hold_their_text(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert (quantity.value is None) == (quantity.bound == "unspecified")
        end = quantity.end


@given(phrases)
def test_width_makes_no_difference(text: str) -> None:
    def normal(text: str) -> list[tuple[object, ...]]:
        return [
            (q.start, q.end, q.value, q.unit and fold(q.unit), q.bound, q.scope, q.kind) for q in find_quantities(text)
        ]

    assert normal(text.translate(_TO_FULL_WIDTH)) == normal(text)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "一",
        "十",
        "3家",
        "3家至",
        "一个",
        "多家",
        "第1、",
        "1届2次",
        "前1",
        "《",
        "“二个",
        "百分之",
        "1:",
        "数",
        " ",
    ],
)
def test_long_runs_are_read(unit: str) -> None:
    # In quadratic time this would not end.
    text = unit * (100_000 // len(unit))
    assert all(quantity.end <= len(text) for quantity in find_quantities(text))
