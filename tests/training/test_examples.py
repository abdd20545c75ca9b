"""Annotated bulletins become examples, and nothing is lost on the way without being counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from miit_ie.annotation import load_gold
from miit_ie.model import reader
from miit_ie.model.config import MODALITIES, POLARITIES, ModelConfig
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.model.windows import Window
from miit_ie.pipeline.features import CHANNELS, channel_sizes
from miit_ie.schema import Bulletin, Entity, Event, Item, Mention, Span, default_ontology
from miit_ie.training.examples import Example, examples_of

DEV = load_gold("dev").bulletins
TOKENIZER = Tokenizer(sorted({character for bulletin in DEV for character in bulletin.text or ""} - set("\n")))
Place = tuple[int, int]


def config(**changes: int) -> ModelConfig:
    ontology = default_ontology()
    labels, types = tuple(ontology.entity_labels), tuple(ontology.event_types)
    return ModelConfig(labels, types, channel_sizes(CHANNELS), **changes)  # type: ignore[arg-type]


def make(bulletin: Bulletin, config: ModelConfig) -> tuple[list[Example], Counter[str]]:
    left_out: Counter[str] = Counter()
    return examples_of(bulletin, TOKENIZER, config, left_out=left_out), left_out


Spans = set[tuple[str, int, int]]
Links = set[tuple[Place, str, Place]]


def windows_of(bulletin: Bulletin, config: ModelConfig) -> list[Window]:
    return reader.windows_of(bulletin.text or "", bulletin.meta.title, TOKENIZER, config)


def read_back(bulletin: Bulletin, examples: list[Example], config: ModelConfig) -> tuple[Spans, Links]:
    """Return spans and links by their offsets into the text."""
    spans, links = set(), set()
    for window, example in zip(windows_of(bulletin, config), examples, strict=True):
        assert example.ids.tolist() == window.ids.tolist()
        places = [window.extent(number, number + 1) for number in range(len(window.ids))]
        for label, start, width in example.spans.tolist():
            spans.add((config.span_labels[label], places[start].start, places[start + width].end))
        for (_, (start, end)), own in example.links.items():
            head = places[start].start, places[end - 1].end
            links |= {(head, role, (places[first].start, places[last - 1].end)) for role, (first, last) in own}
    return spans, links


def expected(bulletin: Bulletin, config: ModelConfig) -> tuple[Spans, Links, Counter[str]]:
    """Enter every annotation of a bulletin where its head stands, if it fits."""
    spans, links, left_out = set(), set(), Counter[str]()
    windows = windows_of(bulletin, config)

    def enter(label: str, span: Span | Mention, head: Span | Mention) -> bool:
        assert span.start is not None
        assert span.end is not None
        assert head.start is not None
        [window] = [w for w in windows if w.offsets[w.first] <= head.start <= w.offsets[w.end - 1]]
        if not window.offsets[0] <= span.start < span.end <= window.offsets[-1] + 1:
            left_out[f"{label}: in another window"] += 1
        elif len(TOKENIZER.encode(span.text).ids) > config.span_width:
            left_out[f"{label}: wider than {config.span_width}"] += 1
        else:
            spans.add((label, span.start, span.end))
            return True
        return False

    def hang(event: Event, head: Span | None, role: str, dependants: Iterable[Span | Mention | None]) -> bool:
        hung = False
        for one in dependants:
            if one is None or one.start is None or one.end is None:
                continue
            if head is None:
                left_out[f"{role}: its head is left out"] += 1
            elif hung := enter(role, one, event.trigger):
                links.add(((head.start, head.end), role, (one.start, one.end)))
        return hung

    for entity in bulletin.entities:
        enter(entity.label, entity, entity)
    for event in bulletin.events:
        trigger = event.trigger if enter(event.type, event.trigger, event.trigger) else None
        for role in ("agent", "time", "place", "basis", "field"):
            hang(event, trigger, role, getattr(event, role))
        for item in event.items:
            target = item.target if hang(event, trigger, "target", [item.target]) else None
            for role in ("title", "count", "batch"):
                hang(event, target, role, [getattr(item, role)])
            hang(event, target, "member", item.members)
            hang(event, target, "field", item.field)
    return spans, links, left_out


@pytest.mark.parametrize(("window", "span_width", "losses"), [(256, 40, range(30)), (64, 6, range(200, 3000))])
def test_what_fits_comes_back_exactly_and_what_does_not_is_counted(window: int, span_width: int, losses: range) -> None:
    settings = config(window=window, span_width=span_width)
    lost = 0
    for bulletin in DEV:
        examples, left_out = make(bulletin, settings)
        assert (*read_back(bulletin, examples, settings), left_out) == expected(bulletin, settings)
        lost += left_out.total()
    assert lost in losses


def test_triggers_have_modality_and_polarity() -> None:
    settings = config()
    for bulletin in DEV:
        attributes = {
            (window.extent(start, end).start, MODALITIES[modality], POLARITIES[polarity])
            for window, example in zip(windows_of(bulletin, settings), make(bulletin, settings)[0], strict=True)
            for start, end, modality, polarity in example.triggers.tolist()
        }
        assert attributes == {(event.trigger.start, event.modality, event.polarity) for event in bulletin.events}


TEXT = "某厅近日认定甲企业为标杆。\n" + "另有事项，" * 12 + "名单见附件。\n乙企业入选。"


def span(quote: str) -> Span:
    start = TEXT.index(quote)
    return Span(quote, start, start + len(quote))


def test_reasons_are_counted_by_what_and_why() -> None:
    far = span("乙企业")
    event = Event(
        "认定",
        "RECOGNITION",
        span("认定"),
        agent=(Mention("某厅", 0, 2), Mention("某部", None, None, inferred=True)),
        items=(Item(span("甲企业"), title=span("标杆")), Item(far, title=span("入选"))),
        place=(span("近日认定甲企业为标杆"),),
    )
    entity = Entity("近日认定甲企业为标杆", 2, 12, "ORG")
    bulletin = Bulletin.of(TEXT, "b", entities=(entity,), events=(event,))
    settings = config(span_width=6, window=40)
    examples, left_out = make(bulletin, settings)
    assert left_out == {
        "target: in another window": 1,
        "title: its head is left out": 1,
        "place: wider than 6": 1,
        "ORG: wider than 6": 1,
    }
    spans, links = read_back(bulletin, examples, settings)
    assert {TEXT[start:end] for _, start, end in spans} == {"认定", "某厅", "甲企业", "标杆"}
    assert {(TEXT[slice(*head)], role, TEXT[slice(*piece)]) for head, role, piece in links} == {
        ("认定", "agent", "某厅"),
        ("认定", "target", "甲企业"),
        ("甲企业", "title", "标杆"),
    }


def test_a_trigger_that_does_not_fit_takes_its_event_with_it() -> None:
    trigger = span("近日认定甲企业为标杆")
    item = Item(span("甲企业"), title=span("标杆"))
    event = Event("认定", "RECOGNITION", trigger, agent=(Mention("某部", None, None, inferred=True),), items=(item,))
    examples, left_out = make(Bulletin.of(TEXT, "b", events=(event,)), config(span_width=6, window=40))
    assert left_out == {
        "认定: wider than 6": 1,
        "target: its head is left out": 1,
        "title: its head is left out": 1,
    }
    assert not any(len(example.spans) or example.links for example in examples)


def test_features_are_those_of_the_characters() -> None:
    settings = config()
    for example in make(DEV[0], settings)[0]:
        assert example.features.shape == (len(CHANNELS), len(example.ids))
        assert not example.features[:, 0].any()
        for row, size in zip(example.features, settings.features.values(), strict=True):
            assert 0 <= row.min() <= row.max() < size
