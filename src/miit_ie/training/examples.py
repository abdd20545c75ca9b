"""Annotated bulletins as examples: windows of tokens with the spans, links and attributes the network is to find."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from miit_ie.model.config import MODALITIES, POLARITIES, ROLES, ModelConfig
from miit_ie.model.reader import features_in, windows_of
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.model.windows import Window
from miit_ie.pipeline.completion import full_meta
from miit_ie.pipeline.features import source_of
from miit_ie.schema import Bulletin, Event, Mention, Span

__all__ = ["Example", "Links", "examples_of"]

Piece = tuple[int, int]
Links = dict[tuple[str, Piece], set[tuple[str, Piece]]]
"""By the kind of head (``trigger`` or ``target``) and its tokens: the roles that hang on it with their tokens."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its annotation, in tokens.

    Attributes
    ----------
    ids : int32 array of shape (n,)
        Tokens.
    features : int8 array of shape (channels, n)
        Features of each token.
    spans : int64 array of shape (spans, 3)
        Label (index into `ModelConfig.span_labels`), first token and number of tokens less one.
    triggers : int64 array of shape (triggers, 4)
        First token, end, modality and polarity.
    links
        What hangs on what.
    body
        The first token of the text, behind ``[CLS]`` and the context.
    covered : bool array of shape (labels,)
        Which labels are annotated in it.
    weight
        How much the example counts in the loss.
    """

    ids: npt.NDArray[np.int32]
    features: npt.NDArray[np.int8]
    spans: npt.NDArray[np.int64]
    triggers: npt.NDArray[np.int64]
    links: Links = field(hash=False)
    body: int
    covered: npt.NDArray[np.bool_]
    weight: float = 1.0


def examples_of(
    bulletin: Bulletin,
    tokenizer: Tokenizer,
    config: ModelConfig,
    *,
    left_out: Counter[str],
    covers: Collection[str] = (),
    weight: float = 1.0,
) -> list[Example]:
    """Return the examples of an annotated bulletin.

    Parameters
    ----------
    bulletin
        The bulletin with its text.
    tokenizer
        The model's.
    config
        The model's.
    left_out
        Counts, by what and why, the annotations that no example can hold: spans wider than the model's, arguments
        in another window than their head, and those whose head is left out.
    covers
        The event types and entity labels that are annotated in it; all where none is named.
    weight
        How much the examples count in the loss.
    """
    covered = np.array([not covers or label in covers or label in ROLES for label in config.span_labels])
    text = bulletin.text
    assert text is not None
    source = source_of(text, full_meta(text, bulletin.meta), list(config.features))
    windows = windows_of(text, source.title, tokenizer, config)
    makers = [_Maker(window, config, left_out) for window in windows]
    starts = [int(window.offsets[window.first]) for window in windows]

    def maker(position: int) -> _Maker | None:
        number = bisect_right(starts, position) - 1
        return makers[number] if number >= 0 else None

    for entity in bulletin.entities:
        if place := maker(entity.start):
            place.span(entity.label, entity)
    for event in bulletin.events:
        if place := maker(event.trigger.start):
            place.event(event)
    return [
        Example(
            window.ids,
            features_in(window, source.features).astype(np.int8),
            np.array(sorted(made.spans), np.int64).reshape(-1, 3),
            np.array(sorted(made.triggers), np.int64).reshape(-1, 4),
            made.links,
            window.body,
            covered,
            weight,
        )
        for window, made in zip(windows, makers, strict=True)
    ]


class _Maker:
    """Collects the annotation of one window."""

    def __init__(self, window: Window, config: ModelConfig, left_out: Counter[str]) -> None:
        self.window = window
        self.config = config
        self.left_out = left_out
        self.labels = {label: index for index, label in enumerate(config.span_labels)}
        self.spans: set[tuple[int, int, int]] = set()
        self.triggers: set[tuple[int, int, int, int]] = set()
        self.links: Links = {}

    def span(self, label: str, span: Span | Mention) -> Piece | None:
        """Enter a span; return its tokens, or ``None`` if there is no room for it."""
        assert span.start is not None
        assert span.end is not None
        body = self.window.body
        offsets = self.window.offsets[body:]
        start, end = (int(np.searchsorted(offsets, place)) + body for place in (span.start, span.end))
        if not start < end or span.start < offsets[0] or span.end > offsets[-1] + 1:
            self.left_out[f"{label}: in another window"] += 1
            return None
        if end - start > self.config.span_width:
            self.left_out[f"{label}: wider than {self.config.span_width}"] += 1
            return None
        self.spans.add((self.labels[label], start, end - start - 1))
        return start, end

    def event(self, event: Event) -> None:
        """Enter an event with its arguments."""
        trigger = self.span(event.type, event.trigger)
        head: set[tuple[str, Piece]] | None = None
        if trigger is not None:
            self.triggers.add((*trigger, MODALITIES.index(event.modality), POLARITIES.index(event.polarity)))
            head = self.links.setdefault(("trigger", trigger), set())
        roles: Iterable[tuple[str, Iterable[Span | Mention]]] = (
            ("agent", event.agent),
            ("time", event.time),
            ("place", event.place),
            ("basis", event.basis),
            ("field", event.field),
        )
        for role, spans in roles:
            for span in spans:
                self._hang(head, role, span)
        for item in event.items:
            target = self._hang(head, "target", item.target)
            own = None if target is None else self.links.setdefault(("target", target), set())
            for role, one in (("title", item.title), ("count", item.count), ("batch", item.batch)):
                self._hang(own, role, one)
            for member in item.members:
                self._hang(own, "member", member)
            for field_ in item.field:
                self._hang(own, "field", field_)

    def _hang(self, head: set[tuple[str, Piece]] | None, role: str, span: Span | Mention | None) -> Piece | None:
        """Enter a span that hangs on a head; return its tokens, or ``None`` if it or the head is left out."""
        assert role in ROLES
        if span is None or span.start is None:
            return None
        if head is None:
            self.left_out[f"{role}: its head is left out"] += 1
            return None
        piece = self.span(role, span)
        if piece is not None:
            head.add((role, piece))
        return piece
