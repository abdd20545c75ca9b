"""Checkpoints of `transformers.Trainer`: which of them a run can go on from."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["STATE", "is_over", "last_checkpoint"]

STATE = "trainer_state.json"
"""The file a `transformers.Trainer` writes last into a checkpoint."""


def last_checkpoint(folder: str | Path, *, with_file: str = STATE) -> Path | None:
    """Return the newest whole checkpoint, ``None`` if there is none.

    Parameters
    ----------
    folder
        Holds the checkpoints.
    with_file
        What is written last: a checkpoint without it is not whole.
    """
    whole = [file.parent for file in Path(folder).glob(f"checkpoint-*/{with_file}")]
    return max(whole, key=lambda path: int(path.name.split("-")[1]), default=None)


def is_over(checkpoint: Path) -> bool:
    """Return whether training had come to its end, by the number of its epochs or before, when it was saved."""
    state = json.loads((checkpoint / STATE).read_text(encoding="utf-8"))
    return bool(state["stateful_callbacks"]["TrainerControl"]["args"]["should_training_stop"])
