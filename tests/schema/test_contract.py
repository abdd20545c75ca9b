from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from miit_ie.errors import ContractError
from miit_ie.schema import (
    Bound,
    Bulletin,
    Count,
    CountCheck,
    Entity,
    Event,
    Extent,
    Item,
    Mention,
    Meta,
    Modality,
    Polarity,
    Scope,
    Span,
    Time,
    contract,
    default_ontology,
)
from strategies import bulletins

VALIDATOR = Draft202012Validator(contract())

TEXT = "2023年，市工信局🏭根据《办法》在轴承领域遴选认定东湖阀门等9家企业为第二批质量标杆。"


def find(text: str) -> tuple[str, int, int]:
    start = TEXT.index(text)
    return text, start, start + len(text)


BULLETIN = Bulletin.of(
    TEXT,
    "example",
    meta=Meta(title="认定结果", published="2023-05-06", attachments=("名单",)),
    entities=(Entity(*find("市工信局"), "AGENCY", 0.9),),
    events=(
        Event(
            "认定",
            "RECOGNITION",
            Span(*find("遴选认定")),
            agent=(Mention(*find("市工信局")), Mention("东湖市", None, None, inferred=True)),
            items=(
                Item(
                    Span(*find("企业")),
                    title=Span(*find("质量标杆")),
                    count=Count(*find("9家"), 9, "家"),
                    members=(Span(*find("东湖阀门")),),
                    batch=Span(*find("第二批")),
                ),
            ),
            time=(Time(*find("2023年"), value="2023"),),
            basis=(Span(*find("《办法》")),),
            field=(Span(*find("轴承")),),
            sentence=Extent(0, len(TEXT)),
            confidence=0.8,
            id="e1",
        ),
    ),
)


def steps(path: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]


def parent(data: Any, path: str) -> tuple[Any, str | int]:
    *above, last = steps(path)
    for step in above:
        data = data[step]
    return data, last


def dropped(path: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        holder, key = parent(data, path)
        del holder[key]

    return change


def replaced(path: str, value: Any) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        holder, key = parent(data, path)
        holder[key] = value

    return change


MISSING = [
    "doc_id",
    "entities[0].text",
    "entities[0].start",
    "entities[0].label",
    "events[0].type",
    "events[0].trigger",
    "events[0].trigger.end",
    "events[0].modality",
    "events[0].polarity",
    "events[0].agent[0].text",
    "events[0].items[0].target",
    "events[0].items[0].target.text",
    "events[0].items[0].title.start",
    "events[0].items[0].count.bound",
    "events[0].items[0].count.scope",
    "events[0].items[0].members[0].end",
    "events[0].time[0].text",
    "events[0].basis[0].text",
    "events[0].sentence.end",
]
WRONG: list[tuple[str, Any, str]] = [
    # path, what stands there instead, what the message says
    ("schema_version", 2, "expected 1, found 2"),
    ("doc_id", 7, "expected a string, found 7"),
    ("text", ["a"], "expected a string, found a list"),
    ("text_sha256", "abc", "expected 64 hexadecimal digits, found 'abc'"),
    ("error", False, "expected a string, found false"),
    ("meta", "none", "expected an object, found 'none'"),
    ("meta.title", 1.5, "expected a string, found 1.5"),
    ("meta.published", "去年", "expected a date such as 2021-01-08, found '去年'"),
    ("meta.signed", "2021-1-8", "expected a date such as 2021-01-08, found '2021-1-8'"),
    ("meta.signed", "２０２１", "expected a date such as 2021-01-08, found '２０２１'"),
    ("meta.attachments", "名单", "expected a list, found '名单'"),
    ("meta.addressees", [1], "expected a list of strings"),
    ("entities", {}, "expected a list, found an object"),
    ("entities[0]", None, "expected an object, found null"),
    ("entities[0].start", "0", "expected a whole number, found '0'"),
    ("entities[0].start", 6.5, "expected a whole number, found 6.5"),
    ("entities[0].start", True, "expected a whole number, found true"),
    ("entities[0].label", "COMPNY", "expected one of AGENCY COMPANY"),
    ("entities[0].confidence", 90, "expected a number from 0 to 1, found 90"),
    ("events", None, "expected a list, found null"),
    ("events[0]", [], "expected an object, found a list"),
    ("events[0].id", 2, "expected a string, found 2"),
    ("events[0].type", "表彰", "expected one of 认定 遴选 部署"),
    ("events[0].type", "RECOGNITION", "expected one of 认定 遴选 部署"),
    ("events[0].trigger", "遴选认定", "expected an object, found '遴选认定'"),
    ("events[0].modality", "maybe", "expected one of actual planned proposed generic, found 'maybe'"),
    ("events[0].polarity", "+", "expected one of positive negative, found '+'"),
    ("events[0].confidence", "high", "expected a number or null, found 'high'"),
    ("events[0].confidence", float("nan"), "expected a finite number, found nan"),
    ("events[0].agent[0].inferred", None, "expected true or false, found null"),
    ("events[0].items[0].members_complete", "yes", "expected true or false, found 'yes'"),
    ("events[0].items[0].count.value", "9", "expected a number or null, found '9'"),
    ("events[0].items[0].count.value", True, "expected a number or null, found true"),
    ("events[0].items[0].count.value", float("inf"), "expected a finite number, found inf"),
    ("events[0].items[0].count.bound", "some", "expected one of exact at_least more_than"),
    ("events[0].items[0].count.scope", "all", "expected one of increment total, found 'all'"),
    ("events[0].time[0].value", 2023, "expected a string, found 2023"),
    ("events[0].sentence.start", None, "expected a whole number, found null"),
]
OFFSETS: list[tuple[str, Any, str]] = [
    # path, what stands there instead, the whole message
    (
        "entities[0].end",
        9,
        "entities[0]: span '市工信局' does not fit its offsets [6, 9)",
    ),
    (
        "events[0].trigger.start",
        -1,
        "events[0].trigger: span '遴选认定' does not fit its offsets [-1, 26)",
    ),
    (
        "events[0].items[0].title.end",
        99,
        "events[0].items[0].title: span '质量标杆' does not fit its offsets [39, 99)",
    ),
    (
        "events[0].agent[0]",
        {"text": "市工信局", "start": None, "end": None, "inferred": False},
        "events[0].agent[0]: only an inferred argument goes without offsets: '市工信局'",
    ),
    (
        "entities[0]",
        {"text": "市工信局", "start": 7, "end": 11, "label": "AGENCY"},
        "entities[0]: text[7:11] is '工信局🏭', not '市工信局'",
    ),
    (
        "events[0].items[0].members[0]",
        {"text": "东湖阀门", "start": 400, "end": 404},
        "events[0].member: text[400:404] is '', not '东湖阀门'",
    ),
    (
        "events[0].sentence",
        {"start": 9, "end": 3},
        "events[0].sentence: [9, 3) is no stretch of a text",
    ),
    (
        "events[0].sentence",
        {"start": 0, "end": 500},
        f"events[0].sentence: ends at 500, after the text ({len(TEXT)})",
    ),
]


def message(change: Callable[[Any], None]) -> str:
    data = copy.deepcopy(BULLETIN.to_dict(with_text=True))
    change(data)
    with pytest.raises(ContractError) as caught:
        Bulletin.from_dict(data)
    return str(caught.value)


@pytest.mark.parametrize("path", MISSING)
def test_a_missing_field_is_named(path: str) -> None:
    assert message(dropped(path)) == f"{path}: missing"


@pytest.mark.parametrize(("path", "value", "expected"), WRONG)
def test_a_wrong_value_is_named_with_what_was_expected(path: str, value: Any, expected: str) -> None:
    assert message(replaced(path, value)).startswith(f"{path}: {expected}")


@pytest.mark.parametrize(("path", "value", "expected"), OFFSETS)
def test_offsets_that_do_not_fit_are_named(path: str, value: Any, expected: str) -> None:
    assert message(replaced(path, value)) == expected


@pytest.mark.parametrize("data", [None, [], "{}", 3])
def test_a_document_that_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(ContractError, match=r"^document: expected an object, found "):
        Bulletin.from_dict(data)


def test_a_long_wrong_value_is_cut_in_the_message() -> None:
    assert len(message(replaced("meta", "很长" * 500))) < 100


def test_a_changed_text_is_refused() -> None:
    changed = TEXT.replace("9家", "8家")
    assert message(replaced("text", changed)) == ("text_sha256: does not belong to the text: the text has been changed")
    with pytest.raises(ContractError, match="the text has been changed"):
        Bulletin.from_dict(BULLETIN.to_dict(), text=TEXT.replace("\u3002", "\u3002\r\n"))


def test_an_annotation_without_text_and_digest_is_refused() -> None:
    data = {"doc_id": "a", "events": []}
    with pytest.raises(ContractError, match=r"^text_sha256: missing"):
        Bulletin.from_dict(data)


def test_the_contract_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(contract())


def test_the_contract_cannot_be_changed_by_a_caller() -> None:
    contract().clear()
    assert contract()["title"] == "miit_ie bulletin"


@given(bulletins(), st.booleans())
def test_every_output_follows_the_contract(bulletin: Bulletin, with_text: bool) -> None:
    VALIDATOR.validate(json.loads(bulletin.to_json(with_text=with_text)))


def places(data: Any, path: str = "") -> Iterator[str]:
    if path:
        yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from places(value, f"{path}[{i}]")


PLACES = list(places(BULLETIN.to_dict(with_text=True)))
JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(["认定", "actual"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["text", "start"]), inner),
    max_leaves=3,
)


@settings(max_examples=400)
@given(st.sampled_from(PLACES), st.just(None) | JSON_VALUES.map(lambda value: (value,)))
def test_what_is_read_follows_the_contract_or_is_refused(path: str, value: tuple[Any] | None) -> None:
    data = copy.deepcopy(BULLETIN.to_dict(with_text=True))
    (dropped(path) if value is None else replaced(path, *value))(data)
    try:
        bulletin = Bulletin.from_dict(data)
    except ContractError as error:
        place = str(error)
    else:
        VALIDATOR.validate(bulletin.to_dict(with_text=True))
        place = path
    assert place.startswith(path.partition(".")[0])


def enum(definition: str, name: str) -> list[str]:
    values: list[str] = contract()["$defs"][definition]["properties"][name]["enum"]
    return values


def test_contract_types_and_ontology_agree_on_enumerations() -> None:
    ontology = default_ontology()
    assert enum("count", "bound") == list(get_args(Bound)) == list(ontology.bounds)
    assert enum("count", "scope") == list(get_args(Scope)) == list(ontology.scopes)
    assert enum("event", "modality") == list(get_args(Modality)) == list(ontology.modalities)
    assert enum("event", "polarity") == list(get_args(Polarity)) == list(ontology.polarities)
    assert enum("item", "count_check") == list(get_args(CountCheck))


def test_every_role_is_a_field_of_what_it_hangs_on() -> None:
    event, item = (contract()["$defs"][name]["properties"] for name in ("event", "item"))
    # The targets of an event are what its items are about; members come as a list.
    fields = {"trigger": {*event, "target"}, "target": {*item, "member"} - {"target"}}
    for role in default_ontology().roles.values():
        assert set(role.on) == {holder for holder, names in fields.items() if role.name in names}, role.name
