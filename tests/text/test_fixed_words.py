from __future__ import annotations

import pytest
from hypothesis import given

from miit_ie.text.fixed_words import MASK, mask_fixed_words
from strategies import texts


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("统一部署", "统_部署"),
        ("进一步推进", "进__推进"),
        ("一般项目", "__项目"),
        ("二十一般", "二十一般"),
        ("之一、三分之一", "之_、三分之一"),
        ("一起走、一起事故", "__走、一起事故"),
        ("十分钟、十分重要", "十分钟、__重要"),
        ("二十大、十五大", "___、十五大"),
        ("5G+、10GHz、10 GHz", "__+、10GHz、10 GHz"),
        ("C-V2X-1、v2.3", "_______、____"),
        ("GB/T 1234-2020、GB 1234", "______________、_______"),
        ("2021-01-08、11:30、1.2.3", "__________、_____、_____"),
        ("1.5:1、2-3、1,991", "1.5:1、2-3、1,991"),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert mask_fixed_words(text).replace(MASK, "_") == masked


@given(texts())
def test_length_and_what_is_left_stay(text: str) -> None:
    masked = mask_fixed_words(text)
    assert len(masked) == len(text)
    assert all(new in (MASK, old) for old, new in zip(text, masked, strict=True))
