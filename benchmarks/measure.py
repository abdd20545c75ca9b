"""Runs subjects in fresh processes and sums up what they report."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.child import THREADS
from benchmarks.texts import TextSet

__all__ = ["ChildError", "Measurement", "Run", "System", "Timings", "run_child", "time_systems"]

_ROOT = Path(__file__).resolve().parents[1]
_LIMIT_SECONDS = 1800
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "RAYON_NUM_THREADS",
)


class ChildError(RuntimeError):
    """A process that did not come to a result."""


@dataclass(frozen=True, slots=True)
class System:
    """Something that is measured.

    Attributes
    ----------
    name
        What it is called in the table.
    command
        Module of `benchmarks` that runs it, and its arguments.
    texts
        Names of the text sets it reads.
    python
        The interpreter it runs in.
    """

    name: str
    command: tuple[str, ...]
    texts: tuple[str, ...]
    python: Path = Path(sys.executable)


@dataclass(frozen=True, slots=True)
class Run:
    """What one process reported.

    Attributes
    ----------
    texts, characters
        How much it read in a pass, after a first passage.
    pass_seconds
        How long each pass took.
    cpu_seconds
        Processor time of all passes together, of all threads. Where it is much less than twice the time that passed,
        the subject uses one thread, or had to share the machine.
    import_seconds, load_seconds, first_seconds
        What came before: the import, loading, and the first passage.
    network_seconds
        How much of the time of all passes was spent inside the neural network, where that is known.
    peak_bytes
        The most memory held at once.
    found
        How many entities and events were found, and other counts.
    versions
        Of the packages used.
    """

    texts: int
    characters: int
    pass_seconds: Sequence[float]
    cpu_seconds: float
    import_seconds: float
    load_seconds: float
    first_seconds: float
    network_seconds: float | None
    peak_bytes: int
    found: Mapping[str, int]
    versions: Mapping[str, str]

    @property
    def seconds(self) -> float:
        """Seconds of a pass, the median."""
        return statistics.median(self.pass_seconds)

    @property
    def cold_start(self) -> float:
        """Seconds from the start of the import to the first result."""
        return self.import_seconds + self.load_seconds + self.first_seconds

    @property
    def outside_network(self) -> float | None:
        """Share of the time that was not spent inside the neural network."""
        return None if self.network_seconds is None else 1 - self.network_seconds / sum(self.pass_seconds)


@dataclass(frozen=True, slots=True)
class Measurement:
    """The runs of a system on a text set; each figure is the median over them."""

    system: str
    texts: TextSet
    runs: tuple[Run, ...]

    @property
    def characters_per_second(self) -> float:
        """Characters read in a second."""
        return self.texts.characters / self.seconds

    @property
    def texts_per_second(self) -> float:
        """Texts read in a second."""
        return len(self.texts.texts) / self.seconds

    @property
    def seconds(self) -> float:
        """Seconds to read all texts."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def peak_bytes(self) -> float:
        """The most memory held at once."""
        return statistics.median(run.peak_bytes for run in self.runs)

    @property
    def cold_start(self) -> float:
        """Seconds from the start of the import to the first result."""
        return statistics.median(run.cold_start for run in self.runs)

    @property
    def outside_network(self) -> float | None:
        """Share of the time not spent inside the neural network; ``None`` where it is not known."""
        shares = [run.outside_network for run in self.runs]
        known = [share for share in shares if share is not None]
        return statistics.median(known) if known else None


@dataclass(frozen=True, slots=True)
class Timings:
    """All measurements of one run of the benchmark.

    Attributes
    ----------
    measurements
        By name of the system and of the text set.
    failures
        What went wrong, in one line, by name of the system. A system that failed once has no measurements.
    """

    measurements: Mapping[tuple[str, str], Measurement]
    failures: Mapping[str, str]


def time_systems(
    systems: Sequence[System], texts: Sequence[TextSet], *, rounds: int, progress: Callable[[str], None]
) -> Timings:
    """Measure every system on its texts.

    The systems take turns, once a round, so that whatever else the machine is doing falls on all of them alike.

    Parameters
    ----------
    systems, texts
        What is measured, on what.
    rounds
        How often.
    progress
        Is told what comes next.
    """
    runs: dict[tuple[str, str], list[Run]] = {}
    failures: dict[str, str] = {}
    for round_number in range(1, rounds + 1):
        for text_set in texts:
            for system in systems:
                if text_set.name not in system.texts or system.name in failures:
                    continue
                progress(f"round {round_number} of {rounds}: {system.name}, {text_set.name}")
                try:
                    run = Run(**run_child(system.command, text_set.texts, python=system.python))
                except ChildError as error:
                    failures[system.name] = str(error)
                else:
                    runs.setdefault((system.name, text_set.name), []).append(run)
    by_name = {text_set.name: text_set for text_set in texts}
    measurements = {
        (system, name): Measurement(system, by_name[name], tuple(of_both))
        for (system, name), of_both in runs.items()
        if system not in failures
    }
    return Timings(measurements, failures)


def run_child(
    command: Sequence[str], texts: Iterable[str] = (), *, python: Path = Path(sys.executable)
) -> dict[str, Any]:
    """Run a module in a fresh interpreter with limited threads, and return what it reports.

    Parameters
    ----------
    command
        The module and its arguments.
    texts
        What it gets on standard input.
    python
        The interpreter.

    Raises
    ------
    ChildError
        If it fails, or takes too long. The message is the last line it wrote.
    """
    try:
        done = subprocess.run(
            [str(python), "-m", *command],
            input="".join(json.dumps({"text": text}) + "\n" for text in texts),
            capture_output=True,
            text=True,
            cwd=_ROOT,
            env=_environment(),
            timeout=_LIMIT_SECONDS,
            check=True,
        )
        figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except subprocess.CalledProcessError as error:
        lines = error.stderr.strip().splitlines()
        raise ChildError(lines[-1] if lines else f"ended with status {error.returncode}") from error
    except subprocess.TimeoutExpired as error:
        raise ChildError(f"did not end within {_LIMIT_SECONDS} seconds") from error
    except (OSError, ValueError, IndexError) as error:
        raise ChildError(f"gave no figures: {error}") from error
    return figures


def _environment() -> dict[str, str]:
    # An inherited PYTHONPATH would mix this library's packages into the peers' environments.
    inherited = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    return {**inherited, **dict.fromkeys(_THREAD_VARIABLES, str(THREADS)), "TOKENIZERS_PARALLELISM": "false"}
