"""What the labels of an ontology are for. In a tool they stand side by side, so no two may be alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from miit_ie.errors import OntologyError
from miit_ie.schema import Ontology

__all__ = ["Kind", "kinds_of"]

Kind: TypeAlias = Literal["entity", "trigger", "argument"]


def kinds_of(ontology: Ontology) -> Mapping[str, Kind]:
    """Return what kind of span each label is for, in the order of the ontology.

    Raises
    ------
    OntologyError
        If a label has two meanings.

    Examples
    --------
    >>> from miit_ie.schema import default_ontology
    >>> kinds = kinds_of(default_ontology())
    >>> kinds["AGENCY"], kinds["认定"], kinds["target"]
    ('entity', 'trigger', 'argument')
    """
    kinds: dict[str, Kind] = {}
    sections: tuple[tuple[Kind, Mapping[str, object]], ...] = (
        ("entity", ontology.entity_labels),
        ("trigger", ontology.event_types),
        ("argument", ontology.roles),
    )
    for kind, names in sections:
        for name in names:
            if name in kinds:
                raise OntologyError(
                    f"{ontology.name}: {name!r} is the name of two things, {kinds[name]} and {kind}; rename one"
                )
            kinds[name] = kind
    return kinds
