"""Builds the network of a recipe."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import torch

from miit_ie.errors import InputError
from miit_ie.model.config import ModelConfig
from miit_ie.model.network import EventNetwork
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.pipeline.features import channel_sizes
from miit_ie.training.config import Recipe
from miit_ie.training.encoder import load_encoder, load_tokenizer
from miit_ie.training.extension import extend
from miit_ie.training.sources import load_ontology_of

__all__ = ["build_network"]


def build_network(recipe: Recipe) -> tuple[EventNetwork, Tokenizer]:
    """Build the network of a recipe: with its pretrained encoder, or the trained one it starts from.

    Raises
    ------
    InputError, PipelineError
        If there is none in the folder, or the encoder is too small for the recipe's windows.
    """
    if recipe.start:
        trained = _mean(recipe.start)
        defaults = ModelConfig((), ())
        config = dataclasses.replace(
            trained.config,
            encoder={**trained.config.encoder, "hidden_dropout_prob": recipe.dropout},
            window=recipe.window,
            context=recipe.context,
            thresholds=defaults.thresholds,
            calibration=defaults.calibration,
        )
        network = EventNetwork(config)
        network.load_state_dict(trained.state_dict())
        return extend(network, load_ontology_of(recipe)), load_tokenizer(recipe.start[0])
    encoder, tokenizer = load_encoder(recipe.encoder)
    settings = encoder.config.to_dict()
    if recipe.window > (positions := settings.get("max_position_embeddings", recipe.window)):
        raise InputError(f"window: {recipe.window} tokens are too many, {recipe.encoder} has {positions} positions")
    settings |= {"hidden_dropout_prob": recipe.dropout, "attention_probs_dropout_prob": 0.0}
    ontology = load_ontology_of(recipe)
    config = ModelConfig(
        entity_labels=tuple(ontology.entity_labels),
        event_types=tuple(ontology.event_types),
        features=channel_sizes(recipe.features),
        encoder={key: value for key, value in settings.items() if key in _ENCODER_KEYS},
        span_width=recipe.span_width,
        span_size=recipe.span_size,
        link_size=recipe.link_size,
        window=recipe.window,
        context=recipe.context,
    )
    network = EventNetwork(config)
    network.encoder.load_state_dict(encoder.state_dict())
    return network, tokenizer


def _mean(folders: Sequence[str]) -> EventNetwork:
    """Return the network with the mean of the weights of several."""
    networks = [EventNetwork.from_pretrained(folder) for folder in folders]
    states = [network.state_dict() for network in networks]
    for folder, state in zip(folders, states, strict=True):
        if {name: value.shape for name, value in state.items()} != {name: v.shape for name, v in states[0].items()}:
            raise InputError(f"start: the network in {folder} is built otherwise than that in {folders[0]}")
    networks[0].load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
    return networks[0]


# What makes the network; the rest of a configuration of ``transformers`` is about how it was made.
_ENCODER_KEYS = (
    "model_type",
    "vocab_size",
    "hidden_size",
    "embedding_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "hidden_act",
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "max_position_embeddings",
    "type_vocab_size",
    "layer_norm_eps",
    "pad_token_id",
    "rotary_value",
)
