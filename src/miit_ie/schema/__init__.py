"""Data types of the output, the ontology they are labelled with, and the JSON contract they follow."""

from miit_ie.schema.bulletin import Bulletin, Meta
from miit_ie.schema.contract import contract
from miit_ie.schema.events import CountCheck, Event, Item, Modality, Polarity
from miit_ie.schema.ontology import Entry, EventType, Ontology, Role, default_ontology, load_ontology, parse_ontology
from miit_ie.schema.spans import Bound, Count, Entity, Extent, Mention, Scope, Span, Time

__all__ = [
    "Bound",
    "Bulletin",
    "Count",
    "CountCheck",
    "Entity",
    "Entry",
    "Event",
    "EventType",
    "Extent",
    "Item",
    "Mention",
    "Meta",
    "Modality",
    "Ontology",
    "Polarity",
    "Role",
    "Scope",
    "Span",
    "Time",
    "contract",
    "default_ontology",
    "load_ontology",
    "parse_ontology",
]
