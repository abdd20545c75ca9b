"""The normalised copy and its way back to the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given

from miit_ie.text.fold import fold
from miit_ie.text.view import View
from strategies import texts


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("新认定 18 家省重点实验室", "新认定18家省重点实验室"),
        ("2021 年 1 月 8 日", "2021年1月8日"),
        ("第 408 批", "第408批"),
        ("６３　家企业", "63家企业"),
        ("认\u200b定\ufeff企业", "认定企业"),
        ("工 业 和 信 息 化 部", "工业和信息化部"),
        ("省级 示范企业 名单", "省级 示范企业 名单"),
        ("企业名称\t所在地\n1 千方精密 上海", "企业名称 所在地\n1 千方精密 上海"),
        ("12 百川装备", "12 百川装备"),
        ("检查企业3 200余家，其中 1 020 家", "检查企业3200余家,其中1020家"),
        ("12 345", "12 345"),
        ("Made in China 2025", "Made in China 2025"),
        ("", ""),
        (" \t\u3000", "   "),
    ],
)
def test_copy(given_text: str, expected: str) -> None:
    assert View.of(given_text).text == expected


def test_span_covers_what_was_left_out() -> None:
    view = View.of("共认定 ６３ 家企业")
    start = view.text.index("63家")
    span = view.span(start, start + 3)
    assert (span.text, span.start, span.end) == ("６３ 家", 4, 8)


@given(texts())
def test_every_character_maps_back(text: str) -> None:
    view = View.of(text)
    folded = fold(text)
    assert len(folded) == len(text)
    for position, character in enumerate(view.text):
        span = view.span(position, position + 1)
        assert text[span.start : span.end] == span.text
        assert folded[span.start] == character


@given(texts())
def test_spans_keep_their_order(text: str) -> None:
    view = View.of(text)
    starts = [view.span(i, i + 1).start for i in range(len(view.text))]
    assert starts == sorted(set(starts))
