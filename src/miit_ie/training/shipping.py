"""Makes the model folder out of a trained network."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from miit_ie.evaluation import evaluate
from miit_ie.model.config import ModelConfig
from miit_ie.model.network import EventNetwork
from miit_ie.model.reader import ModelReader
from miit_ie.model.runtime import Runtime
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.model.torch_runtime import TorchRuntime
from miit_ie.schema import Ontology
from miit_ie.training.calibration import fit_confidences, tune
from miit_ie.training.cohesion import fit_cohesion
from miit_ie.training.config import Recipe
from miit_ie.training.dev import DevTexts, load_dev
from miit_ie.training.encoder import load_tokenizer
from miit_ie.training.export import export_onnx, quantise
from miit_ie.training.sources import load_ontology_of

__all__ = ["TOLERANCE", "ship"]

TOLERANCE = 0.005
"""How much of an F1 score 8 bits may cost."""

_CHECKED = ("Trig-C", "Arg-C+", "Fact", "Ent")
_LOG = logging.getLogger(__name__)


def ship(folder: str | Path, recipe: Recipe, output: str | Path) -> dict[str, dict[str, float]]:
    """Quantise the network, fit what decodes its scores to what is shipped on dev, and write the model folder.

    These are thresholds, cohesion of modality and confidences.

    Where 8 bits cost more than `TOLERANCE` over all of dev, the network is written in full precision instead.

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
        F1 on each dev corpus, of the network in full precision (``fp32 …``) and, if that is shipped, in 8 bits
        (``int8 …``).
    """
    folder, output = Path(folder), Path(output)
    network = EventNetwork.from_pretrained(folder)
    tokenizer = load_tokenizer(folder)
    ontology = load_ontology_of(recipe)
    dev = load_dev(recipe, ontology, network.config.features)
    network.save_pretrained(output)
    (output / "vocab.txt").write_text(tokenizer.format(), encoding="utf-8")
    own = Path(recipe.ontology) if recipe.ontology else files("miit_ie.schema") / "ontology.toml"
    (output / "ontology.toml").write_bytes(own.read_bytes())
    with tempfile.TemporaryDirectory() as scratch:
        export_onnx(network, scratch)
        shutil.copy(Path(scratch) / "links.onnx", output / "links.onnx")
        quantise(Path(scratch) / "network.onnx", output / "network.onnx")
        reader = _fitted(output, network.config, tokenizer, ontology, dev)
        exact = ModelReader(reader.config, tokenizer, TorchRuntime(network), ontology)
        scores = {"fp32": _pooled(exact, dev), "int8": _pooled(reader, dev)}
        lost = {name: value - scores["int8"][name] for name, value in scores["fp32"].items()}
        readers = {"fp32": exact, "int8": reader}
        if max(lost.values()) > TOLERANCE:
            worst = max(lost, key=lambda name: lost[name])
            _LOG.warning("8 bits cost %.3f of %s; the network is written in full precision", lost[worst], worst)
            shutil.copy(Path(scratch) / "network.onnx", output / "network.onnx")
            reader = _fitted(output, network.config, tokenizer, ontology, dev)
            readers = {"fp32": reader}
    (output / "config.json").write_text(reader.config.format(), encoding="utf-8")
    return {f"{precision} {path}": texts.f1(one) for path, texts in dev.items() for precision, one in readers.items()}


def _fitted(
    folder: Path, config: ModelConfig, tokenizer: Tokenizer, ontology: Ontology, dev: Mapping[str, DevTexts]
) -> ModelReader:
    """Return what reads with the ONNX files of a folder, with all that decodes its scores fitted to it on dev."""
    # On what is shipped, since 8-bit scores are not those of full precision.
    runtime = Runtime((folder / "network.onnx").read_bytes(), (folder / "links.onnx").read_bytes())
    for fit in (fit_cohesion, tune, fit_confidences):
        config = fit(ModelReader(config, tokenizer, runtime, ontology), list(dev.values()))
    return ModelReader(config, tokenizer, runtime, ontology)


def _pooled(reader: ModelReader, dev: Mapping[str, DevTexts]) -> dict[str, float]:
    """Return the F1 scores over all dev corpora together."""
    gold = [bulletin for texts in dev.values() for bulletin in texts.gold]
    read = [bulletin for texts in dev.values() for bulletin in texts.read(reader)]
    # Names need not differ between corpora.
    pairs = [[replace(one, doc_id=str(number)) for number, one in enumerate(side)] for side in (gold, read)]
    scores = evaluate(*pairs, resamples=1).scores
    return {name: scores[name]["all"].f1 or 0.0 for name in _CHECKED if name in scores}
