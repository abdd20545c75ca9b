"""The error report: one self-contained HTML page with gold beside prediction, filterable by kind of error and type."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

import miit_ie
from miit_ie.evaluation.differences import KINDS, Difference, EventPair, compare_entities, compare_events
from miit_ie.evaluation.evaluation import Evaluation
from miit_ie.evaluation.facts import offsets
from miit_ie.evaluation.pairing import Pair
from miit_ie.evaluation.scores import ALL, CORE, ENTITY_SCORE, EVENT_SCORES
from miit_ie.evaluation.tables import interval_text, number, rows_with_content
from miit_ie.outputs.display import count_label, plain
from miit_ie.outputs.marks import Mark, marks, pieces
from miit_ie.schema import Bulletin, Event, Mention, default_ontology

__all__ = ["render_report"]

M = TypeVar("M", bound=Mention)


@dataclass(frozen=True, slots=True)
class _Block:
    """What the page shows of a bulletin."""

    gold: Bulletin
    predicted: Bulletin
    events: list[EventPair]
    entities: list[Difference]

    @property
    def text(self) -> str | None:
        """The text that either side has."""
        return self.predicted.text if self.gold.text is None else self.gold.text

    @property
    def differences(self) -> list[Difference]:
        return [*self.entities, *(difference for pair in self.events for difference in pair.differences)]


def render_report(evaluation: Evaluation) -> str:
    """Return an error report as an HTML page that needs neither network nor other files.

    The page holds the scores, and for each bulletin its text with the gold spans beside the predicted ones, the events
    of both sides in pairs, and every difference with its kind. Differences can be filtered by kind and by type.

    Parameters
    ----------
    evaluation
        What `miit_ie.evaluation.evaluate` returned. Bulletins whose text neither side has are shown without it.

    Examples
    --------
    >>> from miit_ie.evaluation import evaluate
    >>> from miit_ie.schema import Bulletin, Event, Span
    >>> text = "确定<8家>基地。"
    >>> gold = Bulletin.of(text, "notice", events=(Event("认定", "RECOGNITION", Span.of(text, 0, 2)),))
    >>> page = render_report(evaluate([gold], [Bulletin.of(text, "notice")]))
    >>> "event missed" in page, "&lt;8家&gt;基地。" in page
    (True, True)
    """
    blocks = [
        _Block(gold, predicted, compare_events(gold, predicted), compare_entities(gold, predicted))
        for gold, predicted in map(_explicit_pair, _scored(evaluation))
    ]
    ontology = default_ontology()
    entities = [difference for block in blocks for difference in block.entities]
    events = [difference for block in blocks for pair in block.events for difference in pair.differences]
    return _template().render(
        version=miit_ie.__version__,
        evaluation=evaluation,
        blocks=blocks,
        event_scores=EVENT_SCORES,
        entity_score=ENTITY_SCORE,
        roles=ontology.roles,
        score_groups={CORE: "Core types", ALL: "All types"},
        filters={
            "kind": _counted((difference.kind for difference in (*events, *entities)), KINDS),
            "type": _counted((name for difference in events for name in difference.types), ontology.event_types),
            "label": _counted((name for difference in entities for name in difference.types), ontology.entity_labels),
        },
    )


@functools.cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("miit_ie.evaluation", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        count_label=count_label,
        interval_text=interval_text,
        marked_up=_marked_up,
        number=number,
        plain=plain,
        rows_with_content=rows_with_content,
    )
    return environment.get_template("report.html.j2")


def _scored(evaluation: Evaluation) -> Iterable[Pair]:
    """Leave out the predicted entities where gold has none to compare them with."""
    if ENTITY_SCORE in evaluation.scores:
        return evaluation.pairs
    return ((gold, replace(predicted, entities=())) for gold, predicted in evaluation.pairs)


def _explicit_pair(pair: Pair) -> Pair:
    """Take out what is inferred: it is not compared, so it must not look like an error."""
    gold, predicted = (replace(bulletin, events=tuple(map(_explicit_event, bulletin.events))) for bulletin in pair)
    return gold, predicted


def _explicit_event(event: Event) -> Event:
    return replace(event, agent=_explicit(event.agent), time=_explicit(event.time))


def _explicit(mentions: Iterable[M]) -> tuple[M, ...]:
    return tuple(mention for mention in mentions if offsets(mention))


def _counted(names: Iterable[str], order: Iterable[str]) -> dict[str, int]:
    """Count the names, in their order, those that it lacks last."""
    counts = Counter(names)
    return {name: counts[name] for name in (*order, *sorted(counts.keys() - set(order))) if counts[name]}


def _marked_up(text: str, bulletin: Bulletin, other: Bulletin) -> Markup:
    """Return the text with the spans of a bulletin as nested elements; those that the other one lacks stand out."""
    shared = {_key(mark) for mark in marks(other)}
    parts: list[str] = []
    for start, end, closed, opened in pieces(marks(bulletin), len(text)):
        parts.append("</span>" * closed)
        parts += [_opening_tag(mark, at=start, is_right=_key(mark) in shared) for mark in opened]
        parts.append(str(escape(text[start:end])))
    return Markup("".join(parts))


def _key(mark: Mark) -> tuple[str, str, int, int]:
    return mark.kind, mark.name, mark.start, mark.end


def _opening_tag(mark: Mark, *, at: int, is_right: bool) -> Markup:
    label = Markup(' data-label="{}"').format(mark.name) if at == mark.start else ""
    return Markup('<span class="{}{}" data-name="{}" data-at="{}-{}" title="{}"{}>').format(
        mark.kind,
        "" if is_right else " off",
        mark.name,
        mark.start,
        mark.end,
        f"{mark.name} [{mark.start}, {mark.end}){'' if is_right else ', on this side only'}",
        label,
    )
