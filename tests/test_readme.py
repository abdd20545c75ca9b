"""The READMEs do what they say, and say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import snippets

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_examples_do_what_they_say(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert snippets.run(ROOT / name, tmp_path, monkeypatch) > 5


def test_the_files_they_point_to_are_there() -> None:
    for document in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), f"{document}: {target}"


def test_the_chinese_readme_has_the_same_figures_in_the_same_order() -> None:
    english, chinese = (figures(ROOT / name) for name in ("README.md", "README.zh-CN.md"))
    assert len(english) > 100
    assert english == chinese


def figures(document: Path) -> list[str]:
    """The numbers of a document, but for code and the targets of links."""
    text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"\d(?:[\d.,–]*\d)?", text)
