"""Readers, one a format: bytes in, bulletins out."""

from miit_ie.readers.encoding import decode
from miit_ie.readers.files import Format, read_bytes, read_file
from miit_ie.readers.html import read_html
from miit_ie.readers.jsonl import read_jsonl
from miit_ie.readers.plain import read_text

__all__ = ["Format", "decode", "read_bytes", "read_file", "read_html", "read_jsonl", "read_text"]
