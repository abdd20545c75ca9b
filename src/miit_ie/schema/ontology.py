"""The ontology: event types, entity labels, roles and attribute values, read from one TOML file."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from miit_ie.errors import OntologyError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Entry", "EventType", "Ontology", "Role", "default_ontology", "load_ontology", "parse_ontology"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of the ontology with its description in Chinese and English.

    ``like`` names entries that mean something similar: a model that learns this one starts from what it knows of them.
    ``part_of`` names those it was part of before it had a name of its own, and which are told apart from it now.
    """

    name: str
    zh: str
    en: str
    like: tuple[str, ...] = field(default=(), kw_only=True)
    part_of: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class EventType(Entry):
    """An event type. ``code`` is its English name in the output; ``core`` types are scored apart."""

    code: str
    core: bool = False


@dataclass(frozen=True, slots=True)
class Role(Entry):
    """An argument role. ``on`` names what the argument hangs on: ``trigger``, ``target`` or both."""

    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything an output may be labelled with.

    Attributes
    ----------
    name
        Name of the ontology, ``"miit_ie"`` for the one shipped.
    event_types, entity_labels, roles, modalities, polarities, bounds, scopes
        Read-only mappings from the name used in the output to its entry, in the order of the file.
    extends
        Name of the ontology it adds to, if any.
    """

    name: str
    event_types: Mapping[str, EventType]
    entity_labels: Mapping[str, Entry]
    roles: Mapping[str, Role]
    modalities: Mapping[str, Entry]
    polarities: Mapping[str, Entry]
    bounds: Mapping[str, Entry]
    scopes: Mapping[str, Entry]
    extends: str | None = None

    @property
    def core_types(self) -> tuple[str, ...]:
        """Names of the core event types, in the order of the file."""
        return tuple(name for name, event_type in self.event_types.items() if event_type.core)

    def code(self, event_type: str) -> str:
        """Return the English code of an event type.

        Raises
        ------
        OntologyError
            If the ontology has no such type.
        """
        try:
            return self.event_types[event_type].code
        except KeyError:
            known = " ".join(self.event_types)
            raise OntologyError(f"unknown event type {event_type!r}; {self.name} has: {known}") from None

    def extended(self, event_types: Mapping[str, str], entity_labels: Iterable[str]) -> Ontology:
        """Return the ontology with whatever else there is: event types with their codes, and entity labels."""
        types = dict(self.event_types)
        for name, code in event_types.items():
            types.setdefault(name, EventType(name, zh="", en="", code=code))
        labels = dict(self.entity_labels)
        for label in entity_labels:
            labels.setdefault(label, Entry(label, zh="", en=""))
        return replace(self, event_types=types, entity_labels=labels)


# What a user's file may add to. The other tables are enumerations of the output contract.
_EXTENSIBLE = ("event_types", "entity_labels")
_SECTIONS: dict[str, tuple[type[Entry], dict[str, type]]] = {
    "event_types": (EventType, {"code": str, "core": bool}),
    "entity_labels": (Entry, {}),
    "roles": (Role, {"on": list}),
    "modalities": (Entry, {}),
    "polarities": (Entry, {}),
    "bounds": (Entry, {}),
    "scopes": (Entry, {}),
}
_KINDS = {str: "a string", bool: "true or false", list: "a list"}


@functools.cache
def default_ontology() -> Ontology:
    """Return the ontology shipped with the library."""
    source = resources.files(__package__).joinpath("ontology.toml").read_text(encoding="utf-8")
    return _build(tomllib.loads(source), "ontology.toml", base=None)


def load_ontology(path: str | Path) -> Ontology:
    """Read an ontology that adds event types or entity labels to the shipped one.

    Parameters
    ----------
    path
        A TOML file with ``name``, ``extends = "miit_ie"`` and tables ``[event_types.NAME]`` (``code``, ``zh``,
        ``en``, optionally ``core``) or ``[entity_labels.NAME]`` (``zh``, ``en``); in both ``like`` may list entries
        that mean something similar, from which a model that learns the new one starts, and ``part_of`` those it was
        part of so far: what is labelled with them elsewhere may be the new one.

    Returns
    -------
    Ontology
        The shipped entries followed by the new ones.

    Raises
    ------
    OntologyError
        If the file is missing, is not TOML, lacks a field, or redefines what the shipped ontology has.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> mine = pathlib.Path(tempfile.mkdtemp()) / "mine.toml"
    >>> _ = mine.write_text('''
    ... name = "mine"
    ... extends = "miit_ie"
    ... [event_types."处罚"]
    ... code = "PENALTY"
    ... zh = "作出行政处罚"
    ... en = "Imposes a penalty."
    ... ''', encoding="utf-8")
    >>> load_ontology(mine).code("处罚")
    'PENALTY'
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OntologyError(f"{path}: cannot read the ontology: {error.strerror}") from error
    ontology = parse_ontology(content, str(path))
    if not ontology.extends:
        raise OntologyError(f'{path}: an ontology of your own starts with: extends = "{default_ontology().name}"')
    return ontology


def parse_ontology(content: bytes, source: str) -> Ontology:
    """Read an ontology: a whole one, or one that adds to the shipped one.

    Parameters
    ----------
    content
        TOML in UTF-8, as `load_ontology` describes it; a whole ontology has all tables and no ``extends``.
    source
        What to call it in messages.

    Raises
    ------
    OntologyError
        If it is not TOML, lacks a field, or redefines what the shipped ontology has.
    """
    try:
        data = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OntologyError(f"{source}: not a TOML file: {error}") from error
    base = default_ontology()
    if (extends := data.get("extends")) not in (None, base.name):
        raise OntologyError(f"{source}: extends: there is {base.name!r}, not {extends!r}")
    return _build(data, source, base=base if extends else None)


def _build(data: dict[str, Any], source: str, base: Ontology | None) -> Ontology:
    unknown = sorted(data.keys() - _SECTIONS.keys() - {"name", "version", "extends"})
    if unknown:
        raise OntologyError(f"{source}: unknown table {unknown[0]!r}; use {', '.join(_EXTENSIBLE)}")
    sections: dict[str, Mapping[str, Any]] = {}
    for section, (entry_type, fields) in _SECTIONS.items():
        entries: dict[str, Any] = dict(getattr(base, section)) if base else {}
        given = data.get(section, {})
        if not isinstance(given, dict):
            raise OntologyError(f"{source}: {section}: expected tables [{section}.NAME]")
        for name, values in given.items():
            place = f"{source}: [{section}.{name}]"
            if base and section not in _EXTENSIBLE:
                raise OntologyError(f"{place}: only {', '.join(_EXTENSIBLE)} can be extended")
            if name in entries:
                raise OntologyError(f"{place}: {base.name if base else source} has this entry already")
            entries[name] = _entry(entry_type, fields, name, values, place)
            for key, others in (("like", entries[name].like), ("part_of", entries[name].part_of)):
                for one in others:
                    if one == name or one not in entries:
                        raise OntologyError(f"{place}: {key}: {one!r} is no other entry of {section} before it")
        sections[section] = MappingProxyType(entries)
    codes = [event_type.code for event_type in sections["event_types"].values()]
    if len(set(codes)) < len(codes):
        raise OntologyError(f"{source}: two event types share the code {max(codes, key=codes.count)!r}")
    return Ontology(str(data.get("name", source)), **sections, extends=base.name if base else None)


def _entry(entry_type: type[Entry], fields: dict[str, type], name: str, values: Any, place: str) -> Entry:
    expected = {"zh": str, "en": str, **fields, "like": list, "part_of": list}
    if not isinstance(values, dict):
        raise OntologyError(f"{place}: expected a table with {', '.join(expected)}")
    values = {"like": [], "part_of": [], **({"core": False} if "core" in expected else {}), **values}
    if unknown := sorted(values.keys() - expected.keys()):
        raise OntologyError(f"{place}: unknown field {unknown[0]!r}; expected {', '.join(expected)}")
    for key, kind in expected.items():
        if not isinstance(values.get(key), kind):
            raise OntologyError(f"{place}: field {key!r} must be given as {_KINDS[kind]}")
    fields_given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return entry_type(name=name, **fields_given)
