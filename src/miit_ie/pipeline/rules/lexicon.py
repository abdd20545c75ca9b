"""Loads the rules' vocabulary and compiles it into patterns."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from miit_ie.pipeline.rules.tables import read_table

__all__ = ["Lexicon", "Verb", "alternation", "lexicon"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A trigger verb: the event type it stands for and what it asks of its arguments (see ``lexicon.toml``)."""

    type: str
    frame: Literal["object", "title", "award", "status"]
    object: Literal["any", "concrete", "counted"]
    heads: tuple[str, ...] = ()
    count_heads: tuple[str, ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The vocabulary of the rules, ready to match.

    Attributes
    ----------
    verbs
        The readings of each trigger verb; one verb may have readings of several types.
    pairs
        Pairs of adjacent verbs in which the first is the trigger alone.
    nominal
        For each verb, a pattern of what behind it makes it a noun.
    nominal_leaders
        For some event types, a pattern of what in front of an objectless trigger makes it a noun.
    blocked
        For some event types, a pattern of what in front of a trigger rules an event out.
    words
        The other word lists by ``table.name``, each as the alternatives of a pattern, longest first.
    intransitive, verbal
        Verbs whose subject may be the target, and those whose noun use is no event.
    not_documents
        Event types that do not act on documents.
    """

    verbs: Mapping[str, tuple[Verb, ...]]
    pairs: frozenset[tuple[str, str]]
    nominal: Mapping[str, re.Pattern[str]]
    nominal_leaders: Mapping[str, re.Pattern[str]]
    blocked: Mapping[str, re.Pattern[str]]
    words: Mapping[str, str]
    intransitive: frozenset[str]
    verbal: frozenset[str]
    not_documents: frozenset[str]


def alternation(words: Iterable[str]) -> str:
    """Return the pattern that matches any of the words, the longest possible first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@functools.cache
def lexicon() -> Lexicon:
    """Return the shipped lexicon."""
    data = read_table("lexicon.toml")
    verbs = _verbs(data["verbs"])
    nominal, sets = data["nominal"], data["sets"]
    return Lexicon(
        verbs=verbs,
        pairs=frozenset((first, second) for first, second in data["chain"]["pairs"].items()),
        nominal={word: _nominal(nominal, word, readings[0]) for word, readings in verbs.items()},
        nominal_leaders={
            kind: re.compile(rf"(?:{alternation(leaders)})$|(?:{alternation(nominal['under'][kind])})[^,]*$")
            for kind, leaders in nominal["leaders"].items()
        },
        blocked={kind: re.compile(rf"(?:{alternation(words)})$") for kind, words in nominal["blocked"].items()},
        words={
            f"{table}.{name}": alternation(words)
            for table in ("chain", "nominal", "light", "phrases", "status", "subject")
            for name, words in data[table].items()
            if isinstance(words, list)
        },
        intransitive=frozenset(sets["intransitive"]),
        verbal=frozenset(sets["verbal"]),
        not_documents=frozenset(sets["not_documents"]),
    )


def _verbs(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Verb, ...]]:
    readings: dict[str, tuple[Verb, ...]] = {}
    for row in rows:
        verb = Verb(
            row["type"],
            row["frame"],
            row["object"],
            tuple(row.get("heads", ())),
            tuple(row.get("count_heads", ())),
            row.get("bare", False),
        )
        for word in row["words"]:
            readings[word] = (*readings.get(word, ()), verb)
    return readings


def _nominal(table: Mapping[str, Any], word: str, verb: Verb) -> re.Pattern[str]:
    behind = table["behind"]
    # What follows 列入 is a title, however it ends.
    of_type = () if verb.frame == "title" else behind.get(verb.type, ())
    words = alternation([*table["common"], *of_type, *behind.get(word, ())])
    openers = "|".join(f"{opener}(?![{others}])" for opener, others in table["unless"].items())
    return re.compile(f"{words}|{openers}")
