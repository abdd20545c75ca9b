"""What the table and the page share: the order of events and the short form of a count."""

from __future__ import annotations

from collections.abc import Iterable

from miit_ie.schema import Bound, Count, Event, default_ontology

__all__ = ["count_label", "ordered", "plain"]

_SIGNS: dict[Bound, str] = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<", "approx": "≈"}


def ordered(events: Iterable[Event]) -> list[Event]:
    """Return the events of the core types first, then the others, each in the order of the text."""
    core = default_ontology().core_types
    return sorted(events, key=lambda event: (event.type not in core, event.trigger.start))


def count_label(count: Count) -> str:
    """Return a count as a sign, a number and a measure word; its own words where the text gives no number.

    Examples
    --------
    >>> count_label(Count("3000余家", 0, 6, 3000, "家", "more_than"))
    '>3000家'
    >>> count_label(Count("累计1.2万家", 0, 7, 12000, "家", scope="total"))
    '累计12000家'
    >>> count_label(Count("一批", 0, 2, None, "批", "unspecified"))
    '一批'
    """
    if count.value is None:
        return plain(count.text)
    # Chinese measure words are written without a blank; a float that is whole shows as the integer it is.
    number = int(count.value) if count.value == int(count.value) else count.value
    total = "累计" if count.scope == "total" else ""
    return f"{total}{_SIGNS.get(count.bound, '')}{number}{plain(count.unit or '')}"


# A terminal must not obey what a web page says.
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])


def plain(text: str) -> str:
    r"""Return the text on one line: a space for every run of blanks and line breaks, and no control characters.

    Examples
    --------
    >>> plain("重点\n 实验室")
    '重点 实验室'
    """
    return " ".join(text.split()).translate(_CONTROLS)
