"""The gold corpus: it passes its own checks and is as large and as varied as it claims to be."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from miit_ie.annotation import Corpus, Gold, check_files, load_gold
from miit_ie.annotation.checks import Report
from miit_ie.annotation.corpus import GENRES, SPLITS, gold_file
from miit_ie.errors import InputError
from miit_ie.schema import Bulletin, Event, default_ontology

STANDOFF = Path(__file__).parents[2] / "annotations" / "standoff"


@pytest.fixture(scope="module")
def gold() -> Gold:
    try:
        return load_gold()
    except InputError as error:
        pytest.skip(f"the gold corpus is not written yet: {error}")


@pytest.fixture(scope="module")
def report(gold: Gold) -> Report:
    return check_files([gold_file(split) for split in SPLITS])


@pytest.fixture(params=SPLITS)
def split(gold: Gold, request: pytest.FixtureRequest) -> Corpus:
    return gold[request.param]


def bulletins(gold: Gold) -> Iterator[Bulletin]:
    return (bulletin for corpus in gold.values() for bulletin in corpus.bulletins)


def events(gold: Gold) -> Iterator[Event]:
    return (event for bulletin in bulletins(gold) for event in bulletin.events)


def test_gold_passes_its_checks(report: Report) -> None:
    assert [str(error) for error in report.errors] == []


def test_gold_is_large_enough(gold: Gold) -> None:
    types = Counter(event.type for event in events(gold))
    assert sum(map(len, gold.values())) >= 240
    assert types.total() >= 2400
    assert sum(types[core] for core in default_ontology().core_types) >= 1300


def test_bulletins_are_neither_snippets_nor_books(gold: Gold) -> None:
    lengths = {bulletin.doc_id: len(bulletin.text or "") for bulletin in bulletins(gold)}
    assert {doc_id: length for doc_id, length in lengths.items() if not 200 <= length <= 1500} == {}


def test_gold_has_every_type_label_modality_polarity_and_role(gold: Gold) -> None:
    ontology = default_ontology()
    assert {event.type for event in events(gold)} == set(ontology.event_types)
    assert {event.modality for event in events(gold)} == set(ontology.modalities)
    assert {event.polarity for event in events(gold)} == set(ontology.polarities)
    assert {role for event in events(gold) for role, _ in event.spans()} == {"trigger", *ontology.roles}
    assert {entity.label for bulletin in bulletins(gold) for entity in bulletin.entities} == set(ontology.entity_labels)


def test_gold_has_enough_of_every_genre(gold: Gold) -> None:
    genres = Counter(entry.genre for corpus in gold.values() for entry in corpus)
    assert genres.keys() == GENRES.keys()
    assert {genre: many for genre, many in genres.items() if many < 15} == {}


def test_every_split_has_traps(split: Corpus) -> None:
    texts = [bulletin.text or "" for bulletin in split.bulletins]
    triggers = [{event.trigger.start for event in bulletin.events} for bulletin in split.bulletins]
    # A verb of a core type in the name of a document, in a relative clause, and as a noun.
    for trap in (
        "《[^《》]*(?:认定|遴选|部署)[^《》]*》",
        "(?:认定|遴选|入选|确定)的",
        "(?:决策|统一|工作)(?:部署|安排)",
    ):
        assert any(re.search(trap, text) for text in texts), trap
    nouns = [
        (match.start() + 2, starts)
        for text, starts in zip(texts, triggers, strict=True)
        for match in re.finditer("(?:决策|统一|工作)(?:部署|安排)", text)
    ]
    assert any(start not in starts for start, starts in nouns)


def test_every_split_has_quantities_that_count_nothing(split: Corpus) -> None:
    for bulletin in split.bulletins:
        counts = {item.count.text for event in bulletin.events for item in event.items if item.count}
        if {entity.text for entity in bulletin.entities if entity.label == "QUANTITY"} - counts:
            return
    pytest.fail("every quantity is a count")


def test_test_repeats_nothing_of_train(report: Report) -> None:
    [overlap] = [found for found in report.overlaps if (found.split, found.other) == ("test", "train")]
    worst = [f"{share:.1%} {bulletin.doc_id}" for share, bulletin in overlap.shares[:10]]
    assert overlap.median < 0.10, worst
    assert overlap.shares[0][0] < 0.25, worst


@pytest.mark.parametrize("file", sorted(STANDOFF.glob("*.json")), ids=lambda file: file.stem)
def test_standoff_holds_offsets_and_no_text(file: Path) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    values = list(_strings({key: data[key] for key in ("entities", "events")}))
    ontology = default_ontology()
    words = {*ontology.modalities, *ontology.polarities, *ontology.bounds, *ontology.scopes, *ontology.entity_labels}
    words |= {*ontology.event_types, *map(ontology.code, ontology.event_types)}
    assert {key for key, value in values if value not in words} <= {"unit"}
    assert max(len(value) for _, value in values) <= 25
    assert data["events"]
    assert data["entities"]


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _strings(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part, key)
