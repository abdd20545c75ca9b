"""Confidences say how often what was found is right; thresholds go where dev scores best."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest

from miit_ie.model.config import Calibration, ModelConfig
from miit_ie.model.reader import ModelReader, Scores
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.schema import Bulletin, Entity, Event, Item, Span
from miit_ie.training.calibration import (
    calibrate,
    expected_calibration_error,
    fit_confidences,
    found_on,
    pool,
    reliability,
    tune,
)
from miit_ie.training.dev import DevTexts
from small_models import tiny_config

TEXT = "某厅认定甲企业。\n某厅认定乙企业。\n某厅认定丙企业。"
CONFIG = tiny_config(features={}, span_width=4)


def test_calibrate_finds_the_curve_back() -> None:
    random = np.random.default_rng(0)
    scores = random.normal(0, 3, 20_000)
    right = random.random(len(scores)) < 1 / (1 + np.exp(-0.7 * scores + 0.4))
    found = calibrate(scores.tolist(), right.tolist())
    assert found.slope == pytest.approx(0.7, abs=0.05)
    assert found.shift == pytest.approx(-0.4, abs=0.1)


@pytest.mark.parametrize("right", [True, False])
def test_calibrate_stays_finite_where_all_are_alike(right: bool) -> None:
    found = calibrate([0.5, 1.0, 2.0, 3.0], [right] * 4)
    assert math.isfinite(found.slope)
    assert math.isfinite(found.shift)
    confidence = tiny_config(calibration={"entity": found}).confidence("entity", 2.0)
    assert 0.5 < confidence < 1 if right else 0 < confidence < 0.5


def test_nothing_found_leaves_the_curve_as_it_is() -> None:
    assert calibrate([], []) == Calibration()


def test_reliability() -> None:
    confidences, right = [0.05, 0.55, 0.58, 0.99, 1.0], [False, True, False, True, True]
    bins = reliability(confidences, right)
    assert [(round(one.confidence, 4), one.accuracy, one.number) for one in bins] == [
        (0.05, 0.0, 1),
        (0.565, 0.5, 2),
        (0.995, 1.0, 2),
    ]
    assert expected_calibration_error(bins) == pytest.approx((0.05 + 2 * 0.065 + 2 * 0.005) / 5)
    assert expected_calibration_error([]) == 0


def test_bins_of_two_plots_are_pooled_as_if_they_were_one() -> None:
    random = np.random.default_rng(0)
    confidences = random.random(90).round(4)
    right = random.random(90) < confidences
    parts = [reliability(confidences[rows].tolist(), right[rows].tolist()) for rows in (slice(0, 20), slice(20, 90))]
    together = reliability(confidences.tolist(), right.tolist())
    pooled = pool(one for part in parts for one in part)
    np.testing.assert_allclose(pooled, together)
    assert expected_calibration_error(pooled) == pytest.approx(expected_calibration_error(together))


class Told:
    """A network that says of every window what it was told: span scores by label and words."""

    def __init__(self, scores: dict[tuple[str, str], float], link: float = 9.0) -> None:
        self.told = scores
        self.linked = link
        self.scanned = 0
        self.asked: list[tuple[int, bytes]] = []

    def scan(self, windows: Iterable[tuple[Any, Any]]) -> Iterator[Scores]:
        for ids, _ in windows:
            self.scanned += 1
            line = "".join("?" if token < 5 else READ.characters[token - 5] for token in ids)
            spans = np.full((len(CONFIG.span_labels), len(ids), CONFIG.span_width), -9, np.float32)
            for (label, words), score in self.told.items():
                for match in re.finditer(words, line):
                    spans[CONFIG.span_labels.index(label), match.start(), len(words) - 1] = score
            yield spans, np.zeros((len(ids), 5 * CONFIG.link_size), np.float32), np.zeros((len(ids), 6), np.float32)

    def link(self, tokens: Any, ends: Any, attributes: Any) -> Any:
        self.asked.append((id(tokens), ends.tobytes()))
        return np.full(len(ends), self.linked, np.float32)


READ = Tokenizer(sorted(set(TEXT) - set("\n")))


def span(words: str, line: int) -> Span:
    start = TEXT.index(words, [0, 9, 18][line])
    return Span(words, start, start + len(words))


def dev() -> DevTexts:
    entities = tuple(Entity(**dataclasses.asdict(span("某厅", line)), label="ORG") for line in range(3))
    events = tuple(
        Event("认定", "RECOGNITION", span("认定", line), items=(Item(span(f"{name}企业", line)),))
        for line, name in enumerate("甲乙")
    )
    return DevTexts.of([Bulletin.of(TEXT, "b", entities=entities, events=events)], ())


def reader(network: Told, config: ModelConfig = CONFIG) -> ModelReader:
    return ModelReader(config, READ, network)


SCORES = {
    ("ORG", "某厅"): -0.8,
    ("TITLE", "企业"): -1.2,
    ("认定", "认定"): 2.0,
    ("target", "甲企业"): 1.0,
    ("target", "乙企业"): 1.0,
    ("target", "丙企业"): 1.0,
}


def test_tune_lowers_the_threshold_to_what_is_right_and_above_what_is_wrong() -> None:
    network = Told(SCORES)
    config = tune(reader(network), [dev()])
    assert config.thresholds["entity"] == -1.0
    # Where nothing is won, the line stays where the network was trained to draw it.
    assert config.thresholds["trigger"] == 0.0
    # Each window is scored once for all thresholds.
    assert network.scanned == 1
    # Each window's pairs are scored once for all thresholds that let the same spans through.
    assert len(network.asked) == len(set(network.asked)) < 12
    scores = dev().f1(reader(network, config))
    assert scores["Ent"] == 1.0


def test_tune_raises_the_threshold_above_what_is_wrong() -> None:
    scores = SCORES | {("部署", "某厅"): 0.7}
    assert tune(reader(Told(scores)), [dev()]).thresholds["trigger"] == 1.0


def test_tune_draws_a_line_of_its_own_for_each_label() -> None:
    network = Told(SCORES | {("TITLE", "企业"): -0.6})
    config = tune(reader(network), [dev()])
    assert (config.thresholds["entity"], config.thresholds["TITLE"], config.thresholds["ORG"]) == (-1.0, 0.5, 0.0)
    assert dev().f1(reader(network, config))["Ent"] == 1.0


def test_a_corpus_without_entities_has_no_say_on_them() -> None:
    config, texts = dataclasses.replace(CONFIG, thresholds={**CONFIG.thresholds, "entity": 0.5}), dev()
    bare = DevTexts.of([dataclasses.replace(one, entities=()) for one in texts.gold], (), covers=CONFIG.event_types)
    assert "Ent" not in bare.f1(reader(Told(SCORES)))
    assert bare.f1(reader(Told(SCORES)))["Trig-C"] == texts.f1(reader(Told(SCORES)))["Trig-C"]
    assert tune(reader(Told(SCORES), config), [bare]).thresholds["entity"] == 0.5
    assert (
        tune(reader(Told(SCORES), config), [bare, texts]).thresholds
        == tune(reader(Told(SCORES), config), [texts]).thresholds
    )


def test_found_on_tells_right_from_wrong() -> None:
    config = dataclasses.replace(CONFIG, thresholds={**CONFIG.thresholds, "entity": -1.0})
    found = found_on([dev()], reader(Told(SCORES), config))
    assert found["entity"] == ([0.31] * 3, [True] * 3)
    assert found["event"][1] == [True, True, False]


def test_confidences_are_those_of_the_scores_found_on_dev() -> None:
    network = Told(SCORES)
    config = fit_confidences(reader(network), [dev()])
    # Two of three events are right, all with one score; no entity passes.
    assert config.confidence("event", 2.0) == pytest.approx((2 * 3 / 4 + 1 / 3) / 3, abs=0.01)
    assert config.calibration["entity"] == Calibration()
    assert config.thresholds == CONFIG.thresholds
