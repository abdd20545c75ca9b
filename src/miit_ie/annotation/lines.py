"""The lines of JSON Lines files, each with the place where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from miit_ie.errors import InputError

__all__ = ["Line", "read_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, counted from 1."""

    file: str
    number: int
    content: str = field(repr=False)

    @property
    def place(self) -> str:
        """The file and the line number, as compilers write them."""
        return f"{self.file}:{self.number}"

    @property
    def name(self) -> str:
        """A name for a bulletin that has none."""
        return f"{Path(self.file).stem}-{self.number}"

    def record(self) -> Any:
        """Return the JSON value of the line.

        Raises
        ------
        InputError
            If it is no JSON. The message does not repeat the place.
        """
        try:
            return json.loads(self.content)
        except json.JSONDecodeError as error:
            raise InputError(f"not JSON: {error.msg} (column {error.colno})") from None
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits, or brackets nested as deep.
            raise InputError(f"not JSON: {error}") from None


def read_lines(path: str | Path) -> Iterator[Line]:
    """Yield the lines of a file in UTF-8, without the blank ones.

    Raises
    ------
    InputError
        If the file is missing, not readable, not UTF-8 or has nothing but blank lines.
    """
    try:
        content = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError.unreadable(path, error) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from None
    if not content.strip():
        raise InputError(f"{path}: empty, there is no bulletin in it")
    # Not by splitlines: U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield Line(str(path), number, line)
