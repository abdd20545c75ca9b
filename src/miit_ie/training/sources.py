"""The annotated bulletins a recipe names."""

from __future__ import annotations

from miit_ie.annotation import load_gold
from miit_ie.errors import InputError
from miit_ie.evaluation import load_bulletins
from miit_ie.schema import Bulletin, Ontology, default_ontology, load_ontology
from miit_ie.training.config import Recipe, Source

__all__ = ["load_ontology_of", "load_source"]


def load_ontology_of(recipe: Recipe) -> Ontology:
    """Return the ontology of a recipe: the shipped one, or the one it names.

    Raises
    ------
    OntologyError
        If that cannot be read.
    """
    return load_ontology(recipe.ontology) if recipe.ontology else default_ontology()


def load_source(source: Source, ontology: Ontology | None = None) -> list[Bulletin]:
    """Load the bulletins of a source.

    Parameters
    ----------
    source
        What to load.
    ontology
        What they may be labelled with; the shipped one by default.

    Raises
    ------
    InputError, ContractError
        If the file cannot be read or does not follow the contract, or the share of it is nothing.
    """
    if source.path.startswith("gold:"):
        bulletins = list(load_gold(source.path.removeprefix("gold:")).bulletins)  # type: ignore[call-overload]
    else:
        bulletins = load_bulletins(source.path, ontology=ontology)
    number = round(len(bulletins) * source.share)
    if not number:
        raise InputError(f"{source.path}: a share of {source.share} of {len(bulletins)} bulletins is none")
    return bulletins[:number]
