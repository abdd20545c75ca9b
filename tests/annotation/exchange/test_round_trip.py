"""What is exported comes back as it was: the whole gold corpus, and whatever hypothesis thinks of."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from miit_ie import extract_many
from miit_ie.annotation import GoldBulletin, export_bulletins, import_bulletins, load_gold
from miit_ie.annotation.exchange import Format
from miit_ie.annotation.exchange.conversion import Entry
from miit_ie.schema import Bulletin, Entity, Span
from strategies import bulletins, short_texts

LOSSLESS = [format for format in Format if format is not Format.CONLL]
lossless = pytest.mark.parametrize("format", LOSSLESS)


@pytest.fixture(scope="module")
def gold() -> list[GoldBulletin]:
    return [entry for corpus in load_gold().values() for entry in corpus]


def there_and_back(entries: list[Entry], format: Format, *, as_predictions: bool = False) -> list[Entry]:
    with tempfile.TemporaryDirectory() as folder:
        # brat makes a folder of this name.
        path = Path(folder) / "exported"
        written = export_bulletins(entries, format, path, as_predictions=as_predictions)
        assert (written.bulletins, written.problems) == (len(entries), ())
        back, read = import_bulletins([path], format, as_predictions=as_predictions)
        assert read.problems == ()
        assert read.bulletins == len(back)
        return back


@lossless
def test_gold_comes_back_as_it_was(gold: list[GoldBulletin], format: Format) -> None:
    back = there_and_back([*gold], format)
    # brat's files come in the order of their names.
    order = {entry.bulletin.doc_id: i for i, entry in enumerate(gold)}
    back.sort(key=lambda entry: order[entry.bulletin.doc_id if isinstance(entry, GoldBulletin) else ""])
    assert back == gold


def test_predictions_of_gold_come_back_as_they_were(gold: list[GoldBulletin]) -> None:
    assert there_and_back([*gold], Format.LABEL_STUDIO, as_predictions=True) == gold


@lossless
def test_what_a_pipeline_extracted_comes_back_as_it_was(gold: list[GoldBulletin], format: Format) -> None:
    """With inferred agents and times that stand nowhere in the text, sentences, ids and values of times."""
    texts = [entry.bulletin.text or "" for entry in gold[::20]]
    extracted = list(extract_many(texts, pipeline="rules"))
    assert any(agent.start is None for bulletin in extracted for event in bulletin.events for agent in event.agent)
    as_predictions = format is Format.LABEL_STUDIO
    back = there_and_back([*extracted], format, as_predictions=as_predictions)
    assert sorted(map(repr, back)) == sorted(map(repr, extracted))


def test_conll_keeps_the_entities_of_gold(gold: list[GoldBulletin]) -> None:
    back = there_and_back([*gold], Format.CONLL)
    expected = [
        Bulletin.of(entry.bulletin.text or "", entry.bulletin.doc_id, entities=entry.bulletin.entities)
        for entry in gold
    ]
    assert back == expected


@lossless
@given(bulletin=bulletins())
def test_any_bulletin_comes_back_as_it_was(format: Format, bulletin: Bulletin) -> None:
    assert there_and_back([bulletin], format) == [bulletin]


@lossless
@given(bulletin=bulletins(texts=short_texts))
def test_crowded_spans_come_back_as_they_were(format: Format, bulletin: Bulletin) -> None:
    assert there_and_back([bulletin], format) == [bulletin]


@given(bulletin=bulletins())
def test_any_bulletin_comes_back_from_predictions(bulletin: Bulletin) -> None:
    assert there_and_back([bulletin], Format.LABEL_STUDIO, as_predictions=True) == [bulletin]


@given(bulletin=bulletins())
def test_conll_keeps_the_text_and_entities_that_stand_apart(bulletin: Bulletin) -> None:
    [back] = there_and_back([bulletin], Format.CONLL)
    assert isinstance(back, Bulletin)
    assert (back.doc_id, back.text) == (bulletin.doc_id, bulletin.text)
    assert set(back.entities) <= {replace(entity, confidence=None) for entity in bulletin.entities}
    # An entity that is not there overlaps one that is, or is empty.
    for entity in bulletin.entities:
        if replace(entity, confidence=None) not in back.entities:
            assert entity.start == entity.end or any(overlap(entity, other) for other in back.entities)


def overlap(first: Entity, second: Span) -> bool:
    return first.start < second.end and second.start < first.end
