"""Builds and loads pipelines by name."""

from __future__ import annotations

import functools
from pathlib import Path

import spacy
from spacy.language import Language

from miit_ie.errors import PipelineError
from miit_ie.model.shipped import folder_of, installed
from miit_ie.pipeline import components  # noqa: F401  (registers the factories)
from miit_ie.pipeline.tokenizer import TOKENIZER

__all__ = ["load"]


def load(name: str | Path = "small", *, device: str | None = None) -> Language:
    """Load a pipeline.

    Parameters
    ----------
    name
        ``"small"``, the trained model; ``"rules"``; or a folder: of a model, or one written with ``nlp.to_disk``.
    device
        What a model runs on: ``"onnx"`` (the CPU, with 8-bit weights; the default), ``"torch"`` (the CPU, in full
        precision) or ``"cuda"``. The latter two need the ``train`` extra and the model's ``model.safetensors``. A saved
        pipeline runs on what it was made with.

    Returns
    -------
    spacy.language.Language
        A pipeline for Chinese with one token a character. ``nlp(text)`` gives a ``Doc`` with ``doc.ents``,
        ``doc.spans["entities" | "triggers" | "arguments"]``, ``doc._.events`` and ``doc._.bulletin``. Its components
        may be mixed with your own.

    Raises
    ------
    PipelineError
        If there is no pipeline of that name, the folder holds none that loads, or a ``device`` is given for what is no
        model.

    Examples
    --------
    >>> doc = load()("工业和信息化部新认定18家省重点实验室。")
    >>> [(event.type, event.trigger.text) for event in doc._.events]
    [('认定', '新认定')]
    """
    folder = Path(name)
    if name in installed() or (folder / "network.onnx").is_file() or (folder / "model.safetensors").is_file():
        nlp = _pipeline(folder.name, "miit_model", {"device": device or "onnx"})
        nlp.get_pipe("miit_model").from_disk(folder_of(name))  # type: ignore[attr-defined]
    elif device is not None:
        raise PipelineError(f"{name}: only a model can be told what to run on")
    elif name == "rules":
        nlp = _pipeline("rules", "miit_rules", {})
    elif (folder / "config.cfg").is_file():
        try:
            nlp = spacy.load(folder)
        except (OSError, ValueError) as error:
            raise PipelineError(f"{name}: cannot be loaded: {str(error).splitlines()[0]}") from error
    elif folder.is_dir():
        raise PipelineError(f"{name}: neither a model (network.onnx) nor a saved pipeline (config.cfg) is in it")
    else:
        known = ", ".join((*installed(), "rules"))
        raise PipelineError(f"unknown pipeline {str(name)!r}: there is {known}, or give the folder of one")
    # spaCy's limit guards parsers that need much memory for each character; there is none here.
    nlp.max_length = 2**31 - 1
    return nlp


def _pipeline(name: str, extractor: str, settings: dict[str, str]) -> Language:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}}, meta={"name": f"miit_ie_{name}"})
    nlp.add_pipe(extractor, config=settings)
    nlp.add_pipe("miit_completion")
    return nlp


@functools.cache
def shared(name: str | Path) -> Language:
    """Return a pipeline that is loaded once and shared by all calls of ``extract``."""
    return load(name)
