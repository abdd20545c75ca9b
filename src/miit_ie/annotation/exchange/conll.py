r"""CoNLL: a character and its BIO tag a line, parted by a tab, and a blank line after each bulletin.

A character that a line cannot show (a blank, a line break, a control character, the backslash itself) is written as
in JSON: ``\n``, ``\u3000``. A line that starts with ``#`` and a blank is a comment; ``# doc_id = …`` names the
bulletin.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from miit_ie.annotation.exchange.conversion import Conversion, Entry, Found, parts
from miit_ie.annotation.lines import Line, read_lines
from miit_ie.errors import ContractError
from miit_ie.outputs.files import create
from miit_ie.schema import Bulletin, Entity, Meta

__all__ = ["read", "write"]

_DOC_ID = "# doc_id = "
_ESCAPED = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")
_TAG = re.compile(r"O|([BI])-(.+)")


def write(entries: Iterator[Entry], path: Path, conversion: Conversion) -> None:
    """Write the entities of bulletins, and note what else they have."""
    with create(path, inputs=conversion.inputs) as stream:
        for entry in entries:
            bulletin, genre = parts(entry)
            kept, overlapping = _without_overlaps(bulletin.entities)
            stream.write(f"{_DOC_ID}{_escaped(bulletin.doc_id, blank=' ')}\n")
            stream.writelines(f"{token}\t{tag}\n" for token, tag in _tokens(bulletin.text or "", kept))
            stream.write("\n")
            conversion.written += 1
            conversion.note("not written, for CoNLL holds entities only", _other_parts(bulletin, genre))
            conversion.note("not written, for CoNLL gives a character one label", {"entities": overlapping})


def read(path: Path, conversion: Conversion) -> Iterator[Found]:
    """Yield the bulletins of a file."""
    block: list[Line] = []
    for line in read_lines(path):
        # A blank line may be missing or doubled; the number of the next line tells that there was one.
        if block and line.number > block[-1].number + 1:
            yield block[0].place, partial(_entry, block, conversion)
            block = []
        block.append(line)
    yield block[0].place, partial(_entry, block, conversion)


def _without_overlaps(entities: Iterable[Entity]) -> tuple[list[Entity], int]:
    """Return the entities, of those that overlap the longest, and how many are left out."""
    kept: list[Entity] = []
    left_out = 0
    for entity in sorted(entities, key=lambda entity: entity.start - entity.end):
        if entity.start == entity.end or any(e.start < entity.end and entity.start < e.end for e in kept):
            left_out += 1
        else:
            kept.append(entity)
    return kept, left_out


def _other_parts(bulletin: Bulletin, genre: str | None) -> Counter[str]:
    return Counter(
        {
            "events": len(bulletin.events),
            "arguments": sum(role != "trigger" for event in bulletin.events for role, _ in event.spans()),
            "confidences of entities": sum(entity.confidence is not None for entity in bulletin.entities),
            "metadata of bulletins": int(bulletin.meta != Meta()),
            "genres": int(genre is not None),
            "errors": int(bulletin.error is not None),
        }
    )


def _tokens(text: str, entities: Iterable[Entity]) -> Iterator[tuple[str, str]]:
    tags = ["O"] * len(text)
    for entity in entities:
        tags[entity.start : entity.end] = [f"I-{entity.label}"] * len(entity.text)
        tags[entity.start] = f"B-{entity.label}"
    return zip(map(_escaped, text), tags, strict=True)


def _escaped(text: str, blank: str = "") -> str:
    """Return a text with what a line cannot show escaped, except for ``blank``."""
    return "".join(character if character == blank else _escape(character) for character in text)


def _escape(character: str) -> str:
    if character.isprintable() and not character.isspace() and character != "\\":
        return character
    escape = json.dumps(character)[1:-1]
    # To JSON a blank is none of the characters to be escaped.
    return escape if len(escape) > 1 else f"\\u{ord(character):04x}"


def _original(token: str) -> str:
    def replaced(match: re.Match[str]) -> str:
        try:
            return str(json.loads(f'"{match[0]}"'))
        except ValueError:
            raise ContractError(f"{match[0]} stands for no character; a backslash is written twice") from None

    # A character beyond the first plane is a pair of them.
    return _ESCAPED.sub(replaced, token).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _entry(block: list[Line], conversion: Conversion) -> Bulletin:
    doc_id, text = block[0].name, ""
    spans: list[tuple[str, int, int]] = []
    for line in block:
        # Elsewhere a comment has no tab, and the number sign as a token has one behind it.
        if line.content.startswith("# ") and "\t" not in line.content:
            if line.content.startswith(_DOC_ID):
                doc_id = _original(line.content.removeprefix(_DOC_ID).removesuffix("\r"))
            continue
        token, prefix, label = _columns(line)
        start, text = len(text), text + token
        if label and prefix == "I" and spans and spans[-1][::2] == (label, start):
            spans[-1] = (label, spans[-1][1], len(text))
        elif label:
            spans.append((label, start, len(text)))
    entities = [{"label": label, "text": text[start:end], "start": start, "end": end} for label, start, end in spans]
    return Bulletin.from_dict({"doc_id": doc_id, "entities": entities}, text=text, ontology=conversion.ontology)


def _columns(line: Line) -> tuple[str, str | None, str | None]:
    """Return the token of a line with prefix and label of its tag; columns between them are not looked at."""
    columns = line.content.split()
    tag = _TAG.fullmatch(columns[-1])
    if len(columns) < 2 or not tag:
        raise ContractError(f"line {line.number}: expected a token and a tag such as O, B-AGENCY or I-AGENCY")
    return _original(columns[0]), tag[1], tag[2]
