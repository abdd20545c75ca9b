from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import miit_ie
from miit_ie import Bulletin, Event, Span
from miit_ie.cli import app
from miit_ie.errors import PipelineError

NOTICE = "新认定36家绿色数据中心。"


def extract_many(
    texts: Iterable[Bulletin], *, pipeline: str = "small", batch_size: int = 32, n_process: int = 1
) -> Iterator[Bulletin]:
    """A pipeline that finds 认定 at the start of a text, and fails on 坏."""
    if pipeline != "small":
        raise PipelineError(f"unknown pipeline {pipeline!r}")

    def bulletins() -> Iterator[Bulletin]:
        for bulletin in texts:
            text = bulletin.text or ""
            if bulletin.error is None and "坏" in text:
                bulletin = replace(bulletin, error="no good")
            elif "认定" in text:
                start = text.index("认定")
                event = Event("认定", "RECOGNITION", Span("认定", start, start + 2), id="e1")
                bulletin = replace(bulletin, events=(event,))
            yield bulletin

    return bulletins()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with inputs good and bad, and the pipeline above."""
    monkeypatch.setattr(miit_ie, "extract_many", extract_many, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "b.txt").write_text("公示期7天。", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("坏", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "gbk.txt").write_bytes(NOTICE.encode("gbk"))
    records = [{"id": "r1", "content": NOTICE}, {"id": "r2"}, {"id": "r3", "content": "坏"}]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (tmp_path / "records.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


class Outcome:
    """What a command did."""

    def __init__(self, *arguments: str, stdin: str | bytes | None = None) -> None:
        result = CliRunner().invoke(app, list(arguments), input=stdin, prog_name="miit-ie")
        self.status = result.exit_code
        self.stdout = result.stdout
        self.errors = result.stderr.splitlines()
        assert "Traceback" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)

    @property
    def doc_ids(self) -> list[str]:
        return [json.loads(line)["doc_id"] for line in self.stdout.splitlines()]


# --- extract: what comes out -------------------------------------------------------------------------------------


def test_a_table_is_the_default(folder: Path) -> None:
    run = Outcome("extract", "a.txt")
    assert (run.status, run.errors) == (0, [])
    assert run.stdout.splitlines()[0] == "a"
    assert "认定" in run.stdout
    assert run.stdout == Outcome("extract", "a.txt", "--format", "table").stdout


def test_one_input_is_a_json_object_and_several_are_an_array(folder: Path) -> None:
    assert json.loads(Outcome("extract", "a.txt", "-f", "json").stdout)["doc_id"] == "a"
    many = json.loads(Outcome("extract", "a.txt", "b.txt", "-f", "json").stdout)
    assert [bulletin["doc_id"] for bulletin in many] == ["a", "b"]


def test_json_lines_come_in_the_order_of_the_inputs(folder: Path) -> None:
    assert Outcome("extract", "b.txt", "a.txt", "-f", "jsonl").doc_ids == ["b", "a"]


def test_what_holds_its_texts_can_be_exported_for_annotation(folder: Path) -> None:
    assert Outcome("extract", "a.txt", "b.txt", "--with-text", "-o", "found.jsonl").status == 0
    run = Outcome("annotations", "export", "found.jsonl", "--to", "label-studio", "-o", "tasks.json")
    assert run.status == 0
    tasks = json.loads(Path("tasks.json").read_text(encoding="utf-8"))
    assert [task["data"]["text"] for task in tasks] == [Path(name).read_text("utf-8") for name in ("a.txt", "b.txt")]
    run = Outcome("extract", "a.txt", "--with-text")
    assert (run.status, run.errors) == (2, ["miit-ie: table holds no texts: ask for json or jsonl"])


def test_csv_has_a_row_per_item(folder: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(Outcome("extract", "a.txt", "b.txt", "-f", "csv").stdout))
    assert (row["doc_id"], row["type"], row["trigger_start"]) == ("a", "认定", "1")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-o", "out", "-f", "json"], ["out/a.json", "out/b.json"]),
        (["-o", "out", "-f", "jsonl"], ["out/bulletins.jsonl"]),
        (["-o", "out", "-f", "csv"], ["out/bulletins.csv"]),
        (["-o", "out"], ["out/bulletins.txt"]),
        (["-o", "out/events.csv"], ["out/events.csv"]),
        (["--output", "out/events.json"], ["out/events.json"]),
    ],
)
def test_output_goes_to_files(folder: Path, arguments: list[str], expected: list[str]) -> None:
    run = Outcome("extract", "a.txt", "b.txt", *arguments)
    assert (run.status, run.stdout, run.errors) == (0, "", [])
    assert sorted(str(path.relative_to(folder)) for path in (folder / "out").rglob("*")) == expected


def test_inputs_of_one_name_are_told_apart(folder: Path) -> None:
    for name in ("A.txt", "a-2.txt"):
        (folder / "sub").mkdir(exist_ok=True)
        (folder / "sub" / name).write_text("部署", encoding="utf-8")
    run = Outcome("extract", "a.txt", "sub/A.txt", "sub/a-2.txt", "-f", "json", "-o", "out")
    assert run.status == 0
    assert run.errors == [
        "miit-ie: sub/A.txt: there is another 'A'; this one becomes 'A-2'",
        "miit-ie: sub/a-2.txt: there is another 'a-2'; this one becomes 'a-2-2'",
    ]
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["A-2.json", "a-2-2.json", "a.json"]


def test_an_input_is_not_written_over(folder: Path) -> None:
    run = Outcome("extract", "a.txt", "-o", "a.txt")
    assert (run.status, run.errors) == (2, ["miit-ie: a.txt: is an input and is not written over"])
    assert (folder / "a.txt").read_text(encoding="utf-8") == NOTICE


# --- extract: where it comes from --------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input_is_read(folder: Path, arguments: list[str]) -> None:
    run = Outcome("extract", *arguments, "-f", "json", stdin=NOTICE)
    bulletin = json.loads(run.stdout)
    assert (bulletin["doc_id"], len(bulletin["events"])) == ("stdin", 1)


@pytest.mark.parametrize("mark", ["", "\ufeff", " "])
def test_json_lines_are_recognised_on_standard_input(folder: Path, mark: str) -> None:
    records = f'{mark}{{"id": "x", "text": "认定"}}\n{{"id": "y", "text": "认定"}}\n'
    assert Outcome("extract", "-f", "jsonl", stdin=records).doc_ids == ["x", "y"]


def test_standard_input_is_decoded_as_told(folder: Path) -> None:
    run = Outcome("extract", "--encoding", "gb18030", "-f", "csv", stdin=NOTICE.encode("gbk"))
    assert "认定" in run.stdout


def test_the_encoding_can_be_given(folder: Path) -> None:
    assert "认定" in Outcome("extract", "gbk.txt", "--encoding", "gb18030").stdout
    run = Outcome("extract", "gbk.txt", "--encoding", "utf-8")
    assert run.status == 2
    assert run.errors[0].startswith("miit-ie: gbk.txt: not UTF-8 text")


def test_the_field_with_the_text_can_be_given(folder: Path) -> None:
    run = Outcome("extract", "records.jsonl", "--text-field", "content", "-f", "jsonl")
    assert run.doc_ids == ["r1", "r2", "r3"]
    assert run.errors == [
        "miit-ie: records.jsonl: line 2: content: missing",
        "miit-ie: records.jsonl: r3: no good",
    ]
    assert run.status == 1


# --- extract: what goes wrong ------------------------------------------------------------------------------------


def test_bad_inputs_are_reported_and_the_others_go_on(folder: Path) -> None:
    run = Outcome("extract", "missing.html", "a.txt", "bad.txt", "empty.txt", "b.txt", "-f", "jsonl")
    assert run.status == 1
    # A text the pipeline fails on keeps its record, with the reason.
    assert run.doc_ids == ["a", "bad", "b"]
    assert run.errors == [
        "miit-ie: missing.html: cannot read the file: No such file or directory",
        "miit-ie: bad.txt: no good",
        "miit-ie: empty.txt: empty, there is no text in it",
    ]


@pytest.mark.parametrize("inputs", [["missing.txt"], ["bad.txt"], ["empty.txt", "missing.txt"], ["."]])
def test_if_all_inputs_fail_the_status_says_so(folder: Path, inputs: list[str]) -> None:
    run = Outcome("extract", *inputs)
    assert (run.status, len(run.errors)) == (2, len(inputs))
    assert [line.split(": ")[1] for line in run.errors] == inputs


def test_if_all_inputs_are_missing_nothing_is_written(folder: Path) -> None:
    assert Outcome("extract", "missing.txt", "-o", "events.csv").status == 2
    assert not (folder / "events.csv").exists()


def test_an_unknown_pipeline_leaves_no_output_behind(folder: Path) -> None:
    run = Outcome("extract", "a.txt", "-p", "magic", "-f", "csv")
    assert (run.status, run.stdout, run.errors) == (2, "", ["miit-ie: unknown pipeline 'magic'"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["extract", "a.txt", "--format", "xml"], "xml"),
        (["extract", "a.txt", "--batch-size", "0"], "--batch-size"),
        (["extract", "a.txt", "--workers", "none"], "--workers"),
        (["extract", "a.txt", "--frobnicate"], "--frobnicate"),
        (["extract", "a.txt", "-o", "x.csv", "-f", "json"], "x.csv: the name says csv"),
        (["extract", "a.txt", "-o", "b.txt/x.csv"], "b.txt: cannot create this folder"),
        (["frobnicate"], "frobnicate"),
        (["show"], "FILE"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(folder: Path, arguments: list[str], words: str) -> None:
    run = Outcome(*arguments)
    assert (run.status, run.stdout) == (2, "")
    assert words in "\n".join(run.errors)


# --- show --------------------------------------------------------------------------------------------------------


def test_a_page_is_written(folder: Path) -> None:
    run = Outcome("show", "a.txt", "-o", "a.html")
    assert (run.status, run.stdout, run.errors) == (0, "", [])
    page = (folder / "a.html").read_text(encoding="utf-8")
    assert page == Outcome("show", "a.txt").stdout == Outcome("show", "a.txt", "--encoding", "utf-8").stdout
    assert 'data-type="认定"' in page


def test_a_page_of_standard_input(folder: Path) -> None:
    assert 'data-type="认定"' in Outcome("show", "-", stdin=NOTICE).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt", "-o", "a.html"], "missing.txt: cannot read the file: No such file or directory"),
        (["bad.txt", "-o", "a.html"], "bad.txt: no good"),
        (["a.txt", "-o", "."], ".: cannot be written: Is a directory"),
        (["a.txt", "-o", "a.txt"], "a.txt: is an input and is not written over"),
        (["a.txt", "-o", "no/a.html"], "no/a.html: cannot be written: No such file or directory"),
        (["a.txt", "-o", "a.html", "-p", "magic"], "unknown pipeline 'magic'"),
    ],
)
def test_a_page_that_cannot_be_made_says_why(folder: Path, arguments: list[str], message: str) -> None:
    run = Outcome("show", *arguments)
    assert (run.status, run.stdout, run.errors) == (2, "", [f"miit-ie: {message}"])
    assert not (folder / "a.html").exists()


def test_a_page_shows_one_bulletin(folder: Path) -> None:
    (folder / "two.jsonl").write_text('{"text": "认定"}\n{"text": "认定"}\n', encoding="utf-8")
    run = Outcome("show", "two.jsonl", "-o", "a.html")
    assert (run.status, run.errors) == (2, ["miit-ie: two.jsonl: holds more than one bulletin, and a page shows one"])


# --- help and version --------------------------------------------------------------------------------------------


def test_the_version_is_told() -> None:
    assert Outcome("--version").stdout == f"miit-ie {miit_ie.__version__}\n"


@pytest.mark.parametrize("command", [[], ["extract"], ["show"], ["eval"]])
def test_every_command_has_help(command: list[str]) -> None:
    run = Outcome(*command, "--help")
    assert run.status == 0
    assert "Usage: miit-ie" in run.stdout


@pytest.mark.parametrize("command", [[], ["extract"], ["show"]])
def test_help_teaches_by_examples(command: list[str]) -> None:
    examples = Outcome(*command, "--help").stdout.split("Examples:\n")[1]
    assert sum("miit-ie " in line for line in examples.splitlines()) >= 2


def test_help_does_not_wait_for_heavy_imports() -> None:
    code = "import sys, miit_ie.cli; print({'spacy', 'trafilatura', 'torch'} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


# --- as a process ------------------------------------------------------------------------------------------------

# The command line with the pipeline above.
_LAUNCH = "import miit_ie, test_cli; miit_ie.extract_many = test_cli.extract_many; miit_ie.cli.main()"
_COMMAND = [sys.executable, "-c", _LAUNCH]
_ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "COLUMNS": "80"}
_posix = pytest.mark.skipif(os.name != "posix", reason="needs pseudo-terminals and signals")


def in_terminal(*arguments: str, stdout_too: bool = True) -> tuple[int, str, str]:
    """Run a command in a terminal: its status, what the terminal shows, and what went to a pipe instead."""
    controller, terminal = os.openpty()
    stdout = terminal if stdout_too else subprocess.PIPE
    process = subprocess.Popen(
        [*_COMMAND, *arguments], stdin=terminal, stdout=stdout, stderr=terminal, env=_ENVIRONMENT
    )
    os.close(terminal)
    shown = b"".join(iter(lambda: _read(controller), b""))
    os.close(controller)
    piped = process.communicate()[0] or b""
    return process.returncode, shown.decode(), piped.decode()


def _read(controller: int) -> bytes:
    try:
        return os.read(controller, 65536)
    except OSError:  # Linux's way to say that the other end is closed
        return b""


@_posix
def test_without_arguments_in_a_terminal_there_is_help(folder: Path) -> None:
    status, shown, _ = in_terminal("extract")
    assert status == 2
    assert "Usage: miit-ie extract" in shown


@_posix
def test_a_page_is_not_written_to_a_terminal(folder: Path) -> None:
    assert in_terminal("show", "a.txt")[:2] == (2, "miit-ie: name the page to write, for example: -o a.html\r\n")


@_posix
def test_progress_is_shown_in_a_terminal_and_nowhere_else(folder: Path) -> None:
    _, shown, piped = in_terminal("extract", "a.txt", "missing.txt", "-f", "jsonl", stdout_too=False)
    assert "%" in shown
    assert "miit-ie: missing.txt: cannot read the file: No such file or directory" in shown
    assert json.loads(piped)["doc_id"] == "a"
    assert "%" not in in_terminal("extract", "a.txt", "b.txt")[1]


@_posix
def test_an_interrupt_ends_quietly(folder: Path) -> None:
    process = subprocess.Popen(
        [*_COMMAND, "extract", "-f", "jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_ENVIRONMENT,
        # What a shell runs in its background is told to ignore interrupts, and so are its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin
    assert process.stdout
    # Once the first bulletins are out, it is known to wait for more.
    process.stdin.write(b'{"text": "a"}\n' * 1000)
    process.stdin.flush()
    process.stdout.read(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert (process.returncode, errors) == (130, b"")


@_posix
@pytest.mark.parametrize("format", ["table", "json", "jsonl", "csv"])
def test_a_closed_pipe_ends_quietly(folder: Path, format: str) -> None:
    (folder / "many.jsonl").write_text('{"text": "认定"}\n' * 5000, encoding="utf-8")
    process = subprocess.Popen(
        [*_COMMAND, "extract", "many.jsonl", "-f", format],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_ENVIRONMENT,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1
