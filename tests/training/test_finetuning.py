"""A model goes on with new bulletins: with a new type, from where it was stopped, into a folder that loads."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers", reason="needs the train extra")
pytest.importorskip("onnxscript", reason="needs the train extra")

import torch
from safetensors.torch import load_file

import miit_ie
from miit_ie.annotation import load_gold
from miit_ie.errors import InputError
from miit_ie.model.network import EventNetwork
from miit_ie.outputs import page
from miit_ie.schema import Bulletin, default_ontology, load_ontology
from miit_ie.training import finetuning
from miit_ie.training.extension import extend
from miit_ie.training.fewshot import paragraphs_with
from miit_ie.training.finetuning import finetune
from small_models import save_encoder, save_model

GOLD = load_gold("dev").bulletins
CHARACTERS = "".join(sorted({character for one in GOLD[:8] for character in (one.text or "").lower()} - set("\n")))
OWN = """
name = "mine"
extends = "miit_ie"
[event_types."公开"]
code = "DISCLOSURE"
zh = "公示、公布名单"
en = "Makes a list public."
like = ["发布", "复核"]
[entity_labels.LAW]
zh = "法律"
en = "A law."
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    save_model(folder, CHARACTERS)
    return folder


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


def disclosed(bulletin: Bulletin) -> Bulletin:
    """The bulletin with its first event of a new type."""
    first, *others = bulletin.events
    return replace(bulletin, events=(replace(first, type="公开", code="DISCLOSURE"), *others))


def test_new_outputs_start_from_those_they_are_like(base: Path, ontology: Path) -> None:
    old = EventNetwork.from_pretrained(base)
    new = extend(old, load_ontology(ontology))
    assert new.config.event_types == (*old.config.event_types, "公开")
    assert new.config.entity_labels == (*old.config.entity_labels, "LAW")
    places = {label: number for number, label in enumerate(old.config.span_labels)}
    weight = old.spans.labels.weight
    for half in (0, 1):
        rows = dict(zip(new.config.span_labels, new.spans.labels.weight.chunk(2)[half], strict=True))
        before = weight.chunk(2)[half]
        for label, place in places.items():
            torch.testing.assert_close(rows[label], before[place])
        like = [places["发布"], places["复核"]]
        torch.testing.assert_close(rows["公开"], before[like].mean(0))
        torch.testing.assert_close(rows["LAW"], before[: len(old.config.entity_labels)].mean(0))
    kinds = [1 + old.config.event_types.index(name) for name in ("发布", "复核")]
    torch.testing.assert_close(new.links.kind.weight[-1], old.links.kind.weight[kinds].mean(0))


def test_what_a_network_knows_says_the_same_in_a_larger_one(base: Path, ontology: Path) -> None:
    old = EventNetwork.from_pretrained(base)
    new = extend(old, load_ontology(ontology)).eval()
    ids = torch.randint(5, 50, (2, 20))
    features = torch.zeros((2, len(old.config.features), 20), dtype=torch.int64)
    mask = torch.ones_like(ids)
    with torch.no_grad():
        before, after = old(ids, features, mask)[0], new(ids, features, mask)[0]
    kept = [new.config.span_labels.index(label) for label in old.config.span_labels]
    torch.testing.assert_close(after[:, kept], before)
    assert extend(old, default_ontology()) is old


def test_an_ontology_must_have_what_the_model_knows(base: Path) -> None:
    shipped = default_ontology()
    types = {name: entry for name, entry in shipped.event_types.items() if name != "撤销"}
    with pytest.raises(InputError, match="knows the event type '撤销', which the ontology lacks"):
        extend(EventNetwork.from_pretrained(base), replace(shipped, event_types=types))


@pytest.fixture
def small_gold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Our gold is large for a test; this is some of it."""
    for name, part in (("_GOLD_TRAIN", GOLD[10:13]), ("_GOLD_DEV", GOLD[14:16])):
        file = tmp_path / f"{name}.jsonl"
        file.write_text("".join(one.to_json(with_text=True) + "\n" for one in part), encoding="utf-8")
        monkeypatch.setattr(finetuning, name, str(file))
    monkeypatch.setattr(finetuning, "_LEAST_REPLAY", 10**9)


@pytest.mark.usefixtures("small_gold")
def test_the_new_folder_is_a_model_that_knows_the_new_type(base: Path, ontology: Path, tmp_path: Path) -> None:
    own = [disclosed(one) for one in GOLD[:4]]
    settings: dict[str, Any] = {"base": base, "ontology": ontology, "epochs": 1}
    scores = finetune(own[:3], tmp_path / "mine", dev=own[3:], **settings)
    assert scores.keys() == {"dev", "our gold dev"}
    assert all(values.keys() == {"before", "after"} for values in scores.values())
    folder = tmp_path / "mine"
    names = {file.name for file in folder.iterdir()}
    assert {"README.md", "history.png", "network.onnx", "links.onnx", "model.safetensors", "ontology.toml"} <= names
    kept = {file.name for file in (folder / "run").iterdir()}
    assert {"recipe.json", "log.jsonl", "train.jsonl", "dev.jsonl"} <= kept
    assert not (folder / "run" / "checkpoints").exists()
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "公开, LAW" in card
    reader = miit_ie.load(folder).get_pipe("miit_model").reader()  # type: ignore[attr-defined]
    assert reader.config.event_types[-1] == "公开"
    assert reader.ontology.code("公开") == "DISCLOSURE"
    with pytest.raises(InputError, match=f"^{folder}: holds a model already; name another folder$"):
        finetune(own[:3], folder, dev=own[3:], **settings)


def test_events_of_a_new_type_come_out_everywhere(base: Path, ontology: Path, tmp_path: Path) -> None:
    network = extend(EventNetwork.from_pretrained(base), load_ontology(ontology))
    # Finds events of the new type, and targets, wherever it looks.
    places = [network.config.span_labels.index(label) for label in ("公开", "target")]
    with torch.no_grad():
        network.spans.labels.bias[places] = 8.0
    network.save_pretrained(tmp_path / "model")
    shutil.copy(base / "vocab.txt", tmp_path / "model")
    shutil.copy(ontology, tmp_path / "model" / "ontology.toml")
    nlp = miit_ie.load(tmp_path / "model", device="torch")
    [bulletin] = miit_ie.extract_many(["某厅公示名单。"], pipeline=nlp)
    assert bulletin.error is None
    assert {(event.type, event.code) for event in bulletin.events} == {("公开", "DISCLOSURE")}
    known = load_ontology(ontology)
    assert Bulletin.from_dict(bulletin.to_dict(), text=bulletin.text, ontology=known) == bulletin
    assert "公开" in page.render(bulletin)
    nlp.to_disk(tmp_path / "pipeline")
    assert next(miit_ie.extract_many(["某厅公示名单。"], pipeline=tmp_path / "pipeline")).events == bulletin.events


@pytest.mark.usefixtures("small_gold")
def test_what_is_wrong_is_said_before_anything_is_written(base: Path, tmp_path: Path) -> None:
    output = tmp_path / "mine"
    with pytest.raises(InputError, match="stands in train"):
        finetune(GOLD[:3], output, dev=GOLD[2:4], base=base)
    with pytest.raises(InputError, match=f"^{output}: there is no run in it to go on with$"):
        finetune(GOLD[:3], output, dev=GOLD[3:6], base=base, resume=True)
    with pytest.raises(InputError, match=r"no weights to go on from: model\.safetensors is missing"):
        finetune(GOLD[:3], output, dev=GOLD[3:6], base=tmp_path)
    assert not output.exists()
    (tmp_path / "notes.txt").write_text("not ours", encoding="utf-8")
    with pytest.raises(InputError, match=f"^{tmp_path}: holds other files; name an empty folder or a new one$"):
        finetune(GOLD[:3], tmp_path, dev=GOLD[3:6], base=base)
    file = tmp_path / "notes.txt"
    with pytest.raises(InputError, match=f"^{file}/mine: no folder can be made there: {file} is a file$"):
        finetune(GOLD[:3], file / "mine", dev=GOLD[3:6], base=base)


@pytest.mark.usefixtures("small_gold")
def test_a_run_is_gone_on_with_only_when_asked_and_with_its_data(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "mine"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(finetuning, "make", lambda *_, **__: stop())
        with pytest.raises(KeyboardInterrupt):
            finetune(GOLD[:3], output, dev=GOLD[3:5], base=base, epochs=1)
    with pytest.raises(InputError, match="holds a run that is not through: go on with it"):
        finetune(GOLD[:3], output, dev=GOLD[3:5], base=base, epochs=1)
    with pytest.raises(InputError, match="the run was begun with other data"):
        finetune(GOLD[:2], output, dev=GOLD[3:5], base=base, epochs=1, resume=True)
    assert finetune(GOLD[:3], output, dev=GOLD[3:5], base=base, epochs=1, resume=True).keys() == {"dev", "our gold dev"}


def start(recipe: Path, output: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "miit_ie", "train", str(recipe), "-o", str(output), "--threads", "1", *options]
    # Told in a file: nobody may read a pipe before the process ends.
    with output.with_suffix(".log").open("a", encoding="utf-8") as log:
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, text=True)


def test_a_killed_run_goes_on_and_gives_the_same(tmp_path: Path) -> None:
    save_encoder(tmp_path / "encoder", CHARACTERS)
    source = tmp_path / "some.jsonl"
    source.write_text("".join(one.to_json(with_text=True) + "\n" for one in GOLD[:2]), encoding="utf-8")
    recipe = tmp_path / "recipe.toml"
    sources = "".join(f"[[{part}]]\npath = {json.dumps(str(source))}\n" for part in ("train", "dev"))
    encoder = f"encoder = {json.dumps(str(tmp_path / 'encoder'))}\n"
    settings = "epochs = 3\nbatch_tokens = 300\nhead_learning_rate = 1e-2\n"
    recipe.write_text(encoder + settings + sources, encoding="utf-8")
    whole = start(recipe, tmp_path / "whole")
    killed = start(recipe, tmp_path / "killed")
    checkpoints = tmp_path / "killed" / "run" / "checkpoints"
    while not any(checkpoints.glob("checkpoint-*/average.pt")):
        assert killed.poll() is None, (tmp_path / "killed.log").read_text(encoding="utf-8")
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert start(recipe, tmp_path / "killed").wait() == 2
    assert "holds a run that is not through" in (tmp_path / "killed.log").read_text(encoding="utf-8")
    again = start(recipe, tmp_path / "killed", "--resume")
    for process, log in ((whole, "whole.log"), (again, "killed.log")):
        assert process.wait() == 0, (tmp_path / log).read_text(encoding="utf-8")
    one, other = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "killed"))
    torch.testing.assert_close(one, other)


def test_paragraphs_with_an_event_of_a_type() -> None:
    bulletin = next(one for one in GOLD if any(event.type == "撤销" for event in one.events))
    parts = paragraphs_with("撤销", bulletin)
    wanted = {event.trigger.start for event in bulletin.events if event.type == "撤销"}
    found = set()
    for part in parts:
        start = int(part.doc_id.rsplit("-", 1)[1])
        assert (bulletin.text or "")[start:].startswith(part.text or "-")
        assert "\n" not in (part.text or "").rstrip()
        found |= {event.trigger.start + start for event in part.events if event.type == "撤销"}
    assert found == wanted
