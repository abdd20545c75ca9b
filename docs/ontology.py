"""The ontology as tables and examples, generated from the library's and from ``examples.toml``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from miit_ie.schema import Entry, EventType, Role, default_ontology

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Example", "examples", "fill"]

_EXAMPLES = Path(__file__).with_name("examples.toml")
_PLACE = re.compile(r"<!-- ontology: (?P<form>\w+) of (?P<section>\w+) -->")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its annotation, in the notation of the guideline and in words."""

    text: str
    words: str
    events: tuple[str, ...]
    ents: tuple[str, ...]

    @property
    def notation(self) -> tuple[str, ...]:
        """The annotation, a line an event."""
        return (*self.events, *(["ents　" + "；".join(self.ents)] if self.ents else ()))


def examples() -> dict[str, dict[str, Example]]:
    """Return the examples by section of the ontology and name of the entry."""
    sections = tomllib.loads(_EXAMPLES.read_text(encoding="utf-8"))
    return {
        section: {name: _example(**values) for name, values in entries.items()} for section, entries in sections.items()
    }


def _example(text: str, words: str, events: Sequence[str] = (), ents: Sequence[str] = ()) -> Example:
    return Example(text, words, tuple(events), tuple(ents))


def fill(markdown: str) -> str:
    """Put in the entries where a page asks for them: ``<!-- ontology: headings of roles -->``, or ``table of``."""
    return _PLACE.sub(lambda place: _FORMS[place["form"]](place["section"]), markdown)


def _headings(section: str) -> str:
    return "\n".join(
        f"### {entry.name}\n\n{_about(entry)}{entry.zh}。 {entry.en}\n\n"
        f"> {example.text}\n>\n> {_notation(example)}\n\n{example.words}\n"
        for entry, example in _entries(section)
    )


def _table(section: str) -> str:
    rows = (
        f"| `{entry.name}` | {entry.zh}<br>{entry.en} | {example.text}<br>{_notation(example)}<br>{example.words} |\n"
        for entry, example in _entries(section)
    )
    return "| name | meaning | example |\n| --- | --- | --- |\n" + "".join(rows)


def _entries(section: str) -> Iterator[tuple[Entry, Example]]:
    found = examples()[section]
    return ((entry, found[entry.name]) for entry in getattr(default_ontology(), section).values())


def _notation(example: Example) -> str:
    return "<br>".join(f"`{line}`" for line in example.notation)


def _about(entry: Entry) -> str:
    if isinstance(entry, EventType):
        return f"`{entry.code}`{', a core type' if entry.core else ''}. "
    return f"On the {' or the '.join(entry.on)}. " if isinstance(entry, Role) else ""


_FORMS: dict[str, Callable[[str], str]] = {"headings": _headings, "table": _table}
