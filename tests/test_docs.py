"""The documentation does what it says, and its examples of the ontology are right."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest

import github_markdown
import ontology
import snippets
from miit_ie.annotation import GoldBulletin, check_files, resolve
from miit_ie.schema import Bulletin, default_ontology
from notation import Example

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
SECTIONS = ("event_types", "roles", "entity_labels", "modalities", "polarities", "bounds", "scopes")

EXAMPLES = {
    f"{section}.{name}": (section, name, example)
    for section, found in ontology.examples().items()
    for name, example in found.items()
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_the_snippets_of_a_page_do_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippets.run(page, tmp_path, monkeypatch)


def test_every_entry_of_the_ontology_has_an_example() -> None:
    known = {section: list(getattr(default_ontology(), section)) for section in SECTIONS}
    assert {section: list(found) for section, found in ontology.examples().items()} == known


@pytest.mark.parametrize(("section", "name", "example"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_shows_its_entry_and_passes_the_checks(
    section: str, name: str, example: ontology.Example, tmp_path: Path
) -> None:
    bulletin = resolve(Example(example.text, example.notation).shorthand())
    assert name in entries(bulletin)[section]
    file = tmp_path / "example.jsonl"
    file.write_text(json.dumps(GoldBulletin(bulletin, "list").to_dict(), ensure_ascii=False), encoding="utf-8")
    assert [str(finding) for finding in check_files([file]).findings] == []


def entries(bulletin: Bulletin) -> dict[str, set[str]]:
    """The entries of the ontology that occur in a bulletin, by section."""
    counts = [item.count for event in bulletin.events for item in event.items if item.count]
    return {
        "event_types": {event.type for event in bulletin.events},
        "roles": {role for event in bulletin.events for role, _ in event.spans()},
        "entity_labels": {entity.label for entity in bulletin.entities},
        "modalities": {event.modality for event in bulletin.events},
        "polarities": {event.polarity for event in bulletin.events},
        "bounds": {count.bound for count in counts},
        "scopes": {count.scope for count in counts},
    }


def test_the_page_has_every_entry_with_its_example() -> None:
    page = ontology.fill((DOCS / "ontology.md").read_text(encoding="utf-8"))
    assert "<!--" not in page
    for _, name, example in EXAMPLES.values():
        assert name in page
        assert example.text in page


def test_github_markdown_is_adapted() -> None:
    assert doctest.testmod(github_markdown) == (0, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        "```python\nprint(1)\n# 2\n```",
        "```python\nprint(1)\n```",
        "```bash\nmiit-ie models\n```\n\n```text\nnone\n```",
        "```bash\nmiit-ie extract missing.txt\n```",
        "```bash\nmiit-ie extract yours.txt --fromat csv\n```",
        "```bash\ncat yours.jsonl | miit-ie extrakt\n```",
        "```bash\nmiit-ie annotations chekc yours.jsonl\n```",
        "```bash\nmake dmeo\n```",
        "- ```python\n  print(1)\n  ```",
    ],
)
def test_a_page_that_is_wrong_is_noticed(wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(wrong, encoding="utf-8")
    with pytest.raises(AssertionError):
        snippets.run(page, tmp_path, monkeypatch)
