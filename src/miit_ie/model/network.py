"""The network: one encoder read once, and heads for spans, links and attributes on top of it.

Spans are scored in the way of the efficient global pointer (Su et al. 2022, "Global Pointer"): for each group of labels
one product of a start and an end vector with rotary positions says whether a span is one, and what starts and ends
there says which. Links are scored for pairs of spans, from the ends of both, what stands between and how far apart
they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from miit_ie.errors import PipelineError
from miit_ie.model.config import MODALITIES, POLARITIES, ModelConfig
from miit_ie.model.pairs import DISTANCES, INTERVENING

__all__ = ["EventNetwork", "LinkScorer", "encoder_options"]

_NEVER = -1e4
_RARE = -2.0


class EventNetwork(nn.Module):
    """Encoder and heads.

    Parameters
    ----------
    config
        What to build.

    Raises
    ------
    PipelineError
        If its encoder is none that ``transformers`` can build.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        try:
            encoder = AutoConfig.for_model(**config.encoder)
            self.encoder = AutoModel.from_config(encoder, **encoder_options(encoder.model_type))
        except Exception as error:  # Those of transformers share no base class.
            reason = str(error).splitlines()[0].split(". ")[0]
            raise PipelineError(f"config.json: no encoder can be built by it: {reason}") from error
        width = encoder.hidden_size
        self.features = nn.ModuleList(nn.Embedding(size, width) for size in config.features.values())
        for embedding in self.features:
            # The pretrained encoder starts undisturbed.
            nn.init.zeros_(embedding.weight)
        self.dropout = nn.Dropout(encoder.hidden_dropout_prob)
        self.spans = SpanScorer(config, width)
        # For both ends of the head and of the dependant, and for what stands between.
        self.link_ends = nn.Linear(width, 5 * config.link_size)
        self.links = LinkScorer(config)
        self.attributes = nn.Sequential(
            nn.Linear(width, config.link_size),
            nn.GELU(),
            nn.Linear(config.link_size, len(MODALITIES) + len(POLARITIES)),
        )

    def forward(self, input_ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Score every span and attribute of a batch of windows.

        Parameters
        ----------
        input_ids : int64 tensor of shape (batch, length)
            Tokens.
        features : int64 tensor of shape (batch, channels, length)
            Values of the feature channels.
        mask : int64 tensor of shape (batch, length)
            1 where there is a token, 0 where there is padding.

        Returns
        -------
        spans : tensor of shape (batch, labels, length, span_width)
            Score of the span that starts at a token and is so many tokens long, less one, as each label.
        ends : tensor of shape (batch, length, 5 * link_size)
            What `LinkScorer` needs to know of each token.
        attributes : tensor of shape (batch, length, modalities + polarities)
            Scores of modality and polarity of a trigger that covers the token.
        """
        embedded = self.encoder.get_input_embeddings()(input_ids)
        for channel, embedding in enumerate(self.features):
            embedded = embedded + embedding(features[:, channel])
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        hidden = self.dropout(hidden)
        return self.spans(hidden, mask), self.link_ends(hidden), self.attributes(hidden)

    @classmethod
    def of(cls, config: ModelConfig, weights: bytes) -> EventNetwork:
        """Make a network with the given weights, as safetensors.

        Raises
        ------
        PipelineError
            If they are none, or do not fit the configuration.
        """
        network = cls(config)
        try:
            network.load_state_dict({name: value.float() for name, value in load(weights).items()})
        except SafetensorError as error:
            raise PipelineError(f"model.safetensors: not the weights of a network: {error}") from error
        except RuntimeError as error:
            raise PipelineError(f"the weights do not fit config.json: {str(error).splitlines()[0]}") from error
        network.eval()
        return network

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> EventNetwork:
        """Load a network from ``config.json`` and ``model.safetensors``.

        Raises
        ------
        PipelineError
            If either is missing or does not fit the other.
        """
        folder = Path(folder)
        try:
            config = ModelConfig.parse((folder / "config.json").read_bytes())
            weights = (folder / "model.safetensors").read_bytes()
        except OSError as error:
            raise PipelineError(f"{folder}: not the folder of a trained network: {error}") from error
        return cls.of(config, weights)

    def save_pretrained(self, folder: str | Path) -> None:
        """Save the configuration, and the weights in half precision."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(self.config.format(), encoding="utf-8")
        weights = {name: value.detach().cpu().half().contiguous() for name, value in self.state_dict().items()}
        save_file(weights, folder / "model.safetensors")


def encoder_options(model_type: str) -> dict[str, Any]:
    """Return how `transformers.AutoModel` is to build an encoder: without a pooler, which nothing reads."""
    # The kinds that never have one do not take the option.
    pooler = {} if model_type == "roformer" else {"add_pooling_layer": False}
    return {"attn_implementation": "eager", **pooler}


class SpanScorer(nn.Module):
    """Scores spans up to a width as each label."""

    def __init__(self, config: ModelConfig, width: int) -> None:
        super().__init__()
        self.span_width, self.size = config.span_width, config.span_size
        groups = config.groups.values()
        self.sizes = [group.stop - group.start for group in groups]
        self.ends = nn.Linear(width, 2 * len(self.sizes) * self.size)
        self.labels = nn.Linear(width, 2 * sum(self.sizes))
        # Hardly any span is one: an untrained network should not have to learn that first (Lin et al. 2017, 4.1).
        nn.init.constant_(self.labels.bias, _RARE)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Return the scores, of shape (batch, labels, length, span_width)."""
        batch, length, _ = hidden.shape
        ends = self.ends(hidden).reshape(batch, length, 2 * len(self.sizes), self.size).transpose(1, 2)
        starts, stops = rotate(ends).chunk(2, dim=1)
        product = starts @ stops.transpose(2, 3) / self.size**0.5
        band = self._band(nn.functional.pad(product, (0, self.span_width)))
        first, last = self.labels(hidden).transpose(1, 2).chunk(2, dim=1)
        last = self._following(nn.functional.pad(last, (0, self.span_width)), length)
        allowed = self._following(nn.functional.pad(mask, (0, self.span_width))[:, None], length)
        groups = torch.cat([band[:, [i]].expand(-1, size, -1, -1) for i, size in enumerate(self.sizes)], dim=1)
        scores = groups + first[..., None] + last
        return scores.masked_fill(allowed == 0, _NEVER)

    def _following(self, values: Tensor, length: int) -> Tensor:
        """Return for every token the values of the tokens from it on: (…, length, span_width)."""
        index = torch.arange(length, device=values.device)[:, None] + torch.arange(
            self.span_width, device=values.device
        )
        return values[..., index]

    def _band(self, product: Tensor) -> Tensor:
        """Return the band right of the diagonal: (…, length, span_width)."""
        length = product.shape[-2]
        index = torch.arange(length, device=product.device)[:, None] + torch.arange(
            self.span_width, device=product.device
        )
        return product.gather(-1, index.expand(*product.shape[:-1], self.span_width))


def rotate(vectors: Tensor) -> Tensor:
    """Turn vectors by their position, so that products tell how far apart they stand.

    Su et al. (2021), "RoFormer: Enhanced Transformer with Rotary Position Embedding".

    Parameters
    ----------
    vectors : tensor of shape (…, length, size)
        The size is even.
    """
    length, size = vectors.shape[-2:]
    rates = 10000 ** (-torch.arange(0, size, 2, device=vectors.device, dtype=torch.float32) / size)
    angles = torch.arange(length, device=vectors.device, dtype=torch.float32)[:, None] * rates
    sine, cosine = angles.sin().to(vectors.dtype), angles.cos().to(vectors.dtype)
    left, right = vectors.chunk(2, dim=-1)
    return torch.cat([left * cosine - right * sine, right * cosine + left * sine], dim=-1)


class LinkScorer(nn.Module):
    """Scores pairs of spans: whether the second depends on the first in a relation.

    Parameters
    ----------
    config
        What to build.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        relations = len(config.relations)
        self.relation = nn.Embedding(relations, config.link_size)
        self.kind = nn.Embedding(len(config.event_types) + 1, config.link_size)
        self.distance = nn.Embedding(DISTANCES, config.link_size)
        self.intervening = nn.Embedding(INTERVENING, config.link_size)
        self.hidden = nn.Sequential(nn.GELU(), nn.Linear(config.link_size, config.link_size), nn.GELU())
        self.weight = nn.Embedding(relations, config.link_size)
        self.bias = nn.Embedding(relations, 1)
        for embedding in (self.relation, self.kind, self.distance, self.intervening, self.weight):
            nn.init.normal_(embedding.weight, std=config.link_size**-0.5)
        nn.init.zeros_(self.bias.weight)

    def forward(self, tokens: Tensor, ends: Tensor, attributes: Tensor) -> Tensor:
        """Return the score of each pair.

        Parameters
        ----------
        tokens : tensor of shape (tokens, 5 * link_size)
            What `EventNetwork` gave for each token of one window, or of several in a row.
        ends : int64 tensor of shape (pairs, 6)
            Where both spans, and what stands between them, start and end (see `miit_ie.model.pairs.Pairs`).
        attributes : int64 tensor of shape (pairs, 4)
            Relation, event type, distance and number of heads between.
        """
        head_first, head_last, first, last, middle = tokens.chunk(5, dim=1)
        sums = nn.functional.pad(middle.float().cumsum(0), (0, 0, 1, 0))
        left, right = ends[:, 4], ends[:, 5]
        between = (sums[right] - sums[left]) / (right - left).clamp(min=1)[:, None]
        heads = head_first[ends[:, 0]] + head_last[ends[:, 1]]
        dependants = first[ends[:, 2]] + last[ends[:, 3]]
        relation, kind, distance, intervening = attributes.unbind(1)
        hidden = heads + dependants + heads * dependants + between + self.relation(relation) + self.kind(kind)
        hidden = self.hidden(hidden + self.distance(distance) + self.intervening(intervening))
        return (hidden * self.weight(relation)).sum(1) + self.bias(relation)[:, 0]
