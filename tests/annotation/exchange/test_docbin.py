from __future__ import annotations

from pathlib import Path

import spacy
from exchanging import BULLETIN, EVENT, TEXT, export, problems, read_one
from spacy.tokens import Doc, DocBin, Span

import miit_ie
from miit_ie.annotation import GoldBulletin
from miit_ie.schema import Bulletin


def documents(path: Path) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(spacy.blank("zh").vocab))


def test_spacy_reads_the_spans_and_the_bulletin(tmp_path: Path) -> None:
    report = export(tmp_path / "a.spacy", "spacy")
    miit_ie.load("rules")
    [doc] = documents(tmp_path / "a.spacy")
    assert doc.text == TEXT
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("２０２３年", "DATE"),
        ("县工信局", "AGENCY"),
        ("甲科技", "COMPANY"),
    ]
    assert [span.text for span in doc.spans["entities"]] == ["２０２３年", "县工信局", "县", "甲科技"]
    assert [(span.text, span.label_) for span in doc.spans["triggers"]] == [("认定", "认定")]
    # The inferred agent stands nowhere in the text.
    assert len(doc.spans["arguments"]) == 8
    assert doc._.bulletin == BULLETIN
    assert doc._.events == (EVENT,)
    assert str(report) == "spacy: only among Doc.spans, for Doc.ents cannot overlap: entities (1)"


def test_a_genre_stays(tmp_path: Path) -> None:
    gold = GoldBulletin(BULLETIN, "press")
    export(tmp_path / "a.spacy", "spacy", gold)
    assert miit_ie.annotation.import_bulletins([tmp_path / "a.spacy"], "spacy")[0] == [gold]


def test_documents_of_others_give_their_entities(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    doc = nlp("MIIT lists 12 firms")
    doc.set_ents([Span(doc, 0, 1, label="AGENCY")])
    DocBin(docs=[doc, nlp("nothing")]).to_disk(tmp_path / "b.spacy")
    [bulletin], report = miit_ie.annotation.import_bulletins([tmp_path / "b.spacy"], "spacy")
    assert isinstance(bulletin, Bulletin)
    assert (bulletin.doc_id, bulletin.text) == ("b-1", "MIIT lists 12 firms")
    assert [(entity.text, entity.label) for entity in bulletin.entities] == [("MIIT", "AGENCY")]
    assert report.problems == (
        f"{tmp_path / 'b.spacy'}: document 2: there is no bulletin of ours in it, and no entity",
    )


def test_half_a_surrogate_pair_is_reported_and_the_others_are_written(tmp_path: Path) -> None:
    report = export(tmp_path / "a.spacy", "spacy", Bulletin.of("甲\ud83c乙", "half"), BULLETIN)
    assert report.problems == ("half: not valid Unicode: lone surrogate '\\ud83c' at offset 1",)
    assert report.bulletins == 1
    assert read_one(tmp_path / "a.spacy", "spacy") == BULLETIN


def test_a_file_that_is_no_docbin_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.spacy").write_bytes(b"no such thing")
    [problem] = problems(tmp_path / "a.spacy", "spacy")
    assert problem.startswith(f"{tmp_path / 'a.spacy'}: not a DocBin file: ")
