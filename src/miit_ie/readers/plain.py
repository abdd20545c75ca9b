"""Plain text: the bulletin's text is the file's, character for character."""

from __future__ import annotations

from pathlib import PurePath

from miit_ie.readers.encoding import decode
from miit_ie.schema import Bulletin

__all__ = ["read_text"]


def read_text(data: bytes, name: str, *, encoding: str | None = None) -> Bulletin:
    r"""Read a plain text.

    Parameters
    ----------
    data
        The file's content.
    name
        Its name, of which the stem becomes the ``doc_id``.
    encoding
        Its encoding; found out by default.

    Raises
    ------
    InputError
        If it is empty or cannot be decoded.

    Examples
    --------
    >>> read_text("第一行\r\n　　第二行".encode(), "notices/a.txt").text
    '第一行\r\n\u3000\u3000第二行'
    """
    return Bulletin.of(decode(data, name, encoding=encoding), PurePath(name).stem)
