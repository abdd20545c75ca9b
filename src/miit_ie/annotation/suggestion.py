"""Which texts to annotate next: those a model is unsure of, and unlike each other.

Uncertainty is the entropy of what the model may have found, by its calibrated confidences, over the length of the text
(uncertainty sampling, Lewis & Gale 1994); so that the choice is not one text over and over, each next one is the most
uncertain for what it has in common with those chosen (maximal marginal relevance, Carbonell & Goldstein 1998).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
from spacy.language import Language

from miit_ie.errors import PipelineError
from miit_ie.model.reader import ModelReader
from miit_ie.pipeline import load
from miit_ie.pipeline.completion import full_meta
from miit_ie.pipeline.components import ModelExtractor
from miit_ie.pipeline.features import source_of
from miit_ie.schema import Bulletin
from miit_ie.text.fold import fold

__all__ = ["Suggestion", "suggest"]

Floats = npt.NDArray[np.float32]

# How far below its threshold a span is still taken for one the model may have found.
_DOUBT = 3.0
# An entity in doubt is settled sooner than an event.
_ENTITY_WEIGHT = 0.2
# A text of fewer characters than this is none the easier to annotate for it.
_SHORT = 100
_BATCH = 64
# Bigrams of characters are counted in so many bins: enough to tell texts apart, few enough for a hundred thousand.
_BINS = 1024


class Suggestion(NamedTuple):
    """A text to annotate.

    Attributes
    ----------
    bulletin
        The bulletin, not annotated.
    uncertainty
        Bits of entropy for 100 characters.
    """

    bulletin: Bulletin
    uncertainty: float


def suggest(
    bulletins: Iterable[Bulletin], number: int, *, pipeline: str | Path | Language = "small"
) -> list[Suggestion]:
    """Choose the texts whose annotation would teach a model the most.

    Parameters
    ----------
    bulletins
        Bulletins with their texts, of which those with an ``error`` are passed over.
    number
        How many to choose at most.
    pipeline
        Name or folder of a model, or a pipeline with one.

    Returns
    -------
    list of Suggestion
        In the order in which they were chosen, the most instructive first.

    Raises
    ------
    PipelineError
        If the pipeline has no model.
    """
    nlp = pipeline if isinstance(pipeline, Language) else load(pipeline)
    if not nlp.has_pipe("miit_model"):
        raise PipelineError("the pipeline has no model, and only a model says how sure it is")
    extractor = nlp.get_pipe("miit_model")
    assert isinstance(extractor, ModelExtractor)
    reader = _doubtful(extractor.reader())
    pool = [bulletin for bulletin in bulletins if bulletin.error is None and bulletin.text and bulletin.text.strip()]
    uncertainties = np.fromiter(_uncertainties(reader, pool), np.float32, len(pool))
    vectors = np.array([_vector(bulletin.text or "") for bulletin in pool], np.float32).reshape(-1, _BINS)
    return [Suggestion(pool[place], float(uncertainties[place])) for place in _choose(uncertainties, vectors, number)]


def _doubtful(reader: ModelReader) -> ModelReader:
    """Return what reads with the same network, and finds also what is less likely than not."""
    thresholds = {**reader.config.thresholds}
    for kind in ("entity", "trigger"):
        thresholds[kind] -= _DOUBT
    config = dataclasses.replace(reader.config, thresholds=thresholds)
    return ModelReader(config, reader.tokenizer, reader.network, reader.ontology)


def _uncertainties(reader: ModelReader, pool: Sequence[Bulletin]) -> Iterator[float]:
    channels = list(reader.config.features)
    for first in range(0, len(pool), _BATCH):
        batch = pool[first : first + _BATCH]
        sources = [source_of(one.text or "", full_meta(one.text or "", one.meta), channels) for one in batch]
        for source, (entities, events) in zip(sources, reader.read_many(sources), strict=True):
            bits = sum(_entropy(event.confidence or 0.0) for event in events)
            bits += _ENTITY_WEIGHT * sum(_entropy(entity.confidence or 0.0) for entity in entities)
            yield 100 * bits / max(_SHORT, len(source.text))


def _entropy(p: float) -> float:
    return 0.0 if p in (0.0, 1.0) else float(-p * np.log2(p) - (1 - p) * np.log2(1 - p))


def _vector(text: str) -> Floats:
    """Return how often each bigram is in a text, of length 1, so that a product is the cosine."""
    dense = "".join(fold(text).split())
    # Not `hash`, which differs from process to process.
    bins = [crc32(dense[i : i + 2].encode("utf-8", "surrogatepass")) % _BINS for i in range(max(1, len(dense) - 1))]
    counts = np.sqrt(np.bincount(bins, minlength=_BINS)).astype(np.float32)
    vector: Floats = counts / np.linalg.norm(counts)
    return vector


def _choose(uncertainties: Floats, vectors: Floats, number: int) -> list[int]:
    chosen: list[int] = []
    nearest = np.zeros(len(uncertainties), np.float32)
    open_ = np.ones(len(uncertainties), bool)
    for _ in range(min(number, len(uncertainties))):
        # Of those that are as good the first, so that the order of the pool decides and not chance.
        place = int(np.argmax(np.where(open_, uncertainties * (1 - nearest), -1.0)))
        chosen.append(place)
        open_[place] = False
        nearest = np.maximum(nearest, np.clip(vectors @ vectors[place], 0, 1))
    return chosen
