"""Models small enough for tests: the real ones in everything but size, with random weights."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from miit_ie.model.config import ModelConfig
from miit_ie.model.tokenizer import Tokenizer

CHARACTERS = "一三个中为企优化单厂发和国型家工布年业批展情报新智省绿能色范认定示第级设试部门0123456789，。、：；！（）"
ENCODER = {
    "model_type": "bert",
    "vocab_size": len(Tokenizer(CHARACTERS)),
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 256,
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}


def tiny_config(**changes: Any) -> ModelConfig:
    settings: dict[str, Any] = {
        "entity_labels": ("ORG", "TITLE", "COUNT"),
        "event_types": ("认定", "部署"),
        "features": {"entity": 7, "role": 5},
        "encoder": ENCODER,
        "span_width": 5,
        "span_size": 8,
        "link_size": 12,
    }
    return ModelConfig(**(settings | changes))


def random_window(length: int, config: ModelConfig, seed: int = 0) -> tuple[Any, Any]:
    """Tokens and features of a window."""
    random = np.random.default_rng(seed)
    ids = random.integers(5, config.encoder["vocab_size"], length)
    features = np.stack([random.integers(0, size, length) for size in config.features.values()])
    return ids, features


def save_encoder(folder: Path, characters: str, **changes: Any) -> None:
    """Save an encoder with random weights as `miit_ie.training.encoder` expects it."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    tokenizer = Tokenizer(characters)
    config = BertConfig(**(ENCODER | {"vocab_size": len(tokenizer)} | changes))
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    (folder / "vocab.txt").write_text(tokenizer.format(), encoding="utf-8")


def save_model(folder: Path, characters: str) -> None:
    """Save a model that knows all shipped types and labels, with random weights, as a run leaves it."""
    import torch

    from miit_ie.model.network import EventNetwork
    from miit_ie.pipeline.features import CHANNELS
    from miit_ie.schema import default_ontology
    from miit_ie.training.export import export_onnx

    torch.manual_seed(0)
    ontology, tokenizer = default_ontology(), Tokenizer(characters)
    config = tiny_config(
        entity_labels=tuple(ontology.entity_labels),
        event_types=tuple(ontology.event_types),
        features=dict(CHANNELS),
        encoder=ENCODER | {"vocab_size": len(tokenizer)},
        span_width=40,
    )
    network = EventNetwork(config)
    network.save_pretrained(folder)
    export_onnx(network, folder)
    (folder / "vocab.txt").write_text(tokenizer.format(), encoding="utf-8")
    source = Path(str(files("miit_ie.schema") / "ontology.toml"))
    (folder / "ontology.toml").write_bytes(source.read_bytes())
