"""Recipes, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from miit_ie.errors import InputError
from miit_ie.training.config import Recipe, Source

GOOD = """
encoder = "encoders/small"
epochs = 3
learning_rate = 1
features = ["entity", "role"]
[[train]]
path = "gold:train"
weight = 0.5
[[train]]
path = "more.jsonl"
[[dev]]
path = "gold:dev"
share = 0.1
"""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    return tmp_path / "recipe.toml"


def test_a_recipe_is_read(recipe: Path) -> None:
    recipe.write_text(GOOD, encoding="utf-8")
    read = Recipe.from_file(recipe)
    assert read.train == (Source("gold:train", weight=0.5), Source("more.jsonl"))
    assert read.dev == (Source("gold:dev", share=0.1),)
    assert (read.epochs, read.learning_rate, read.features) == (3, 1, ("entity", "role"))
    assert read.seed == 0
    assert set(read.losses.values()) == {1}


def test_losses_that_are_not_named_keep_their_weight(recipe: Path) -> None:
    recipe.write_text(f"window = 82\n{GOOD}[losses]\nlink = 2\nattribute = 0.5\n", encoding="utf-8")
    read = Recipe.from_file(recipe)
    assert read.losses == {"entity": 1, "trigger": 1, "argument": 1, "link": 2, "attribute": 0.5}


def test_changes_go_before_the_file(recipe: Path) -> None:
    recipe.write_text(GOOD, encoding="utf-8")
    assert Recipe.from_file(recipe, epochs=9, seed=4) == Recipe.from_file(recipe, seed=4, epochs=9)
    assert (Recipe.from_file(recipe, epochs=9).epochs, Recipe.from_file(recipe, seed=4).seed) == (9, 4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("epochs = ", "not TOML: "),
        ("\ufffe", "not TOML: "),
        (f"epoch = 3{GOOD}", "unknown key 'epoch'"),
        ('encoder = "e"', "not a recipe: .*missing 1 required keyword-only argument: 'train'"),
        (GOOD.replace("share", "part"), "not a recipe: .*unexpected keyword argument 'part'"),
        (GOOD.replace('path = "gold:dev"', ""), "not a recipe: .*missing 1 required positional argument: 'path'"),
        (GOOD.replace('"role"', '"roles"'), "unknown channel of features 'roles'; there is entity, trigger, role"),
        (GOOD.replace("epochs = 3", 'epochs = "3"'), "epochs: cannot be '3'"),
        (GOOD.replace("epochs = 3", "epochs = 2.5"), "epochs: cannot be 2.5"),
        (GOOD.replace("epochs = 3", "trained_share = 1.5"), "trained_share: cannot be 1.5"),
        (GOOD.replace("epochs = 3", "epochs = true"), "epochs: cannot be True"),
        (GOOD.replace('["entity", "role"]', '"entity"'), "features: cannot be 'entity'"),
        (GOOD.replace('["entity", "role"]', "[1]"), r"features: cannot be \[1\]"),
        (f"losses = 2\n{GOOD}", "losses: cannot be 2"),
        ('encoder = "e"\ntrain = "gold:train"\ndev = []', "train: cannot be 'gold:train'"),
        ('encoder = "e"\ntrain = []\n[[dev]]\npath = "a"', "train: no source is named"),
        (GOOD.replace('encoder = "encoders/small"', ""), "neither encoder nor start is named"),
        (f'{GOOD}weight = "2"', "dev: cannot be .*weight': '2'"),
        (f"{GOOD}guarded = 1", "dev: cannot be .*guarded': 1"),
        (GOOD.replace("share = 0.1", "share = 0"), "gold:dev: share: cannot be 0, only more than 0 and up to 1"),
        (GOOD.replace("share = 0.1", "share = 1.5"), "gold:dev: share: cannot be 1.5"),
        (f"{GOOD}[losses]\nlinks = 2.0", "unknown loss 'links'; there is entity, trigger, argument, link, attribute"),
        (f'{GOOD}[losses]\nlink = "2"', "losses: cannot be {'link': '2'}"),
        (f"window = 81\n{GOOD}", "window: 81 tokens are too few, spans of 40 need over 81"),
    ],
)
def test_a_wrong_recipe_is_refused(recipe: Path, content: str, message: str) -> None:
    recipe.write_bytes(content.encode("utf-16" if content == "\ufffe" else "utf-8"))
    with pytest.raises(InputError, match=message) as raised:
        Recipe.from_file(recipe)
    assert str(raised.value).startswith(f"{recipe}: ")


def test_a_missing_recipe(recipe: Path) -> None:
    with pytest.raises(InputError, match=r"recipe\.toml: cannot read the file"):
        Recipe.from_file(recipe)
