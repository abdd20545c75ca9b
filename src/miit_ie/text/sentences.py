"""Sentences of a text, by their offsets."""

from __future__ import annotations

import re

from miit_ie.schema import Extent
from miit_ie.text.fold import fold

__all__ = ["split_sentences"]

# A sentence ends with a full stop, question or exclamation mark and the closing quotes and brackets after it,
# or with its line: bulletins set headings, list entries and signatures on lines of their own. A headline in 【】 is a
# sentence of its own.
_SENTENCE = re.compile(r"[^\s。!?\n](?:(?<=【)[^】\n]{1,100}】|[^。!?\n]*(?:[。!?]+[”’」』)》】]*)?)")


def split_sentences(text: str) -> list[Extent]:
    r"""Return the sentences of a text in order, without the blanks and line breaks between them.

    Parameters
    ----------
    text
        Any text. It may hold full-width or ASCII punctuation and any kind of line break.

    Examples
    --------
    >>> text = "认定4家。“遴选！”部署完毕\r\n附件"
    >>> [text[s.start : s.end] for s in split_sentences(text)]
    ['认定4家。', '“遴选！”', '部署完毕', '附件']
    """
    folded = fold(text)
    sentences = []
    for match in _SENTENCE.finditer(folded):
        end = match.start() + len(match.group().rstrip())
        sentences.append(Extent(match.start(), end))
    return sentences
