"""What a model was built to read and how large it is: ``config.json`` of a model folder."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from miit_ie.errors import PipelineError
from miit_ie.schema import Modality, Polarity

__all__ = ["GAPS", "ITEM_ROLES", "MODALITIES", "POLARITIES", "ROLES", "TRIGGER_ROLES", "Calibration", "ModelConfig"]

TRIGGER_ROLES = ("agent", "target", "time", "place", "basis", "field")
"""Roles of what hangs on a trigger."""

ITEM_ROLES = ("title", "count", "member", "batch", "field")
"""Roles of what hangs on a target."""

ROLES = tuple(dict.fromkeys((*TRIGGER_ROLES, *ITEM_ROLES)))
MODALITIES: tuple[Modality, ...] = ("actual", "planned", "proposed", "generic")
POLARITIES: tuple[Polarity, ...] = ("positive", "negative")
GAPS = ("sentence", "paragraph", "text", "sentence, cue", "paragraph, cue", "text, cue")
"""What may lie between an event and the next: they stand in one sentence, one paragraph, or only in one text, without
or with a date or a word of plans or work done between them."""


_FORMAT = 1
_COHESION = {"scale": 1.0, **dict.fromkeys(GAPS, 0.0)}
_THRESHOLDS = {"entity": 0.0, "trigger": 0.0, "argument": -2.0, "shared": 3.0}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns a score into the probability that what was found is right: the logistic of ``slope · score + shift``.

    Platt (1999), "Probabilistic outputs for support vector machines".
    """

    slope: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True)
class ModelConfig:
    """Labels, sizes and thresholds of a model.

    Attributes
    ----------
    entity_labels, event_types
        What it tells apart; the order is that of the network's outputs.
    features
        Channels of features it reads beside the characters, each with its number of values (see
        `miit_ie.pipeline.features`).
    encoder
        Configuration of the encoder, as ``transformers`` writes it.
    span_width
        The greatest number of tokens of a span.
    span_size, link_size
        Sizes of the heads.
    window
        The greatest number of tokens the network reads at once, ``[CLS]`` and context included.
    context
        How many tokens of the title and of each heading above stand in front of a window; 0 for none.
    thresholds
        By kind: the score ``entity`` and ``trigger`` spans must pass, and what an entity label adds to the former, if
        anything; that from which a span is looked at as an ``argument``; for each role that which the scores of such a
        span and of its link must pass together; and that which they must pass for a target that another trigger claims
        more, to be ``shared``.
    cohesion
        How modality is decided (see `miit_ie.model.modality`): ``scale`` is what the network's scores are multiplied
        by; for each of `GAPS`, the log odds that events with it between them are of one modality gain by it.
    calibration
        How scores become confidences, by kind: ``entity`` and ``event``.
    """

    entity_labels: tuple[str, ...]
    event_types: tuple[str, ...]
    features: Mapping[str, int] = field(default_factory=dict)
    encoder: Mapping[str, Any] = field(default_factory=dict)
    span_width: int = 40
    span_size: int = 64
    link_size: int = 128
    window: int = 256
    context: int = 0
    thresholds: Mapping[str, float] = field(default_factory=lambda: _THRESHOLDS | dict.fromkeys(ROLES, 1.0))
    cohesion: Mapping[str, float] = field(default_factory=lambda: dict(_COHESION))
    calibration: Mapping[str, Calibration] = field(
        default_factory=lambda: {"entity": Calibration(), "event": Calibration()}
    )

    @cached_property
    def span_labels(self) -> tuple[str, ...]:
        """What a span can be, in the order of the network's outputs: entity labels, event types, roles."""
        return (*self.entity_labels, *self.event_types, *ROLES)

    @cached_property
    def groups(self) -> dict[str, slice]:
        """The places of each kind of span among `span_labels`."""
        entities, triggers = len(self.entity_labels), len(self.event_types)
        return {
            "entity": slice(0, entities),
            "trigger": slice(entities, entities + triggers),
            "argument": slice(entities + triggers, len(self.span_labels)),
        }

    @cached_property
    def span_thresholds(self) -> tuple[float, ...]:
        """The score a span must pass to be looked at, by its place among `span_labels`."""
        return tuple(
            self.thresholds[kind] + (self.thresholds.get(label, 0.0) if kind == "entity" else 0.0)
            for kind, group in self.groups.items()
            for label in self.span_labels[group]
        )

    @property
    def relations(self) -> tuple[tuple[str, str], ...]:
        """The kinds of link: head (``trigger`` or ``target``) and role."""
        return (*(("trigger", role) for role in TRIGGER_ROLES), *(("target", role) for role in ITEM_ROLES))

    def confidence(self, kind: str, score: float) -> float:
        """Return the probability that what was found with a score is right, rounded to four decimals."""
        calibration = self.calibration[kind]
        # The logistic curve, written so that no score is too far out for it.
        return round((1 + math.tanh((calibration.slope * score + calibration.shift) / 2)) / 2, 4)

    def format(self) -> str:
        """Return the configuration as JSON."""
        return json.dumps({"format": _FORMAT, **dataclasses.asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def parse(cls, content: str | bytes) -> ModelConfig:
        """Read a configuration.

        Raises
        ------
        PipelineError
            If it is no configuration of this version.
        """
        try:
            data = json.loads(content)
            if (version := data.pop("format")) == _FORMAT:
                for name in ("entity_labels", "event_types"):
                    data[name] = tuple(data[name])
                if data.get("cohesion", _COHESION).keys() != _COHESION.keys():
                    raise ValueError(f"cohesion: expected {', '.join(_COHESION)}")
                data["calibration"] = {kind: Calibration(**value) for kind, value in data["calibration"].items()}
                return cls(**data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PipelineError(f"config.json: not the configuration of a model: {error}") from error
        raise PipelineError(f"config.json: format {version}, made by another version of miit_ie")
