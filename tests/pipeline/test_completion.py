"""What is filled in from around an event."""

from __future__ import annotations

import pytest

from miit_ie.pipeline.completion import complete
from miit_ie.schema import Event, Item, Meta, Modality, Span, Time

TEXT = "一、2020年工作回顾\n全年认定企业技术中心3家。"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(words, start, start + len(words))


@pytest.mark.parametrize(
    ("words", "modality", "expected"),
    [
        ("全年", "actual", [("全年", None, False), ("2020", "2020", True)]),
        # A rule for every year is of none.
        ("全年", "generic", [("全年", None, False)]),
        ("2020年", "actual", [("2020年", "2020", False)]),
        (None, "actual", [("2020", "2020", True)]),
    ],
)
def test_a_time_that_names_no_year_stands_beside_that_of_the_section(
    words: str | None, modality: Modality, expected: list[tuple[str, str | None, bool]]
) -> None:
    found = [span(words)] if words else []
    times = tuple(Time(one.text, one.start, one.end) for one in found)
    items = (Item(span("企业技术中心")),)
    event = Event("认定", "RECOGNITION", span("认定"), modality=modality, items=items, time=times)
    [completed] = complete(TEXT, "a", Meta(), [], [event]).events
    assert [(time.text, time.value, time.inferred) for time in completed.time] == expected
