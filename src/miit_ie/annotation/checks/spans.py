"""Where spans begin and end: blanks, punctuation, brackets and quotes."""

from __future__ import annotations

from collections.abc import Iterator

from miit_ie.annotation.checks.findings import AnnotatedBulletin, Finding
from miit_ie.annotation.checks.places import Placed, event_spans
from miit_ie.schema import Mention, Span

__all__ = ["check_spans"]

_PUNCTUATION = frozenset("，。、；：！？…—,.;:!?·")
_CLOSING = {
    "《": "》",
    "〈": "〉",
    "“": "”",
    "‘": "’",
    "（": "）",
    "(": ")",
    "「": "」",
    "【": "】",
    "〔": "〕",
    "[": "]",
}
_QUOTES = frozenset("“‘「")
# A target, a title or an entity of these labels that is quoted from end to end is marked without its quotes.
_UNQUOTED = frozenset({"target", "title", "PROGRAM", "TITLE", "FIELD", "DATE"})


def check_spans(annotated: AnnotatedBulletin) -> Iterator[Finding]:
    """Yield spans that are cut wrong, by their first and last characters alone."""
    placed = [Placed(entity.label, place, entity) for place, entity in annotated.entities]
    for place, event in annotated.events:
        placed += event_spans(place, event)
    for role, place, span in placed:
        if fault := _fault(role, span):
            yield annotated.error("edges", place, fault, span)


def _fault(role: str, span: Span | Mention) -> str | None:
    text = span.text
    first, last = text[0], text[-1]
    if first.isspace() or last.isspace():
        return "begins or ends with a blank"
    if first in _PUNCTUATION or last in _PUNCTUATION:
        return "begins or ends with punctuation"
    if not _is_balanced(text):
        return "has a bracket or quote without its other half"
    if role in _UNQUOTED and first in _QUOTES and text.index(_CLOSING[first]) == len(text) - 1:
        return f"is quoted from end to end; a {role} goes without its quotes"
    return None


def _is_balanced(text: str) -> bool:
    expected: list[str] = []
    closing = frozenset(_CLOSING.values())
    for char in text:
        if char in _CLOSING:
            expected.append(_CLOSING[char])
        elif char in closing and (not expected or expected.pop() != char):
            return False
    return not expected
