"""Character tokens with the offset of each: what the network reads of a text."""

from __future__ import annotations

import functools
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from miit_ie.errors import PipelineError
from miit_ie.text.fold import fold

__all__ = ["CLS", "MASK", "PAD", "SEP", "SPECIAL", "UNK", "Tokenizer", "Tokens"]

PAD, UNK, CLS, SEP, MASK = range(5)
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
"""The entries every vocabulary starts with, by their ids."""

_BASIC_PLANE = 0x10000
# What picks a variant of the character before it or tags it: no ink, whatever its category.
_SELECTORS = range(0xFE00, 0xFE10)
_TAGS = slice(0xE0000, 0xE1000)
_DROPPED = -1

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text.

    Attributes
    ----------
    ids : int32 array of shape (n_tokens,)
        Vocabulary entries.
    offsets : int32 array of shape (n_tokens,)
        The code point each token stands for: token ``i`` is ``text[offsets[i]]``.
    """

    ids: Ids
    offsets: Ids


class Tokenizer:
    """Makes a token of every code point that is written with ink; blanks and invisible characters have none.

    Width variants and upper case are folded, so ``Ａ``, ``A`` and ``a`` are one entry. A line break is ``[SEP]``.
    The text itself is never altered: tokens point back into it.

    Parameters
    ----------
    characters
        The entries of the vocabulary behind `SPECIAL`, one character each.

    Examples
    --------
    >>> tokens = Tokenizer("认定3家a").encode("认定 ３家Ａ😀")
    >>> tokens.ids.tolist(), tokens.offsets.tolist()
    ([5, 6, 7, 8, 9, 1], [0, 1, 3, 4, 5, 6])
    """

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)

    @classmethod
    def parse(cls, vocabulary: str) -> Tokenizer:
        """Read a vocabulary, one entry a line.

        Raises
        ------
        PipelineError
            If it is no vocabulary of characters.
        """
        entries = vocabulary.removesuffix("\n").split("\n")
        if tuple(entries[: len(SPECIAL)]) != SPECIAL or any(len(entry) != 1 for entry in entries[len(SPECIAL) :]):
            raise PipelineError(f"vocab.txt: not a vocabulary: expected {', '.join(SPECIAL)} and single characters")
        return cls(entries[len(SPECIAL) :])

    def format(self) -> str:
        """Return the vocabulary, one entry a line."""
        return "\n".join([*SPECIAL, *self.characters]) + "\n"

    def __len__(self) -> int:
        return len(SPECIAL) + len(self.characters)

    def encode(self, text: str) -> Tokens:
        """Return the tokens of a text."""
        ids = self._ids[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)]
        offsets = np.flatnonzero(ids != _DROPPED).astype(np.int32)
        return Tokens(ids[offsets], offsets)

    @functools.cached_property
    def _ids(self) -> Ids:
        """The id of every code point, so that a text is encoded by one look-up."""
        ids = np.full(sys.maxunicode + 1, UNK, np.int32)
        ids[_TAGS] = _DROPPED
        known = {character: number for number, character in enumerate(self.characters, start=len(SPECIAL))}
        for character, number in known.items():
            ids[ord(character)] = number
        for code in range(_BASIC_PLANE):
            character = chr(code)
            folded = fold(character)
            if folded == "\n":
                ids[code] = SEP
            elif folded == " " or code in _SELECTORS or unicodedata.category(character) in ("Cc", "Cf", "Zs"):
                ids[code] = _DROPPED
            elif character not in known:
                ids[code] = known.get(folded, known.get(folded.lower(), UNK))
        return ids
