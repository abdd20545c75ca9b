"""Pairs, against a double loop that says the same in the plainest way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.model.config import ITEM_ROLES, ROLES, TRIGGER_ROLES
from miit_ie.model.pairs import DISTANCES, INTERVENING, Candidates, Pairs, pairs_of

Row = tuple[int, int, int]
STEPS = (1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97)


def rows(labels: int) -> st.SearchStrategy[list[Row]]:
    row = st.tuples(st.integers(0, 150), st.integers(1, 40), st.integers(0, labels - 1))
    return st.lists(row.map(lambda row: (row[0], row[0] + row[1], row[2])), max_size=12)


def naive(triggers: list[Row], arguments: list[Row]) -> Iterator[tuple[int, int, bool, list[int], list[int]]]:
    targets = [number for number, row in enumerate(arguments) if ROLES[row[2]] == "target"]
    heads = [(number, triggers[number], True) for number in range(len(triggers))]
    for head, (start, end, kind), of_trigger in heads + [(number, arguments[number], False) for number in targets]:
        for dependant, (first, last, label) in enumerate(arguments):
            roles = TRIGGER_ROLES if of_trigger else ITEM_ROLES
            if ROLES[label] not in roles:
                continue
            relation = roles.index(ROLES[label]) + (0 if of_trigger else len(TRIGGER_ROLES))
            left = min(end, last)
            right = max(start, first, left)
            far = sum(step <= right - left for step in STEPS)
            starts = {row[0] for row in (triggers if of_trigger else [arguments[target] for target in targets])}
            between = sum(left <= place < right for place in starts)
            yield (
                head,
                dependant,
                of_trigger,
                [start, end - 1, first, last - 1, left, right],
                [
                    relation,
                    kind + 1 if of_trigger else 0,
                    far + (DISTANCES // 2 if first < start else 0),
                    min(between, INTERVENING - 1),
                ],
            )


def pairs_among(triggers: list[Row], arguments: list[Row], lines: list[int] | None = None) -> Pairs:
    candidates = Candidates(*(np.array(rows, np.int64).reshape(-1, 3) for rows in (triggers, arguments)))
    return pairs_of(candidates, np.zeros(300, np.int64) if lines is None else np.array(lines))


@given(rows(5), rows(len(ROLES)))
def test_against_a_double_loop(triggers: list[Row], arguments: list[Row]) -> None:
    pairs = pairs_among(triggers, arguments)
    found = zip(
        pairs.heads.tolist(),
        pairs.dependants.tolist(),
        pairs.of_trigger.tolist(),
        pairs.ends.tolist(),
        pairs.attributes.tolist(),
        strict=True,
    )
    assert list(found) == list(naive(triggers, arguments))


@given(rows(5), rows(len(ROLES)))
def test_what_the_network_looks_up_exists(triggers: list[Row], arguments: list[Row]) -> None:
    pairs = pairs_among(triggers, arguments)
    limits = (len(TRIGGER_ROLES) + len(ITEM_ROLES), 6, DISTANCES, INTERVENING)
    assert (pairs.attributes >= 0).all()
    assert (pairs.attributes < np.array(limits)).all()


def test_only_doers_bases_and_members_hang_on_what_stands_in_another_line() -> None:
    roles = {role: (2 * number, 2 * number + 1, number) for number, role in enumerate(ROLES)}
    trigger, length = (60, 62, 0), 64
    for lines, expected in (
        ([0] * length, {*TRIGGER_ROLES, *ITEM_ROLES}),
        ([0] * 50 + [1] * (length - 50), {"agent", "basis", "member"}),
    ):
        # The target stands in the line of the trigger.
        arguments = [(55, 57, ROLES.index("target")), *(place for role, place in roles.items() if role != "target")]
        pairs = pairs_among([trigger], arguments, lines)
        found = {ROLES[arguments[number][2]] for number in pairs.dependants.tolist()}
        assert found == expected | {"target"}
