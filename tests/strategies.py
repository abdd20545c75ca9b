"""Hypothesis strategies: texts with everything that shifts offsets elsewhere, and valid bulletins over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from miit_ie.schema import (
    Bound,
    Bulletin,
    Count,
    Entity,
    Event,
    Extent,
    Item,
    Mention,
    Meta,
    Modality,
    Ontology,
    Polarity,
    Scope,
    Span,
    Time,
    default_ontology,
)

FRAGMENTS = (
    "工业和信息化部",
    "遴选认定36家企业为示范企业",
    "，新认定第三批。",
    "《管理办法》",
    "１２项",
    "〔2022〕",
    "\n",
    "\r\n",
    "\u3000",
    "\u00a0",
    "\ufeff",
    "\u200b",
    "🏭",
    "👩\u200d🔬",
    "🇨🇳",
    "𠮷",
    "e\u0301",
    "か\u3099",
    "葛\U000e0100",
)
_confidences = st.none() | st.floats(0, 1)
_dates = st.tuples(st.dates().map(str), st.sampled_from([4, 7, 10])).map(lambda date: date[0][: date[1]])
_names = st.text(min_size=1, max_size=8)


def texts() -> SearchStrategy[str]:
    """Texts of Chinese phrases, emoji, combining marks, every kind of blank and line break, and noise."""
    return st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=16).map("".join)


def short_texts() -> SearchStrategy[str]:
    """Texts so short that spans of them coincide, nest and overlap."""
    return st.sampled_from(["１２家🏭", "a\r\n👩\u200d🔬", "9项\n一批\r", "\u3000𠮷\u2028e\u0301"])


@st.composite
def extents(draw: DrawFn, text: str) -> Extent:
    """Stretches of a text, the empty one and the whole among them."""
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    return Extent(start, end)


def _cut(text: str) -> SearchStrategy[dict[str, Any]]:
    """Return the keywords of a span of ``text``."""
    return extents(text).map(lambda e: {"text": text[e.start : e.end], "start": e.start, "end": e.end})


def spans(text: str) -> SearchStrategy[Span]:
    """Spans of a text."""
    return _cut(text).map(lambda cut: Span(**cut))


@st.composite
def entities(draw: DrawFn, text: str, ontology: Ontology) -> Entity:
    """Labelled spans of a text."""
    label = draw(st.sampled_from(list(ontology.entity_labels)))
    return Entity(**draw(_cut(text)), label=label, confidence=draw(_confidences))


@st.composite
def counts(draw: DrawFn, text: str) -> Count:
    """Quantities in a text. What they say has no relation to what stands there."""
    return Count(
        **draw(_cut(text)),
        value=draw(st.none() | st.integers(0, 10**9) | st.floats(0, 1e9)),
        unit=draw(st.none() | _names),
        bound=draw(st.sampled_from(get_args(Bound))),
        scope=draw(st.sampled_from(get_args(Scope))),
    )


@st.composite
def _mention(draw: DrawFn, text: str) -> dict[str, Any]:
    """Keywords of an argument that stands in the text, or was inferred from it or from elsewhere."""
    cut = draw(_cut(text))
    elsewhere = {"text": draw(_names), "start": None, "end": None}
    return draw(
        st.sampled_from([{**cut, "inferred": False}, {**cut, "inferred": True}, {**elsewhere, "inferred": True}])
    )


def mentions(text: str) -> SearchStrategy[Mention]:
    """Arguments, in the text and inferred."""
    return _mention(text).map(lambda values: Mention(**values))


@st.composite
def times(draw: DrawFn, text: str) -> Time:
    """Times, in the text and inferred, resolved and not."""
    return Time(**draw(_mention(text)), value=draw(st.none() | _dates))


@st.composite
def items(draw: DrawFn, text: str) -> Item:
    """Items of an event."""
    span = spans(text)
    return Item(
        target=draw(span),
        title=draw(st.none() | span),
        count=draw(st.none() | counts(text)),
        members=draw(_few(span)),
        members_complete=draw(st.booleans()),
        batch=draw(st.none() | span),
        field=draw(_few(span)),
    )


@st.composite
def events(draw: DrawFn, text: str, ontology: Ontology) -> Event:
    """Events of every type of the ontology."""
    span = spans(text)
    event_type = draw(st.sampled_from(list(ontology.event_types.values())))
    return Event(
        type=event_type.name,
        code=event_type.code,
        trigger=draw(span),
        modality=draw(st.sampled_from(get_args(Modality))),
        polarity=draw(st.sampled_from(get_args(Polarity))),
        agent=draw(_few(mentions(text))),
        items=draw(_few(items(text))),
        time=draw(_few(times(text))),
        place=draw(_few(span)),
        basis=draw(_few(span)),
        field=draw(_few(span)),
        sentence=draw(st.none() | extents(text)),
        confidence=draw(_confidences),
        id=draw(st.none() | _names),
    )


def metas() -> SearchStrategy[Meta]:
    """Metadata of a bulletin."""
    return st.builds(
        Meta,
        title=st.none() | _names,
        issuer=st.none() | _names,
        doc_number=st.none() | _names,
        published=st.none() | _dates,
        signed=st.none() | _dates,
        addressees=_few(_names),
        attachments=_few(_names),
    )


@st.composite
def bulletins(
    draw: DrawFn, ontology: Ontology | None = None, *, texts: Callable[[], SearchStrategy[str]] = texts
) -> Bulletin:
    """Valid bulletins with their text, labelled by an ontology, the shipped one by default."""
    ontology = ontology or default_ontology()
    text = draw(texts())
    return Bulletin.of(
        text,
        draw(_names),
        meta=draw(metas()),
        entities=draw(_few(entities(text, ontology))),
        events=draw(_few(events(text, ontology))),
        error=draw(st.none() | _names),
    )


def _few(values: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=3).map(tuple)
