"""What a model is fine-tuned on: read, checked for what would make the work useless, and split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from miit_ie.annotation.checks.near_duplicates import grams, share
from miit_ie.errors import ContractError, InputError
from miit_ie.evaluation import load_bulletins
from miit_ie.schema import Bulletin, Ontology, default_ontology
from miit_ie.text.sentences import split_sentences

__all__ = ["Data", "Material", "check", "read", "split"]

# A dev bulletin of which so much stands in train measures what was learned by heart.
_TOO_ALIKE = 0.5
_HELD_OUT = 5


@dataclass(frozen=True, slots=True)
class Material:
    """Bulletins to learn from and to measure by.

    Attributes
    ----------
    train, dev
        Annotated bulletins with their texts.
    covers
        The event types and entity labels that are annotated in them; all where none is named.
    """

    train: Sequence[Bulletin]
    dev: Sequence[Bulletin]
    covers: tuple[str, ...] = ()


Data: TypeAlias = str | Path | Iterable[str | Path | Bulletin | Mapping[str, Any]]
"""Annotated bulletins: a JSON Lines file or several, or objects; a `datasets.Dataset` of the gold format is some."""


def read(data: Data, ontology: Ontology) -> list[Bulletin]:
    """Read annotated bulletins with their texts.

    Raises
    ------
    InputError, ContractError
        If a file cannot be read, a bulletin does not follow the contract or comes without its text, or one comes twice.
    """
    bulletins: list[Bulletin] = []
    known: dict[str, str] = {}
    for source in [data] if isinstance(data, str | Path) else data:
        place = f"{source}: " if isinstance(source, str | Path) else ""
        for bulletin in _bulletins(source, ontology):
            if bulletin.text is None:
                raise InputError(f"{place}bulletin {bulletin.doc_id!r} comes without its text")
            if bulletin.text_sha256 in known:
                raise InputError(f"{place}bulletin {bulletin.doc_id!r} has the text of {known[bulletin.text_sha256]!r}")
            known[bulletin.text_sha256] = bulletin.doc_id
            bulletins.append(bulletin)
    return bulletins


def _bulletins(source: str | Path | Bulletin | Mapping[str, Any], ontology: Ontology) -> Sequence[Bulletin]:
    try:
        if isinstance(source, str | Path):
            return load_bulletins(source, ontology=ontology)
        return [source if isinstance(source, Bulletin) else Bulletin.from_dict(source, ontology=ontology)]
    except ContractError as error:
        if ontology.extends is None and (".type:" in str(error) or ".label:" in str(error)):
            raise ContractError(f"{error}; types and labels of your own need an ontology that names them") from None
        raise


def split(bulletins: Sequence[Bulletin]) -> tuple[list[Bulletin], list[Bulletin]]:
    """Hold out a fifth of the bulletins, chosen by their digests, so that it is the same one each time.

    Raises
    ------
    InputError
        If there are too few.
    """
    if len(bulletins) < _HELD_OUT:
        raise InputError(f"{len(bulletins)} bulletins are too few to hold some out: give others as dev")
    ordered = sorted(bulletins, key=lambda bulletin: bulletin.text_sha256)
    held_out = {bulletin.text_sha256 for bulletin in ordered[::_HELD_OUT]}
    train = [bulletin for bulletin in bulletins if bulletin.text_sha256 not in held_out]
    return train, [bulletin for bulletin in bulletins if bulletin.text_sha256 in held_out]


def check(material: Material, ontology: Ontology) -> None:
    """Refuse what nothing could be learned from, or measured by.

    Raises
    ------
    InputError
        Says what is wrong: no events or only one kind of them, a new type without examples, no sentence without an
        event, types that are annotated without being covered, dev texts that stand in train.
    """
    known = default_ontology()
    if unknown := sorted(set(material.covers) - ontology.event_types.keys() - ontology.entity_labels.keys()):
        raise InputError(f"covers: {unknown[0]!r} is neither an event type nor an entity label of {ontology.name}")
    train, dev = _types(material.train), _types(material.dev)
    for name, types in (("train", train), ("dev", dev)):
        if not types:
            raise InputError(f"{name}: no event in its {len(getattr(material, name))} bulletins")
        if material.covers and (others := sorted(types.keys() - set(material.covers))):
            raise InputError(f"{name}: has events of type {others[0]!r}, which it is not said to cover")
    for name in ontology.event_types.keys() - known.event_types.keys():
        for part, types in (("train", train), ("dev", dev)):
            if name not in types:
                raise InputError(f"{part}: no event of the new type {name!r}: annotate some, or leave it out")
    if len(dev) == 1 < len(train):
        raise InputError(f"dev: all its events are of type {next(iter(dev))!r}, and train has {len(train)} types")
    if not material.covers and not known.event_types.keys() & train.keys():
        named = ", ".join(train)
        raise InputError(
            f"train: has events of type {named} alone. If the others are not annotated, say that it covers {named} "
            "only, or the model would learn that there are none"
        )
    if not material.covers and not any(bulletin.entities for bulletin in material.train):
        raise InputError("train: no entities. If they are not annotated, name the event types it covers")
    if not any(_without_event(bulletin) for bulletin in material.train):
        raise InputError("train: no negatives: every sentence has an event in it; add some without")
    _check_overlap(material)


def _types(bulletins: Iterable[Bulletin]) -> Counter[str]:
    return Counter(event.type for bulletin in bulletins for event in bulletin.events)


def _without_event(bulletin: Bulletin) -> bool:
    triggers = [event.trigger.start for event in bulletin.events]
    sentences = split_sentences(bulletin.text or "")
    return any(not any(one.start <= place < one.end for place in triggers) for one in sentences)


def _check_overlap(material: Material) -> None:
    seen = frozenset().union(*(grams(bulletin.text or "") for bulletin in material.train))
    for bulletin in material.dev:
        part = share(grams(bulletin.text or ""), seen)
        if part >= _TOO_ALIKE:
            raise InputError(f"dev: {part:.0%} of bulletin {bulletin.doc_id!r} stands in train: measure by other texts")
