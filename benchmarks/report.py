"""The results as a table for the terminal and as JSON."""

from __future__ import annotations

import itertools
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.child import THREADS
from benchmarks.measure import Measurement, Timings
from benchmarks.systems import PIPELINES
from benchmarks.texts import BULLETINS, TextSet

__all__ = ["Results"]

_MEBIBYTE = 1024 * 1024
_BUSY = 0.5


@dataclass(frozen=True, slots=True)
class Results:
    """All that one run of the benchmark gave.

    Attributes
    ----------
    texts
        The text sets.
    timings
        Speed, memory and cold start.
    quality
        What `benchmarks.quality` reported; ``None`` if it was not run.
    failures
        What could not be measured, and why, by name of the system.
    rounds
        How often each system was measured.
    load_before
        The load average of the machine before the first measurement.
    """

    texts: Sequence[TextSet]
    timings: Timings
    quality: Mapping[str, Any] | None
    failures: Mapping[str, str]
    rounds: int
    load_before: float | None = None

    @property
    def reference(self) -> str | None:
        """The pipeline that all ratios compare with: the first one of this library that could be measured."""
        measured = {system for system, _ in self.timings.measurements}
        return next((name for name in PIPELINES if name in measured), None)

    def ratios(self, measurement: Measurement) -> dict[str, float] | None:
        """Return how many times better the reference is on the same texts; above 1 where it is the better one."""
        reference = self.timings.measurements.get((self.reference or "", measurement.texts.name))
        if reference is None:
            return None
        return {
            "speed": measurement.seconds / reference.seconds,
            "memory": measurement.peak_bytes / reference.peak_bytes,
            "cold_start": measurement.cold_start / reference.cold_start,
        }

    def table(self) -> Table:
        """Return one table with everything, a section for each text set."""
        table = Table(
            title=f"{THREADS} threads, medians of {self.rounds} round{'s' * (self.rounds > 1)}",
            caption="\n".join(self._notes()),
            caption_justify="left",
        )
        table.add_column("texts")
        table.add_column("system")
        for heading in (
            "characters/s",
            "texts/s",
            "outside the\nnetwork",
            "peak\nMiB",
            "cold start\ns",
            f"{self.reference} is better, times\nspeed / memory / start",
            "Fact F1",
        ):
            table.add_column(heading, justify="right")
        for text_set in self.texts:
            heads = [text_set.name, f"  texts: {len(text_set.texts)}", f"  characters: {text_set.characters:,}"]
            rows = [self._row(m) for (_, name), m in self.timings.measurements.items() if name == text_set.name]
            for head, row in itertools.zip_longest(heads, rows):
                table.add_row(head or "", *(row or []))
            table.add_section()
        return table

    def to_dict(self) -> dict[str, Any]:
        """Return everything as a JSON object, with the figures of each round."""
        return {
            "machine": _machine(self.load_before),
            "threads": THREADS,
            "rounds": self.rounds,
            "reference": self.reference,
            "texts": [
                {"name": texts.name, "texts": len(texts.texts), "characters": texts.characters} for texts in self.texts
            ],
            "measurements": [
                {
                    "system": measurement.system,
                    "texts": measurement.texts.name,
                    "characters_per_second": measurement.characters_per_second,
                    "texts_per_second": measurement.texts_per_second,
                    "outside_network": measurement.outside_network,
                    "peak_bytes": measurement.peak_bytes,
                    "cold_start_seconds": measurement.cold_start,
                    "reference_is_better_times": self.ratios(measurement),
                    "runs": [asdict(run) for run in measurement.runs],
                }
                for measurement in self.timings.measurements.values()
            ],
            "quality": self.quality,
            "failures": dict(self.failures),
        }

    def _row(self, measurement: Measurement) -> list[str]:
        outside = measurement.outside_network
        ratios = self.ratios(measurement)
        is_reference = measurement.system == self.reference
        return [
            measurement.system,
            f"{measurement.characters_per_second:,.0f}",
            f"{measurement.texts_per_second:,.2f}",
            "n/a" if outside is None else f"{outside:.0%}",
            f"{measurement.peak_bytes / _MEBIBYTE:,.0f}",
            f"{measurement.cold_start:.2f}",
            "" if ratios is None or is_reference else " / ".join(map(_times, ratios.values())),
            self._fact(measurement) if measurement.texts.name == BULLETINS else "",
        ]

    def _fact(self, measurement: Measurement) -> str:
        scores = (self.quality or {}).get("scores", {}).get(measurement.system)
        return _score(scores["Fact"]["f1"]) if scores else ""

    def _notes(self) -> list[str]:
        notes = []
        difference = (self.quality or {}).get("int8_minus_fp32")
        if difference:
            listed = ", ".join(f"{score} {_difference(value)}" for score, value in difference.items())
            notes.append(f"F1 of int8 less that of fp32, on the development split: {listed}")
        if self.load_before is not None and self.load_before > _BUSY:
            notes.append(f"the machine was busy before the run: load average {self.load_before:.1f}")
        notes += [f"not measured: {name}: {reason}" for name, reason in self.failures.items()]
        return notes


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def _score(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.3f}"


def _difference(value: Mapping[str, Any]) -> str:
    if value["difference"] is None or value["interval"] is None:
        return "n/a"
    low, high = value["interval"]
    return f"{value['difference']:+.3f} ({low:+.3f} to {high:+.3f})"


def _machine(load_before: float | None) -> dict[str, Any]:
    processor = platform.processor()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = (
            line.partition(":")[2].strip() for line in information.read_text().splitlines() if "model name" in line
        )
        processor = next(names, processor)
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": processor,
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": load_before,
    }
