"""Runs the network with ONNX Runtime, on CPU and without torch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import onnxruntime

from miit_ie.errors import PipelineError

__all__ = ["Runtime"]

_AHEAD = 4
"""How many windows a thread may be ahead of who reads the scores."""

_SLOWER_FUSED = ("SkipLayerNormFusion",)
"""What ONNX Runtime makes one operation of on its own accord, and then takes several times as long for on a CPU."""

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


class Runtime:
    """Scores windows with ONNX Runtime.

    Each window is read by itself, so that its scores depend on nothing else; threads work on different windows.

    Parameters
    ----------
    network, links
        What the files ``network.onnx`` and ``links.onnx`` of a model folder hold.
    threads
        How many windows are read side by side.

    Raises
    ------
    PipelineError
        If either is no network.
    """

    def __init__(self, network: bytes, links: bytes, *, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._network = _session("network.onnx", network, options)
        self._links = _session("links.onnx", links, options)
        self.threads = threads

    def scan(self, windows: Iterable[tuple[Integers, Integers]]) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Yield spans, link ends and attributes of each window (see `miit_ie.model.network.EventNetwork`).

        Windows are taken a few ahead of what is yielded: whatever makes them, and reads the scores, works while others
        are scored.
        """
        if self.threads == 1:
            yield from map(self.run, windows)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            # No further ahead than need be: the scores of a window take a megabyte.
            ahead: deque[Future[tuple[Floats, Floats, Floats]]] = deque()
            for window in windows:
                ahead.append(pool.submit(self.run, window))
                if len(ahead) > _AHEAD * self.threads:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

    def run(self, window: tuple[Integers, Integers]) -> tuple[Floats, Floats, Floats]:
        """Return spans, link ends and attributes of a window: its tokens and their features."""
        ids, features = window
        spans, ends, attributes = self._network.run(None, {"input_ids": ids, "features": features})
        return spans, ends, attributes

    def link(self, tokens: Floats, ends: Integers, attributes: Integers) -> Floats:
        """Return the scores of pairs (see `miit_ie.model.network.LinkScorer`)."""
        inputs = {"tokens": tokens, "ends": ends, "attributes": attributes}
        scores: Floats = self._links.run(None, inputs)[0]
        return scores


def _session(name: str, content: bytes, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    try:
        return onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER_FUSED
        )
    except Exception as error:  # ONNX Runtime's own errors share no base class.
        raise PipelineError(f"{name}: not a network that can be loaded: {str(error).splitlines()[0]}") from error
