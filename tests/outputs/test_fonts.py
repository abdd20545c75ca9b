"""Plots show Chinese where the system has a font for it, and say so where it has none."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

pytest.importorskip("matplotlib", reason="needs the train extra")

import matplotlib
from matplotlib.figure import Figure

from miit_ie.outputs import fonts
from miit_ie.outputs.fonts import use_chinese_font


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    with matplotlib.rc_context():
        yield


def missing_glyphs(text: str) -> list[str]:
    """What matplotlib says of the characters it has no glyphs for."""
    figure = Figure()
    figure.text(0, 0, text)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure.draw_without_rendering()
    return [str(warning.message) for warning in caught if "missing from" in str(warning.message)]


def test_chinese_is_drawn_wherever_it_is_said_to_be() -> None:
    before = matplotlib.rcParams["font.family"]
    assert missing_glyphs("认定") != []
    if use_chinese_font():
        assert missing_glyphs("认定 −1 RECOGNITION") == []
        assert matplotlib.rcParams["font.family"][:-1] == before
    else:
        assert matplotlib.rcParams["font.family"] == before


def test_a_font_is_added_once() -> None:
    use_chinese_font()
    once = matplotlib.rcParams["font.family"]
    use_chinese_font()
    assert matplotlib.rcParams["font.family"] == once


def test_the_first_font_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FONTS", ("No Such Font", "DejaVu Serif", "DejaVu Sans Mono"))
    assert use_chinese_font()
    assert matplotlib.rcParams["font.family"] == ["sans-serif", "DejaVu Serif"]


def test_nothing_is_changed_without_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_FONTS", ("No Such Font",))
    before = matplotlib.rcParams["font.family"]
    assert not use_chinese_font()
    assert matplotlib.rcParams["font.family"] == before
