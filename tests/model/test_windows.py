"""A text of any length is read whole, each stretch of it by one window."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.model.context import Heading, Part
from miit_ie.model.tokenizer import CLS, SEP, Tokenizer
from miit_ie.model.windows import Window, split_windows
from miit_ie.schema import Extent
from miit_ie.text.fold import fold
from miit_ie.text.sentences import split_sentences
from strategies import texts

TOKENIZER = Tokenizer("工业和信息化部遴选认定36家企为示范，新第三批。《管理办法》12项[20]")
# Room and overlap of windows so small that every text needs many.
SIZES = st.integers(1, 8).flatmap(lambda overlap: st.tuples(st.integers(overlap + 2, 24), st.just(overlap)))


def windows_of(text: str, size: int = 12, overlap: int = 4, parts: list[Part] | None = None) -> list[Window]:
    return split_windows(TOKENIZER.encode(text), split_sentences(text), parts or [Part(0)], size=size, overlap=overlap)


def stretches(text: str, size: int, overlap: int = 4, parts: list[Part] | None = None) -> list[str]:
    """What each window holds of the text."""
    windows = windows_of(text, size, overlap, parts)
    return [text[window.offsets[window.body] : window.offsets[-1] + 1] for window in windows]


@given(texts(), SIZES)
def test_every_token_of_a_sentence_is_answered_for_once(text: str, sizes: tuple[int, int]) -> None:
    answered = Counter(
        int(window.offsets[number]) for window in windows_of(text, *sizes) for number in range(window.first, window.end)
    )
    tokens = TOKENIZER.encode(text)
    written = {place for place, token in zip(tokens.offsets.tolist(), tokens.ids.tolist(), strict=True) if token != SEP}
    assert set(answered.values()) <= {1}
    # Stops that end nothing are no sentence; they and line breaks are read where they stand between sentences.
    assert {fold(text)[place] for place in written - answered.keys()} <= set("。!?")
    assert answered.keys() <= set(tokens.offsets.tolist())


@given(texts(), SIZES)
def test_windows_hold_tokens_in_a_row(text: str, sizes: tuple[int, int]) -> None:
    tokens = TOKENIZER.encode(text)
    for window in windows_of(text, *sizes):
        assert len(window.ids) == len(window.offsets) <= sizes[0]
        assert 1 == window.body <= window.first <= window.end <= len(window.ids)
        assert window.ids[0] == CLS
        start = tokens.offsets.tolist().index(window.offsets[1])
        behind = slice(start, start + len(window.ids) - 1)
        assert window.ids[1:].tolist() == tokens.ids[behind].tolist()
        assert window.offsets.tolist() == [tokens.offsets[start], *tokens.offsets[behind]]


@given(st.integers(1, 80), SIZES, st.data())
def test_a_span_that_is_not_too_wide_is_wholly_in_the_window_of_its_start(
    length: int, sizes: tuple[int, int], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, length - 1))
    end = min(length, start + data.draw(st.integers(0, max(1, sizes[1] // 2))))
    [window] = [
        window
        for window in windows_of("企" * length, *sizes)
        if window.offsets[window.first] <= start <= window.offsets[window.end - 1]
    ]
    assert start >= window.offsets[0]
    assert end <= window.offsets[-1] + 1


@given(texts(), texts(), texts(), SIZES)
def test_a_part_is_read_alike_whatever_stands_around_it(
    before: str, section: str, behind: str, sizes: tuple[int, int]
) -> None:
    starts = (0, len(before) + 1, len(before) + len(section) + 2)
    parts = [Part(start) for start in starts]
    together = windows_of(f"{before}\n{section}\n{behind}", *sizes, parts=parts)
    alone = [window for text in (before, section, behind) for window in windows_of(text, *sizes)]
    assert [(w.ids.tolist(), w.first, w.end) for w in together] == [(w.ids.tolist(), w.first, w.end) for w in alone]


def test_paragraphs_share_a_window_while_there_is_room() -> None:
    text = "认定3家。\n新认定6家。\n遴选36家。"
    assert stretches(text, 20) == [text]
    assert stretches(text, 14) == ["认定3家。\n新认定6家。", "遴选36家。"]
    assert stretches(text, 12) == ["认定3家。", "新认定6家。", "遴选36家。"]


def test_a_paragraph_without_room_is_read_by_sentences_and_starts_anew() -> None:
    text = "认定3家。\n新认定6家。遴选示范企业36家。\n新36家。"
    assert stretches(text, 15) == ["认定3家。", "新认定6家。", "遴选示范企业36家。", "新36家。"]
    assert stretches(text, 18) == ["认定3家。", "新认定6家。遴选示范企业36家。", "新36家。"]


def test_parts_never_share_a_window() -> None:
    text = "认定3家。\n新6家。"
    assert stretches(text, 20, parts=[Part(0), Part(6)]) == ["认定3家。", "新6家。"]


def test_the_context_stands_in_front_and_takes_room() -> None:
    heading = Heading(np.array([*TOKENIZER.encode("示范").ids, SEP], np.int32), 3)
    text = "示范\n认定3家。\n新认定6家。"
    parts = [Part(0, (heading,))]
    assert stretches(text, 20, parts=parts) == [text]
    first, second = windows_of(text, 10, parts=parts)
    # Who holds the heading is not told it once more.
    assert (first.body, second.body) == (1, 4)
    assert second.ids[:4].tolist() == [CLS, *heading.ids.tolist()]
    # What stands in front is no part of the text that is answered for.
    assert set(second.offsets[:4].tolist()) == {9}
    assert second.first == 4
    assert second.extent(4, 7) == Extent(9, 12)


def test_extent() -> None:
    [window] = windows_of("\n 认定 ３ 家")
    assert window.extent(1, 3) == Extent(2, 4)
    assert window.extent(2, 5) == Extent(3, 8)


def test_no_room_beside_the_overlap() -> None:
    with pytest.raises(ValueError, match="a window of 9 tokens has no room beside an overlap of 8"):
        windows_of("认定", 9, 8)
