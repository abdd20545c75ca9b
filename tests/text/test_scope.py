from __future__ import annotations

import pytest

from miit_ie.text.scope import read_scope


@pytest.mark.parametrize(
    ("before", "after", "scope"),
    [
        ("新认定", "企业", "increment"),
        ("累计认定", "企业", "total"),
        ("全市企业总数达", "", "total"),
        ("截至6月底,建成", "基地", "total"),
        ("截至6月底,投入3亿元,建成", "基地", "increment"),
        ("目前已建成", "基地", "total"),
        ("目前,全市建成", "基地", "increment"),
        ("累计建成9个,今年新增", "基地", "increment"),
        ("全省共有", "企业", "total"),
        ("本轮共有", "企业入选名单", "increment"),
        ("本轮共有", "企业参评,最终入选3家", "total"),
        ("截至目前,共有", "企业入选名单", "total"),
        ("累计。新增", "企业", "increment"),
        ("累计" + "甲" * 200, "企业", "increment"),
    ],
)
def test_scope(before: str, after: str, scope: str) -> None:
    count = "5家"
    assert read_scope(before + count + after, len(before), len(before) + len(count)) == scope
