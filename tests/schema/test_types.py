from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.errors import ContractError
from miit_ie.schema import Bulletin, Count, Event, Extent, Item, Mention, Meta, Span, Time, default_ontology
from strategies import bulletins, texts

TEXT = "省厅新认定东湖阀门、西山轴承2家企业为质量标杆。"


def find(text: str) -> Span:
    start = TEXT.index(text)
    return Span.of(TEXT, start, start + len(text))


def count(text: str, **values: Any) -> Count:
    span = find(text)
    return Count(span.text, span.start, span.end, **values)


TARGET = find("企业")
MEMBERS = (find("东湖阀门"), find("西山轴承"))


@given(texts(), st.data())
def test_a_span_is_what_stands_at_its_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = Span.of(text, start, end)
    assert (span.text, span.start, span.end) == (text[start:end], start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("企业", 0, 1), ("企业", 0, 3), ("企业", -2, 0), ("企业", 5, 3), ("", 3, 4), ("🏭", 0, 2), ("e\u0301", 0, 1)],
)
def test_offsets_that_do_not_measure_the_text_are_refused(text: str, start: int, end: int) -> None:
    with pytest.raises(ContractError, match=r"does not fit its offsets"):
        Span(text, start, end)
    with pytest.raises(ContractError, match=r"does not fit its offsets"):
        Mention(text, start, end)


def test_a_span_cut_past_the_end_is_refused() -> None:
    with pytest.raises(ContractError, match=r"\[20, 99\)"):
        Span.of(TEXT, 20, 99)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3)])
def test_an_extent_lies_forward_in_the_text(start: int, end: int) -> None:
    with pytest.raises(ContractError, match="no stretch of a text"):
        Extent(start, end)


@pytest.mark.parametrize("kind", [Mention, Time])
def test_an_inferred_argument_may_go_without_offsets(kind: type[Mention]) -> None:
    mention = kind("省工信厅", None, None, inferred=True)
    assert (mention.start, mention.end) == (None, None)


@pytest.mark.parametrize("kind", [Mention, Time])
@pytest.mark.parametrize(
    ("start", "end", "inferred"), [(None, None, False), (0, None, True), (None, 2, True), (None, 2, False)]
)
def test_offsets_are_given_both_or_inferred_neither(
    kind: type[Mention], start: int | None, end: int | None, inferred: bool
) -> None:
    with pytest.raises(ContractError, match="'省厅'"):
        kind("省厅", start, end, inferred)


def test_the_designation_is_the_title_or_else_the_target() -> None:
    assert Item(TARGET).designation == "企业"
    assert Item(TARGET, title=find("质量标杆")).designation == "质量标杆"


@pytest.mark.parametrize(
    ("values", "members", "complete", "expected"),
    [
        ({"value": 2}, 2, True, "ok"),
        ({"value": 2.0}, 2, True, "ok"),
        ({"value": 2}, 1, True, "mismatch"),
        ({"value": 1}, 2, True, "mismatch"),
        ({"value": 2}, 0, True, "mismatch"),
        ({"value": 2}, 2, False, "n/a"),
        ({"value": 2}, 1, False, "n/a"),
        ({"value": None, "bound": "unspecified"}, 2, True, "n/a"),
        ({"value": 2, "bound": "at_least"}, 2, True, "n/a"),
        ({"value": 2, "bound": "more_than"}, 2, True, "n/a"),
        ({"value": 2, "bound": "at_most"}, 2, True, "n/a"),
        ({"value": 3, "bound": "less_than"}, 2, True, "n/a"),
        ({"value": 2, "bound": "approx"}, 2, True, "n/a"),
        (None, 2, True, "n/a"),
        (None, 0, False, "n/a"),
    ],
)
def test_count_check(values: dict[str, Any] | None, members: int, complete: bool, expected: str) -> None:
    item = Item(
        TARGET,
        count=count("2家", unit="家", **values) if values else None,
        members=MEMBERS[:members],
        members_complete=complete,
    )
    assert item.count_check == expected
    assert item.to_dict()["count_check"] == expected


def test_an_event_yields_every_span_with_its_role() -> None:
    mentions = {name: Mention(name, 0, len(name)) for name in ("agent", "time")}
    spans = {
        name: Span(name, 0, len(name))
        for name in ("trigger", "target", "title", "batch", "member", "item field", "place", "basis", "field")
    }
    quantity = Count("count", 0, 5, 2, "家")
    event = Event(
        "认定",
        "RECOGNITION",
        spans["trigger"],
        agent=(mentions["agent"],),
        items=(
            Item(
                spans["target"],
                title=spans["title"],
                count=quantity,
                members=(spans["member"], spans["member"]),
                batch=spans["batch"],
                field=(spans["item field"],),
            ),
            Item(spans["target"]),
        ),
        time=(Time("time", 0, 4),),
        place=(spans["place"],),
        basis=(spans["basis"],),
        field=(spans["field"],),
    )
    yielded = [(role, span.text) for role, span in event.spans()]
    assert {text.split()[-1] == role for role, text in yielded} == {True}
    assert sorted(text for _, text in yielded) == sorted([*spans, *mentions, "count", "member", "target"])


@given(bulletins())
def test_a_bulletin_comes_back_from_json_as_it_was(bulletin: Bulletin) -> None:
    alone = json.loads(bulletin.to_json())
    assert "text" not in alone
    assert Bulletin.from_dict(alone, text=bulletin.text) == bulletin
    assert Bulletin.from_dict(alone) == dataclasses.replace(bulletin, text=None)
    assert Bulletin.from_dict(json.loads(bulletin.to_json(with_text=True, indent=2))) == bulletin


@given(bulletins())
def test_a_gold_file_goes_without_derived_fields(bulletin: Bulletin) -> None:
    gold = bulletin.to_dict(with_text=True)
    del gold["schema_version"], gold["text_sha256"]
    for event in gold["events"]:
        del event["code"]
        for item in event["items"]:
            del item["designation"], item["count_check"]
    assert Bulletin.from_dict(gold) == bulletin


def test_what_is_empty_may_be_left_out() -> None:
    trigger = find("新认定")
    lean = {
        "doc_id": "lean",
        "events": [
            {
                "type": "认定",
                "trigger": trigger.to_dict(),
                "modality": "actual",
                "polarity": "positive",
                "items": [{"target": TARGET.to_dict()}],
            }
        ],
    }
    assert Bulletin.from_dict(lean, text=TEXT) == Bulletin.of(
        TEXT, "lean", events=(Event("认定", "RECOGNITION", trigger, items=(Item(TARGET),)),)
    )


@given(bulletins())
def test_a_bulletin_is_hashable_and_frozen(bulletin: Bulletin) -> None:
    assert len({bulletin, dataclasses.replace(bulletin)}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        bulletin.doc_id = "other"  # type: ignore[misc]


def test_the_digest_is_that_of_the_text_in_utf8() -> None:
    assert Bulletin.of(TEXT, "a").text_sha256 == hashlib.sha256(TEXT.encode("utf-8")).hexdigest()
    assert Bulletin.of("\r\n", "a").text_sha256 != Bulletin.of("\n", "a").text_sha256


def test_half_a_surrogate_pair_in_the_text_is_no_obstacle() -> None:
    bulletin = Bulletin.of("企业\ud83c", "a")
    assert Bulletin.from_dict(bulletin.to_dict(with_text=True)) == bulletin


def test_json_keeps_chinese_characters_readable() -> None:
    assert '"title": "公示"' in Bulletin.of("公示", "a", meta=Meta(title="公示")).to_json()


def test_a_text_that_is_not_at_hand_is_not_written() -> None:
    annotation = dataclasses.replace(Bulletin.of(TEXT, "a"), text=None)
    assert "text" not in annotation.to_dict(with_text=True)


def test_the_text_stays_out_of_the_repr() -> None:
    assert TEXT not in repr(Bulletin.of(TEXT, "a"))


def test_the_code_follows_from_the_type() -> None:
    event = Event("遴选", "SELECTION", find("新认定"))
    assert event.code == default_ontology().code(event.type)
    wrong = {**event.to_dict(), "code": "RECOGNITION"}
    assert Bulletin.from_dict({"doc_id": "a", "events": [wrong]}, text=TEXT).events == (event,)
