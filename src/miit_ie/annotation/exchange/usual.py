"""What a span says where nothing else is noted: an event is actual and positive, a count says what its words say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from miit_ie.annotation.exchange.graph import COUNT_FIELDS, Node
from miit_ie.annotation.exchange.labels import Kind
from miit_ie.schema import Count
from miit_ie.text.counts import find_counts

__all__ = ["Usual"]

_EVENT: Mapping[str, Any] = {"modality": "actual", "polarity": "positive"}
_UNREAD: Mapping[str, Any] = {"value": None, "unit": None, "bound": "unspecified", "scope": "increment"}


class Usual:
    """Gives the attributes that need not be noted.

    Parameters
    ----------
    text
        The text of the bulletin.
    kinds
        What kind of span each label is for.

    Examples
    --------
    >>> Usual("新认定63家企业", {}).attributes(Node("T1", "count", 3, 6))
    {'value': 63, 'unit': '家', 'bound': 'exact', 'scope': 'increment'}
    """

    def __init__(self, text: str, kinds: Mapping[str, Kind]) -> None:
        self._text = text
        self._kinds = kinds

    def attributes(self, node: Node) -> dict[str, Any]:
        """Return the attributes of a span that has none noted."""
        if self._kinds.get(node.label) == "trigger":
            return dict(_EVENT)
        if node.label != "count":
            return {}
        count = self._counts.get((node.start, node.end)) or self._alone(node)
        return {key: getattr(count, key) for key in COUNT_FIELDS} if count else dict(_UNREAD)

    @cached_property
    def _counts(self) -> Mapping[tuple[int | None, int | None], Count]:
        return {(count.start, count.end): count for count in find_counts(self._text)}

    def _alone(self, node: Node) -> Count | None:
        """Read the words by themselves, where in the text they are part of more: the 63家 of 近63家."""
        words = self._text[node.start : node.end]
        return next((count for count in find_counts(words) if count.text == words), None)
