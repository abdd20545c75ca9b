"""The training loop: `transformers.Trainer` with our batches, rates, running average and dev scores."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader, Sampler
from transformers import PrinterCallback, TrainerCallback, TrainingArguments, set_seed

from miit_ie.errors import InputError
from miit_ie.model.network import EventNetwork
from miit_ie.model.reader import ModelReader
from miit_ie.model.tokenizer import Tokenizer
from miit_ie.model.torch_runtime import TorchRuntime
from miit_ie.training.building import build_network
from miit_ie.training.checkpoints import STATE, is_over, last_checkpoint
from miit_ie.training.config import Recipe
from miit_ie.training.dev import load_dev
from miit_ie.training.examples import Example, examples_of
from miit_ie.training.losses import TrainingNetwork, collate
from miit_ie.training.progress import CHOICE, Report
from miit_ie.training.sources import load_ontology_of, load_source

__all__ = ["Trainer", "train"]

_LOG = logging.getLogger(__name__)
_AVERAGE = "average.pt"
# What a guarded corpus may lose, and how much better in other scores an epoch must be for what it loses beyond.
_ALLOWED, _PRICE = 0.01, 10.0


class _Buckets(Sampler[list[int]]):
    """Batches of like length, of about so many tokens, in another order each epoch.

    Where one ends and the next begins in the order of lengths is settled at the start, so that every epoch has as many:
    by their number the rates are planned, and a run that goes on knows where it was.
    """

    def __init__(self, lengths: Sequence[int], tokens: int, seed: int) -> None:
        self.lengths = np.array(lengths)
        self.seed = seed
        self.epoch = 0
        self.cuts: list[int] = []
        first = 0
        for number, length in enumerate(np.sort(self.lengths).tolist()):
            if number > first and length * (number - first + 1) > tokens:
                self.cuts.append(number)
                first = number

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch

    def __iter__(self) -> Iterator[list[int]]:
        random = np.random.default_rng([self.seed, self.epoch])
        jitter = random.normal(0, 8, len(self.lengths))
        batches = np.split(np.argsort(self.lengths + jitter), self.cuts)
        return (batches[number].tolist() for number in random.permutation(len(batches)))

    def __len__(self) -> int:
        return len(self.cuts) + 1


class _Loader(DataLoader[Example]):
    """Tells its batches which epoch it is."""

    def set_epoch(self, epoch: int) -> None:
        assert isinstance(self.batch_sampler, _Buckets)
        self.batch_sampler.set_epoch(epoch)


class _Average(TrainerCallback):
    """Keeps a running average of the weights, on the device where they are."""

    def __init__(self, network: EventNetwork, decay: float) -> None:
        def average(kept: list[torch.Tensor], new: list[torch.Tensor], steps: torch.Tensor) -> None:
            # Over few steps early on, so that the untrained weights are soon forgotten.
            torch._foreach_lerp_(kept, new, 1 - min(decay, (1 + int(steps)) / (10 + int(steps))))

        self.averaged = AveragedModel(network, multi_avg_fn=average)

    def on_step_end(self, args: Any, state: Any, control: Any, *, model: TrainingNetwork, **_: Any) -> None:
        self.averaged.update_parameters(model.network)

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        file = Path(args.output_dir) / f"checkpoint-{state.global_step}" / _AVERAGE
        torch.save(self.averaged.state_dict(), file.with_suffix(".part"))
        file.with_suffix(".part").replace(file)

    def resume(self, folder: Path) -> None:
        self.averaged.load_state_dict(torch.load(folder / _AVERAGE, map_location="cpu", weights_only=True))


class Trainer(transformers.Trainer):
    """Trains a network by a recipe.

    Parameters
    ----------
    recipe
        What to do.
    output
        Folder for checkpoints, logs and ``best``.
    """

    def __init__(self, recipe: Recipe, output: str | Path) -> None:
        # All seeds start from the same heads, so that runs differ in order and dropout and can be averaged.
        set_seed(0)
        # Threads that add up in no order would make two runs of one seed differ.
        torch.use_deterministic_algorithms(True, warn_only=True)
        self.recipe = recipe
        self.output = Path(output)
        self.ontology = load_ontology_of(recipe)
        network, self.tokenizer = build_network(recipe)
        started = network.state_dict() if recipe.trained_share < 1 else {}
        self.start = {name: value.clone() for name, value in started.items() if value.is_floating_point()}
        self.left_out: Counter[str] = Counter()
        examples = [
            example
            for source in recipe.train
            for bulletin in load_source(source, self.ontology)
            for example in examples_of(
                bulletin,
                self.tokenizer,
                network.config,
                left_out=self.left_out,
                covers=source.covers,
                weight=source.weight,
            )
        ]
        left_out = ", ".join(f"{what} ({number})" for what, number in self.left_out.items())
        _LOG.info("%d windows to learn from; left out: %s", len(examples), left_out or "nothing")
        self.dev = load_dev(recipe, self.ontology, network.config.features)
        model = TrainingNetwork(network, weights=dict(recipe.losses))
        cuda = torch.cuda.is_available()
        super().__init__(
            model,
            TrainingArguments(
                str(self.output / "checkpoints"),
                num_train_epochs=recipe.epochs,
                learning_rate=recipe.learning_rate,
                weight_decay=recipe.weight_decay,
                warmup_steps=recipe.warmup,
                lr_scheduler_type="linear",
                max_grad_norm=1.0,
                bf16=True,
                use_cpu=not cuda,
                seed=recipe.seed,
                logging_steps=20,
                save_strategy="epoch",
                # The older one is removed before the newer is whole.
                save_total_limit=2,
                eval_strategy="epoch" if recipe.dev else "no",
                remove_unused_columns=False,
                report_to=[],
                disable_tqdm=True,
            ),
            train_dataset=examples,
            # Not read as such: `evaluate` scores whole texts. The base class asks for one.
            eval_dataset=examples[:1] if recipe.dev else None,
            data_collator=collate,
        )
        self.remove_callback(PrinterCallback)
        self.add_callback(Report(self.output))
        self.guarded = tuple(source.path for source in recipe.dev if source.guarded)
        if self.guarded:
            self.add_callback(_ScoreOfStart(self))
        # Now that the network is where it is trained.
        self.average = _Average(network, recipe.average) if recipe.average else None
        if self.average:
            self.add_callback(self.average)

    def get_train_dataloader(self) -> DataLoader[Example]:
        """Return the batches."""
        lengths = [len(example.ids) for example in self.train_dataset]
        sampler = _Buckets(lengths, self.recipe.batch_tokens, self.recipe.seed)
        return _Loader(self.train_dataset, batch_sampler=sampler, collate_fn=self._collate)

    def _collate(self, examples: Sequence[Example]) -> dict[str, Any]:
        batch = collate(examples)
        if self.recipe.feature_dropout:
            batch["features"] *= (torch.rand(len(examples)) >= self.recipe.feature_dropout)[:, None, None]
        return batch

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """Return AdamW with a rate for each layer of the encoder and one for the heads."""
        recipe, layers = self.recipe, self.model.network.config.encoder["num_hidden_layers"]
        groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
        for name, parameter in self.model.named_parameters():
            rate = recipe.head_learning_rate
            if ".encoder.encoder.layer." in name:
                depth = int(name.split(".layer.")[1].split(".")[0])
                rate = recipe.learning_rate * recipe.layer_decay ** (layers - 1 - depth)
            elif ".encoder." in name:
                rate = recipe.learning_rate * recipe.layer_decay**layers
            decay = 0.0 if parameter.ndim < 2 else recipe.weight_decay
            groups.setdefault((rate, decay), []).append(parameter)
        self.optimizer = torch.optim.AdamW(
            [{"params": params, "lr": rate, "weight_decay": decay} for (rate, decay), params in groups.items()],
            fused=True,
        )
        return self.optimizer

    @property
    def kept(self) -> EventNetwork:
        """The network that is scored and kept: with averaged weights, and a share of those of the start."""
        network: EventNetwork = self.average.averaged.module if self.average else self.model.network
        if self.start:
            network = copy.deepcopy(network)
            weights = network.state_dict()
            for name, value in self.start.items():
                weights[name].lerp_(value.to(weights[name].device), 1 - self.recipe.trained_share)
        return network

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        """Score the averaged weights on dev, keep them if they are the best so far."""
        network = self.kept
        was_training = network.training
        runtime = TorchRuntime(network, str(self.args.device))
        reader = ModelReader(network.config, self.tokenizer, runtime, self.ontology)
        metrics: dict[str, float] = {}
        for name, texts in self.dev.items():
            metrics |= {f"eval_{name}_{score}": value for score, value in texts.f1(reader).items()}
        network.train(was_training)
        # Types of the user's are few among the others, whose scores would choose an epoch before they are learned.
        choosing = [value for name, value in metrics.items() if name.endswith("_Fact") or "_Trig-C " in name]
        # A run that goes on has its history back.
        history = [entry for entry in self.state.log_history if CHOICE in entry]
        past = [entry[CHOICE] for entry in history]
        metrics[CHOICE] = sum(choosing) / max(1, len(choosing))
        if history:
            metrics[CHOICE] -= _PRICE * max(0.0, self._lost(history[0], metrics) - _ALLOWED)
        metrics["epoch"] = self.state.epoch or 0.0
        self.log(dict(metrics))
        if metrics[CHOICE] > max(past, default=-1.0):
            save(network, self.tokenizer, self.output / "best", metrics)
        elif 0 < self.recipe.patience <= len(past) - int(np.argmax(past)):
            self.control.should_training_stop = True
        return metrics

    def _lost(self, start: Mapping[str, float], now: Mapping[str, float]) -> float:
        """Return the most that a score of a guarded corpus has lost; those of the core types alone vary more."""
        names = [name for path in self.guarded for name in now if name.startswith(f"eval_{path}_")]
        return max((start[name] - now[name] for name in names if "_core " not in name), default=0.0)


class _ScoreOfStart(TrainerCallback):
    """Scores the network a run starts from, against which losses are measured."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == 0:
            self.trainer.evaluate()


def save(network: EventNetwork, tokenizer: Tokenizer, folder: Path, metrics: dict[str, float]) -> None:
    """Save a network with its vocabulary and dev scores."""
    network.save_pretrained(folder)
    (folder / "vocab.txt").write_text(tokenizer.format(), encoding="utf-8")
    (folder / "dev.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")


def train(recipe: Recipe, output: str | Path) -> Trainer | None:
    """Train by a recipe, or go on where a stopped run left off.

    Parameters
    ----------
    recipe
        What to do.
    output
        Folder for checkpoints, logs and ``best``.

    Returns
    -------
    Trainer or None
        What has trained; ``None`` if the run had come to its end before, which is left as it is, or has no epochs, and
        ends with what it starts from.

    Raises
    ------
    InputError
        If the folder holds a run of another recipe.
    """
    output = Path(output)
    checkpoints = output / "checkpoints"
    _note(recipe, output / "recipe.json", started=any(checkpoints.glob("checkpoint-*")))
    if not recipe.epochs:
        save(*build_network(recipe), output / "best", {})
        return None
    checkpoint = last_checkpoint(checkpoints, with_file=_AVERAGE if recipe.average else STATE)
    if checkpoint and is_over(checkpoint):
        _LOG.info("%s: this run has come to its end", output)
        return None
    trainer = Trainer(recipe, output)
    if checkpoint and trainer.average:
        trainer.average.resume(checkpoint)
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    if not recipe.dev:
        save(trainer.kept, trainer.tokenizer, output / "best", {})
    return trainer


def _note(recipe: Recipe, file: Path, *, started: bool) -> None:
    """Write down the recipe of a run; refuse to go on with one of another recipe."""
    content = json.dumps(dataclasses.asdict(recipe), indent=1)
    if started and file.is_file():
        try:
            before = json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            before = None
        if before != json.loads(content):
            raise InputError(f"{file.parent}: holds a run of another recipe; name another folder")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
