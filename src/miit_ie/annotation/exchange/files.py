"""Writes and reads the files of annotation tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

from miit_ie.annotation.exchange.assembly import GraphError
from miit_ie.annotation.exchange.conversion import Conversion, Entry, Tool, parts
from miit_ie.annotation.exchange.formats import Format
from miit_ie.annotation.exchange.report import Report
from miit_ie.errors import InputError, MiitIEError
from miit_ie.outputs.files import Inodes
from miit_ie.schema import Ontology, default_ontology

__all__ = ["export_bulletins", "import_bulletins"]


_MODULES = {
    Format.LABEL_STUDIO: "label_studio",
    Format.DOCCANO: "doccano",
    Format.BRAT: "brat",
    Format.PRODIGY: "prodigy",
    Format.CONLL: "conll",
    Format.SPACY: "docbin",
}


def export_bulletins(
    bulletins: Iterable[Entry],
    format: Format | str,
    path: str | Path,
    *,
    ontology: Ontology | None = None,
    as_predictions: bool = False,
    inputs: Inodes = frozenset(),
) -> Report:
    """Write bulletins for an annotation tool.

    Parameters
    ----------
    bulletins
        Bulletins with their text, extracted or annotated; with their genre, if they are from the gold corpus.
    format
        The format.
    path
        The file to write, a folder for brat. Label Studio's labelling configuration is written beside it, with the
        suffix ``.xml``.
    ontology
        The ontology they are labelled with; the shipped one by default.
    as_predictions
        Write them for Label Studio as predictions, with their confidences: suggestions that an annotator accepts or
        corrects.
    inputs
        Files that must not be written over (see `miit_ie.outputs.files.inodes`).

    Returns
    -------
    Report
        How many were written, what of them the format cannot hold, and which could not be written.

    Raises
    ------
    MiitIEError
        If there is no such format, it takes no predictions, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from miit_ie.schema import Bulletin, Entity
    >>> bulletin = Bulletin.of("县工信局", "a", entities=(Entity("县工信局", 0, 4, label="AGENCY"),))
    >>> file = Path(tempfile.mkdtemp()) / "tasks.json"
    >>> export_bulletins([bulletin], "label-studio", file).bulletins
    1
    >>> import_bulletins([file], "label-studio")[0] == [bulletin]
    True
    """
    format, tool, conversion = _prepare(format, ontology, as_predictions, inputs)
    tool.write(_with_text(bulletins, conversion), Path(path), conversion)
    return Report(format.value, conversion.written, conversion.notes, tuple(conversion.problems))


def import_bulletins(
    paths: Iterable[str | Path],
    format: Format | str,
    *,
    ontology: Ontology | None = None,
    as_predictions: bool = False,
) -> tuple[list[Entry], Report]:
    """Read bulletins that an annotation tool, or `export_bulletins`, has written.

    Parameters
    ----------
    paths
        Files, or for brat folders.
    format
        Their format.
    ontology
        The ontology they are labelled with; the shipped one by default.
    as_predictions
        Read the predictions of Label Studio's tasks in place of the annotations.

    Returns
    -------
    bulletins
        The bulletins, as `GoldBulletin` where a genre was exported with them.
    report
        What was left out, and which records could not be read: file, record, place in it and what is wrong.

    Raises
    ------
    MiitIEError
        If there is no such format, or it has no predictions.
    """
    format, tool, conversion = _prepare(format, ontology, as_predictions, frozenset())
    entries: list[Entry] = []
    for path in paths:
        try:
            for place, read in tool.read(Path(path), conversion):
                try:
                    entry = read()
                    if entry is not None:
                        entries.append(entry)
                except GraphError as error:
                    conversion.problems += [f"{place}: {problem}" for problem in error.problems]
                except MiitIEError as error:
                    conversion.problems.append(f"{place}: {error}")
        except InputError as error:
            conversion.problems.append(str(error))
    return entries, Report(format.value, len(entries), conversion.notes, tuple(conversion.problems))


def _prepare(
    format: Format | str, ontology: Ontology | None, as_predictions: bool, inputs: Inodes
) -> tuple[Format, Tool, Conversion]:
    try:
        format = Format(format)
    except ValueError:
        known = " ".join(known.value for known in Format)
        raise MiitIEError(f"unknown format {format!r}; there are: {known}") from None
    if as_predictions and format is not Format.LABEL_STUDIO:
        raise MiitIEError(
            f"{format.value} tells no predictions from annotations; only {Format.LABEL_STUDIO.value} does"
        )
    # spaCy takes a while to import, and only its own format needs it.
    tool = cast(Tool, import_module(f"{__package__}.{_MODULES[format]}"))
    ontology = ontology or default_ontology()
    return format, tool, Conversion(format.value, ontology, as_predictions=as_predictions, inputs=inputs)


def _with_text(entries: Iterable[Entry], conversion: Conversion) -> Iterator[Entry]:
    for entry in entries:
        bulletin, _ = parts(entry)
        if bulletin.text is None:
            conversion.problems.append(f"{bulletin.doc_id}: comes without its text")
        else:
            yield entry
