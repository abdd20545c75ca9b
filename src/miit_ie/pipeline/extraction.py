"""The short way: texts in, bulletins out."""

from __future__ import annotations

import itertools
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_model_from_config
from thinc.api import Config

from miit_ie.errors import InputError
from miit_ie.pipeline.loading import shared
from miit_ie.pipeline.record import record_of
from miit_ie.schema import Bulletin, Meta

__all__ = ["extract", "extract_many"]


def extract(
    text: str, *, doc_id: str = "", meta: Meta | None = None, pipeline: str | Path | Language = "small"
) -> Bulletin:
    """Read entities and typed events out of one text.

    Parameters
    ----------
    text
        The text of a bulletin, of any length. It is never altered; offsets are code points into it.
    doc_id
        A name to find the result by.
    meta
        What is known from elsewhere, as the date of publication; the rest is read from the text.
    pipeline
        Name or folder of a pipeline (see `miit_ie.load`), or a pipeline already loaded.

    Raises
    ------
    InputError
        If the text is empty, is not valid Unicode, or is no string.
    PipelineError
        If there is no such pipeline.

    Examples
    --------
    >>> bulletin = extract("2020年，工业和信息化部新认定18家省重点实验室。")
    >>> event = bulletin.events[0]
    >>> event.type, event.items[0].count.value, event.items[0].designation, event.time[0].value
    ('认定', 18, '省重点实验室', '2020')
    """
    if not isinstance(text, str):
        raise InputError(_no_text(text))
    nlp = pipeline if isinstance(pipeline, Language) else shared(pipeline)
    doc = nlp(_document(nlp, Bulletin.of(text, doc_id, meta=meta or Meta())))
    bulletin: Bulletin = doc._.bulletin
    return bulletin


def extract_many(
    texts: Iterable[str | Bulletin],
    *,
    pipeline: str | Path | Language = "small",
    batch_size: int = 32,
    n_process: int = 1,
) -> Iterator[Bulletin]:
    """Read entities and typed events out of many texts, lazily and in order.

    A text that cannot be read does not end the run: its bulletin comes out without events and says why in ``error``.

    Parameters
    ----------
    texts
        Texts, or bulletins as the readers make them, whose ``doc_id`` and ``meta`` are kept.
    pipeline
        Name or folder of a pipeline (see `miit_ie.load`), or a pipeline already loaded.
    batch_size
        How many texts are held in memory at once by each process. It does not change the results.
    n_process
        How many processes work side by side. It does not change the results.

    Yields
    ------
    Bulletin
        One for each text. Texts given without a ``doc_id`` are numbered from 1.

    Raises
    ------
    InputError
        If ``texts`` is a single string; raised, like all of these, by the call itself.
    PipelineError
        If there is no such pipeline.
    ValueError
        If ``batch_size`` or ``n_process`` is less than 1.

    Examples
    --------
    >>> [b.error or len(b.events) for b in extract_many(["新认定18家省重点实验室。", "", "公示期7天。"])]
    [1, 'the text is empty', 0]
    """
    if isinstance(texts, str):
        raise InputError("expected several texts, found one; use extract for it")
    if batch_size < 1 or n_process < 1:
        raise ValueError(f"batch_size and n_process must be at least 1, not {batch_size} and {n_process}")
    nlp = pipeline if isinstance(pipeline, Language) else shared(pipeline)
    numbered = (_source(text, number) for number, text in enumerate(texts, start=1))
    if n_process == 1:
        return _in_process(numbered, nlp, batch_size)
    return _in_pool(numbered, nlp, batch_size, n_process)


def _in_process(sources: Iterable[Bulletin], nlp: Language, batch_size: int) -> Iterator[Bulletin]:
    # The pipeline gets the readable texts only; what cannot be read waits here for those before it.
    waiting: deque[Bulletin | None] = deque()

    def documents() -> Iterator[Doc]:
        for source in sources:
            try:
                doc = _document(nlp, source)
            except InputError as error:
                waiting.append(replace(source, error=str(error)))
                continue
            record_of(doc)["keep_going"] = True
            waiting.append(None)
            yield doc

    for doc in nlp.pipe(documents(), batch_size=batch_size):
        while failed := waiting.popleft():
            yield failed
        record = record_of(doc)
        if "error" in record:
            yield Bulletin.of(doc.text, record["doc_id"], meta=doc._.meta, error=record["error"])
        else:
            yield doc._.bulletin
    yield from filter(None, waiting)


def _in_pool(sources: Iterable[Bulletin], nlp: Language, batch_size: int, n_process: int) -> Iterator[Bulletin]:
    # spaCy's own processes cannot be left before the last text is through: they hang when the reader stops early.
    pool = ProcessPoolExecutor(n_process, initializer=_start_worker, initargs=(nlp.config, nlp.to_bytes()))
    pending: deque[Future[list[Bulletin]]] = deque()
    stream = iter(sources)
    try:
        while batch := list(itertools.islice(stream, batch_size)):
            pending.append(pool.submit(_work, batch))
            if len(pending) > 2 * n_process:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
    finally:
        # Waiting for what is under way: a pool left to itself may fail noisily when Python exits.
        pool.shutdown(cancel_futures=True)


_worker: Language | None = None
"""The pipeline of a worker process."""


def _start_worker(config: Config, data: bytes) -> None:
    global _worker
    # Ctrl-C is for the process that reads the results; it ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = load_model_from_config(config)
    _worker.from_bytes(data)


def _work(batch: list[Bulletin]) -> list[Bulletin]:
    assert _worker is not None
    return list(_in_process(batch, _worker, len(batch)))


def _source(given: object, number: int) -> Bulletin:
    """Return what is to be read as a bulletin; what is no text gets an ``error``."""
    if isinstance(given, Bulletin):
        return given
    if isinstance(given, str):
        return Bulletin.of(given, str(number))
    return Bulletin.of("", str(number), error=_no_text(given))


def _no_text(given: object) -> str:
    return f"expected a text, found {type(given).__name__}"


def _document(nlp: Language, source: Bulletin) -> Doc:
    """Return the document the pipeline works on.

    Raises
    ------
    InputError
        If there is nothing to read, or the text is not valid Unicode.
    """
    if source.error:
        raise InputError(source.error)
    if not source.text or not source.text.strip():
        raise InputError("the text is empty")
    doc = nlp.make_doc(source.text)
    record_of(doc)["doc_id"] = source.doc_id
    doc._.meta = source.meta
    return doc
