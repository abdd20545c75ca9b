from __future__ import annotations

import pytest
from hypothesis import given

from miit_ie.text.fold import fold
from miit_ie.text.sentences import split_sentences
from strategies import texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("认定4家。部署5项！真的？", ["认定4家。", "部署5项！", "真的？"]),
        ("他说：“认定完成。”随后部署。", ["他说：“认定完成。”", "随后部署。"]),
        ("一、工作\r\n（一）认定\r\n", ["一、工作", "（一）认定"]),
        ("公示\r结束\u2028附件\x0c", ["公示", "结束", "附件"]),
        ("认定63家；部署5项，安排3项。", ["认定63家；部署5项，安排3项。"]),
        ("【某厅认定10家企业】近日，某厅公布名单。", ["【某厅认定10家企业】", "近日，某厅公布名单。"]),
        ("近日，【专项】启动。", ["近日，【专项】启动。"]),
        ("结束了。。。", ["结束了。。。"]),
        ("  \n\u3000\n", []),
        ("", []),
        ("版本1.5已发布", ["版本1.5已发布"]),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in split_sentences(text)] == expected


@given(texts())
def test_sentences_cover_all_that_is_written(text: str) -> None:
    sentences = split_sentences(text)
    covered: set[int] = set()
    end = 0
    for sentence in sentences:
        assert end <= sentence.start < sentence.end
        end = sentence.end
        covered.update(range(sentence.start, sentence.end))
    left_out = [c for i, c in enumerate(fold(text)) if i not in covered]
    assert all(c.isspace() or c in "。!?" for c in left_out)
