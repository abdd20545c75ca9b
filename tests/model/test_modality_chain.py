"""Modality is decided over all events of a text, exactly, and where it is in doubt by what surrounds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import exp, expm1, log, prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.model.config import GAPS, MODALITIES
from miit_ie.model.modality import Draft, beliefs, decide, gaps_of, log_partition
from miit_ie.model.source import Source
from miit_ie.schema import Event, Extent, Item, Modality, Span, Time
from small_models import tiny_config

ALONE = dict(tiny_config().cohesion)
SCORES = st.tuples(*[st.floats(-8, 8)] * len(MODALITIES))
CHAINS = st.lists(SCORES, min_size=1, max_size=4).flatmap(
    lambda scores: st.tuples(
        st.just(scores), st.lists(st.sampled_from(GAPS), min_size=len(scores) - 1, max_size=len(scores) - 1)
    )
)
COHESIONS = st.fixed_dictionaries({"scale": st.floats(0.2, 2), **dict.fromkeys(GAPS, st.floats(-2, 3))})


def likely(modality: Modality, other: Modality | None = None, margin: float = 9.0) -> tuple[float, ...]:
    """Scores with which one modality is the likeliest, and another as near to it as the margin says."""
    scores = dict.fromkeys(MODALITIES, -9.0) | {modality: 0.0} | ({other: -margin} if other else {})
    return tuple(scores[one] for one in MODALITIES)


def drafts(text: str, triggers: Sequence[str], scores: Sequence[tuple[float, ...]]) -> list[Draft]:
    spans = [Span(one, text.index(one), text.index(one) + len(one)) for one in triggers]
    items = (Item(target=Span("厂", 0, 1)),)
    return [
        Draft(Event(type="认定", code="RECOGNITION", trigger=span, items=items), own)
        for span, own in zip(spans, scores, strict=True)
    ]


def source(text: str, **known: Any) -> Source:
    return Source(text, None, np.zeros((0, len(text)), np.int8), (), **known)


def read(text: str, found: Sequence[Draft], cohesion: Mapping[str, float] = ALONE, **known: Any) -> list[Modality]:
    return [event.modality for event in decide(found, source(text, **known), cohesion)]


@given(CHAINS, COHESIONS)
def test_beliefs_against_looking_at_every_way(
    chain: tuple[list[tuple[float, ...]], list[str]], cohesion: dict[str, float]
) -> None:
    scores, gaps = chain
    weights = {
        ways: prod(
            [exp(cohesion["scale"] * own[one]) for own, one in zip(scores, ways, strict=True)]
            + [exp(cohesion[gap]) for gap, one, other in zip(gaps, ways, ways[1:], strict=False) if one == other]
        )
        for ways in product(range(len(MODALITIES)), repeat=len(scores))
    }
    total = sum(weights.values())
    found = beliefs(scores, gaps, cohesion)
    for place, belief in enumerate(found):
        expected = [
            sum(weight for ways, weight in weights.items() if ways[place] == one) / total
            for one in range(len(MODALITIES))
        ]
        assert belief == pytest.approx(expected)
    evidence = [[exp(cohesion["scale"] * score) for score in own] for own in scores]
    assert log_partition(evidence, [expm1(cohesion[gap]) for gap in gaps]) == pytest.approx(log(total))


def test_without_cohesion_each_event_is_by_itself() -> None:
    text = "认定工厂,部署项目。"
    assert read(text, drafts(text, ["认定", "部署"], [likely("planned"), likely("generic")])) == ["planned", "generic"]


def test_an_event_in_doubt_goes_with_those_around_it_unless_something_stands_between() -> None:
    scores = [likely("planned"), likely("actual", "planned", margin=1.0)]
    cohesion = ALONE | {"sentence": 2.0}
    together, apart = "将认定工厂,部署项目。", "将认定工厂,此前部署项目。"
    assert read(together, drafts(together, ["认定", "部署"], scores), cohesion) == ["planned", "planned"]
    assert read(apart, drafts(apart, ["认定", "部署"], scores), cohesion) == ["planned", "actual"]


def test_no_events() -> None:
    assert read("某厅", []) == []


def test_scores_that_are_far_out_are_no_trouble() -> None:
    assert beliefs([(2000.0, -2000.0, 0.0, 0.0)] * 2, ["text"], ALONE | {"text": 3.0})[1][0] == pytest.approx(1.0)


def test_gaps() -> None:
    text = "认定工厂,遴选企业。部署项目。\n支持园区;去年建设平台。预计发布办法。\n已实施工程。"
    triggers = ["认定", "遴选", "部署", "支持", "建设", "发布", "实施"]
    spans = [Span(one, text.index(one), text.index(one) + 2) for one in triggers]
    expected = ["sentence", "paragraph", "text", "sentence, cue", "paragraph, cue", "text, cue"]
    assert gaps_of(source(text), spans) == expected
    # A date tells of another time as well.
    dated = source(text, dates=[Time("园区", text.index("园区"), text.index("园区") + 2)])
    assert gaps_of(dated, spans) == expected
    dated = source(text, dates=[Time("工厂", 2, 4)])
    assert gaps_of(dated, spans) == ["sentence, cue", *expected[1:]]


@pytest.mark.parametrize(
    ("stretch", "scores", "expected"),
    [
        ("done", likely("planned"), "actual"),
        ("done", likely("generic", "actual", margin=1.0), "generic"),
        ("planned", likely("actual", "planned", margin=2.0), "planned"),
        ("planned", likely("actual", "planned", margin=3.0), "actual"),
        ("planned", likely("actual", "generic", margin=2.0), "actual"),
        ("planned", likely("generic", "planned", margin=2.0), "generic"),
    ],
)
def test_what_surrounds_a_sentence_bears_on_modality(
    stretch: str, scores: tuple[float, ...], expected: Modality
) -> None:
    text = "认定工厂。部署项目。"
    known: dict[str, Any] = {stretch: [Extent(0, 5)]}
    found = drafts(text, ["认定", "部署"], [scores, scores])
    itself = MODALITIES[scores.index(max(scores))]
    assert read(text, found, **known) == [expected, itself]
