"""From a trained network to the model folder that is shipped: safetensors in fp16, ONNX in int8."""

from __future__ import annotations

import logging
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from miit_ie.model.network import EventNetwork

__all__ = ["export_onnx", "quantise"]

_OPSET = 18
_EXAMPLE_TOKENS = 50
_EXAMPLE_PAIRS = 20


class _OneWindow(nn.Module):
    """The network for one window without padding, as it is read outside of training."""

    def __init__(self, network: EventNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        spans, ends, attributes = self.network(input_ids[None], features[None], torch.ones_like(input_ids)[None])
        return spans[0], ends[0], attributes[0]


def export_onnx(network: EventNetwork, folder: str | Path) -> None:
    """Write ``network.onnx`` and ``links.onnx`` in fp32.

    Parameters
    ----------
    network
        The trained network.
    folder
        Where to write.
    """
    network = network.cpu().float().eval()
    # What it tells is about itself: operators of libraries that are not there, names of axes that are alike.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _export(network, Path(folder))


def _export(network: EventNetwork, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(5, 100, (_EXAMPLE_TOKENS,))
    features = torch.zeros((len(network.config.features), _EXAMPLE_TOKENS), dtype=torch.int64)
    length, pairs = torch.export.Dim("length"), torch.export.Dim("pairs")
    torch.onnx.export(
        _OneWindow(network).eval(),
        (ids, features),
        str(folder / "network.onnx"),
        input_names=["input_ids", "features"],
        output_names=["spans", "ends", "attributes"],
        dynamic_shapes=({0: length}, {1: length}),
        opset_version=_OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    tokens = torch.randn(_EXAMPLE_TOKENS, 5 * network.config.link_size)
    ends = torch.randint(0, _EXAMPLE_TOKENS, (_EXAMPLE_PAIRS, 6))
    attributes = torch.zeros((_EXAMPLE_PAIRS, 4), dtype=torch.int64)
    torch.onnx.export(
        network.links,
        (tokens, ends, attributes),
        str(folder / "links.onnx"),
        input_names=["tokens", "ends", "attributes"],
        output_names=["scores"],
        dynamic_shapes=({0: length}, {0: pairs}, {0: pairs}),
        opset_version=_OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def quantise(source: str | Path, target: str | Path) -> None:
    """Write an ONNX file with the weights of its matrix products as 8-bit integers.

    Parameters
    ----------
    source, target
        The files to read and to write.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            prepared,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
    onnx.checker.check_model(str(target))
