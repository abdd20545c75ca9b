"""The commands for annotators: ``miit-ie annotations``."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miit_ie.annotation.exchange.formats import Format, Layer
from miit_ie.errors import MiitIEError

if TYPE_CHECKING:
    from miit_ie.annotation.checks import Overlap
    from miit_ie.annotation.exchange import Report
    from miit_ie.schema import Ontology

# What does the work is imported where it is used, so that --help does not wait for it.

__all__ = ["app"]

_WORST = 10

app = typer.Typer(
    help="Check, count and convert annotations.", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)

_Gold = Annotated[
    list[Path] | None,
    typer.Argument(metavar="FILE", help="Annotated bulletins in JSON Lines; the gold corpus by default."),
]

_Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The JSON Lines file to write.")]
_Ontology = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Your ontology in TOML; the one shipped by default.", show_default=False),
]
_Layer = Annotated[
    Layer,
    typer.Option("--as", metavar="[annotations|predictions]", help="For Label Studio: whose work the events are."),
]
_FORMATS = "|".join(format.value for format in Format)


@app.command()
def check(files: _Gold = None, ontology: _Ontology = None) -> None:
    """Check annotations against the rules of the guideline.

    Prints a line for each finding: file, line, bulletin, place in the record, whether it is an error or a note, what is
    wrong, and the words. Files called train, dev and test are also compared with each other for texts they share.

    Exit status: 0 without errors, 1 with any, 2 if a file cannot be read.
    """
    from miit_ie.annotation.checks import check_files

    report = check_files(files or _gold_files(), ontology=_known(ontology))
    for finding in report.findings:
        typer.echo(finding)
    for overlap in report.overlaps:
        _print_overlap(overlap)
    errors = len(report.errors)
    typer.echo(f"{report.bulletins} bulletins: {errors} errors, {len(report.findings) - errors} notes")
    raise typer.Exit(bool(errors))


@app.command()
def stats(files: _Gold = None, ontology: _Ontology = None) -> None:
    """Count bulletins, events, arguments and entities.

    Prints tables in Markdown, with a column for each file.
    """
    from rich.console import Console

    from miit_ie.annotation.corpus import read_corpus
    from miit_ie.annotation.statistics import tables

    # Wider than any of the tables, which a terminal would cut.
    console = Console(width=200)
    known = _known(ontology)
    for table in tables([read_corpus(file, ontology=known) for file in files or _gold_files()], ontology=known):
        console.print(table)


@app.command()
def resolve(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Bulletins in shorthand, in JSON Lines.")],
    output: _Output,
    ontology: _Ontology = None,
) -> None:
    """Turn the annotators' shorthand into annotations with offsets.

    Reports every bulletin that cannot be resolved, and writes the file only if there is none.

    Exit status: 0 if all can be resolved, 1 if any cannot, 2 if a file cannot be read or written.
    """
    from miit_ie.annotation.corpus import GoldBulletin
    from miit_ie.annotation.lines import read_lines
    from miit_ie.annotation.shorthand import resolve as resolve_one
    from miit_ie.outputs.files import create, inodes
    from miit_ie.schema.reading import Reader

    known = _known(ontology)
    resolved: list[GoldBulletin] = []
    failed = 0
    for line in chain.from_iterable(map(read_lines, files)):
        try:
            data = line.record()
            resolved.append(GoldBulletin(resolve_one(data, ontology=known), Reader(data).str("genre")))
        except MiitIEError as error:
            failed += 1
            typer.echo(f"{line.place}: {error}", err=True)
    if failed:
        many = f"{failed} of {failed + len(resolved)} bulletins"
        typer.echo(f"{many} cannot be resolved, and {output} is not written", err=True)
        raise typer.Exit(1)
    with create(output, inputs=inodes(files)) as stream:
        stream.writelines(json.dumps(entry.to_dict(), ensure_ascii=False) + "\n" for entry in resolved)


@app.command()
def join(
    standoff: Annotated[Path, typer.Argument(metavar="ANNOTATIONS", help="Annotations without text.")],
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="Your copy of the text.")],
    output: _Output,
) -> None:
    """Join annotations that come without their text with your copy of it.

    The copy must be the annotated text character for character; where it is not, the message says what to do.
    """
    from miit_ie.annotation.standoff import load_standoff
    from miit_ie.outputs.files import create, inodes

    bulletin = load_standoff(standoff, text)
    with create(output, inputs=inodes([standoff, text])) as stream:
        stream.write(bulletin.to_json(with_text=True) + "\n")


@app.command()
def passages(
    annotations: Annotated[Path, typer.Argument(metavar="ANNOTATIONS", help="Annotated passages without text.")],
    texts: Annotated[Path, typer.Argument(metavar="FOLDER", help="Your copies of the text files they were cut from.")],
    output: _Output,
) -> None:
    """Cut annotated passages out of your copies of the text files, and write them with their annotations."""
    from miit_ie.annotation.passages import load_passages
    from miit_ie.outputs.files import create, inodes

    bulletins = load_passages(annotations, texts)
    with create(output, inputs=inodes([annotations])) as stream:
        stream.writelines(bulletin.to_json(with_text=True) + "\n" for bulletin in bulletins)
    typer.echo(f"{len(bulletins)} passages", err=True)


@app.command(
    "export",
    epilog="""\b
Examples:
  miit-ie annotations export gold.jsonl --to label-studio -o tasks.json
  miit-ie annotations export suggestions.jsonl --to label-studio --as predictions -o tasks.json
  miit-ie annotations export gold.jsonl --to brat -o collection/
  miit-ie annotations export mine.jsonl --ontology mine.toml --to doccano -o mine-doccano.jsonl

Exit status: 0 if all were written, 1 if some could not be, 2 if none could or the command was wrong.""",
)
def export_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Bulletins with their text, in JSON Lines.", show_default=False)
    ],
    to: Annotated[
        Format, typer.Option("--to", metavar=f"[{_FORMATS}]", help="The tool they are for.", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="PATH", help="The file to write, for brat the folder.", show_default=False
        ),
    ],
    layer: _Layer = Layer.ANNOTATIONS,
    ontology: _Ontology = None,
) -> None:
    """Write bulletins for an annotation tool.

    The labelling configuration comes with them: for Label Studio beside the file, with the suffix .xml; for brat in the
    folder. What the tool cannot show is kept with the record where it can be, and reported.
    """
    from miit_ie.annotation.exchange import export_bulletins
    from miit_ie.annotation.exchange.bulletins import read_bulletins
    from miit_ie.outputs.files import inodes

    known = _known(ontology)
    entries, unread = read_bulletins(files, known)
    for problem in unread:
        typer.echo(problem, err=True)
    report = export_bulletins(
        entries, to, output, ontology=known, as_predictions=layer is Layer.PREDICTIONS, inputs=inodes(files)
    )
    _finish(report, failed=bool(unread))


@app.command(
    "import",
    epilog="""\b
Examples:
  miit-ie annotations import project-1.json --from label-studio -o gold.jsonl
  miit-ie annotations import project-2.json --from label-studio --genre press -o gold.jsonl
  miit-ie annotations import collection/ --from brat -o gold.jsonl
  miit-ie annotations import admin.jsonl --from doccano --ontology mine.toml -o mine.jsonl
  miit-ie annotations check gold.jsonl

Exit status: 0 if all were read, 1 if some could not be, 2 if none could or the command was wrong.""",
)
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Files the tool has exported, for brat folders.", show_default=False),
    ],
    source: Annotated[
        Format, typer.Option("--from", metavar=f"[{_FORMATS}]", help="The tool they are from.", show_default=False)
    ],
    output: _Output,
    layer: _Layer = Layer.ANNOTATIONS,
    genre: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Make gold of bulletins that have no genre: give them this one, such as press, and leave out what a "
            "pipeline inferred.",
            show_default=False,
        ),
    ] = None,
    ontology: _Ontology = None,
) -> None:
    """Read what was annotated in a tool.

    A record that makes no bulletin (an event without a target, a relation to nothing, a label the ontology lacks) is
    reported with file, record and place, and the others go on.
    """
    from miit_ie.annotation.exchange import as_gold, import_bulletins
    from miit_ie.annotation.exchange.bulletins import write_bulletins
    from miit_ie.outputs.files import inodes
    from miit_ie.schema import Bulletin

    known = _known(ontology)
    entries, report = import_bulletins(paths, source, ontology=known, as_predictions=layer is Layer.PREDICTIONS)
    if genre is not None:
        entries = [as_gold(entry, genre) if isinstance(entry, Bulletin) else entry for entry in entries]
    if entries:
        write_bulletins(entries, output, inodes(paths))
    _finish(report)


def _finish(report: Report, *, failed: bool = False) -> None:
    """Print what was left out and what failed, and exit."""
    if f"{report}":
        typer.echo(report, err=True)
    typer.echo(f"{report.bulletins} bulletins", err=True)
    raise typer.Exit(2 if not report.bulletins else 1 if failed or report.problems else 0)


def _known(file: Path | None) -> Ontology:
    from miit_ie.schema import default_ontology, load_ontology

    return load_ontology(file) if file else default_ontology()


def _gold_files() -> list[Path]:
    from miit_ie.annotation.corpus import SPLITS, gold_file

    return [gold_file(split) for split in SPLITS]


def _print_overlap(overlap: Overlap) -> None:
    typer.echo(
        f"8-grams of {overlap.split} that stand in {overlap.other} too: {overlap.median:.1%} in the median; most in"
    )
    for share, bulletin in overlap.shares[:_WORST]:
        typer.echo(f"  {share:6.1%} {bulletin.line.place} {bulletin.doc_id}")
