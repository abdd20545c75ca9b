from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from annotating import Annotator
from typer.testing import CliRunner, Result

import miit_ie
from miit_ie.cli import app
from miit_ie.schema import Bulletin, Meta

T = Annotator("市住建局遴选出6个试点，发布清单。")
SELECTED = T.event("遴选", "遴选出", T.item("试点", count=T.count("6个", 6, "个")))
GOLD = [
    T.bulletin(SELECTED, T.entity("市住建局", "AGENCY"), doc_id="a"),
    replace(T.bulletin(T.event("发布", "发布", T.item("清单")), doc_id="b"), meta=Meta(title="清单")),
]
PREDICTED = [replace(GOLD[0]), replace(GOLD[1], events=())]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, bulletins in (("gold", GOLD), ("pred", PREDICTED)):
        lines = [bulletin.to_json(with_text=name == "gold") for bulletin in bulletins]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    # Names with a suffix are files of the test's folder.
    return CliRunner().invoke(app, ["eval", *(str(folder / a) if "." in a and a[0] != "-" else a for a in arguments)])


def test_it_prints_the_scores(files: Path) -> None:
    result = run(files, "--gold", "gold.jsonl", "--pred", "pred.jsonl", "--resamples", "20")
    assert result.exit_code == 0, result.output
    assert [line.split() for line in result.stdout.splitlines() if line.startswith("  Fact ")] == [
        ["Fact", "1.000", "1.000", "1.000", "1.000–1.000", "1", "1", "1"],
        ["Fact", "1.000", "0.500", "0.667", "0.000–1.000", "2", "1", "1"],
    ]
    assert "2 bulletins, 20 resamples" in result.stdout
    assert result.stderr == ""


def test_it_writes_scores_and_report(files: Path) -> None:
    result = run(
        files, "--gold", "gold.jsonl", "--pred", "pred.jsonl", "--json", "scores.json", "--report", "report.html",
        "--resamples", "20", "--seed", "4",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    scores = json.loads((files / "scores.json").read_text(encoding="utf-8"))
    assert scores["bootstrap"]["seed"] == 4
    assert scores["scores"]["Trig-C"]["发布"]["fn"] == 1
    assert "comparison" not in scores
    assert "event missed" in (files / "report.html").read_text(encoding="utf-8")


def test_it_compares_two_systems(files: Path) -> None:
    result = run(
        files, "--gold", "gold.jsonl", "--pred", "gold.jsonl", "--compare", "pred.jsonl", "--json", "scores.json",
        "--resamples", "20",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "20 paired resamples" in result.stdout
    comparison = json.loads((files / "scores.json").read_text(encoding="utf-8"))["comparison"]
    assert comparison["differences"]["Fact"]["all"]["difference"] == pytest.approx(1 / 3)


def test_it_runs_a_pipeline_on_the_gold_texts(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Bulletin] = []

    def extract_many(texts: Iterable[Bulletin], *, pipeline: str) -> Iterator[Bulletin]:
        assert pipeline == "mine"
        given.extend(texts)
        return iter([GOLD[0], replace(GOLD[1], events=(), error="too odd")])

    monkeypatch.setattr(miit_ie, "extract_many", extract_many, raising=False)
    result = run(files, "--gold", "gold.jsonl", "--pipeline", "mine", "--json", "scores.json", "--resamples", "20")
    assert result.exit_code == 0, result.output
    # Nothing of the annotations is handed to it.
    assert given == [replace(bulletin, entities=(), events=()) for bulletin in GOLD]
    assert result.stderr.splitlines() == [
        "warning: --pipeline mine: bulletin 'b' counts as if nothing had been found: too odd"
    ]
    assert json.loads((files / "scores.json").read_text(encoding="utf-8"))["failed"] == ["b"]


def test_texts_are_joined_to_gold(files: Path) -> None:
    (files / "bare.json").write_text(GOLD[0].to_json(), encoding="utf-8")
    (files / "a.txt").write_bytes(T.text.encode())
    bare = run(files, "--gold", "bare.json", "--pred", "bare.json", "--report", "report.html")
    assert bare.exit_code == 0
    assert "came without its text" in (files / "report.html").read_text(encoding="utf-8")
    joined = run(files, "--gold", "bare.json", "--pred", "bare.json", "--report", "report.html", "--text", "a.txt")
    assert joined.exit_code == 0
    assert "came without its text" not in (files / "report.html").read_text(encoding="utf-8")


def test_gold_without_entities_is_remarked_on(files: Path) -> None:
    (files / "bare.json").write_text(T.bulletin(SELECTED).to_json(), encoding="utf-8")
    predicted = T.bulletin(SELECTED, T.entity("市住建局", "AGENCY"))
    (files / "pred.json").write_text(predicted.to_json(), encoding="utf-8")
    result = run(
        files, "--gold", "bare.json", "--pred", "pred.json", "--json", "scores.json", "--report", "report.html"
    )
    assert result.exit_code == 0
    assert "bare.json: no entities" in result.stderr
    assert "Ent" not in result.stdout
    assert "AGENCY" not in result.stdout + (files / "report.html").read_text(encoding="utf-8")
    assert json.loads((files / "scores.json").read_text(encoding="utf-8"))["scores"]["Ent"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--gold", "gold.jsonl"], "miit-ie: give either --pred or --pipeline"),
        (
            ["--gold", "gold.jsonl", "--pred", "pred.jsonl", "--pipeline", "rules"],
            "miit-ie: give either --pred or --pip",
        ),
        (["--gold", "gone.jsonl", "--pred", "pred.jsonl"], "gone.jsonl: cannot read the file"),
        (["--gold", "gold.jsonl", "--pred", "half.jsonl"], "miit-ie: no prediction for 'b' of 2 gold bulletins"),
        (["--gold", "half.jsonl", "--pipeline", "rules"], "bulletin 'a' comes without its text; give it with --text"),
        (["--gold", "gold.jsonl", "--pred", "pred.jsonl", "--compare", "half.jsonl"], "miit-ie: no prediction for 'b'"),
        (["--gold", "gold.jsonl", "--pred", "pred.jsonl", "--json", "no/a.json"], "no/a.json: cannot write the file"),
    ],
)
def test_a_mistake_gets_one_line_and_status_2(files: Path, arguments: list[str], message: str) -> None:
    (files / "half.jsonl").write_text(PREDICTED[0].to_json(), encoding="utf-8")
    result = run(files, *arguments)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert message in line
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("pred", "status", "printed"),
    [("pred.jsonl", 0, "all types"), ("gone.jsonl", 2, "error: gone.jsonl: cannot read the file: No such file")],
)
def test_it_runs_as_a_module(files: Path, pred: str, status: int, printed: str) -> None:
    command = [sys.executable, "-m", "miit_ie.evaluation", "--gold", "gold.jsonl", "--pred", pred]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=files, env=environment, capture_output=True, check=False)
    output = (done.stdout + done.stderr).decode()
    assert done.returncode == status, output
    assert printed in output
    assert "Traceback" not in output
