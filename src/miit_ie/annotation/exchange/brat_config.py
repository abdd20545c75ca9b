"""brat's configuration: what an annotator can mark and link, and how it is shown, made from an ontology.

Names in brat are Latin letters, digits, ``-`` and ``_``, so an event type goes by its code; the labels shown beside
the text are ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from miit_ie.annotation.exchange.colours import colours
from miit_ie.annotation.exchange.labels import kinds_of
from miit_ie.errors import OntologyError
from miit_ie.schema import Ontology

__all__ = ["ATTRIBUTES", "NOTES", "files", "names"]

# Which spans have an attribute, and where the ontology has its values; without a place, it has none but being there.
ATTRIBUTES: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "modality": ("TRIGGER", "modalities"),
        "polarity": ("TRIGGER", "polarities"),
        "members_complete": ("target", None),
        "bound": ("count", "bounds"),
        "scope": ("count", "scopes"),
    }
)
# Fields any value of which may stand in a note, in JSON: {"value": 36, "unit": "家"}.
NOTES = ("value", "unit")
_NAME = re.compile("[A-Za-z0-9_-]+")


def names(ontology: Ontology) -> Mapping[str, str]:
    """Return what each label is called in brat.

    Raises
    ------
    OntologyError
        If a name has other characters than brat takes, or two labels would get the same.

    Examples
    --------
    >>> from miit_ie.schema import default_ontology
    >>> names(default_ontology())["认定"]
    'RECOGNITION'
    """
    result = {label: ontology.code(label) if kind == "trigger" else label for label, kind in kinds_of(ontology).items()}
    for label, name in result.items():
        if not _NAME.fullmatch(name):
            raise OntologyError(f"{ontology.name}: brat takes no name such as {name!r}; use letters, digits, - and _")
        if list(result.values()).count(name) > 1:
            raise OntologyError(f"{ontology.name}: {label!r} would be {name!r} in brat like another label; rename one")
    return result


def files(ontology: Ontology) -> dict[str, str]:
    """Return the configuration files by name."""
    return {"annotation.conf": _annotation(ontology), "visual.conf": _visual(ontology)}


def _annotation(ontology: Ontology) -> str:
    kinds, called = kinds_of(ontology), names(ontology)
    triggers = "|".join(called[label] for label, kind in kinds.items() if kind == "trigger")
    relations = []
    for name, role in ontology.roles.items():
        heads = "|".join("<TRIGGER>" if head == "trigger" else head for head in role.on)
        relations.append(f"{name}\tArg1:{heads}, Arg2:{name}")
    attributes = []
    for name, (holder, section) in ATTRIBUTES.items():
        values = f", Value:{'|'.join(getattr(ontology, section))}" if section else ""
        attributes.append(f"{name}\tArg:{'<TRIGGER>' if holder == 'TRIGGER' else holder}{values}")
    return _sections(
        {
            "entities": list(called.values()),
            "relations": [
                f"<TRIGGER>={triggers}",
                *relations,
                "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
            ],
            "events": [],
            "attributes": [f"<TRIGGER>={triggers}", *attributes],
        }
    )


def _visual(ontology: Ontology) -> str:
    called = names(ontology)
    labels = [name if name == label else f"{name} | {label} | {name}" for label, name in called.items()]
    drawing = ["SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken", "ARC_DEFAULT\tcolor:black"]
    drawing += [f"{name}\tbgColor:{colour}" for name, colour in colours(list(called.values())).items()]
    return _sections({"labels": labels, "drawing": drawing})


def _sections(sections: Mapping[str, list[str]]) -> str:
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items())
