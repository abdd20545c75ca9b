"""Counts against what the text library reads in their words, and enumerations against their counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from miit_ie.annotation.checks.findings import AnnotatedBulletin, Finding
from miit_ie.schema import Count, Item
from miit_ie.text.counts import find_counts

__all__ = ["check_counts", "check_members"]

# 等 right behind a name, its closing marks or what stands in brackets after it; not 等级.
_OPEN_END = re.compile(r"(?:[（(][^（()）]{0,20}[）)])?[》”’\s]*等(?![级待同离])")


def check_counts(annotated: AnnotatedBulletin) -> Iterator[Finding]:
    """Yield counts whose value, measure word, bound or scope are not those read in their words."""
    by_place = {(count.start, count.end): count for count in find_counts(annotated.text)}
    quantities = {(entity.start, entity.end) for _, entity in annotated.entities if entity.label == "QUANTITY"}
    for place, event in annotated.events:
        for i, item in enumerate(event.items):
            if item.count:
                at = f"{place}.items[{i}].count"
                yield from _count(annotated, at, item.count, by_place)
                # A bulletin without any entity has not had them annotated.
                if annotated.entities and (item.count.start, item.count.end) not in quantities:
                    yield annotated.note("count", at, "is no QUANTITY among the entities", item.count)


def _count(
    annotated: AnnotatedBulletin, place: str, count: Count, found: Mapping[tuple[int, int], Count]
) -> Iterator[Finding]:
    if (count.value is None) != (count.bound == "unspecified"):
        message = f"value {count.value} with bound {count.bound}: no number is unspecified, and only that"
        yield annotated.error("count", place, message, count)
        return
    read = found.get((count.start, count.end))
    if read is None:
        near = [other.text for other in found.values() if other.start < count.end and count.start < other.end]
        seen = f"{near[0]!r} is" if near else "nothing is"
        yield annotated.note("count", place, f"{seen} read as a count here", count)
        return
    for attribute in ("value", "unit", "bound"):
        annotation, reading = getattr(count, attribute), getattr(read, attribute)
        if annotation != reading:
            yield annotated.error("count", place, f"{attribute} is {annotation}, the words say {reading}", count)
    if count.scope != read.scope:
        # Context decides it, and the text library looks no further than the clause.
        yield annotated.note("count", place, f"scope is {count.scope}, the clause reads like {read.scope}", count)


def check_members(annotated: AnnotatedBulletin) -> Iterator[Finding]:
    """Yield enumerations called closed or open although their end or their count says otherwise."""
    for place, event in annotated.events:
        for i, item in enumerate(event.items):
            at = f"{place}.items[{i}]"
            last = max(item.members, key=lambda member: member.end, default=item.target)
            is_open = bool(_OPEN_END.match(annotated.text, last.end))
            if message := _wrong(item, is_open=is_open):
                yield annotated.error("members", at, message, last)
            elif message := _doubtful(item, is_open=is_open):
                yield annotated.note("members", at, message, last)


def _wrong(item: Item, *, is_open: bool) -> str | None:
    many, stated = len(item.members), _stated(item)
    if item.members_complete and not many:
        return "members_complete, but there are no members"
    if item.members_complete and is_open and many != stated:
        return f"members_complete, but the list ends in 等 and {_compared(many, stated)}"
    if not item.members_complete and many and many == stated:
        return f"not members_complete, but all {many} counted are listed"
    return None


def _doubtful(item: Item, *, is_open: bool) -> str | None:
    many, stated = len(item.members), _stated(item)
    if (many and stated is not None and many > stated) or (item.members_complete and stated not in (None, many)):
        return f"mismatch: {_compared(many, stated)}; right if the text says so"
    if many and not item.members_complete and not is_open:
        return "not members_complete, but no 等 ends the list"
    return None


def _stated(item: Item) -> int | float | None:
    return item.count.value if item.count and item.count.bound == "exact" else None


def _compared(many: int, stated: float | None) -> str:
    return f"{many} are listed, " + ("none is counted" if stated is None else f"{stated} counted")
