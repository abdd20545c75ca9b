"""How much neighbouring events are of one modality is read off dev."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import numpy as np
import pytest

from miit_ie.model.config import MODALITIES
from miit_ie.model.modality import Draft, beliefs, gaps_of
from miit_ie.model.reader import ModelReader
from miit_ie.model.source import Source
from miit_ie.schema import Bulletin, Entity, Event, Item, Modality, Span
from miit_ie.training.cohesion import fit_cohesion
from miit_ie.training.dev import DevTexts
from small_models import tiny_config

CLAUSE, BETWEEN = "认定甲厂", ","
EVENTS = 6


class Found:
    """Stands in for a model that finds the events it is given."""

    def __init__(self, drafts: Sequence[list[Draft]]) -> None:
        self.config = tiny_config()
        self.drafts = drafts

    def draft_many(self, sources: Iterable[Source]) -> Iterator[tuple[Source, list[Entity], list[Draft]]]:
        for source, drafts in zip(sources, self.drafts, strict=True):
            yield source, [], drafts


def event(number: int, modality: Modality = "actual") -> Event:
    start = number * len(CLAUSE + BETWEEN)
    return Event(
        type="认定",
        code="RECOGNITION",
        trigger=Span("认定", start, start + 2),
        modality=modality,
        items=(Item(target=Span("甲厂", start + 2, start + 4)),),
    )


def texts(modalities: Sequence[Sequence[Modality]]) -> DevTexts:
    """Texts of one sentence each, with events of the given modalities."""
    text = BETWEEN.join([CLAUSE] * EVENTS)
    gold = [
        Bulletin.of(text, str(name), events=tuple(event(number, one) for number, one in enumerate(row)))
        for name, row in enumerate(modalities)
    ]
    return DevTexts(gold, [Source(text, None, np.zeros((0, len(text)), np.int8), ()) for _ in gold])


def fitted(modalities: Sequence[Sequence[Modality]], scores: Sequence[Sequence[tuple[float, ...]]]) -> dict[str, float]:
    drafts = [[Draft(event(number), one) for number, one in enumerate(row)] for row in scores]
    return dict(fit_cohesion(cast(ModelReader, Found(drafts)), [texts(modalities)]).cohesion)


def noisy(modality: Modality, random: np.random.Generator) -> tuple[float, ...]:
    scores = random.normal(0, 2, len(MODALITIES))
    scores[MODALITIES.index(modality)] += 1.5
    return tuple(scores.tolist())


def test_alike_neighbours_bind_and_decide_where_scores_are_noisy() -> None:
    random = np.random.default_rng(0)
    kinds: tuple[Modality, ...] = ("actual", "planned")
    modalities = [[kinds[int(random.integers(2))]] * EVENTS for _ in range(60)]
    scores = [[noisy(one, random) for one in row] for row in modalities]
    cohesion = fitted(modalities[:30], scores[:30])
    assert cohesion["sentence"] > 1
    # What never lies between them is left alone.
    assert cohesion["text"] == pytest.approx(0, abs=1e-3)

    def right(cohesion: dict[str, float]) -> int:
        gaps = gaps_of(texts([[]]).sources[0], [event(number).trigger for number in range(EVENTS)])
        return sum(
            MODALITIES[int(np.argmax(belief))] == one
            for row, own in zip(modalities[30:], scores[30:], strict=True)
            for one, belief in zip(row, beliefs(own, gaps, cohesion), strict=True)
        )

    assert right(cohesion) > right(dict(tiny_config().cohesion)) + 20


def test_neighbours_that_are_not_alike_do_not_bind() -> None:
    random = np.random.default_rng(1)
    kinds: tuple[Modality, ...] = ("actual", "planned")
    modalities = [[kinds[number % 2] for number in range(EVENTS)] for _ in range(20)]
    assert fitted(modalities, [[noisy(one, random) for one in row] for row in modalities])["sentence"] < 0


@pytest.mark.parametrize("found", [0, EVENTS])
def test_what_is_not_in_gold_has_no_say(found: int) -> None:
    random = np.random.default_rng(2)
    scores = [[noisy("planned", random) for _ in range(found)] for _ in range(5)]
    assert fitted([[]] * 5, scores) == pytest.approx(dict(tiny_config().cohesion), abs=1e-3)
