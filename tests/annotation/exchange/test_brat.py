from __future__ import annotations

import json
from pathlib import Path

import pytest
from exchanging import BULLETIN, EVENT, TEXT, export, problems, read_one, span

from miit_ie.annotation import import_bulletins
from miit_ie.annotation.exchange.brat_config import files, names
from miit_ie.errors import OntologyError
from miit_ie.schema import Bulletin, Entity, Ontology, Span, default_ontology, load_ontology

MADE_BY_HAND = """T3\tRECOGNITION 13 15\t认定
T9\ttarget 29 31\t企业
T4\tcount 26 29\t12家
R1\ttarget Arg1:T3 Arg2:T9
R2\tcount Arg1:T9 Arg2:T4\t
A1\tmodality T3 proposed
A2\tmembers_complete T9
"""


def pair(folder: Path, annotations: str, text: str = TEXT, name: str = "notice") -> Path:
    (folder / f"{name}.txt").write_bytes(text.encode())
    (folder / f"{name}.ann").write_bytes(annotations.encode())
    return folder / f"{name}.ann"


def ontology_of(folder: Path, tables: str) -> Ontology:
    (folder / "mine.toml").write_text(f'name = "mine"\nextends = "miit_ie"\n{tables}', encoding="utf-8")
    return load_ontology(folder / "mine.toml")


def test_a_text_that_was_annotated_by_hand_needs_no_record_of_ours(tmp_path: Path) -> None:
    bulletin = read_one(pair(tmp_path, MADE_BY_HAND), "brat")
    [event] = bulletin.events
    [item] = event.items
    assert (bulletin.doc_id, event.type, event.modality) == ("notice", "认定", "proposed")
    assert (item.target, item.members_complete, item.count and item.count.value) == (span("企业"), True, 12)


def test_a_note_in_json_goes_before_the_words_and_others_are_counted(tmp_path: Path) -> None:
    notes = '#1\tAnnotatorNotes T4\t{"value": 13, "unit": "户"}\n#2\tAnnotatorNotes T3\t拿不准\n'
    [entry], report = import_bulletins([pair(tmp_path, MADE_BY_HAND + notes)], "brat")
    assert isinstance(entry, Bulletin)
    count = entry.events[0].items[0].count
    assert count
    assert (count.value, count.unit, count.bound) == (13, "户", "exact")
    assert str(report) == "brat: not read, for they are no JSON objects: annotators' notes (1)"


def test_texts_have_line_feeds_only_and_offsets_stay(tmp_path: Path) -> None:
    export(tmp_path, "brat")
    text = (tmp_path / "notice.txt").read_bytes().decode()
    assert text == TEXT.replace("\r\n", " \n")
    for line in (tmp_path / "notice.ann").read_text(encoding="utf-8").splitlines():
        if line.startswith("T"):
            _, place, words = line.split("\t")
            _, start, end = place.split()
            assert text[int(start) : int(end)] == words
    assert read_one(tmp_path, "brat") == BULLETIN


def test_a_span_over_lines_is_written_in_fragments(tmp_path: Path) -> None:
    over = Span.of(TEXT, span("工信局").start, span("认定").end)
    bulletin = Bulletin.of(TEXT, "notice", entities=(Entity(over.text, over.start, over.end, "AGENCY"),))
    export(tmp_path, "brat", bulletin)
    # The carriage return is a blank here, and belongs to the first fragment.
    assert (tmp_path / "notice.ann").read_text(encoding="utf-8") == "T1\tAGENCY 8 12;13 15\t工信局  认定\n"
    assert read_one(tmp_path, "brat") == bulletin


def test_a_span_that_ends_with_a_line_end_is_kept_with_the_record(tmp_path: Path) -> None:
    over = Span.of(TEXT, span("工信局").start, span("认定").start)
    bulletin = Bulletin.of(TEXT, "notice", entities=(Entity(over.text, over.start, over.end, "AGENCY"),))
    report = export(tmp_path, "brat", bulletin)
    assert (tmp_path / "notice.ann").read_text(encoding="utf-8") == ""
    kept = "spans of AGENCY that cannot be marked (1)"
    assert str(report) == f"brat: kept with the record, for brat has no place for it: {kept}"
    assert read_one(tmp_path, "brat") == bulletin


def test_what_is_usual_is_not_written(tmp_path: Path) -> None:
    export(tmp_path, "brat")
    lines = (tmp_path / "notice.ann").read_text(encoding="utf-8").splitlines()
    attributes = [line.split("\t")[1] for line in lines if line.startswith(("A", "#"))]
    trigger, count = (
        next(line.split()[0] for line in lines if f"\t{label} " in line) for label in ("RECOGNITION", "count")
    )
    assert sorted(attributes) == sorted([f"modality {trigger} planned", f"scope {count} total"])


def test_bulletins_whose_files_would_be_the_same_are_reported(tmp_path: Path) -> None:
    first, second = (Bulletin.of(TEXT, name, events=(EVENT,)) for name in ("Notice", "notice"))
    report = export(tmp_path, "brat", first, second)
    assert report.bulletins == 1
    assert report.problems == (f"notice: another bulletin is written to {tmp_path / 'notice'}.ann",)
    assert read_one(tmp_path, "brat") == first


def test_names_that_no_file_can_have_come_back(tmp_path: Path) -> None:
    bulletins = [Bulletin.of(TEXT, name) for name in ("", ".", "a/b.c", "丙.ann")]
    assert export(tmp_path, "brat", *bulletins).problems == ()
    back, report = import_bulletins([tmp_path], "brat")
    assert report.problems == ()
    assert {entry.doc_id for entry in back if isinstance(entry, Bulletin)} == {"", ".", "a/b.c", "丙.ann"}


def test_half_a_surrogate_pair_has_no_place_in_a_text_file(tmp_path: Path) -> None:
    report = export(tmp_path, "brat", Bulletin.of("甲\ud83c乙", "half"))
    assert report.problems == ("half: not valid Unicode: lone surrogate '\\ud83c' at offset 1",)
    assert not (tmp_path / "half.txt").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("R3\tcount Arg1:T9 Arg2:T7", "relation count from T9 to T7: there is no span T7", id="dangling"),
        pytest.param("T7\tFRUIT 29 31\t企业", "FRUIT T7 [29, 31): unknown label 'FRUIT'", id="unknown label"),
        pytest.param(
            "T7\tPLACE 99 100\t局",
            f"line 8: PLACE T7 [99, 100): lies outside the text, which has {len(TEXT)} characters",
            id="outside the text",
        ),
        pytest.param(
            "T7\tPLACE 29 31\t企事",
            "line 8: PLACE T7 [29, 31): its words are '企事', and '企业' stands there",
            id="other words",
        ),
        pytest.param("T7\tPLACE 13 14;15 16\t认 👩", "line 8: T7 has a gap; a span is one stretch of text", id="gap"),
        pytest.param("T9\tPLACE 29 31\t企业", "line 8: there are two spans T9", id="same id"),
        pytest.param("A3\tmood T3 good", "line 8: unknown attribute 'mood'", id="unknown attribute"),
        pytest.param("A3\tscope T8 total", "scope of T8: there is no span T8", id="attribute of nothing"),
        pytest.param("E1\tRECOGNITION:T3 target:T9", "line 8: expected T, R, A or #, found", id="event line"),
        pytest.param("A3\tpolarity T3 maybe", "events[0].polarity: expected one of positive negative", id="value"),
        pytest.param("R3\tbasis Arg1:T9 Arg2:T4", "leads to count T4 [26, 29), which is no basis", id="wrong role"),
    ],
)
def test_a_mistake_is_named_and_good_files_go_on(tmp_path: Path, line: str, message: str) -> None:
    good = pair(tmp_path, MADE_BY_HAND, name="good")
    bad = pair(tmp_path, f"{MADE_BY_HAND}{line}\n", name="bad")
    entries, report = import_bulletins([tmp_path], "brat")
    assert [entry.doc_id for entry in entries if isinstance(entry, Bulletin)] == [good.stem]
    assert report.problems
    assert all(problem.startswith(f"{bad}: ") for problem in report.problems)
    assert message in report.problems[0]


def test_files_that_are_not_there_or_not_theirs_are_named(tmp_path: Path) -> None:
    assert problems(tmp_path, "brat") == [f"{tmp_path}: there is no .ann file in this folder"]
    file = pair(tmp_path, "")
    (tmp_path / "notice.txt").unlink()
    missing = f"{tmp_path / 'notice.txt'}: cannot read the file: No such file or directory"
    assert problems(tmp_path, "brat") == [f"{file}: {missing}"]
    export(tmp_path, "brat")
    (tmp_path / "notice.txt").write_text("甲" * len(TEXT), encoding="utf-8")
    (tmp_path / "notice.ann").write_text("", encoding="utf-8")
    assert problems(tmp_path, "brat") == [f"{file}: the text has been changed"]


def test_the_configuration_names_what_the_ontology_has(tmp_path: Path) -> None:
    tables = '[event_types."处罚"]\ncode = "PENALTY"\nzh = "处罚"\nen = "Imposes a penalty."\n'
    ontology = ontology_of(tmp_path, tables)
    config = files(ontology)
    entities = config["annotation.conf"].split("[relations]")[0].split()[1:]
    assert entities == [*names(ontology).values()]
    assert entities[-len(ontology.roles) - 1] == "PENALTY"
    assert "PENALTY | 处罚 | PENALTY" in config["visual.conf"].splitlines()
    assert "modality\tArg:<TRIGGER>, Value:actual|planned|proposed|generic" in config["annotation.conf"].splitlines()
    assert "PENALTY" not in files(default_ontology())["annotation.conf"]


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ('[entity_labels."产品"]\nzh = "产品"\nen = "A product."\n', "brat takes no name such as '产品'"),
        ('[entity_labels.REVIEW]\nzh = "评论"\nen = "A review."\n', "'REVIEW' would be 'REVIEW' in brat like another"),
        (
            '[entity_labels.target]\nzh = "靶"\nen = "A target."\n',
            "'target' is the name of two things, entity and argument",
        ),
    ],
)
def test_names_that_brat_cannot_tell_apart_are_refused(tmp_path: Path, tables: str, message: str) -> None:
    with pytest.raises(OntologyError, match=message):
        names(ontology_of(tmp_path, tables))


def test_the_record_beside_the_text_holds_what_brat_does_not_show(tmp_path: Path) -> None:
    export(tmp_path, "brat")
    record = json.loads((tmp_path / "notice.json").read_text(encoding="utf-8"))
    assert record["doc_id"] == "notice"
    assert record["meta"]["issuer"] == "省工信厅"
    assert record["carriage_returns"] == [TEXT.index("\r")]
    assert list(record["attributes"]) == ["time:1-6"]
