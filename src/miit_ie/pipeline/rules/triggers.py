"""Finds triggers: verb groups that may carry an event, with the tests that tell them from nouns and modifiers."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from miit_ie.pipeline.rules.layout import Clause
from miit_ie.pipeline.rules.lexicon import Verb, alternation, lexicon

__all__ = ["GIVEN", "LIGHT", "TOPIC", "Trigger", "find_triggers"]

_LEXICON = lexicon()
_WORDS = _LEXICON.words
_VERB = re.compile(alternation(_LEXICON.verbs))
# 新 and 共 open many nouns; they count only where no other character completes such a noun before them.
_GROUP = re.compile(
    rf"(?:(?<![创更高革最刷全翻清公中农生贸不])(?:{_WORDS['chain.prefixes']}))*"
    rf"(?P<verbs>(?:(?:{_VERB.pattern})(?:并|、|和|及)?)*(?:{_VERB.pattern}))(?:{_WORDS['chain.suffixes']})?"
)
_LIGHT_VERB = re.compile(_WORDS["chain.light"])
LIGHT = re.compile(rf"(?:{_WORDS['light.verbs']})(?!会)")
"""A light verb, which governs an event noun: 开展X认定工作."""
GIVEN = re.compile(rf"(?<!工)(?:{_WORDS['light.made']})(?:了|出)?[^,。;、]{{0,6}}$")
"""A verb that makes the noun right behind it the event, with its topic in front: 对X作出|部署."""
TOPIC = re.compile("对|就|为|针对|围绕")
"""Opens the topic of such an event."""
_GIVEN_TO_TOPIC = re.compile(rf"(?:{TOPIC.pattern}).{{2,60}}{GIVEN.pattern}")
_TAIL = re.compile(_WORDS["light.tails"])
_MODIFIER = re.compile(rf"(?:{_WORDS['nominal.modifiers']})$")
# 为深入实施X战略, Y: what is done to an end is not reported as an event.
_PURPOSE = re.compile(r"^为(?:了|深入|进一步|更好|加快|切实|全面|做好|贯彻|落实|有效|推动|支持|规范)*$")
# What may follow a trigger that has no object.
_NO_OBJECT = re.compile("[、和及的与等]|$")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger candidate.

    Attributes
    ----------
    start, end
        Offsets of the verb group: prefixes, adjacent verbs, suffix.
    word
        The verb that gives the type.
    readings
        What that verb may stand for.
    noun
        Whether it is an event noun under a light verb (开展X认定工作), so that its object stands before it.
    """

    start: int
    end: int
    word: str
    readings: tuple[Verb, ...]
    noun: bool = False


def find_triggers(text: str, clause: Clause) -> list[Trigger]:
    """Return the triggers of a clause in order.

    Parameters
    ----------
    text
        The folded text.
    clause
        The clause to search, with the zones in which nothing counts as a trigger (document names, short quotes).
    """
    triggers = []
    for match in _GROUP.finditer(text, clause.start, clause.end):
        if any(start <= match.start() < end for start, end in clause.closed):
            continue
        trigger = _in_context(text, clause, _of_chain(match))
        if trigger is not None:
            triggers.append(trigger)
    return triggers


def _of_chain(match: re.Match[str]) -> Trigger:
    """Choose the verb of a group that gives the type: the last one, but the first of certain pairs.

    A verb behind one that is followed by a title or status belongs to that (列入|培育名单, 取消|补助资格).
    """
    verbs = list(_VERB.finditer(match.string, *match.span("verbs")))
    start = match.start()
    if len(verbs) > 1 and _LIGHT_VERB.fullmatch(verbs[0].group()):
        start = verbs.pop(0).end()
    word, end = verbs[-1].group(), match.end()
    for first, second in itertools.pairwise(verbs):
        frame = _LEXICON.verbs[first.group()][0].frame
        if (first.group(), second.group()) in _LEXICON.pairs or frame in ("title", "status"):
            word, end = first.group(), first.end()
            break
    return Trigger(start, end, word, _LEXICON.verbs[word])


def _in_context(text: str, clause: Clause, trigger: Trigger) -> Trigger | None:
    """Return the trigger as its context shows it, or ``None`` where it is no trigger at all."""
    kind = trigger.readings[0].type
    before, after = text[clause.start : trigger.start], text[trigger.end : clause.end]
    blocked = _LEXICON.blocked.get(kind)
    if blocked and blocked.search(before):
        return None
    tail = _TAIL.match(after)
    if not after or (tail and tail.end() == len(after)):
        # At the end of a clause a verb is a noun if a light verb governs it.
        light = LIGHT.search(before)
        if light and light.end() < len(before):
            return None if trigger.word in _LEXICON.verbal else replace(trigger, noun=True)
        if _GIVEN_TO_TOPIC.search(before):
            return replace(trigger, noun=True)
        if tail:
            return None
    if _MODIFIER.search(before) or _PURPOSE.search(before) or _LEXICON.nominal[trigger.word].match(after):
        return None
    leaders = _LEXICON.nominal_leaders.get(kind)
    if leaders and leaders.search(before) and _NO_OBJECT.match(after):
        return None
    return trigger
