"""Builds and loads pipelines by name."""

from __future__ import annotations

import functools
from pathlib import Path

import spacy
from spacy.language import Language

from miit_ie.errors import PipelineError
from miit_ie.pipeline import components  # noqa: F401  (registers the factories)
from miit_ie.pipeline.tokenizer import TOKENIZER

__all__ = ["PIPELINES", "load"]

PIPELINES = {"rules": ("miit_rules", "miit_completion")}
"""The components of each pipeline that comes with the library, by its name."""


def load(name: str | Path = "rules") -> Language:
    """Load a pipeline.

    Parameters
    ----------
    name
        ``"rules"``, or a folder written with ``nlp.to_disk``.

    Returns
    -------
    spacy.language.Language
        A pipeline for Chinese with one token a character. ``nlp(text)`` gives a ``Doc`` with ``doc.ents``,
        ``doc.spans["entities" | "triggers" | "arguments"]``, ``doc._.events`` and ``doc._.bulletin``. Its components
        may be mixed with your own.

    Raises
    ------
    PipelineError
        If there is no pipeline of that name, or the folder holds none that loads.

    Examples
    --------
    >>> doc = load("rules")("工业和信息化部新认定18家省重点实验室。")
    >>> [(event.type, event.trigger.text) for event in doc._.events]
    [('认定', '新认定')]
    """
    if isinstance(name, str) and name in PIPELINES:
        nlp = spacy.blank(
            "zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}}, meta={"name": f"miit_ie_{name}"}
        )
        for factory in PIPELINES[name]:
            nlp.add_pipe(factory)
    elif Path(name).is_dir():
        if not (Path(name) / "config.cfg").is_file():
            raise PipelineError(f"{name}: not a saved pipeline: there is no config.cfg in it")
        try:
            nlp = spacy.load(name)
        except (OSError, ValueError) as error:
            raise PipelineError(f"{name}: cannot be loaded: {str(error).splitlines()[0]}") from error
    else:
        known = ", ".join(PIPELINES)
        raise PipelineError(
            f"unknown pipeline {str(name)!r}: there is {known}, or give a folder saved with nlp.to_disk"
        )
    # spaCy's limit guards parsers that need much memory for each character; there is none here.
    nlp.max_length = 2**31 - 1
    return nlp


@functools.cache
def shared(name: str | Path) -> Language:
    """Return a pipeline that is loaded once and shared by all calls of ``extract``."""
    return load(name)
