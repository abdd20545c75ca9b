"""spaCy's DocBin: documents with a token a character, their spans, and the whole bulletin as the pipeline keeps it.

``Doc.ents`` has the entities, without those that overlap others, and ``Doc.spans`` all of them with the triggers and
arguments. With `miit_ie.load` or anything else of the pipeline imported, ``doc._.bulletin`` and ``doc._.events`` read
the bulletin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from miit_ie.annotation.corpus import GoldBulletin
from miit_ie.annotation.exchange.conversion import Conversion, Entry, Found, parts
from miit_ie.errors import ContractError, InputError, MiitIEError
from miit_ie.outputs.files import protect
from miit_ie.pipeline.record import record_of
from miit_ie.pipeline.tokenizer import CharacterTokenizer
from miit_ie.schema import Bulletin

__all__ = ["read", "write"]


def write(entries: Iterator[Entry], path: Path, conversion: Conversion) -> None:
    """Write bulletins to one file."""
    tokenizer = CharacterTokenizer(Vocab())
    documents = DocBin(store_user_data=True)
    for entry in entries:
        try:
            documents.add(_document(entry, tokenizer, conversion))
        except InputError as error:
            conversion.problems.append(f"{parts(entry)[0].doc_id}: {error}")
        else:
            conversion.written += 1
    protect(path, conversion.inputs)
    try:
        path.write_bytes(documents.to_bytes())
    except OSError as error:
        raise MiitIEError(f"{path}: cannot be written: {error.strerror}") from error


def read(path: Path, conversion: Conversion) -> Iterator[Found]:
    """Yield the documents of a file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError.unreadable(path, error) from None
    try:
        documents = list(DocBin().from_bytes(content).get_docs(Vocab()))
    # What is wrong inside, zlib, msgpack or numpy say, each with errors of its own.
    except Exception as error:
        raise InputError(f"{path}: not a DocBin file: {error}") from None
    for number, document in enumerate(documents, start=1):
        yield f"{path}: document {number}", partial(_entry, document, f"{path.stem}-{number}", conversion)


def _document(entry: Entry, tokenizer: CharacterTokenizer, conversion: Conversion) -> Doc:
    bulletin, genre = parts(entry)
    document = tokenizer(bulletin.text or "")
    entities = list(_spans(document, ((e.label, e.start, e.end) for e in bulletin.entities)))
    apart = filter_spans(entities)
    document.set_ents(apart)
    conversion.note("only among Doc.spans, for Doc.ents cannot overlap", {"entities": len(entities) - len(apart)})
    triggers = ((event.type, event.trigger.start, event.trigger.end) for event in bulletin.events)
    arguments = (
        (role, span.start, span.end) for event in bulletin.events for role, span in event.spans() if role != "trigger"
    )
    document.spans["entities"] = entities
    document.spans["triggers"] = list(_spans(document, triggers))
    document.spans["arguments"] = list(_spans(document, arguments))
    record = record_of(document)
    record["doc_id"] = bulletin.doc_id
    record["meta"] = bulletin.meta.to_dict()
    record["bulletin"] = bulletin.to_dict()
    if genre is not None:
        record["genre"] = genre
    return document


def _spans(document: Doc, spans: Iterable[tuple[str, int | None, int | None]]) -> Iterator[Span]:
    """Yield the spans that stand in the text and have characters."""
    for label, start, end in spans:
        if start is not None and end is not None and start < end:
            yield Span(document, start, end, label=label)


def _entry(document: Doc, name: str, conversion: Conversion) -> Entry:
    record = record_of(document)
    if "bulletin" in record:
        bulletin = Bulletin.from_dict(record["bulletin"], text=document.text, ontology=conversion.ontology)
        return GoldBulletin(bulletin, record["genre"]) if "genre" in record else bulletin
    # A document of others: its entities are all that can be told from it.
    entities = [
        {"text": span.text, "start": span.start_char, "end": span.end_char, "label": span.label_}
        for span in document.ents
    ]
    if not entities:
        raise ContractError("there is no bulletin of ours in it, and no entity")
    return Bulletin.from_dict({"doc_id": name, "entities": entities}, text=document.text, ontology=conversion.ontology)
