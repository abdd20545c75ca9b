"""Length-preserving normalisation, for matching on a copy whose offsets are those of the text as given."""

from __future__ import annotations

__all__ = ["fold"]

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u2002\u2003\u2009\u202f\u3000"), " ")
_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\x85\u2028\u2029"), "\n")
_VARIANTS = {ord("〇"): "零", ord("—"): "-", ord("–"): "-", ord("－"): "-", ord("～"): "-", ord("~"): "-"}
_TABLE: dict[int, int | str] = {**_FULL_WIDTH, **_SPACES, **_BREAKS, **_VARIANTS}


def fold(text: str) -> str:
    r"""Return a copy in which variants of a character are one, code point for code point.

    Full-width letters, digits and punctuation become ASCII, blanks of every width a space, line and page
    breaks ``"\n"``, dashes and tildes ``"-"``, 〇 becomes 零. The copy has the length of ``text``, so offsets
    into one are offsets into the other.

    Examples
    --------
    >>> fold("２０２０年（第３批）")
    '2020年(第3批)'
    """
    return text.translate(_TABLE)
