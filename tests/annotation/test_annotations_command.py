from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from miit_ie.annotation import GoldBulletin, corpus, load_standoff, read_corpus, resolve, write_standoff
from miit_ie.cli import app
from miit_ie.evaluation import load_bulletins
from miit_ie.schema import load_ontology

PLANTED = Path(__file__).with_name("planted.jsonl")
TEXT = "县里部署任务。"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["annotations", *map(str, arguments)])


def shorthand(doc_id: str, **fields: Any) -> dict[str, Any]:
    event = {"t": "部署", "trig": "部署", "agent": ["县里"], "items": [{"target": "任务"}]}
    return {"doc_id": doc_id, "genre": "press", "text": TEXT, "ents": [], "events": [event], **fields}


def write(file: Path, *lines: object) -> Path:
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for split, text in (
        ("train", TEXT),
        ("dev", "港口管理处当日没有新的消息。"),
        ("test", "天气转凉之后游客少了一些。"),
    ):
        line = GoldBulletin(resolve({"doc_id": split, "text": text}), "press").to_dict()
        write(tmp_path / f"{split}.jsonl", line)
    monkeypatch.setattr(corpus, "_FOLDERS", (tmp_path,))
    return tmp_path


def test_check_reports_faults_and_fails() -> None:
    result = run("check", PLANTED)
    assert result.exit_code == 1
    *findings, summary = result.stdout.splitlines()
    assert (
        f"{PLANTED}:28: leading-blank: events[0].items[0].target: error: begins or ends with a blank [edges]"
        in findings[23]
    )
    assert summary == "67 bulletins: 49 errors, 11 notes"


def test_check_takes_the_gold_corpus_and_lists_the_worst_overlaps(gold: Path) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-3:] == [
        "8-grams of test that stand in dev too: 0.0% in the median; most in",
        f"    0.0% {gold}/test.jsonl:1 test",
        "3 bulletins: 0 errors, 0 notes",
    ]


def test_notes_alone_are_no_failure(tmp_path: Path) -> None:
    event = {"t": "部署", "trig": "部署", "pol": "-", "items": [{"target": "任务"}]}
    line = GoldBulletin(resolve({"doc_id": "a", "text": TEXT, "events": [event]}), "press").to_dict()
    result = run("check", write(tmp_path / "a.jsonl", line))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "1 bulletins: 0 errors, 1 notes"


def test_file_that_cannot_be_read_is_another_status(tmp_path: Path) -> None:
    result = run("check", tmp_path / "none.jsonl")
    assert result.exit_code == 2
    assert result.stderr == f"miit-ie: {tmp_path}/none.jsonl: cannot read the file: No such file or directory\n"


def test_stats_count_the_gold_corpus_or_files(gold: Path) -> None:
    assert "| bulletins                |     1 |   1 |    1 |   3 |" in run("stats").stdout
    assert "| bulletins                |   1 |" in run("stats", gold / "dev.jsonl").stdout


def test_resolve_writes_gold_lines(tmp_path: Path) -> None:
    one = write(tmp_path / "one.jsonl", shorthand("a"), "", shorthand("b", genre="list"))
    two = write(tmp_path / "two.jsonl", shorthand("c"))
    result = run("resolve", one, two, "-o", tmp_path / "gold.jsonl")
    assert (result.exit_code, result.output) == (0, "")
    found = read_corpus(tmp_path / "gold.jsonl")
    assert [(each.bulletin.doc_id, each.genre) for each in found] == [("a", "press"), ("b", "list"), ("c", "press")]
    assert run("check", tmp_path / "gold.jsonl").exit_code == 0


def test_resolve_names_every_bad_line_and_writes_nothing(tmp_path: Path) -> None:
    file = write(
        tmp_path / "one.jsonl",
        shorthand("a", events=[{"t": "部署", "trig": "安排"}]),
        shorthand("b"),
        "{",
        shorthand("c", genre=None),
    )
    result = run("resolve", file, "-o", tmp_path / "gold.jsonl")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{file}:1: events[0].trig: '安排' is not in the text",
        f"{file}:3: not JSON: Expecting property name enclosed in double quotes (column 2)",
        f"{file}:4: genre: expected a string, found null",
        f"3 of 4 bulletins cannot be resolved, and {tmp_path}/gold.jsonl is not written",
    ]
    assert not (tmp_path / "gold.jsonl").exists()


def test_resolve_knows_types_of_ones_own(tmp_path: Path) -> None:
    ontology = tmp_path / "mine.toml"
    table = '[event_types."安排"]\ncode = "ARRANGEMENT"\nzh = "a"\nen = "b"\n'
    ontology.write_text(f'name = "mine"\nextends = "miit_ie"\n{table}', encoding="utf-8")
    own = shorthand("a")
    own["events"] = [{**event, "t": "安排"} for event in own["events"]]
    file = write(tmp_path / "one.jsonl", own)
    assert "expected one of" in run("resolve", file, "-o", tmp_path / "gold.jsonl").stderr
    assert run("resolve", file, "-o", tmp_path / "gold.jsonl", "--ontology", ontology).exit_code == 0
    [bulletin] = load_bulletins(tmp_path / "gold.jsonl", ontology=load_ontology(ontology))
    assert {event.code for event in bulletin.events} == {"ARRANGEMENT"}
    assert run("check", tmp_path / "gold.jsonl", "--ontology", ontology).exit_code == 0
    assert run("check", tmp_path / "gold.jsonl").exit_code == 1
    assert "ARRANGEMENT" in run("stats", tmp_path / "gold.jsonl", "--ontology", ontology).stdout


def test_resolve_does_not_write_over_its_input(tmp_path: Path) -> None:
    file = write(tmp_path / "one.jsonl", shorthand("a"))
    result = run("resolve", file, "-o", file)
    assert (result.exit_code, result.stderr) == (2, f"miit-ie: {file}: is an input and is not written over\n")


def test_join_gives_what_eval_reads(tmp_path: Path) -> None:
    bulletin = resolve(shorthand("a"))
    standoff, copy, joined = tmp_path / "a.json", tmp_path / "a.txt", tmp_path / "joined.jsonl"
    write_standoff(standoff, bulletin, source="https://example.org/a")
    copy.write_text(TEXT, encoding="utf-8")
    assert run("join", standoff, copy, "-o", joined).exit_code == 0
    assert load_bulletins(joined) == [load_standoff(standoff, TEXT)] == [bulletin]


def test_join_says_how_the_copy_differs(tmp_path: Path) -> None:
    standoff, copy = tmp_path / "a.json", tmp_path / "a.txt"
    write_standoff(standoff, resolve(shorthand("a")), source="https://example.org/a")
    copy.write_text(TEXT + "\n", encoding="utf-8")
    result = run("join", standoff, copy, "-o", tmp_path / "joined.jsonl")
    assert result.exit_code == 2
    assert "end it with 0 line break(s), not 1" in result.stderr
