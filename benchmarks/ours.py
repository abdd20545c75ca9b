"""A pipeline of this library, measured: ``python -m benchmarks.ours small [--device torch]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.child import BusyClock, Subject, measure

__all__ = ["Ours"]


class Ours(Subject):
    """A pipeline of this library, from text to bulletins with entities and events."""

    packages: tuple[str, ...] = ("miit-ie", "spacy", "numpy")

    def __init__(self, pipeline: str, device: str | None = None) -> None:
        self._pipeline = pipeline
        self._options = {"device": device} if device else {}
        self._miit_ie: Any = None
        self._nlp: Any = None
        if device:
            self.packages += (device,)
        elif pipeline != "rules":
            self.packages += ("onnxruntime",)

    def start(self) -> None:
        """Import the library."""
        # Its sessions compute with one thread each; it reads two windows side by side.
        import miit_ie

        self._miit_ie = miit_ie

    def load(self) -> None:
        """Load the pipeline."""
        self._nlp = self._miit_ie.load(self._pipeline, **self._options)

    def run(self, texts: Sequence[str]) -> dict[str, int]:
        """Extract from the texts."""
        found = {"entities": 0, "events": 0}
        for bulletin in self._miit_ie.extract_many(texts, pipeline=self._nlp):
            if bulletin.error is not None:
                raise ValueError(f"a text failed: {bulletin.error}")
            found["entities"] += len(bulletin.entities)
            found["events"] += len(bulletin.events)
        return found

    def watch_network(self) -> BusyClock | None:
        """Count the time in ``miit_ie.model.runtime.Runtime.run``, where the pipeline has loaded it."""
        runtime: Any = getattr(sys.modules.get("miit_ie.model.runtime"), "Runtime", None)
        if not hasattr(runtime, "run"):
            return None
        clock = BusyClock()
        runtime.run = clock.around(runtime.run)
        return clock


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ours", description=__doc__)
    parser.add_argument("pipeline")
    parser.add_argument("--device")
    arguments = parser.parse_args()
    measure(Ours(arguments.pipeline, arguments.device))


if __name__ == "__main__":
    _main()
