"""Finds who acts, when, where, under which document and in which field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miit_ie.pipeline.rules.layout import Clause
from miit_ie.pipeline.rules.lexicon import lexicon
from miit_ie.pipeline.rules.phrases import Piece
from miit_ie.schema import Entity, Extent
from miit_ie.text.extents import within

__all__ = ["agents", "basis", "fields", "places", "times"]

_ACTORS = ("AGENCY", "COMPANY", "INSTITUTE", "PERSON")
_JOINT = re.compile(r"(?:、|和|与|及|以及|会同|联合|,| |同)?")
_AND_OTHERS = re.compile(r"等(?:[0-9一二三四五六七八九十多]+个?)?(?:部门|部委|单位|部局)")
_NOT_SUBJECT = re.compile(r"(?:向|对|与|在|据|根据|按照|从|给|针对|围绕|将|把|为|于|关于|包括|支持|推动|到|获|经)$")
_BASIS = re.compile(r"(?:根据|按照|依据|依照|遵照|落实)(?:了|新?修订的)?$")
_ADVERBS = re.compile(rf"(?:{lexicon().words['subject.adverbs']}|[0-9年月日 ()]|正|全力)*")
_YEAR_CLASS = re.compile(r"(?<=[^,。;:\s])20[0-9]{2}年度$")
_OF_NOUN = re.compile("(?:以前|以后|之前)?(?:公布|设立|认定|发布|印发|批准|备案|确定|成立)的")
_FIELD = re.compile(
    r"(?:在|面向|围绕|聚焦|针对)(?!重点|关键|各|相关|部分|多个|其他)(?P<fields>(?:(?!建设|战略|发展)[^,。;在面围聚针的]){2,30}?)(?:等)?(?:重点|关键|细分)?领域"
)


def agents(text: str, clauses: Sequence[Clause], index: int, end: int, entities: Sequence[Entity]) -> list[Piece]:
    """Return the nearest explicit doers before ``end``.

    Parameters
    ----------
    text
        The folded text.
    clauses, index
        The clauses of the sentence and the one that holds the trigger.
    end
        Where the subject has to end.
    entities
        The entities of the sentence, in order, with offsets into the folded text.
    """
    for clause in reversed(clauses[: index + 1]):
        limit = min(clause.end, end)
        ahead = [e for e in within(entities, Extent(clause.start, clause.end)) if e.end <= limit]
        # A firm or person named in an earlier clause is as likely to be acted on.
        labels = _ACTORS if clause is clauses[index] else ("AGENCY",)
        runs = _runs(text, [e for e in ahead if e.label in labels])
        for run in runs:
            if not _NOT_SUBJECT.search(text, clause.start, run[0][0]):
                return run
        if clause is clauses[index]:
            regions = [e for e in ahead if e.label == "PLACE"]
            last = regions[-1] if regions else None
            if last and not _NOT_SUBJECT.search(text, clause.start, last.start) and _only_adverbs(text[last.end : end]):
                return _runs(text, regions)[-1]
    return []


def times(text: str, start: int, dates: Sequence[Piece]) -> list[Piece]:
    """Return the date expression nearest in front of the trigger at ``start``; later ones belong to what follows.

    Dates of a noun (对2024年度示范企业, 2021年公布的第一批企业) are passed over.
    """
    ahead = [date for date in dates if date[1] <= start]
    return [date for date in ahead if not (_YEAR_CLASS.match(text, *date) or _OF_NOUN.match(text, date[1]))][-1:]


def basis(text: str, clause: Clause, start: int, entities: Sequence[Entity]) -> list[Piece]:
    """Return the documents that the sentence says it is done under."""
    return [
        (entity.start, entity.end)
        for entity in entities
        if entity.label == "DOCUMENT"
        and clause.sentence.start <= entity.start
        and entity.end <= start
        and _BASIS.search(text, clause.sentence.start, entity.start)
    ]


def fields(text: str, clauses: Sequence[Clause], index: int, start: int) -> list[Piece]:
    """Return the subject areas named in the clause of the trigger or in the ones before it (在X领域)."""
    for clause in reversed(clauses[: index + 1]):
        matches = list(_FIELD.finditer(text, clause.start, min(clause.end, start)))
        if matches:
            match = matches[-1]
            position, pieces = match.start("fields"), []
            for name in match["fields"].split("、"):
                pieces.append((position, position + len(name)))
                position += len(name) + 1
            return [piece for piece in pieces if piece[0] < piece[1]]
    return []


def places(text: str, clause: Clause, start: int, entities: Sequence[Entity]) -> list[Piece]:
    """Return the places introduced by 在 in the clause of the trigger."""
    return [
        (entity.start, entity.end)
        for entity in entities
        if entity.label == "PLACE"
        and clause.start < entity.start
        and entity.end <= start
        and text[entity.start - 1] == "在"
        and _only_adverbs(text[entity.end : start])
    ]


def _runs(text: str, actors: Sequence[Entity]) -> list[list[Piece]]:
    """Group actors that are joined by 、 or 和 into lists; 等N部门 belongs to a single one."""
    runs: list[list[Piece]] = []
    for actor in actors:
        if runs and _JOINT.fullmatch(text, runs[-1][-1][1], actor.start):
            runs[-1].append((actor.start, actor.end))
        else:
            runs.append([(actor.start, actor.end)])
    for run in runs:
        others = _AND_OTHERS.match(text, run[-1][1])
        if others and len(run) == 1:
            run[0] = (run[0][0], others.end())
    return runs


def _only_adverbs(text: str) -> bool:
    return _ADVERBS.fullmatch(text) is not None
