"""A run from its recipe to the model folder: trained, quantised, scored, with its card."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from miit_ie.errors import InputError
from miit_ie.schema import Bulletin
from miit_ie.training.card import model_card, plot_history
from miit_ie.training.config import Recipe
from miit_ie.training.progress import read_log
from miit_ie.training.shipping import ship
from miit_ie.training.sources import load_ontology_of, load_source
from miit_ie.training.trainer import train

__all__ = ["Scores", "make", "make_model", "run_folder"]

Scores: TypeAlias = dict[str, dict[str, dict[str, float]]]
"""F1 by corpus, by ``before`` (if the run went on from a model) and ``after``, by score."""

_LOG = logging.getLogger(__name__)


def run_folder(output: Path, *, resume: bool) -> Path:
    """Return where the state of a run is to be kept.

    Raises
    ------
    InputError
        If the folder cannot be made or is not empty, for it holds a model, a run that is not to be gone on with, or
        other files; or if there is no run in it to go on with.
    """
    run = output / "run"
    if (output / "README.md").exists() and (output / "config.json").exists():
        raise InputError(f"{output}: holds a model already; name another folder")
    if resume:
        if not run.exists():
            raise InputError(f"{output}: there is no run in it to go on with")
        return run
    if run.exists():
        raise InputError(f"{output}: holds a run that is not through: go on with it (resume), or name another folder")
    # Looked at, not made: what is wrong with the data is told later, and is to leave nothing behind.
    there = next(folder for folder in (output, *output.absolute().parents) if folder.exists())
    if not there.is_dir():
        raise InputError(f"{output}: no folder can be made there: {there} is a file")
    if not os.access(there, os.W_OK | os.X_OK):
        raise InputError(f"{output}: no folder can be made there: {there} may not be written to")
    if there == output and any(output.iterdir()):
        raise InputError(f"{output}: holds other files; name an empty folder or a new one")
    return run


def make_model(recipe: Recipe, output: str | Path, *, resume: bool = False) -> Scores:
    """Train by a recipe and write the model folder.

    Parameters
    ----------
    recipe
        What to do.
    output
        The folder to write, which `miit_ie.load` takes. The state of the run is in its folder ``run``.
    resume
        Go on with a run that was stopped.

    Raises
    ------
    InputError, ContractError, OntologyError, PipelineError
        If a source, the encoder or the folder will not do; the message says why.
    """
    output = Path(output)
    ontology = load_ontology_of(recipe)
    # All are read before the folder is made: a file that is missing leaves nothing behind.
    sources = dict.fromkeys([*recipe.train, *recipe.dev])
    parts = {source.path: load_source(source, ontology) for source in sources}
    return make(recipe, output, run_folder(output, resume=resume), parts=parts)


def make(
    recipe: Recipe,
    output: Path,
    run: Path,
    *,
    parts: Mapping[str, Sequence[Bulletin]],
    names: Mapping[str, str] | None = None,
    before: Mapping[str, dict[str, float]] | None = None,
    base: str | None = None,
) -> Scores:
    """Train, ship and describe a model.

    Parameters
    ----------
    recipe
        What to do.
    output, run
        The model folder, and that of the run.
    parts
        What the card lists as the data, by name.
    names
        What the dev corpora are called, by their paths; by default as their paths.
    before
        Scores of the model the run goes on from, by the paths of the dev corpora.
    base
        Its name.
    """
    train(recipe, run)
    _LOG.info("quantising the network, fitting thresholds, cohesion and confidences")
    shipped = ship(run / "best", recipe, output)
    scores: Scores = {}
    for source in recipe.dev:
        of_corpus = scores.setdefault((names or {}).get(source.path, source.path), {})
        if before:
            of_corpus["before"] = before[source.path]
        of_corpus["after"] = shipped.get(f"int8 {source.path}") or shipped[f"fp32 {source.path}"]
    plot_history(read_log(run), {source.path: name for source, name in zip(recipe.dev, scores, strict=True)}, output)
    in_8_bits = any(name.startswith("int8") for name in shipped)
    card = model_card(output.name, base, parts, load_ontology_of(recipe), recipe, scores, in_8_bits=in_8_bits)
    (output / "README.md").write_text(card, encoding="utf-8")
    # What it was made of stays; the states in between are large and of no more use.
    for folder in ("checkpoints", "best"):
        shutil.rmtree(run / folder, ignore_errors=True)
    return scores
