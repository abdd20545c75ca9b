"""Typed events from bulletins of China's Ministry of Industry and Information Technology (工信部).

>>> import miit_ie
>>> bulletin = miit_ie.extract("工业和信息化部新认定18家省重点实验室。")
>>> bulletin.events[0].items[0].count.value
18
"""

from typing import TYPE_CHECKING, Any

from miit_ie.schema import Bulletin, Count, Entity, Event, Item, Mention, Meta, Span, Time

if TYPE_CHECKING:
    from miit_ie.pipeline import extract, extract_many, load

__all__ = [
    "Bulletin",
    "Count",
    "Entity",
    "Event",
    "Item",
    "Mention",
    "Meta",
    "Span",
    "Time",
    "extract",
    "extract_many",
    "load",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The pipelines bring spaCy with them; who only reads and writes data need not wait for its import.
    if name in ("extract", "extract_many", "load"):
        from miit_ie import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
