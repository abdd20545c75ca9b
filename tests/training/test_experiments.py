"""Variants of a recipe with several seeds, and the table they end in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason="needs the train extra")

from miit_ie.annotation import load_gold
from miit_ie.errors import InputError
from miit_ie.training.experiments import Experiments, run, table
from miit_ie.training.fewshot import FewShots, plot_curves
from miit_ie.training.fewshot import run as run_trials
from miit_ie.training.fewshot import table as trial_table
from small_models import save_encoder

GOLD = load_gold("dev").bulletins
CHARACTERS = "".join(sorted({character for one in GOLD[:4] for character in (one.text or "").lower()} - set("\n")))


@pytest.fixture
def settings(tmp_path: Path) -> str:
    save_encoder(tmp_path / "encoder", CHARACTERS)
    file = tmp_path / "some.jsonl"
    file.write_text("".join(one.to_json(with_text=True) + "\n" for one in GOLD[:2]), encoding="utf-8")
    source = f"[{{ path = {json.dumps(str(file))} }}]"
    return f"encoder = {json.dumps(str(tmp_path / 'encoder'))}\nepochs = 1\ntrain = {source}\n"


def test_every_variant_is_trained_with_every_seed_once(
    settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "experiments.toml"
    dev = f"dev = [{{ path = {json.dumps(str(tmp_path / 'some.jsonl'))} }}]\n"
    file.write_text(f"seeds = [3, 4]\n[base]\n{settings}{dev}[variants.bare]\nfeatures = []\n", encoding="utf-8")
    experiments = Experiments.from_file(file)
    assert [[recipe.seed for recipe in recipes] for recipes in experiments.recipes.values()] == [[3, 4], [3, 4]]
    assert [recipes[0].features for recipes in experiments.recipes.values()][1] == ()
    results = run(experiments, tmp_path / "runs")
    assert {name: len(runs) for name, runs in results.items()} == {"base": 2, "bare": 2}
    assert json.loads((tmp_path / "runs" / "results.json").read_text(encoding="utf-8")) == results
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "runs").glob("*/best/model.safetensors")}
    assert len(times) == 4
    # Another variant put in front of it does not move the runs that are there.
    content = file.read_text(encoding="utf-8")
    content = content.replace("[variants.bare]", '[variants."a/b"]\nepochs = 0\n[variants.bare]')
    file.write_text(content, encoding="utf-8")
    more = run(Experiments.from_file(file), tmp_path / "runs")
    assert list(more) == ["base", "a/b", "bare"]
    assert {name: more[name] for name in results} == results
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_the_table_has_mean_and_spread() -> None:
    scores = ("core Trig-C", "Trig-C", "Arg-C+", "core Fact", "Fact", "Modality", "Ent")
    runs = [{f"eval_dev_{name}": value for name in scores} for value in (0.5, 0.7)]
    lines = table({"base": runs, "other": runs[:1], "none": []}, "dev").splitlines()
    assert lines[0].startswith("| | seeds | core Trig-C |")
    assert lines[2].startswith("| base | 2 | 0.600 ± 0.141 |")
    assert lines[3].startswith("| other | 1 | 0.500 |")
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("seed = 1\n", "unknown key 'seed'"),
        ("seeds = 1\n[base]\n", "expected a list of seeds"),
        ('[base]\nencoder = "e"\n', "base: not a recipe"),
        ('[base]\nencoder = "e"\ntrain = [{ path = "a" }]\n[variants.x]\nepoch = 1\n', "x: unknown key 'epoch'"),
    ],
)
def test_experiments_that_are_none(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "experiments.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=f"^{file}: {message}"):
        Experiments.from_file(file)


def test_a_type_is_held_out_and_comes_back(settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "fewshot.toml"
    content = (
        f'sizes = [0, 2]\nseeds = [0]\nreplay = 0.01\n[base]\nwithout = ["撤销"]\n{settings}[settings]\nepochs = 1\n'
    )
    file.write_text(content, encoding="utf-8")
    results = run_trials(FewShots.from_file(file), tmp_path / "runs")
    assert {kind: {size: len(values) for size, values in by_size.items()} for kind, by_size in results.items()} == {
        "撤销": {"0": 1, "2": 1}
    }
    config = json.loads((tmp_path / "runs" / "base" / "best" / "config.json").read_text(encoding="utf-8"))
    assert "撤销" not in config["event_types"]
    config = json.loads((tmp_path / "runs" / "revocation-2-0" / "best" / "config.json").read_text(encoding="utf-8"))
    assert config["event_types"][-1] == "撤销"
    examples = (tmp_path / "runs" / "revocation-2-0" / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(examples) == 2
    # What is through is not done again.
    monkeypatch.setattr("miit_ie.training.fewshot._trial", lambda *_: pytest.fail("it is tried again"))
    assert run_trials(FewShots.from_file(file), tmp_path / "runs") == results
    plot_curves(results, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").stat().st_size > 1000


def test_the_table_of_trials() -> None:
    assert trial_table({"撤销": {"0": [0.0], "5": [0.2, 0.4]}}).splitlines() == [
        "| examples | 0 | 5 |",
        "| --- | --- | --- |",
        "| 撤销 | 0.00 (0.00–0.00) | 0.30 (0.20–0.40) |",
    ]


def test_trials_that_are_none(tmp_path: Path) -> None:
    file = tmp_path / "fewshot.toml"
    file.write_text("sizes = [1]\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"^{file}: missing key 'base'$"):
        FewShots.from_file(file)
