"""New event types and entity labels for a trained network."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

from miit_ie.errors import InputError
from miit_ie.model.config import ModelConfig
from miit_ie.model.network import EventNetwork
from miit_ie.schema import Entry, Ontology

__all__ = ["extend", "extended"]

Rows = list[list[int]]
"""For each row of a new weight the rows of the old one it is the mean of."""


def extend(network: EventNetwork, ontology: Ontology) -> EventNetwork:
    """Return a network that has an output for every entry of an ontology, and knows of the old ones what it did.

    A new entry starts from the mean of those it is ``like`` or was ``part_of``; where none are named, from the mean of
    all of its kind.

    Parameters
    ----------
    network
        A trained network. It is returned itself if nothing is new.
    ontology
        Holds what the network knows, and more.

    Raises
    ------
    InputError
        If it lacks an entry that the network knows.
    """
    old = network.config
    new = extended(old, ontology)
    if new == old:
        return network
    types = _sources(old.event_types, ontology.event_types)
    labels = _sources(old.entity_labels, ontology.entity_labels)
    larger = EventNetwork(new)
    state = network.state_dict()
    rows = _span_rows(old, new, types | labels)
    for part in ("weight", "bias"):
        state[f"spans.labels.{part}"] = _means(state[f"spans.labels.{part}"], rows)
    # The first row is for links that hang on a target.
    kinds = [[0], *([1 + old.event_types.index(name) for name in types[kind]] for kind in new.event_types)]
    state["links.kind.weight"] = _means(state["links.kind.weight"], kinds)
    larger.load_state_dict(state)
    return larger


def extended(config: ModelConfig, ontology: Ontology) -> ModelConfig:
    """Return the configuration of a network for every entry of an ontology, the ones it had first.

    Raises
    ------
    InputError
        If the ontology lacks an entry that the network knows.
    """
    return dataclasses.replace(
        config,
        entity_labels=_order(config.entity_labels, ontology.entity_labels, "entity label"),
        event_types=_order(config.event_types, ontology.event_types, "event type"),
    )


def _order(known: tuple[str, ...], entries: Mapping[str, Entry], what: str) -> tuple[str, ...]:
    if missing := [name for name in known if name not in entries]:
        raise InputError(f"the model knows the {what} {missing[0]!r}, which the ontology lacks: add it there")
    return tuple(dict.fromkeys([*known, *entries]))


def _sources(known: tuple[str, ...], entries: Mapping[str, Entry]) -> dict[str, list[str]]:
    """Return, for each entry, the known ones it starts from: for a known one itself."""
    return {
        name: [name] if name in known else [one for one in (*entry.like, *entry.part_of) if one in known] or list(known)
        for name, entry in entries.items()
    }


def _span_rows(old: ModelConfig, new: ModelConfig, sources: Mapping[str, Iterable[str]]) -> Rows:
    """Return the rows for span labels, which stand twice: as what starts at a token, and as what ends there."""
    places = {label: number for number, label in enumerate(old.span_labels)}
    once = [[places[name] for name in sources.get(label, [label])] for label in new.span_labels]
    return once + [[len(places) + place for place in row] for row in once]


def _means(weight: Tensor, rows: Rows) -> Tensor:
    return torch.stack([weight[row].mean(0) for row in rows])
