from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given

from miit_ie.errors import MiitIEError
from miit_ie.outputs import page
from miit_ie.schema import Bulletin, Event, Item, Span
from samples import BULLETIN, RECOGNITION, TEXT
from strategies import bulletins

_VOID = {"meta", "input"}


class Page(HTMLParser):
    """Reads a page and fails on tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.marks: dict[str, str] = {}
        self.elements: list[dict[str, str | None]] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append({"tag": tag, **dict(attrs)})
        if tag not in _VOID:
            self._open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        attributes = [attributes for _, attributes in self._open]
        if any(element.get("id") == "text" for element in attributes):
            # A browser reads a bare CR as LF; only a reference survives, and Python's parser tells no difference.
            self.text += data
            for number in filter(None, (element.get("data-mark") for element in attributes)):
                self.marks[number] = self.marks.get(number, "") + data

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [element for element in self.elements if name in (element.get("class") or "").split()]


def text_element(html: str) -> str:
    return html[html.index('<div id="text"') : html.index('<section id="cards"')]


def test_the_page_shows_text_marks_and_cards() -> None:
    shown = Page(page.render(BULLETIN))
    assert shown.text == TEXT
    assert {"认定", "企业", "绿色示范工厂", "88家", "甲科技", "2023年"} <= set(shown.marks.values())
    assert [card["data-type"] for card in shown.with_class("card")] == ["认定", "部署", "支持"]
    assert [card["id"] for card in shown.with_class("card")] == ["event-e1", "event-e3", "event-e2"]


def test_the_links_between_cards_and_text_lead_to_the_right_places() -> None:
    shown = Page(page.render(BULLETIN))
    by_number = {element["data-mark"]: element for element in shown.elements if "data-mark" in element}
    assert {element["data-goto"] for element in shown.elements if "data-goto" in element} <= by_number.keys()
    types = [card["data-type"] for card in shown.with_class("card")]
    for trigger in shown.with_class("trigger"):
        assert types[int(trigger["data-events"] or "")] == trigger["data-name"]
        assert trigger["tabindex"] == "0"


def test_a_wrong_count_and_an_inferred_agent_are_pointed_out() -> None:
    html = page.render(BULLETIN)
    assert "✗ 列举 1，数量为 3个" in html
    assert re.search(r'<span class="chip role inferred" data-name="agent"[^>]*>测试司</span>', html)


def test_the_page_needs_no_network() -> None:
    html = page.render(BULLETIN)
    assert not re.search(r"https?:|//[a-z]|@import|url\(|\bsrc=|<link", html)
    assert "default-src 'none'" in html


def test_markup_in_the_text_is_text() -> None:
    text = """</div><script>alert(1)</script> &amp; "部署" '<b>'"""
    event = Event("部署", "DEPLOYMENT", Span("部署", text.index("部署"), text.index("部署") + 2))
    html = page.render(Bulletin.of(text, "</title><script>", events=(event,)))
    assert Page(html).text == text
    assert html.count("<script") == 1


def test_carriage_returns_are_written_so_that_they_survive() -> None:
    html = text_element(page.render(Bulletin.of("一\r\n二\r三\n", "a")))
    assert "\r" not in html
    assert "一&#13;\n二" in html
    assert "三\n</div>" in html


def test_what_html_cannot_hold_is_replaced_in_place() -> None:
    assert Page(page.render(Bulletin.of("甲\0乙\ud800丙", "a"))).text == "甲\ufffd乙\ufffd丙"


def test_crossing_arguments_split_and_keep_their_words() -> None:
    items = (Item(Span.of(TEXT, 14, 20)), Item(Span.of(TEXT, 17, 24), title=Span.of(TEXT, 19, 30)))
    shown = Page(page.render(Bulletin.of(TEXT, "a", events=(replace(RECOGNITION, items=items),))))
    assert {TEXT[14:20], TEXT[17:24], TEXT[19:30]} <= set(shown.marks.values())
    assert shown.text == TEXT


def test_types_and_labels_the_shipped_ontology_does_not_know_are_shown() -> None:
    event = Event("处罚", "PENALTY", RECOGNITION.trigger)
    html = page.render(Bulletin.of(TEXT, "a", events=(event,)))
    assert 'data-filter="处罚"' in html


def test_an_error_is_shown() -> None:
    assert '<p class="error" role="alert">line 3: bad</p>' in page.render(Bulletin.of("", "a", error="line 3: bad"))


def test_a_bulletin_without_its_text_is_refused() -> None:
    with pytest.raises(MiitIEError, match=r"sample: .* without it"):
        page.render(replace(BULLETIN, text=None))


@given(bulletins())
def test_any_bulletin_gives_a_well_formed_page_with_its_text(bulletin: Bulletin) -> None:
    html = page.render(bulletin)
    shown = Page(html)
    assert bulletin.text is not None
    assert shown.text == re.sub("[\0\ud800-\udfff]", "\ufffd", bulletin.text)
    assert "\r" not in text_element(html)
    assert len(shown.with_class("card")) == len(bulletin.events)
    words = {span.text for event in bulletin.events for _, span in event.spans() if span.start is not None}
    assert {re.sub("[\0\ud800-\udfff]", "\ufffd", text) for text in words if text} <= set(shown.marks.values())


def test_a_long_text_gives_a_page() -> None:
    text = "第八次部署任务。\n" * 120_000
    events = tuple(Event("部署", "DEPLOYMENT", Span.of(text, n * 9 + 3, n * 9 + 5)) for n in range(0, 120_000, 100))
    assert Page(page.render(Bulletin.of(text, "a", events=events))).text == text
