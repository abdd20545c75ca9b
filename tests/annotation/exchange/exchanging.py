"""What the tests of the formats share: a bulletin with all that can go wrong, and ways to write and read files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from miit_ie.annotation import export_bulletins, import_bulletins
from miit_ie.annotation.exchange import Report
from miit_ie.annotation.exchange.conversion import Entry
from miit_ie.schema import Bulletin, Count, Entity, Event, Item, Mention, Meta, Span, Time

# An emoji is two units of UTF-16, a family of them one grapheme cluster, a CR LF two code points and one cluster.
TEXT = "🏭２０２３年，县工信局\r\n认定👩\u200d🔬甲科技、乙重工等12家企业和3家院所。"


def span(words: str, after: int = 0) -> Span:
    """The first place of ``words`` in the text from ``after`` on."""
    start = TEXT.index(words, after)
    return Span(words, start, start + len(words))


def count(words: str, value: int | None, **fields: Any) -> Count:
    place = span(words)
    return Count(words, place.start, place.end, value, "家", **fields)


def entity(words: str, label: str) -> Entity:
    place = span(words)
    return Entity(words, place.start, place.end, label)


AGENT = Mention("县工信局", span("县工信局").start, span("县工信局").end)
EVENT = Event(
    type="认定",
    code="RECOGNITION",
    trigger=span("认定"),
    modality="planned",
    agent=(AGENT, Mention("省工信厅", None, None, inferred=True)),
    # The annotator takes the 12 for a total, which the words do not say.
    items=(
        Item(span("企业"), count=count("12家", 12, scope="total"), members=(span("甲科技"), span("乙重工"))),
        Item(span("院所"), count=count("3家", 3)),
    ),
    time=(Time("２０２３年", 1, 6, value="2023"),),
)
BULLETIN = Bulletin.of(
    TEXT,
    "notice",
    meta=Meta(issuer="省工信厅", published="2023-05-06"),
    entities=(
        entity("２０２３年", "DATE"),
        entity("县工信局", "AGENCY"),
        entity("县", "PLACE"),
        entity("甲科技", "COMPANY"),
    ),
    events=(EVENT,),
)


def export(path: Path, format: str, *entries: Entry, **options: Any) -> Report:
    return export_bulletins(entries or [BULLETIN], format, path, **options)


def write_json(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def write_lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read_one(path: Path, format: str, **options: Any) -> Bulletin:
    [entry], report = import_bulletins([path], format, **options)
    assert report.problems == ()
    assert isinstance(entry, Bulletin)
    return entry


def problems(path: Path, format: str, **options: Any) -> list[str]:
    """Return what is wrong with a file, none of whose records can be read."""
    entries, report = import_bulletins([path], format, **options)
    assert entries == []
    return list(report.problems)
