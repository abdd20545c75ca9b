"""The notebooks run from beginning to end, offline, and are kept without outputs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat", reason="needs the dev extra")
nbclient = pytest.importorskip("nbclient", reason="needs the dev extra")
pytest.importorskip("transformers", reason="needs the train extra")

ROOT = Path(__file__).resolve().parents[1]
# How many plots each shows.
PLOTS = {"1-extract-and-look": 2, "2-evaluate": 3, "3-fine-tune": 1}
NOTEBOOKS = [ROOT / "notebooks" / f"{name}.ipynb" for name in PLOTS]
by_name = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=PLOTS)


def cells(notebook: Any, kind: str) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def test_none_is_left_out() -> None:
    assert sorted((ROOT / "notebooks").glob("*.ipynb")) == NOTEBOOKS


@by_name
def test_a_notebook_is_kept_without_outputs_and_traces_of_a_run(notebook: Path) -> None:
    read = nbformat.read(notebook, as_version=4)
    nbformat.validate(read)
    assert [cell.id for cell in cells(read, "code") if cell.outputs or cell.execution_count is not None] == []
    assert [cell.id for cell in read.cells if cell.metadata] == []
    # Any other name is that of a kernel of one machine.
    assert read.metadata.kernelspec.name == "python3"


@by_name
def test_the_files_a_notebook_points_to_are_there(notebook: Path) -> None:
    text = "\n".join(cell.source for cell in cells(nbformat.read(notebook, as_version=4), "markdown"))
    missing = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not (notebook.parent / link).exists()]
    assert missing == []


@by_name
def test_a_notebook_runs(notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.setenv("MIIT_IE_QUICK", "1")
    # Whatever would be fetched fails, and nothing of the user's is read or written.
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    read = nbformat.read(notebook, as_version=4)
    nbclient.NotebookClient(
        read, timeout=None, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    outputs = [output for cell in cells(read, "code") for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= PLOTS[notebook.stem]
    # matplotlib says so where it draws an empty box instead of a character.
    assert [output.text for output in outputs if "missing from" in output.get("text", "")] == []
