"""GitHub's Markdown to the Markdown of the site."""

from __future__ import annotations

import re

__all__ = ["as_python_markdown"]

_CHINESE = "[\u201c\u201d\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"


def as_python_markdown(text: str) -> str:
    r"""Return a text in GitHub's Markdown as Python-Markdown wants it.

    Lines of Chinese are joined without a blank, lists start after a blank line, what belongs to a numbered entry is
    indented by four, and neighbouring quotations are kept apart.

    Examples
    --------
    >>> print(as_python_markdown("Two:\n- a\n- b\n\n1. c\n\n   > d\n\n   > e\n"))
    Two:
    <BLANKLINE>
    - a
    - b
    <BLANKLINE>
    1. c
    <BLANKLINE>
        > d
    <BLANKLINE>
        <!-- -->
    <BLANKLINE>
        > e
    <BLANKLINE>
    """
    # Between Chinese characters, a line break would show as a blank.
    text = re.sub(f"(?<={_CHINESE})\n(?={_CHINESE})", "", text)
    text = re.sub(r"^ {3}(?=\S)", "    ", text, flags=re.MULTILINE)
    text = re.sub(r"^(?!\s*(?:[-*>|]|\d+\. ))(\s*\S.*)\n(?=- )", r"\1\n\n", text, flags=re.MULTILINE)
    return re.sub(r"^( *)(>.*)\n\n(?= *>)", r"\1\2\n\n\1<!-- -->\n\n", text, flags=re.MULTILINE)
