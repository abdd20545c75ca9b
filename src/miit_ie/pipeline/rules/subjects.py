"""Finds what a clause leaves unsaid because the clauses before it say it: its subject, or the noun of a count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from miit_ie.pipeline.rules.lexicon import lexicon
from miit_ie.pipeline.rules.phrases import Phrase, read_phrases
from miit_ie.schema import Count

__all__ = ["carried_subject", "elliptic"]

_WORDS = lexicon().words
_CLAUSE = re.compile(r"[^,;:。!?\n]+,")
_HOLDER = rf"(?:{_WORDS['status.holders']})"
_NOUN = re.compile(rf"[^,的、]{{0,10}}?{_HOLDER}")
_NOUN_BEFORE = re.compile(rf"[^,的、出]{{0,8}}{_HOLDER}$")
_LEADER = re.compile(rf" *(?:{_WORDS['subject.leaders']}|另有?|对|但|还有|尚有)*")
_NAMED = re.compile(rf"(?:[^,的、]{{2,16}}?(?:{_WORDS['status.names']})、?)+")
# 完成率低于60%的城市, … · 在用车型发生缺陷的, …
_CLASS = re.compile(rf"的(?P<noun>[^,的、]{{0,6}}{_HOLDER})$")
# 对到期项目…验收, … · 示范企业方面, …
_CLASS_AHEAD = re.compile(rf"(?:^|[,;:、的对]|其中)(?P<noun>[^,;:的、对0-9]{{0,6}}?{_HOLDER})")
_TOPIC = re.compile(rf"(?P<noun>[^,的、]{{0,8}}?{_HOLDER})[^,]+的$")


def carried_subject(text: str, start: int, counts: Sequence[Count]) -> list[Phrase]:
    """Return the counted or named phrase that the clause starting at ``start`` goes on to speak of.

    Parameters
    ----------
    text
        The folded text.
    start
        Where the clause without a subject starts, behind its comma.
    counts
        The counts of the sentence, in order.

    Examples
    --------
    >>> from miit_ie.text.counts import find_counts
    >>> text = "3家企业因停产没有完成任务,被移出名单。"
    >>> [phrase] = carried_subject(text, 14, find_counts(text))
    >>> phrase.count.text, text[slice(*phrase.target)]
    ('3家', '企业')
    """
    first = max(text.rfind(mark, 0, start) for mark in "。;:!?\n") + 1
    for clause in reversed(list(_CLAUSE.finditer(text, first, start))):
        if phrases := _subject(text, clause.start(), clause.end() - 1, counts):
            return phrases
    return []


def elliptic(text: str, end: int, counts: Sequence[Count]) -> list[Phrase]:
    """Return the phrase of a count that ends at ``end`` and whose noun stands earlier in the sentence.

    It is that of the last count of the same unit, or else the last class that was named.

    Examples
    --------
    >>> from miit_ie.text.counts import find_counts
    >>> text = "对33家企业进行复查,31家通过验收。"
    >>> [phrase] = elliptic(text, 14, find_counts(text))
    >>> phrase.count.text, text[slice(*phrase.target)]
    ('31家', '企业')
    """
    count = next((count for count in counts if count.end == end), None)
    if count is None:
        return []
    for earlier in reversed(counts):
        if earlier.end < count.start and earlier.unit == count.unit and (noun := _NOUN.match(text, earlier.end)):
            return [replace(phrase, count=count) for phrase in read_phrases(text, earlier.start, noun.end(), [earlier])]
    first = max(text.rfind(mark, 0, end) for mark in "。!?\n") + 1
    named = list(_CLASS_AHEAD.finditer(text, first, count.start))
    return [Phrase(named[-1].span("noun"), count, (), False, None, end)] if named else []


def _subject(text: str, start: int, end: int, counts: Sequence[Count]) -> list[Phrase]:
    leader = _LEADER.match(text, start, end)
    start = leader.end() if leader else start
    for count in counts:
        if start <= count.start < end and (noun := _NOUN.match(text, count.end, end)):
            listed = text[start : count.start].endswith("等") or "、" in text[start : count.start]
            return read_phrases(text, start if listed else count.start, noun.end(), counts)
    if named := _NAMED.match(text, start, end):
        return read_phrases(text, start, named.end(), ())
    if kind := _CLASS.search(text, start, end) or _TOPIC.match(text, start, end):
        return read_phrases(text, *kind.span("noun"), ())
    last = next((count for count in counts if start <= count.start and count.end == end and count.unit != "次"), None)
    if last is not None:
        # 从各地筛选出优秀案例42个, … · 从标准中遴选14项, …
        noun = _NOUN_BEFORE.search(text, start, last.start)
        return [Phrase(noun.span(), last, (), False, None, end)] if noun else elliptic(text, end, counts)
    return []
