"""The scorer on cases small enough to count by hand. Every expectation is (right, spurious, missed)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from annotating import Annotator

from miit_ie.evaluation.scores import EVENT_SCORES, count, measures
from miit_ie.schema import Bulletin, Entity, Event, Mention, Span, Time

T = Annotator("市经信局新认定12家企业为示范工厂，遴选出5个项目和3个平台；区科技局认定12家企业和一批基地。")
TWELVE = T.count("12家", 12, "家")
FIVE = T.count("5个", 5, "个")
RECOGNISED = T.event("认定", "新认定", T.item("企业", count=TWELVE, title="示范工厂"), agent=["市经信局"])
SELECTED = T.event("遴选", "遴选出", T.item("项目", count=FIVE), T.item("平台", count=T.count("3个", 3, "个")))


def counts(gold: Bulletin, predicted: Bulletin, score: str, group: str = "all") -> tuple[int, int, int]:
    return count(gold, predicted).get((score, group), (0, 0, 0))


def test_a_perfect_prediction_has_everything_right() -> None:
    gold = T.bulletin(RECOGNISED, SELECTED, T.entity("市经信局", "AGENCY"), T.entity("12家", "QUANTITY"))
    tally = count(gold, gold)
    assert {key for key, (_, fp, fn) in tally.items() if fp or fn} == set()
    right = {score: tally[score, "all"][0] for score in [*EVENT_SCORES, "Ent"]}
    assert right == {
        "Trig-I": 2,
        "Trig-C": 2,
        "Arg-I": 8,
        "Arg-C": 8,
        "Arg-I+": 8,
        "Arg-C+": 8,
        "Arg-I|Trig-C": 8,
        "Arg-C|Trig-C": 8,
        "Link": 4,
        "Fact": 3,
        "Fact-noMod": 3,
        "Fact-counted": 3,
        "Modality": 2,
        "Polarity": 2,
        "Ent": 2,
    }


def test_without_gold_everything_is_spurious() -> None:
    tally = count(T.bulletin(), T.bulletin(RECOGNISED, T.entity("企业", "COMPANY")))
    assert tally["Trig-C", "认定"] == (0, 1, 0)
    assert tally["Arg-C+", "core"] == (0, 4, 0)
    assert tally["Link", "all"] == (0, 2, 0)
    assert tally["Fact", "all"] == (0, 1, 0)
    assert tally["Ent", "COMPANY"] == (0, 1, 0)


def test_without_prediction_everything_is_missed() -> None:
    tally = count(T.bulletin(RECOGNISED, T.entity("企业", "COMPANY")), T.bulletin())
    assert tally["Trig-C", "认定"] == (0, 0, 1)
    assert tally["Arg-C+", "core"] == (0, 0, 4)
    assert tally["Link", "all"] == (0, 0, 2)
    assert tally["Fact", "all"] == (0, 0, 1)
    assert tally["Ent", "COMPANY"] == (0, 0, 1)


def test_nothing_against_nothing_counts_nothing() -> None:
    assert count(T.bulletin(), T.bulletin()) == {}


def test_one_core_type_for_another_is_a_right_trigger_of_the_wrong_type() -> None:
    gold, predicted = T.bulletin(RECOGNISED), T.bulletin(replace(RECOGNISED, type="遴选", code="SELECTION"))
    assert counts(gold, predicted, "Trig-I") == (1, 0, 0)
    assert counts(gold, predicted, "Trig-I", "core") == (1, 0, 0)
    assert counts(gold, predicted, "Trig-C") == (0, 1, 1)
    assert counts(gold, predicted, "Trig-C", "认定") == (0, 0, 1)
    assert counts(gold, predicted, "Trig-C", "遴选") == (0, 1, 0)
    assert counts(gold, predicted, "Arg-I") == (0, 4, 4)
    assert counts(gold, predicted, "Fact") == (0, 1, 1)


def test_a_core_type_taken_for_another_type_is_missed_among_the_core_types() -> None:
    gold, predicted = T.bulletin(RECOGNISED), T.bulletin(replace(RECOGNISED, type="发布", code="ISSUANCE"))
    assert counts(gold, predicted, "Trig-I") == (1, 0, 0)
    assert counts(gold, predicted, "Trig-I", "core") == (0, 0, 1)
    assert counts(gold, predicted, "Trig-C", "发布") == (0, 1, 0)


def test_a_shorter_trigger_is_wrong_but_leaves_arguments_and_facts_right() -> None:
    gold, predicted = T.bulletin(RECOGNISED), T.bulletin(replace(RECOGNISED, trigger=T.span("认定")))
    assert counts(gold, predicted, "Trig-I") == (0, 1, 1)
    assert counts(gold, predicted, "Trig-C") == (0, 1, 1)
    assert counts(gold, predicted, "Arg-I") == (4, 0, 0)
    assert counts(gold, predicted, "Arg-C") == (4, 0, 0)
    assert counts(gold, predicted, "Arg-I+") == (0, 4, 4)
    assert counts(gold, predicted, "Arg-C+") == (0, 4, 4)
    assert counts(gold, predicted, "Arg-C|Trig-C") == (0, 0, 0)
    assert counts(gold, predicted, "Modality") == (0, 0, 0)
    assert counts(gold, predicted, "Fact") == (1, 0, 0)


def test_a_wrong_role_is_identified_but_not_classified() -> None:
    gold = T.bulletin(T.event("认定", "新认定", agent=["市经信局"]))
    predicted = T.bulletin(T.event("认定", "新认定", place=["市经信局"]))
    for score in ("Arg-I", "Arg-I+", "Arg-I|Trig-C"):
        assert counts(gold, predicted, score) == (1, 0, 0), score
    for score in ("Arg-C", "Arg-C+", "Arg-C|Trig-C"):
        assert counts(gold, predicted, score) == (0, 1, 1), score


def test_a_span_in_two_roles_is_one_to_identify_and_two_to_classify() -> None:
    gold = T.bulletin(T.event("认定", "新认定", agent=["市经信局"], place=["市经信局"]))
    predicted = T.bulletin(T.event("认定", "新认定", agent=["市经信局"]))
    assert counts(gold, predicted, "Arg-I+") == (1, 0, 0)
    assert counts(gold, predicted, "Arg-C+") == (1, 0, 1)


def test_an_argument_one_character_off_is_wrong() -> None:
    gold = T.bulletin(T.event("认定", "新认定", T.item("企业")))
    predicted = T.bulletin(T.event("认定", "新认定", T.item("家企业")))
    assert counts(gold, predicted, "Arg-I") == (0, 1, 1)


def test_the_same_words_elsewhere_are_another_argument_but_the_same_fact() -> None:
    gold = T.bulletin(T.event("认定", "新认定", T.item("企业")))
    predicted = T.bulletin(T.event("认定", "新认定", T.item("企业#2")))
    assert counts(gold, predicted, "Arg-C+") == (0, 1, 1)
    assert counts(gold, predicted, "Fact") == (1, 0, 0)


def test_nested_arguments_are_told_apart() -> None:
    gold = T.bulletin(T.event("认定", "新认定", T.item("企业", members=["12家企业"])))
    predicted = T.bulletin(T.event("认定", "新认定", T.item("企业", members=["家企业"])))
    assert counts(gold, gold, "Arg-C+") == (2, 0, 0)
    assert counts(gold, predicted, "Arg-C+") == (1, 1, 1)


@pytest.mark.parametrize("backwards", [False, True])
def test_nested_entities_are_told_apart_in_either_order(backwards: bool) -> None:
    entities = [T.entity("市经信局", "AGENCY"), T.entity("市", "PLACE")][:: -1 if backwards else 1]
    gold = T.bulletin(T.entity("市", "PLACE"), T.entity("市经信局", "AGENCY"))
    assert counts(gold, T.bulletin(*entities), "Ent") == (2, 0, 0)


def test_an_entity_needs_the_right_span_and_label() -> None:
    gold = T.bulletin(T.entity("市经信局", "AGENCY"), T.entity("企业", "COMPANY"))
    predicted = T.bulletin(T.entity("市经信局", "INSTITUTE"), T.entity("家企业", "COMPANY"))
    assert counts(gold, predicted, "Ent") == (0, 2, 2)
    assert counts(gold, predicted, "Ent", "AGENCY") == (0, 0, 1)
    assert counts(gold, predicted, "Ent", "INSTITUTE") == (0, 1, 0)
    assert counts(gold, predicted, "Ent", "COMPANY") == (0, 1, 1)


def test_an_entity_said_twice_counts_once() -> None:
    entity = T.entity("企业", "COMPANY")
    assert counts(T.bulletin(entity), T.bulletin(entity, replace(entity, confidence=0.5)), "Ent") == (1, 0, 0)


def test_a_count_that_two_items_share_is_one_argument_with_two_links() -> None:
    gold = T.bulletin(T.event("遴选", "遴选出", T.item("项目", count=FIVE), T.item("平台", count=FIVE)))
    predicted = T.bulletin(T.event("遴选", "遴选出", T.item("项目", count=FIVE), T.item("平台")))
    assert counts(gold, predicted, "Arg-C+") == (3, 0, 0)
    assert counts(gold, predicted, "Link") == (1, 0, 1)
    assert counts(gold, predicted, "Fact") == (1, 1, 1)


def test_a_count_on_the_wrong_target_is_a_right_argument_with_a_wrong_link() -> None:
    gold = T.bulletin(T.event("遴选", "遴选出", T.item("项目", count=FIVE), T.item("平台")))
    predicted = T.bulletin(T.event("遴选", "遴选出", T.item("项目"), T.item("平台", count=FIVE)))
    assert counts(gold, predicted, "Arg-C+") == (3, 0, 0)
    assert counts(gold, predicted, "Link") == (0, 1, 1)
    assert counts(gold, predicted, "Fact") == (0, 2, 2)


def test_two_events_with_the_same_trigger_words_stay_apart() -> None:
    one, other = T.event("认定", "认定", T.item("企业")), T.event("认定", "认定#2", T.item("企业#2"))
    merged = T.event("认定", "认定", T.item("企业"), T.item("企业#2"))
    gold = T.bulletin(one, other)
    assert counts(gold, T.bulletin(other, one), "Arg-C+") == (2, 0, 0)
    assert counts(gold, T.bulletin(merged), "Trig-C") == (1, 0, 1)
    assert counts(gold, T.bulletin(merged), "Arg-C") == (2, 0, 0)
    assert counts(gold, T.bulletin(merged), "Arg-C+") == (1, 1, 1)


def test_arguments_swapped_between_events_of_a_type_hang_on_the_wrong_trigger() -> None:
    gold = T.bulletin(T.event("认定", "认定", T.item("企业")), T.event("认定", "认定#2", T.item("企业#2")))
    predicted = T.bulletin(T.event("认定", "认定", T.item("企业#2")), T.event("认定", "认定#2", T.item("企业")))
    assert counts(gold, predicted, "Arg-C") == (2, 0, 0)
    assert counts(gold, predicted, "Arg-C+") == (0, 2, 2)
    assert counts(gold, predicted, "Arg-C|Trig-C") == (0, 2, 2)


@pytest.mark.parametrize("backwards", [False, True])
def test_two_events_on_one_trigger_are_matched_by_what_they_say(backwards: bool) -> None:
    one = T.event("遴选", "遴选出", T.item("项目", count=FIVE))
    other = T.event("遴选", "遴选出", T.item("平台"), modality="planned")
    gold = T.bulletin(one, other)
    predicted = T.bulletin(*[one, replace(other, items=(*other.items, T.item("企业")))][:: -1 if backwards else 1])
    assert counts(gold, predicted, "Trig-C") == (2, 0, 0)
    assert counts(gold, predicted, "Arg-C+") == (3, 1, 0)
    assert counts(gold, predicted, "Modality") == (2, 0, 0)


def test_a_tie_between_two_events_on_one_trigger_is_broken_alike_in_either_order() -> None:
    one, other = (
        T.event("遴选", "遴选出", T.item("项目")),
        T.event("遴选", "遴选出", T.item("平台"), modality="planned"),
    )
    predicted = T.bulletin(T.event("遴选", "遴选出", T.item("项目"), modality="planned"))
    assert count(T.bulletin(one, other), predicted) == count(T.bulletin(other, one), predicted)
    assert count(predicted, T.bulletin(one, other)) == count(predicted, T.bulletin(other, one))


def test_two_events_on_one_trigger_merged_into_one_are_one_too_few() -> None:
    one, other = T.event("遴选", "遴选出", T.item("项目")), T.event("遴选", "遴选出", T.item("平台"))
    gold, predicted = T.bulletin(one, other), T.bulletin(T.event("遴选", "遴选出", T.item("项目"), T.item("平台")))
    assert counts(gold, predicted, "Trig-I") == (1, 0, 1)
    assert counts(gold, predicted, "Trig-C") == (1, 0, 1)
    assert counts(gold, predicted, "Arg-C") == (2, 0, 0)
    assert counts(gold, predicted, "Arg-C+") == (1, 1, 1)


def test_an_event_predicted_twice_is_one_too_many() -> None:
    gold, predicted = T.bulletin(RECOGNISED), T.bulletin(RECOGNISED, RECOGNISED)
    assert counts(gold, predicted, "Trig-I") == (1, 1, 0)
    assert counts(gold, predicted, "Trig-C") == (1, 1, 0)
    assert counts(gold, predicted, "Arg-C") == (4, 0, 0)
    assert counts(gold, predicted, "Arg-C+") == (4, 4, 0)
    assert counts(gold, predicted, "Arg-C|Trig-C") == (4, 0, 0)
    assert counts(gold, predicted, "Fact") == (1, 1, 0)


def test_two_types_on_one_trigger_are_two_events() -> None:
    gold = T.bulletin(T.event("认定", "新认定"))
    predicted = T.bulletin(T.event("认定", "新认定"), T.event("发布", "新认定"))
    assert counts(gold, predicted, "Trig-I") == (1, 1, 0)
    assert counts(gold, predicted, "Trig-I", "core") == (1, 0, 0)
    assert counts(gold, predicted, "Trig-C") == (1, 1, 0)


def test_right_triggers_alone_decide_what_is_scored_given_the_trigger() -> None:
    gold = T.bulletin(RECOGNISED, SELECTED)
    predicted = T.bulletin(T.event("认定", "新认定", T.item("企业"), T.item("项目")))
    assert counts(gold, predicted, "Arg-C+") == (1, 1, 7)
    assert counts(gold, predicted, "Arg-C|Trig-C") == (1, 1, 3)


def test_a_wrong_modality_makes_a_wrong_fact_except_where_modality_is_left_out() -> None:
    gold, predicted = T.bulletin(RECOGNISED, SELECTED), T.bulletin(replace(RECOGNISED, modality="planned"), SELECTED)
    assert counts(gold, predicted, "Fact") == (2, 1, 1)
    assert counts(gold, predicted, "Fact-noMod") == (3, 0, 0)
    assert counts(gold, predicted, "Modality") == (1, 1, 1)
    assert counts(gold, predicted, "Polarity") == (2, 0, 0)
    assert counts(gold, predicted, "Arg-C+") == (8, 0, 0)


def test_a_wrong_polarity_makes_a_wrong_fact() -> None:
    gold, predicted = T.bulletin(RECOGNISED), T.bulletin(replace(RECOGNISED, polarity="negative"))
    assert counts(gold, predicted, "Fact") == (0, 1, 1)
    assert counts(gold, predicted, "Fact-noMod") == (0, 1, 1)
    assert counts(gold, predicted, "Polarity") == (0, 1, 1)


@pytest.mark.parametrize(
    "change", [{"value": 13}, {"value": None}, {"unit": "个"}, {"unit": None}, {"bound": "at_least"}]
)
def test_each_field_of_a_count_decides_the_fact(change: dict[str, object]) -> None:
    gold = T.bulletin(T.event("认定", "新认定", T.item("企业", count=TWELVE)))
    predicted = T.bulletin(T.event("认定", "新认定", T.item("企业", count=replace(TWELVE, **change))))  # type: ignore[arg-type]
    assert counts(gold, predicted, "Fact") == (0, 1, 1)
    assert counts(gold, predicted, "Fact-counted") == (0, 1, 1)
    assert counts(gold, predicted, "Arg-C+") == (2, 0, 0)


@pytest.mark.parametrize("change", [{"scope": "total"}, {"value": 12.0}])
def test_scope_and_number_type_are_no_part_of_a_fact(change: dict[str, object]) -> None:
    gold = T.bulletin(T.event("认定", "新认定", T.item("企业", count=TWELVE)))
    predicted = T.bulletin(T.event("认定", "新认定", T.item("企业", count=replace(TWELVE, **change))))  # type: ignore[arg-type]
    assert counts(gold, predicted, "Fact") == (1, 0, 0)


def test_a_missed_title_makes_a_wrong_fact() -> None:
    gold = T.bulletin(RECOGNISED)
    predicted = T.bulletin(T.event("认定", "新认定", T.item("企业", count=TWELVE), agent=["市经信局"]))
    assert counts(gold, predicted, "Fact") == (0, 1, 1)
    assert counts(gold, predicted, "Arg-C+") == (3, 0, 1)


def test_a_fact_that_stands_twice_counts_twice() -> None:
    one = T.event("认定", "认定", T.item("企业", count=TWELVE))
    other = T.event("认定", "认定#2", T.item("企业#2", count=T.count("12家#2", 12, "家")))
    assert counts(T.bulletin(one, other), T.bulletin(other), "Fact") == (1, 0, 1)
    assert counts(T.bulletin(other), T.bulletin(one, other), "Fact") == (1, 1, 0)


def test_an_event_without_items_gives_no_fact() -> None:
    gold = T.bulletin(T.event("认定", "新认定"))
    assert counts(gold, gold, "Fact") == (0, 0, 0)
    assert counts(gold, gold, "Trig-C") == (1, 0, 0)


def test_only_facts_with_a_count_are_counted_facts() -> None:
    gold = T.bulletin(T.event("遴选", "遴选出", T.item("项目", count=FIVE), T.item("平台")))
    predicted = T.bulletin(T.event("遴选", "遴选出", T.item("项目"), T.item("平台")))
    assert counts(gold, predicted, "Fact") == (1, 1, 1)
    assert counts(gold, predicted, "Fact-counted") == (0, 0, 1)


def test_a_count_without_a_number_is_a_count() -> None:
    batch = T.count("一批", None, "批", bound="unspecified")
    gold = T.bulletin(T.event("认定", "认定#2", T.item("基地", count=batch)))
    assert counts(gold, gold, "Fact-counted") == (1, 0, 0)
    assert counts(gold, T.bulletin(T.event("认定", "认定#2", T.item("基地"))), "Fact") == (0, 1, 1)


def test_what_is_inferred_is_not_scored() -> None:
    agency, period = T.span("市经信局"), T.span("5个")
    inferred = replace(
        T.event("认定", "新认定", T.item("企业")),
        agent=(Mention("工业和信息化厅", None, None, True), Mention(agency.text, agency.start, agency.end, True)),
        time=(Time(period.text, period.start, period.end, True, "2024"),),
    )
    assert counts(T.bulletin(T.event("认定", "新认定", T.item("企业"))), T.bulletin(inferred), "Arg-C+") == (1, 0, 0)


def test_ids_sentences_and_confidences_are_not_scored() -> None:
    gold = T.bulletin(RECOGNISED)
    tally = count(gold, T.bulletin(replace(RECOGNISED, id="e7", confidence=0.1)))
    assert all((fp, fn) == (0, 0) for _, fp, fn in tally.values())


def test_types_and_labels_beyond_the_ontology_have_groups_of_their_own() -> None:
    gold = Bulletin.of(
        "处罚2家企业",
        "a",
        events=(Event("处罚", "PENALTY", Span("处罚", 0, 2)),),
        entities=(Entity("企业", 4, 6, "FIRM"),),
    )
    tally = count(gold, gold)
    assert tally["Trig-C", "处罚"] == tally["Trig-C", "all"] == (1, 0, 0)
    assert ("Trig-C", "core") not in tally
    assert tally["Ent", "FIRM"] == (1, 0, 0)


@pytest.mark.parametrize(
    ("tp", "fp", "fn", "expected"),
    [
        (3, 1, 2, (0.75, 0.6, 2 / 3)),
        (0, 0, 2, (None, 0.0, 0.0)),
        (0, 2, 0, (0.0, None, 0.0)),
        (0, 2, 2, (0.0, 0.0, 0.0)),
        (0, 0, 0, (None, None, None)),
        (5, 0, 0, (1.0, 1.0, 1.0)),
    ],
)
def test_precision_recall_and_f1(tp: int, fp: int, fn: int, expected: tuple[float | None, ...]) -> None:
    values = measures(np.array([tp, fp, fn]))
    assert [None if np.isnan(value) else pytest.approx(value) for value in values] == list(expected)


def test_of_equally_good_pairings_one_is_taken_whichever_side_is_gold() -> None:
    bare, negative = T.event("遴选", "遴选出"), T.event("遴选", "遴选出", polarity="negative")
    one = T.bulletin(negative, T.event("遴选", "遴选出", T.item("项目")))
    other = T.bulletin(bare, T.event("遴选", "遴选出", agent=["项目"]))
    swapped = {key: (tp, fn, fp) for key, (tp, fp, fn) in count(other, one).items()}
    assert count(one, other) == swapped
