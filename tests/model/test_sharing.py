"""What stands between several events goes to those it is said of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from miit_ie.model.sharing import share_out
from miit_ie.schema import Count, Event, Item, Mention, Span, Time
from miit_ie.text.fold import fold


class Text:
    """A text whose spans are named by their words, the ``number``-th of them if there are several."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, words: str, number: int = 1) -> Span:
        start = -1
        for _ in range(number):
            start = self.text.index(words, start + 1)
        return Span(words, start, start + len(words))

    def item(self, target: str, *, count: str | None = None, **roles: Any) -> Item:
        quantity = None
        if count:
            span = self.span(count)
            quantity = Count(count, span.start, span.end, int(count[:-1]), count[-1], "exact")
        return Item(self.span(target), count=quantity, **roles)

    def event(self, trigger: Span, items: Sequence[Item] = (), **roles: Sequence[Span]) -> Event:
        spans: dict[str, Any] = {name: tuple(found) for name, found in roles.items()}
        spans["agent"] = tuple(Mention(one.text, one.start, one.end) for one in roles.get("agent", ()))
        spans["time"] = tuple(Time(one.text, one.start, one.end) for one in roles.get("time", ()))
        return Event(type="认定", code="RECOGNITION", trigger=trigger, items=tuple(items), **spans)

    def shared(self, *events: Event) -> list[Event]:
        return list(share_out(events, fold(self.text)))


def _words(spans: Sequence[Span | Mention | Time]) -> list[str]:
    return [span.text for span in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023年，省厅认定工厂。", ["2023年"]),
        ("2023年，省厅部署项目，认定工厂。", ["2023年"]),
        ("省厅于2023年认定工厂。", ["2023年"]),
        ("省厅认定工厂于2023年。", ["2023年"]),
        ("2023年，省厅开会。认定工厂。", ["2023年"]),
        ("2023年，省厅部署项目。认定工厂。", []),
        ("2023年工作\n认定工厂。", []),
        ("省厅认定工厂，2023年公布。", []),
    ],
)
def test_times_stand_in_the_sentence_of_their_trigger_or_before_it(text: str, found: list[str]) -> None:
    given = Text(text)
    events = [given.event(given.span("认定"), time=[given.span("2023年")])]
    if "部署" in text:
        events.append(given.event(given.span("部署")))
    assert _words(given.shared(*events)[0].time) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("省厅部署项目。认定工厂。", ["省厅"]),
        ("省厅\n认定工厂。", ["省厅"]),
        ("省厅决定：\n部署项目。\n认定工厂。", ["省厅"]),
        ("省厅部署项目。\n认定工厂。", []),
        ("认定由省厅负责。", ["省厅"]),
        ("认定工厂，省厅部署项目。", []),
    ],
)
def test_doers_and_bases_stand_in_the_line_or_lead_into_it(text: str, found: list[str]) -> None:
    given = Text(text)
    # What matters is where a span stands, not what it says.
    spans = [given.span("省厅")]
    events = [given.event(given.span("认定"), agent=spans, basis=spans)]
    if "部署" in text:
        events.append(given.event(given.span("部署")))
    event = given.shared(*events)[0]
    assert _words(event.agent) == _words(event.basis) == found


def test_doers_that_are_named_together_stay_together() -> None:
    given = Text("省厅开会，甲部、乙部，丙部联合部署项目，认定工厂。")
    doers = [given.span(name) for name in ("省厅", "甲部", "乙部", "丙部")]
    for event in given.shared(*(given.event(given.span(word), agent=doers) for word in ("部署", "认定"))):
        assert _words(event.agent) == ["甲部", "乙部", "丙部"]


def test_doers_and_times_reach_to_the_clause_that_names_others() -> None:
    given = Text("2022年，省厅开会；2023年，市局、县局部署项目，认定工厂。")
    times = [given.span("2022年"), given.span("2023年")]
    doers = [given.span("省厅"), given.span("市局"), given.span("县局")]
    events = [given.event(given.span(word), time=times, agent=doers) for word in ("部署", "认定")]
    for event in given.shared(*events):
        assert _words(event.time) == ["2023年"]
        assert _words(event.agent) == ["市局", "县局"]


def test_places_and_fields_go_to_the_nearest_event() -> None:
    given = Text("在北京部署项目1,991项，面向电池领域认定工厂。")
    spans: dict[str, Any] = {"place": [given.span("北京")], "field": [given.span("电池")]}
    first, second = given.shared(given.event(given.span("部署"), **spans), given.event(given.span("认定"), **spans))
    assert (_words(first.place), _words(first.field)) == (["北京"], [])
    assert (_words(second.place), _words(second.field)) == ([], ["电池"])
    # One they were not found for takes nothing.
    given = Text("在北京开展试点，认定工厂。")
    first, second = given.shared(
        given.event(given.span("开展")), given.event(given.span("认定"), place=[given.span("北京")])
    )
    assert (_words(first.place), _words(second.place)) == ([], ["北京"])


def test_of_several_counts_each_goes_to_the_events_in_its_clause() -> None:
    given = Text("甲线等5条线通过验收，1条未通过验收。")
    items = [given.item("线等", count="5条", members=(given.span("甲线"),)), given.item("线等", count="1条")]
    events = given.shared(*(given.event(given.span("通过验收", number), items) for number in (1, 2)))
    assert [[item.count.text if item.count else None for item in event.items] for event in events] == [["5条"], ["1条"]]
    assert [_words(event.items[0].members) for event in events] == [["甲线"], []]


def test_an_event_far_from_every_count_keeps_the_target() -> None:
    given = Text("抽查线路，5条通过验收，1条未通过验收。")
    items = [given.item("线路", count="5条"), given.item("线路", count="1条")]
    triggers = [given.span("抽查"), given.span("通过验收"), given.span("通过验收", 2)]
    first, *_ = given.shared(*(given.event(trigger, items) for trigger in triggers))
    assert [(item.target.text, item.count) for item in first.items] == [("线路", None)]


def test_a_single_count_belongs_to_all() -> None:
    given = Text("遴选5家企业，列入名单。")
    item = given.item("企业", count="5家")
    for event in given.shared(given.event(given.span("遴选"), [item]), given.event(given.span("列入"), [item])):
        assert event.items == (item,)


def test_titles_and_batches_go_to_the_nearest_of_the_events_with_the_target() -> None:
    given = Text("第三批企业通过验收，授予示范称号，另支持园区。")
    item = given.item("企业", title=given.span("示范称号"), batch=given.span("第三批"))
    other = given.item("园区")
    events = given.shared(
        given.event(given.span("通过验收"), [item]),
        given.event(given.span("授予"), [item]),
        given.event(given.span("支持"), [other]),
    )
    found = [(event.items[0].title is not None, event.items[0].batch is not None) for event in events]
    assert found == [(False, True), (True, False), (False, False)]
    # A lone event keeps what it has, however far.
    [event] = given.shared(given.event(given.span("通过验收"), [item]))
    assert event.items == (item,)
