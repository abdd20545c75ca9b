"""Runs what a document shows: its Python, its command lines and the files it gives.

Blocks run in the order of the document, in a folder of their own with the repository's examples, annotations and models
in it. What Python prints, or the command line above a block of ``text``, must be what the document says. Files called
``yours…`` are the reader's: a command on them is checked and not run.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import typer
from typer.testing import CliRunner

from miit_ie import cli

ROOT = Path(__file__).resolve().parents[1]

_BLOCK = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TARGETS = frozenset(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
_WIDTH = "110"


class Block(NamedTuple):
    """A fenced block, the file it stands for if it has a title, and its line in the document."""

    language: str
    title: str
    content: str
    line: int


def run(document: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run a document in a folder and return how many blocks of it there were to run."""
    for name in ("examples", "annotations", "models"):
        (folder / name).symlink_to(ROOT / name)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", _WIDTH)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    shown, found = "", 0
    for block in blocks(document.read_text(encoding="utf-8")):
        place = f"{document.name}:{block.line}"
        if block.title:
            Path(block.title).write_text(block.content, encoding="utf-8")
        elif block.language == "python":
            run_python(block.content, namespace, place)
        elif block.language == "bash":
            shown = "".join(run_line(line, place) for line in lines(block.content))
        elif block.language == "text":
            trimmed = [line.rstrip() for line in shown.strip("\n").splitlines()]
            assert trimmed == block.content.splitlines(), f"{place}: the command prints:\n{shown}"
        found += block.language in ("python", "bash")
    return found


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a document."""
    found = [
        Block(match[1] or "", match[2] or "", match[3], text.count("\n", 0, match.start()) + 1)
        for match in _BLOCK.finditer(text)
    ]
    # None that would go unseen for being indented or opened in another way.
    assert 2 * len(found) == text.count("```"), "a block is not fenced as the others are"
    return found


def run_python(code: str, namespace: dict[str, Any], place: str) -> None:
    """Run a block; the comments at the start of its lines are what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, place, "exec"), namespace)
    said = [line.removeprefix("# ") for line in code.splitlines() if line.startswith("# ")]
    assert printed.getvalue().splitlines() == said, f"{place} prints:\n{printed.getvalue()}"


def lines(script: str) -> Iterator[str]:
    """Yield the commands of a block, those in several lines as one."""
    for line in script.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def run_line(line: str, place: str) -> str:
    """Check the commands of a line, and run it if it is one of ours; return what it prints."""
    # A quoted argument stays whole; a pipe or a redirection stands alone.
    words = shlex.split(line, comments=True)
    commands: list[list[str]] = [[]]
    for word in words:
        if word in ("|", ">", "&&"):
            commands.append([])
        else:
            commands[-1].append(word)
    for command in commands:
        check(command, place)
    if len(commands) > 1 or program(words) is not cli.app or any(re.match(r"(.*[=/])?yours", word) for word in words):
        return ""
    arguments = [
        path for word in words[1:] for path in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
    ]
    result = CliRunner().invoke(cli.app, arguments, prog_name="miit-ie")
    assert result.exit_code == 0, f"{place}: {line}\n{result.output}"
    return result.stdout


def program(words: list[str]) -> typer.Typer | None:
    """Return the command line that a command starts, ``None`` for those that are not ours."""
    if words and words[0].removeprefix(".venv/bin/") == "miit-ie":
        return cli.app
    if words[:3] == ["python", "-m", "miit_ie.training"]:
        # Needs torch, and few documents show it.
        from miit_ie.training.__main__ import app

        return app
    return None


def check(words: list[str], place: str) -> None:
    """Check that the subcommand and the options of a command are there, and the targets of make."""
    if words[:1] == ["make"]:
        assert [word for word in words[1:] if "=" not in word and word not in _TARGETS] == [], place
    app = program(words)
    if app is None:
        return
    command: Any = typer.main.get_command(app)
    rest = words[3:] if words[0] == "python" else words[1:]
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"{place}: no command {rest[0]!r}"
        command, *rest = command.commands[rest[0]], *rest[1:]
    known = {option for parameter in command.get_params(click.Context(command)) for option in parameter.opts}
    known |= {option for parameter in command.params for option in parameter.secondary_opts} | {"-h", "--help"}
    options = [word.partition("=")[0] for word in rest if re.match(r"--?[a-zA-Z]", word)]
    assert [option for option in options if option not in known] == [], f"{place}: {' '.join(words)}"
