"""Properties of the scorer: independent of order, perfect on itself, symmetric, and equal to a naive reference."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from miit_ie.evaluation import evaluate
from miit_ie.evaluation.scores import EVENT_SCORES, count
from miit_ie.schema import Bulletin, Count, Entity, Event, Item, Mention, Span, default_ontology
from strategies import bulletins

_TEXT = "甲乙丙丁"


@st.composite
def crowded(draw: DrawFn) -> Bulletin:
    """Annotations of a very short text, so that triggers, spans and facts coincide all the time."""
    extent = st.sampled_from([(0, 1), (0, 2), (1, 2), (1, 3)])
    span = extent.map(lambda e: Span.of(_TEXT, *e))
    mention = span.map(lambda s: Mention(s.text, s.start, s.end))
    number = st.builds(lambda s, value: Count(s.text, s.start, s.end, value, "个"), span, st.sampled_from([1, 2, None]))
    item = st.builds(
        Item,
        target=span,
        title=st.none() | span,
        count=st.none() | number,
        members=st.lists(span, max_size=2).map(tuple),
    )
    event = st.builds(
        lambda name, **values: Event(name, default_ontology().code(name), **values),
        st.sampled_from(["认定", "发布"]),
        trigger=st.sampled_from([Span.of(_TEXT, 0, 1), Span.of(_TEXT, 0, 2)]),
        modality=st.sampled_from(["actual", "planned"]),
        polarity=st.sampled_from(["positive", "negative"]),
        agent=st.lists(mention, max_size=2).map(tuple),
        items=st.lists(item, max_size=2).map(tuple),
    )
    entity = st.builds(
        lambda s, label: Entity(s.text, s.start, s.end, label), span, st.sampled_from(["TITLE", "FIELD"])
    )
    return Bulletin.of(
        _TEXT,
        "a",
        events=draw(st.lists(event, max_size=4).map(tuple)),
        entities=draw(st.lists(entity, max_size=4).map(tuple)),
    )


def shuffled(bulletin: Bulletin, random: Random) -> Bulletin:
    def mix(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(random.sample(values, len(values)))

    def mix_item(item: Item) -> Item:
        return replace(item, members=mix(item.members), field=mix(item.field))

    def mix_event(event: Event) -> Event:
        lists: dict[str, Any] = {
            name: mix(getattr(event, name)) for name in ("agent", "time", "place", "basis", "field")
        }
        return replace(event, items=mix([mix_item(item) for item in event.items]), **lists)

    return replace(bulletin, entities=mix(bulletin.entities), events=mix([mix_event(e) for e in bulletin.events]))


@given(crowded(), crowded(), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_the_order_of_annotations(gold: Bulletin, predicted: Bulletin, random: Random) -> None:
    assert count(gold, predicted) == count(shuffled(gold, random), shuffled(predicted, random))


@settings(max_examples=40)
@given(bulletins(), bulletins(), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_the_order_in_any_bulletin(gold: Bulletin, other: Bulletin, random: Random) -> None:
    assert count(gold, other) == count(shuffled(gold, random), shuffled(other, random))


@settings(max_examples=30)
@given(st.lists(st.tuples(crowded(), crowded()), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_an_evaluation_does_not_depend_on_the_order_of_bulletins(
    pairs: list[tuple[Bulletin, Bulletin]], random: Random
) -> None:
    gold = [replace(one, doc_id=f"{i}") for i, (one, _) in enumerate(pairs)]
    predicted = [replace(other, doc_id=f"{i}") for i, (_, other) in enumerate(pairs)]
    mixed = evaluate(random.sample(gold, len(gold)), random.sample(predicted, len(gold)), resamples=20)
    assert mixed.to_dict() == evaluate(gold, predicted, resamples=20).to_dict()


@given(bulletins() | crowded(), st.randoms(use_true_random=False))
def test_gold_against_itself_is_perfect(gold: Bulletin, random: Random) -> None:
    gold = replace(gold, error=None)
    scores = evaluate([gold], [shuffled(gold, random)], resamples=1).scores
    measures = [measure for groups in scores.values() for measure in groups.values()]
    assert {measure.f1 for measure in measures if measure.gold} <= {1.0}
    assert {measure.f1 for measure in measures if not measure.gold} == {None}


@given(crowded(), crowded())
def test_swapping_gold_and_prediction_swaps_spurious_and_missed(one: Bulletin, other: Bulletin) -> None:
    assert count(other, one) == {key: (tp, fn, fp) for key, (tp, fp, fn) in count(one, other).items()}


@given(crowded(), crowded())
def test_types_add_up_to_all(one: Bulletin, other: Bulletin) -> None:
    tally = count(one, other)
    for score in EVENT_SCORES.keys() - {"Trig-I"}:
        parts = [tally.get((score, group), (0, 0, 0)) for group in ("认定", "发布")]
        assert tuple(map(sum, zip(*parts, strict=True))) == tally.get((score, "all"), (0, 0, 0))


@given(crowded(), crowded())
def test_counts_agree_with_a_naive_reference(gold: Bulletin, predicted: Bulletin) -> None:
    tally = count(gold, predicted)
    found = {score: tally.get((score, "all"), (0, 0, 0)) for score in [*EVENT_SCORES, "Ent"]}
    # Where several matchings are equally good, the scorer may take any of them.
    assert found in list(_references(gold, predicted))


def _references(gold: Bulletin, predicted: Bulletin) -> Iterator[dict[str, tuple[int, int, int]]]:
    """Yield the counts under each of the best matchings, straight from the definitions, by trying all of them."""
    matchings = list(_matchings(gold.events, predicted.events))
    most = max(map(len, matchings))
    full = [pairs for pairs in matchings if len(pairs) == most]
    best = max(sum(_alike(gold.events[i], predicted.events[j]) for i, j in pairs) for pairs in full)
    for pairs in full:
        if sum(_alike(gold.events[i], predicted.events[j]) for i, j in pairs) == best:
            yield _reference(gold, predicted, pairs)


def _matchings(gold: Sequence[Event], predicted: Sequence[Event]) -> Iterator[list[tuple[int, int]]]:
    for size in range(min(len(gold), len(predicted)) + 1):
        for mine in itertools.combinations(range(len(gold)), size):
            for theirs in itertools.permutations(range(len(predicted)), size):
                pairs = list(zip(mine, theirs, strict=True))
                if all(_place(gold[i]) == _place(predicted[j]) for i, j in pairs):
                    yield pairs


def _place(event: Event) -> tuple[Hashable, ...]:
    return event.type, event.trigger.start, event.trigger.end


def _roles(event: Event) -> list[tuple[str, int, int]]:
    found = [("agent", m.start or 0, m.end or 0) for m in event.agent]
    for item in event.items:
        found += [("target", item.target.start, item.target.end), *(link[1] for link in _item_links(item))]
    return list(set(found))


def _item_links(item: Item) -> list[tuple[tuple[int, int], tuple[str, int, int]]]:
    target = (item.target.start, item.target.end)
    links = [(target, ("member", member.start, member.end)) for member in item.members]
    links += [(target, ("title", item.title.start, item.title.end))] if item.title else []
    links += [(target, ("count", item.count.start, item.count.end))] if item.count else []
    return links


def _links(event: Event) -> list[tuple[tuple[int, int], tuple[str, int, int]]]:
    return list({link for item in event.items for link in _item_links(item)})


def _alike(one: Event, other: Event) -> int:
    roles = len(set(_roles(one)) & set(_roles(other)))
    links = len(set(_links(one)) & set(_links(other)))
    return roles + links + (one.modality == other.modality) + (one.polarity == other.polarity)


def _facts(bulletin: Bulletin) -> list[tuple[Hashable, ...]]:
    facts: list[tuple[Hashable, ...]] = []
    for event in bulletin.events:
        for item in event.items:
            number = (item.count.value, item.count.unit, item.count.bound) if item.count else None
            title = item.title.text if item.title else None
            facts.append((event.modality, event.type, event.polarity, number, item.target.text, title))
    return facts


def _reference(
    gold: Bulletin, predicted: Bulletin, pairs: Sequence[tuple[int, int]]
) -> dict[str, tuple[int, int, int]]:
    mine, theirs = gold.events, predicted.events
    matched = [(mine[i], theirs[j]) for i, j in pairs]

    def in_pairs(keys: Any) -> tuple[int, int, int]:
        """Compare what the two events of each pair say; whatever else there is is missed or spurious."""
        right = sum(len(set(keys(one)) & set(keys(other))) for one, other in matched)
        return right, sum(len(keys(e)) for e in theirs) - right, sum(len(keys(e)) for e in mine) - right

    def given_triggers(keys: Any) -> tuple[int, int, int]:
        right = sum(len(set(keys(one)) & set(keys(other))) for one, other in matched)
        return right, sum(len(keys(o)) for _, o in matched) - right, sum(len(keys(o)) for o, _ in matched) - right

    def spans(event: Event) -> list[tuple[int, int]]:
        return list({(start, end) for _, start, end in _roles(event)})

    facts, others = _facts(gold), _facts(predicted)
    return {
        "Trig-I": _as_lists([_place(e)[1:] for e in mine], [_place(e)[1:] for e in theirs]),
        "Trig-C": _as_lists([_place(e) for e in mine], [_place(e) for e in theirs]),
        "Arg-I": _as_sets(
            ((e.type, s) for e in mine for s in spans(e)), ((e.type, s) for e in theirs for s in spans(e))
        ),
        "Arg-C": _as_sets(
            ((e.type, r) for e in mine for r in _roles(e)), ((e.type, r) for e in theirs for r in _roles(e))
        ),
        "Arg-I+": in_pairs(spans),
        "Arg-C+": in_pairs(_roles),
        "Arg-I|Trig-C": given_triggers(spans),
        "Arg-C|Trig-C": given_triggers(_roles),
        "Link": in_pairs(_links),
        "Fact": _as_lists(facts, others),
        "Fact-noMod": _as_lists([fact[1:] for fact in facts], [fact[1:] for fact in others]),
        "Fact-counted": _as_lists([fact for fact in facts if fact[3]], [fact for fact in others if fact[3]]),
        "Modality": given_triggers(lambda event: [event.modality]),
        "Polarity": given_triggers(lambda event: [event.polarity]),
        "Ent": _as_sets(
            ((e.start, e.end, e.label) for e in gold.entities), ((e.start, e.end, e.label) for e in predicted.entities)
        ),
    }


def _as_lists(gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> tuple[int, int, int]:
    right, spurious, missed = 0, 0, list(gold)
    for key in predicted:
        if key in missed:
            missed.remove(key)
            right += 1
        else:
            spurious += 1
    return right, spurious, len(missed)


def _as_sets(gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> tuple[int, int, int]:
    return _as_lists(set(gold), set(predicted))
