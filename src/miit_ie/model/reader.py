"""The trained model: a folder loaded, a text read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import tee
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from miit_ie.errors import TRAIN_EXTRA, PipelineError
from miit_ie.model.assembly import Assembler
from miit_ie.model.config import ModelConfig
from miit_ie.model.context import parts_of
from miit_ie.model.decoding import Found, Frame, candidates_of, decode_events, decode_spans
from miit_ie.model.modality import Draft, decide
from miit_ie.model.pairs import pairs_of
from miit_ie.model.runtime import Runtime
from miit_ie.model.source import Source
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.model.windows import Window, split_windows
from miit_ie.schema import Entity, Event, Ontology, default_ontology, parse_ontology
from miit_ie.text.sentences import split_sentences

__all__ = ["DEVICES", "ModelReader", "Network", "Scores", "features_in", "windows_of"]

DEVICES = ("onnx", "torch", "cuda")
"""What a model runs on: ONNX Runtime on the CPU with 8-bit weights, torch on the CPU, torch on a GPU."""

_ALWAYS = ("config.json", "vocab.txt", "ontology.toml")
_ONNX = ("network.onnx", "links.onnx")
_TORCH = ("model.safetensors",)

Floats = npt.NDArray[np.float32]
Scores = tuple[Floats, Floats, Floats]


class Network(Protocol):
    """Whatever computes the scores: ONNX Runtime or torch."""

    def scan(self, windows: Iterable[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]) -> Iterator[Scores]:
        """Yield spans, link ends and attributes (see `miit_ie.model.network.EventNetwork`) of each window."""
        ...

    def link(self, tokens: Floats, ends: npt.NDArray[np.int64], attributes: npt.NDArray[np.int64]) -> Floats:
        """Return the scores of pairs (see `miit_ie.model.network.LinkScorer`)."""
        ...


class ModelReader:
    """Reads entities and events out of texts with a network.

    Parameters
    ----------
    config
        What the model was built to read.
    tokenizer
        Its tokenizer.
    ontology
        What its event types are called in the output; the shipped one by default.
    network
        What computes the scores.
    """

    def __init__(
        self, config: ModelConfig, tokenizer: Tokenizer, network: Network, ontology: Ontology | None = None
    ) -> None:
        self.config = config
        self.tokenizer = tokenizer
        self.ontology = ontology or default_ontology()
        self.network = network
        self.files: Mapping[str, bytes] = {}

    @classmethod
    def from_pretrained(cls, folder: str | Path, *, device: str = "onnx") -> ModelReader:
        """Load a model from its folder.

        Parameters
        ----------
        folder
            Holds ``config.json``, ``vocab.txt``, ``ontology.toml`` and, for ``"onnx"``, ``network.onnx`` and
            ``links.onnx``, else ``model.safetensors``.
        device
            One of `DEVICES`.

        Raises
        ------
        PipelineError
            If a file is missing or broken, or torch is asked for and is not installed.
        """
        folder = Path(folder)
        if device not in DEVICES:
            raise PipelineError(f"unknown device {device!r}; there is {', '.join(DEVICES)}")
        files = {}
        for name in (*_ALWAYS, *(_ONNX if device == "onnx" else _TORCH)):
            try:
                files[name] = (folder / name).read_bytes()
            except OSError as error:
                raise PipelineError(f"{folder}: not a model for {device}: {name}: {error.strerror}") from error
        return cls.from_files(files, device=device)

    @classmethod
    def from_files(cls, files: Mapping[str, bytes], *, device: str = "onnx") -> ModelReader:
        """Load a model from the contents of its files, by their names."""
        config = ModelConfig.parse(files["config.json"])
        network: Network
        if device == "onnx":
            network = Runtime(files["network.onnx"], files["links.onnx"])
        else:
            network = _torch_runtime(config, files["model.safetensors"], device)
        tokenizer = Tokenizer.parse(files["vocab.txt"].decode(errors="replace"))
        ontology = parse_ontology(files["ontology.toml"], "ontology.toml")
        reader = cls(config, tokenizer, network, ontology)
        reader.files = files
        return reader

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the files the model was loaded from."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)

    def read(self, source: Source) -> tuple[list[Entity], list[Event]]:
        """Read one text."""
        return next(self.read_many([source]))

    def read_many(self, sources: Iterable[Source]) -> Iterator[tuple[list[Entity], list[Event]]]:
        """Read texts, in order. What is found in one does not depend on the others.

        They are taken as they are needed, some ahead of what is yielded.
        """
        for source, entities, drafts in self.draft_many(sources):
            yield entities, decide(drafts, source, self.config.cohesion)

    def draft_many(self, sources: Iterable[Source]) -> Iterator[tuple[Source, list[Entity], list[Draft]]]:
        """Read texts like `read_many`, but leave the modality of their events open."""
        prepared, ahead = tee(
            (source, windows_of(source.text, source.title, self.tokenizer, self.config)) for source in sources
        )
        scores = self.network.scan(
            (window.ids.astype(np.int64), features_in(window, source.features))
            for source, windows in ahead
            for window in windows
        )
        for source, windows in prepared:
            assembler = Assembler(source, self.config, self.ontology)
            entities: list[Entity] = []
            drafts: list[Draft] = []
            for window in windows:
                found, frames = self.decode(next(scores), window)
                # Pieces of one long sentence may each find a span that reaches over where they meet: the first stands.
                seam = entities[-1].end if entities else 0
                entities += [one for one in assembler.entities(window, found) if one.start >= seam]
                seam = drafts[-1].event.trigger.end if drafts else 0
                drafts += [one for one in assembler.events(window, frames) if one.event.trigger.start >= seam]
            yield source, entities, drafts

    def decode(self, scores: Scores, window: Window) -> tuple[list[Found], list[Frame]]:
        """Return the entities and the events of a window."""
        spans, ends, attributes = scores
        entities, triggers, arguments = decode_spans(spans, window.body, self.config)
        if not triggers:
            return entities, []
        pairs = pairs_of(candidates_of(triggers, arguments), window.lines)
        links = self.network.link(ends, pairs.ends, pairs.attributes) if len(pairs.heads) else np.zeros(0, np.float32)
        return entities, decode_events(triggers, arguments, pairs, links, attributes, self.config)


def _torch_runtime(config: ModelConfig, weights: bytes, device: str) -> Network:
    try:
        from miit_ie.model.torch_runtime import TorchRuntime
    except ModuleNotFoundError as error:
        raise PipelineError(f"device {device!r} needs {error.name}; it comes with {TRAIN_EXTRA}") from error
    return TorchRuntime.of(config, weights, "cpu" if device == "torch" else device)


def windows_of(text: str, title: str | None, tokenizer: Tokenizer, config: ModelConfig) -> list[Window]:
    """Return the windows in which a model reads a text."""
    return split_windows(
        tokenizer.encode(text),
        split_sentences(text),
        parts_of(text, title, tokenizer, config.context),
        size=config.window,
        overlap=2 * config.span_width,
    )


def features_in(window: Window, features: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
    """Return the features of the tokens of a window; ``[CLS]`` and the context have none."""
    chosen = features[:, window.offsets].astype(np.int64)
    chosen[:, : window.body] = 0
    return chosen
