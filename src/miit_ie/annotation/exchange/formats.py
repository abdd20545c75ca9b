"""What a user can choose."""

from __future__ import annotations

from enum import Enum

__all__ = ["Format", "Layer"]


class Format(str, Enum):
    """The format of a tool; each has a module."""

    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    BRAT = "brat"
    PRODIGY = "prodigy"
    CONLL = "conll"
    SPACY = "spacy"


class Layer(str, Enum):
    """Whose work stands in Label Studio's tasks."""

    ANNOTATIONS = "annotations"
    PREDICTIONS = "predictions"
