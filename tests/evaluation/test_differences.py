from __future__ import annotations

from dataclasses import replace

import pytest
from annotating import Annotator
from hypothesis import given

from miit_ie.evaluation.differences import KINDS, Difference, Quote, compare_entities, compare_events
from miit_ie.evaluation.scores import count
from miit_ie.schema import Bulletin, Entity, Event, Mention
from strategies import bulletins

T = Annotator("去年市经信局新认定第二批12家制造企业为示范工厂，含甲厂、乙厂；随后遴选出5个项目和3个平台。")
TWELVE = T.count("12家", 12, "家")
ITEM = T.item("制造企业", count=TWELVE, title="示范工厂", batch="第二批", members=["甲厂", "乙厂"])
EVENT = T.event("认定", "新认定", ITEM, agent=["市经信局"], time=["去年"])


def differences(gold: list[Event], predicted: list[Event]) -> list[Difference]:
    pairs = compare_events(T.bulletin(*gold), T.bulletin(*predicted))
    return [difference for pair in pairs for difference in pair.differences]


def kinds(gold: list[Event], predicted: list[Event]) -> list[str]:
    return [difference.kind for difference in differences(gold, predicted)]


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        ([EVENT], []),
        ([], ["event missed"]),
        ([EVENT, T.event("发布", "含")], ["event spurious"]),
        ([replace(EVENT, type="遴选")], ["event type"]),
        ([replace(EVENT, trigger=T.span("认定"))], ["trigger extent"]),
        ([replace(EVENT, trigger=T.span("认定"), type="遴选")], ["trigger extent", "event type"]),
        ([replace(EVENT, trigger=T.span("随后"))], ["trigger wrong"]),
        ([replace(EVENT, modality="planned")], ["modality wrong"]),
        ([replace(EVENT, polarity="negative")], ["polarity wrong"]),
        ([replace(EVENT, items=())], ["item missed"]),
        ([replace(EVENT, items=(ITEM, T.item("项目")))], ["item spurious"]),
        ([replace(EVENT, items=(replace(ITEM, target=T.span("企业")),))], ["target extent"]),
        ([replace(EVENT, items=(replace(ITEM, target=T.span("项目")),))], ["target wrong"]),
        ([replace(EVENT, items=(replace(ITEM, count=None),))], ["count missed"]),
        ([replace(EVENT, items=(replace(ITEM, count=replace(TWELVE, value=2)),))], ["count value"]),
        ([replace(EVENT, items=(replace(ITEM, count=replace(TWELVE, bound="approx")),))], ["count value"]),
        ([replace(EVENT, items=(replace(ITEM, count=T.count("12", 12, "家")),))], ["count extent"]),
        ([replace(EVENT, items=(replace(ITEM, count=replace(TWELVE, scope="total")),))], ["count scope"]),
        ([replace(EVENT, items=(replace(ITEM, title=None),))], ["title missed"]),
        ([replace(EVENT, items=(replace(ITEM, title=T.span("工厂")),))], ["title extent"]),
        ([replace(EVENT, items=(replace(ITEM, title=T.span("平台")),))], ["title wrong"]),
        ([replace(EVENT, items=(replace(ITEM, batch=T.span("去年")),))], ["batch wrong"]),
        ([replace(EVENT, items=(replace(ITEM, members=T.spans(["甲厂"])),))], ["member missed"]),
        ([replace(EVENT, items=(replace(ITEM, members=T.spans(["甲厂", "乙厂", "平台"])),))], ["member spurious"]),
        ([replace(EVENT, items=(replace(ITEM, members=T.spans(["甲厂", "、乙厂"])),))], ["member extent"]),
        (
            [replace(EVENT, items=(replace(ITEM, members=T.spans(["项目"])),))],
            ["member missed"] * 2 + ["member spurious"],
        ),
        ([replace(EVENT, items=(replace(ITEM, field=T.spans(["制造"])),))], ["field spurious"]),
        ([replace(EVENT, agent=())], ["agent missed"]),
        ([replace(EVENT, place=T.spans(["市"]))], ["place spurious"]),
        ([replace(EVENT, time=T.event("认定", "新认定", time=["年"]).time)], ["time extent"]),
    ],
)
def test_each_difference_has_its_kind(predicted: list[Event], expected: list[str]) -> None:
    assert kinds([EVENT], predicted) == expected


def test_a_difference_says_what_stands_where_on_either_side() -> None:
    wrong = replace(TWELVE, value=20, bound="more_than")
    predicted = replace(EVENT, items=(replace(ITEM, count=wrong),))
    assert differences([EVENT], [predicted]) == [
        Difference("count value", ("认定",), Quote("12家", 12, 15), Quote(">20家", 12, 15))
    ]
    assert differences([EVENT], []) == [Difference("event missed", ("认定",), Quote("认定 新认定", 6, 9), None)]


def test_a_wrong_type_concerns_both_types() -> None:
    assert differences([EVENT], [replace(EVENT, type="遴选")])[0].types == ("认定", "遴选")


def test_what_is_inferred_is_no_difference() -> None:
    agency = T.span("市")
    inferred = (Mention("省厅", None, None, True), Mention(agency.text, agency.start, agency.end, True))
    assert kinds([EVENT], [replace(EVENT, agent=(*EVENT.agent, *inferred))]) == []


def test_items_are_paired_by_target_whatever_their_order() -> None:
    five, three = T.count("5个", 5, "个"), T.count("3个", 3, "个")
    gold = T.event("遴选", "遴选出", T.item("项目", count=five), T.item("平台", count=three))
    predicted = T.event("遴选", "遴选出", T.item("平台"), T.item("项目", count=five))
    assert kinds([gold], [predicted]) == ["count missed"]


def test_an_event_is_paired_with_the_nearest_trigger() -> None:
    gold = [T.event("认定", "新认定"), T.event("遴选", "遴选出")]
    predicted = [T.event("遴选", "遴选"), T.event("遴选", "新认定")]
    assert kinds(gold, predicted) == ["event type", "trigger extent"]


def test_events_far_apart_are_a_missed_and_a_spurious_one() -> None:
    gold, predicted = [T.event("认定", "新认定", T.item("制造企业"))], [T.event("认定", "遴选出", T.item("项目"))]
    assert kinds(gold, predicted) == ["event missed", "event spurious"]


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        ([("市经信局", "AGENCY")], []),
        ([], ["entity missed"]),
        ([("市经信局", "AGENCY"), ("甲厂", "COMPANY")], ["entity spurious"]),
        ([("市经信局", "INSTITUTE")], ["entity label"]),
        ([("经信局", "AGENCY")], ["entity extent"]),
        ([("市", "PLACE")], ["entity missed", "entity spurious"]),
    ],
)
def test_each_difference_of_entities_has_its_kind(predicted: list[tuple[str, str]], expected: list[str]) -> None:
    found = compare_entities(
        T.bulletin(T.entity("市经信局", "AGENCY")), T.bulletin(*[T.entity(*entity) for entity in predicted])
    )
    assert sorted(difference.kind for difference in found) == expected


def test_a_wrong_label_concerns_both_labels() -> None:
    gold: list[Entity] = [T.entity("市经信局", "AGENCY")]
    found = compare_entities(T.bulletin(*gold), T.bulletin(T.entity("市经信局", "INSTITUTE")))
    assert found == [
        Difference(
            "entity label", ("AGENCY", "INSTITUTE"), Quote("AGENCY 市经信局", 2, 6), Quote("INSTITUTE 市经信局", 2, 6)
        )
    ]


@given(bulletins(), bulletins())
def test_every_error_of_the_scorer_is_a_difference_of_a_known_kind(gold: Bulletin, predicted: Bulletin) -> None:
    pairs = compare_events(gold, predicted)
    found = [difference for pair in pairs for difference in pair.differences] + compare_entities(gold, predicted)
    assert {difference.kind for difference in found} <= set(KINDS)
    assert found or not any(fp or fn for _, fp, fn in count(gold, predicted).values())
    assert sorted(id(pair.gold) for pair in pairs if pair.gold) == sorted(map(id, gold.events))
    assert sorted(id(pair.predicted) for pair in pairs if pair.predicted) == sorted(map(id, predicted.events))


@given(bulletins())
def test_nothing_differs_from_itself(gold: Bulletin) -> None:
    assert compare_entities(gold, gold) == []
    assert [pair.differences for pair in compare_events(gold, gold) if pair.differences] == []
