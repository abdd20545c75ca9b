"""What a check found, and the annotated bulletin it looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from miit_ie.annotation.lines import Line
from miit_ie.schema import Entity, Event, Extent, Mention, Span

__all__ = ["AnnotatedBulletin", "Finding", "Severity"]

# An error breaks a rule; a note is worth a look, and may stand.
Severity: TypeAlias = Literal["error", "note"]

# Characters of context shown on either side of the words.
_REACH = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes
    ----------
    severity
        ``"error"`` for what breaks a rule, ``"note"`` for what is worth a look.
    rule
        Name of the check.
    file, line, doc_id
        The bulletin; ``line`` is counted from 1, and ``None`` for what is wrong with the file as a whole.
    place
        Where in the record, such as ``events[2].items[0].count``. Empty for the record as a whole.
    message
        What is wrong, in a sentence.
    words
        The words in their context, marked by brackets: ``新认定【63家】企业``. Empty where none are concerned.
    """

    severity: Severity
    rule: str
    file: str
    line: int | None
    doc_id: str
    place: str
    message: str
    words: str = ""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = (place, self.doc_id, self.place, self.severity, f"{self.message} [{self.rule}]")
        return ": ".join(filter(None, (*parts, self.words)))


@dataclass(frozen=True, slots=True)
class AnnotatedBulletin:
    """A bulletin whose text could be read, with those of its annotations that could.

    Attributes
    ----------
    line
        Where it stands.
    entities, events
        Each with its place in the record, since what could not be read is left out.
    """

    line: Line
    doc_id: str = ""
    text: str = field(default="", repr=False)
    entities: tuple[tuple[str, Entity], ...] = ()
    events: tuple[tuple[str, Event], ...] = ()

    def error(self, rule: str, place: str, message: str, *spans: Span | Mention | Extent) -> Finding:
        """Return an error at a place, with the words it is about."""
        return self._finding("error", rule, place, message, spans)

    def note(self, rule: str, place: str, message: str, *spans: Span | Mention | Extent) -> Finding:
        """Return a note on a place, with the words it is about."""
        return self._finding("note", rule, place, message, spans)

    def _finding(
        self,
        severity: Severity,
        rule: str,
        place: str,
        message: str,
        spans: tuple[Span | Mention | Extent, ...],
    ) -> Finding:
        words = " and ".join(self._in_context(span) for span in spans)
        return Finding(severity, rule, self.line.file, self.line.number, self.doc_id, place, message, words)

    def _in_context(self, span: Span | Mention | Extent) -> str:
        if span.start is None or span.end is None:
            return ""
        before, after = max(0, span.start - _REACH), span.end + _REACH
        pieces = self.text[before : span.start], self.text[span.start : span.end], self.text[span.end : after]
        return "{}【{}】{}".format(*map(_visible, pieces))


def _visible(text: str) -> str:
    """Return the text on one line, with line breaks and the like as their escapes, since they may be what is wrong."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
