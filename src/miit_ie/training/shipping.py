"""Makes the model folder out of a trained network."""

from __future__ import annotations

import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from miit_ie.model.network import EventNetwork
from miit_ie.model.reader import ModelReader
from miit_ie.model.torch_runtime import TorchRuntime
from miit_ie.training.calibration import fit_confidences, tune
from miit_ie.training.config import Recipe
from miit_ie.training.dev import DevTexts
from miit_ie.training.encoder import load_tokenizer
from miit_ie.training.export import export_onnx, quantise
from miit_ie.training.sources import load_ontology_of, load_source

__all__ = ["ship"]


def ship(folder: str | Path, recipe: Recipe, output: str | Path) -> dict[str, dict[str, float]]:
    """Quantise the network, fit thresholds and confidences of what is shipped on dev, and write the model folder.

    Parameters
    ----------
    folder
        ``best`` of a training run.
    recipe
        Its dev corpora are used.
    output
        The folder to write: ``config.json``, ``vocab.txt``, ``ontology.toml``, ``model.safetensors``, ``network.onnx``
        and ``links.onnx``.

    Returns
    -------
    dict
        F1 on each dev corpus, of the network in full precision (``fp32 …``) and as shipped (``int8 …``).
    """
    folder, output = Path(folder), Path(output)
    network = EventNetwork.from_pretrained(folder)
    tokenizer = load_tokenizer(folder)
    ontology = load_ontology_of(recipe)
    dev = {
        source.path: DevTexts.of(load_source(source, ontology), network.config.features, source.covers)
        for source in recipe.dev
    }
    network.save_pretrained(output)
    (output / "vocab.txt").write_text(tokenizer.format(), encoding="utf-8")
    own = Path(recipe.ontology) if recipe.ontology else files("miit_ie.schema") / "ontology.toml"
    (output / "ontology.toml").write_bytes(own.read_bytes())
    with tempfile.TemporaryDirectory() as scratch:
        export_onnx(network, scratch)
        quantise(Path(scratch) / "network.onnx", output / "network.onnx")
        shutil.copy(Path(scratch) / "links.onnx", output / "links.onnx")
    # On what is shipped, since 8-bit scores are not those of full precision.
    runtime = ModelReader.from_pretrained(output).network
    config = tune(ModelReader(network.config, tokenizer, runtime, ontology), list(dev.values()))
    config = fit_confidences(ModelReader(config, tokenizer, runtime, ontology), list(dev.values()))
    (output / "config.json").write_text(config.format(), encoding="utf-8")
    readers = {
        "fp32": ModelReader(config, tokenizer, TorchRuntime(network), ontology),
        "int8": ModelReader(config, tokenizer, runtime, ontology),
    }
    return {
        f"{precision} {path}": texts.f1(reader) for path, texts in dev.items() for precision, reader in readers.items()
    }
