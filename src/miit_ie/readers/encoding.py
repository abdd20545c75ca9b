"""Bytes to text: the encodings Chinese documents come in, told apart without guessing where it can be avoided."""

from __future__ import annotations

import codecs
import contextlib

from miit_ie.errors import InputError

__all__ = ["codec_name", "decode", "marked_codec", "reject_binary"]

# The first bytes of files people take for text.
_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or Office document (DOCX, XLSX, WPS, OFD)",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document (DOC, XLS, WPS)",
    rb"{\rtf": "an RTF document",
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# GB18030 contains the others, and files named after them often hold characters only it has.
# A byte order mark is dropped in any case, so "utf-8-sig" is no encoding of its own.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "utf-8-sig": "utf-8"}
_UNMARKED = ("gb18030", "utf-16-le", "utf-16-be")
_KNOWN = "UTF-8, UTF-16 or GB18030"
# Wrong readings of Chinese text score about a third: GB 2312 has 6763 of the 20902 characters they scatter over.
_PLAUSIBLE = 0.5
_SAMPLE = 20_000


def decode(data: bytes, name: str, *, encoding: str | None = None, declared: str | None = None) -> str:
    r"""Decode a document, whole or not at all.

    Nothing but a byte order mark is taken away: ``"\r\n"``, blanks and control characters stay.

    Parameters
    ----------
    data
        The document.
    name
        What to call it in messages.
    encoding
        Its encoding. Found out by default: by the byte order mark; as UTF-8, which other encodings hardly ever
        pass for; else the most plausible of ``declared``, GB18030 and UTF-16 that decodes without an error.
    declared
        The encoding the document claims for itself. Such claims are often wrong, so it only joins the contest.

    Raises
    ------
    InputError
        If it is empty, binary, not in that encoding, or in none that is known.

    Examples
    --------
    >>> decode("公布第三批名单".encode("gbk"), "a.txt")
    '公布第三批名单'
    """
    reject_binary(data, name)
    codec = codec_name(encoding, name) if encoding else marked_codec(data)
    text = _read(data, codec, name, asked=bool(encoding)) if codec else _detect(data, name, declared)
    text = text.removeprefix("\ufeff")
    if (position := text.find("\0")) >= 0:
        raise InputError(f"{name}: binary data, not text: NUL at character {position}")
    if not text.strip():
        raise InputError(f"{name}: empty, there is no text in it")
    return text


def codec_name(encoding: str, name: str) -> str:
    """Return the codec to read an encoding with: GB18030 for those it contains.

    Raises
    ------
    InputError
        If there is no such text encoding.
    """
    try:
        codec = codecs.lookup(encoding).name
        # Only decoding something tells codecs that are no text encodings, such as base64.
        with contextlib.suppress(UnicodeError):
            b" ".decode(codec)
    except (LookupError, ValueError):
        raise InputError(f"{name}: unknown encoding {encoding!r}; try utf-8, utf-16 or gb18030") from None
    return _SUPERSETS.get(codec, codec)


def marked_codec(data: bytes) -> str | None:
    """Return the codec that the byte order mark of a document names, ``None`` where it has none."""
    return next((codec for mark, codec in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)


def reject_binary(data: bytes, name: str) -> None:
    """Refuse a file whose first bytes show that it is no text.

    Raises
    ------
    InputError
        If they do. The message says what the file is.
    """
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"{name}: {kind}; convert it to text first")


def _detect(data: bytes, name: str, declared: str | None) -> str:
    readings: list[str] = []
    failures: list[UnicodeDecodeError] = []
    for codec in dict.fromkeys(["utf-8", *_usable(declared), *_UNMARKED]):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError as error:
            failures.append(error)
            continue
        if "\0" in text:
            continue
        # GB18030 text passes for UTF-8 only as a run of two-byte characters, which are never Chinese.
        if codec == "utf-8" and (text.isascii() or max(text) >= "\u0800"):
            return text
        readings.append(text)
    best = max(readings, key=_plausibility, default="")
    if _plausibility(best) >= _PLAUSIBLE:
        return best
    if b"\0" in data:
        raise InputError(f"{name}: binary data, not text: NUL at offset {data.index(0)}")
    # Of a file with one bad byte, the right decoder gets furthest.
    failure = max((error for error in failures if "16" not in error.encoding), key=lambda e: e.start, default=None)
    place = f": {_describe(failure)}" if failure else ""
    raise InputError(f"{name}: not {_KNOWN} text{place}; name its encoding with --encoding")


def _usable(declared: str | None) -> list[str]:
    try:
        return [codec_name(declared, "")] if declared else []
    except InputError:
        return []


def _plausibility(text: str) -> float:
    """Return which share of the characters beyond ASCII are common Chinese: those of GB 2312."""
    beyond = [char for char in text[:_SAMPLE] if char > "\x7f"]
    return sum(map(_is_common, beyond)) / len(beyond) if beyond else float(bool(text))


def _is_common(char: str) -> bool:
    # By way of GBK: Python's gb2312 lacks the dash and the middle dot everybody uses.
    code = char.encode("gbk", "ignore")
    return len(code) == 2 and 0xA1 <= code[0] <= 0xF7 and code[1] >= 0xA1


def _read(data: bytes, codec: str, name: str, *, asked: bool) -> str:
    try:
        return data.decode(codec)
    except UnicodeError as error:
        hint = "" if asked else ", as its byte order mark says"
        place = f": {_describe(error)}" if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(f"{name}: not {codec.upper()} text{hint}{place}") from None


def _describe(error: UnicodeDecodeError) -> str:
    return f"byte 0x{error.object[error.start]:02x} at offset {error.start}"
