"""The configuration survives its file, and says what is wrong with another."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.errors import PipelineError
from miit_ie.model.config import ROLES, Calibration, ModelConfig
from small_models import tiny_config


@given(
    st.lists(st.text(), max_size=4).map(tuple),
    st.dictionaries(st.text(), st.integers(1, 100)),
    st.floats(-9, 9),
)
def test_the_configuration_survives_a_file(labels: tuple[str, ...], features: dict[str, int], number: float) -> None:
    config = tiny_config(
        entity_labels=labels,
        features=features,
        thresholds={"entity": number},
        calibration={"entity": Calibration(number, -number)},
    )
    read = ModelConfig.parse(config.format())
    assert read == config
    assert list(read.features) == list(features)


def test_groups_are_the_places_of_the_labels() -> None:
    config = tiny_config()
    labels = {kind: config.span_labels[group] for kind, group in config.groups.items()}
    assert labels == {"entity": config.entity_labels, "trigger": config.event_types, "argument": ROLES}


def test_confidence_rises_with_the_score() -> None:
    config = tiny_config(calibration={"entity": Calibration(2.0, -1.0)})
    assert config.confidence("entity", 0.5) == 0.5
    assert config.confidence("entity", 1.0) == pytest.approx(0.7311)
    assert config.confidence("entity", -1e4) == 0


@pytest.mark.parametrize("score", [-1e5, 1e5])
def test_confidence_of_any_score_is_a_probability(score: float) -> None:
    assert 0 <= tiny_config().confidence("event", score) <= 1


def changed(**changes: object) -> str:
    return json.dumps(json.loads(tiny_config().format()) | changes)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not the configuration of a model"),
        ("[]", "not the configuration of a model"),
        ("{}", "not the configuration of a model"),
        ('{"format": 1}', "not the configuration of a model"),
        (changed(entity_labels=None), "not the configuration of a model"),
        (changed(calibration={"entity": {"tilt": 1}}), "unexpected keyword argument 'tilt'"),
        (changed(hidden_size=768), "unexpected keyword argument 'hidden_size'"),
        (changed(format=2), "format 2, made by another version of miit_ie"),
        (changed(format=2, new=1), "format 2, made by another version of miit_ie"),
    ],
)
def test_what_is_no_configuration_is_refused(content: str, message: str) -> None:
    with pytest.raises(PipelineError, match=message) as raised:
        ModelConfig.parse(content)
    assert str(raised.value).startswith("config.json: ")
