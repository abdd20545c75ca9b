"""The labelling configuration for Label Studio: what an annotator can choose, made from an ontology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from miit_ie.annotation.exchange.colours import colours
from miit_ie.annotation.exchange.labels import kinds_of
from miit_ie.schema import Ontology
from miit_ie.schema.ontology import Entry

__all__ = ["CHOICES", "MEMBERS_COMPLETE", "TEXT", "TEXT_FIELDS", "labelling"]

TEXT = "text"
# Fields an annotator types in: a number may be any, and so may a measure word.
TEXT_FIELDS = ("value", "unit")
MEMBERS_COMPLETE = "members_complete"
CHOICES = ("modality", "polarity", MEMBERS_COMPLETE, "bound", "scope")


def labelling(ontology: Ontology) -> str:
    """Return the labelling configuration in XML.

    Examples
    --------
    >>> from miit_ie.schema import default_ontology
    >>> print(labelling(default_ontology()).partition("=")[0])
    <View>
      <Relations>
        <Relation value
    """
    view = Element("View")
    relations = SubElement(view, "Relations")
    for role in ontology.roles:
        SubElement(relations, "Relation", value=role)
    entries: Mapping[str, Entry] = {**ontology.entity_labels, **ontology.event_types, **ontology.roles}
    kinds = kinds_of(ontology)
    for kind in dict.fromkeys(kinds.values()):
        labels = SubElement(view, "Labels", name=kind, toName=TEXT)
        for name, colour in colours(kinds).items():
            if kinds[name] == kind:
                SubElement(labels, "Label", value=name, hint=entries[name].zh, background=colour)
    SubElement(view, "Text", name=TEXT, value="$text", granularity="symbol")
    for name, choices in (("modality", ontology.modalities), ("polarity", ontology.polarities)):
        _choices(view, name, choices.values(), whenTagName="trigger")
    complete = Entry(MEMBERS_COMPLETE, zh="成员全部列出", en="All members are listed.")
    # With several choices allowed the one there is can be taken back.
    _choices(view, MEMBERS_COMPLETE, [complete], choice="multiple", whenTagName="argument", whenLabelValue="target")
    for name in TEXT_FIELDS:
        SubElement(view, "TextArea", _per_region(name, placeholder=name, **_OF_COUNT))
    for name, choices in (("bound", ontology.bounds), ("scope", ontology.scopes)):
        _choices(view, name, choices.values(), **_OF_COUNT)
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


_OF_COUNT = {"whenTagName": "argument", "whenLabelValue": "count"}


def _choices(view: Element, name: str, entries: Iterable[Entry], **attributes: str) -> None:
    choices = SubElement(view, "Choices", _per_region(name, showInline="true", **attributes))
    for entry in entries:
        SubElement(choices, "Choice", value=entry.name, hint=entry.zh)


def _per_region(name: str, **attributes: str) -> dict[str, str]:
    return {"name": name, "toName": TEXT, "perRegion": "true", "visibleWhen": "region-selected", **attributes}
