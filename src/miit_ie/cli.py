"""The command line: arguments, messages and exit statuses; the work is done elsewhere."""

from __future__ import annotations

import io
import sys
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from miit_ie import __version__
from miit_ie.annotation.command import app as annotations_app
from miit_ie.annotation.exchange import Format as ExchangeFormat
from miit_ie.errors import InputError, MiitIEError
from miit_ie.evaluation.command import evaluate_command
from miit_ie.outputs.files import Destination, Format, create, inodes, write
from miit_ie.schema import Bulletin
from miit_ie.training.command import finetune_command, train_command

# Readers and pipelines are imported where they are used, so that --help does not wait for them.

__all__ = ["app", "main"]

_PROGRAM = "miit-ie"
_STDIN = Path("-")
_SOME_FAILED, _FAILED, _INTERRUPTED = 1, 2, 130


class _Group(TyperGroup):
    """Turns the errors a user can cause into one line and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(_INTERRUPTED) from None
        except MiitIEError as error:
            _tell(str(error))
        except OSError as error:
            # A closed pipe is no mistake, and typer ends quietly on it.
            if isinstance(error, BrokenPipeError):
                raise
            _tell(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))
        raise typer.Exit(_FAILED)


app = typer.Typer(
    cls=_Group,
    help="Typed events from bulletins of China's Ministry of Industry and Information Technology (工信部).",
    epilog=f"""\b
Examples:
  {_PROGRAM} extract bulletin.txt
  {_PROGRAM} show bulletin.txt -o bulletin.html
  {_PROGRAM} extract --help

Exit status: 0 if all went well, 1 if some of the inputs failed, 2 if all of them did or the command was wrong.""",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line."""
    app(prog_name=_PROGRAM)


def _tell(message: str) -> None:
    print(f"{_PROGRAM}: {message}", file=sys.stderr)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{_PROGRAM} {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@dataclass
class _Run:
    """Takes the inputs of a command through a pipeline, reports the bad ones and counts them."""

    files: Sequence[Path]
    encoding: str | None
    text_field: str
    succeeded: int = 0
    failed: int = 0
    # For each bulletin in the pipeline, the first to come out first: the position of its input, and what to call it.
    _sources: deque[tuple[int, str]] = field(default_factory=deque)

    @property
    def status(self) -> int:
        """The exit status."""
        return 0 if not self.failed else _SOME_FAILED if self.succeeded else _FAILED

    def results(
        self, pipeline: str, advance: Callable[[int], None] = lambda position: None, **options: int
    ) -> Iterator[Bulletin]:
        """Return what the pipeline makes of the inputs; ``advance`` is told the position of the input it is at."""
        from miit_ie import extract_many

        # Not in a generator, so that a pipeline that does not exist is noticed before anything is written.
        return self._checked(extract_many(self._bulletins(), pipeline=pipeline, **options), advance)

    def _checked(self, bulletins: Iterable[Bulletin], advance: Callable[[int], None]) -> Iterator[Bulletin]:
        for bulletin in bulletins:
            position, place = self._sources.popleft()
            if bulletin.error is None:
                self.succeeded += 1
            else:
                self._fail(f"{place}: {bulletin.error}")
            yield bulletin
            advance(position)

    def texts(self) -> Iterator[Bulletin]:
        """Yield what can be read of the inputs, before any pipeline."""
        for bulletin in self._bulletins():
            _, place = self._sources.popleft()
            if bulletin.error is None:
                self.succeeded += 1
                yield bulletin
            else:
                self._fail(f"{place}: {bulletin.error}")

    def _bulletins(self) -> Iterator[Bulletin]:
        taken: dict[str, int] = {}
        for position, file in enumerate(self.files):
            name = "stdin" if file == _STDIN else str(file)
            try:
                for bulletin in self._read(file, name):
                    doc_id = _free(bulletin.doc_id, taken)
                    if doc_id != bulletin.doc_id:
                        _tell(f"{name}: there is another {bulletin.doc_id!r}; this one becomes {doc_id!r}")
                    # What a reader found wrong says where in the file; a pipeline only knows the bulletin.
                    names_itself = bulletin.error is not None or doc_id == file.stem
                    self._sources.append((position, name if names_itself else f"{name}: {doc_id}"))
                    yield replace(bulletin, doc_id=doc_id)
            except InputError as error:
                self._fail(str(error))

    def _read(self, file: Path, name: str) -> Iterator[Bulletin]:
        from miit_ie.readers import read_bytes, read_file, read_jsonl

        if file != _STDIN:
            return read_file(file, encoding=self.encoding, text_field=self.text_field)
        # There is no suffix to tell the format, but no other begins with a brace.
        lines = sys.stdin.buffer
        first = lines.readline()
        if first.removeprefix(BOM_UTF8).lstrip().startswith(b"{"):
            return read_jsonl(chain([first], lines), name, encoding=self.encoding, text_field=self.text_field)
        return read_bytes(first + lines.read(), name, encoding=self.encoding)

    def _fail(self, message: str) -> None:
        self.failed += 1
        _tell(message)


def _free(doc_id: str, taken: dict[str, int]) -> str:
    """Take a name that is still free, on file systems that do not tell a from A either."""
    name = doc_id
    while name.casefold() in taken:
        taken[doc_id.casefold()] += 1
        name = f"{doc_id}-{taken[doc_id.casefold()]}"
    taken[name.casefold()] = 1
    return name


@contextmanager
def _progress(run: _Run, *, hidden: bool) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error if that is a terminal; yields what moves it to the position of an input."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    disabled = hidden or not console.is_terminal
    with Progress(console=console, transient=True, redirect_stdout=False, disable=disabled) as progress:
        task = progress.add_task("", total=len(run.files))
        yield lambda position: progress.update(task, completed=position, description=f"{run.succeeded} bulletins")


@contextmanager
def _standard_output(*, to_read: bool = False) -> Iterator[TextIO]:
    """Yield standard output: as UTF-8 for programs, in the encoding of the terminal for people."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if to_read:
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    yield sys.stdout
    # At exit it would be too late to notice that nobody reads it any more.
    sys.stdout.flush()


_Pipeline = Annotated[
    str,
    typer.Option(
        "--pipeline",
        "--model",
        "-p",
        metavar="NAME",
        help=f"Name of the pipeline ({_PROGRAM} models lists them), or the folder of a model or a saved pipeline.",
    ),
]
_Encoding = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Encoding of the inputs, such as gb18030; found out by default.", show_default=False
    ),
]
_TextField = Annotated[str, typer.Option(metavar="NAME", help="Field that holds the text, in JSON inputs.")]


@app.command(
    epilog=f"""\b
Examples:
  {_PROGRAM} extract bulletin.txt
  {_PROGRAM} extract notices/*.html --format csv -o events.csv
  {_PROGRAM} extract notices/*.html --format json -o out/
  cat news.jsonl | {_PROGRAM} extract --format jsonl --text-field content > events.jsonl"""
)
def extract(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help="Texts, web pages or JSON Lines; - or none for standard input.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            metavar="[table|json|jsonl|csv]",
            help="What to write: table, to read (the default, piped or not); json; jsonl, a bulletin per line; "
            "csv, a row per item.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Where to write instead of standard output. A name ending in .txt, .json, .jsonl or .csv is a file, "
            "and tells the format; any other is a folder, which gets a .json per bulletin, or one bulletins.jsonl, "
            "bulletins.csv or bulletins.txt for all.",
            show_default=False,
        ),
    ] = None,
    with_text: Annotated[
        bool,
        typer.Option(
            "--with-text",
            help="Write the texts too, as json or jsonl: for annotation tools (annotations export), or to go on with.",
        ),
    ] = False,
    pipeline: _Pipeline = "small",
    encoding: _Encoding = None,
    text_field: _TextField = "text",
    batch_size: Annotated[int, typer.Option(min=1, metavar="N", help="Bulletins processed at a time.")] = 32,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that work side by side.")] = 1,
) -> None:
    """Extract events from files or standard input.

    Results come in the order of the inputs. An input that cannot be read is reported, and the others go on. Inputs
    are never written over. In tables, brackets mark what was inferred from context.
    """
    if not files and sys.stdin.isatty():
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(_FAILED)
    run = _Run(files or [_STDIN], encoding, text_field)
    destination = Destination.at(output, format, run.files, with_text=with_text) if output else None
    # A table that scrolls by shows the progress itself, and a bar would get into it.
    with _progress(run, hidden=destination is None and sys.stdout.isatty()) as advance:
        results = run.results(pipeline, advance, batch_size=batch_size, n_process=workers)
        if destination:
            destination.save(results)
        else:
            format = format or Format.TABLE
            with _standard_output(to_read=format is Format.TABLE) as stream:
                write(results, stream, format, with_text=with_text)
    raise typer.Exit(run.status)


@app.command(
    epilog=f"""\b
Examples:
  {_PROGRAM} show bulletin.txt -o bulletin.html
  {_PROGRAM} show notice.html --encoding gb18030 > page.html"""
)
def show(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A text or web page; - for standard input.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="The page to write, instead of standard output.", show_default=False
        ),
    ] = None,
    pipeline: _Pipeline = "small",
    encoding: _Encoding = None,
    text_field: _TextField = "text",
) -> None:
    """Show a bulletin and its events as one web page.

    The page holds everything it needs and works offline: the text with its marks, and a card for each event.
    """
    from miit_ie.outputs import page

    if output is None and sys.stdout.isatty():
        raise InputError(f"name the page to write, for example: -o {file.stem.strip('-') or 'page'}.html")
    run = _Run([file], encoding, text_field)
    # Two are enough to tell that there are too many.
    bulletins = list(islice(run.results(pipeline), 2))
    if len(bulletins) > 1:
        raise InputError(f"{file}: holds more than one bulletin, and a page shows one")
    if run.status:
        raise typer.Exit(run.status)
    html = page.render(bulletins[0])
    if output:
        with create(output, inputs=inodes([file])) as stream:
            stream.write(html)
    else:
        with _standard_output() as stream:
            stream.write(html)


@app.command()
def models() -> None:
    """List the pipelines that are installed, with the F1 scores of the models on each corpus they were scored on."""
    from miit_ie.model.shipped import installed, scores_of

    for name, folder in installed().items():
        typer.echo(f"{name}  {folder}")
        for corpus, systems in scores_of(folder).items():
            full = systems["full"]
            cells = (f"{score} {full[score]['all'][0]:.3f}" for score in ("Trig-C", "Arg-C+", "Fact", "Ent"))
            typer.echo(f"  {corpus}: {', '.join(cells)}")
    typer.echo("rules  the baseline, without a model")


@app.command(
    epilog=f"""\b
Examples:
  {_PROGRAM} suggest pool/*.txt -n 50 -o tasks.json
  {_PROGRAM} suggest pool.jsonl -n 50 --to doccano -o tasks.jsonl --model models/mine"""
)
def suggest(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Texts, web pages or JSON Lines to choose from.", show_default=False),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PATH", help="Where to write the chosen ones; a folder for brat.")
    ],
    number: Annotated[int, typer.Option("--number", "-n", min=1, metavar="N", help="How many to choose.")] = 50,
    tool: Annotated[ExchangeFormat, typer.Option("--to", help="The annotation tool.")] = ExchangeFormat.LABEL_STUDIO,
    pipeline: _Pipeline = "small",
    encoding: _Encoding = None,
    text_field: _TextField = "text",
) -> None:
    """Choose which unlabelled bulletins to annotate next, and write them for an annotation tool.

    Those are chosen that the model is unsure of and that are unlike each other. They are written with what the model
    finds in them, to be corrected: for Label Studio as predictions. Prints their names with the uncertainty of each,
    in bits for 100 characters, the most instructive first.
    """
    from miit_ie import extract_many, load
    from miit_ie.annotation import export_bulletins
    from miit_ie.annotation.suggestion import suggest as choose

    run = _Run(files, encoding, text_field)
    nlp = load(pipeline)
    chosen = choose(run.texts(), number, pipeline=nlp)
    if not chosen:
        raise typer.Exit(_FAILED)
    report = export_bulletins(
        extract_many((one.bulletin for one in chosen), pipeline=nlp),
        tool,
        output,
        ontology=nlp.get_pipe("miit_model").reader().ontology,  # type: ignore[attr-defined]
        as_predictions=tool is ExchangeFormat.LABEL_STUDIO,
        inputs=inodes(files),
    )
    for one in chosen:
        typer.echo(f"{one.uncertainty:.2f}  {one.bulletin.doc_id}")
    typer.echo(report, err=True)
    raise typer.Exit(run.status)


app.command("eval")(evaluate_command)
app.command(
    "finetune",
    epilog=f"""\b
Examples:
  {_PROGRAM} finetune --train mine.jsonl -o models/mine
  {_PROGRAM} finetune --train mine.jsonl --dev others.jsonl --ontology mine.toml -o models/mine
  {_PROGRAM} finetune --train mine.jsonl --dev others.jsonl --ontology mine.toml -o models/mine --resume
  {_PROGRAM} extract bulletin.txt --model models/mine""",
)(finetune_command)
app.command(
    "train",
    epilog=f"""\b
Examples:
  {_PROGRAM} train models/miit-ie-small/recipe.toml -o models/again""",
)(train_command)
app.add_typer(annotations_app, name="annotations")
