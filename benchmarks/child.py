"""What runs inside a process that is measured: texts in, figures out. Standard library only.

The texts stand on standard input, one JSON object a line with the text under ``"text"``. The last line of standard
output is a JSON object with the figures.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import json
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

__all__ = ["THREADS", "BusyClock", "Subject", "limit_onnx_threads", "measure", "peak_memory", "reply"]

THREADS = 2
"""How many threads each subject may compute with."""

_LEAST_SECONDS = 1.0
_MOST_PASSES = 200
_FIRST = "2023年，省工信厅遴选认定澄湖精密等58家企业为省级企业技术中心。"


class Subject(ABC):
    """A tool that is measured.

    Attributes
    ----------
    packages
        The distributions whose versions are reported.
    """

    packages: tuple[str, ...] = ()

    @abstractmethod
    def start(self) -> None:
        """Import what is needed."""

    @abstractmethod
    def load(self) -> None:
        """Load the model."""

    @abstractmethod
    def run(self, texts: Sequence[str]) -> dict[str, int]:
        """Read the texts, and return how much was found, by kind."""

    def watch_network(self) -> BusyClock | None:
        """Start to count the time spent in the neural network, if there is a way to."""
        return None


class BusyClock:
    """Counts the time during which at least one call of a function is under way, in any thread.

    Examples
    --------
    >>> clock = BusyClock()
    >>> clock.around(sum)([1, 2])
    3
    >>> clock.calls, clock.seconds > 0
    (1, True)
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.calls = 0
        self._active = 0
        self._since = 0.0
        self._lock = threading.Lock()

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with its calls counted."""

        def counted(*args: Any, **kwargs: Any) -> Any:
            with self._lock:
                if self._active == 0:
                    self._since = time.perf_counter()
                self._active += 1
            try:
                return function(*args, **kwargs)
            finally:
                with self._lock:
                    self.calls += 1
                    self._active -= 1
                    if self._active == 0:
                        self.seconds += time.perf_counter() - self._since

        return counted


def measure(subject: Subject) -> None:
    """Run a subject on the texts of standard input and print the figures.

    The texts are read again until a second has passed, as the time of a fraction of one says little.
    """
    texts = [json.loads(line)["text"] for line in sys.stdin]
    # What the tools themselves print must not get between the figures.
    with contextlib.redirect_stdout(sys.stderr):
        imported = _seconds(subject.start)
        loaded = _seconds(subject.load)
        first = _seconds(lambda: subject.run([_FIRST]))
        clock = subject.watch_network()
        found: dict[str, int] = {}
        passes: list[float] = []
        cpu_started = time.process_time()
        while not passes or (sum(passes) < _LEAST_SECONDS and len(passes) < _MOST_PASSES):
            passes.append(_seconds(lambda: found.update(subject.run(texts))))
        cpu_seconds = time.process_time() - cpu_started
    reply(
        {
            "texts": len(texts),
            "characters": sum(map(len, texts)),
            "pass_seconds": passes,
            "cpu_seconds": cpu_seconds,
            "import_seconds": imported,
            "load_seconds": loaded,
            "first_seconds": first,
            "network_seconds": clock.seconds if clock and clock.calls else None,
            "peak_bytes": peak_memory(),
            "found": found,
            "versions": {name: importlib.metadata.version(name) for name in subject.packages},
        }
    )


def reply(figures: dict[str, Any]) -> None:
    """Print figures where the process that started this one looks for them."""
    print(json.dumps(figures), flush=True)


def limit_onnx_threads() -> None:
    """Let every session of ONNX Runtime that is made from now on compute with two threads.

    ONNX Runtime takes one thread a core by default, heeds no environment variable, and the peers offer no setting.
    """
    runtime = importlib.import_module("onnxruntime")
    session: Any = runtime.InferenceSession

    class LimitedSession(session):  # type: ignore[misc, unused-ignore]
        def __init__(self, model: Any, sess_options: Any = None, *args: Any, **kwargs: Any) -> None:
            options = sess_options or runtime.SessionOptions()
            options.intra_op_num_threads = THREADS
            options.inter_op_num_threads = 1
            super().__init__(model, options, *args, **kwargs)

    setattr(runtime, "InferenceSession", LimitedSession)  # noqa: B010  (a plain assignment is an error to mypy)


def peak_memory() -> int:
    """Return the most memory this process has held at once, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # On Linux, getrusage starts from the memory of the parent process, which may be the larger one.
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
