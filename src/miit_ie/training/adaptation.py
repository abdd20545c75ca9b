"""Masked-language-model adaptation: the encoder reads unlabelled text of the field before it learns the task.

Short runs of characters are masked together (SpanBERT, Joshi et al. 2020), since single characters of a Chinese word
are told too easily by the rest of it. Logits are computed for the masked places alone.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, Trainer, TrainingArguments, set_seed

from miit_ie.annotation.passages import text_lines
from miit_ie.errors import InputError
from miit_ie.evaluation import load_bulletins
from miit_ie.model.tokenizer import CLS, MASK, PAD, SEP, SPECIAL, Tokenizer
from miit_ie.training.checkpoints import last_checkpoint
from miit_ie.training.config import read_recipe
from miit_ie.training.encoder import characters_of, load_encoder, prune

__all__ = ["AdaptationRecipe", "MaskedLanguageModel", "MaskingCollator", "adapt", "choose_texts", "pack", "run"]

_BLOCK = 12
# What `adapt` says itself.
_MADE = ("output_dir", "seed", "remove_unused_columns", "report_to")


@dataclass(frozen=True, slots=True)
class AdaptationRecipe:
    """All that decides what an adaptation gives.

    Attributes
    ----------
    encoder
        Folder of the pretrained encoder (see `miit_ie.training.encoder.prune`).
    texts
        Files of unlabelled text, a paragraph a line, ``.xz`` or plain, each with its share of the characters.
    characters
        How many characters to read in all.
    words
        Words of the field; a paragraph is read if it has at least ``words_at_least`` of them.
    excluded
        Annotated JSON Lines files: no paragraph with a passage of these is read.
    settings
        Arguments of `transformers.TrainingArguments`.
    layers
        How many layers of the encoder to keep, from below; all if 0.
    length
        Tokens in a sequence.
    seed
        Of the choice, the head, the order and the masks.

    Raises
    ------
    InputError
        If a setting is unknown, or one that is made of the recipe.
    """

    encoder: str
    texts: Mapping[str, float]
    characters: int
    words: tuple[str, ...]
    words_at_least: int = 3
    excluded: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    layers: int = 0
    length: int = 128
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the settings."""
        known = {one.name for one in dataclasses.fields(TrainingArguments) if one.init}
        for name in self.settings:
            if name in _MADE:
                raise InputError(f"settings: {name!r} is set already")
            if name not in known:
                raise InputError(f"settings: unknown key {name!r}")

    @classmethod
    def from_file(cls, path: str | Path) -> AdaptationRecipe:
        """Read a recipe.

        Raises
        ------
        InputError
            If the file cannot be read, or holds a key or a value that is none of a recipe's.
        """
        return read_recipe(cls, path)


def run(recipe: AdaptationRecipe, output: str | Path) -> None:
    """Prune the encoder of a recipe, adapt it and save it in ``output``."""
    output = Path(output)
    pruned = output / "pruned"
    paragraphs = {name: list(map(str.strip, text_lines(name))) for name in recipe.texts}
    if not (pruned / "vocab.txt").is_file():
        kept = characters_of(line for lines in paragraphs.values() for line in lines)
        prune(recipe.encoder, pruned, kept, layers=recipe.layers)
    encoder, tokenizer = load_encoder(pruned)
    chosen = choose_texts(recipe, paragraphs)
    if not chosen:
        raise InputError(f"{', '.join(recipe.texts)}: no paragraph of the field is in them")
    adapt(encoder, tokenizer, chosen, output, arguments=recipe.settings, length=recipe.length, seed=recipe.seed)


def choose_texts(recipe: AdaptationRecipe, paragraphs: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the paragraphs to read, in random order: those of the field, as many as the recipe says.

    Parameters
    ----------
    recipe
        What to choose.
    paragraphs
        All paragraphs, by file.
    """
    random = Random(recipe.seed)
    words = re.compile("|".join(map(re.escape, recipe.words)))
    forbidden = {
        block for path in recipe.excluded for bulletin in load_bulletins(path) for block in _blocks(bulletin.text or "")
    }
    chosen = []
    for name, share in recipe.texts.items():
        candidates = [line for line in paragraphs[name] if len(words.findall(line)) >= recipe.words_at_least]
        random.shuffle(candidates)
        room = recipe.characters * share
        for line in candidates:
            if room <= 0:
                break
            if forbidden.isdisjoint(_blocks(line)):
                chosen.append(line)
                room -= len(line)
    random.shuffle(chosen)
    return chosen


def _blocks(text: str) -> set[str]:
    return {text[start : start + _BLOCK] for start in range(len(text) - _BLOCK + 1)}


def pack(texts: Sequence[str], tokenizer: Tokenizer, length: int) -> Iterator[list[int]]:
    """Yield sequences of tokens: whole texts joined while they fit, long ones in pieces.

    Parameters
    ----------
    texts
        Paragraphs.
    tokenizer
        The encoder's.
    length
        The greatest number of tokens of a sequence.
    """
    room = length - 1
    current: list[int] = []
    for text in texts:
        ids = [*tokenizer.encode(text).ids.tolist(), SEP]
        if len(current) + len(ids) > room and current:
            yield [CLS, *current]
            current = []
        while len(ids) > room:
            yield [CLS, *ids[:room]]
            ids = ids[room:]
        current += ids
    if current:
        yield [CLS, *current]


class MaskingCollator:
    """Pads sequences and masks runs of one to three characters.

    Parameters
    ----------
    vocabulary
        Size of the vocabulary.
    share
        The share of tokens to be guessed; of these 80 % become ``[MASK]``, 10 % another character, 10 % stay.
    seed
        Seed of the masks.
    """

    def __init__(self, vocabulary: int, *, share: float = 0.2, seed: int = 0) -> None:
        self.vocabulary = vocabulary
        self.share = share
        self.random = np.random.default_rng(seed)

    def __call__(self, sequences: Sequence[Sequence[int]]) -> dict[str, Tensor]:
        """Return ``input_ids``, ``attention_mask`` and ``labels`` (−100 where nothing is to be guessed)."""
        length = max(map(len, sequences))
        ids = np.full((len(sequences), length), PAD, np.int64)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = sequence
        starts = self.random.random(ids.shape) < self.share / 2
        runs = self.random.integers(1, 4, ids.shape)
        masked = starts.copy()
        masked[:, 1:] |= (starts & (runs > 1))[:, :-1]
        masked[:, 2:] |= (starts & (runs > 2))[:, :-2]
        masked &= ids >= len(SPECIAL)
        labels = np.where(masked, ids, -100)
        lot = self.random.random(ids.shape)
        inputs = np.where(masked & (lot < 0.8), MASK, ids)
        others = self.random.integers(len(SPECIAL), self.vocabulary, ids.shape)
        inputs = np.where(masked & (lot >= 0.9), others, inputs)
        return {
            "input_ids": torch.from_numpy(inputs),
            "attention_mask": torch.from_numpy((ids != PAD).astype(np.int64)),
            "labels": torch.from_numpy(labels),
        }


class MaskedLanguageModel(nn.Module):
    """An encoder with a head that guesses masked characters with the encoder's own embeddings."""

    def __init__(self, encoder: PreTrainedModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.transform = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Parameter(torch.zeros(encoder.config.vocab_size))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """Return the mean loss over the masked places."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        masked = labels != -100
        guess = self.transform(hidden[masked])
        logits = guess @ self.encoder.get_input_embeddings().weight.T + self.bias
        return {"loss": nn.functional.cross_entropy(logits.float(), labels[masked])}


def adapt(
    encoder: PreTrainedModel,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    output: str | Path,
    *,
    arguments: Mapping[str, Any],
    length: int = 128,
    seed: int = 0,
) -> None:
    """Adapt an encoder to texts and save it.

    Parameters
    ----------
    encoder
        As `miit_ie.training.encoder.load_encoder` gives it.
    tokenizer
        As `miit_ie.training.encoder.load_tokenizer` gives it.
    texts
        Paragraphs, read once, in random order.
    output
        Folder to write; checkpoints and logs go to ``checkpoints`` in it, from which a stopped run goes on.
    arguments
        Further arguments of `transformers.TrainingArguments`.
    length
        Tokens in a sequence.
    seed
        Seed of head, order and masks.
    """
    output = Path(output)
    # Before the head is drawn.
    set_seed(seed)
    for module in encoder.modules():
        # So small an encoder does not learn so much text by heart.
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    sequences = list(pack(texts, tokenizer, length))
    checkpoints = output / "checkpoints"
    trainer = Trainer(
        MaskedLanguageModel(encoder),
        TrainingArguments(
            output_dir=str(checkpoints), seed=seed, remove_unused_columns=False, report_to=[], **arguments
        ),
        train_dataset=sequences,
        data_collator=MaskingCollator(len(tokenizer), seed=seed),
    )
    checkpoint = last_checkpoint(checkpoints)
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    encoder.save_pretrained(output)
    (output / "vocab.txt").write_text(tokenizer.format(), encoding="utf-8")
