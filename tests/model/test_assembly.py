"""What was found in tokens becomes schema objects with offsets into the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from miit_ie.model.assembly import Assembler
from miit_ie.model.config import ROLES, Calibration
from miit_ie.model.context import Part
from miit_ie.model.decoding import Found, Frame, FrameItem
from miit_ie.model.source import Source
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.model.windows import Window, split_windows
from miit_ie.schema import Count, Extent, Span, default_ontology
from miit_ie.text.counts import find_counts
from miit_ie.text.dates import find_dates
from miit_ie.text.sentences import split_sentences
from small_models import tiny_config

ACTUAL = (1.0, 0.0, 0.0, 0.0)
"""Scores of modality."""

CONFIG = tiny_config(calibration={"entity": Calibration(1.0, 0.0), "event": Calibration(2.0, 0.0)})


def assembler(text: str, counts: Sequence[Count] = (), **known: Any) -> Assembler:
    source = Source(text, None, np.zeros((0, len(text)), np.int8), counts, **known)
    return Assembler(source, CONFIG, default_ontology())


class Reading:
    """A text in one window, whose tokens are named by what they stand for."""

    def __init__(self, text: str) -> None:
        self.text = text
        [self.window] = split_windows(
            Tokenizer("").encode(text), split_sentences(text), [Part(0)], size=256, overlap=2 * CONFIG.span_width
        )
        self.assembler = assembler(text, counts=find_counts(text), dates=find_dates(text))

    def found(self, quote: str, label: int = 0, score: float = 0.0) -> Found:
        start = self.text.index(quote)
        tokens = [
            number
            for number, place in enumerate(self.window.offsets.tolist())
            if number and start <= place < start + len(quote)
        ]
        return Found(tokens[0], tokens[-1] + 1, label, score)

    def item(self, target: str, **roles: list[str]) -> FrameItem:
        dependants = {
            role: [self.found(quote, ROLES.index(role)) for quote in quotes] for role, quotes in roles.items()
        }
        return FrameItem(self.found(target), dependants)


def test_offsets_are_those_of_the_text_as_given() -> None:
    reading = Reading("🏭\u3000某厅 认\u200b定 １２ 家智 能\u00a0工厂")
    trigger = reading.found("认\u200b定", 0, 1.0)
    frame = Frame(
        trigger,
        ACTUAL,
        "negative",
        {"agent": [reading.found("某厅")]},
        [reading.item("智 能\u00a0工厂", count=["１２ 家"])],
    )
    [(event, scores)] = reading.assembler.events(reading.window, [frame])
    for _, span in event.spans():
        assert span.start is not None
        assert reading.text[span.start : span.end] == span.text
    assert (event.type, event.code, scores, event.polarity) == ("认定", "RECOGNITION", ACTUAL, "negative")
    assert [span.text for _, span in event.spans()] == ["认\u200b定", "某厅", "智 能\u00a0工厂", "１２ 家"]
    assert event.confidence == 0.8808
    assert event.items[0].count is not None
    assert (event.items[0].count.value, event.items[0].count.unit) == (12, "家")


def test_entities_have_label_and_confidence() -> None:
    reading = Reading("认定 智能 工厂")
    [entity] = reading.assembler.entities(reading.window, [reading.found("智能 工厂", 1, 1.0)])
    assert (entity.text, entity.start, entity.end, entity.label) == ("智能 工厂", 3, 8, "TITLE")
    assert entity.confidence == 0.7311


def test_a_window_speaks_for_what_starts_where_it_answers() -> None:
    reading = Reading("认定工厂企业")
    window = Window(reading.window.ids, reading.window.offsets, 1, 3, 5)
    found = [reading.found(quote) for quote in ("认定", "工厂", "企业")]
    assert [entity.text for entity in reading.assembler.entities(window, found)] == ["工厂"]
    frames = [Frame(one, ACTUAL, "positive") for one in found]
    assert [draft.event.trigger.text for draft in reading.assembler.events(window, frames)] == ["工厂"]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("累计45家", (45, "家", "exact", "total")),
        # Cut otherwise than the rules do: read by itself.
        ("45家", (45, "家", "exact", "increment")),
        ("100余项", (100, "项", "more_than", "increment")),
        # No quantity at all.
        ("45", (None, None, "unspecified", "increment")),
        ("若干", (None, None, "unspecified", "increment")),
    ],
)
def test_counts_are_normalised(quote: str, expected: tuple[object, ...]) -> None:
    text = "某省认定工厂累计45家，安排项目100余项，标准若干。"
    reading = Reading(text)
    known = [Count("累计45家", 6, 11, 45, "家", "exact", "total")]
    reading.assembler = assembler(text, counts=known)
    frame = Frame(reading.found("认定"), ACTUAL, "positive", items=[reading.item("工厂", count=[quote])])
    [(event, _)] = reading.assembler.events(reading.window, [frame])
    count = event.items[0].count
    assert count is not None
    assert text[count.start : count.end] == count.text == quote
    assert (count.value, count.unit, count.bound, count.scope) == expected


@pytest.mark.parametrize(
    ("text", "count", "complete"),
    [
        ("认定甲厂、乙厂2家企业", "2家", True),
        ("认定甲厂、乙厂等2家企业", "2家", True),
        ("认定甲厂、乙厂等30家企业", "30家", False),
        ("认定“甲厂”“乙厂” 等30家企业", "30家", False),
        ("认定甲厂、乙厂3家企业", "3家", True),
        ("认定甲厂、乙厂企业", None, True),
        ("认定甲厂、乙厂等企业", None, False),
    ],
)
def test_members_are_complete_where_the_enumeration_is_closed(text: str, count: str | None, complete: bool) -> None:
    reading = Reading(text)
    item = reading.item("企业", member=["甲厂", "乙厂"], **({"count": [count]} if count else {}))
    [(event, _)] = reading.assembler.events(
        reading.window, [Frame(reading.found("认定"), ACTUAL, "positive", items=[item])]
    )
    assert [member.text for member in event.items[0].members] == ["甲厂", "乙厂"]
    assert event.items[0].members_complete is complete


def test_an_item_without_members_is_not_complete() -> None:
    reading = Reading("认定0家企业")
    item = reading.item("企业", count=["0家"])
    [(event, _)] = reading.assembler.events(
        reading.window, [Frame(reading.found("认定"), ACTUAL, "positive", items=[item])]
    )
    assert not event.items[0].members_complete


def test_of_two_titles_the_likelier_is_taken() -> None:
    reading = Reading("认定企业为示范工厂标杆工厂")
    titles = [reading.found("示范工厂", score=0.5), reading.found("标杆工厂", score=0.9)]
    item = FrameItem(reading.found("企业"), {"title": titles})
    [(event, _)] = reading.assembler.events(
        reading.window, [Frame(reading.found("认定"), ACTUAL, "positive", items=[item])]
    )
    assert event.items[0].title == Span("标杆工厂", 9, 13)


def test_where_members_do_not_come_out_at_the_count_the_rules_list_stands() -> None:
    text = "认定甲厂、乙厂、丙厂3家企业。"
    reading = Reading(text)
    listed = tuple(Span(name, text.index(name), text.index(name) + 2) for name in ("甲厂", "乙厂", "丙厂"))
    count = (text.index("3家"), text.index("3家") + 2)
    item = reading.item("企业", count=["3家"], member=["甲厂", "丙厂"])
    frame = Frame(reading.found("认定"), ACTUAL, "positive", items=[item])
    for known, expected in (({count: listed}, ["甲厂", "乙厂", "丙厂"]), ({}, ["甲厂", "丙厂"])):
        reading.assembler = assembler(text, counts=find_counts(text), enumerations=known)
        [(event, _)] = reading.assembler.events(reading.window, [frame])
        assert [member.text for member in event.items[0].members] == expected


def test_a_doer_who_is_named_twice_is_named_once_where_it_stands_nearest() -> None:
    text = "省厅开会。省厅认定工厂。"
    reading = Reading(text)
    first, second = Found(1, 3, 0, 1.0), Found(6, 8, 0, 1.0)
    assert reading.window.extent(6, 8) == Extent(5, 7)
    frame = Frame(reading.found("认定"), ACTUAL, "positive", {"agent": [first, second]})
    [(event, _)] = reading.assembler.events(reading.window, [frame])
    assert [(agent.text, agent.start) for agent in event.agent] == [("省厅", 5)]
