"""Runs every check on files in the format of the gold corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from miit_ie.annotation.checks.across import check_labels, check_names
from miit_ie.annotation.checks.counts import check_counts, check_members
from miit_ie.annotation.checks.events import check_entities, check_events
from miit_ie.annotation.checks.findings import AnnotatedBulletin, Finding
from miit_ie.annotation.checks.near_duplicates import Overlap, check_overlap, measure_overlaps
from miit_ie.annotation.checks.reading import read
from miit_ie.annotation.checks.spans import check_spans
from miit_ie.annotation.lines import read_lines
from miit_ie.schema import Ontology, default_ontology

__all__ = ["Report", "check_files"]

_CHECKS: tuple[Callable[[AnnotatedBulletin], Iterator[Finding]], ...] = (
    check_spans,
    check_entities,
    check_events,
    check_counts,
    check_members,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found.

    Attributes
    ----------
    bulletins
        How many lines were read.
    findings
        What was found, in the order of the files.
    overlaps
        How much the splits share, where more than one of them was given.
    """

    bulletins: int
    findings: tuple[Finding, ...]
    overlaps: tuple[Overlap, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that break a rule."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def check_files(paths: Iterable[str | Path], *, ontology: Ontology | None = None) -> Report:
    """Check annotations for what breaks the rules of the guideline and for what looks as if it did.

    Parameters
    ----------
    paths
        JSON Lines files in the format of the gold corpus. Those called ``train.jsonl``, ``dev.jsonl`` and
        ``test.jsonl`` are taken for splits, which must not repeat each other's texts.
    ontology
        What they are labelled with; the shipped one by default.

    Raises
    ------
    InputError
        If a file cannot be read. What is wrong in a line is a finding.

    Examples
    --------
    >>> import json, tempfile
    >>> file = Path(tempfile.mkdtemp()) / "mine.jsonl"
    >>> entity = {"text": "8家，", "start": 2, "end": 5, "label": "QUANTITY"}
    >>> line = {"doc_id": "a", "genre": "list", "text": "认定8家，", "entities": [entity], "events": []}
    >>> _ = file.write_text(json.dumps(line), encoding="utf-8")
    >>> for finding in check_files([file]).findings:
    ...     print(finding.place, finding.message, finding.words)
    entities[0] begins or ends with punctuation 认定【8家，】
    """
    known = ontology or default_ontology()
    bulletins: list[AnnotatedBulletin] = []
    findings: list[Finding] = []
    splits: defaultdict[str, list[AnnotatedBulletin]] = defaultdict(list)
    lines = [(path, line) for path in paths for line in read_lines(path)]
    for path, line in lines:
        annotated, unreadable = read(line, known)
        findings += unreadable
        if annotated:
            bulletins.append(annotated)
            splits[Path(path).stem].append(annotated)
            for check in _CHECKS:
                findings += check(annotated)
    findings += check_names(bulletins)
    findings += check_labels(bulletins)
    overlaps = measure_overlaps(splits)
    for overlap in overlaps:
        findings += check_overlap(overlap)
    order = {line.place: i for i, (_, line) in enumerate(lines)}
    findings.sort(key=lambda finding: order.get(f"{finding.file}:{finding.line}", len(lines)))
    return Report(len(lines), tuple(findings), tuple(overlaps))
