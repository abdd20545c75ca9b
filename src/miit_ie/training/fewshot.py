"""How many examples a new event type needs: types a network has never been told of are added with few of them."""

from __future__ import annotations

import dataclasses
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import torch

from miit_ie.annotation import load_gold
from miit_ie.errors import InputError
from miit_ie.model.network import EventNetwork
from miit_ie.model.reader import ModelReader
from miit_ie.model.torch_runtime import TorchRuntime
from miit_ie.schema import Bulletin, default_ontology
from miit_ie.training.building import build_network
from miit_ie.training.config import Recipe, Source, read_toml, recipe_of
from miit_ie.training.dev import DevTexts
from miit_ie.training.encoder import load_tokenizer
from miit_ie.training.trainer import train

__all__ = ["FewShots", "paragraphs_with", "plot_curves", "run", "table"]

_GOLD_TRAIN = "gold:train"
_RESULTS = "fewshot.json"
# So many times are few examples read in an epoch, taken together, that they are felt among the rest.
_FELT = 40


@dataclass(frozen=True, slots=True)
class FewShots:
    """What is tried.

    Attributes
    ----------
    base
        The recipe of the network that knows nothing of the types; ``without`` names them.
    settings
        Keys in which the recipe of a trial differs: epochs, rates.
    sizes
        Numbers of examples: of paragraphs with an event of the type.
    seeds
        Each draws other examples.
    replay
        Which part of our gold is read again beside them.
    """

    base: Recipe
    settings: Mapping[str, Any]
    sizes: Sequence[int]
    seeds: Sequence[int]
    replay: float

    @classmethod
    def from_file(cls, path: str | Path) -> FewShots:
        """Read trials from a TOML file with these attributes.

        Raises
        ------
        InputError
            If the file cannot be read, or a key is missing or unknown.
        """
        data = read_toml(path)
        expected = {field.name for field in dataclasses.fields(cls)}
        if wrong := sorted(expected ^ data.keys()):
            raise InputError(f"{path}: {'missing' if wrong[0] in expected else 'unknown'} key {wrong[0]!r}")
        base = recipe_of(Recipe, data["base"], f"{path}: base")
        if not base.without:
            raise InputError(f"{path}: base: without: names no event type")
        return cls(**(data | {"base": base}))


def run(trials: FewShots, output: str | Path, *, threads: int = 1) -> dict[str, dict[str, list[float]]]:
    """Train the base, then each trial from it; those that are through are not done again.

    Parameters
    ----------
    trials
        What is tried.
    output
        Folder for the runs and ``fewshot.json``.
    threads
        Threads on the CPU.

    Returns
    -------
    dict
        Trig-C F1 on our gold dev: by type, by number of examples, one for each seed.
    """
    torch.set_num_threads(threads)
    output = Path(output)
    train(trials.base, output / "base")
    network = EventNetwork.from_pretrained(output / "base" / "best")
    dev = DevTexts.of(load_gold("dev").bulletins, network.config.features)
    pools = {kind: _examples(kind) for kind in trials.base.without}
    file = output / _RESULTS
    results: dict[str, dict[str, list[float]]] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    for seed_number, seed in enumerate(trials.seeds):
        for size in trials.sizes:
            for kind in trials.base.without:
                scores = results.setdefault(kind, {}).setdefault(str(size), [])
                if len(scores) > seed_number:
                    continue
                if size > len(pools[kind]):
                    raise InputError(f"there are {len(pools[kind])} examples of {kind}, not {size}")
                examples = Random(seed).sample(pools[kind], size)
                scores.append(_trial(trials, kind, examples, seed, output, dev))
                file.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return results


def _trial(trials: FewShots, kind: str, examples: Sequence[Bulletin], seed: int, output: Path, dev: DevTexts) -> float:
    others = tuple(one for one in trials.base.without if one != kind)
    shipped = default_ontology()
    told = (*(one for one in shipped.event_types if one not in trials.base.without), *shipped.entity_labels)
    size = len(examples)
    folder = output / f"{shipped.code(kind).lower()}-{size}-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "examples.jsonl"
    file.write_text("".join(f"{one.to_json(with_text=True)}\n" for one in examples), encoding="utf-8")
    recipe = replace(
        trials.base,
        encoder="",
        start=(str(output / "base" / "best"),),
        train=(
            *([Source(str(file), covers=(*told, kind))] * max(1, _FELT // max(1, size)) if examples else []),
            Source(_GOLD_TRAIN, share=trials.replay, covers=told),
        ),
        dev=(),
        without=others,
        seed=seed,
        **trials.settings,
    )
    if examples:
        train(recipe, folder)
        network, tokenizer = EventNetwork.from_pretrained(folder / "best"), load_tokenizer(folder / "best")
    else:
        network, tokenizer = build_network(recipe)
    reader = ModelReader(network.config, tokenizer, TorchRuntime(network))
    return dev.evaluate(reader, resamples=1).scores["Trig-C"][kind].f1 or 0.0


def _examples(kind: str) -> list[Bulletin]:
    return [one for bulletin in load_gold("train").bulletins for one in paragraphs_with(kind, bulletin)]


def paragraphs_with(kind: str, bulletin: Bulletin) -> list[Bulletin]:
    """Return the paragraphs of a bulletin that have an event of a type, as bulletins.

    Arguments that stand in another paragraph are left out.
    """
    text, found, start = bulletin.text or "", [], 0
    for line in text.splitlines(keepends=True):
        part = _cut(bulletin, start, start + len(line))
        if any(event.type == kind for event in part.events):
            found.append(part)
        start += len(line)
    return found


def _cut(bulletin: Bulletin, start: int, end: int) -> Bulletin:
    def moved(value: Any) -> Any:
        """Return a JSON value with its spans moved; ``None`` for a span that stands elsewhere."""
        if isinstance(value, list):
            return [part for one in value if (part := moved(one)) is not None]
        if not isinstance(value, Mapping):
            return value
        changed = {key: moved(part) for key, part in value.items()}
        if isinstance(value.get("start"), int):
            if not start <= value["start"] < value["end"] <= end:
                return None
            changed |= {"start": value["start"] - start, "end": value["end"] - start}
        # An item goes with its target, an event with its trigger.
        whole = all(changed[key] is not None for key in ("target", "trigger") if key in changed)
        return changed if whole else None

    data = bulletin.to_dict()
    parts = {"entities": moved(data["entities"]), "events": moved(data["events"]), "meta": data["meta"]}
    name = f"{bulletin.doc_id}-{start}"
    return Bulletin.from_dict({"doc_id": name, "text": (bulletin.text or "")[start:end], **parts})


def table(results: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """Return the scores as a table in Markdown: mean and, in brackets, the lowest and the highest of the seeds."""
    sizes = list(dict.fromkeys(size for by_size in results.values() for size in by_size))
    lines = ["| examples | " + " | ".join(sizes) + " |", "| --- " * (len(sizes) + 1) + "|"]
    for kind, by_size in results.items():
        cells = (
            f"{statistics.fmean(by_size[size]):.2f} ({min(by_size[size]):.2f}–{max(by_size[size]):.2f})"
            if by_size.get(size)
            else "–"
            for size in sizes
        )
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def plot_curves(results: Mapping[str, Mapping[str, Sequence[float]]], path: str | Path) -> None:
    """Draw Trig-C by the number of examples, the mean with the band between the lowest and the highest seed.

    Parameters
    ----------
    results
        As `run` gives them.
    path
        The picture to write; its ending tells the format.
    """
    # Only this needs it.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 3.6), layout="constrained")
    axes = figure.subplots()
    for kind, by_size in results.items():
        sizes = [int(size) for size in by_size]
        axes.plot(sizes, [statistics.fmean(values) for values in by_size.values()], "o-", label=_english(kind))
        axes.fill_between(
            sizes, [min(values) for values in by_size.values()], [max(values) for values in by_size.values()], alpha=0.2
        )
    axes.set(xlabel="annotated paragraphs with the new type", ylabel="Trig-C of the new type", ylim=(0, 1))
    axes.legend()
    figure.savefig(path)


def _english(kind: str) -> str:
    # Fonts with Chinese characters are not everywhere.
    return default_ontology().code(kind)
