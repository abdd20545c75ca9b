"""Tokens point back at the code points they stand for, whatever the text is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.errors import PipelineError
from miit_ie.model.tokenizer import SEP, SPECIAL, UNK, Tokenizer
from miit_ie.text.fold import fold
from strategies import texts

TOKENIZER = Tokenizer("认定3家a,新")
VOCABULARIES = st.lists(st.characters(exclude_characters="\n"), unique=True).map(Tokenizer)


def has_ink(character: str) -> bool:
    return not fold(character).isspace() and unicodedata.category(character) not in ("Cc", "Cf", "Zs")


@given(texts())
def test_a_token_for_every_code_point_with_ink_and_every_line_break(text: str) -> None:
    tokens = TOKENIZER.encode(text)
    assert len(tokens.ids) == len(tokens.offsets)
    written = [place for place, character in enumerate(text) if has_ink(character)]
    breaks = [place for place, character in enumerate(fold(text)) if character == "\n"]
    invisible = set(range(0xFE00, 0xFE10)) | set(range(0xE0000, 0xE1000))
    expected = [place for place in sorted(written + breaks) if ord(text[place]) not in invisible]
    assert tokens.offsets.tolist() == expected
    assert [place for place, token in zip(tokens.offsets.tolist(), tokens.ids, strict=True) if token == SEP] == breaks


@given(texts())
def test_a_token_is_the_code_point_at_its_offset(text: str) -> None:
    tokens = TOKENIZER.encode(text)
    entries = dict(enumerate([*SPECIAL, *TOKENIZER.characters]))
    for token, place in zip(tokens.ids.tolist(), tokens.offsets.tolist(), strict=True):
        folded = fold(text[place]).lower()
        assert token in (UNK, SEP) or entries[token] == folded
        assert token != UNK or folded not in TOKENIZER.characters


@pytest.mark.parametrize(
    "text", ["", " \t\u3000\u00a0", "\u200b\ufeff\u200d\u00ad\u2060", "\x00\x1f", "\ufe0f\U000e0100"]
)
def test_what_has_no_ink_has_no_token(text: str) -> None:
    assert TOKENIZER.encode(text).ids.tolist() == []


@pytest.mark.parametrize("text", ["Ａ", "ａ", "A", "a"])
def test_width_and_case_are_folded(text: str) -> None:
    assert TOKENIZER.encode(text).ids.tolist() == TOKENIZER.encode("a").ids.tolist() != [UNK]


def test_a_character_of_the_vocabulary_is_not_folded() -> None:
    assert Tokenizer("aＡ").encode("aAＡ").ids.tolist() == [5, 5, 6]


def test_offsets_count_code_points() -> None:
    tokens = TOKENIZER.encode("🏭认\r\n\u200b👩\u200d🔬定\ud800")
    assert tokens.offsets.tolist() == [0, 1, 2, 3, 5, 7, 8, 9]
    assert tokens.ids.tolist() == [UNK, 5, SEP, SEP, UNK, UNK, 6, UNK]


@given(VOCABULARIES)
def test_the_vocabulary_survives_a_file(tokenizer: Tokenizer) -> None:
    read = Tokenizer.parse(tokenizer.format())
    assert read.characters == tokenizer.characters
    assert len(read) == len(SPECIAL) + len(tokenizer.characters)


@pytest.mark.parametrize(
    "vocabulary", ["", "认\n定\n", "\n".join([*SPECIAL, "认", "##定"]), "[PAD]\n[UNK]\n", "认\r\n"]
)
def test_a_wrong_vocabulary_is_refused(vocabulary: str) -> None:
    with pytest.raises(PipelineError, match=r"^vocab\.txt: not a vocabulary"):
        Tokenizer.parse(vocabulary)
