"""Faults that show only across bulletins: names given twice, mentions labelled one way here and another there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from miit_ie.annotation.checks.findings import AnnotatedBulletin, Finding
from miit_ie.schema import Entity

__all__ = ["check_labels", "check_names"]

# From this many mentions on, and with this share of them labelled one way, the others are taken for errors.
_MANY, _OVERWHELMING = 20, 0.95


def check_names(bulletins: Sequence[AnnotatedBulletin]) -> Iterator[Finding]:
    """Yield bulletins whose ``doc_id`` is taken."""
    first: dict[str, AnnotatedBulletin] = {}
    for bulletin in bulletins:
        known = first.setdefault(bulletin.doc_id, bulletin)
        if known is not bulletin:
            yield bulletin.error("doc_id", "doc_id", f"is that of {known.line.place} too")


def check_labels(bulletins: Sequence[AnnotatedBulletin]) -> Iterator[Finding]:
    """Yield entities that are labelled otherwise than most of the same words are."""
    mentions: defaultdict[str, list[tuple[AnnotatedBulletin, str, Entity]]] = defaultdict(list)
    for bulletin in bulletins:
        for place, entity in bulletin.entities:
            mentions[entity.text].append((bulletin, place, entity))
    for same in mentions.values():
        labels = Counter(entity.label for _, _, entity in same)
        label, many = labels.most_common(1)[0]
        overwhelming = len(same) >= _MANY and many >= _OVERWHELMING * len(same)
        other = next((bulletin, place) for bulletin, place, entity in same if entity.label == label)
        for bulletin, place, entity in same:
            if entity.label != label:
                elsewhere = f"{other[0].line.place} {other[1]}" + (f" and {many - 1} more" if many > 1 else "")
                message = f"is {entity.label} here, but {label} at {elsewhere}"
                found = bulletin.error if overwhelming else bulletin.note
                yield found("label", place, message, entity)
