from __future__ import annotations

import re

from hypothesis import given

from miit_ie.outputs import flat
from miit_ie.schema import Bulletin, Event, Mention, Span, Time
from samples import BULLETIN, SUPPORT, TEXT
from strategies import bulletins


def test_an_item_becomes_a_row() -> None:
    row = next(flat.rows(BULLETIN))
    assert row == {
        "doc_id": "sample",
        "title": "测试[red]公告",
        "issuer": "测试司",
        "doc_number": "测函〔2023〕7号",
        "published": "2023-05-06",
        "event_id": "e1",
        "type": "认定",
        "code": "RECOGNITION",
        "trigger": "认定",
        "modality": "actual",
        "polarity": "positive",
        "agent": "工业和信息化部",
        "agent_inferred": False,
        "target": "企业",
        "item_title": "绿色示范工厂",
        "designation": "绿色示范工厂",
        "count_text": "88家",
        "count_value": 88,
        "count_unit": "家",
        "count_bound": "exact",
        "count_scope": "increment",
        "members": "甲科技；乙重工",
        "members_complete": False,
        "count_check": "n/a",
        "batch": None,
        "field": None,
        "time": "2023年",
        "time_value": "2023",
        "place": None,
        "basis": None,
        "sentence_start": 0,
        "sentence_end": TEXT.index("\n"),
        "trigger_start": 13,
        "trigger_end": 15,
        "sentence": TEXT.splitlines()[0],
    }


def test_an_event_without_items_keeps_its_row() -> None:
    event = Event("复核", "REVIEW", Span("支持", 0, 2), agent=(Mention("某司", None, None, True),))
    (row,) = flat.rows(Bulletin.of("支持", "a", events=(event,)))
    assert (row["type"], row["agent"], row["agent_inferred"]) == ("复核", "某司", True)
    assert row["target"] is row["count_value"] is row["members_complete"] is row["sentence"] is None


def test_times_that_cannot_be_resolved_keep_the_values_of_the_others_in_place() -> None:
    times = (Time("近日", None, None, True), Time("5月", None, None, True, "2023-05"))
    event = Event("支持", "SUPPORT", SUPPORT.trigger, time=times)
    (row,) = flat.rows(Bulletin.of(TEXT, "a", events=(event,)))
    assert (row["time"], row["time_value"]) == ("近日；5月", "；2023-05")


@given(bulletins())
def test_every_item_has_a_row_with_all_columns(bulletin: Bulletin) -> None:
    rows = list(flat.rows(bulletin))
    assert len(rows) == sum(max(1, len(event.items)) for event in bulletin.events)
    assert all(list(row) == list(flat.COLUMNS) for row in rows)


def test_the_docstring_describes_every_column() -> None:
    described = re.findall(r"^\| (\w+) \|", flat.__doc__ or "", re.MULTILINE)[1:]
    assert described == list(flat.COLUMNS)
