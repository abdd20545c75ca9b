from __future__ import annotations

from pathlib import Path

import pytest
from exchanging import BULLETIN, TEXT, export, problems, read_one

from miit_ie.annotation import import_bulletins
from miit_ie.schema import Bulletin, Entity


def test_a_character_and_its_tag_stand_on_a_line(tmp_path: Path) -> None:
    bulletin = Bulletin.of("🏭 县\r\n\\#", "a\nb", entities=(Entity("县\r\n", 2, 5, "PLACE"),))
    export(tmp_path / "a.conll", "conll", bulletin)
    assert (tmp_path / "a.conll").read_bytes().decode() == (
        "# doc_id = a\\nb\n🏭\tO\n\\u0020\tO\n县\tB-PLACE\n\\r\tI-PLACE\n\\n\tI-PLACE\n\\\\\tO\n#\tO\n\n"
    )
    assert read_one(tmp_path / "a.conll", "conll") == bulletin


def test_what_is_left_out_is_reported(tmp_path: Path) -> None:
    report = export(tmp_path / "a.conll", "conll")
    assert str(report) == (
        "conll: not written, for CoNLL holds entities only: "
        "events (1), arguments (9), metadata of bulletins (1)\n"
        "conll: not written, for CoNLL gives a character one label: entities (1)"
    )
    # 县 stands within 县工信局.
    expected = tuple(entity for entity in BULLETIN.entities if entity.text != "县")
    assert read_one(tmp_path / "a.conll", "conll") == Bulletin.of(TEXT, "notice", entities=expected)


def test_files_of_other_programs_are_read(tmp_path: Path) -> None:
    # Words as tokens, columns in between, blanks for tabs, I- at the beginning, lines that end in CR LF.
    (tmp_path / "b.conll").write_bytes(
        "工信部 -X- _ I-AGENCY\r\n发布 -X- _ O\r\n甲 -X- _ B-FIELD\r\n乙 -X- _ I-FIELD\r\n丙 -X- _ I-PLACE\r\n".encode()
    )
    bulletin = read_one(tmp_path / "b.conll", "conll")
    assert bulletin.text == "工信部发布甲乙丙"
    assert [(entity.text, entity.label) for entity in bulletin.entities] == [
        ("工信部", "AGENCY"),
        ("甲乙", "FIELD"),
        ("丙", "PLACE"),
    ]


def test_entities_that_touch_stay_two(tmp_path: Path) -> None:
    bulletin = Bulletin.of("甲乙", "a", entities=(Entity("甲", 0, 1, "PLACE"), Entity("乙", 1, 2, "PLACE")))
    export(tmp_path / "a.conll", "conll", bulletin)
    assert read_one(tmp_path / "a.conll", "conll") == bulletin


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("甲 X-PLACE", "line 3: expected a token and a tag such as O, B-AGENCY or I-AGENCY"),
        ("O", "line 3: expected a token and a tag such as O, B-AGENCY or I-AGENCY"),
        ("\\q\tO", "\\q stands for no character; a backslash is written twice"),
        ("甲\tB-FRUIT", "entities[0].label: expected one of"),
    ],
)
def test_a_mistake_is_named_and_good_bulletins_go_on(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "a.conll").write_text(f"甲\tO\n\n{line}\n\n乙\tO\n", encoding="utf-8")
    entries, report = import_bulletins([tmp_path / "a.conll"], "conll")
    assert [entry.text for entry in entries if isinstance(entry, Bulletin)] == ["甲", "乙"]
    [problem] = report.problems
    assert problem.startswith(f"{tmp_path / 'a.conll'}:3: {message}")


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("", encoding="utf-8")
    assert problems(tmp_path / "a.conll", "conll") == [f"{tmp_path / 'a.conll'}: empty, there is no bulletin in it"]
