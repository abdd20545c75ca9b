from __future__ import annotations

import pytest

from miit_ie.text.fixed_words import MASK
from miit_ie.text.non_quantities import mask_non_quantities


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("《三项制度》三项", "______三项"),
        ("《三项", "《三项"),
        ("第三、四批", "____批"),
        ("第一、63家", "__、63家"),
        ("第3页共12页", "______页"),
        ("二次开发两次", "_次开发两次"),
        ("二期工程,办了三期", "__工程,办了三期"),
        ("前10名,目前3家", "___名,目前3家"),
        ("三年前,3年", "_年前,3年"),
        ("近三年,持续近三年", "__年,持续近三年"),
        ("2020年,2020家", "____年,2020家"),
        ("三年行动,为期三年", "__行动,为期三年"),
        ("“两个维护”、两个中心", "______、两个中心"),
        ("这一百二十个", "这一百二十个"),
        ("每一个、会上一批、上一批", "每_个、会上一批、__批"),
        ("一企一策、一个个、一个", "___策、___、一个"),
        ("二届三次会议", "____会议"),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert mask_non_quantities(text).replace(MASK, "_") == masked
