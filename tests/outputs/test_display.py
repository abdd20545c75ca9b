from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.outputs.display import count_label, ordered, plain
from miit_ie.schema import Bound, Count
from samples import BULLETIN, DEPLOYMENT, RECOGNITION, SUPPORT


def test_core_types_come_first_each_group_in_the_order_of_the_text() -> None:
    assert ordered(BULLETIN.events) == [RECOGNITION, DEPLOYMENT, SUPPORT]


@pytest.mark.parametrize(
    ("value", "bound", "label"),
    [
        (88, "exact", "88家"),
        (88.0, "exact", "88家"),
        (1.5, "approx", "≈1.5家"),
        (3000, "at_least", "≥3000家"),
        (3000, "more_than", ">3000家"),
        (3000, "at_most", "≤3000家"),
        (100, "less_than", "<100家"),
        (None, "unspecified", "若干 家"),
    ],
)
def test_a_count_shows_its_bound(value: float | None, bound: Bound, label: str) -> None:
    assert count_label(Count("若干\n家", 0, 4, value, "家", bound)) == label


def test_a_stock_is_told_from_an_increment() -> None:
    assert count_label(Count("达12个", 0, 4, 12, "个", scope="total")) == "累计12个"


@given(st.text())
def test_plain_text_is_one_line_a_terminal_can_show(text: str) -> None:
    shown = plain(text)
    assert not any(unicodedata.category(char) == "Cc" for char in shown)
    assert len(shown.splitlines()) <= 1
