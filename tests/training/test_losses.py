"""The losses, against formulas written out, and what they ask for."""

from __future__ import annotations

import math

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the train extra")

import torch

from miit_ie.model.config import ROLES
from miit_ie.model.network import EventNetwork, LinkScorer
from miit_ie.model.pairs import Candidates, pairs_of
from miit_ie.training.examples import Example, Links
from miit_ie.training.losses import TrainingNetwork, _labels, collate, span_loss
from small_models import random_window, tiny_config

CONFIG = tiny_config()
WEIGHTS = {"entity": 1.0, "trigger": 1.0, "argument": 1.0, "link": 1.0, "attribute": 1.0}


def label(name: str) -> int:
    return CONFIG.span_labels.index(name)


def example(length: int = 20, weight: float = 1.0, uncovered: tuple[str, ...] = ()) -> Example:
    """Two events: the one's target has a count, the other's none."""
    ids, features = random_window(length, CONFIG, length)
    spans = [
        (label("ORG"), 1, 1),
        (label("agent"), 1, 1),
        (label("认定"), 3, 1),
        (label("count"), 5, 0),
        (label("target"), 6, 2),
        (label("认定"), 10, 1),
        (label("target"), 12, 1),
    ]
    links: Links = {
        ("trigger", (3, 5)): {("agent", (1, 3)), ("target", (6, 9))},
        ("target", (6, 9)): {("count", (5, 6))},
        ("trigger", (10, 12)): {("target", (12, 14))},
        ("target", (12, 14)): set(),
    }
    triggers = [(3, 5, 1, 0), (10, 12, 0, 1)]
    covered = np.array([name not in uncovered for name in CONFIG.span_labels])
    arrays = ids.astype(np.int32), features.astype(np.int8), np.array(spans), np.array(triggers)
    return Example(*arrays, links, 1, covered, weight)


def empty_example(length: int = 9) -> Example:
    ids, features = random_window(length, CONFIG, length)
    spans, triggers = np.zeros((0, 3), np.int64), np.zeros((0, 4), np.int64)
    return Example(ids, features, spans, triggers, {}, 1, np.ones(len(CONFIG.span_labels), bool))


def gold_of(one: Example) -> torch.Tensor:
    gold = torch.zeros((1, len(CONFIG.span_labels), len(one.ids), CONFIG.span_width), dtype=torch.bool)
    gold[0, one.spans[:, 0], one.spans[:, 1], one.spans[:, 2]] = True
    return gold


def network() -> EventNetwork:
    torch.manual_seed(0)
    return EventNetwork(CONFIG)


def test_span_loss_against_the_formula() -> None:
    random = np.random.default_rng(0)
    scores = random.normal(0, 3, (2, 3, 4, 2))
    gold = random.random(scores.shape) < 0.3
    expected = [
        sum(
            math.log(1 + sum(math.exp(score) for score, is_gold in zip(own, wanted, strict=True) if not is_gold))
            + math.log(1 + sum(math.exp(-score) for score, is_gold in zip(own, wanted, strict=True) if is_gold))
            for own, wanted in zip(scores[row].reshape(3, -1), gold[row].reshape(3, -1), strict=True)
        )
        for row in range(2)
    ]
    everything = torch.ones((2, 3), dtype=torch.bool)
    loss = span_loss(torch.from_numpy(scores), torch.from_numpy(gold), everything)
    assert loss.tolist() == pytest.approx(expected, rel=1e-5)


def test_perfect_spans_cost_almost_nothing_and_wrong_ones_much() -> None:
    gold = gold_of(example())
    scores = torch.where(gold, 20.0, -20.0)
    everything = torch.ones((1, len(CONFIG.span_labels)), dtype=torch.bool)
    assert span_loss(scores, gold, everything).item() < 1e-3
    assert span_loss(-scores, gold, everything).item() > 100
    assert span_loss(-scores, gold, ~everything).item() == 0


class PerfectLinks(LinkScorer):
    def __init__(self, wanted: Example) -> None:
        super().__init__(CONFIG)
        self.wanted = {(head, piece) for (_, head), own in wanted.links.items() for _, piece in own}

    def forward(self, tokens: torch.Tensor, ends: torch.Tensor, attributes: torch.Tensor) -> torch.Tensor:
        pieces = [((a, b + 1), (c, d + 1)) for a, b, c, d in ends[:, :4].tolist()]
        return torch.tensor([20.0 if pair in self.wanted else -20.0 for pair in pieces])


class Perfect(EventNetwork):
    """Says what is wanted of one example."""

    def __init__(self, wanted: Example) -> None:
        super().__init__(CONFIG)
        self.wanted = wanted
        self.links = PerfectLinks(wanted)

    def forward(self, input_ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        attributes = torch.full((1, len(self.wanted.ids), 6), -20.0)
        for start, end, modality, polarity in self.wanted.triggers.tolist():
            attributes[0, start:end, [modality, 4 + polarity]] = 20.0
        spans = torch.where(gold_of(self.wanted), 20.0, -20.0)
        return spans, torch.zeros((1, len(self.wanted.ids), 5 * CONFIG.link_size)), attributes


@pytest.mark.parametrize("name", WEIGHTS)
def test_a_perfect_network_has_almost_no_loss(name: str) -> None:
    one = example()
    perfect = TrainingNetwork(Perfect(one), weights={**dict.fromkeys(WEIGHTS, 0.0), name: 1.0})
    assert perfect(**collate([one]))["loss"].item() < 1e-3
    random = TrainingNetwork(network(), weights={**dict.fromkeys(WEIGHTS, 0.0), name: 1.0})
    assert random(**collate([one]))["loss"].item() > 1


def test_links_of_gold_pairs_are_labelled_right() -> None:
    one = example()
    # Gold spans, and among them one of each kind that is none.
    triggers = [(3, 5, 0), (10, 12, 0), (16, 18, 1)]
    named = [("agent", 1, 3), ("count", 5, 6), ("target", 6, 9), ("target", 12, 14), ("agent", 6, 9), ("count", 15, 16)]
    arguments = [(start, end, ROLES.index(role)) for role, start, end in named]
    candidates = Candidates(np.array(triggers), np.array(arguments))
    pairs = pairs_of(candidates, np.zeros(20, np.int64))
    labels = _labels(candidates, pairs, one)
    linked = {
        (bool(of_trigger), (triggers if of_trigger else arguments)[head][:2], named[dependant])
        for head, dependant, of_trigger, wanted in zip(
            pairs.heads.tolist(), pairs.dependants.tolist(), pairs.of_trigger.tolist(), labels.tolist(), strict=True
        )
        if wanted
    }
    assert linked == {
        (True, (3, 5), ("agent", 1, 3)),
        (True, (3, 5), ("target", 6, 9)),
        (False, (6, 9), ("count", 5, 6)),
        (True, (10, 12), ("target", 12, 14)),
    }


def test_a_batch_is_padded_and_keeps_its_examples() -> None:
    batch = collate([example(20), empty_example(9)])
    assert batch["input_ids"].shape == batch["mask"].shape == (2, 20)
    assert batch["features"].shape == (2, len(CONFIG.features), 20)
    assert batch["mask"].sum(1).tolist() == [20, 9]
    assert batch["input_ids"][1, :9].tolist() == empty_example(9).ids.tolist()
    assert not batch["features"][1, :, 9:].any()


def test_the_loss_of_a_batch_is_the_mean_of_its_windows() -> None:
    trained = TrainingNetwork(network().eval(), weights=WEIGHTS)
    examples = [example(20), empty_example(9), example(31)]
    alone = [trained(**collate([one]))["loss"].item() for one in examples]
    assert trained(**collate(examples))["loss"].item() == pytest.approx(sum(alone) / 3, rel=1e-4)


def test_weights_of_examples_and_of_losses() -> None:
    one, none = example(), example(weight=0.0)
    trained = TrainingNetwork(network().eval(), weights=WEIGHTS)
    full = trained(**collate([one]))["loss"].item()
    assert trained(**collate([none]))["loss"].item() == 0
    assert trained(**collate([one, none]))["loss"].item() == pytest.approx(full / 2, rel=1e-4)
    parts = []
    for name in WEIGHTS:
        trained.weights = {**dict.fromkeys(WEIGHTS, 0.0), name: 2.0}
        parts.append(trained(**collate([one]))["loss"].item())
    assert sum(parts) == pytest.approx(2 * full, rel=1e-4)


def test_a_window_without_annotation_teaches_that_there_is_nothing() -> None:
    trained = TrainingNetwork(network(), weights=WEIGHTS)
    loss = trained(**collate([empty_example()]))["loss"]
    loss.backward()
    assert loss.item() > 0
    assert all(parameter.grad is None or parameter.grad.isfinite().all() for parameter in trained.parameters())
