from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from miit_ie.outputs.marks import Mark, marks, pieces
from miit_ie.schema import Bulletin, Event, Item
from samples import BULLETIN, RECOGNITION, SUPPORT, TEXT
from strategies import extents, texts


def test_entities_arguments_and_triggers_are_marked() -> None:
    found = {(mark.kind, mark.name, TEXT[mark.start : mark.end]): mark.events for mark in marks(BULLETIN)}
    assert found["entity", "TITLE", "绿色示范工厂"] == ()
    assert found["role", "title", "绿色示范工厂"] == (2,)
    assert found["trigger", "部署", "部署"] == (1,)
    assert ("role", "agent", "测试司") not in found


def test_events_that_share_an_argument_share_its_mark() -> None:
    item = Item(RECOGNITION.items[0].target)
    events = tuple(Event("支持", "SUPPORT", event.trigger, items=(item, item)) for event in (RECOGNITION, SUPPORT))
    (mark,) = (mark for mark in marks(Bulletin.of(TEXT, "a", events=events)) if mark.kind == "role")
    assert mark.events == (0, 1)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(texts())
    stretches = draw(st.lists(extents(text), max_size=12))
    return text, [Mark(stretch.start, stretch.end, "role", str(n)) for n, stretch in enumerate(stretches)]


@given(marked_texts())
def test_pieces_make_up_the_text_and_nest(marked: tuple[str, list[Mark]]) -> None:
    text, given_marks = marked
    is_open: list[Mark] = []
    covered = {mark.name: "" for mark in given_marks}
    shown = ""
    for start, end, closed, opened in pieces(given_marks, len(text)):
        assert start == len(shown)
        assert 0 <= closed <= len(is_open)
        is_open[len(is_open) - closed :] = opened
        shown += text[start:end]
        for mark in is_open:
            covered[mark.name] += text[start:end]
    assert shown == text
    assert not is_open
    assert covered == {mark.name: text[mark.start : mark.end] for mark in given_marks}


def test_marks_that_nest_stay_whole() -> None:
    outer, inner = Mark(0, 6, "role", "agent"), Mark(2, 4, "role", "count")
    opened = [mark for piece in pieces([inner, outer], 6) for mark in piece.opened]
    assert opened == [outer, inner]
