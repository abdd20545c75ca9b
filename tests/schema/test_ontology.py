from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings

from miit_ie.errors import ContractError, OntologyError
from miit_ie.schema import Bulletin, Entity, Event, EventType, Ontology, Span, default_ontology, load_ontology
from strategies import bulletins

EVENT_TYPES = {
    "认定": "RECOGNITION",
    "遴选": "SELECTION",
    "部署": "DEPLOYMENT",
    "发布": "ISSUANCE",
    "制定": "DRAFTING",
    "实施": "IMPLEMENTATION",
    "支持": "SUPPORT",
    "建设": "ESTABLISHMENT",
    "撤销": "REVOCATION",
    "复核": "REVIEW",
}
ENTITY_LABELS = [
    "AGENCY",
    "COMPANY",
    "INSTITUTE",
    "PERSON",
    "PLACE",
    "DATE",
    "QUANTITY",
    "DOCUMENT",
    "DOCNUM",
    "TITLE",
    "PROGRAM",
    "STANDARD",
    "FIELD",
]
TRIGGER, TARGET = "trigger", "target"
ROLES = {
    "agent": (TRIGGER,),
    "target": (TRIGGER,),
    "title": (TARGET,),
    "count": (TARGET,),
    "member": (TARGET,),
    "batch": (TARGET,),
    "field": (TARGET, TRIGGER),
    "place": (TRIGGER,),
    "time": (TRIGGER,),
    "basis": (TRIGGER,),
}
MINE = """
name = "mine"
extends = "miit_ie"

[event_types."处罚"]
code = "PENALTY"
zh = "作出行政处罚"
en = "Imposes a penalty."

[entity_labels.PRODUCT]
zh = "产品"
en = "A product."
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


def test_the_event_types_and_their_codes_in_order() -> None:
    ontology = default_ontology()
    assert [(name, entry.code) for name, entry in ontology.event_types.items()] == list(EVENT_TYPES.items())
    assert all(ontology.code(name) == code for name, code in EVENT_TYPES.items())


def test_the_core_types_come_first() -> None:
    ontology = default_ontology()
    assert ontology.core_types == ("认定", "遴选", "部署")
    assert tuple(ontology.event_types)[:3] == ontology.core_types


def test_the_entity_labels() -> None:
    assert list(default_ontology().entity_labels) == ENTITY_LABELS


def test_the_roles_and_what_they_hang_on() -> None:
    assert {name: role.on for name, role in default_ontology().roles.items()} == ROLES


def test_the_values_of_the_attributes() -> None:
    ontology = default_ontology()
    assert list(ontology.modalities) == ["actual", "planned", "proposed", "generic"]
    assert list(ontology.polarities) == ["positive", "negative"]
    assert " ".join(ontology.bounds) == "exact at_least more_than at_most less_than approx unspecified"
    assert list(ontology.scopes) == ["increment", "total"]


@pytest.mark.parametrize(
    "table", ["event_types", "entity_labels", "roles", "modalities", "polarities", "bounds", "scopes"]
)
def test_every_entry_is_described_in_both_languages(table: str) -> None:
    for name, entry in getattr(default_ontology(), table).items():
        assert entry.name == name
        assert entry.zh
        assert entry.en.endswith(".")


def test_the_shipped_ontology_cannot_be_changed() -> None:
    tables = default_ontology().event_types
    assert isinstance(tables, MappingProxyType)
    with pytest.raises(TypeError):
        tables["表彰"] = EventType("表彰", "", "", "PRAISE", False)  # type: ignore[index]


def test_an_unknown_type_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OntologyError, match=r"unknown event type '表彰'; miit_ie has: 认定 遴选 部署 .* 复核"):
        default_ontology().code("表彰")


@pytest.mark.parametrize("as_given", [Path, str])
def test_new_entries_follow_the_shipped_ones(mine: Path, as_given: type[Path] | type[str]) -> None:
    ontology = load_ontology(as_given(mine))
    assert ontology.name == "mine"
    assert list(ontology.event_types) == [*EVENT_TYPES, "处罚"]
    assert list(ontology.entity_labels) == [*ENTITY_LABELS, "PRODUCT"]
    assert ontology.code("处罚") == "PENALTY"
    assert ontology.core_types == default_ontology().core_types
    assert ontology.roles == default_ontology().roles


def test_a_new_type_may_be_core(mine: Path) -> None:
    mine.write_text(MINE.replace('code = "PENALTY"', 'code = "PENALTY"\ncore = true'), encoding="utf-8")
    assert load_ontology(mine).core_types == (*default_ontology().core_types, "处罚")


def test_an_extension_leaves_the_shipped_ontology_alone(mine: Path) -> None:
    load_ontology(mine)
    assert "处罚" not in default_ontology().event_types
    assert "PRODUCT" not in default_ontology().entity_labels


def test_a_bulletin_is_read_with_the_ontology_it_was_labelled_by(mine: Path) -> None:
    ontology = load_ontology(mine)
    bulletin = Bulletin.of(
        "市局处罚了某型阀门的厂家",
        "a",
        entities=(Entity("阀门", 7, 9, "PRODUCT"),),
        events=(Event("处罚", "PENALTY", Span("处罚", 2, 4)),),
    )
    data = bulletin.to_dict(with_text=True)
    assert Bulletin.from_dict(data, ontology=ontology) == bulletin
    with pytest.raises(ContractError, match=r"^entities\[0\]\.label: .*found 'PRODUCT'"):
        Bulletin.from_dict(data)
    with pytest.raises(ContractError, match=r"^events\[0\]\.type: .*found '处罚'"):
        Bulletin.from_dict({**data, "entities": []})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bulletins())
def test_what_the_shipped_ontology_reads_an_extended_one_reads_too(mine: Path, bulletin: Bulletin) -> None:
    data = bulletin.to_dict(with_text=True)
    assert Bulletin.from_dict(data, ontology=load_ontology(mine)) == bulletin


HEAD = 'extends = "miit_ie"\n'
TYPE = 'code = "PENALTY"\nzh = "处罚"\nen = "Penalty."\n'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("event_types = [", "not a TOML file: "),
        (f"{HEAD}[event_types.A]\n{TYPE}[event_types.A]\n{TYPE}", "not a TOML file: "),
        ("", 'an ontology of your own starts with: extends = "miit_ie"'),
        ('extends = "other"', "extends: there is 'miit_ie', not 'other'"),
        (f"{HEAD}[event_type.A]\n{TYPE}", "unknown table 'event_type'; use event_types, entity_labels"),
        (f"{HEAD}event_types = 3", "event_types: expected tables [event_types.NAME]"),
        (f"{HEAD}[[entity_labels]]\nzh = 'a'", "entity_labels: expected tables [entity_labels.NAME]"),
        (f"{HEAD}[entity_labels]\nA = 'a'", "[entity_labels.A]: expected a table with zh, en"),
        (
            f"{HEAD}[roles.witness]\non = ['trigger']\nzh = 'a'\nen = 'a'",
            "[roles.witness]: only event_types, entity_labels can be extended",
        ),
        (
            f"{HEAD}[bounds.rather]\nzh = 'a'\nen = 'a'",
            "[bounds.rather]: only event_types, entity_labels can be extended",
        ),
        (f"{HEAD}[event_types.认定]\n{TYPE}".replace("认定", '"认定"'), "[event_types.认定]: miit_ie has this entry"),
        (f"{HEAD}[entity_labels.FIELD]\nzh = 'a'\nen = 'a'", "[entity_labels.FIELD]: miit_ie has this entry already"),
        (f"{HEAD}[event_types.A]\nzh = 'a'\nen = 'a'", "[event_types.A]: field 'code' must be given as a string"),
        (f"{HEAD}[entity_labels.A]\nzh = 'a'", "[entity_labels.A]: field 'en' must be given as a string"),
        (f"{HEAD}[entity_labels.A]\nzh = 1\nen = 'a'", "[entity_labels.A]: field 'zh' must be given as a string"),
        (f"{HEAD}[event_types.A]\ncore = 1\n{TYPE}", "[event_types.A]: field 'core' must be given as true or false"),
        (
            f"{HEAD}[event_types.A]\ncolour = 1\n{TYPE}",
            "[event_types.A]: unknown field 'colour'; expected zh, en, code",
        ),
        (f"{HEAD}[entity_labels.A]\ncode = 'a'\nzh = 'a'\nen = 'a'", "[entity_labels.A]: unknown field 'code'"),
        (
            f"{HEAD}[event_types.A]\n{TYPE}".replace("PENALTY", "REVIEW"),
            "two event types share the code 'REVIEW'",
        ),
        (f"{HEAD}[event_types.A]\n{TYPE}[event_types.B]\n{TYPE}", "two event types share the code 'PENALTY'"),
    ],
)
def test_a_faulty_extension_is_refused_saying_where(tmp_path: Path, source: str, expected: str) -> None:
    path = tmp_path / "faulty.toml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(OntologyError) as caught:
        load_ontology(path)
    assert str(caught.value).startswith(f"{path}: {expected}")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(OntologyError, match="cannot read the ontology: ") as caught:
            load_ontology(path)
        assert str(caught.value).startswith(str(path))


def test_a_file_in_another_encoding_is_refused(mine: Path) -> None:
    mine.write_text(MINE, encoding="gb18030")
    with pytest.raises(OntologyError, match="not a TOML file: "):
        load_ontology(mine)


def test_a_file_without_a_name_is_called_by_its_path(mine: Path) -> None:
    mine.write_text(MINE.replace('name = "mine"', ""), encoding="utf-8")
    ontology: Ontology = load_ontology(mine)
    assert ontology.name == str(mine)
