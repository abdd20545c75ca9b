"""The commands ``miit-ie train`` and ``miit-ie finetune``: arguments and messages."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miit_ie.errors import TRAIN_EXTRA, InputError

if TYPE_CHECKING:
    from miit_ie.training.making import Scores

# What does the work is imported where it is used: it needs the train extra, and --help should not wait for it.

__all__ = ["finetune_command", "train_command"]

_Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="FOLDER", help="The model folder to write, which --model takes.")
]
_Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")]
_Threads = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Threads on the CPU; all cores by default.", show_default=False)
]


def train_command(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="What to do, in TOML.", show_default=False)],
    output: _Output,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Another seed than the recipe's.", show_default=False)
    ] = None,
    resume: _Resume = False,
    threads: _Threads = None,
) -> None:
    """Train a model by a recipe.

    The recipe names encoder, bulletins, losses and rates; models/miit-ie-small/recipe.toml is that of the shipped
    model, and miit_ie.training.Recipe describes every key. It takes hours on two cores, and a run that was stopped, at
    any moment, goes on with --resume.
    """
    _prepare(threads)
    from miit_ie.training.config import Recipe
    from miit_ie.training.making import make_model

    changes = {} if seed is None else {"seed": seed}
    _print(make_model(Recipe.from_file(recipe, **changes), output, resume=resume))


def finetune_command(
    train: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE",
            help="Annotated bulletins with their texts, a JSON object of the output contract a line. May be repeated.",
            show_default=False,
        ),
    ],
    output: _Output,
    dev: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Others to measure by; they choose epoch and thresholds. By default a fifth of the first is held out.",
            show_default=False,
        ),
    ] = None,
    base: Annotated[str, typer.Option(metavar="NAME", help="Name or folder of the model to go on from.")] = "small",
    ontology: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="TOML file that names event types and entity labels of your own.", show_default=False
        ),
    ] = None,
    covers: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="An event type or entity label that is annotated in the bulletins, if not all are. May be repeated.",
            show_default=False,
        ),
    ] = None,
    replay: Annotated[
        bool, typer.Option(help="Read our gold again beside them, so that what the model knows is not forgotten.")
    ] = True,
    epochs: Annotated[int, typer.Option(min=1, metavar="N", help="Epochs at most.")] = 10,
    batch_tokens: Annotated[
        int, typer.Option(min=256, metavar="N", help="Tokens at once; fewer need less memory.")
    ] = 1024,
    learning_rate: Annotated[float, typer.Option(min=0.0, metavar="RATE", help="Of the encoder's last layer.")] = 2e-4,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of all that is drawn.")] = 0,
    resume: _Resume = False,
    threads: _Threads = None,
) -> None:
    """Train a model further on bulletins of your own: for your ministry, or for a new event type.

    The data is checked first, and the command says what is wrong with it before any work is done. Then it takes about
    ten minutes for twenty bulletins. The folder it writes has a card with the scores before and after.
    """
    _prepare(threads)
    from miit_ie.training.finetuning import finetune

    scores = finetune(
        train,
        output,
        dev=dev or None,
        base=base,
        ontology=ontology,
        covers=tuple(covers or ()),
        replay=replay,
        epochs=epochs,
        batch_tokens=batch_tokens,
        learning_rate=learning_rate,
        seed=seed,
        resume=resume,
    )
    _print(scores)


def _prepare(threads: int | None) -> None:
    # Ours alone: the libraries that train and export tell much that is of no use to a user.
    logger = logging.getLogger("miit_ie")
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.INFO)
    for needed in ("torch", "transformers", "accelerate", "onnx", "onnxscript", "matplotlib"):
        if find_spec(needed) is None:
            raise InputError(f"training needs {needed}; it comes with {TRAIN_EXTRA}")
    if threads:
        import torch

        torch.set_num_threads(threads)


def _print(scores: Scores) -> None:
    from rich.console import Console
    from rich.table import Table

    from miit_ie.training.card import scores_shown

    table = Table("F1", *(f"{corpus}\n{when}" for corpus, values in scores.items() for when in values))
    columns = [value for values in scores.values() for value in values.values()]
    for score in scores_shown(columns):
        cells = (value.get(score) for value in columns)
        table.add_row(score, *("–" if cell is None else f"{cell:.3f}" for cell in cells))
    # As wide as the table is: in a file or a narrow terminal its cells would be broken.
    Console(width=200).print(table)
