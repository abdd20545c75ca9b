"""The spaCy components. Importing this module registers their factories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from miit_ie.errors import PipelineError
from miit_ie.pipeline import rules
from miit_ie.pipeline.completion import complete, full_meta
from miit_ie.pipeline.record import record_of, register_extensions
from miit_ie.schema import Bulletin, Entity, Event, default_ontology
from miit_ie.schema.reading import Reader
from miit_ie.text.metadata import reference_date

__all__ = ["Completion", "RuleExtractor", "make_completion", "make_rules"]

register_extensions()


class _Component:
    """A component without state of its own, which can be saved, loaded and told to go on past a bad text."""

    def __call__(self, doc: Doc) -> Doc:
        raise NotImplementedError

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Process a stream of documents one by one."""
        for doc in stream:
            record = record_of(doc)
            if "error" in record:
                yield doc
                continue
            try:
                yield self(doc)
            except Exception as error:
                if not record.get("keep_going"):
                    raise
                record["error"] = f"{type(error).__name__}: {error}"
                yield doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save nothing: the rules come with the package."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> _Component:
        """Return the component as it is."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Save nothing: the rules come with the package."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> _Component:
        """Return the component as it is."""
        return self


class RuleExtractor(_Component):
    """Reads entities and events with the rule baseline.

    Writes ``doc.ents`` and ``doc.spans["entities"]``; events wait for `Completion`.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Process one document."""
        text = _text(doc)
        meta = full_meta(text, doc._.meta)
        doc._.meta = meta
        entities, events = rules.extract(text, title=meta.title, reference=reference_date(meta))
        spans = [Span(doc, e.start, e.end, label=e.label) for e in entities]
        doc.spans["entities"] = spans
        doc.set_ents(spans)
        record_of(doc)["events"] = [event.to_dict() for event in events]
        return doc


class Completion(_Component):
    """Completes the events and writes ``doc._.bulletin``, ``doc._.events``, and spans for triggers and arguments.

    What a component of the user's adds to ``doc.spans["entities"]`` in between becomes part of the bulletin.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Process one document."""
        record, text = record_of(doc), _text(doc)
        ontology = default_ontology()
        raw = record.get("events", [])
        events = [Event.read(Reader(event, f"events[{i}]"), ontology) for i, event in enumerate(raw)]
        group: SpanGroup | list[Span] = doc.spans.get("entities", [])
        entities = [Entity(text[s.start : s.end], s.start, s.end, s.label_) for s in group]
        bulletin = complete(text, record.get("doc_id", ""), full_meta(text, doc._.meta), entities, events)
        record["bulletin"] = bulletin.to_dict()
        doc.spans["triggers"] = [
            Span(doc, event.trigger.start, event.trigger.end, label=event.type) for event in bulletin.events
        ]
        doc.spans["arguments"] = list(_arguments(doc, bulletin))
        return doc


def _text(doc: Doc) -> str:
    """Return the text, in which spaCy's offsets are the text's only if every token is a character."""
    text = doc.text
    if len(doc) != len(text):
        raise PipelineError("the tokenizer must make a token of every character; make the pipeline with miit_ie.load")
    return text


def _arguments(doc: Doc, bulletin: Bulletin) -> Iterator[Span]:
    for event in bulletin.events:
        for role, span in event.spans():
            if role != "trigger" and span.start is not None and span.end is not None:
                yield Span(doc, span.start, span.end, label=role)


@Language.factory("miit_rules", assigns=["doc.ents", "doc.spans"])
def make_rules(nlp: Language, name: str) -> RuleExtractor:
    """Make the component ``miit_rules``."""
    return RuleExtractor()


@Language.factory("miit_completion", requires=["doc.spans"], assigns=["doc._.bulletin", "doc._.events"])
def make_completion(nlp: Language, name: str) -> Completion:
    """Make the component ``miit_completion``."""
    return Completion()
