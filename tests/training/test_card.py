"""The model card says what scores.json says."""

from __future__ import annotations

import json

import pytest

from miit_ie.model.shipped import SCORES, folder_of
from miit_ie.training.card import score_table

FOLDER = folder_of("small")


@pytest.mark.parametrize("corpus", ["real dev", "our gold dev"])
def test_the_tables_of_the_card_are_those_of_the_scores(corpus: str) -> None:
    scores = json.loads((FOLDER / SCORES).read_text(encoding="utf-8"))["corpora"]
    assert score_table(scores[corpus], corpus) in (FOLDER / "README.md").read_text(encoding="utf-8")
