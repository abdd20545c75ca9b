"""The recipe of a model: one TOML file."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from miit_ie.errors import InputError
from miit_ie.pipeline.features import CHANNELS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Recipe", "Source", "read_recipe", "read_toml", "recipe_of"]

_LOSSES = {"entity": 1.0, "trigger": 1.0, "argument": 1.0, "link": 1.0, "attribute": 1.0}


@dataclass(frozen=True, slots=True)
class Source:
    """Annotated bulletins to train on.

    Attributes
    ----------
    path
        A JSON Lines file in the output contract, with texts; or ``gold:train``, ``gold:dev`` for the shipped corpus.
    weight
        How much they count in the loss.
    share
        Which part of them to use, chosen by chance but each time alike; a larger share holds a smaller one.
    covers
        The event types and entity labels that are annotated in them; all where none is named. Of others nothing is
        learned from them, not even where there are none.
    guarded
        Of a dev corpus, that the epoch that is kept should lose no more than a point of any score on it.

    Raises
    ------
    InputError
        If the share is no part of them.
    """

    path: str
    weight: float = 1.0
    share: float = 1.0
    covers: tuple[str, ...] = ()
    guarded: bool = False

    def __post_init__(self) -> None:
        """Check the share."""
        if not 0 < self.share <= 1:
            raise InputError(f"{self.path}: share: cannot be {self.share}, only more than 0 and up to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that decides what a training run gives.

    Attributes
    ----------
    encoder
        Folder of the encoder (see `miit_ie.training.encoder.prune` and `miit_ie.training.adaptation`).
    start
        Folder of a trained network to go on from, or several, whose weights are averaged (Wortsman et al. 2022, "Model
        soups"); then ``encoder``, ``features``, ``span_size``, ``link_size`` and ``span_width`` are those of that. One
        of ``encoder`` and ``start`` is needed.
    train, dev
        What to learn from, and what to choose the best epoch by; without ``dev`` the last one is kept.
    ontology
        File of an ontology that adds to the shipped one; the shipped one if none is named.
    without
        Event types that are left out of the network and of the annotation.
    features
        Channels of features (see `miit_ie.pipeline.features.CHANNELS`).
    epochs, batch_tokens
        How long, and how many tokens at once; no epochs for the mean of several networks as it is.
    learning_rate, head_learning_rate, layer_decay, warmup, weight_decay
        Of AdamW. The rate of an encoder layer is that of the layer above times ``layer_decay``; ``warmup`` is a
        share of all steps, after which the rates fall in a line to zero.
    dropout
        Of the encoder and in front of the heads.
    average
        Decay of the running average of the weights that is evaluated and kept; 0 for none.
    trained_share
        Of what is kept, the share of the trained weights; the rest is of those the run starts from, so that less is
        forgotten (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    feature_dropout
        Share of windows read without features, so that the network does not rest on them alone.
    losses
        Weight of each loss; those that are not named keep their defaults.
    patience
        Epochs without a better score on dev before training stops; 0 to go through. The score is the mean of Fact over
        the dev corpora, with the trigger scores of types of the user's.
    span_size, link_size, span_width, window, context
        See `miit_ie.model.config.ModelConfig`.
    seed
        Seed of everything that is drawn.

    Raises
    ------
    InputError
        If the values do not go together.
    """

    encoder: str = ""
    start: tuple[str, ...] = ()
    train: tuple[Source, ...]
    dev: tuple[Source, ...] = ()
    ontology: str = ""
    without: tuple[str, ...] = ()
    features: tuple[str, ...] = tuple(CHANNELS)
    epochs: int = 12
    batch_tokens: int = 3072
    learning_rate: float = 1e-4
    head_learning_rate: float = 1e-3
    layer_decay: float = 0.9
    warmup: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.1
    average: float = 0.99
    trained_share: float = 1.0
    feature_dropout: float = 0.1
    losses: Mapping[str, float] = field(default_factory=dict)
    patience: int = 0
    span_size: int = 64
    link_size: int = 128
    span_width: int = 40
    window: int = 256
    context: int = 24
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the values, and fill in the losses."""
        if not self.train:
            raise InputError("train: no source is named")
        if not 0 < self.trained_share <= 1:
            raise InputError(f"trained_share: cannot be {self.trained_share}, only more than 0 and up to 1")
        if not (self.encoder or self.start):
            raise InputError("neither encoder nor start is named")
        for what, names, known in (("channel of features", self.features, CHANNELS), ("loss", self.losses, _LOSSES)):
            if unknown := sorted(set(names) - known.keys()):
                raise InputError(f"unknown {what} {unknown[0]!r}; there is {', '.join(known)}")
        if self.window <= (least := 2 * self.span_width + 1):
            raise InputError(f"window: {self.window} tokens are too few, spans of {self.span_width} need over {least}")
        # Frozen, so not by assignment.
        object.__setattr__(self, "losses", _LOSSES | dict(self.losses))

    @classmethod
    def from_file(cls, path: str | Path, **changes: Any) -> Recipe:
        """Read a recipe.

        Parameters
        ----------
        path
            A TOML file with the attributes as keys; ``[[train]]`` and ``[[dev]]`` are tables with those of `Source`.
        changes
            Attributes to set otherwise than the file does.

        Raises
        ------
        InputError
            If the file cannot be read, or holds a key or a value that is none of a recipe's.
        """
        return read_recipe(cls, path, **changes)


_Recipe = TypeVar("_Recipe")


def read_recipe(kind: type[_Recipe], path: str | Path, **changes: Any) -> _Recipe:
    """Read a recipe of a kind from a TOML file.

    Parameters
    ----------
    kind
        A dataclass whose attributes are the keys.
    path
        The file. Lists become tuples, tables in ``[[train]]`` and ``[[dev]]`` a `Source` each.
    changes
        Attributes to set otherwise than the file does.

    Raises
    ------
    InputError
        If the file cannot be read, or holds a key or a value that is none of the recipe's.
    """
    return recipe_of(kind, read_toml(path) | changes, str(path))


def read_toml(path: str | Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    InputError
        If it cannot be read or is none.
    """
    path = Path(path)
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError.unreadable(path, error) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not TOML: {error}") from error
    return data


def recipe_of(kind: type[_Recipe], values: Mapping[str, Any], place: str) -> _Recipe:
    """Make a recipe of a kind from what a TOML file holds.

    Parameters
    ----------
    kind
        A dataclass whose attributes are the keys.
    values
        The values by key. Lists become tuples, tables in ``[[train]]`` and ``[[dev]]`` a `Source` each.
    place
        What to call them in messages.

    Raises
    ------
    InputError
        If there is a key or a value that is none of the recipe's.
    """
    data = dict(values)
    known = {attribute.name for attribute in dataclasses.fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(data.keys() - known):
        raise InputError(f"{place}: unknown key {unknown[0]!r}")
    hints = get_type_hints(kind)
    try:
        for name, value in data.items():
            if isinstance(value, list):
                data[name] = tuple(_source(one) if isinstance(one, dict) else one for one in value)
            if not _fits(data[name], hints[name]):
                raise InputError(f"{name}: cannot be {value!r}")
        return kind(**data)
    except TypeError as error:
        raise InputError(f"{place}: not a recipe: {error}") from error
    except InputError as error:
        raise InputError(f"{place}: {error}") from error


def _source(table: Mapping[str, Any]) -> Source:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Source(**values)


def _fits(value: object, hint: Any) -> bool:
    """Return whether a value is what an attribute's type says."""
    kind, parts = get_origin(hint) or hint, get_args(hint)
    if kind is Any:
        return True
    if kind is tuple:
        return isinstance(value, tuple) and all(_fits(one, parts[0]) for one in value)
    if kind is Mapping:
        return isinstance(value, Mapping) and all(_fits(one, parts[1]) for one in value.values())
    if kind is Source:
        return isinstance(value, Source) and all(
            _fits(getattr(value, k), one) for k, one in get_type_hints(kind).items()
        )
    # A bool is an int to Python, but no number of anything.
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)
