"""What a training run tells while it is under way: a bar on a terminal, a line an epoch elsewhere, a log in a file."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from transformers import TrainerCallback

__all__ = ["CHOICE", "LOG", "Report", "read_log"]

CHOICE = "eval_choice"
"""The dev score that chooses the best epoch."""

LOG = "log.jsonl"
"""The file of a run with its losses and dev scores, a JSON object a line."""

_LOG = logging.getLogger(__name__)


class Report(TrainerCallback):
    """Reports the losses and dev scores of a run.

    Parameters
    ----------
    folder
        Where the log goes. A run that goes on adds to it.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / LOG
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self.task = self.progress.add_task("training")

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Show the bar, where a run that goes on stands."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.progress.update(self.task, total=state.max_steps, completed=state.global_step)
        self.progress.start()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Move the bar."""
        self.progress.update(self.task, completed=state.global_step)

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float], **_: Any) -> None:
        """Write the log, and tell the dev scores."""
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"step": state.global_step, **logs}, ensure_ascii=False) + "\n")
        if CHOICE in logs:
            facts = {name: value for name, value in logs.items() if name.endswith("_Fact") and "core" not in name}
            cells = ", ".join(
                f"{name.removeprefix('eval_').removesuffix('_Fact')} {value:.3f}" for name, value in facts.items()
            )
            _LOG.info("epoch %.3g of %.3g: dev Fact %s", logs["epoch"], args.num_train_epochs, cells)
        elif "loss" in logs:
            self.progress.update(self.task, description=f"training, loss {float(logs['loss']):.1f}")

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Take the bar away."""
        self.progress.stop()


def read_log(folder: str | Path) -> list[dict[str, float]]:
    """Return the log of a run, empty if it had no steps.

    Of steps that were done twice, since the run was stopped between, the later ones stand.
    """
    entries: list[dict[str, float]] = []
    file = Path(folder) / LOG
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        entry = json.loads(line)
        while entries and entries[-1]["step"] > entry["step"]:
            entries.pop()
        entries.append({name: float(value) for name, value in entry.items()})
    return entries
