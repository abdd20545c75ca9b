"""The scores of a model folder, in one file beside it: the model card and the checks read them from there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from miit_ie.errors import InputError
from miit_ie.evaluation import Evaluation, evaluate
from miit_ie.model.reader import ModelReader
from miit_ie.model.shipped import SCORES
from miit_ie.pipeline import rules
from miit_ie.pipeline.completion import full_meta
from miit_ie.schema import Bulletin
from miit_ie.text.metadata import reference_date
from miit_ie.training.calibration import Reliability, expected_calibration_error, found_on, pool, reliability
from miit_ie.training.config import Source
from miit_ie.training.dev import DevTexts
from miit_ie.training.sources import load_source

__all__ = ["plot_reliability", "pooled", "score"]

_SCORES = ("Trig-C", "Arg-C+", "Fact", "Fact-counted", "Modality", "Ent")
_GROUPS = ("core", "all")
_WEIGHTS = "model.safetensors"


def score(folder: str | Path, corpora: Mapping[str, str]) -> dict[str, Any]:
    """Score a model on annotated corpora and write ``scores.json`` into its folder.

    Corpora that were scored before and are not named now keep their scores.

    Parameters
    ----------
    folder
        The model folder. It is read with ONNX Runtime, as it is shipped.
    corpora
        By the name each is to have: a path, or ``gold:dev`` and the like (see `miit_ie.training.config.Source`).

    Returns
    -------
    dict
        What is written: under ``corpora`` by name of the corpus and system (``rules``; ``network``, which reads
        characters alone; ``full``; ``fp32``, the same with torch, if its weights are there), score and group, the F1
        (for ``Modality`` the accuracy) with its 95 % interval; under ``calibration`` of a corpus, for entities and
        events, the expected calibration error and the bins of the reliability plot.

    Raises
    ------
    InputError, ContractError
        If a corpus or the scores of before cannot be read.
    PipelineError
        If the folder holds no model.
    """
    folder = Path(folder)
    reader = ModelReader.from_pretrained(folder)
    exact = ModelReader.from_pretrained(folder, device="torch") if (folder / _WEIGHTS).is_file() else None
    before = _read(folder / SCORES)
    # All are read before the first is scored, which takes its time.
    gold = {name: load_source(Source(path)) for name, path in corpora.items()}
    result = {"corpora": before | {name: _scores(reader, exact, bulletins) for name, bulletins in gold.items()}}
    (folder / SCORES).write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return result


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        corpora: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["corpora"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: not the scores of a model: {error}") from error
    return corpora


def _scores(reader: ModelReader, exact: ModelReader | None, gold: Sequence[Bulletin]) -> dict[str, Any]:
    texts = DevTexts.of(gold, reader.config.features)
    blind = DevTexts(gold, [source._replace(features=np.zeros_like(source.features)) for source in texts.sources])
    found = {kind: reliability(*one) for kind, one in found_on([texts], reader).items()}
    return {
        "rules": _values(evaluate(gold, _by_rules(gold))),
        "network": _values(blind.evaluate(reader)),
        "full": _values(texts.evaluate(reader)),
        **({"fp32": _values(texts.evaluate(exact))} if exact else {}),
        "calibration": {kind: _calibration(bins) for kind, bins in found.items()},
    }


def _calibration(bins: Sequence[Reliability]) -> dict[str, Any]:
    return {
        "ece": round(expected_calibration_error(bins), 4),
        "bins": [[round(one.confidence, 4), round(one.accuracy, 4), one.number] for one in bins],
    }


def pooled(corpora: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the calibration over several corpora: for entities and events, error and bins.

    Parameters
    ----------
    corpora
        Of ``corpora`` in ``scores.json`` (see `score`), those that are to be taken together.
    """
    bins: dict[str, list[Reliability]] = {}
    for scores in corpora:
        for kind, values in scores["calibration"].items():
            bins.setdefault(kind, []).extend(Reliability(*one) for one in values["bins"])
    return {kind: _calibration(pool(of_kind)) for kind, of_kind in bins.items()}


def _by_rules(gold: Iterable[Bulletin]) -> list[Bulletin]:
    read = []
    for bulletin in gold:
        text = bulletin.text or ""
        meta = full_meta(text, bulletin.meta)
        entities, events = rules.extract(text, title=meta.title, reference=reference_date(meta))
        read.append(Bulletin.of(text, bulletin.doc_id, entities=tuple(entities), events=tuple(events)))
    return read


def _values(evaluation: Evaluation) -> dict[str, dict[str, list[float | None]]]:
    values: dict[str, dict[str, list[float | None]]] = {}
    for name in _SCORES:
        for group in _GROUPS:
            measure = evaluation.scores.get(name, {}).get(group)
            if measure is not None and measure.f1 is not None:
                low, high = measure.f1_interval or (None, None)
                values.setdefault(name, {})[group] = [
                    None if value is None else round(value, 4) for value in (measure.f1, low, high)
                ]
    return values


def plot_reliability(corpora: Iterable[Mapping[str, Any]], path: str | Path) -> None:
    """Draw how often what was found with a confidence is right.

    Parameters
    ----------
    corpora
        As `pooled` takes them.
    path
        The picture to write; its ending tells the format.
    """
    # Only this needs it.
    from matplotlib.figure import Figure

    calibration = pooled(corpora)
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    panels: Sequence[Any] = figure.subplots(1, len(calibration))
    for axes, (kind, values) in zip(panels, calibration.items(), strict=True):
        confidences, accuracies, numbers = zip(*values["bins"], strict=True) if values["bins"] else ((), (), ())
        axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1)
        axes.plot(confidences, accuracies, color="tab:blue", linewidth=1)
        axes.scatter(
            confidences, accuracies, s=[8 + 60 * n / max(numbers) for n in numbers], color="tab:blue", zorder=3
        )
        axes.set(
            xlim=(0, 1),
            ylim=(0, 1),
            aspect="equal",
            xlabel="confidence",
            ylabel="share that is right",
            title=f"{kind}: ECE {values['ece']:.3f} (n = {sum(numbers)})",
        )
    figure.savefig(path)
