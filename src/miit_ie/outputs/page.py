"""A bulletin as one self-contained HTML page: the text with its marks, and a card per event."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from miit_ie.errors import MiitIEError
from miit_ie.outputs.display import count_label, ordered
from miit_ie.outputs.marks import Mark, marks, pieces
from miit_ie.schema import Bulletin, default_ontology

__all__ = ["embedded", "render"]

# What HTML cannot hold: NUL and halves of surrogate pairs.
_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")
# Browsers show a CR of its own as a blank.
_LONE_CR = re.compile("\r(?!\n)")


def render(bulletin: Bulletin) -> str:
    """Return a page that needs neither network nor other files.

    The element with the id ``text`` holds the text of the bulletin, code point for code point; only characters that
    HTML cannot hold (NUL, lone surrogates) are replaced by U+FFFD. A card's id is ``event-`` and the event's id.

    Parameters
    ----------
    bulletin
        A bulletin with its text.

    Raises
    ------
    MiitIEError
        If the bulletin travels without its text.

    Examples
    --------
    >>> page = render(Bulletin.of("部署<3项>试点。", "notice"))
    >>> "部署&lt;3项&gt;试点。</div>" in page
    True
    """
    if bulletin.text is None:
        raise MiitIEError(f"{bulletin.doc_id}: a page shows the text, and this bulletin comes without it")
    # Cards and marks number the events in the order of the cards.
    bulletin = replace(bulletin, events=tuple(ordered(bulletin.events)))
    found = marks(bulletin)
    numbers = {(mark.kind, mark.name, mark.start, mark.end): number for number, mark in enumerate(found)}
    ontology = default_ontology()
    return _template().render(
        bulletin=bulletin,
        text=_marked_up(bulletin.text or "", found),
        types=_in_order(ontology.event_types, (event.type for event in bulletin.events)),
        roles=_in_order(ontology.roles, (mark.name for mark in found if mark.kind == "role")),
        labels=_in_order(ontology.entity_labels, (mark.name for mark in found if mark.kind == "entity")),
        ontology=ontology,
        count_label=count_label,
        mark_number=lambda role, span: numbers.get(("role", role, span.start, span.end)),
    )


def embedded(page: str, *, height: int = 600) -> str:
    """Return a page as an element that another page or a notebook can hold.

    Parameters
    ----------
    page
        A whole HTML page that needs no other files, as `render` and `miit_ie.evaluation.render_report` return it.
    height
        Of the element, in pixels.

    Examples
    --------
    >>> embedded('<p class="a">', height=300)
    '<div><iframe srcdoc="&lt;p class=&#34;a&#34;&gt;" style="width: 100%; height: 300px; border: 0"></iframe></div>'
    """
    # Jupyter takes a bare iframe for a mistake, and warns.
    frame = '<div><iframe srcdoc="{}" style="width: 100%; height: {}px; border: 0"></iframe></div>'
    return frame.format(escape(page), height)


@functools.cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("miit_ie.outputs", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")


def _in_order(known: Iterable[str], names: Iterable[str]) -> dict[str, int]:
    """Count names, in the order of the ontology, those of a user's own ontology last."""
    counts = Counter(names)
    return {name: counts[name] for name in [*known, *counts] if name in counts}


def _marked_up(text: str, found: Sequence[Mark]) -> Markup:
    numbers = {mark: number for number, mark in enumerate(found)}
    parts: list[str] = []
    for start, end, closed, opened in pieces(found, len(text)):
        parts.append("</span>" * closed)
        parts += [_opening_tag(mark, numbers[mark], is_first=mark.start == start) for mark in opened]
        parts.append(_escaped(text[start:end]))
    return Markup("".join(parts))


def _opening_tag(mark: Mark, number: int, *, is_first: bool) -> str:
    attributes: dict[str, object] = {
        "class": mark.kind,
        "data-name": mark.name,
        "data-mark": number,
        "title": _description(mark),
    }
    if mark.events:
        attributes["data-events"] = " ".join(map(str, mark.events))
    if mark.kind == "trigger" and is_first:
        attributes |= {"role": "button", "tabindex": 0}
    return "<span {}>".format(" ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()))


def _description(mark: Mark) -> str:
    ontology = default_ontology()
    if mark.kind == "trigger":
        event_type = ontology.event_types.get(mark.name)
        return f"{mark.name} {event_type.code}" if event_type else mark.name
    entry = (ontology.roles if mark.kind == "role" else ontology.entity_labels).get(mark.name)
    return f"{entry.zh} {mark.name}" if entry else mark.name


def _escaped(text: str) -> str:
    shown = str(escape(_UNSHOWABLE.sub("\ufffd", text)))
    # As a reference a CR survives the parser, which reads a bare one as LF.
    return _LONE_CR.sub('<span class="cr">\r</span>', shown).replace("\r", "&#13;")
