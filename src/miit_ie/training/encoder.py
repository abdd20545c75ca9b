"""The pretrained encoder: read, cut down to the characters that matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModel, PreTrainedModel

from miit_ie.errors import InputError, PipelineError
from miit_ie.model.network import encoder_options
from miit_ie.model.tokenizer import SPECIAL, Tokenizer
from miit_ie.text.fold import fold

__all__ = ["characters_of", "load_encoder", "load_tokenizer", "prune"]


def characters_of(texts: Iterable[str], *, at_least: int = 3) -> list[str]:
    """Return the characters to keep: those of GB 2312, and those the texts use at least so many times.

    Parameters
    ----------
    texts
        Texts of the kind the model is to read.
    at_least
        How often a character outside GB 2312 must occur.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(fold(text).lower())
    kept = {character for character, count in counts.items() if count >= at_least}
    for code in range(0x20, 0x10000):
        try:
            chr(code).encode("gb2312")
        except UnicodeEncodeError:
            continue
        kept.add(fold(chr(code)).lower())
    return sorted(character for character in kept if len(character) == 1 and not character.isspace())


def load_encoder(folder: str | Path) -> tuple[PreTrainedModel, Tokenizer]:
    """Load an encoder that `prune` has saved.

    Raises
    ------
    InputError
        If the folder holds none.
    """
    return _load(Path(folder)), load_tokenizer(folder)


def _load(folder: Path) -> PreTrainedModel:
    if not (folder / "config.json").is_file():
        raise InputError(f"{folder}: no encoder in it: config.json is missing")
    try:
        options = encoder_options(AutoConfig.from_pretrained(folder, local_files_only=True).model_type)
        return AutoModel.from_pretrained(folder, local_files_only=True, dtype=torch.float32, **options)
    except (OSError, ValueError) as error:
        raise InputError(f"{folder}: no encoder in it: {str(error).splitlines()[0]}") from error


def load_tokenizer(folder: str | Path) -> Tokenizer:
    """Load the vocabulary of an encoder or a network.

    Raises
    ------
    InputError
        If ``vocab.txt`` is not in the folder or no vocabulary of characters.
    """
    try:
        return Tokenizer.parse(_vocabulary(Path(folder)))
    except PipelineError as error:
        raise InputError(f"{folder}: {error}") from error


def _vocabulary(folder: Path) -> str:
    file = folder / "vocab.txt"
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError.unreadable(file, error) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8: {error.reason} at byte {error.start}") from error


def prune(
    source: str | Path, target: str | Path, characters: Sequence[str], *, layers: int = 0, max_positions: int = 512
) -> None:
    """Save an encoder with the given characters as its vocabulary, and as many of its layers as wanted.

    Parameters
    ----------
    source
        Folder of a BERT-like encoder in the format of ``transformers``, with ``vocab.txt``.
    target
        Folder to write. Its vocabulary starts with `SPECIAL`; characters the source does not know are left out.
    characters
        The characters to keep.
    layers
        How many layers to keep, from below (Sajjad et al. 2023: dropping the top ones costs least); all if 0.
    max_positions
        How many positions to keep at most.

    Raises
    ------
    InputError
        If the source is no such folder, or has not so many layers.
    """
    source = Path(source)
    model = _load(source)
    if not 0 <= layers <= model.config.num_hidden_layers:
        raise InputError(f"{source}: {layers} layers are to be kept, but it has {model.config.num_hidden_layers}")
    entries = _vocabulary(source).split("\n")
    rows = {entry: number for number, entry in reversed(list(enumerate(entries)))}
    if missing := [entry for entry in SPECIAL if entry not in rows]:
        raise InputError(f"{source / 'vocab.txt'}: there is no {missing[0]} in it")
    kept = [character for character in characters if character in rows]
    order = torch.tensor([rows[entry] for entry in (*SPECIAL, *kept)])
    old = model.get_input_embeddings()
    new = torch.nn.Embedding(len(order), old.embedding_dim, padding_idx=0)
    with torch.no_grad():
        new.weight.copy_(old.weight[order])
    model.set_input_embeddings(new)
    model.config.vocab_size = len(order)
    model.config.max_position_embeddings = kept_positions = min(max_positions, model.config.max_position_embeddings)
    if positions := getattr(model.embeddings, "position_embeddings", None):
        positions.weight = torch.nn.Parameter(positions.weight[:kept_positions].detach().clone())
        positions.num_embeddings = kept_positions
    if layers:
        model.encoder.layer = model.encoder.layer[:layers]
        model.config.num_hidden_layers = layers
    model.save_pretrained(target)
    (Path(target) / "vocab.txt").write_text(Tokenizer(kept).format(), encoding="utf-8")
