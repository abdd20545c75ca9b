"""Reads noun phrases: counts, heads, members of an enumeration, batches and titles.

Chinese writes no blanks, so where a phrase ends is told by a complete head noun in front of a new predicate
(63家企业|为…, 6家潜力单位|开展攻关), by the limit given, or by the next count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from miit_ie.pipeline.rules.lexicon import lexicon
from miit_ie.schema import Count

__all__ = [
    "Phrase",
    "Piece",
    "is_concrete",
    "is_document",
    "is_vague",
    "read_phrases",
    "read_title",
    "split_names",
]

Piece = tuple[int, int]
"""Offsets ``(start, end)`` into the folded text."""

_WORDS = lexicon().words
_A_HEAD = rf"(?:{_WORDS['phrases.heads']}|[》”)〕])"
_HEAD_AT_END = re.compile(rf"{_A_HEAD}$")
# Where a complete head noun stands before a new predicate. Weak predicates may be part of a longer noun.
_HEAD_BEFORE_PREDICATE = re.compile(rf"{_A_HEAD}(?={_WORDS['phrases.predicates']})")
_HEAD_BEFORE_WEAK_PREDICATE = re.compile(rf"{_A_HEAD}(?={_WORDS['phrases.weak_predicates']})")
_CONCRETE = re.compile(rf"(?:(?:{_WORDS['phrases.concrete']})”?|》)$")
_DOCUMENT = re.compile(rf"(?:{_WORDS['phrases.documents']})$")
_VAGUE = re.compile(rf"(?:{_WORDS['phrases.vague']})$")
_ABSTRACT = re.compile(_WORDS["phrases.abstract"])
_MODIFIER = re.compile(rf"(?:{_WORDS['phrases.modifier_openers']})[^的,]{{2,30}}的")
_LEADER = re.compile(_WORDS["phrases.object_leaders"])
_BATCH = re.compile(r"(?:20[0-9]{2}年度?)?(?:首批|首期|第[一二三四五六七八九十百0-9]+批次?)|20[0-9]{2}年度?(?!以|底)")
_BATCH_BEHIND = re.compile(rf"\(({_BATCH.pattern})\)$")
_JOINT = re.compile(r"[、,和及与并]*(?:以及)?(?:其中)?")
_ETC = re.compile(r"等(?!级|额|离|于)")
_DOMAIN = re.compile("(?:重点|关键|多个)?(?:领域|行业|方面|产业|地区|地)")
_SEPARATOR = re.compile(r"、|(?<=》)(?=《)|(?<=”)(?=“)|以及|和|及|与")
_BRACKETED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|“[^“”]*”|\([^()]*\)|〔[^〔〕]*〕")
_MONEY = re.compile(r"(?:超过|超|约|近|共)?[0-9][0-9.,]*(?:万亿|亿|千万|万)?(?:元|美元|欧元)(?:的)?")
_OF = re.compile(r"(?:的|领域)(?=[^的]{2,})")
_NEXT_LIST = re.compile(r"、(?=.*等$)")
_AFTER_COUNT = re.compile(r"[、,和及与;]|$")
_NAMED = re.compile(r"《[^》]*》(?!.*(?:称号|名单))")
_HONOUR = re.compile(r"的?(?:荣誉|光荣)?称号")
_MARKS = re.compile(r"“([^“”]+)”$")
_MAX_NAMES = 8
"""A list of names without a head noun makes an item each, up to this many (annotation guideline)."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that may be an item of an event.

    Attributes
    ----------
    target
        The head noun phrase.
    count
        Its quantity.
    members, members_complete
        The names enumerated, and whether the enumeration is closed.
    batch
        The batch or year class in front of it.
    end
        Where the phrase ends, everything included.
    """

    target: Piece
    count: Count | None
    members: tuple[Piece, ...]
    members_complete: bool
    batch: Piece | None
    end: int


def is_concrete(phrase: str) -> bool:
    """Return whether a noun phrase names something definite enough for an event: a document, a centre, a list."""
    return bool(_CONCRETE.search(phrase))


def is_document(phrase: str) -> bool:
    """Return whether a noun phrase names a kind of document."""
    return bool(_DOCUMENT.search(phrase))


def is_vague(phrase: str) -> bool:
    """Return whether a noun phrase is too vague to be acted on (多种手段)."""
    return bool(_VAGUE.search(phrase))


def read_phrases(text: str, start: int, limit: int, counts: Sequence[Count]) -> list[Phrase]:
    """Read the noun phrases that stand one after the other from ``start`` on.

    Parameters
    ----------
    text
        The folded text.
    start, limit
        Where to read: from the end of a trigger to the end of its clause, say.
    counts
        All counts of the text, in order.

    Returns
    -------
    list of Phrase
        One for each count (15家揭榜单位和6家潜力单位), or the one uncounted phrase; empty if there is none.
    """
    start, batch = _skip_leaders(text, start, limit)
    closed = _closed(text, start, limit)
    inside = [
        count for count in counts if start <= count.start and count.end <= limit and not _is_inside(count.start, closed)
    ]
    if inside and _phrase_end(text, start, inside[0].start) == inside[0].start:
        return _counted(text, start, limit, inside, batch)
    return _uncounted(text, start, _phrase_end(text, start, limit), batch)


def read_title(text: str, start: int, limit: int) -> tuple[Piece | None, Piece | None]:
    """Read the title that is granted at ``start``; return it without quotes and 称号, and its batch."""
    start, batch = _skip_leaders(text, start, limit)
    if named := _NAMED.search(text, start, limit):
        return named.span(), batch
    honour = _HONOUR.search(text, start, limit)
    end = honour.start() if honour else _phrase_end(text, start, limit)
    if behind := _BATCH_BEHIND.search(text, start, end):
        batch, end = behind.span(1), behind.start()
    return _unmarked(text, start, end), batch


def split_names(text: str, phrase: Phrase) -> list[Phrase]:
    """Return a phrase for each of the names that a phrase lists without a count or a head noun (苏陵、东岭)."""
    names = _names(text, *phrase.target)
    if phrase.count or phrase.members or not 1 < len(names) <= _MAX_NAMES:
        return [phrase]
    return [replace(phrase, target=name) for name in names]


def _phrase_end(text: str, start: int, limit: int) -> int:
    """Return where the noun phrase that starts at ``start`` ends, at most at ``limit``."""
    closed = _closed(text, start, limit)
    # Money is no count: 下达资金1875亿元.
    limit = min([limit, *(m.start() for m in _MONEY.finditer(text, start, limit) if m.start() > start)])
    breaks = [_HEAD_BEFORE_PREDICATE]
    if not _HEAD_AT_END.search(text, start, limit):
        breaks.append(_HEAD_BEFORE_WEAK_PREDICATE)
    ends = [
        match.end()
        for pattern in breaks
        for match in pattern.finditer(text, start, limit)
        if match.end() > start + 1 and not _is_inside(match.end(), closed)
    ]
    return min(ends, default=limit)


def _skip_leaders(text: str, start: int, limit: int) -> tuple[int, Piece | None]:
    """Skip what stands between a trigger and its object; return where the object starts, and its batch."""
    batch: Piece | None = None
    while start < limit:
        if batch is None and (match := _BATCH.match(text, start, limit)):
            batch = match.span()
        else:
            match = _MONEY.match(text, start, limit) or _LEADER.match(text, start, limit)
        if match is None:
            break
        start = match.end()
    return start, batch


def _counted(text: str, start: int, limit: int, counts: Sequence[Count], batch: Piece | None) -> list[Phrase]:
    """Read a phrase for each of the counts, up to where the list of phrases breaks off."""
    phrases: list[Phrase] = []
    for count, next_start in zip(counts, [*(count.start for count in counts[1:]), limit], strict=True):
        # 《A》等8项标准、《B》等2项规范: what is enumerated before the next count belongs to it.
        next_list = _NEXT_LIST.search(text, count.end, next_start)
        modifier = _MODIFIER.match(text, count.end, next_start)
        end = _phrase_end(
            text, modifier.end() if modifier else count.end, next_list.start() if next_list else next_start
        )
        members, listed = _members(text, start, count.start)
        target = _head(text, count.end, end, counted=True)
        if _AFTER_COUNT.match(text, count.end, limit) and (target is None or not members):
            # 培育示范企业50家、示范园区3个, 制定甲、乙等领域标准20项: the count follows its noun.
            etc = _ETC.search(text, start, count.start)
            members = members if etc and not _DOMAIN.match(text, etc.end()) else ()
            target, end = _head(text, etc.end() if etc else start, count.start, counted=True), count.end
        if target is None:
            break
        complete = bool(members) and (listed or len(members) == count.value)
        phrases.append(Phrase(target, count, members, complete, batch, end))
        joint = _JOINT.match(text, end, next_start)
        start = joint.end() if joint else end
        if next_list is None and end < next_start and _phrase_end(text, start, next_start) < next_start:
            break
    return phrases


def _uncounted(text: str, start: int, end: int, batch: Piece | None) -> list[Phrase]:
    etc = _ETC.search(text, start, end)
    if etc and etc.start() > start and etc.end() < end:
        members, _ = _members(text, start, etc.end())
        target = _head(text, etc.end(), end)
        return [Phrase(target, None, members, False, batch, end)] if target else []
    names = _names(text, start, etc.start() if etc else end)
    if len(names) > 1 and all(text[s] in "《“" for s, _ in names):
        heads = [_unmarked(text, s, e) for s, e in names[:_MAX_NAMES]]
        return [Phrase(head, None, (), False, batch, end) for head in heads if head]
    target = _head(text, start, end)
    if target is None:
        return []
    # 2021年公布的第一批工厂: the batch next to the noun is its own.
    inner_start, inner = _skip_leaders(text, *target)
    if inner and inner_start < target[1]:
        target, batch = (inner_start, target[1]), inner
    return [Phrase(target, None, (), False, batch, end)]


def _members(text: str, start: int, end: int) -> tuple[tuple[Piece, ...], bool]:
    """Return the names enumerated in ``[start, end)`` and whether nothing says that there are more (等)."""
    listed = text[start:end]
    etc = _ETC.search(listed)
    if etc:
        end = start + etc.start()
    names = _names(text, start, end)
    if not etc and len(names) < 2:
        return (), False
    pieces = [_unmarked(text, s, e) for s, e in names]
    return tuple(piece for piece in pieces if piece), etc is None


def _names(text: str, start: int, end: int) -> list[Piece]:
    closed = _closed(text, start, end)
    listed = "、" in text[start:end]
    names, position = [], start
    for match in _SEPARATOR.finditer(text, start, end):
        # 和 may belong to a name; it joins only the last of several.
        joint = match.group() in ("", "、") or (listed and text.find("、", match.end(), end) < 0)
        if joint and not _is_inside(match.start(), closed) and match.start() > position:
            names.append((position, match.start()))
            position = match.end()
    if position < end:
        names.append((position, end))
    return names


def _head(text: str, start: int, end: int, *, counted: bool = False) -> Piece | None:
    """Return the head noun phrase of ``[start, end)``, without modifiers that end in 的, joints and quotes.

    An uncounted phrase whose head is a plan, a notice and the like is ``None``: there the trigger opens a modifier.
    """
    start, _ = _skip_leaders(text, start, end)
    closed = _closed(text, start, end)
    for match in _OF.finditer(text, start, end):
        if not counted and _ABSTRACT.match(text, match.end(), end):
            return None
        if not _is_inside(match.start(), closed):
            start = match.end()
    while end > start and text[end - 1] in "、,和及与并等的 ":
        end -= 1
    while start < end and text[start] in "、,和及与 【)":
        start += 1
    while end > start and text[end - 1] == "】":
        end -= 1
    return _unmarked(text, start, end)


def _unmarked(text: str, start: int, end: int) -> Piece | None:
    """Leave out blanks and quotes around a whole phrase; ``None`` if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if match := _MARKS.match(text, start, end):
        start, end = match.span(1)
    return (start, end) if start < end else None


def _closed(text: str, start: int, end: int) -> list[Piece]:
    """Return the document names, quotes and brackets, inside of which no phrase ends."""
    return [match.span() for match in _BRACKETED.finditer(text, start, end)]


def _is_inside(position: int, pieces: Iterable[Piece]) -> bool:
    return any(start < position < end for start, end in pieces)
