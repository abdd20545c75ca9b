"""Experiments: one recipe, variants of it that differ in a point or two, several seeds of each, one table."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote

import torch

from miit_ie.errors import InputError
from miit_ie.training.config import Recipe, read_toml, recipe_of

__all__ = ["Experiments", "run", "table"]

BASE = "base"
_SCORES = ("core Trig-C", "Trig-C", "Arg-C+", "core Fact", "Fact", "Modality", "Ent")


@dataclass(frozen=True, slots=True)
class Experiments:
    """What is compared.

    Attributes
    ----------
    recipes
        By the name of the variant, that of the unchanged recipe first: the recipes, one a seed.
    """

    recipes: Mapping[str, Sequence[Recipe]]

    @classmethod
    def from_file(cls, path: str | Path) -> Experiments:
        """Read experiments.

        Parameters
        ----------
        path
            A TOML file with ``seeds``, a table ``[base]`` with the keys of `miit_ie.training.config.Recipe`, and tables
            ``[variants.NAME]`` with the keys in which each differs.

        Raises
        ------
        InputError
            If the file cannot be read, or a variant is no recipe.
        """
        data = read_toml(path)
        if unknown := sorted(data.keys() - {"seeds", BASE, "variants"}):
            raise InputError(f"{path}: unknown key {unknown[0]!r}")
        seeds, base, variants = data.get("seeds", [0, 1, 2]), data.get(BASE, {}), data.get("variants", {})
        if not (isinstance(seeds, list) and seeds and isinstance(base, dict) and isinstance(variants, dict)):
            raise InputError(f"{path}: expected a list of seeds, a table [{BASE}] and tables [variants.NAME]")
        return cls(
            {
                name: [recipe_of(Recipe, base | changes | {"seed": seed}, f"{path}: {name}") for seed in seeds]
                for name, changes in {BASE: {}, **variants}.items()
            }
        )


def run(experiments: Experiments, output: str | Path, *, workers: int = 1) -> dict[str, list[dict[str, float]]]:
    """Train every variant with every seed; those that are through are not trained again.

    Parameters
    ----------
    experiments
        What to compare.
    output
        Folder for the runs, one a variant and seed and named by them, and for ``results.json``.
    workers
        How many runs go side by side, a thread each.

    Returns
    -------
    dict
        By variant: the dev scores of the best epoch of each seed, as ``results.json`` has them.
    """
    output = Path(output)
    # By seed first, so that a comparison that is stopped has as much of every variant.
    names = list(experiments.recipes)
    rounds = zip(*experiments.recipes.values(), strict=True)
    jobs = [(name, recipe) for one in rounds for name, recipe in zip(names, one, strict=True)]
    # By name, not by place, so that a variant can be put anywhere; escaped, as a name may hold what a path may not.
    folders = [output / f"{quote(name, safe=' ,()')}-{recipe.seed}" for name, recipe in jobs]
    results: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for (name, _), scores in zip(jobs, pool.map(_train, (recipe for _, recipe in jobs), folders), strict=True):
            results[name].append(scores)
            (output / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    return results


def _train(recipe: Recipe, folder: Path) -> dict[str, float]:
    # Torch and its trainer are slow to import; a process that only reads results need not.
    from miit_ie.training.trainer import train

    torch.set_num_threads(1)
    train(recipe, folder)
    scores: dict[str, float] = json.loads((folder / "best" / "dev.json").read_text(encoding="utf-8"))
    return scores


def table(results: Mapping[str, Sequence[Mapping[str, float]]], corpus: str) -> str:
    """Return the scores on a dev corpus as a table in Markdown: the mean over the seeds with its standard deviation.

    Parameters
    ----------
    results
        As `run` gives them.
    corpus
        The path of the corpus, as the recipes name it.
    """
    lines = ["| | seeds | " + " | ".join(_SCORES) + " |", "| --- " * (len(_SCORES) + 2) + "|"]
    for name, runs in results.items():
        if runs:
            cells = [_cell([one[f"eval_{corpus}_{score}"] for one in runs]) for score in _SCORES]
            lines.append(f"| {name} | {len(runs)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(values: Sequence[float]) -> str:
    spread = f" ± {statistics.stdev(values):.3f}" if len(values) > 1 else ""
    return f"{statistics.fmean(values):.3f}{spread}"
