"""A small network learns a few bulletins by heart, goes on where it was stopped, and is shipped."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers", reason="needs the train extra")
pytest.importorskip("onnxscript", reason="needs the train extra")

import numpy as np
import torch
from safetensors.torch import load_file

import miit_ie
from miit_ie.annotation import load_gold
from miit_ie.errors import InputError
from miit_ie.model.config import Calibration, ModelConfig
from miit_ie.model.network import EventNetwork
from miit_ie.model.reader import ModelReader
from miit_ie.model.shipped import SCORES
from miit_ie.training.building import build_network
from miit_ie.training.calibration import fit_confidences
from miit_ie.training.checkpoints import last_checkpoint
from miit_ie.training.config import Recipe, Source
from miit_ie.training.dev import DevTexts
from miit_ie.training.encoder import load_encoder, load_tokenizer
from miit_ie.training.losses import TrainingNetwork
from miit_ie.training.progress import CHOICE
from miit_ie.training.scoring import plot_reliability, pooled, score
from miit_ie.training.shipping import ship
from miit_ie.training.sources import load_source
from miit_ie.training.trainer import Trainer, _Average, _Buckets, train
from small_models import save_encoder

BULLETINS = load_gold("dev").bulletins[:4]


def write(path: Path, number: int) -> Source:
    lines = [json.dumps(one.to_dict(with_text=True), ensure_ascii=False) + "\n" for one in BULLETINS[:number]]
    path.write_text("".join(lines), encoding="utf-8")
    return Source(str(path))


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    folder = tmp_path_factory.mktemp("recipe")
    characters = sorted({character for one in BULLETINS for character in (one.text or "").lower()} - set("\n"))
    save_encoder(folder / "encoder", "".join(characters), hidden_size=64, intermediate_size=128)
    source = write(folder / "few.jsonl", len(BULLETINS))
    return Recipe(
        encoder=str(folder / "encoder"),
        train=(source,),
        dev=(source,),
        epochs=20,
        batch_tokens=200,
        learning_rate=3e-3,
        head_learning_rate=3e-3,
        layer_decay=1.0,
        dropout=0.0,
        average=0.0,
        feature_dropout=0.0,
        link_size=64,
    )


@pytest.fixture(scope="module")
def trained(recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    train(recipe, folder)
    return folder / "best"


def test_a_few_bulletins_are_learned_by_heart(recipe: Recipe, trained: Path) -> None:
    scores = json.loads((trained / "dev.json").read_text(encoding="utf-8"))
    assert scores[f"eval_{recipe.dev[0].path}_Fact"] > 0.8
    assert scores[f"eval_{recipe.dev[0].path}_Ent"] > 0.8


def test_a_finished_run_is_left_as_it_is(recipe: Recipe, trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trainer, "train", lambda *_, **__: pytest.fail("it trains"))
    assert train(recipe, trained.parent) is None


def test_a_folder_is_for_one_recipe(recipe: Recipe, trained: Path) -> None:
    with pytest.raises(InputError, match=f"^{trained.parent}: holds a run of another recipe; name another folder$"):
        train(dataclasses.replace(recipe, seed=1), trained.parent)
    read = json.loads((trained.parent / "recipe.json").read_text(encoding="utf-8"))
    assert read["seed"] == recipe.seed


@pytest.fixture(scope="module")
def shipped(recipe: Recipe, trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    scores = ship(trained, recipe, folder)
    dev = recipe.dev[0].path
    assert scores.keys() == {f"fp32 {dev}", f"int8 {dev}"}
    assert scores[f"fp32 {dev}"]["Fact"] > 0.8
    return folder


def test_thresholds_and_confidences_are_those_of_the_8_bit_network(recipe: Recipe, shipped: Path) -> None:
    reader = ModelReader.from_pretrained(shipped)
    texts = [DevTexts.of(load_source(recipe.dev[0]), reader.config.features)]
    plain = ModelReader(EventNetwork.from_pretrained(shipped).config, reader.tokenizer, reader.network)
    assert fit_confidences(plain, texts).calibration == reader.config.calibration
    torch_reader = ModelReader.from_pretrained(shipped, device="torch")
    assert fit_confidences(torch_reader, texts).calibration != reader.config.calibration


def test_the_weights_are_shipped_as_they_were_trained(trained: Path, shipped: Path) -> None:
    names = [path / "model.safetensors" for path in (trained, shipped)]
    torch.testing.assert_close(*map(load_file, names), rtol=0, atol=0)


def test_a_shipped_model_loads_and_extracts(shipped: Path) -> None:
    names = {path.name for path in shipped.iterdir()}
    assert {"config.json", "vocab.txt", "ontology.toml", "model.safetensors", "network.onnx", "links.onnx"} <= names
    gold = BULLETINS[0]
    assert gold.text is not None
    for device in ("onnx", "torch"):
        bulletin = miit_ie.load(shipped, device=device)(gold.text)._.bulletin
        assert all(bulletin.text[one.start : one.end] == one.text for one in bulletin.entities)
        found = {(event.type, event.trigger.start, event.trigger.end) for event in bulletin.events}
        wanted = {(event.type, event.trigger.start, event.trigger.end) for event in gold.events}
        assert len(found & wanted) > len(wanted) / 2
        assert all(event.confidence is not None and 0 < event.confidence < 1 for event in bulletin.events)


def test_shipping_fits_confidences(shipped: Path) -> None:
    config = ModelConfig.parse((shipped / "config.json").read_text(encoding="utf-8"))
    # Nearly all it finds in what it learned by heart is right.
    assert config.calibration["entity"] != Calibration()
    assert config.confidence("entity", 3.0) > 0.9


def test_a_shipped_model_is_saved_and_loaded_with_its_pipeline(shipped: Path, tmp_path: Path) -> None:
    nlp = miit_ie.load(shipped)
    text = BULLETINS[1].text or ""
    nlp.to_disk(tmp_path / "saved")
    again = miit_ie.load(tmp_path / "saved")
    copy = miit_ie.load(shipped)
    copy.from_bytes(nlp.to_bytes())
    assert nlp(text)._.bulletin == again(text)._.bulletin == copy(text)._.bulletin


def test_corpora_that_were_scored_before_keep_their_scores(shipped: Path, tmp_path: Path) -> None:
    shutil.copytree(shipped, tmp_path / "model")
    file = tmp_path / "model" / SCORES
    few, one = (write(tmp_path / f"{number}.jsonl", number).path for number in (3, 1))
    before = score(tmp_path / "model", {"few": few, "one": few})["corpora"]
    result = score(tmp_path / "model", {"one": one})["corpora"]
    assert json.loads(file.read_text(encoding="utf-8"))["corpora"] == result
    assert result["few"] == before["few"] == before["one"]
    assert result["one"] != before["one"]
    for scores in result.values():
        assert scores.keys() == {"rules", "network", "full", "fp32", "calibration"}
        assert all(0 <= scores[system]["Fact"]["all"][0] <= 1 for system in ("rules", "network", "full", "fp32"))
    (tmp_path / "model" / "model.safetensors").unlink()
    assert "fp32" not in score(tmp_path / "model", {"one": one})["corpora"]["one"]
    file.write_text("[", encoding="utf-8")
    with pytest.raises(InputError, match=r"scores\.json: not the scores of a model"):
        score(tmp_path / "model", {"one": one})


def test_the_calibration_of_several_corpora_is_pooled_and_drawn(tmp_path: Path) -> None:
    one = {"calibration": {"entity": {"ece": 0.075, "bins": [[0.55, 0.5, 10], [0.9, 0.8, 10]]}, "event": {"bins": []}}}
    other = {"calibration": {"entity": {"ece": 0.25, "bins": [[0.95, 0.7, 30]]}}}
    nothing = {"ece": 0.0, "bins": []}
    assert pooled([one]) == {"entity": one["calibration"]["entity"], "event": nothing}
    both = {"ece": 0.18, "bins": [[0.55, 0.5, 10], [0.9375, 0.725, 40]]}
    assert pooled([one, other]) == {"entity": both, "event": nothing}
    pytest.importorskip("matplotlib", reason="needs the train extra")
    plot_reliability([one, other], tmp_path / "plot.svg")
    assert "entity: ECE 0.180 (n = 50)" in (tmp_path / "plot.svg").read_text(encoding="utf-8")


class Stopped(Exception):  # noqa: N818
    pass


def run(recipe: Recipe, folder: Path) -> Trainer:
    trainer = train(recipe, folder)
    assert trainer is not None
    return trainer


def stop_after(monkeypatch: pytest.MonkeyPatch, epochs: float) -> None:
    """Let training break off behind so many epochs, before the next is saved."""
    whole = Trainer.evaluate

    def evaluate(self: Trainer, *args: Any, **kwargs: Any) -> dict[str, float]:
        if (self.state.epoch or 0) > epochs:
            raise Stopped
        return whole(self, *args, **kwargs)

    monkeypatch.setattr(Trainer, "evaluate", evaluate)


def steps_taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets how many steps had been taken before each that is taken from now on."""
    taken: list[int] = []
    whole = Trainer.training_step

    def step(self: Trainer, *args: Any, **kwargs: Any) -> torch.Tensor:
        taken.append(self.state.global_step)
        return whole(self, *args, **kwargs)

    monkeypatch.setattr(Trainer, "training_step", step)
    return taken


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_a_stopped_run_goes_on(recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, average: float) -> None:
    source = write(tmp_path / "one.jsonl", 1)
    recipe = dataclasses.replace(
        recipe, train=(source,), dev=(source,), epochs=3, average=average, dropout=0.1, feature_dropout=0.1
    )
    whole = run(recipe, tmp_path / "whole")
    with monkeypatch.context() as patched:
        stop_after(patched, 1.5)
        with pytest.raises(Stopped):
            train(recipe, tmp_path / "stopped")
    [checkpoint] = (tmp_path / "stopped" / "checkpoints").glob("checkpoint-*")
    steps = int(checkpoint.name.split("-")[1])
    taken = steps_taken(monkeypatch)
    again = run(recipe, tmp_path / "stopped")
    assert taken[0] == steps == whole.state.global_step // 3
    assert again.state.global_step == whole.state.global_step
    epochs = [[entry["epoch"] for entry in run.state.log_history if CHOICE in entry] for run in (whole, again)]
    assert epochs == [[1, 2, 3], [1, 2, 3]]
    for one, other in zip(whole.model.parameters(), again.model.parameters(), strict=True):
        torch.testing.assert_close(one, other)
    assert (whole.average is None) == (average == 0)
    if whole.average and again.average:
        torch.testing.assert_close(*(one.averaged.module.state_dict() for one in (whole.average, again.average)))


def test_a_run_that_goes_on_keeps_the_best_so_far(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "one.jsonl", 1)
    recipe = dataclasses.replace(recipe, train=(source,), dev=(source,), epochs=5, patience=2)
    values = iter([0.2, 0.9, 0.5, 0.6, 0.95])

    def f1(self: object, reader: object) -> dict[str, float]:
        if (value := next(values)) == 0.5:
            raise Stopped
        return {"Fact": value}

    monkeypatch.setattr("miit_ie.training.dev.DevTexts.f1", f1)
    with pytest.raises(Stopped):
        train(recipe, tmp_path / "run")
    values = iter([0.6, 0.7, 0.95])
    again = run(recipe, tmp_path / "run")
    assert json.loads((tmp_path / "run" / "best" / "dev.json").read_text(encoding="utf-8"))[CHOICE] == 0.9
    # Patience is at its end two epochs after the best.
    assert again.state.epoch == 4
    # And stays so.
    assert train(recipe, tmp_path / "run") is None


def test_an_epoch_that_loses_on_a_guarded_corpus_is_not_kept(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, guarded = write(tmp_path / "own.jsonl", 1), write(tmp_path / "ours.jsonl", 1)
    recipe = dataclasses.replace(
        recipe, train=(own,), dev=(own, dataclasses.replace(guarded, guarded=True)), epochs=3, patience=0
    )
    # Before the first epoch and after each: the bulletins of one's own, then the guarded ones.
    facts, modality = iter([0.1, 0.8, 0.3, 0.8, 0.5, 0.792, 0.9, 0.77]), iter([0.0, 0.9, 0.0, 0.9, 0.0, 0.91, 0.0, 0.9])
    core = iter([0.0, 0.9, *[0.0] * 6])
    monkeypatch.setattr(
        "miit_ie.training.dev.DevTexts.f1",
        lambda *_: {"Fact": next(facts), "Modality": next(modality), "core Fact": next(core)},
    )
    trainer = run(recipe, tmp_path / "run")
    kept = json.loads((tmp_path / "run" / "best" / "dev.json").read_text(encoding="utf-8"))
    assert kept["epoch"] == 2
    choices = [entry[CHOICE] for entry in trainer.state.log_history if CHOICE in entry]
    # The last one has the better mean, but loses three points.
    np.testing.assert_allclose(choices, [0.45, 0.55, 0.646, 0.835 - 10 * 0.02])


def test_a_checkpoint_without_its_average_is_not_gone_on_from(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "one.jsonl", 1)
    recipe = dataclasses.replace(recipe, train=(source,), dev=(source,), epochs=3, average=0.9)
    whole = torch.save

    def save(value: Any, file: Any, *args: Any, **kwargs: Any) -> None:
        if Path(file).name == "average.part" and list(tmp_path.glob("run/checkpoints/*/average.pt")):
            Path(file).write_bytes(b"half of it")
            raise Stopped
        whole(value, file, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(torch, "save", save)
        with pytest.raises(Stopped):
            train(recipe, tmp_path / "run")
    first, second = sorted((tmp_path / "run" / "checkpoints").iterdir(), key=lambda path: int(path.name.split("-")[1]))
    assert last_checkpoint(first.parent) == second
    assert last_checkpoint(first.parent, with_file="average.pt") == first
    taken = steps_taken(monkeypatch)
    run(recipe, tmp_path / "run")
    assert taken[0] == int(first.name.split("-")[1])


def test_the_average_follows_the_weights() -> None:
    network = torch.nn.Linear(2, 2)
    average = _Average(network, 0.25)
    model = TrainingNetwork(network, weights={})
    expected = None
    for step in range(6):
        torch.nn.init.normal_(network.weight)
        decay = min(0.25, (1 + step) / (10 + step))
        new = network.weight.detach().clone()
        expected = new if expected is None else decay * expected + (1 - decay) * new
        average.on_step_end(None, None, None, model=model)
        torch.testing.assert_close(average.averaged.module.weight.detach(), expected)


def test_batches_hold_every_window_once_and_are_as_many_in_every_epoch() -> None:
    lengths = np.random.default_rng(0).integers(3, 256, 500).tolist()
    buckets = _Buckets(lengths, 1024, seed=7)
    epochs = []
    for epoch in range(4):
        buckets.set_epoch(epoch)
        batches = list(buckets)
        assert len(batches) == len(buckets)
        assert sorted(index for batch in batches for index in batch) == list(range(500))
        assert max(len(batch) * max(lengths[index] for index in batch) for batch in batches) < 2 * 1024
        epochs.append(batches)
    assert epochs[0] != epochs[1]
    buckets.set_epoch(1)
    assert list(buckets) == epochs[1]


def test_one_long_window_is_a_batch() -> None:
    assert list(_Buckets([300], 100, seed=0)) == [[0]]


def test_layers_further_down_learn_more_slowly(recipe: Recipe, tmp_path: Path) -> None:
    recipe = dataclasses.replace(recipe, learning_rate=1e-4, head_learning_rate=1e-3, layer_decay=0.5)
    made = Trainer(recipe, tmp_path)
    rates = {parameter: group["lr"] for group in made.create_optimizer().param_groups for parameter in group["params"]}
    named = {name: rates[parameter] for name, parameter in made.model.named_parameters()}
    assert len(named) == len(rates)
    assert named["network.encoder.embeddings.word_embeddings.weight"] == 0.25e-4
    assert named["network.encoder.encoder.layer.0.output.dense.weight"] == 0.5e-4
    assert named["network.encoder.encoder.layer.1.output.dense.weight"] == 1e-4
    assert {named["network.features.0.weight"], named["network.spans.ends.weight"]} == {1e-3}


def test_a_network_starts_from_its_encoder(recipe: Recipe) -> None:
    network, tokenizer = build_network(dataclasses.replace(recipe, dropout=0.3, features=("entity",)))
    encoder, read = load_encoder(recipe.encoder)
    assert tokenizer.characters == read.characters
    assert list(network.config.features) == ["entity"]
    assert network.dropout.p == 0.3
    for name, value in encoder.state_dict().items():
        torch.testing.assert_close(network.encoder.state_dict()[name], value)


def test_windows_longer_than_the_encoder_reads_are_refused(recipe: Recipe) -> None:
    with pytest.raises(InputError, match=r"^window: 300 tokens are too many, .*encoder has 256 positions$"):
        build_network(dataclasses.replace(recipe, window=300))


def test_a_network_starts_from_a_trained_one(recipe: Recipe, shipped: Path) -> None:
    network, tokenizer = build_network(dataclasses.replace(recipe, encoder="", start=(str(shipped),), dropout=0.3))
    trained = EventNetwork.from_pretrained(shipped)
    assert {one.p for one in network.modules() if isinstance(one, torch.nn.Dropout)} == {0.3, 0.0}
    assert network.config.thresholds == ModelConfig((), ()).thresholds != trained.config.thresholds
    torch.testing.assert_close(network.state_dict(), trained.state_dict())
    assert tokenizer.characters == load_tokenizer(shipped).characters


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_a_share_of_the_start_is_kept(recipe: Recipe, shipped: Path, average: float, tmp_path: Path) -> None:
    recipe = dataclasses.replace(recipe, encoder="", start=(str(shipped),), epochs=1, average=average, dev=())
    start, _ = build_network(recipe)
    whole, part = (
        run(dataclasses.replace(recipe, trained_share=share), tmp_path / str(share)) for share in (1.0, 0.25)
    )
    trained, kept = whole.kept.state_dict(), part.kept.state_dict()
    for name, value in start.state_dict().items():
        torch.testing.assert_close(kept[name], 0.75 * value + 0.25 * trained[name])
    # What goes on being trained is not what is kept.
    torch.testing.assert_close(part.model.network.state_dict(), whole.model.network.state_dict())
    assert not torch.equal(trained["attributes.0.weight"], start.state_dict()["attributes.0.weight"])


def test_sources(recipe: Recipe) -> None:
    assert [one.doc_id for one in load_source(recipe.train[0])] == [one.doc_id for one in BULLETINS]
    whole = load_source(Source("gold:dev"))
    tenth, half = (load_source(Source("gold:dev", share=share)) for share in (0.1, 0.5))
    assert (len(tenth), len(half), len(whole)) == (4, 20, 40)
    # A larger share holds a smaller one; both are in the order of the file, and not its beginning.
    assert [one for one in half if one in tenth] == tenth
    assert [one for one in whole if one in half] == half != whole[:20]
    with pytest.raises(InputError, match=r"^gold:dev: a share of 0\.001 of 40 bulletins is none$"):
        load_source(Source("gold:dev", share=0.001))


def test_several_networks_are_gone_on_from_as_their_mean(recipe: Recipe, trained: Path, tmp_path: Path) -> None:
    one = EventNetwork.from_pretrained(trained)
    other = EventNetwork(one.config)
    other.save_pretrained(tmp_path / "other")
    shutil.copy(trained / "vocab.txt", tmp_path / "other")
    both = dataclasses.replace(recipe, encoder="", start=(str(trained), str(tmp_path / "other")), epochs=0)
    # Nothing is trained: what is kept is what it starts from.
    assert train(both, tmp_path / "run") is None
    mean = EventNetwork.from_pretrained(tmp_path / "run" / "best").state_dict()
    halves = EventNetwork.from_pretrained(tmp_path / "other").state_dict()
    for name, value in one.state_dict().items():
        torch.testing.assert_close(mean[name], (value + halves[name]) / 2, atol=1e-3, rtol=1e-3)
    wider = EventNetwork(dataclasses.replace(one.config, span_size=2 * one.config.span_size))
    wider.save_pretrained(tmp_path / "wider")
    with pytest.raises(InputError, match="is built otherwise than that in"):
        build_network(dataclasses.replace(both, start=(str(trained), str(tmp_path / "wider"))))


def test_what_is_not_covered_is_neither_wanted_nor_counted(recipe: Recipe, shipped: Path) -> None:
    reader = ModelReader.from_pretrained(shipped)
    kinds = {event.type for one in BULLETINS for event in one.events}
    whole = DevTexts.of(BULLETINS, reader.config.features)
    part = DevTexts.of(BULLETINS, reader.config.features, ["认定", "AGENCY"])
    assert len(kinds) > 1
    assert {event.type for one in (*part.gold, *part.read(reader)) for event in one.events} == {"认定"}
    assert {one.label for text in part.gold for one in text.entities} == {"AGENCY"}
    assert part.f1(reader)["Trig-C"] == whole.evaluate(reader, resamples=1).scores["Trig-C"]["认定"].f1
