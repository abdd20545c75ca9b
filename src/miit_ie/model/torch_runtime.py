"""Runs the network with torch: for training, for fp32, for GPUs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
import torch

from miit_ie.errors import PipelineError
from miit_ie.model.config import ModelConfig
from miit_ie.model.network import EventNetwork

__all__ = ["TorchRuntime"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_BATCH_TOKENS = 4096
# How many windows are put in order of length at once: the scores of a window take a megabyte.
_BLOCK = 64


class TorchRuntime:
    """Scores windows with torch, in batches of like length.

    Parameters
    ----------
    network
        The network.
    device
        As torch names it: ``"cpu"``, ``"cuda"``.
    """

    def __init__(self, network: EventNetwork, device: str = "cpu") -> None:
        self.network = network.to(device).eval()
        self.device = device

    @classmethod
    def of(cls, config: ModelConfig, weights: bytes, device: str = "cpu") -> TorchRuntime:
        """Make the runtime of a network whose weights are given as safetensors.

        Raises
        ------
        PipelineError
            If the weights do not fit the configuration, or there is no such device.
        """
        if device == "cuda" and not torch.cuda.is_available():
            raise PipelineError("device 'cuda': torch finds no GPU")
        return cls(EventNetwork.of(config, weights), device)

    def scan(self, windows: Iterable[tuple[Integers, Integers]]) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Yield spans, link ends and attributes of each window."""
        rest = iter(windows)
        while block := list(islice(rest, _BLOCK)):
            yield from self._block(block)

    def _block(self, windows: Sequence[tuple[Integers, Integers]]) -> Iterator[tuple[Floats, Floats, Floats]]:
        order = sorted(range(len(windows)), key=lambda number: len(windows[number][0]))
        results: dict[int, tuple[Floats, Floats, Floats]] = {}
        while order:
            longest = len(windows[order[-1]][0])
            size = max(1, _BATCH_TOKENS // longest)
            order, batch = order[:-size], order[-size:]
            results.update(zip(batch, self._scores([windows[number] for number in batch], longest), strict=True))
        for number in range(len(windows)):
            yield results.pop(number)

    def _scores(
        self, windows: Sequence[tuple[Integers, Integers]], length: int
    ) -> Iterator[tuple[Floats, Floats, Floats]]:
        ids = np.zeros((len(windows), length), np.int64)
        features = np.zeros((len(windows), windows[0][1].shape[0], length), np.int64)
        for row, (tokens, values) in enumerate(windows):
            ids[row, : len(tokens)] = tokens
            features[row, :, : len(tokens)] = values
        mask = (ids != 0).astype(np.int64)
        with torch.inference_mode():
            outputs = self.network(*(torch.from_numpy(array).to(self.device) for array in (ids, features, mask)))
        spans, ends, attributes = (output.float().cpu().numpy() for output in outputs)
        for row, (tokens, _) in enumerate(windows):
            n = len(tokens)
            yield spans[row, :, :n], ends[row, :n], attributes[row, :n]

    def link(self, tokens: Floats, ends: Integers, attributes: Integers) -> Floats:
        """Return the scores of pairs."""
        with torch.inference_mode():
            scores = self.network.links(
                *(torch.from_numpy(array).to(self.device) for array in (tokens, ends, attributes))
            )
        result: Floats = scores.float().cpu().numpy()
        return result
