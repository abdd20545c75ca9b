"""The texts a model is unsure of come first, and not the same one over and over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import miit_ie
from miit_ie.annotation import import_bulletins, load_gold
from miit_ie.annotation.suggestion import _entropy, suggest
from miit_ie.cli import app
from miit_ie.errors import PipelineError
from miit_ie.schema import Bulletin

TEXTS = [bulletin.text or "" for bulletin in load_gold("train").bulletins[:12]]
PLAIN = "会议由处长主持，各处室负责同志参加。"


def pool(*texts: str) -> list[Bulletin]:
    return [Bulletin.of(text, str(number)) for number, text in enumerate(texts)]


def test_what_says_nothing_comes_last() -> None:
    chosen = suggest(pool(PLAIN * 8, *TEXTS[:3]), 4)
    assert chosen[-1].bulletin.doc_id == "0"
    assert chosen[-1].uncertainty == min(one.uncertainty for one in chosen)
    assert chosen[0].uncertainty == max(one.uncertainty for one in chosen) > 0


def test_a_text_and_its_copy_are_not_chosen_together() -> None:
    first = suggest(pool(*TEXTS), 1)[0].bulletin.text or ""
    chosen = suggest(pool(*TEXTS, first), 4)
    assert [one.bulletin.text for one in chosen].count(first) == 1
    # It is taken only when nothing else is left.
    assert suggest(pool(*TEXTS, first), len(TEXTS) + 1)[-1].bulletin.text == first


def test_more_are_not_given_than_there_are_and_bad_ones_are_passed_over() -> None:
    bad = Bulletin.of("", "bad", error="the text is empty")
    assert sorted(one.bulletin.doc_id for one in suggest([bad, *pool(*TEXTS[:2])], 50)) == ["0", "1"]
    assert suggest([bad], 5) == []


def test_the_choice_is_the_same_each_time() -> None:
    names = [one.bulletin.doc_id for one in suggest(pool(*TEXTS), 6)]
    assert names == [one.bulletin.doc_id for one in suggest(pool(*TEXTS), 6, pipeline=miit_ie.load())]
    assert len(set(names)) == 6


@pytest.mark.parametrize(("p", "bits"), [(0.0, 0.0), (1.0, 0.0), (0.5, 1.0), (0.11002786443835955, 0.5)])
def test_entropy(p: float, bits: float) -> None:
    assert _entropy(p) == pytest.approx(bits)


def test_only_a_model_says_how_sure_it_is() -> None:
    with pytest.raises(PipelineError, match=r"^the pipeline has no model"):
        suggest(pool(*TEXTS[:1]), 1, pipeline="rules")


def test_the_command_writes_what_an_annotator_corrects(tmp_path: Path) -> None:
    lines = [{"id": f"n{number}", "text": text} for number, text in enumerate(TEXTS[:5])] + [{"id": "bad", "text": ""}]
    file = tmp_path / "pool.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    result = CliRunner().invoke(app, ["suggest", str(file), "-n", "2", "-o", str(tmp_path / "tasks.json")])
    assert result.exit_code == 1, result.output
    assert "line 6: text: empty" in result.stderr
    names = [line.split()[1] for line in result.stdout.splitlines()]
    bulletins, report = import_bulletins([tmp_path / "tasks.json"], "label-studio", as_predictions=True)
    assert not report.problems
    read = [one for one in bulletins if isinstance(one, Bulletin)]
    assert [one.doc_id for one in read] == names
    assert all(one.events for one in read)
