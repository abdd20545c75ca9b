"""Attaches targets, counts, members and titles to a trigger, by the construction the trigger stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from miit_ie.pipeline.rules.layout import Clause
from miit_ie.pipeline.rules.lexicon import Verb, lexicon
from miit_ie.pipeline.rules.phrases import (
    Phrase,
    Piece,
    is_concrete,
    is_document,
    is_vague,
    read_phrases,
    read_title,
    split_names,
)
from miit_ie.pipeline.rules.subjects import carried_subject, elliptic
from miit_ie.pipeline.rules.triggers import GIVEN, LIGHT, TOPIC, Trigger
from miit_ie.schema import Count

__all__ = ["Frame", "FrameItem", "read_frame"]

_LEXICON = lexicon()
_WORDS = _LEXICON.words
_AS = re.compile(r"为|作为")
_NAMED_AS = re.compile(r"(?<=[^,因作以认行])为(?=[^,的了此期止主]{3,30}$)")
# 对 opens the phrase it governs only at the start of a clause; elsewhere it is a part of words.
_TO = r"(?<![^,。;:\n])对"
# What is disposed of stands behind 将, 把, 对 or 向 in front of the verb.
_DISPOSAL = re.compile(rf"(?<![即必行名大小中少上])[将把]|{_TO}|向")
_RECIPIENT_IN_FRONT = re.compile(rf"向|给|{_TO}|为")
_TITLE_IN_FRONT = re.compile("将|把")
_PASSIVE = re.compile(r"(?:被[^,]{0,16}|获)$")
_BEFORE_QUOTES = re.compile(r"[^“]*?(?=“)")
_RECIPIENT = re.compile(rf"[^“]*?(?:{_WORDS['subject.recipients']})(?=[^的等、和])")
# How often something is done: 每三年|复核|一次.
_EVERY = r"每(?:[一二两三四五六七八九十半0-9]{0,2}个?)(?:年|季度|月)(?:至少)?"
_TIMES = re.compile(r"至?少?[一二两三四五六七八九十0-9]{1,2}次$")
# All that may stand in front of the adverbs of a clause without a subject.
_A_DATE = re.compile("[ 0-9一二两三四五六本今当年度月日内前底自于从起将并已]*")
_ADVERBS = re.compile(rf"(?:{_WORDS['subject.adverbs']}|{_EVERY}| )+$")
_LEADERS = re.compile(_WORDS["subject.leaders"])
_CAUSATIVES = re.compile(_WORDS["subject.causatives"])
# 华岳公司|因停产|未通过复核: why it happened is no part of the subject.
_CAUSE = re.compile(r"(?:(?<![基原成病诱死起])因(?![素子此果])|由于)[^,]{2,}$")
_STATUS = re.compile(rf"(?:{_WORDS['status.heads']})$")
# The end of a holder in front of what is taken from it, with 的 or without (3家企业|的|绿色工厂称号).
_HOLDER = re.compile(
    rf"(?:(?P<name>{_WORDS['status.names']})|{_WORDS['status.holders']})(?P<of>的)?"
    rf"(?=[^的,、]*(?:{_WORDS['status.heads']})$)"
)
# Where something is taken out of: 从名单中|移出.
_OUT_OF = re.compile(r"从(?P<list>[^,]{2,30}?)(?:之?[中里内])?$")


class FrameItem(NamedTuple):
    """A noun phrase an event acts on, with the title granted to it and the title's batch."""

    phrase: Phrase
    title: Piece | None = None
    title_batch: Piece | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """An event in the making: its type and items, as offsets into the folded text.

    Attributes
    ----------
    type
        The event type.
    items
        What it acts on.
    subject_end
        Where a subject of the trigger would have to end; the agent is looked for before it.
    """

    type: str
    items: tuple[FrameItem, ...]
    subject_end: int


def read_frame(
    text: str, trigger: Trigger, clause: Clause, limit: int, counts: Sequence[Count], dates: Sequence[Piece]
) -> Frame | None:
    """Read the frame of a trigger, or return ``None`` where it has no object that makes an event of it.

    Parameters
    ----------
    text
        The folded text.
    trigger
        The trigger, in ``clause``.
    limit
        Where its object must end: the next trigger of the clause, or the clause's end.
    counts, dates
        The counts and the offsets of the dates of the sentence, in order.
    """
    start = max([clause.start, *(end for _, end in dates if clause.start < end <= trigger.start)])
    before = _Region(text, start, trigger.start, counts)
    after = _Region(text, trigger.end, trigger.end if _TIMES.match(text, trigger.end, limit) else limit, counts)
    for verb in trigger.readings:
        if trigger.noun:
            items, subject_end = _noun_frame(_Region(text, clause.start, trigger.start, counts))
        elif verb.frame == "title":
            items, subject_end = _title_frame(before, after, trigger.word, verb.heads)
        elif verb.frame == "award":
            items, subject_end = _award_frame(before, after)
        elif verb.frame == "status":
            items, subject_end = _status_frame(before, after, trigger.word)
        else:
            items, subject_end = _object_frame(before, after, trigger.word)
        if verb.type == "认定" and not trigger.noun and (granted := _granted(after)):
            return Frame(verb.type, tuple(granted), before.end)
        admitted = tuple(item for item in items if _admits(verb, text, item.phrase, loose=trigger.noun))
        if admitted:
            return Frame(verb.type, admitted, subject_end)
    return None


_Reading = tuple[list[FrameItem], int]
"""The items of a frame, and where the subject ends."""


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of the text beside a trigger."""

    text: str
    start: int
    end: int
    counts: Sequence[Count]

    def phrases(self, start: int | None = None, end: int | None = None) -> list[Phrase]:
        start, end = self.start if start is None else start, self.end if end is None else end
        return read_phrases(self.text, start, end, self.counts) if start < end else []

    def last(self, pattern: re.Pattern[str], end: int | None = None) -> re.Match[str] | None:
        """Return the last match of a pattern."""
        matches = list(pattern.finditer(self.text, self.start, self.end if end is None else end))
        return matches[-1] if matches else None

    def introduced(self, by: re.Match[str]) -> tuple[list[Phrase], int]:
        """Read the noun phrase between 将 or the like and the trigger's adverbs, and where 将 stands."""
        return self.phrases(by.end(), self._without_adverbs(self.end)), by.start()

    def subject(self) -> tuple[list[Phrase], int]:
        """Read the noun phrase in front of a trigger, and where it starts."""
        # In A被B认定 the subject ends before 被.
        passive = self.text.rfind("被", self.start, self.end)
        end = self._without_adverbs(passive if passive >= 0 else self.end)
        if cause := _CAUSE.search(self.text, self.start, end):
            end = self._without_adverbs(cause.start())
        if _CAUSATIVES.search(self.text, self.start, end):
            return [], end
        leaders = _LEADERS.finditer(self.text, self.start, end)
        start = max((leader.end() for leader in leaders if leader.end() < end), default=self.start)
        return self.phrases(start, end) or elliptic(self.text, end, self.counts), start

    def holder(self) -> tuple[list[Phrase], int]:
        """Read the noun phrase in front of a trigger that something is done to, and where it starts."""
        if disposal := self.last(_DISPOSAL):
            return self.introduced(disposal)
        phrases, start = self.subject()
        passive = _PASSIVE.search(self.text, self.start, self.end)
        return [phrase for phrase in phrases if phrase.count or passive] or self.carried(), start

    def carried(self) -> list[Phrase]:
        """Read the subject of an earlier clause where this one has none."""
        clause = self.text.rfind(",", 0, self.start) + 1
        if self._without_adverbs(self.end) > self.start or not _A_DATE.fullmatch(self.text, clause, self.start):
            return []
        return carried_subject(self.text, self.start, self.counts)

    def _without_adverbs(self, end: int) -> int:
        match = _ADVERBS.search(self.text, self.start, end)
        return match.start() if match else end


def _object_frame(before: _Region, after: _Region, word: str) -> _Reading:
    """认定A、B等4家中心 · 认定63家企业为示范企业 · 将A取消 · A正式发布."""
    text = after.text
    if phrases := after.phrases():
        granted = _AS.match(text, phrases[-1].end, after.end)
        title = read_title(text, granted.end(), after.end) if granted else (None, None)
        return _items(phrases, *title), before.end
    if disposal := before.last(_DISPOSAL):
        phrases, start = before.introduced(disposal)
        return _items(phrases), start
    if word in _LEXICON.intransitive:
        phrases, start = before.subject()
        phrases = [phrase for phrase in phrases if phrase.count or is_concrete(text[slice(*phrase.target)])]
        return _items(phrases or before.carried()), start
    return [], before.end


def _title_frame(before: _Region, after: _Region, word: str, heads: tuple[str, ...]) -> _Reading:
    """A入选Y · 将A列入Y · A被评为Y."""
    text = before.text
    title, batch = read_title(text, after.start, after.end)
    if title is None:
        # A、B等23个县入选: the list is named elsewhere.
        phrases, start = before.subject() if word in _LEXICON.intransitive else ([], before.start)
        return _items([phrase for phrase in phrases if phrase.count] or before.carried()), start
    if (heads and not text.endswith(heads, *title)) or "的" in text[slice(*title)]:
        return [], before.end
    disposal = before.last(_DISPOSAL)
    phrases, start = before.introduced(disposal) if disposal else before.subject()
    return _items(phrases or before.carried(), title, batch), start


def _award_frame(before: _Region, after: _Region) -> _Reading:
    """授予A“Y”称号 · 授予30名同志Y称号 · A被授予Y · 向A授予Y · 将Y授予A."""
    text = after.text
    recipient = before.last(_RECIPIENT_IN_FRONT)
    if recipient or _PASSIVE.search(text, before.start, before.end):
        title, batch = read_title(text, after.start, after.end)
        phrases, start = before.introduced(recipient) if recipient else before.subject()
        phrases = phrases or before.carried()
    elif gift := before.last(_TITLE_IN_FRONT):
        title, batch = read_title(text, gift.end(), before.end)
        phrases, start = after.phrases(), gift.start()
    else:
        whom = _BEFORE_QUOTES.match(text, after.start, after.end) or _RECIPIENT.match(text, after.start, after.end)
        phrases, start = after.phrases(end=whom.end() if whom else None), before.end
        title, batch = read_title(text, phrases[-1].end if phrases else after.start, after.end)
        phrases = phrases or before.carried()
    return (_items(phrases, title, batch) if title else []), start


def _granted(after: _Region) -> list[FrameItem]:
    """确定A、B为Y: with its title, a name is an item whatever its head."""
    cut = after.last(_NAMED_AS)
    if cut is None:
        return []
    title, batch = read_title(after.text, cut.end(), after.end)
    phrases = after.phrases(end=cut.start())
    if title is None or not phrases or phrases[-1].end != cut.start():
        return []
    return _items((name for phrase in phrases for name in split_names(after.text, phrase)), title, batch)


def _status_frame(before: _Region, after: _Region, word: str) -> _Reading:
    """取消3家企业的Y称号 · 3家企业的Y称号被取消 · A被取消Y称号 · 将A移出Y名单 · A从Y名单移出 · 取消Y称号."""
    text = after.text
    out = None if after.phrases() else _OUT_OF.search(text, before.start, before.end)
    if out:
        title = read_title(text, *out.span("list"))[0]
        phrases, start = _Region(text, before.start, out.start(), before.counts).holder()
        return _items(phrases, title) if phrases and title else _items(before.phrases(*out.span("list"))), start
    items, start = _object_frame(before, after, word)
    if not items:
        phrases, start = before.subject()
        items = _items(phrase for phrase in phrases if _STATUS.search(text, *phrase.target))
    if not items or not _STATUS.search(text, *items[-1].phrase.target):
        return items, start
    status = items[-1].phrase.target
    if status[0] < after.start:
        whole = _DISPOSAL.match(text, start, status[0])
        return _holders(before, whole.end() if whole else start, status) or items, start
    if held := _holders(after, after.start, status):
        return held, start
    title = read_title(text, *status)[0]
    phrases, subject = before.holder()
    if items[-1].phrase.count or not phrases or title is None:
        return items, start
    return _items(phrases, title), subject


def _holders(region: _Region, start: int, status: Piece) -> list[FrameItem]:
    """Take holder and title apart (3家企业的|Y称号); a holder without a count or a name needs 的."""
    counts = [count for count in region.counts if start <= count.start and count.end <= status[1]]
    for match in _HOLDER.finditer(region.text, counts[-1].end if counts else start, status[1]):
        title = read_title(region.text, match.end(), status[1])[0]
        if title and (counts or match["of"] or match["name"]):
            return _items(region.phrases(start, match.start("of") if match["of"] else match.end()), title)
    return []


def _noun_frame(before: _Region) -> _Reading:
    """开展国家技术创新示范企业认定工作 · 完成23项行业标准外文版编制 · 对A作出部署."""
    given = GIVEN.search(before.text, before.start, before.end)
    topic = before.last(TOPIC, given.start()) if given else None
    if given and topic:
        return _items(before.phrases(topic.end(), given.start())), topic.start()
    light = before.last(LIGHT)
    if light is None:
        return [], before.end
    return _items(before.phrases(light.end())), light.start()


def _items(phrases: Iterable[Phrase], title: Piece | None = None, batch: Piece | None = None) -> list[FrameItem]:
    return [FrameItem(phrase, title, batch) for phrase in phrases]


def _admits(verb: Verb, text: str, phrase: Phrase, *, loose: bool) -> bool:
    """Return whether a phrase is counted, named or concrete enough for this reading of the verb."""
    target = text[slice(*phrase.target)]
    if is_vague(target) or (verb.type in _LEXICON.not_documents and is_document(target)):
        return False
    if phrase.count is not None:
        return not verb.count_heads or target.endswith(verb.count_heads)
    if verb.object == "any":
        return True
    if verb.object == "concrete":
        return loose or is_concrete(target)
    # A head noun alone (开展活动) names nothing.
    return any(target.endswith(head) and (verb.bare or len(target) > len(head) + 1) for head in verb.heads)
