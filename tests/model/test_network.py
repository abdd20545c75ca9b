"""The network says the same padded or not, in torch or in ONNX, before and after a file."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the train extra")
pytest.importorskip("onnxscript", reason="needs the train extra")

import torch

from miit_ie.errors import PipelineError
from miit_ie.model.network import EventNetwork, LinkScorer, SpanScorer, rotate
from miit_ie.model.reader import ModelReader
from miit_ie.model.runtime import Runtime
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.model.torch_runtime import TorchRuntime
from miit_ie.training.export import export_onnx, quantise
from small_models import CHARACTERS, random_window, tiny_config

CONFIG = tiny_config()
LENGTHS = (1, 2, 7, 50, 131, 256)


@pytest.fixture(scope="module")
def network() -> EventNetwork:
    torch.manual_seed(0)
    network = EventNetwork(CONFIG)
    for embedding in network.features:
        # Zero at first, which would hide what becomes of the features.
        torch.nn.init.normal_(embedding.weight)
    network.eval()
    return network


@pytest.fixture(scope="module")
def folder(network: EventNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    export_onnx(network, folder / "fp32")
    network.save_pretrained(folder)
    (folder / "vocab.txt").write_text(Tokenizer(CHARACTERS).format(), encoding="utf-8")
    shutil.copy(Path(str(files("miit_ie.schema") / "ontology.toml")), folder)
    quantise(folder / "fp32" / "network.onnx", folder / "network.onnx")
    (folder / "links.onnx").write_bytes((folder / "fp32" / "links.onnx").read_bytes())
    return folder


def random_pairs(length: int, number: int = 30) -> tuple[np.ndarray, ...]:
    """Tokens of a window and pairs among them, with every value there is."""
    random = np.random.default_rng(length)
    left = random.integers(0, length, number)
    between = np.stack([left, random.integers(left, length + 1)], axis=1)
    ends = np.concatenate([random.integers(0, length, (number, 4)), between], axis=1)
    scorer = LinkScorer(CONFIG)
    tables = (scorer.relation, scorer.kind, scorer.distance, scorer.intervening)
    attributes = np.stack([random.integers(0, table.num_embeddings, number) for table in tables], axis=1)
    return random.normal(size=(length, 5 * CONFIG.link_size)).astype(np.float32), ends, attributes


def test_padding_changes_nothing(network: EventNetwork) -> None:
    windows = [random_window(length, CONFIG, seed) for seed, length in enumerate(LENGTHS)]
    together = list(TorchRuntime(network).scan(windows))
    for window, scores in zip(windows, together, strict=True):
        [alone] = TorchRuntime(network).scan([window])
        for one, other in zip(scores, alone, strict=True):
            assert one.shape == other.shape
            np.testing.assert_allclose(one, other, atol=1e-5)


def test_scores_of_many_windows_come_in_order_and_are_not_held(
    network: EventNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = [random_window(1 + seed * 7 % 23, CONFIG, seed) for seed in range(150)]
    runtime = TorchRuntime(network)
    read: list[int] = []
    whole = TorchRuntime._scores

    def scores(self: TorchRuntime, windows: Sequence[Any], length: int) -> Iterator[Any]:
        read.append(len(windows))
        return whole(self, windows, length)

    monkeypatch.setattr(TorchRuntime, "_scores", scores)
    together = runtime.scan(windows)
    first = next(together)
    assert sum(read) == 64
    for window, (spans, ends, _) in zip(windows, [first, *together], strict=True):
        [alone] = runtime.scan([window])
        np.testing.assert_allclose(spans, alone[0], atol=1e-5)
        np.testing.assert_allclose(ends, alone[1], atol=1e-5)


@pytest.mark.parametrize("encoder", [{}, {"model_type": "nosuch"}, {**CONFIG.encoder, "hidden_size": "a"}])
def test_an_encoder_that_is_none_is_refused(encoder: dict[str, Any]) -> None:
    with pytest.raises(PipelineError, match=r"^config\.json: no encoder can be built by it: ") as raised:
        EventNetwork(tiny_config(encoder=encoder))
    assert "\n" not in str(raised.value)


def test_spans_against_a_loop_over_starts_and_widths() -> None:
    torch.manual_seed(1)
    scorer = SpanScorer(CONFIG, 16).double()
    hidden = torch.randn(2, 9, 16, dtype=torch.float64)
    lengths = (9, 6)
    mask = torch.tensor([[1] * length + [0] * (9 - length) for length in lengths])
    scores = scorer(hidden, mask)
    assert scores.shape == (2, len(CONFIG.span_labels), 9, CONFIG.span_width)
    groups = list(CONFIG.groups.values())
    ends, labels = scorer.ends(hidden), scorer.labels(hidden)
    for row in range(2):
        vectors = [rotate(one) for one in ends[row].split(scorer.size, dim=-1)]
        for label in range(len(CONFIG.span_labels)):
            [group] = [number for number, places in enumerate(groups) if places.start <= label < places.stop]
            for start in range(9):
                for width in range(CONFIG.span_width):
                    score = scores[row, label, start, width].item()
                    last = start + width
                    if last >= lengths[row]:
                        assert score < -1000
                        continue
                    product = vectors[group][start] @ vectors[len(groups) + group][last] / scorer.size**0.5
                    own = labels[row, start, label] + labels[row, last, len(CONFIG.span_labels) + label]
                    assert score == pytest.approx((product + own).item(), abs=1e-9)


def test_rotation_tells_distances_and_keeps_lengths() -> None:
    vectors = torch.randn(1, 8, dtype=torch.float64).expand(12, 8)
    turned = rotate(vectors)
    products = turned @ turned.T
    for distance in range(12):
        diagonal = products.diagonal(distance)
        torch.testing.assert_close(diagonal, diagonal[:1].expand_as(diagonal), atol=1e-5, rtol=0)
    torch.testing.assert_close(turned[0], vectors[0])


def test_links_see_what_stands_between() -> None:
    tokens, ends, attributes = map(torch.from_numpy, random_pairs(9, 2))
    ends[:] = torch.tensor([0, 1, 7, 8, 2, 7])
    attributes[:] = attributes[:1]
    scorer = LinkScorer(CONFIG).eval()
    before = scorer(tokens, ends, attributes)
    assert before[0] == before[1]
    tokens[4] += 5
    assert (scorer(tokens, ends, attributes) - before).abs().min() > 1e-3
    ends[:, 4:] = torch.tensor([2, 2])
    nothing = scorer(tokens, ends, attributes)
    tokens[4] += 5
    torch.testing.assert_close(scorer(tokens, ends, attributes), nothing)


def test_a_folder_gives_the_network_back(network: EventNetwork, folder: Path) -> None:
    read = EventNetwork.from_pretrained(folder)
    assert read.config == network.config
    assert not read.training
    for (name, one), (other_name, other) in zip(network.state_dict().items(), read.state_dict().items(), strict=True):
        assert name == other_name
        torch.testing.assert_close(other, one.half().float(), atol=0, rtol=0)


@pytest.mark.parametrize("length", LENGTHS)
def test_onnx_scores_windows_as_torch_does(network: EventNetwork, folder: Path, length: int) -> None:
    runtime = Runtime(*((folder / "fp32" / name).read_bytes() for name in ("network.onnx", "links.onnx")), threads=1)
    window = random_window(length, CONFIG, length)
    [expected] = TorchRuntime(network).scan([window])
    for one, other in zip(runtime.run(window), expected, strict=True):
        assert one.shape == other.shape
        np.testing.assert_allclose(one, other, atol=1e-4)


@pytest.mark.parametrize(("length", "number"), [(1, 1), (7, 30), (256, 200)])
def test_onnx_scores_links_as_torch_does(network: EventNetwork, folder: Path, length: int, number: int) -> None:
    runtime = Runtime(*((folder / "fp32" / name).read_bytes() for name in ("network.onnx", "links.onnx")))
    pairs = random_pairs(length, number)
    np.testing.assert_allclose(runtime.link(*pairs), TorchRuntime(network).link(*pairs), atol=1e-4)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_scores_as_the_cpu_does(network: EventNetwork, folder: Path) -> None:
    windows = [random_window(length, CONFIG, length) for length in LENGTHS]
    expected = list(TorchRuntime(network).scan(windows))
    pairs = random_pairs(50)
    links = TorchRuntime(network).link(*pairs)
    runtime = TorchRuntime(EventNetwork.from_pretrained(folder), "cuda")
    for scores, exact in zip(runtime.scan(windows), expected, strict=True):
        for one, other in zip(scores, exact, strict=True):
            # The weights of the folder have 16 bits.
            np.testing.assert_allclose(one, other, atol=0.05)
    np.testing.assert_allclose(runtime.link(*pairs), links, atol=0.05)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_8_bit_file_loads_and_scores_windows_in_order(network: EventNetwork, folder: Path, threads: int) -> None:
    runtime = Runtime(*((folder / name).read_bytes() for name in ("network.onnx", "links.onnx")), threads=threads)
    windows = [random_window(length, CONFIG, length) for length in LENGTHS]
    for window, scores, exact in zip(windows, runtime.scan(windows), TorchRuntime(network).scan(windows), strict=True):
        for one, other, full in zip(scores, runtime.run(window), exact, strict=True):
            np.testing.assert_array_equal(one, other)
            assert one.shape == full.shape
        # Rounded, but of the same network.
        allowed = exact[0] > -1000
        assert np.corrcoef(scores[0][allowed], exact[0][allowed])[0, 1] > 0.9


def test_weights_of_another_network_are_refused(folder: Path) -> None:
    config = dataclasses.replace(CONFIG, span_size=10)
    with pytest.raises(PipelineError, match=r"^the weights do not fit config\.json"):
        EventNetwork.of(config, (folder / "model.safetensors").read_bytes())


@pytest.mark.parametrize("device", ["onnx", "torch"])
def test_a_model_loads_from_its_folder(folder: Path, device: str, tmp_path: Path) -> None:
    reader = ModelReader.from_pretrained(folder, device=device)
    reader.save_pretrained(tmp_path)
    assert ModelReader.from_pretrained(tmp_path, device=device).config == CONFIG


@pytest.mark.parametrize(
    ("device", "name", "message"),
    [
        ("onnx", "network.onnx", "network.onnx: not a network"),
        ("onnx", "links.onnx", "links.onnx: not a network"),
        ("onnx", "vocab.txt", "vocab.txt: not a vocabulary"),
        ("onnx", "config.json", "config.json: not the configuration"),
        ("torch", "model.safetensors", "model.safetensors: not the weights"),
    ],
)
def test_a_broken_file_is_named(folder: Path, tmp_path: Path, device: str, name: str, message: str) -> None:
    ModelReader.from_pretrained(folder, device=device).save_pretrained(tmp_path)
    (tmp_path / name).write_bytes(b"\xff\x00 no such thing")
    with pytest.raises(PipelineError, match=message):
        ModelReader.from_pretrained(tmp_path, device=device)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"not a model for onnx: config\.json: No such file"):
        ModelReader.from_pretrained(tmp_path)
    with pytest.raises(PipelineError, match="not the folder of a trained network"):
        EventNetwork.from_pretrained(tmp_path)


def test_an_unknown_device_is_refused(folder: Path) -> None:
    with pytest.raises(PipelineError, match="unknown device 'tpu'; there is onnx, torch, cuda"):
        ModelReader.from_pretrained(folder, device="tpu")
