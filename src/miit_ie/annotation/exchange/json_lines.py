"""What the formats with a JSON object a line share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from miit_ie.annotation.exchange.conversion import Conversion, Entry, Found
from miit_ie.annotation.exchange.graph import Graph
from miit_ie.annotation.lines import Line, read_lines
from miit_ie.outputs.files import create

__all__ = ["read_rows", "write_rows"]


def write_rows(
    entries: Iterator[Entry], path: Path, conversion: Conversion, row: Callable[[Graph], dict[str, Any]]
) -> None:
    """Write a bulletin a line, each as ``row`` makes it of its graph."""
    with create(path, inputs=conversion.inputs) as stream:
        for entry in entries:
            stream.write(json.dumps(row(conversion.graph(entry)), ensure_ascii=False) + "\n")


def read_rows(path: Path, conversion: Conversion, entry: Callable[[Line, Conversion], Entry | None]) -> Iterator[Found]:
    """Yield the lines of a file, with what makes a bulletin of each by ``entry``."""
    for line in read_lines(path):
        yield line.place, partial(entry, line, conversion)
