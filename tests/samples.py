"""Bulletins the tests of the outputs share."""

from __future__ import annotations

from miit_ie.schema import Bulletin, Count, Entity, Event, Extent, Item, Mention, Meta, Span, Time

TEXT = """2023年，工业和信息化部认定甲科技、乙重工等88家企业为绿色示范工厂。
支持3个城市开展试点。部署120余项改造任务和一批平台。"""


def span(words: str, after: int = 0) -> Span:
    """The first place of ``words`` in the text from ``after`` on."""
    start = TEXT.index(words, after)
    return Span(words, start, start + len(words))


def count(words: str, value: float | None, unit: str, bound: str = "exact", scope: str = "increment") -> Count:
    place = span(words)
    return Count(words, place.start, place.end, value, unit, bound, scope)  # type: ignore[arg-type]


RECOGNITION = Event(
    type="认定",
    code="RECOGNITION",
    trigger=span("认定"),
    agent=(Mention("工业和信息化部", span("工业和信息化部").start, span("工业和信息化部").end),),
    items=(
        Item(
            span("企业"),
            title=span("绿色示范工厂"),
            count=count("88家", 88, "家"),
            members=(span("甲科技"), span("乙重工")),
        ),
    ),
    time=(Time("2023年", 0, 5, value="2023"),),
    sentence=Extent(0, TEXT.index("\n")),
    id="e1",
)
SUPPORT = Event(
    type="支持",
    code="SUPPORT",
    trigger=span("支持"),
    modality="planned",
    polarity="negative",
    agent=(Mention("测试司", None, None, inferred=True),),
    items=(Item(span("城市"), count=count("3个", 3, "个"), members=(span("试点"),), members_complete=True),),
    id="e2",
)
DEPLOYMENT = Event(
    type="部署",
    code="DEPLOYMENT",
    trigger=span("部署"),
    items=(
        Item(span("改造任务"), count=count("120余项", 120, "项", "more_than")),
        Item(span("平台"), count=count("一批", None, "批", "unspecified")),
    ),
    id="e3",
)
BULLETIN = Bulletin.of(
    TEXT,
    "sample",
    meta=Meta(title="测试[red]公告", issuer="测试司", doc_number="测函〔2023〕7号", published="2023-05-06"),
    entities=(Entity("绿色示范工厂", span("绿色示范工厂").start, span("绿色示范工厂").end, label="TITLE"),),
    events=(SUPPORT, DEPLOYMENT, RECOGNITION),
)
