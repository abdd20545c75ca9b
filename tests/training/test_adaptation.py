"""Adaptation: what is read, what is masked, and that something is learned."""

from __future__ import annotations

import dataclasses
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("transformers", reason="needs the train extra")

import torch
from safetensors.torch import load_file

from miit_ie.errors import InputError
from miit_ie.model.tokenizer import CLS, MASK, PAD, SEP, SPECIAL, Tokenizer
from miit_ie.schema import Bulletin
from miit_ie.training.adaptation import (
    AdaptationRecipe,
    MaskingCollator,
    adapt,
    choose_texts,
    pack,
    run,
)
from miit_ie.training.checkpoints import STATE, last_checkpoint
from miit_ie.training.encoder import characters_of, load_encoder, prune
from small_models import CHARACTERS, save_encoder
from strategies import texts

TOKENIZER = Tokenizer(CHARACTERS)
PARAGRAPHS = ["省工业和信息化部门认定智能企业", "某市发布年度绿色制造情报", "国家级示范单位第3批试点展开，共9家"]


@given(st.lists(texts(), max_size=8), st.integers(2, 24))
def test_packing_loses_no_token(paragraphs: list[str], length: int) -> None:
    sequences = list(pack(paragraphs, TOKENIZER, length))
    wanted = [token for text in paragraphs for token in [*TOKENIZER.encode(text).ids.tolist(), SEP]]
    assert all(sequence[0] == CLS and 1 < len(sequence) <= length for sequence in sequences)
    assert [token for sequence in sequences for token in sequence[1:]] == wanted


def test_a_text_that_fits_is_not_cut() -> None:
    sequences = list(pack(["认定" * 3, "企业" * 3, "智能" * 9], TOKENIZER, 10))
    assert [len(sequence) for sequence in sequences] == [8, 8, 10, 10, 2]


def test_masks_cover_real_characters_alone() -> None:
    sequences = [*pack(PARAGRAPHS * 40, TOKENIZER, 64), [CLS, 7, 1, SEP, 8, 9, SEP]]
    batch = MaskingCollator(len(TOKENIZER), seed=1)(sequences)
    ids = torch.full(batch["input_ids"].shape, PAD)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence)
    masked = batch["labels"] != -100
    assert (ids[masked] >= len(SPECIAL)).all()
    assert torch.equal(batch["labels"][masked], ids[masked])
    assert torch.equal(batch["input_ids"][~masked], ids[~masked])
    assert torch.equal(batch["attention_mask"], (ids != PAD).long())
    assert 0.1 < masked.sum() / (ids >= len(SPECIAL)).sum() < 0.3
    shown = batch["input_ids"][masked]
    assert 0.7 < (shown == MASK).float().mean() < 0.9
    assert ((shown == MASK) | (shown >= len(SPECIAL))).all()


def test_masks_differ_by_seed_and_repeat() -> None:
    sequences = list(pack(PARAGRAPHS * 9, TOKENIZER, 64))
    one, same, other = (MaskingCollator(len(TOKENIZER), seed=seed)(sequences)["labels"] for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


SETTINGS = {
    "num_train_epochs": 1,
    "per_device_train_batch_size": 4,
    "learning_rate": 3e-3,
    "logging_steps": 5,
    "save_strategy": "epoch",
    "use_cpu": True,
    "disable_tqdm": True,
}


def losses(output: Path) -> list[float]:
    [state] = output.glob("checkpoints/checkpoint-*/trainer_state.json")
    return [entry["loss"] for entry in json.loads(state.read_text(encoding="utf-8"))["log_history"] if "loss" in entry]


def test_a_small_encoder_learns(tmp_path: Path) -> None:
    save_encoder(tmp_path / "encoder", CHARACTERS, hidden_size=32)
    encoder, tokenizer = load_encoder(tmp_path / "encoder")
    before = encoder.get_input_embeddings().weight.detach().clone()
    adapt(encoder, tokenizer, PARAGRAPHS * 150, tmp_path / "out", arguments=SETTINGS, length=64)
    course = losses(tmp_path / "out")
    assert course[-1] < 3 < course[0]
    adapted, read = load_encoder(tmp_path / "out")
    assert read.characters == tokenizer.characters
    assert not torch.equal(adapted.get_input_embeddings().weight, before)


def test_an_adaptation_prunes_reads_and_saves(tmp_path: Path) -> None:
    save_encoder(tmp_path / "source", CHARACTERS + "龘", hidden_size=32)
    (tmp_path / "plain.txt").write_text("\n".join(PARAGRAPHS * 20), encoding="utf-8")
    with lzma.open(tmp_path / "packed.xz", "wt", encoding="utf-8") as packed:
        packed.write("\n".join(PARAGRAPHS * 20))
    recipe = AdaptationRecipe(
        str(tmp_path / "source"),
        {str(tmp_path / "plain.txt"): 0.5, str(tmp_path / "packed.xz"): 0.5},
        characters=600,
        words=("工业", "企业", "绿色", "示范"),
        words_at_least=1,
        settings=SETTINGS,
        length=64,
    )
    run(recipe, tmp_path / "out")
    encoder, tokenizer = load_encoder(tmp_path / "out")
    # Rare characters go; full-width ones are folded, and the source knows no others of these.
    assert set(tokenizer.characters) == set(CHARACTERS) - set("，：；！（）")
    assert encoder.config.vocab_size == len(tokenizer)
    assert encoder.config.max_position_embeddings == 256


def test_pruning_keeps_the_vectors_of_what_it_keeps(tmp_path: Path) -> None:
    save_encoder(tmp_path / "source", CHARACTERS)
    prune(tmp_path / "source", tmp_path / "pruned", ["业", "龘", "企"], max_positions=32)
    source, whole = load_encoder(tmp_path / "source")
    pruned, kept = load_encoder(tmp_path / "pruned")
    assert kept.characters == ("业", "企")
    rows = [*range(5), *whole.encode("业企").ids.tolist()]
    assert torch.equal(pruned.get_input_embeddings().weight, source.get_input_embeddings().weight[rows])
    ids, wanted = kept.encode("企业企企").ids, whole.encode("企业企企").ids
    with torch.no_grad():
        one, other = (
            model.eval()(input_ids=torch.tensor(tokens[None], dtype=torch.int64)).last_hidden_state
            for model, tokens in ((pruned, ids), (source, wanted))
        )
    torch.testing.assert_close(one, other)
    assert pruned.config.max_position_embeddings == 32


def test_pruning_keeps_the_lower_layers(tmp_path: Path) -> None:
    save_encoder(tmp_path / "source", CHARACTERS)
    source, tokenizer = load_encoder(tmp_path / "source")
    whole = source.config.num_hidden_layers
    assert whole > 1
    prune(tmp_path / "source", tmp_path / "pruned", CHARACTERS, layers=whole - 1)
    pruned, _ = load_encoder(tmp_path / "pruned")
    ids = torch.tensor(tokenizer.encode("绿色企业").ids[None], dtype=torch.int64)
    with torch.no_grad():
        states = source.eval()(input_ids=ids, output_hidden_states=True).hidden_states
        last = pruned.eval()(input_ids=ids).last_hidden_state
    torch.testing.assert_close(last, states[whole - 1])
    for number in (whole + 1, -1):
        with pytest.raises(InputError, match=rf"source: {number} layers are to be kept, but it has {whole}"):
            prune(tmp_path / "source", tmp_path / "none", CHARACTERS, layers=number)


def test_characters_are_those_of_gb_2312_and_those_often_used() -> None:
    kept = characters_of(["镕镕镕喆Ａ", " \u3000"])
    assert {"镕", "业", "a", "0", "。"} <= set(kept)
    assert not {"喆", "A", "Ａ", " ", "\u3000"} & set(kept)
    assert kept == sorted(set(kept))


def recipe_for(tmp_path: Path, **changes: object) -> AdaptationRecipe:
    settings: dict[str, object] = {"characters": 60, "words": ("企业", "示范", "绿色"), "words_at_least": 1} | changes
    return AdaptationRecipe("e", {"a": 1.0}, **settings)  # type: ignore[arg-type]


def test_paragraphs_of_the_field_are_chosen_up_to_the_share(tmp_path: Path) -> None:
    lines = [f"企业示范{number:08d}" for number in range(40)] + ["天气晴朗" * 3] * 40
    chosen = choose_texts(recipe_for(tmp_path), {"a": lines})
    assert len(chosen) == 5
    assert all(line.startswith("企业") for line in chosen)
    assert chosen == choose_texts(recipe_for(tmp_path), {"a": lines})
    assert chosen != choose_texts(recipe_for(tmp_path, seed=1), {"a": lines})
    assert choose_texts(recipe_for(tmp_path, words_at_least=3), {"a": lines}) == []


def test_passages_of_annotated_texts_are_left_out(tmp_path: Path) -> None:
    annotated = tmp_path / "annotated.jsonl"
    passage = "某市绿色企业甲乙丙丁戊己庚辛入选"
    record = Bulletin.of(f"近日，{passage}。", "b").to_dict(with_text=True)
    annotated.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [f"据悉{passage}名单", "绿色企业另有其他很多很多名单"]
    assert choose_texts(recipe_for(tmp_path, excluded=(str(annotated),)), {"a": lines}) == lines[1:]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    recipe = AdaptationRecipe(str(tmp_path), {str(tmp_path / "none.txt"): 1.0}, 10, ("企业",))
    with pytest.raises(InputError, match=r"none\.txt: cannot read the file"):
        run(recipe, tmp_path / "out")
    (tmp_path / "broken.xz").write_bytes(b"no such thing")
    with pytest.raises(InputError, match=r"broken\.xz: not a whole \.xz file: "):
        run(dataclasses.replace(recipe, texts={str(tmp_path / "broken.xz"): 1.0}), tmp_path / "out")


@pytest.mark.parametrize("load", [load_encoder, lambda folder: prune(folder, folder / "pruned", ["企"])])
def test_a_folder_without_an_encoder_is_named(tmp_path: Path, load: Callable[[Path], object]) -> None:
    with pytest.raises(InputError, match=r"none: no encoder in it: config\.json is missing"):
        load(tmp_path / "none")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"no encoder in it: .*model_type") as raised:
        load(tmp_path)
    assert str(raised.value).startswith(str(tmp_path))
    save_encoder(tmp_path, CHARACTERS)
    (tmp_path / "vocab.txt").unlink()
    with pytest.raises(InputError, match=r"vocab\.txt: cannot read the file"):
        load(tmp_path)
    (tmp_path / "vocab.txt").write_text("企\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"vocab\.txt: .*\[PAD\]"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("key", "message"),
    [("lr = 1", "unknown key 'lr'"), ("seed = 1", "'seed' is set already"), ("report_to = []", "'report_to' is set")],
)
def test_settings_that_are_none_are_refused(tmp_path: Path, key: str, message: str) -> None:
    file = tmp_path / "recipe.toml"
    texts = '[texts]\n"a" = 1.0\n'
    file.write_text(f'encoder = "e"\ncharacters = 9\nwords = ["企业"]\n{texts}[settings]\n{key}\n', encoding="utf-8")
    with pytest.raises(InputError, match=rf"recipe\.toml: settings: .*{message}"):
        AdaptationRecipe.from_file(file)


def adapted(tmp_path: Path, output: str) -> Path:
    save_encoder(tmp_path / "encoder", CHARACTERS)
    encoder, tokenizer = load_encoder(tmp_path / "encoder")
    adapt(encoder, tokenizer, PARAGRAPHS * 4, tmp_path / output, arguments=SETTINGS, length=32, seed=7)
    [checkpoint] = (tmp_path / output / "checkpoints").glob("checkpoint-*")
    return checkpoint


def test_the_head_depends_on_the_seed_alone(tmp_path: Path) -> None:
    one = load_file(adapted(tmp_path, "one") / "model.safetensors")
    torch.manual_seed(99)
    other = load_file(adapted(tmp_path, "other") / "model.safetensors")
    torch.testing.assert_close(one, other)


def test_an_adaptation_goes_on_from_whole_checkpoints_alone(tmp_path: Path) -> None:
    checkpoint = adapted(tmp_path, "out")
    assert last_checkpoint(checkpoint.parent) == checkpoint
    weights = (checkpoint / "model.safetensors").read_bytes()
    (checkpoint / STATE).unlink()
    (checkpoint / "model.safetensors").write_bytes(b"cut off")
    assert last_checkpoint(checkpoint.parent) is None
    # It starts anew.
    assert (adapted(tmp_path, "out") / "model.safetensors").read_bytes() == weights
