"""The spaCy components. Importing this module registers their factories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import minibatch

from miit_ie.errors import PipelineError
from miit_ie.model.reader import ModelReader
from miit_ie.model.shipped import folder_of
from miit_ie.model.source import Source
from miit_ie.pipeline import rules
from miit_ie.pipeline.completion import complete, full_meta
from miit_ie.pipeline.features import source_of
from miit_ie.pipeline.record import ontology_of, record_of, register_extensions, text_of
from miit_ie.schema import Bulletin, Entity, Event, Meta
from miit_ie.schema.reading import Reader
from miit_ie.text.metadata import reference_date

__all__ = ["Completion", "ModelExtractor", "RuleExtractor", "make_completion", "make_model", "make_rules"]

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


class ModelExtractor(_Component):
    """Reads entities and events with a trained model.

    Writes ``doc.ents`` and ``doc.spans["entities"]``; events wait for `Completion`.

    Parameters
    ----------
    source
        Name or folder of the model; ``None`` for one that comes with the pipeline. It is loaded when it is first
        needed, unless the pipeline was saved with its model, which goes before.
    device
        What it runs on (see `miit_ie.model.reader.DEVICES`).
    """

    def __init__(self, source: str | None = None, device: str = "onnx") -> None:
        self.source = source
        self.device = device
        self._model: ModelReader | None = None

    def reader(self) -> ModelReader:
        """Return the model, loaded if need be.

        Raises
        ------
        PipelineError
            If there is none.
        """
        if self._model is None:
            if self.source is None:
                raise PipelineError(
                    "the component has no model: load it with the pipeline, or name one in its settings"
                )
            self._model = ModelReader.from_pretrained(folder_of(self.source), device=self.device)
        return self._model

    def __call__(self, doc: Doc) -> Doc:
        """Process one document."""
        _write(doc, *self.reader().read(self._source(doc)))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Process a stream of documents, a batch of them at once.

        The rules read the next ones, and later components those that are through, while the network scores others.
        """
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            through = 0
            try:
                for doc in self._read(batch):
                    yield doc
                    through += 1
            except Exception:
                # The others one by one, so that the bad one is found and the rest is read.
                yield from super().pipe(batch[through:])

    def _read(self, docs: Sequence[Doc]) -> Iterator[Doc]:
        bad = {id(doc) for doc in docs if "error" in record_of(doc)}
        found = self.reader().read_many(self._source(doc) for doc in docs if id(doc) not in bad)
        for doc in docs:
            if id(doc) not in bad:
                _write(doc, *next(found))
            yield doc

    def _source(self, doc: Doc) -> Source:
        text = _text(doc)
        return source_of(text, _read_meta(doc, text), list(self.reader().config.features))

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the model."""
        self.reader().save_pretrained(path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ModelExtractor:
        """Load the model."""
        self._model = ModelReader.from_pretrained(path, device=self.device)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Save the model."""
        data: bytes = srsly.msgpack_dumps(dict(self.reader().files))
        return data

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ModelExtractor:
        """Load the model."""
        self._model = ModelReader.from_files(srsly.msgpack_loads(data), device=self.device)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # What computes the scores cannot be copied to another process; the files it was made of can.
        return _restored, (self.source, self.device, self._model and dict(self._model.files))


def _restored(source: str | None, device: str, files: dict[str, bytes] | None) -> ModelExtractor:
    extractor = ModelExtractor(source, device)
    if files:
        extractor._model = ModelReader.from_files(files, device=device)
    return extractor


class RuleExtractor(_Component):
    """Reads entities and events with the rule baseline.

    Writes ``doc.ents`` and ``doc.spans["entities"]``; events wait for `Completion`.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Process one document."""
        text = _text(doc)
        meta = _read_meta(doc, text)
        entities, events = rules.extract(text, title=meta.title, reference=reference_date(meta))
        _write(doc, entities, events)
        return doc


class Completion(_Component):
    """Completes the events and writes ``doc._.bulletin``, ``doc._.events``, and spans for triggers and arguments.

    What a component of the user's adds to ``doc.spans["entities"]`` in between becomes part of the bulletin.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Process one document."""
        record, text = record_of(doc), _text(doc)
        raw = record.get("events", [])
        ontology = ontology_of(raw, ())
        events = [Event.read(Reader(event, f"events[{i}]"), ontology) for i, event in enumerate(raw)]
        group: SpanGroup | list[Span] = doc.spans.get("entities", [])
        confidences = {(start, end, label): value for start, end, label, value in record.get("confidences", [])}
        entities = [
            Entity(text[s.start : s.end], s.start, s.end, s.label_, confidences.get((s.start, s.end, s.label_)))
            for s in group
        ]
        bulletin = complete(text, record.get("doc_id", ""), _read_meta(doc, text), entities, events)
        record["bulletin"] = bulletin.to_dict()
        doc.spans["triggers"] = [
            Span(doc, event.trigger.start, event.trigger.end, label=event.type) for event in bulletin.events
        ]
        # Once, however many events share it: a span does not say whose argument it is.
        doc.spans["arguments"] = list(dict.fromkeys(_arguments(doc, bulletin)))
        return doc


def _read_meta(doc: Doc, text: str) -> Meta:
    """Return the metadata of a document, completed from its text once."""
    record = record_of(doc)
    if not record.get("meta_is_read"):
        doc._.meta = full_meta(text, doc._.meta)
        record["meta_is_read"] = True
    meta: Meta = doc._.meta
    return meta


def _write(doc: Doc, entities: Sequence[Entity], events: Sequence[Event]) -> None:
    spans = [Span(doc, e.start, e.end, label=e.label) for e in entities]
    doc.spans["entities"] = spans
    doc.set_ents(spans)
    record = record_of(doc)
    record["events"] = [event.to_dict() for event in events]
    record["confidences"] = [[e.start, e.end, e.label, e.confidence] for e in entities if e.confidence is not None]


def _text(doc: Doc) -> str:
    """Return the text, in which spaCy's offsets are the text's only if every token is a character."""
    text = text_of(doc)
    if len(doc) != len(text):
        raise PipelineError("the tokenizer must make a token of every character; make the pipeline with miit_ie.load")
    return text


def _arguments(doc: Doc, bulletin: Bulletin) -> Iterator[Span]:
    for event in bulletin.events:
        for role, span in event.spans():
            if role != "trigger" and span.start is not None and span.end is not None:
                yield Span(doc, span.start, span.end, label=role)


@Language.factory("miit_model", assigns=["doc.ents", "doc.spans"], default_config={"model": None, "device": "onnx"})
def make_model(nlp: Language, name: str, model: str | None, device: str) -> ModelExtractor:
    """Make the component ``miit_model``: with the model of that name or folder, else with the one it is loaded with."""
    return ModelExtractor(model, device)


@Language.factory("miit_rules", assigns=["doc.ents", "doc.spans"])
def make_rules(nlp: Language, name: str) -> RuleExtractor:
    """Make the component ``miit_rules``."""
    return RuleExtractor()


@Language.factory("miit_completion", requires=["doc.spans"], assigns=["doc._.bulletin", "doc._.events"])
def make_completion(nlp: Language, name: str) -> Completion:
    """Make the component ``miit_completion``."""
    return Completion()
