from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from annotating import Annotator
from rich.console import Console
from rich.table import Table

from miit_ie.errors import ContractError, InputError
from miit_ie.evaluation import Evaluation, evaluate
from miit_ie.schema import Bulletin, Event, Item, Span

T = Annotator("省科技厅认定7家中心，印发办法。")
RECOGNISED = T.event("认定", "认定", T.item("中心", count=T.count("7家", 7, "家")), agent=["省科技厅"])
ISSUED = T.event("发布", "印发", T.item("办法"))
FULL = T.bulletin(RECOGNISED, ISSUED, T.entity("省科技厅", "AGENCY"))
NOTHING = T.bulletin()


def numbered(bulletins: Sequence[Bulletin]) -> list[Bulletin]:
    return [replace(bulletin, doc_id=f"{i:02}") for i, bulletin in enumerate(bulletins)]


def system(right: int, of: int) -> Evaluation:
    return evaluate(numbered([FULL] * of), numbered([FULL] * right + [NOTHING] * (of - right)), resamples=400, seed=3)


def rendered(table: Table, width: int = 80) -> list[str]:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_scores_sum_up_the_counts_of_the_bulletins() -> None:
    scores = system(right=3, of=4).scores
    triggers = scores["Trig-C"]["all"]
    assert (triggers.tp, triggers.fp, triggers.fn, triggers.gold, triggers.predicted) == (6, 0, 2, 8, 6)
    assert (triggers.precision, triggers.recall) == (1.0, 0.75)
    assert triggers.f1 == pytest.approx(6 / 7)
    assert (scores["Trig-C"]["core"].tp, scores["Trig-C"]["发布"].fn) == (3, 1)
    assert (scores["Ent"]["all"].tp, scores["Ent"]["AGENCY"].fn) == (3, 1)
    assert scores["Modality"]["all"].f1 == 1.0


def test_every_type_and_label_has_its_scores_even_where_there_is_nothing() -> None:
    scores = system(right=1, of=2).scores
    nothing = scores["Fact"]["复核"]
    assert (nothing.gold, nothing.predicted) == (0, 0)
    assert (nothing.precision, nothing.recall, nothing.f1, nothing.f1_interval) == (None, None, None, None)
    assert scores["Ent"]["PERSON"].f1 is None
    assert "core" not in scores["Ent"]


def test_intervals_hold_the_score_and_stay_within_bounds() -> None:
    evaluation = system(right=12, of=20)
    for groups in evaluation.scores.values():
        for measure in groups.values():
            for value, interval in (
                (measure.precision, measure.precision_interval),
                (measure.recall, measure.recall_interval),
                (measure.f1, measure.f1_interval),
            ):
                assert (value is None) == (interval is None)
                if value is not None and interval is not None:
                    assert 0 <= interval.low <= value <= interval.high <= 1
    recall = evaluation.scores["Trig-C"]["all"].recall_interval
    assert recall is not None
    assert 0.3 < recall.low < 0.5
    assert 0.7 < recall.high < 0.9


def test_the_seed_decides_the_intervals() -> None:
    half = T.bulletin(ISSUED)
    bulletins = numbered([FULL] * 30), numbered([FULL] * 10 + [half] * 13 + [NOTHING] * 7)
    one, same, other = (evaluate(*bulletins, resamples=50, seed=seed).to_dict() for seed in (1, 1, 2))
    assert one == same
    assert one["scores"] != other["scores"]


def test_one_bulletin_gives_scores_without_intervals() -> None:
    evaluation = evaluate([FULL], [FULL])
    assert evaluation.scores["Fact"]["all"].f1 == 1.0
    assert evaluation.scores["Fact"]["all"].f1_interval is None
    assert "no intervals" in rendered(evaluation.table())[-1]


def test_bulletins_are_paired_by_name_and_not_by_place() -> None:
    first, second = numbered([FULL, NOTHING])
    assert evaluate([first, second], [second, first], resamples=5).scores["Fact"]["all"].f1 == 1.0


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        ([], [], "no bulletin"),
        (["a", "b", "c"], ["a"], "no prediction for 'b' and 1 more of 3 gold bulletins"),
        (["a"], ["a", "b"], "no gold for 'b' of 2 predicted bulletins"),
        (["a", "a"], ["a"], "more than one gold bulletin with doc_id 'a'"),
        (["a"], ["a", "a"], "more than one predicted bulletin with doc_id 'a'"),
    ],
)
def test_bulletins_that_do_not_pair_up_are_an_error(gold: list[str], predicted: list[str], message: str) -> None:
    sides = ([replace(FULL, doc_id=name) for name in names] for names in (gold, predicted))
    with pytest.raises(InputError, match=message):
        evaluate(*sides)


def test_another_text_is_an_error() -> None:
    with pytest.raises(ContractError, match="'a': gold and prediction are of different texts"):
        evaluate([FULL], [Bulletin.of(T.text + "\n", "a")])


def test_a_prediction_without_text_is_held_to_the_text_of_gold() -> None:
    shifted = replace(RECOGNISED, items=(Item(Span("中心", 0, 2)),))
    with pytest.raises(ContractError, match=r"'a', predicted: text\[0:2\] is '省科', not '中心'"):
        evaluate([FULL], [replace(FULL, text=None, events=(shifted,))])
    assert evaluate([FULL], [replace(FULL, text=None)]).scores["Fact"]["all"].f1 == 1.0
    assert evaluate([replace(FULL, text=None)] * 1, [replace(FULL, text=None)]).scores["Fact"]["all"].f1 == 1.0


def test_gold_with_an_error_is_an_error() -> None:
    with pytest.raises(InputError, match="'a' has no annotations but an error: unreadable"):
        evaluate([replace(NOTHING, error="unreadable")], [FULL])


def test_a_prediction_with_an_error_found_nothing_and_is_named() -> None:
    evaluation = evaluate(numbered([FULL] * 2), numbered([FULL, replace(NOTHING, error="unreadable")]), resamples=5)
    assert evaluation.failed == ("01",)
    assert evaluation.to_dict()["failed"] == ["01"]
    assert evaluation.scores["Trig-C"]["all"].recall == 0.5
    assert "1 without prediction for an error" in rendered(evaluation.table())[-1]


def test_resamples_start_at_one() -> None:
    with pytest.raises(InputError, match="resamples: expected at least 1, found 0"):
        evaluate([FULL], [FULL], resamples=0)


def test_scores_are_json() -> None:
    data = json.loads(json.dumps(system(right=2, of=3).to_dict()))
    assert data["bulletins"] == 3
    assert data["bootstrap"] == {"unit": "bulletin", "resamples": 400, "seed": 3, "level": 0.95}
    fact = data["scores"]["Fact"]["认定"]
    assert (fact["gold"], fact["predicted"], fact["tp"], fact["fp"], fact["fn"]) == (3, 2, 2, 0, 1)
    assert fact["f1"] == pytest.approx(0.8)
    assert fact["f1_interval"][0] < 0.8 < fact["f1_interval"][1]


def test_a_system_does_not_differ_from_itself() -> None:
    evaluation = system(right=6, of=10)
    for groups in evaluation.compare(evaluation).differences.values():
        for difference in groups.values():
            if difference.first is not None:
                assert (difference.difference, difference.interval, difference.p_value) == (0.0, (0.0, 0.0), 1.0)


def test_a_much_better_system_is_told_from_a_worse_one() -> None:
    difference = system(right=19, of=20).compare(system(right=8, of=20)).differences["Fact"]["all"]
    assert difference.first == pytest.approx(38 / 39)
    assert difference.second == pytest.approx(16 / 28)
    assert difference.difference == pytest.approx(38 / 39 - 16 / 28)
    assert difference.interval is not None
    assert difference.interval.low > 0
    assert difference.p_value is not None
    assert difference.p_value < 0.05


def test_comparing_the_other_way_round_turns_the_sign() -> None:
    one, other = system(right=7, of=10), system(right=5, of=10)
    forth, back = one.compare(other).differences["Fact"]["all"], other.compare(one).differences["Fact"]["all"]
    assert forth.difference is not None
    assert back.difference == -forth.difference
    assert forth.interval is not None
    assert back.interval == pytest.approx((-forth.interval.high, -forth.interval.low))
    assert back.p_value == forth.p_value


def test_what_both_find_hard_does_not_blur_the_difference() -> None:
    # The first system finds all of every other bulletin and little of the rest, the second one event less in each.
    text = "认定企业" * 6
    spans = [Span.of(text, start, start + 2) for start in range(0, len(text), 4)]
    events = [Event("认定", "RECOGNITION", span) for span in spans]
    found = [6 if i % 2 else 2 for i in range(20)]
    gold, first, second = (
        numbered([Bulletin.of(text, "a", events=tuple(events[:n])) for n in numbers])
        for numbers in ([6] * 20, found, [n - 1 for n in found])
    )
    one, other = (evaluate(gold, predicted, resamples=400) for predicted in (first, second))
    difference = one.compare(other).differences["Trig-C"]["all"].interval
    alone = one.scores["Trig-C"]["all"].f1_interval, other.scores["Trig-C"]["all"].f1_interval
    assert difference is not None
    assert alone[0] is not None
    assert alone[1] is not None
    assert difference.low > 0
    assert alone[0].low < alone[1].high


def test_an_undefined_score_has_no_difference() -> None:
    difference = system(right=2, of=3).compare(system(right=1, of=3)).differences["Fact"]["复核"]
    assert difference.to_dict() == {
        "first": None,
        "second": None,
        "difference": None,
        "interval": None,
        "p_value": None,
    }


def test_systems_scored_against_other_gold_are_not_compared() -> None:
    other = evaluate(numbered([NOTHING] * 3), numbered([NOTHING] * 3), resamples=5)
    with pytest.raises(InputError, match="not scored against the same gold"):
        system(right=2, of=3).compare(other)


def test_a_type_that_one_system_alone_predicts_does_not_hinder_a_comparison() -> None:
    strange = replace(NOTHING, events=(Event("处罚", "PENALTY", T.span("印发")),))
    one = evaluate(numbered([FULL] * 2), numbered([strange, FULL]), resamples=5)
    other = evaluate(numbered([FULL] * 2), numbered([FULL] * 2), resamples=5)
    assert one.scores["Trig-C"]["处罚"].fp == 1
    for comparison in (one.compare(other), other.compare(one)):
        assert "处罚" not in comparison.differences["Trig-C"]


@pytest.mark.parametrize("width", [80, 120])
def test_tables_fit_the_terminal_and_cut_nothing_off(width: int) -> None:
    evaluation = system(right=7, of=10)
    comparison = evaluation.compare(system(right=5, of=10))
    tables = evaluation.table(), evaluation.type_table(), evaluation.label_table(), comparison.table()
    for table in tables:
        assert table is not None
        lines = rendered(table, width)
        assert max(map(len, lines)) <= width
        assert "…" not in "".join(lines)


def test_the_table_shows_core_types_before_all_types() -> None:
    evaluation = system(right=3, of=4)
    lines = rendered(evaluation.table())
    core, every = lines.index("core types"), lines.index("all types")
    assert core < every
    assert [line.split()[-3:] for line in lines[core:every] if line.startswith("  Trig-C ")] == [["4", "3", "3"]]
    assert [line.split()[-3:] for line in lines[every:] if line.startswith("  Trig-C ")] == [["8", "6", "6"]]
    assert [line.split()[:2] for line in lines if line.startswith("  Modality")] == [["Modality", "1.000"]] * 2
    assert [line.split()[0] for line in rendered(evaluation.type_table())[2:]] == ["认定", "发布"]
    labels = evaluation.label_table()
    assert labels is not None
    assert [line.split()[0] for line in rendered(labels)[2:]] == ["AGENCY"]


def test_an_undefined_score_is_a_dash() -> None:
    evaluation = evaluate([FULL], [NOTHING])
    line = next(line for line in rendered(evaluation.table()) if line.startswith("  Fact "))
    assert line.split() == ["Fact", "–", "0.000", "0.000", "1", "0", "0"]
