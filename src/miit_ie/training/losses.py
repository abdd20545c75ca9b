"""What the network is trained to do: losses of spans, links and attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from miit_ie.model.config import MODALITIES, ROLES
from miit_ie.model.network import EventNetwork
from miit_ie.model.pairs import Candidates, Pairs, pairs_of
from miit_ie.model.windows import lines_of
from miit_ie.training.examples import Example

__all__ = ["TrainingNetwork", "collate", "span_loss"]

_NEVER = -1e4


def collate(examples: Sequence[Example]) -> dict[str, Any]:
    """Return a batch: padded tokens and features, and the examples themselves."""
    length = max(len(example.ids) for example in examples)
    channels = examples[0].features.shape[0]
    ids = np.zeros((len(examples), length), np.int64)
    features = np.zeros((len(examples), channels, length), np.int64)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = example.ids
        features[row, :, : len(example.ids)] = example.features
    first = np.array([[example.body] for example in examples])
    return {
        "input_ids": torch.from_numpy(ids),
        "features": torch.from_numpy(features),
        "mask": torch.from_numpy((ids != 0).astype(np.int64)),
        "is_context": torch.from_numpy(np.arange(length) < first),
        "examples": list(examples),
    }


def span_loss(scores: Tensor, gold: Tensor, covered: Tensor) -> Tensor:
    """Return the loss of span scores: every gold span above zero and every other below.

    Su et al. (2022), "ZLPR: A Novel Loss for Multi-label Classification", for each label of each window.

    Parameters
    ----------
    scores : tensor of shape (batch, labels, length, span_width)
        Span scores.
    gold : bool tensor of the same shape
        Where there is a span.
    covered : bool tensor of shape (batch, labels)
        Which labels are annotated in a window; the others cost nothing.

    Returns
    -------
    tensor of shape (batch,)
    """
    scores, gold = scores.float().flatten(2), gold.flatten(2)
    wrong = functional.pad(scores.masked_fill(gold, _NEVER), (0, 1)).logsumexp(-1)
    right = functional.pad((-scores).masked_fill(~gold, _NEVER), (0, 1)).logsumexp(-1)
    return ((wrong + right) * covered).sum(-1)


class TrainingNetwork(nn.Module):
    """The network with its losses, as `transformers.Trainer` wants it.

    Parameters
    ----------
    network
        The network to train.
    weights
        Weight of each loss: ``entity``, ``trigger``, ``argument``, ``link``, ``attribute``.
    hard
        Spans that are none but score above this take part in the links, as they do when the model reads.
    """

    def __init__(self, network: EventNetwork, *, weights: dict[str, float], hard: float = -2.0) -> None:
        super().__init__()
        self.network = network
        self.weights = weights
        self.hard = hard

    def forward(
        self, input_ids: Tensor, features: Tensor, mask: Tensor, is_context: Tensor, examples: list[Example]
    ) -> dict[str, Tensor]:
        """Return the loss of a batch, a mean over its windows."""
        config = self.network.config
        scores, ends, attributes = self.network(input_ids, features, mask)
        # Nothing is asked of the context, whose annotation stands elsewhere.
        scores = scores.masked_fill(is_context[:, None, :, None], _NEVER)
        gold = torch.zeros(scores.shape, dtype=torch.bool)
        rows = np.repeat(np.arange(len(examples)), [len(example.spans) for example in examples])
        where = np.concatenate([example.spans for example in examples])
        gold[rows, where[:, 0], where[:, 1], where[:, 2]] = True
        gold = gold.to(scores.device)
        weight = torch.tensor([example.weight for example in examples], device=scores.device)
        covered = torch.from_numpy(np.stack([example.covered for example in examples])).to(scores.device)
        losses = {
            name: (span_loss(scores[:, group], gold[:, group], covered[:, group]) * weight).sum()
            for name, group in config.groups.items()
        }
        losses["link"] = self._links(scores, ends, examples)
        losses["attribute"] = self._attributes(attributes, examples)
        return {"loss": sum(self.weights[name] * loss for name, loss in losses.items()) / len(examples)}

    def _links(self, scores: Tensor, ends: Tensor, examples: Sequence[Example]) -> Tensor:
        length = ends.shape[1]
        batch = scores.detach().float().cpu().numpy()
        all_ends, all_attributes, all_labels, all_weights = [], [], [], []
        for row, example in enumerate(examples):
            # What is not annotated says nothing of links either.
            candidates = self._candidates(np.where(example.covered[:, None, None], batch[row], _NEVER), example)
            pairs = pairs_of(candidates, lines_of(example.ids))
            all_ends.append(pairs.ends + row * length)
            all_attributes.append(pairs.attributes)
            all_labels.append(_labels(candidates, pairs, example))
            all_weights.append(np.full(len(pairs.heads), example.weight))
        labels = torch.from_numpy(np.concatenate(all_labels)).to(ends.device)
        if not len(labels):
            return ends.sum() * 0
        links = self.network.links(
            ends.reshape(-1, ends.shape[-1]),
            torch.from_numpy(np.concatenate(all_ends)).to(ends.device),
            torch.from_numpy(np.concatenate(all_attributes)).to(ends.device),
        )
        weight = torch.from_numpy(np.concatenate(all_weights)).to(ends.device).float()
        return functional.binary_cross_entropy_with_logits(links.float(), labels, weight=weight, reduction="sum")

    def _candidates(self, scores: np.ndarray, example: Example) -> Candidates:
        """Return the gold spans with the likeliest of the others."""
        label, start, width = example.spans.T
        gold = np.stack([start, start + width + 1, label], axis=1)

        def both(group: slice) -> np.ndarray:
            own = gold[(group.start <= label) & (label < group.stop)] - [0, 0, group.start]
            return np.unique(np.concatenate([own, self._likeliest(scores[group], len(own) + 8)]), axis=0)

        groups = self.network.config.groups
        return Candidates(both(groups["trigger"]), both(groups["argument"]))

    def _likeliest(self, scores: np.ndarray, limit: int) -> np.ndarray:
        label, start, width = np.nonzero(scores > self.hard)
        found = np.stack([start, start + width + 1, label], axis=1)
        return found[np.argsort(-scores[label, start, width], kind="stable")[:limit]]

    def _attributes(self, attributes: Tensor, examples: Sequence[Example]) -> Tensor:
        loss = attributes.sum() * 0
        rows, spans = [], []
        for row, example in enumerate(examples):
            rows += [row] * len(example.triggers)
            spans.append(example.triggers)
        if not rows:
            return loss
        triggers = np.concatenate(spans)
        means = torch.stack(
            [attributes[row, start:end].mean(0) for row, (start, end) in zip(rows, triggers[:, :2], strict=True)]
        ).float()
        weight = torch.tensor([examples[row].weight for row in rows], device=means.device)
        gold = torch.from_numpy(triggers[:, 2:]).to(means.device)
        split = len(MODALITIES)
        each = functional.cross_entropy(means[:, :split], gold[:, 0], reduction="none")
        each = each + functional.cross_entropy(means[:, split:], gold[:, 1], reduction="none")
        return (each * weight).sum()


def _labels(candidates: Candidates, pairs: Pairs, example: Example) -> np.ndarray:
    labels = np.zeros(len(pairs.heads), np.float32)
    triggers = [(int(s), int(e)) for s, e, _ in candidates.triggers]
    arguments = [((int(s), int(e)), ROLES[r]) for s, e, r in candidates.arguments]
    for number, (head, dependant, is_trigger) in enumerate(
        zip(pairs.heads.tolist(), pairs.dependants.tolist(), pairs.of_trigger.tolist(), strict=True)
    ):
        key = ("trigger", triggers[head]) if is_trigger else ("target", arguments[head][0])
        piece, role = arguments[dependant]
        labels[number] = (role, piece) in example.links.get(key, ())
    return labels
