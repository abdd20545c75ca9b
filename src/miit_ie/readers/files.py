"""Files and bytes of any format to bulletins."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePath
from typing import Literal, TypeAlias

from miit_ie.errors import InputError
from miit_ie.readers.html import looks_like_html, read_html
from miit_ie.readers.jsonl import read_jsonl
from miit_ie.readers.plain import read_text
from miit_ie.schema import Bulletin

__all__ = ["Format", "read_bytes", "read_file"]

Format: TypeAlias = Literal["text", "html", "jsonl"]

_FORMATS: dict[str, Format] = {
    **dict.fromkeys((".txt", ".text", ".md"), "text"),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), "html"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
}


def read_file(
    path: str | Path, *, encoding: str | None = None, format: Format | None = None, text_field: str = "text"
) -> Iterator[Bulletin]:
    """Read the bulletins of a file, without entities and events.

    A text or a web page is one bulletin, named after the file. JSON Lines are read a line at a time, however large
    the file is; a bulletin whose ``error`` is set stands for a record that cannot be read.

    Parameters
    ----------
    path
        The file.
    encoding
        Its encoding. By default that of JSON Lines is UTF-8, and that of other files is found out.
    format
        By default told by the suffix, else by the first bytes: a web page or plain text.
    text_field
        Which field of a JSON record holds the text.

    Yields
    ------
    Bulletin
        One a text, page or record.

    Raises
    ------
    InputError
        If the file is missing, a directory, not readable, binary, in another encoding, or without text.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> notice = pathlib.Path(tempfile.mkdtemp()) / "notice.txt"
    >>> _ = notice.write_bytes("现认定8家企业。".encode("gb18030"))
    >>> [bulletin] = read_file(notice)
    >>> bulletin.doc_id, bulletin.text
    ('notice', '现认定8家企业。')
    """
    path = Path(path)
    name = str(path)
    try:
        if (format or _by_suffix(name)) == "jsonl":
            with path.open("rb") as lines:
                yield from read_jsonl(lines, name, encoding=encoding, text_field=text_field)
        else:
            yield from read_bytes(path.read_bytes(), name, encoding=encoding, format=format)
    except IsADirectoryError:
        raise InputError(f"{name}: a directory; give the files in it, such as {path / '*.txt'}") from None
    except OSError as error:
        raise InputError.unreadable(path, error) from None


def read_bytes(
    data: bytes,
    name: str,
    *,
    encoding: str | None = None,
    format: Format | None = None,
    text_field: str = "text",
) -> Iterator[Bulletin]:
    r"""Read the bulletins in data that is at hand, as `read_file` reads those of a file.

    Parameters
    ----------
    data
        What a file would hold.
    name
        What to call it in messages; the ``doc_id`` is made of it, and its suffix tells the format.
    encoding
        As for `read_file`.
    format
        As for `read_file`.
    text_field
        As for `read_file`.

    Yields
    ------
    Bulletin
        One a text, page or record.

    Raises
    ------
    InputError
        If it is binary, in another encoding, or without text.

    Examples
    --------
    >>> [bulletin.doc_id for bulletin in read_bytes(b'{"text": "a"}\n{"text": "b", "id": "x"}', "in.jsonl")]
    ['in:1', 'x']
    """
    format = format or _by_suffix(name) or ("html" if looks_like_html(data) else "text")
    if format == "jsonl":
        yield from read_jsonl(BytesIO(data), name, encoding=encoding, text_field=text_field)
    elif format == "html":
        yield read_html(data, name, encoding=encoding)
    else:
        yield read_text(data, name, encoding=encoding)


def _by_suffix(name: str) -> Format | None:
    suffix = PurePath(name).suffix.lower()
    if suffix == ".json":
        # Read as a text, its braces and field names would end up in the offsets.
        raise InputError(f"{name}: a JSON file; write one object a line and name it .jsonl")
    return _FORMATS.get(suffix)
