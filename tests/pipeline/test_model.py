"""The shipped model: what it scores, what it runs on, how it is saved and found."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
import spacy
from typer.testing import CliRunner

import miit_ie
from miit_ie.annotation import load_gold
from miit_ie.cli import app
from miit_ie.errors import PipelineError
from miit_ie.evaluation import evaluate
from miit_ie.model.reader import ModelReader
from miit_ie.model.shipped import SCORES, folder_of, installed
from miit_ie.model.source import Source
from miit_ie.pipeline.components import ModelExtractor
from miit_ie.pipeline.features import source_of
from miit_ie.schema import Bulletin, Meta

FOLDER = folder_of("small")
# 8-bit products are summed differently on different processors.
TOLERANCE = 0.01


def test_scores_on_our_dev_are_not_below_the_recorded_ones() -> None:
    recorded = json.loads((FOLDER / SCORES).read_text(encoding="utf-8"))["corpora"]["our gold dev"]["full"]
    gold = load_gold("dev").bulletins
    inputs = [Bulletin.of(bulletin.text or "", bulletin.doc_id, meta=bulletin.meta) for bulletin in gold]
    scores = evaluate(gold, list(miit_ie.extract_many(inputs)), resamples=1).scores
    for name in ("Trig-C", "Arg-C+", "Fact", "Modality", "Ent"):
        measured = scores[name]["all"].f1
        assert measured is not None
        assert measured >= recorded[name]["all"][0] - TOLERANCE, name


def test_both_precisions_read_almost_the_same() -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    if not (FOLDER / "model.safetensors").is_file():
        pytest.skip("the wheel comes without the weights for torch")
    gold = load_gold("dev").bulletins[:10]
    inputs = [Bulletin.of(bulletin.text or "", bulletin.doc_id, meta=bulletin.meta) for bulletin in gold]
    exact = list(miit_ie.extract_many(inputs, pipeline=miit_ie.load("small", device="torch")))
    agreement = evaluate(exact, list(miit_ie.extract_many(inputs)), resamples=1).scores
    for name in ("Trig-C", "Arg-C+", "Ent"):
        assert (agreement[name]["all"].f1 or 0) > 0.95, name


def test_a_section_is_read_alike_whatever_stands_around_it() -> None:
    reader = ModelReader.from_pretrained(FOLDER)
    section = "二、主要工作\n2024年，江苏省工业和信息化厅新认定12家企业技术中心，遴选出8项示范项目。\n"
    before, after = "一、基本情况\n各有关单位高度重视。\n", "三、保障措施\n附件下载\n"
    channels = list(reader.config.features)
    alone = reader.read(source_of(section, Meta(), channels))
    inside = reader.read(source_of(before + section + after, Meta(), channels))
    shift = len(before)
    moved = [(e.start + shift, e.end + shift, e.label, e.confidence) for e in alone[0]]
    assert len(moved) > 3
    assert [m for m in moved if m not in [(e.start, e.end, e.label, e.confidence) for e in inside[0]]] == []
    assert [e.trigger.text for e in alone[1]] == [e.trigger.text for e in inside[1]] == ["新认定", "遴选出"]


def test_confidences_are_probabilities_and_come_out() -> None:
    bulletin = miit_ie.extract("2024年，某省工业和信息化厅新认定12家企业技术中心。")
    confidences = [e.confidence for e in bulletin.entities] + [e.confidence for e in bulletin.events]
    assert len(confidences) > 2
    assert all(confidence is not None and 0 < confidence <= 1 for confidence in confidences)


def test_it_works_in_spacys_own_processes() -> None:
    nlp = miit_ie.load("small")
    texts = ["新认定12家企业技术中心。", "部署5项任务。"] * 3
    alone = [nlp(text)._.events for text in texts]
    assert [doc._.events for doc in nlp.pipe(texts, n_process=2, batch_size=2)] == alone


def test_a_text_that_fails_leaves_the_others_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"新认定{number}家企业技术中心。" for number in range(1, 31)]

    def source_or_not(text: str, *rest: Any) -> Source:
        if text == texts[17]:
            raise ValueError("no such text")
        return source_of(text, *rest)

    alone = [bulletin.events for bulletin in miit_ie.extract_many(texts, batch_size=1)]
    monkeypatch.setattr("miit_ie.pipeline.components.source_of", source_or_not)
    read = list(miit_ie.extract_many(texts, batch_size=12))
    assert [bulletin.error for bulletin in read if bulletin.error] == ["ValueError: no such text"]
    assert [bulletin.events for bulletin in read] == [*alone[:17], (), *alone[18:]]


def test_it_can_be_copied_to_another_process() -> None:
    nlp = miit_ie.load("small")
    copy = pickle.loads(pickle.dumps(nlp.get_pipe("miit_model")))
    doc = copy(nlp.make_doc("新认定12家企业技术中心。"))
    assert [(e.text, e.label_) for e in doc.ents] == [(e.text, e.label_) for e in nlp("新认定12家企业技术中心。").ents]


def test_it_stands_in_a_pipeline_of_ones_own(tmp_path: Path) -> None:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "miit_ie.CharacterTokenizer.v1"}}})
    nlp.add_pipe("miit_model", config={"model": "small"})
    nlp.add_pipe("miit_completion")
    nlp.to_disk(tmp_path / "mine")
    # Saved with the pipeline, so that it is found where the library's own is another.
    assert (tmp_path / "mine" / "miit_model" / "network.onnx").is_file()
    text = "新认定12家企业技术中心。"
    assert spacy.load(tmp_path / "mine")(text)._.events == nlp(text)._.events == miit_ie.load()(text)._.events


def test_a_component_without_a_model_says_so() -> None:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "miit_ie.CharacterTokenizer.v1"}}})
    nlp.add_pipe("miit_model")
    with pytest.raises(PipelineError, match="the component has no model"):
        nlp("新认定12家企业技术中心。")


def test_what_looks_into_a_component_without_a_model_does_not_stumble() -> None:
    # spaCy asks components whether they are of a kind by their attributes, in an order that changes from run to run.
    component = ModelExtractor()
    assert [name for name in dir(component) if not hasattr(component, name)] == []


def test_a_folder_that_is_not_whole(tmp_path: Path) -> None:
    for name in ("config.json", "network.onnx", "links.onnx", "ontology.toml"):
        shutil.copy(FOLDER / name, tmp_path)
    with pytest.raises(PipelineError, match=r"not a model for onnx: vocab\.txt: No such file"):
        miit_ie.load(tmp_path)
    shutil.copy(FOLDER / "vocab.txt", tmp_path)
    (tmp_path / "network.onnx").write_bytes(b"no network")
    with pytest.raises(PipelineError, match=r"network\.onnx: not a network that can be loaded"):
        miit_ie.load(tmp_path)
    with pytest.raises(PipelineError, match="unknown device 'tpu'; there is onnx, torch, cuda"):
        miit_ie.load("small", device="tpu")
    with pytest.raises(PipelineError, match="rules: only a model can be told what to run on"):
        miit_ie.load("rules", device="cuda")


def test_it_is_listed() -> None:
    assert installed()["small"] == FOLDER
    lines = CliRunner().invoke(app, ["models"]).output.splitlines()
    assert lines[0] == f"small  {FOLDER}"
    assert lines[1].startswith("  real dev: Trig-C 0.")
    assert lines[-1] == "rules  the baseline, without a model"


def test_long_text_is_read_whole() -> None:
    paragraph = (
        "2024年，某厅新认定24家重点实验室，部署5项任务。"
        "各有关单位要提高认识🏭，压实责任，形成合力，推动工作落地见效。\r\n"
    )
    text = paragraph * 300
    bulletin = miit_ie.extract(text)
    starts = [event.trigger.start for event in bulletin.events if event.trigger.text == "新认定"]
    assert starts == [number * len(paragraph) + paragraph.index("新认定") for number in range(300)]


def test_sentences_that_plans_lead_into() -> None:
    plans = "三、试点安排\n遴选2家；前期已遴选5家。\n四、其他\n请做好以下工作：\n1.建设平台；\n2.开展复核。"
    text = f"去年认定3家。\n{plans}\n特此通知。"
    source = source_of(text, Meta(), [])
    planned = [text[extent.start : extent.end] for extent in source.planned]
    assert planned == ["三、试点安排", "遴选2家；", "1.建设平台；", "2.开展复核。"]
    # The network is told where they stand, too.
    [circumstances] = source_of(text, Meta(), ["circumstance"]).features
    assert [circumstances[text.index(words)] for words in ("认定3家", "遴选2家", "建设平台")] == [0, 1, 1]


def test_sentences_that_report_a_year_gone_by() -> None:
    text = "2020年重点工作\n认定3家企业。将遴选2家。支持5个市创建先导区，探索推广。\n2021年工作打算\n部署4项任务。"
    source = source_of(text, Meta(published="2021-01-08"), [])
    done = [text[extent.start : extent.end] for extent in source.done]
    assert done == ["2020年重点工作", "认定3家企业。", "支持5个市创建先导区，"]
    # Without a date, or while the year goes on, nothing says that it is over.
    assert not source_of(text, Meta(), []).done
    assert not source_of(text, Meta(published="2020-12-30"), []).done
