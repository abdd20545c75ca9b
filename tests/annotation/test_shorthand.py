from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.annotation import resolve
from miit_ie.errors import ContractError
from miit_ie.schema import Bulletin, Count, Ontology, Span, load_ontology

TEXT = "省厅认定企业5家，其中3家企业为示范企业。省厅还遴选了一批项目。"


def event(**fields: Any) -> dict[str, Any]:
    return {"t": "认定", "trig": "认定", "items": [{"target": "企业"}], **fields}


def shorthand(*events: Any, text: object = TEXT, **fields: Any) -> dict[str, Any]:
    return {"doc_id": "a", "text": text, "events": list(events), **fields}


def item(**fields: Any) -> dict[str, Any]:
    return event(items=[{"target": "企业", **fields}])


def test_everything_resolves_to_the_words_of_the_text() -> None:
    bulletin = resolve(
        shorthand(
            event(
                mod="planned",
                pol="-",
                agent=["省厅#2"],
                items=[
                    {
                        "target": "企业#2",
                        "title": "示范企业",
                        "count": ["3家", 3, "家", "exact", "increment"],
                        "members": ["项目"],
                        "complete": True,
                        "batch": "一批",
                        "field": ["其中"],
                    }
                ],
            ),
            genre="list",
            meta={"title": "通知", "published": "2024-05-06"},
        )
    )
    [found] = bulletin.events
    [only] = found.items
    assert (found.modality, found.polarity, found.code) == ("planned", "negative", "RECOGNITION")
    assert only.target == Span("企业", 13, 15)
    assert only.count == Count("3家", 11, 13, 3, "家", "exact", "increment")
    assert only.members_complete
    assert bulletin.meta.published == "2024-05-06"
    assert [(role, span.text) for role, span in found.spans()] == [
        ("trigger", "认定"),
        ("agent", "省厅"),
        ("target", "企业"),
        ("title", "示范企业"),
        ("count", "3家"),
        ("batch", "一批"),
        ("member", "项目"),
        ("field", "其中"),
    ]


def test_what_is_left_out_has_a_default() -> None:
    [found] = resolve(shorthand(event())).events
    assert (found.modality, found.polarity, found.agent, found.items[0].count) == ("actual", "positive", (), None)
    assert resolve({"doc_id": "a", "text": TEXT}).events == ()


@given(st.text(alphabet="企业#2", min_size=1), st.data())
def test_numbered_mention_is_that_occurrence(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    number = sum(text.startswith(words, i) for i in range(start + 1))
    mention = f"{words}#{number}"
    if mention not in text:
        [found] = resolve(shorthand(event(trig=mention, items=[]), text=text)).events
        assert found.trigger == Span(words, start, start + len(words))


def test_words_that_end_in_a_number_stand_for_themselves() -> None:
    [found] = resolve(shorthand(event(trig="#2", items=[]), text="认定#2机组")).events
    assert found.trigger == Span("#2", 2, 4)


def test_every_occurrence_is_an_entity_and_the_longest_stands() -> None:
    text = "云溪市工信局与云溪市。12项，2项。"
    pairs = [["云溪市", "PLACE"], ["云溪市工信局", "AGENCY"], ["2项", "QUANTITY"], ["12项", "QUANTITY"]]
    found = resolve(shorthand(text=text, ents=pairs)).entities
    assert [(entity.text, entity.start) for entity in found] == [
        ("云溪市工信局", 0),
        ("云溪市", 7),
        ("12项", 11),
        ("2项", 15),
    ]


@given(st.text(alphabet="甲乙", max_size=12), st.lists(st.text(alphabet="甲乙", min_size=1, max_size=3), unique=True))
def test_entities_never_overlap(text: str, words: list[str]) -> None:
    found = resolve(shorthand(text=text, ents=[[word, "TITLE"] for word in words if word in text])).entities
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_result_reads_back() -> None:
    bulletin = resolve(shorthand(event(time=["其中"]), ents=[["省厅", "AGENCY"]]))
    assert Bulletin.from_dict(bulletin.to_dict(with_text=True)) == bulletin


def test_own_ontology(tmp_path: Any) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'extends = "miit_ie"\n[event_types."处罚"]\ncode = "PENALTY"\nzh = "处罚"\nen = "Fines."\n', "utf-8"
    )
    ontology: Ontology = load_ontology(file)
    assert resolve(shorthand(event(t="处罚")), ontology=ontology).events[0].code == "PENALTY"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "document: expected an object"),
        ({"doc_id": "a"}, "text: missing"),
        ({"text": "认定"}, "doc_id: missing"),
        (shorthand(entities=[]), "entities: unknown; expected doc_id genre meta text ents events"),
        (shorthand(text=5), "text: expected a string"),
        (shorthand("认定"), "events[0]: expected an object, found '认定'"),
        (shorthand(events={}), "events: expected a list"),
        (shorthand(event(), event(agents=["省厅"])), "events[1].agents: unknown"),
        (shorthand(event(agent="省厅")), "events[0].agent: expected a list, found '省厅'"),
        (shorthand(event(agent=["部委"])), "events[0].agent[0]: '部委' is not in the text"),
        (shorthand(event(agent=["省厅#3"])), "events[0].agent[0]: '省厅#3' asks for occurrence 3 of 2"),
        (shorthand(event(agent=["省厅#0"])), "events[0].agent[0]: '省厅#0' is not in the text"),
        (shorthand(event(agent=[""])), "events[0].agent[0]: expected words of the text, found ''"),
        (shorthand(event(t="表彰")), "events[0].type: expected one of"),
        (shorthand(event(mod="past")), "events[0].modality: expected one of"),
        (shorthand(event(pol="no")), "events[0].pol: expected one of + -"),
        (shorthand(event(items=[{"title": "企业"}])), "events[0].items[0].target: missing"),
        (shorthand(item(members_complete=True)), "events[0].items[0].members_complete: unknown"),
        (shorthand(item(title=3)), "events[0].items[0].title: expected words of the text, found 3"),
        (shorthand(item(complete="yes")), "events[0].items[0].complete: expected true or false"),
        (shorthand(item(count=["5家", 5, "家"])), "events[0].items[0].count: expected [words, value,"),
        (
            shorthand(item(count=["5家", "5", "家", "exact", "total"])),
            "events[0].items[0].count.value: expected a number",
        ),
        (shorthand(item(count=["5家", 5, "家", "about", "total"])), "events[0].items[0].count.bound: expected one of"),
        (shorthand(ents=[["企业", "FIRM"]]), "entities[0].label: expected one of"),
        (shorthand(ents=[["部委", "AGENCY"]]), "ents[0]: '部委' is not in the text"),
        (shorthand(ents=[["企业"]]), "ents[0]: expected [words, label]"),
        (shorthand(ents=[["", "TITLE"]]), "ents[0]: expected [words, label]"),
        (shorthand(ents=[["企业", "TITLE"], ["企业", "FIELD"]]), "ents[1]: '企业' is listed already, as TITLE"),
        (shorthand(meta={"published": "May"}), "meta.published: expected a date"),
    ],
)
def test_mistake_is_named_with_its_place(data: Any, message: str) -> None:
    with pytest.raises(ContractError) as caught:
        resolve(data)
    assert str(caught.value).startswith(message)
