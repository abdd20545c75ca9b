from __future__ import annotations

import json
from pathlib import Path

import pytest
from exchanging import BULLETIN, TEXT, write_lines
from typer.testing import CliRunner, Result

from miit_ie import extract_many
from miit_ie.annotation import GoldBulletin, check_files, export_bulletins, import_bulletins, read_corpus
from miit_ie.annotation.exchange import Format
from miit_ie.cli import app
from miit_ie.errors import MiitIEError
from miit_ie.schema import Bulletin, Entity, Event, Item, Span, load_ontology


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["annotations", *map(str, arguments)])


def annotated(doc_id: str = "notice") -> GoldBulletin:
    """Return a bulletin with what a gold file holds, which is nothing inferred."""
    event = Event("认定", "RECOGNITION", Span("认定", 13, 15), items=(Item(Span("企业", 29, 31)),))
    return GoldBulletin(Bulletin.of(TEXT, doc_id, events=(event,)), "press")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "gold.jsonl", annotated("one").to_dict(), annotated("two").to_dict())


@pytest.mark.parametrize("format", [format.value for format in Format if format is not Format.CONLL])
def test_a_gold_file_comes_back_byte_for_byte(gold: Path, tmp_path: Path, format: str) -> None:
    exported, back = tmp_path / "exported", tmp_path / "back.jsonl"
    result = run("export", gold, "--to", format, "-o", exported)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "2 bulletins")
    result = run("import", exported, "--from", format, "-o", back)
    assert (result.exit_code, result.stderr) == (0, "2 bulletins\n")
    assert back.read_bytes() == gold.read_bytes()
    assert [entry.genre for entry in read_corpus(back)] == ["press", "press"]


def test_bulletins_without_genre_keep_what_a_pipeline_filled_in(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "extracted.jsonl", BULLETIN.to_dict(with_text=True))
    assert run("export", file, "--to", "label-studio", "--as", "predictions", "-o", tmp_path / "t.json").exit_code == 0
    assert "predictions" in json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))[0]
    result = run("import", tmp_path / "t.json", "--from", "label-studio", "--as", "predictions", "-o", tmp_path / "b")
    assert result.exit_code == 0
    assert (tmp_path / "b").read_bytes() == file.read_bytes()


def test_corrected_predictions_become_gold_that_passes_the_checks(tmp_path: Path) -> None:
    # The issuer in the heading becomes the agent of an event that names none.
    office = "海州省工业和信息化厅"
    text = f"{office}关于公布名单的通知\n\n2023年认定12家企业为示范企业。\n\n{office}\n2023年5月6日\n"
    [bulletin] = extract_many([text], pipeline="rules")
    assert any(mention.inferred for event in bulletin.events for mention in (*event.agent, *event.time))
    export_bulletins([bulletin], "label-studio", tmp_path / "a.json", as_predictions=True)
    [task] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    task["annotations"] = task["predictions"]
    (tmp_path / "b.json").write_text(json.dumps([task]), encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    result = run("import", tmp_path / "b.json", "--from", "label-studio", "--genre", "press", "-o", gold)
    assert result.exit_code == 0
    [entry] = read_corpus(gold)
    assert (entry.genre, len(entry.bulletin.events)) == ("press", len(bulletin.events))
    assert [str(error) for error in check_files([gold]).errors] == []


def test_what_is_left_out_is_told(gold: Path, tmp_path: Path) -> None:
    result = run("export", gold, "--to", "conll", "-o", tmp_path / "a.conll")
    assert result.exit_code == 0
    assert "conll: not written, for CoNLL holds entities only: events (2), arguments (2), genres (2)" in result.stderr


def test_bad_lines_are_told_and_the_others_go_on(gold: Path, tmp_path: Path) -> None:
    content = gold.read_text(encoding="utf-8")
    gold.write_text(f"{content}no bulletin\n", encoding="utf-8")
    result = run("export", gold, tmp_path / "missing.jsonl", "--to", "doccano", "-o", tmp_path / "a.jsonl")
    assert result.exit_code == 1
    broken, missing, _ = result.stderr.splitlines()
    assert broken.startswith(f"{gold}:3: not JSON")
    assert missing == f"{tmp_path / 'missing.jsonl'}: cannot read the file: No such file or directory"
    assert len((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_bulletins_without_text_cannot_be_exported(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", BULLETIN.to_dict())
    result = run("export", file, "--to", "brat", "-o", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (2, "notice: comes without its text\n0 bulletins\n")


def test_nothing_is_written_where_nothing_can_be_read(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "a.jsonl", {"text": "甲", "entities": [{"id": 1}]})
    result = run("import", file, "--from", "doccano", "-o", tmp_path / "gold.jsonl")
    assert (result.exit_code, result.stderr) == (2, f"{file}:1: entities[0].start_offset: missing\n0 bulletins\n")
    assert not (tmp_path / "gold.jsonl").exists()


def test_inputs_are_not_written_over(gold: Path, tmp_path: Path) -> None:
    before = gold.read_bytes()
    assert run("export", gold, "--to", "doccano", "-o", gold).exit_code == 2
    assert run("export", gold, "--to", "spacy", "-o", gold).exit_code == 2
    assert gold.read_bytes() == before


def test_types_of_your_own_go_there_and_back(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'name = "mine"\nextends = "miit_ie"\n'
        '[entity_labels.PRODUCT]\nzh = "产品"\nen = "A product."\n'
        '[event_types."处罚"]\ncode = "PENALTY"\nzh = "处罚"\nen = "Imposes a penalty."\n',
        encoding="utf-8",
    )
    ontology = load_ontology(mine)
    text = "处罚3家企业，没收水表。"
    event = Event("处罚", "PENALTY", Span("处罚", 0, 2), items=(Item(Span("企业", 4, 6)),))
    bulletin = Bulletin.of(text, "own", entities=(Entity("水表", 9, 11, "PRODUCT"),), events=(event,))
    file = write_lines(tmp_path / "mine.jsonl", GoldBulletin(bulletin, "list").to_dict())
    for format in Format:
        exported = tmp_path / f"own-{format.value}"
        assert run("export", file, "--ontology", mine, "--to", format.value, "-o", exported).exit_code == 0
        [back], report = import_bulletins([exported], format, ontology=ontology)
        assert report.problems == ()
        assert back == GoldBulletin(bulletin, "list") or format is Format.CONLL
        assert run("import", exported, "--from", format.value, "-o", tmp_path / "b.jsonl").exit_code == 2


@pytest.mark.parametrize("command", ["export", "import"])
def test_help_shows_examples(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"miit-ie annotations {command} " in result.stdout


def test_formats_there_are_none_of_are_refused(tmp_path: Path) -> None:
    known = "label-studio doccano brat prodigy conll spacy"
    with pytest.raises(MiitIEError, match=f"unknown format 'word'; there are: {known}"):
        export_bulletins([BULLETIN], "word", tmp_path / "a")
    with pytest.raises(MiitIEError, match="brat tells no predictions from annotations"):
        export_bulletins([BULLETIN], "brat", tmp_path / "a", as_predictions=True)
