"""Model cards: the tables of the shipped one, and the whole of a fine-tuned one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from miit_ie.schema import Bulletin, Ontology, default_ontology
from miit_ie.training.config import Recipe

__all__ = ["model_card", "plot_history", "score_table", "scores_shown"]

_ROWS = (
    ("Trig-C, core", "Trig-C", "core"),
    ("Trig-C, all", "Trig-C", "all"),
    ("Arg-C+, core", "Arg-C+", "core"),
    ("Arg-C+, all", "Arg-C+", "all"),
    ("Fact, core", "Fact", "core"),
    ("Fact, all", "Fact", "all"),
    ("Fact, counted", "Fact-counted", "all"),
    ("modality on right triggers", "Modality", "all"),
    ("Ent", "Ent", "all"),
)
_SYSTEMS = (("rules", "rules"), ("network", "network alone"), ("full", "full"), ("fp32", "full, fp32"))


def score_table(systems: Mapping[str, Any], title: str) -> str:
    """Return the scores on a corpus as a table in Markdown, with a column for each system.

    Parameters
    ----------
    systems
        One of ``corpora`` of ``scores.json`` (see `miit_ie.training.scoring.score`).
    title
        Head of the first column.
    """
    lines = [f"| {title} | " + " | ".join(name for _, name in _SYSTEMS) + " |", "| --- " * (len(_SYSTEMS) + 1) + "|"]
    for row, score, group in _ROWS:
        lines.append(f"| {row} | " + " | ".join(_cell(systems[key], score, group) for key, _ in _SYSTEMS) + " |")
    return "\n".join(lines)


def _cell(values: Mapping[str, Any], score: str, group: str) -> str:
    value, low, high = values.get(score, {}).get(group, (None, None, None))
    if value is None:
        return "–"
    return f"{value:.3f}" if low is None else f"{value:.3f} ({low:.2f}–{high:.2f})"


_COMPARED = ("Trig-C", "Arg-C+", "Fact", "Modality", "Ent")


def model_card(
    name: str,
    base: str | None,
    parts: Mapping[str, Sequence[Bulletin]],
    ontology: Ontology,
    recipe: Recipe,
    scores: Mapping[str, Mapping[str, Mapping[str, float]]],
    *,
    in_8_bits: bool,
) -> str:
    """Return the card of a model that a user has made, in Markdown.

    Parameters
    ----------
    name, base
        The model, and the one it goes on from, if any.
    parts
        The bulletins it was made of, by the name of each part.
    ontology, recipe
        What it knows, and how it was made.
    scores
        By corpus, ``before`` and ``after``, and score.
    in_8_bits
        Whether ``network.onnx`` has 8-bit weights.
    """
    shipped = default_ontology()
    own = [one for one in ontology.event_types if one not in shipped.event_types]
    own += [one for one in ontology.entity_labels if one not in shipped.entity_labels]
    told = [source for source in recipe.train if not (base and source.path.startswith("gold:"))]
    covers = sorted({one for source in told for one in source.covers} - shipped.entity_labels.keys())
    gold = [source.share for source in recipe.train if source.path.startswith("gold:")]
    columns = [(corpus, when) for corpus, values in scores.items() for when in values]
    lines = [
        f"# {name}",
        "",
        f"Fine-tuned from `{base}` with `miit-ie finetune`." if base else "Trained with `miit-ie train`.",
        *([f"Beyond what the shipped models know it has: {', '.join(own)}."] if own else []),
        "",
        "## Scores",
        "",
        "F1; for modality the accuracy on right triggers. The corpora chose the best epoch, thresholds and",
        "confidences, so the figures flatter a little." + (" *Our gold dev* shows what was forgotten." if base else ""),
        "",
        "| | " + " | ".join(f"{corpus}: {when}" if base else corpus for corpus, when in columns) + " |",
        "| --- " * (len(columns) + 1) + "|",
        *(
            f"| {score} | " + " | ".join(_value(scores[corpus][when].get(score)) for corpus, when in columns) + " |"
            for score in scores_shown([scores[corpus][when] for corpus, when in columns])
        ),
        "",
        "`network.onnx` has "
        + ("8-bit weights." if in_8_bits else "full precision, since 8 bits would have cost too much."),
        "",
        "![Loss and dev Fact by epoch](history.png)",
        "",
        "## Data",
        "",
        "| | bulletins | characters | events | SHA-256 |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {part} | {_counts(bulletins)} | `{_digest(bulletins)}` |" for part, bulletins in parts.items()),
        "",
        "The digests are those of the bulletins with their annotation, as JSON of the output contract in a row.",
        *([f"Annotated event types where not all are: {', '.join(covers)}."] if covers else []),
        *([f"Our gold was read beside them, {max(gold):.0%} of it."] if gold and base else []),
        "",
        "## Recipe",
        "",
        f"{recipe.epochs} epochs at most, the best by dev Fact (and triggers of new types) kept;",
        f"{recipe.batch_tokens} tokens at once; rate",
        f"{recipe.learning_rate:g} ({recipe.head_learning_rate:g} for the heads); seed {recipe.seed}.",
        "All of it is in `run/recipe.json`.",
        "",
    ]
    return "\n".join(lines)


def scores_shown(columns: Iterable[Mapping[str, float]]) -> list[str]:
    """Return the names of the scores that a table of several columns shows: those of a user's own types last."""
    own = {name for column in columns for name in column if name.startswith("Trig-C ")}
    return [*_COMPARED, *sorted(own)]


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _counts(bulletins: Sequence[Bulletin]) -> str:
    characters = sum(len(bulletin.text or "") for bulletin in bulletins)
    return f"{len(bulletins)} | {characters:,} | {sum(len(bulletin.events) for bulletin in bulletins)}"


def _digest(bulletins: Iterable[Bulletin]) -> str:
    return sha256("".join(bulletin.to_json(with_text=True) for bulletin in bulletins).encode()).hexdigest()


def plot_history(history: Sequence[Mapping[str, float]], corpora: Mapping[str, str], folder: Path) -> None:
    """Draw the loss and the dev fact scores of a run as ``history.png``.

    Parameters
    ----------
    history
        Its log (see `miit_ie.training.progress.read_log`).
    corpora
        The names of the dev corpora, by their paths.
    folder
        Where to write it.
    """
    # Only this needs it.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3), layout="constrained")
    losses, facts = figure.subplots(1, 2)
    steps = [entry for entry in history if "loss" in entry]
    losses.plot([entry["epoch"] for entry in steps], [entry["loss"] for entry in steps])
    losses.set(xlabel="epoch", ylabel="loss")
    for corpus, name in corpora.items():
        scored = [entry for entry in history if f"eval_{corpus}_Fact" in entry]
        facts.plot(
            [entry["epoch"] for entry in scored], [entry[f"eval_{corpus}_Fact"] for entry in scored], "o-", label=name
        )
    facts.set(xlabel="epoch", ylabel="Fact F1", ylim=(0, 1))
    facts.legend()
    figure.savefig(folder / "history.png")
