from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from annotating import Annotator
from hypothesis import given, settings

from miit_ie.evaluation import evaluate, render_report
from miit_ie.schema import Bulletin, Mention
from strategies import bulletins

T = Annotator("市经信局<新认定>12家企业为示范工厂。")
VOID = {"meta", "input", "br"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def find(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        found = [self] if self.tag == tag and wanted.items() <= self.attributes.items() else []
        return found + [
            e for child in self.children if isinstance(child, Element) for e in child.find(tag, **attributes)
        ]


class Parser(HTMLParser):
    """Builds the tree of a page and insists that every element is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page(gold: Bulletin, predicted: Bulletin) -> Element:
    parser = Parser()
    parser.feed(render_report(evaluate([gold], [predicted], resamples=1)))
    parser.close()
    assert len(parser.open) == 1
    return parser.open[0]


def words(element: Element) -> str:
    return " ".join(element.text().split())


GOLD = T.bulletin(
    T.event("认定", "新认定", T.item("企业", count=T.count("12家", 12, "家"), title="示范工厂"), agent=["市经信局"]),
    T.entity("市经信局", "AGENCY"),
    T.entity("12家", "QUANTITY"),
)
PREDICTED = T.bulletin(
    T.event("认定", "新认定", T.item("企业", count=T.count("12家", 2, "家")), agent=["市经信局"]),
    T.entity("市经信局", "INSTITUTE"),
    T.entity("12家", "QUANTITY"),
)


def test_both_sides_show_the_text_with_their_own_marks() -> None:
    root = page(GOLD, PREDICTED)
    gold, predicted = root.find("div", data_side="gold")[0], root.find("div", data_side="predicted")[0]
    assert gold.text() == predicted.text() == T.text
    assert [mark.text() for mark in gold.find("span", data_name="title")] == ["示范工厂"]
    assert predicted.find("span", data_name="title") == []
    assert [mark.text() for mark in predicted.find("span", class_="entity off")] == ["市经信局"]
    assert [mark.text() for mark in gold.find("span", class_="role off")] == ["示范工厂"]
    assert gold.find("span", class_="trigger off") == []


def test_nested_spans_are_nested_elements() -> None:
    nested = T.bulletin(T.entity("市经信局", "AGENCY"), T.entity("市", "PLACE"))
    outer = page(nested, nested).find("div", data_side="gold")[0].find("span", data_name="AGENCY")[0]
    assert [inner.text() for inner in outer.find("span", data_name="PLACE")] == ["市"]


def test_every_difference_is_listed_with_its_kind_type_and_places() -> None:
    listed = [
        (item.attributes["data-kind"], item.attributes["data-types"], words(item))
        for item in page(GOLD, PREDICTED).find("li")
    ]
    assert listed == [
        ("entity label", r'["AGENCY", "INSTITUTE"]', "entity label AGENCY 市经信局 → INSTITUTE 市经信局"),
        ("count value", r'["\u8ba4\u5b9a"]', "count value 12家 → 2家"),
        ("title missed", r'["\u8ba4\u5b9a"]', "title missed 示范工厂"),
    ]
    title = page(GOLD, PREDICTED).find("li", data_kind="title missed")[0]
    assert title.attributes["data-gold"] == "15-19"
    assert "data-predicted" not in title.attributes


def test_there_is_a_filter_for_each_kind_and_type_that_occurs() -> None:
    root = page(GOLD, PREDICTED)
    filters = {
        str(group.attributes["data-filter"]): [words(label) for label in group.find("label")]
        for group in root.find("fieldset")
    }
    assert filters == {
        "kind": ["count value 1", "title missed 1", "entity label 1"],
        "type": ["认定 2"],
        "label": ["AGENCY 1", "INSTITUTE 1"],
    }
    assert root.find("input", id="only-errors")


def test_scores_stand_in_the_head() -> None:
    rows = {words(row.find("th")[0]): words(row) for row in page(GOLD, PREDICTED).find("table")[0].find("tr")}
    assert rows["Arg-C+"] == "Arg-C+ 1.000 0.750 0.857 4 3 3"
    assert rows["Modality"] == "Modality 1.000 1 1 1"


def test_the_page_stands_alone() -> None:
    html = render_report(evaluate([GOLD], [PREDICTED]))
    assert not re.search(r"https?:|//\w|\b(src|href)=|@import|url\(", html)
    assert "default-src 'none'" in html


def test_a_bulletin_without_text_says_so() -> None:
    root = page(replace(GOLD, text=None), replace(PREDICTED, text=None))
    assert "This bulletin came without its text." in words(root)
    assert root.find("div", data_side="gold") == []
    assert len(root.find("li")) == 3


def test_the_text_of_either_side_will_do() -> None:
    assert page(replace(GOLD, text=None), PREDICTED).find("div", data_side="gold")[0].text() == T.text


def test_what_is_inferred_is_not_shown_as_an_error() -> None:
    (event,) = GOLD.events
    place = T.span("企业")
    inferred = replace(event, agent=(*event.agent, Mention(place.text, place.start, place.end, True)))
    root = page(GOLD, replace(GOLD, events=(inferred,)))
    assert root.find("li") == []
    assert root.find("span", class_="role off", data_name="agent") == []


def test_a_failed_prediction_says_why() -> None:
    root = page(GOLD, T.bulletin())
    assert "Not extracted" not in words(root)
    failed = page(GOLD, replace(T.bulletin(), error="not <text>"))
    assert "Not extracted: not <text>" in words(failed)
    assert "1 of them could not be extracted" in words(failed)


@settings(max_examples=40)
@given(bulletins(), bulletins())
def test_any_bulletin_gives_a_well_formed_page_with_its_text(gold: Bulletin, other: Bulletin) -> None:
    gold = replace(gold, error=None)
    root = page(
        gold, replace(other, doc_id=gold.doc_id, text=gold.text, text_sha256=gold.text_sha256, entities=(), events=())
    )
    assert root.find("div", data_side="gold")[0].text() == gold.text
    assert root.find("div", data_side="predicted")[0].text() == gold.text
    assert len(root.find("li", data_kind="event missed")) == len(gold.events)
