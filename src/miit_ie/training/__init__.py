"""Trains and fine-tunes models; needs the ``train`` extra.

``miit-ie train`` and ``miit-ie finetune`` do it on the command line. In Python, `finetune` goes on from a model that is
there, and `Trainer` is the loop itself, a `transformers.Trainer`, by a `Recipe`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miit_ie.training.config import Recipe, Source
    from miit_ie.training.finetuning import finetune
    from miit_ie.training.trainer import Trainer, train

__all__ = ["Recipe", "Source", "Trainer", "finetune", "train"]

_PLACES = {
    "Recipe": "config",
    "Source": "config",
    "Trainer": "trainer",
    "finetune": "finetuning",
    "train": "trainer",
}


def __getattr__(name: str) -> Any:
    # On first use: torch is slow to import, and the recipes are read without it.
    from importlib import import_module

    if name in _PLACES:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
