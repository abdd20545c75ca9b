"""The words the entity recogniser knows (`gazetteer.toml`), looked up longest first."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

from miit_ie.pipeline.rules.tables import read_table

__all__ = ["Gazetteer", "gazetteer"]

_FILES = ("gazetteer.toml", "name_parts.toml")
_ALPHANUMERIC = re.compile("[A-Za-z0-9]")


class Gazetteer:
    """Words with their classes.

    Parameters
    ----------
    words
        The class of each word. Where an entry is given twice the first one stands.
    """

    __slots__ = ("_lengths", "_words")

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._words: dict[str, str] = {}
        lengths: dict[str, set[int]] = {}
        for word, word_class in words:
            self._words.setdefault(word, word_class)
            lengths.setdefault(word[0], set()).add(len(word))
        # The lengths of the words that begin with a character, longest first.
        self._lengths: Mapping[str, tuple[int, ...]] = {
            first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()
        }

    def of(self, word_class: str) -> list[str]:
        """Return the words of a class."""
        return [word for word, found in self._words.items() if found == word_class]

    def longest(self, text: str, start: int) -> tuple[int, str] | None:
        """Return the end and the class of the longest word at ``start``, ``None`` if there is none.

        A word that ends in a Latin letter or digit does not end inside a longer string of these.

        Examples
        --------
        >>> words = Gazetteer([("国家", "level"), ("国家标准", "STANDARD"), ("AI", "FIELD")])
        >>> words.longest("国家标准化", 0), words.longest("AIIA", 0)
        ((4, 'STANDARD'), None)
        """
        for length in self._lengths.get(text[start], ()):
            end = start + length
            word_class = self._words.get(text[start:end])
            if word_class is not None and not (_ALPHANUMERIC.match(text, end - 1) and _ALPHANUMERIC.match(text, end)):
                return end, word_class
        return None


@functools.cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer of the library.

    Examples
    --------
    >>> gazetteer().longest("工业和信息化部科技司", 0)
    (7, 'AGENCY')
    """
    return Gazetteer(
        (word + ending, word_class)
        for name in _FILES
        for word_class, entries in read_table(name).items()
        for entry in entries
        for word in entry["words"].split()
        for ending in entry.get("endings", [""])
    )
