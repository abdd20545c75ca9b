"""The bulletin this project was created from: every counted core event, and none out of policy formulas."""

from __future__ import annotations

import json

import pytest

import miit_ie
from miit_ie.schema import Bulletin, Event, default_ontology
from shared import SHARED, needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def text() -> str:
    return (SHARED / "bulletins" / "kjs-2021-01-08.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def bulletin(text: str) -> Bulletin:
    return miit_ie.extract(text, doc_id="kjs-2021-01-08")


@pytest.fixture(scope="module")
def gold(text: str) -> Bulletin:
    data = json.loads((SHARED / "bulletins" / "kjs-2021-01-08.gold.json").read_text(encoding="utf-8"))
    return Bulletin.from_dict(data, text=text)


def _counted_core(bulletin: Bulletin) -> list[Event]:
    core = default_ontology().core_types
    return [e for e in bulletin.events if e.type in core and any(item.count for item in e.items)]


def _facts(event: Event) -> object:
    return (
        event.type,
        event.trigger,
        event.modality,
        event.polarity,
        [
            (i.target, i.title, i.count, {(m.start, m.end) for m in i.members}, i.members_complete, i.count_check)
            for i in event.items
        ],
    )


def test_every_counted_core_event_is_found_whole(bulletin: Bulletin, gold: Bulletin) -> None:
    expected = _counted_core(gold)
    assert len(expected) == 8
    found = [_facts(event) for event in bulletin.events]
    assert [event.trigger for event in expected if _facts(event) not in found] == []


def test_no_counted_core_event_is_made_up(bulletin: Bulletin, gold: Bulletin) -> None:
    assert [e.trigger for e in _counted_core(bulletin)] == [e.trigger for e in _counted_core(gold)]


@pytest.mark.parametrize("phrase", ["决策部署", "会议部署", "已认定实验室"])
def test_no_event_out_of_a_formula(bulletin: Bulletin, text: str, phrase: str) -> None:
    start = text.index(phrase)
    end = start + len(phrase)
    assert [e.trigger for e in bulletin.events if start <= e.trigger.start and e.trigger.end <= end] == []


def test_enumeration_is_closed_and_counts(bulletin: Bulletin) -> None:
    item = next(e.items[0] for e in bulletin.events if e.type == "认定" and len(e.items[0].members) == 4)
    assert item.count_check == "ok"


def test_metadata_and_time(bulletin: Bulletin) -> None:
    assert bulletin.meta.published == "2021-01-08"
    assert bulletin.meta.issuer == "工业和信息化部科技司"
    years = [{time.value for time in event.time} - {None} for event in bulletin.events]
    assert all(len(values) == 1 for values in years)
    assert set.union(*years) == {"2020", "2021"}
    assert all(event.agent for event in bulletin.events)
