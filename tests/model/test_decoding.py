"""Decoding, against brute force and against a decoder that looks at everything."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from miit_ie.model.config import ITEM_ROLES, MODALITIES, POLARITIES, ROLES, TRIGGER_ROLES
from miit_ie.model.decoding import (
    DENSITY,
    Found,
    Frame,
    FrameItem,
    best_disjoint,
    candidates_of,
    decode_events,
    decode_spans,
)
from miit_ie.model.pairs import Pairs, pairs_of
from small_models import tiny_config

Floats = npt.NDArray[np.float32]
THRESHOLDS = st.sampled_from([-0.7, 0.0, 0.4])
SEEDS = st.integers(0, 2**32 - 1)


def disjoint(spans: tuple[Found, ...]) -> bool:
    return all(a.end <= b.start or b.end <= a.start for a, b in combinations(spans, 2))


def total(spans: list[Found] | tuple[Found, ...], threshold: float = 0.0) -> float:
    return sum(span.score - threshold for span in spans)


@given(
    st.lists(
        st.builds(
            lambda start, width, label, score: Found(start, start + width, label, score),
            *(st.integers(0, 12), st.integers(1, 6), st.integers(0, 2), st.integers(-3, 9)),
        ),
        max_size=8,
    )
)
def test_best_disjoint_against_all_subsets(spans: list[Found]) -> None:
    chosen = best_disjoint(spans)
    subsets = [subset for size in range(len(spans) + 1) for subset in combinations(spans, size) if disjoint(subset)]
    assert tuple(chosen) in [tuple(sorted(subset)) for subset in subsets]
    assert all(span.score > 0 for span in chosen)
    assert total(chosen) == max(map(total, subsets))


def naive_spans(scores: Floats, threshold: float) -> list[Found]:
    """Try, at every token, to leave it out and to begin every span there."""
    labels, length, widths = scores.shape
    best: list[list[Found]] = [[] for _ in range(length + widths + 1)]
    for start in reversed(range(length)):
        tries = [best[start + 1]]
        for label in range(labels):
            for width in range(1, widths + 1):
                score = float(scores[label, start, width - 1])
                tries.append([Found(start, start + width, label, score), *best[start + width]])
        best[start] = max(tries, key=lambda spans: total(spans, threshold))
    return best[0]


def close(one: list[Found], other: list[Found]) -> bool:
    return [span[:3] for span in one] == [span[:3] for span in other] and np.allclose(
        [span.score for span in one], [span.score for span in other], atol=1e-5
    )


def random_scores(random: np.random.Generator, length: int, mean: float = 0.0) -> Floats:
    config = tiny_config()
    scores = random.normal(mean, 1, (len(config.span_labels), length, config.span_width)).astype(np.float32)
    # Nothing starts at [CLS].
    scores[:, 0] = -9
    return scores


@given(SEEDS, st.integers(1, 12), THRESHOLDS)
def test_spans_against_trying_everything(seed: int, length: int, threshold: float) -> None:
    config = tiny_config(thresholds={"entity": threshold, "trigger": threshold, "argument": threshold})
    entities, types = len(config.entity_labels), len(config.event_types)
    scores = random_scores(np.random.default_rng(seed), length)
    found = decode_spans(scores, 1, config)
    arguments = found.arguments
    assert close(found.entities, naive_spans(scores[:entities], threshold))
    assert close(found.triggers, naive_spans(scores[entities : entities + types], threshold))
    above = {
        (start, start + width, role): scores[entities + types + role, start, width - 1]
        for role in range(len(ROLES))
        for start in range(length)
        for width in range(1, config.span_width + 1)
        if scores[entities + types + role, start, width - 1] > threshold
    }
    above = dict(sorted(above.items(), key=lambda pair: -pair[1])[: DENSITY * length])
    assert {argument[:3]: argument.score for argument in arguments} == above
    assert len(arguments) == len(above)


def naive_frames(
    triggers: list[Found],
    arguments: list[Found],
    pairs: Pairs,
    links: Floats,
    attributes: Floats,
    thresholds: dict[str, float],
) -> list[Frame]:
    score = {
        (of_trigger, head, dependant): float(
            np.float32(arguments[dependant].score)
            + links[number]
            - np.float32(thresholds[ROLES[arguments[dependant].label]])
        )
        for number, (head, dependant, of_trigger) in enumerate(
            zip(pairs.heads.tolist(), pairs.dependants.tolist(), pairs.of_trigger.tolist(), strict=True)
        )
    }

    def numbers(role: str) -> list[int]:
        return [number for number, span in enumerate(arguments) if ROLES[span.label] == role]

    def standing(of_trigger: bool, head: int, among: list[int]) -> list[int]:
        """Try every subset without overlap."""
        own = [(score[of_trigger, head, one], one) for one in among if score[of_trigger, head, one] > 0]
        subsets = [
            subset
            for size in range(len(own) + 1)
            for subset in combinations(own, size)
            if disjoint(tuple(arguments[one] for _, one in subset))
        ]
        best = max(subsets, key=lambda subset: sum(value for value, _ in subset))
        return sorted((one for _, one in best), key=lambda one: arguments[one].start)

    def spans(of_trigger: bool, head: int, among: list[int]) -> list[Found]:
        return [arguments[one]._replace(score=score[of_trigger, head, one]) for one in among]

    claimed = []
    for number in range(len(triggers)):
        likeliest = sorted(numbers("target"), key=lambda one, number=number: -score[True, number, one])  # type: ignore[misc]
        claimed.append(standing(True, number, numbers("target")) or likeliest[:1])
    kept = []
    for number, own in enumerate(claimed):
        # Another trigger's if that likes it better.
        most = {one: max(score[True, other, one] for other, its in enumerate(claimed) if one in its) for one in own}
        mine = [
            one
            for one in own
            if score[True, number, one] > thresholds["shared"] or score[True, number, one] == most[one]
        ]
        kept.append(mine or ([max(own, key=lambda one: score[True, number, one])] if own else []))
    every = {target for own in kept for target in own}

    def item(place: Found, target: int) -> list[FrameItem]:
        dependants: dict[str, list[Found]] = {}
        for role in ITEM_ROLES:
            own = numbers(role)
            if role in ("count", "member"):
                # Another target's if that likes it better.
                own = [one for one in own if score[False, target, one] == max(score[False, t, one] for t in every)]
            if chosen := standing(False, target, own):
                dependants[role] = spans(False, target, chosen)
        counts = dependants.pop("count", [])
        items = [FrameItem(place, {**dependants, "count": [count]}) for count in counts]
        return items or [FrameItem(place, dependants)]

    frames = []
    for number, (trigger, targets) in enumerate(zip(triggers, kept, strict=True)):
        means = attributes[trigger.start : trigger.end].mean(axis=0)
        roles = {role: standing(True, number, numbers(role)) for role in TRIGGER_ROLES if role != "target"}
        frames.append(
            Frame(
                trigger,
                tuple(means[: len(MODALITIES)].tolist()),
                POLARITIES[int(np.argmax(means[len(MODALITIES) :]))],
                {role: spans(True, number, chosen) for role, chosen in roles.items() if chosen},
                [
                    one
                    for place, target in zip(spans(True, number, targets), targets, strict=True)
                    for one in item(place, target)
                ],
            )
        )
    return frames


@settings(max_examples=60)
@given(SEEDS, st.integers(1, 12), THRESHOLDS, st.floats(0, 3))
def test_events_against_looking_at_everything(seed: int, length: int, threshold: float, shared: float) -> None:
    random = np.random.default_rng(seed)
    thresholds = {"entity": 0.0, "trigger": 0.0, "argument": 0.6, "shared": shared}
    thresholds |= {role: threshold + number / 10 for number, role in enumerate(ROLES)}
    config = tiny_config(thresholds=thresholds)
    _, triggers, arguments = decode_spans(random_scores(random, length, mean=-1), 1, config)
    pairs = pairs_of(candidates_of(triggers, arguments), np.zeros(99, np.int64))
    links = random.normal(size=len(pairs.heads)).astype(np.float32)
    attributes = random.normal(scale=2, size=(length, len(MODALITIES) + len(POLARITIES))).astype(np.float32)
    found = decode_events(triggers, arguments, pairs, links, attributes, config)
    assert found == naive_frames(triggers, arguments, pairs, links, attributes, thresholds)


def argument(role: str, start: int) -> Found:
    return Found(start, start + 2, ROLES.index(role), 1.0)


def decode(triggers: list[Found], arguments: list[Found], linked: set[tuple[Found, Found]]) -> list[Frame]:
    """Decode with the links named; with its link an argument keeps its score."""
    pairs = pairs_of(candidates_of(triggers, arguments), np.zeros(99, np.int64))
    links = [
        1.0 if ((triggers if of_trigger else arguments)[head], arguments[dependant]) in linked else -3.0
        for head, dependant, of_trigger in zip(
            pairs.heads.tolist(), pairs.dependants.tolist(), pairs.of_trigger.tolist(), strict=True
        )
    ]
    attributes = np.zeros((40, len(MODALITIES) + len(POLARITIES)), np.float32)
    return decode_events(triggers, arguments, pairs, np.array(links, np.float32), attributes, tiny_config())


def test_two_events_of_one_type_stay_two() -> None:
    triggers = [Found(1, 3, 0, 1.0), Found(11, 13, 0, 1.0)]
    arguments = [argument("target", 5), argument("target", 15)]
    frames = decode(triggers, arguments, set(zip(triggers, arguments, strict=True)))
    assert [(frame.trigger, [item.target for item in frame.items]) for frame in frames] == [
        (triggers[0], arguments[:1]),
        (triggers[1], arguments[1:]),
    ]


def test_a_target_with_two_counts_is_two_items() -> None:
    trigger, target = Found(1, 3, 0, 1.0), argument("target", 9)
    counts = [argument("count", 5), argument("count", 7)]
    title = argument("title", 12)
    [frame] = decode(
        [trigger], [target, *counts, title], {(trigger, target), *((target, one) for one in (*counts, title))}
    )
    assert frame.items == [FrameItem(target, {"title": [title], "count": [count]}) for count in counts]


def test_of_two_spans_that_overlap_each_event_takes_the_one_that_is_linked() -> None:
    triggers = [Found(1, 3, 0, 1.0), Found(11, 13, 0, 1.0)]
    arguments = [argument("target", 5), argument("target", 6)]
    frames = decode(triggers, arguments, set(zip(triggers, arguments, strict=True)))
    assert [[item.target for item in frame.items] for frame in frames] == [arguments[:1], arguments[1:]]


def test_an_event_without_a_linked_target_takes_the_likeliest_and_keeps_its_arguments() -> None:
    trigger, agent = Found(5, 7, 1, 1.0), argument("agent", 1)
    targets = [argument("target", 9), argument("target", 13)._replace(score=1.5)]
    [frame] = decode([trigger], [agent, *targets], {(trigger, agent)})
    assert frame.arguments == {"agent": [agent]}
    assert [(item.target[:3], item.dependants) for item in frame.items] == [(targets[1][:3], {})]


def test_an_event_is_kept_where_there_is_no_target_at_all() -> None:
    trigger = Found(5, 7, 1, 1.0)
    assert decode([trigger], [], set()) == [Frame(trigger, (0.0,) * len(MODALITIES), POLARITIES[0])]
