"""What the rules say of each character of a text, for the network to read beside the characters.

The rules know numerals, dates, names and the lexicon; the network learns when to believe them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from miit_ie.model.config import MODALITIES, ROLES
from miit_ie.model.source import Source
from miit_ie.pipeline import rules
from miit_ie.pipeline.rules import Reading
from miit_ie.schema import Event, Meta, Span, default_ontology
from miit_ie.text.metadata import reference_date

__all__ = ["CHANNELS", "channel_sizes", "features_of", "source_of"]

Features = npt.NDArray[np.int8]

_ONTOLOGY = default_ontology()
_LABELS = tuple(_ONTOLOGY.entity_labels)
_TYPES = tuple(_ONTOLOGY.event_types)
# What is longer and says less comes first: the later is written over the earlier.
_ROLES = ("agent", "place", "basis", "time", "target", "title", "member", "field", "batch", "count")

CHANNELS: Mapping[str, int] = MappingProxyType(
    {
        "entity": 1 + 2 * len(_LABELS),
        "trigger": 1 + 2 * len(_TYPES),
        "role": 1 + 2 * len(ROLES),
        "modality": 1 + len(MODALITIES),
        "circumstance": 16,
    }
)
"""The channels by name, each with its number of values.

``entity``, ``trigger`` and ``role`` say what begins at a character (odd values) or goes on there (even ones), 0
nothing; ``modality`` holds that of the trigger there; ``circumstance`` adds up 1 for a plan, 2 for a proposal, 4 for a
call and 8 for an article of a law.
"""


def channel_sizes(names: Iterable[str]) -> dict[str, int]:
    """Return the number of values of each of the channels named."""
    return {name: CHANNELS[name] for name in names}


def features_of(length: int, reading: Reading, channels: Sequence[str]) -> Features:
    """Return the features of a text.

    Parameters
    ----------
    length
        Its number of characters.
    reading
        What the rules read in it.
    channels
        Which channels to fill, by name.

    Returns
    -------
    int8 array of shape (channels, length)
    """
    rows = {name: np.zeros(length, np.int8) for name in CHANNELS}
    for entity in reading.entities:
        _mark(rows["entity"], entity.start, entity.end, _LABELS.index(entity.label))
    for event in reading.events:
        trigger = event.trigger
        _mark(rows["trigger"], trigger.start, trigger.end, _TYPES.index(event.type))
        rows["modality"][trigger.start : trigger.end] = 1 + MODALITIES.index(event.modality)
    spans = [(role, span) for event in reading.events for role, span in event.spans() if role != "trigger"]
    for role, span in sorted(spans, key=lambda pair: _ROLES.index(pair[0])):
        if span.start is not None and span.end is not None:
            _mark(rows["role"], span.start, span.end, ROLES.index(role))
    for sentence in reading.circumstances:
        value = sentence.plan + 2 * sentence.proposal + 4 * sentence.call + 8 * sentence.law
        rows["circumstance"][sentence.start : sentence.end] = value
    return np.stack([rows[name] for name in channels]) if channels else np.zeros((0, length), np.int8)


def source_of(text: str, meta: Meta, channels: Sequence[str]) -> Source:
    """Return what a model reads: a text with its features and counts.

    Parameters
    ----------
    text
        The text.
    meta
        Its metadata, completed (see `miit_ie.pipeline.completion.full_meta`): title and date tell plans from work done.
    channels
        Channels of features, by name.
    """
    reading = rules.read(text, title=meta.title, reference=reference_date(meta))
    features = features_of(len(text), reading, channels)
    enumerations = _enumerations(reading.events)
    return Source(
        text, meta.title, features, reading.counts, reading.dates, enumerations, reading.done, reading.planned
    )


def _enumerations(events: Iterable[Event]) -> dict[tuple[int, int], tuple[Span, ...]]:
    return {
        (count.start, count.end): item.members
        for event in events
        for item in event.items
        if (count := item.count) and count.bound == "exact" and len(item.members) == count.value
    }


def _mark(row: Features, start: int, end: int, index: int) -> None:
    row[start:end] = 2 + 2 * index
    row[start] = 1 + 2 * index
