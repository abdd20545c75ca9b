"""The annotated bulletins a recipe names."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from miit_ie.annotation import load_gold
from miit_ie.errors import InputError, OntologyError
from miit_ie.evaluation import load_bulletins
from miit_ie.schema import Bulletin, Ontology, default_ontology, load_ontology
from miit_ie.training.config import Recipe, Source

__all__ = ["load_ontology_of", "load_source"]


def load_ontology_of(recipe: Recipe) -> Ontology:
    """Return the ontology of a recipe: the shipped one, or the one it names, without what it leaves out.

    Raises
    ------
    OntologyError
        If that cannot be read, or does not have what is to be left out.
    """
    ontology = load_ontology(recipe.ontology) if recipe.ontology else default_ontology()
    if unknown := [name for name in recipe.without if name not in ontology.event_types]:
        raise OntologyError(f"without: {ontology.name} has no event type {unknown[0]!r}")
    types = {name: entry for name, entry in ontology.event_types.items() if name not in recipe.without}
    return replace(ontology, event_types=types)


def load_source(source: Source, ontology: Ontology | None = None) -> list[Bulletin]:
    """Load the bulletins of a source.

    Parameters
    ----------
    source
        What to load.
    ontology
        What they may be labelled with; the shipped one by default. Events of shipped types that it lacks are left out.

    Raises
    ------
    InputError, ContractError
        If the file cannot be read or does not follow the contract, or the share of it is nothing.
    """
    if source.path.startswith("gold:"):
        bulletins = list(load_gold(source.path.removeprefix("gold:")).bulletins)  # type: ignore[call-overload]
    else:
        bulletins = load_bulletins(source.path, ontology=_whole(ontology))
    number = round(len(bulletins) * source.share)
    if not number:
        raise InputError(f"{source.path}: a share of {source.share} of {len(bulletins)} bulletins is none")
    # Files are in order of genre or date. The same order of chance each time, so that a larger share holds a smaller.
    chosen = sorted(Random(0).sample(range(len(bulletins)), len(bulletins))[:number])
    return [_without(bulletins[place], ontology) if ontology else bulletins[place] for place in chosen]


def _whole(ontology: Ontology | None) -> Ontology | None:
    """Return the ontology with the shipped types it lacks."""
    shipped = default_ontology()
    return ontology and replace(ontology, event_types={**shipped.event_types, **ontology.event_types})


def _without(bulletin: Bulletin, ontology: Ontology) -> Bulletin:
    return replace(bulletin, events=tuple(event for event in bulletin.events if event.type in ontology.event_types))
