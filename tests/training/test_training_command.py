"""The command line says in one line what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason="needs the train extra")

from miit_ie.training import scoring
from miit_ie.training.__main__ import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> str:
    """Run the command line; return its message, or its exit status."""
    monkeypatch.setattr(sys, "argv", ["miit_ie.training", *map(str, arguments)])
    with pytest.raises(SystemExit) as raised:
        main()
    return str(raised.value)


@pytest.mark.parametrize("corpus", ["dev", "dev=", "=gold:dev"])
def test_a_corpus_is_a_name_and_a_path(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], corpus: str
) -> None:
    assert run(monkeypatch, "score", "model", "--corpus", corpus) == "2"
    assert f"'{corpus}' is not NAME=PATH" in capsys.readouterr().err


def test_a_missing_recipe_or_model_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    recipe = tmp_path / "none.toml"
    for command in ("adapt", "experiments", "fewshot"):
        message = run(monkeypatch, command, recipe, "-o", tmp_path / "out")
        assert message == f"miit_ie.training: {recipe}: cannot read the file: No such file or directory"
    assert str(tmp_path / "model") in run(monkeypatch, "score", tmp_path / "model", "--corpus", "dev=gold:dev")


def test_scores_are_printed_and_those_of_the_corpora_named_are_drawn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    scores = {"full": {"Fact": {"all": [0.5, 0.4, 0.6]}}, "calibration": {"entity": {"ece": 0.0, "bins": []}}}
    monkeypatch.setattr(scoring, "score", lambda *_: {"corpora": {"old": scores | {"calibration": {}}, "dev": scores}})
    drawn = []
    monkeypatch.setattr(scoring, "plot_reliability", lambda corpora, path: drawn.append((corpora, path)))
    assert run(monkeypatch, "score", "model", "--corpus", "dev=a=b", "--plot", tmp_path / "a.png") == "0"
    assert capsys.readouterr().out == "old · full: Fact all 0.500\ndev · full: Fact all 0.500\n"
    assert drawn == [([scores], tmp_path / "a.png")]
