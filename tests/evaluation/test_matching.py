from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.evaluation.matching import align, assign


def _table(matrix: list[list[int]]) -> tuple[list[int], list[int]]:
    return list(range(len(matrix))), list(range(len(matrix[0])) if matrix else [])


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(st.integers(0, 5), min_size=n, max_size=n), max_size=4)))
def test_no_assignment_has_a_higher_sum(matrix: list[list[int]]) -> None:
    gold, predicted = _table(matrix)
    pairs = assign(gold, predicted, lambda i, j: matrix[i][j])
    best = max(
        (
            sum(matrix[i][j] for i, j in zip(mine, theirs, strict=True))
            for size in range(min(len(gold), len(predicted)) + 1)
            for mine in itertools.combinations(gold, size)
            for theirs in itertools.permutations(predicted, size)
        ),
        default=0,
    )
    assert sum(matrix[i][j] for i, j in pairs) == best
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


@pytest.mark.parametrize("order", [["ab", "abc"], ["abc", "ab"]])
def test_a_good_pair_gives_way_to_a_better_whole(order: list[str]) -> None:
    # Whichever comes first would take "abc" if pairs were chosen one by one.
    pairs = align(order, ["abc", "a"], lambda one, other: len(set(one) & set(other)))
    assert sorted(pairs, key=str) == [("ab", "a"), ("abc", "abc")]


def test_things_with_nothing_alike_are_left_over() -> None:
    assert assign(["x"], ["y"], lambda *_: 0) == []
    assert align(["x", "y"], ["z"], lambda *_: 0) == [("x", None), ("y", None), (None, "z")]
