"""``python -m miit_ie.training``: adapt an encoder, compare recipes, score a model folder."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import torch
import typer

from miit_ie.errors import MiitIEError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

Output = Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")]
Threads = Annotated[int | None, typer.Option(help="Threads on the CPU.")]


@app.command()
def adapt(
    recipe: Annotated[Path, typer.Argument(help="Recipe of the adaptation, in TOML.")],
    output: Output,
    threads: Threads = None,
) -> None:
    """Prune a pretrained encoder and adapt it to texts of the field."""
    from miit_ie.training.adaptation import AdaptationRecipe, run

    _start(threads)
    run(AdaptationRecipe.from_file(recipe), output)


@app.command()
def experiments(
    file: Annotated[Path, typer.Argument(help="The recipe and its variants, in TOML.")],
    output: Output,
    workers: Annotated[int, typer.Option(min=1, help="Runs that go side by side, a thread each.")] = 1,
) -> None:
    """Train variants of a recipe with several seeds and print their scores; what is through is not trained again."""
    from miit_ie.training.experiments import Experiments, table
    from miit_ie.training.experiments import run as run_all

    _start(None)
    what = Experiments.from_file(file)
    results = run_all(what, output, workers=workers)
    for source in next(iter(what.recipes.values()))[0].dev:
        typer.echo(f"{source.path}\n{table(results, source.path)}\n")


@app.command()
def fewshot(
    file: Annotated[Path, typer.Argument(help="The trials, in TOML.")],
    output: Output,
    plot: Annotated[Path | None, typer.Option(help="Draw the curves here.")] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads on the CPU.")] = 1,
) -> None:
    """Add event types to a network that has never been told of them, with few examples, and print the scores."""
    from miit_ie.training.fewshot import FewShots, plot_curves, table
    from miit_ie.training.fewshot import run as run_all

    _start(None)
    results = run_all(FewShots.from_file(file), output, threads=threads)
    typer.echo(table(results))
    if plot:
        plot_curves(results, plot)


@app.command()
def score(
    model: Annotated[Path, typer.Argument(help="A model folder.")],
    corpus: Annotated[list[str], typer.Option(help="A corpus, as NAME=PATH or NAME=gold:dev. May be repeated.")],
    plot: Annotated[Path | None, typer.Option(help="Draw the reliability of the confidences here.")] = None,
    threads: Threads = None,
) -> None:
    """Score a model folder beside the rules and without their features, and write its scores.json."""
    from miit_ie.training.scoring import plot_reliability
    from miit_ie.training.scoring import score as run

    paths = dict(map(_corpus, corpus))
    _start(threads)
    corpora = run(model, paths)["corpora"]
    if plot:
        plot_reliability([corpora[name] for name in paths], plot)
    for name, systems in corpora.items():
        for system, scores in systems.items():
            if system == "calibration":
                continue
            cells = [f"{score} {group} {values[0]:.3f}" for score, by in scores.items() for group, values in by.items()]
            typer.echo(f"{name} · {system}: " + ", ".join(cells))


def _corpus(argument: str) -> tuple[str, str]:
    name, _, path = argument.partition("=")
    if not (name and path):
        raise typer.BadParameter(f"{argument!r} is not NAME=PATH", param_hint="--corpus")
    return name, path


def _start(threads: int | None) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if threads:
        torch.set_num_threads(threads)


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="python -m miit_ie.training")
    except (MiitIEError, OSError) as error:
        raise SystemExit(f"miit_ie.training: {error}") from None


if __name__ == "__main__":
    main()
