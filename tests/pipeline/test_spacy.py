"""The spaCy face: components, processes, files, and a user's own components between ours."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

import miit_ie
from miit_ie.errors import InputError, PipelineError
from miit_ie.schema import Bulletin, contract
from strategies import texts

TEXT = (
    "2020年，江苏省工业和信息化厅新认定24家重点实验室，遴选出15家揭榜单位和6家潜力单位。\n根据《办法》，撤销2家企业。"
)
TEXTS = [TEXT, "公示期7天。", "授予30名同志“技术能手”称号。", "认 定 ６３ 家\r\n企业🏭", "部署5项任务。"] * 3


@pytest.fixture(scope="module", params=["rules", "small"])
def nlp(request: pytest.FixtureRequest) -> Language:
    return miit_ie.load(request.param)


def test_doc_attributes(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert len(doc) == len(TEXT)
    assert [e.type for e in doc._.events] == ["认定", "遴选", "撤销"]
    assert ("江苏省工业和信息化厅", "AGENCY") in [(e.text, e.label_) for e in doc.ents]
    triggers = [(span.text, span.label_) for span in doc.spans["triggers"]]
    assert triggers == [("新认定", "认定"), ("遴选出", "遴选"), ("撤销", "撤销")]
    assert ("24家", "count") in [(s.text, s.label_) for s in doc.spans["arguments"]]
    assert doc._.bulletin.events == doc._.events
    assert doc._.bulletin == miit_ie.extract(TEXT, pipeline=nlp)


def test_an_argument_that_events_share_is_one_span() -> None:
    doc = miit_ie.load("rules")("2023年，江苏省工业和信息化厅新认定24家重点实验室，部署攻关项目36项。")
    shared = [agent.text for event in doc._.events for agent in event.agent]
    assert shared == ["江苏省工业和信息化厅"] * 2
    assert [span.text for span in doc.spans["arguments"] if span.label_ == "agent"] == shared[:1]


@pytest.mark.parametrize(("batch_size", "n_process"), [(1, 1), (4, 1), (100, 1), (2, 2)])
def test_results_do_not_depend_on_batches_or_processes(batch_size: int, n_process: int) -> None:
    one_by_one = [miit_ie.extract(text, doc_id=str(i)) for i, text in enumerate(TEXTS, start=1)]
    assert list(miit_ie.extract_many(TEXTS, batch_size=batch_size, n_process=n_process)) == one_by_one
    assert multiprocessing.active_children() == []


def test_docbin_keeps_everything(nlp: Language) -> None:
    docs = list(nlp.pipe(TEXTS))
    data = DocBin(docs=docs, store_user_data=True).to_bytes()
    for before, after in zip(docs, DocBin().from_bytes(data).get_docs(nlp.vocab), strict=True):
        assert after._.bulletin == before._.bulletin
        assert [(s.start, s.label_) for s in after.spans["arguments"]] == [
            (s.start, s.label_) for s in before.spans["arguments"]
        ]


def test_displacy_draws_entities_and_spans(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert "AGENCY" in displacy.render(doc, style="ent", jupyter=False)
    assert "认定" in displacy.render(doc, style="span", options={"spans_key": "triggers"}, jupyter=False)


def test_saved_pipeline_loads(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "mine")
    expected = nlp(TEXT)._.bulletin
    assert miit_ie.load(tmp_path / "mine")(TEXT)._.bulletin == expected
    assert spacy.load(tmp_path / "mine")(TEXT)._.bulletin == expected
    assert spacy.load(tmp_path / "mine").meta["name"] == nlp.meta["name"]
    assert miit_ie.extract(TEXT, pipeline=tmp_path / "mine") == expected


def test_a_fresh_process_loads_a_saved_pipeline_with_spacy_alone(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "mine")
    code = f"import spacy; print(len(spacy.load({str(tmp_path / 'mine')!r})({TEXT!r})._.events))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stdout.strip() == "3", result.stderr


@pytest.mark.parametrize("name", ["rules", "small"])
def test_own_component_between_ours(name: str) -> None:
    nlp = miit_ie.load(name)

    @Language.component("test_robots")
    def robots(doc: Doc) -> Doc:
        start = doc.text.find("揭榜单位")
        doc.spans["entities"].append(Span(doc, start, start + 4, label="ROLE"))
        return doc

    nlp.add_pipe("test_robots", before="miit_completion")
    assert ("揭榜单位", "ROLE") in [(e.text, e.label) for e in nlp(TEXT)._.bulletin.entities]


def test_one_bad_text_does_not_end_the_run() -> None:
    given_texts: list[str | Bulletin] = ["", TEXT, " \n", "\ud800", "部署5项任务。"]
    bulletins = list(miit_ie.extract_many(given_texts))
    assert [b.doc_id for b in bulletins] == ["1", "2", "3", "4", "5"]
    assert [b.error for b in bulletins] == [
        "the text is empty",
        None,
        "the text is empty",
        "not valid Unicode: lone surrogate '\\ud800' at offset 0",
        None,
    ]
    assert [len(b.events) for b in bulletins] == [0, 3, 0, 0, 1]


def test_a_failing_component_is_reported_for_its_text_alone() -> None:
    nlp = miit_ie.load("rules")
    rules = nlp.get_pipe("miit_rules")

    class Fragile(type(rules)):  # type: ignore[misc]
        def __call__(self, doc: Doc) -> Doc:
            if "撤销" in doc.text:
                raise RuntimeError("broken")
            processed: Doc = super().__call__(doc)
            return processed

    nlp._components = [(name, Fragile() if name == "miit_rules" else pipe) for name, pipe in nlp._components]
    bulletins = list(miit_ie.extract_many([TEXT, "部署5项任务。"], pipeline=nlp))
    assert [b.error for b in bulletins] == ["RuntimeError: broken", None]
    with pytest.raises(RuntimeError, match="broken"):
        list(nlp.pipe([TEXT]))


def test_processes_end_when_the_reader_stops_early() -> None:
    stream = miit_ie.extract_many(("部署5项任务。" for _ in range(100_000)), batch_size=4, n_process=2)
    assert next(stream).doc_id == "1"
    stream.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_extract_many_is_lazy() -> None:
    taken: list[int] = []

    def source() -> Iterator[str]:
        for number in range(1000):
            taken.append(number)
            yield "部署5项任务。"

    stream = miit_ie.extract_many(source(), batch_size=8)
    next(stream)
    assert len(taken) <= 16


@pytest.mark.parametrize("bad", ["", "  \r\n", "\ud800认定", None, b"\xc8\xcf"])
def test_extract_refuses_what_is_no_text(bad: Any) -> None:
    with pytest.raises(InputError):
        miit_ie.extract(bad)


def test_extract_many_refuses_a_single_text() -> None:
    with pytest.raises(InputError, match="use extract for it"):
        miit_ie.extract_many(TEXT)


def test_what_is_no_text_is_reported_in_its_place() -> None:
    mixed: list[Any] = [None, TEXT, b"\xc8\xcf"]
    assert [b.error for b in miit_ie.extract_many(mixed)] == [
        "expected a text, found NoneType",
        None,
        "expected a text, found bytes",
    ]


def test_a_tokenizer_of_words_is_refused() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("miit_rules")
    nlp.add_pipe("miit_completion")
    with pytest.raises(PipelineError, match=r"a token of every character.*miit_ie\.load"):
        nlp("Selected 36 projects")


def test_unknown_pipeline(tmp_path: Path) -> None:
    with pytest.raises(
        PipelineError, match="unknown pipeline 'ruels': there is small, rules, or give the folder of one"
    ):
        miit_ie.load("ruels")
    with pytest.raises(
        PipelineError, match=r"neither a model \(network\.onnx\) nor a saved pipeline \(config\.cfg\) is in it"
    ):
        miit_ie.load(tmp_path)
    (tmp_path / "config.cfg").write_text("[nlp]\n", encoding="utf-8")
    with pytest.raises(PipelineError, match="cannot be loaded: "):
        miit_ie.load(tmp_path)
    with pytest.raises(PipelineError):
        miit_ie.extract_many([TEXT], pipeline="ruels")


@settings(max_examples=150)
@given(texts())
def test_offsets_hold_on_any_text(text: str) -> None:
    if not text.strip():
        return
    bulletin = miit_ie.extract(text)
    assert bulletin.text == text
    # from_dict compares every span with the text.
    assert Bulletin.from_dict(json.loads(bulletin.to_json()), text=text) == bulletin
    Draft202012Validator(contract()).validate(bulletin.to_dict())


def test_a_megabyte_goes_through_whole() -> None:
    prose = "各有关单位要提高认识🏭，压实责任，形成合力，推动工作落地见效。" * 8
    paragraph = f"2020年，某厅新认定24家重点实验室，部署５项任务。{prose}\r\n"
    text = paragraph * (1_000_000 // len(paragraph) + 1)
    bulletin = miit_ie.extract(text, pipeline="rules")
    assert bulletin.text == text
    assert len(bulletin.events) == 2 * text.count("\n")
    last = bulletin.events[-1]
    assert text[last.trigger.start : last.trigger.end] == last.trigger.text == "部署"
    assert last.trigger.start > len(text) - len(paragraph)


def test_ten_thousand_texts_come_out_in_order() -> None:
    stream = miit_ie.extract_many((f"部署{number}项任务。" for number in range(10_000)), pipeline="rules")
    for number, bulletin in enumerate(stream):
        assert bulletin.doc_id == str(number + 1)
        assert bulletin.events[0].items[0].count is not None
        assert bulletin.events[0].items[0].count.value == number


def test_base_install_imports_no_torch() -> None:
    code = (
        "import sys\n"
        "sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "import miit_ie\n"
        f"print(len(miit_ie.extract({TEXT!r}).events))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stdout.strip() == "3", result.stderr
