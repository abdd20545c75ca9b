"""Goes on from a trained model with bulletins of the user's: for another ministry, or for a new event type."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from miit_ie.annotation import load_gold
from miit_ie.errors import InputError
from miit_ie.model.config import ModelConfig
from miit_ie.model.reader import ModelReader
from miit_ie.model.shipped import folder_of
from miit_ie.schema import Bulletin, Ontology, default_ontology, load_ontology, parse_ontology
from miit_ie.training import material as materials
from miit_ie.training.config import Recipe, Source
from miit_ie.training.dev import load_dev
from miit_ie.training.extension import extended
from miit_ie.training.making import Scores, make, run_folder
from miit_ie.training.material import Data, Material
from miit_ie.training.memory import require_memory

__all__ = ["finetune", "recipe_for"]

_LOG = logging.getLogger(__name__)

_GOLD_TRAIN, _GOLD_DEV = "gold:train", "gold:dev"
# How many characters of our gold are read again for each new one, and how many at least.
_REPLAY, _LEAST_REPLAY = 3, 30_000
# Of the trained weights in what is kept: with fewer a new type is learned less well, with more others are forgotten.
_SHARE = 0.5


def finetune(
    bulletins: Data,
    output: str | Path,
    *,
    dev: Data | None = None,
    base: str | Path = "small",
    ontology: str | Path | None = None,
    covers: Sequence[str] = (),
    replay: bool = True,
    epochs: int = 10,
    batch_tokens: int = 1024,
    learning_rate: float = 2e-4,
    seed: int = 0,
    resume: bool = False,
) -> Scores:
    """Train a model further on bulletins of one's own, and write the folder of the new one.

    Everything is checked before the work starts. A run that was stopped goes on with ``resume``, and gives what it
    would have given.

    Parameters
    ----------
    bulletins
        Annotated bulletins with their texts: JSON Lines files in the output contract, bulletins, or a dataset.
    output
        The folder to write, which `miit_ie.load` takes. The state of the run is in its folder ``run``.
    dev
        Bulletins to measure by, which choose the best epoch, thresholds, cohesion and confidences; by default a fifth
        of the others is held out.
    base
        Name or folder of the model to go on from. It needs ``model.safetensors``.
    ontology
        File that names event types and entity labels of one's own (`miit_ie.schema.load_ontology`); by default the
        base's.
    covers
        The event types and entity labels that are annotated in the bulletins; by default all. Whether there are others
        in them is not learned; arguments are taken to be those of the types that are covered.
    replay
        Read our gold again beside them, so that what the model knows is not forgotten.
    epochs, batch_tokens, learning_rate, seed
        How long, how many tokens at once, how fast, and what is drawn.
    resume
        Go on with a run that was stopped.

    Returns
    -------
    dict
        F1 on ``dev`` and on ``our gold dev``: by corpus, by ``before`` and ``after``, by score.

    Raises
    ------
    InputError, ContractError, OntologyError, PipelineError
        If the data, the ontology, the base or the folder will not do; the message says why.
    """
    output = Path(output)
    run = run_folder(output, resume=resume)
    base = folder_of(base)
    if not base.is_dir():
        raise InputError(f"{base}: there is no such model; miit-ie models lists those that are installed")
    if not (base / "model.safetensors").is_file():
        raise InputError(f"{base}: no weights to go on from: model.safetensors is missing")
    ontology = ontology or _own_ontology(base)
    known = load_ontology(ontology) if ontology else default_ontology()
    config = extended(ModelConfig.parse((base / "config.json").read_bytes()), known)
    given = materials.read(bulletins, known)
    train_part, dev_part = (given, materials.read(dev, known)) if dev is not None else materials.split(given)
    material = Material(train_part, dev_part, tuple(covers))
    materials.check(material, known)
    gold = {bulletin.text_sha256 for bulletin in load_gold("dev").bulletins}
    if shared := sum(bulletin.text_sha256 in gold for bulletin in material.train):
        _LOG.warning("train: %d bulletins are of our gold dev, whose scores will not show what is forgotten", shared)
    require_memory(batch_tokens)
    recipe = recipe_for(
        material,
        known,
        run,
        start=(str(base),),
        ontology=str(_keep(Path(ontology).read_bytes(), run / "ontology.toml")) if ontology else "",
        replay=replay,
        window=config.window,
        context=config.context,
        epochs=epochs,
        batch_tokens=batch_tokens,
        learning_rate=learning_rate,
        head_learning_rate=5 * learning_rate,
        seed=seed,
    )
    before = _scores_before(base, recipe, known, run / "before.json")
    parts = {"train": material.train, "dev": material.dev}
    names = dict(zip((source.path for source in recipe.dev), ("dev", "our gold dev"), strict=True))
    scores = make(recipe, output, run, names=names, before=before, base=base.name, parts=parts)
    for name in sorted(known.event_types.keys() - default_ontology().event_types.keys()):
        if not scores["dev"]["after"].get(f"Trig-C {name}"):
            _LOG.warning("%s: not one event of this type is found in dev: annotate more of them, or train longer", name)
    return scores


def recipe_for(material: Material, known: Ontology, run: Path, *, replay: bool, **settings: Any) -> Recipe:
    """Return the recipe of a fine-tuning; the bulletins are written into the folder of the run.

    Parameters
    ----------
    material
        What to learn from and to measure by.
    known
        What it is labelled with.
    run
        Folder of the run.
    replay
        Read our gold again beside them.
    settings
        Of the recipe.

    Raises
    ------
    InputError
        If the run was begun with other bulletins.
    """
    train_file, dev_file = (
        str(_keep(_lines(part), run / name))
        for part, name in ((material.train, "train.jsonl"), (material.dev, "dev.jsonl"))
    )
    told = _told_by_gold(known)
    sources = [Source(train_file, covers=material.covers)]
    if replay:
        wanted = max(_LEAST_REPLAY, _REPLAY * sum(len(bulletin.text or "") for bulletin in material.train))
        there = sum(len(bulletin.text or "") for bulletin in load_gold("train").bulletins)
        sources.append(Source(_GOLD_TRAIN, share=round(min(1.0, wanted / there), 3), covers=told))
    dev = (Source(dev_file, covers=material.covers), Source(_GOLD_DEV, covers=told, guarded=True))
    return Recipe(
        train=tuple(sources), dev=dev, **({"average": 0.9, "trained_share": _SHARE, "patience": 4} | settings)
    )


def _told_by_gold(known: Ontology) -> tuple[str, ...]:
    """Return the types and labels our gold annotates: not the new ones, nor those of which they were part."""
    shipped, names = default_ontology(), []
    for ours, all_of_them in ((shipped.event_types, known.event_types), (shipped.entity_labels, known.entity_labels)):
        parted = {one for name, entry in all_of_them.items() if name not in ours for one in entry.part_of}
        names += [name for name in ours if name not in parted]
    return tuple(names)


def _lines(bulletins: Sequence[Bulletin]) -> bytes:
    lines = (json.dumps(bulletin.to_dict(with_text=True), ensure_ascii=False) for bulletin in bulletins)
    return "".join(f"{line}\n" for line in lines).encode()


def _keep(content: bytes, file: Path) -> Path:
    """Write a file of the run, or find it as it was."""
    if file.exists() and file.read_bytes() != content:
        raise InputError(f"{file.parent.parent}: the run was begun with other data than now; name another folder")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _own_ontology(base: Path) -> Path | None:
    """Return the file with the types a model has beyond the shipped ones, if it has any."""
    file = base / "ontology.toml"
    return file if file.is_file() and parse_ontology(file.read_bytes(), str(file)).extends else None


def _scores_before(base: Path, recipe: Recipe, ontology: Ontology, file: Path) -> dict[str, dict[str, float]]:
    if not file.exists():
        _LOG.info("scoring the model to go on from")
        reader = ModelReader.from_pretrained(base)
        dev = load_dev(recipe, ontology, reader.config.features)
        scores = {path: texts.f1(reader) for path, texts in dev.items()}
        file.write_text(json.dumps(scores, ensure_ascii=False, indent=1), encoding="utf-8")
    before: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8"))
    return before
