"""The evaluation command, for ``python -m miit_ie.evaluation`` and the command line of the library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miit_ie.errors import InputError

if TYPE_CHECKING:
    from miit_ie.evaluation.evaluation import Comparison, Evaluation
    from miit_ie.schema import Bulletin

__all__ = ["evaluate_command"]


def evaluate_command(
    gold: Annotated[
        Path, typer.Option(help="Gold annotations: JSON Lines with a bulletin a line, or JSON with one bulletin.")
    ],
    pred: Annotated[Path | None, typer.Option(help="Predictions, in the same format.")] = None,
    pipeline: Annotated[
        str | None, typer.Option(help="Run this pipeline on the gold texts instead of reading predictions.")
    ] = None,
    text: Annotated[
        list[Path] | None,
        typer.Option(help="Text of a bulletin that was stored without, found by its SHA-256. May be repeated."),
    ] = None,
    ontology: Annotated[
        Path | None, typer.Option(help="TOML file that names event types and entity labels of your own.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write an error report here, as HTML.")] = None,
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the scores here, as JSON.")] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Predictions of a second system, to compare the first one with.")
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Bootstrap resamples for the 95 % intervals.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")] = 0,
) -> None:
    """Score predictions against gold annotations.

    Prints precision, recall and F1 of triggers, arguments, facts and entities with 95 % bootstrap intervals over
    bulletins, for the core types, for all types and for each type. Give either --pred or --pipeline.
    """
    evaluation, comparison = _evaluate(gold, pred, pipeline, text or [], ontology, compare, resamples, seed)
    if report:
        from miit_ie.evaluation.report import render_report

        _write(report, render_report(evaluation))
    if json_path:
        results = evaluation.to_dict() | ({"comparison": comparison.to_dict()} if comparison else {})
        _write(json_path, json.dumps(results, ensure_ascii=False, indent=2) + "\n")
    _print(evaluation, comparison)


def _evaluate(
    gold_path: Path,
    pred_path: Path | None,
    pipeline: str | None,
    texts: Sequence[Path],
    ontology_path: Path | None,
    compare_path: Path | None,
    resamples: int,
    seed: int,
) -> tuple[Evaluation, Comparison | None]:
    # Here and not above, so that a command line that offers this command among others starts without them.
    from miit_ie.evaluation.evaluation import evaluate
    from miit_ie.evaluation.loading import load_bulletins
    from miit_ie.schema import load_ontology

    if (pred_path is None) == (pipeline is None):
        raise InputError("give either --pred or --pipeline")
    known = load_ontology(ontology_path) if ontology_path else None
    gold = load_bulletins(gold_path, texts=texts, ontology=known)
    if not any(bulletin.entities for bulletin in gold):
        typer.echo(f"warning: {gold_path}: no entities; Ent is left out", err=True)
    predicted = load_bulletins(pred_path, ontology=known) if pred_path else _extract(gold, gold_path, pipeline or "")
    evaluation = evaluate(gold, predicted, resamples=resamples, seed=seed)
    _warn_of_failures(evaluation, f"{pred_path}" if pred_path else f"--pipeline {pipeline}")
    if compare_path is None:
        return evaluation, None
    second = evaluate(gold, load_bulletins(compare_path, ontology=known), resamples=resamples, seed=seed)
    _warn_of_failures(second, f"{compare_path}")
    return evaluation, evaluation.compare(second)


def _extract(gold: Sequence[Bulletin], path: Path, pipeline: str) -> list[Bulletin]:
    from miit_ie import extract_many
    from miit_ie.schema import Bulletin

    inputs = []
    for bulletin in gold:
        if bulletin.text is None:
            raise InputError(f"{path}: bulletin {bulletin.doc_id!r} comes without its text; give it with --text")
        # The text and what is known about it, without the annotations.
        inputs.append(Bulletin.of(bulletin.text, bulletin.doc_id, meta=bulletin.meta))
    return list(extract_many(inputs, pipeline=pipeline))


def _print(evaluation: Evaluation, comparison: Comparison | None) -> None:
    from rich.console import Console

    console = Console()
    tables = [evaluation.table(), evaluation.type_table(), evaluation.label_table()]
    if comparison:
        tables.append(comparison.table())
    for table in tables:
        if table is not None:
            console.print(table)
            console.print()


def _warn_of_failures(evaluation: Evaluation, source: str) -> None:
    for _, predicted in evaluation.pairs:
        if predicted.error is not None:
            what = f"bulletin {predicted.doc_id!r} counts as if nothing had been found"
            typer.echo(f"warning: {source}: {what}: {predicted.error}", err=True)


def _write(path: Path, content: str) -> None:
    try:
        # Half a surrogate pair, which JSON can hold and UTF-8 cannot, becomes a question mark.
        path.write_text(content, encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path}: cannot write the file: {error.strerror}") from error
