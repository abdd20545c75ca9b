"""The title and the headings that stand in front of a window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.model.context import parts_of
from miit_ie.model.tokenizer import SEP, Tokenizer
from strategies import texts

TEXT = "关于某事的通知\n一、工作成效\n认定3家。\n（一）重点领域\n遴选6家。\n二、下一步打算\n部署2项。"
TOKENIZER = Tokenizer("".join(sorted(set(TEXT) - {"\n"})))


def contexts(text: str, title: str | None, length: int = 24) -> dict[str, str]:
    """What stands in front of a window that starts at each line."""
    parts = parts_of(text, title, TOKENIZER, length)
    found = {}
    start = 0
    for line in text.split("\n"):
        part = [part for part in parts if part.start <= start][-1]
        ids = part.context(start).tolist()
        found[line] = "".join("|" if token == SEP else TOKENIZER.characters[token - 5] for token in ids)
        start += len(line) + 1
    return found


def test_a_window_has_what_it_stands_under_and_does_not_hold() -> None:
    title = "关于某事的通知|"
    assert contexts(TEXT, "关于某事的通知") == {
        "关于某事的通知": "",
        "一、工作成效": title,
        "认定3家。": title + "一、工作成效|",
        "（一）重点领域": title + "一、工作成效|",
        "遴选6家。": title + "一、工作成效|（一）重点领域|",
        "二、下一步打算": title,
        "部署2项。": title + "二、下一步打算|",
    }


def test_a_title_from_elsewhere_stands_in_front_of_all() -> None:
    assert contexts("认定3家。\n遴选6家。", "某事") == {"认定3家。": "某事|", "遴选6家。": "某事|"}


def test_of_a_long_heading_the_end_is_given() -> None:
    assert contexts("认定3家。", "关于某事的通知", 3) == {"认定3家。": "的通知|"}


def test_a_heading_that_is_the_title_is_given_once() -> None:
    text = "一、工作成效\n认定3家。"
    assert contexts(text, "工作成效")["认定3家。"] == "工作成效|"


def test_headings_that_open_a_sentence_open_no_part() -> None:
    assert len(parts_of("一是重点领域。认定3家。\n二是遴选6家。", None, TOKENIZER, 24)) == 1


@pytest.mark.parametrize("title", [None, "某事"])
def test_nothing_where_no_length_is_given(title: str | None) -> None:
    assert [(part.start, part.headings) for part in parts_of(TEXT, title, TOKENIZER, 0)] == [(0, ())]


@given(texts(), st.none() | texts(), st.integers(0, 6))
def test_parts_cover_the_text_in_order(text: str, title: str | None, length: int) -> None:
    starts = [part.start for part in parts_of(text, title, TOKENIZER, length)]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
