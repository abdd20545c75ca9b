"""The texts that the subjects read: bulletins of the gold corpus, whole, in sentences and joined."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from miit_ie.annotation import load_gold
from miit_ie.text.sentences import split_sentences

__all__ = ["BULLETINS", "BULLETINS_SAMPLE", "LONG_TEXT", "PASSAGES", "PASSAGES_SAMPLE", "TextSet", "text_sets"]

PASSAGES = "passages"
BULLETINS = "bulletins"
LONG_TEXT = "long text"
PASSAGES_SAMPLE = "passages, sample"
BULLETINS_SAMPLE = "bulletins, sample"

_PASSAGE_LENGTHS = range(60, 201)
_LONG = 100_000


@dataclass(frozen=True, slots=True)
class TextSet:
    """Texts of one kind.

    Attributes
    ----------
    name
        One of the names of this module.
    texts
        The texts, in the order in which they are read.
    """

    name: str
    texts: tuple[str, ...]

    @property
    def characters(self) -> int:
        """Length of all texts together, in code points."""
        return sum(map(len, self.texts))


def text_sets(quick: bool = False) -> tuple[TextSet, ...]:
    """Return every set of texts.

    The samples are for what is too slow to read all of them.

    Parameters
    ----------
    quick
        Make the sets small, to try whether everything runs.
    """
    passages, bulletins = tuple(_passages()), tuple(_bulletins())
    if quick:
        passages, bulletins = _spread(passages, 20), _spread(bulletins, 8)
    return (
        TextSet(PASSAGES, passages),
        TextSet(BULLETINS, bulletins),
        TextSet(LONG_TEXT, (_long_text(_LONG // 10 if quick else _LONG),)),
        TextSet(PASSAGES_SAMPLE, _spread(passages, 2 if quick else 12)),
        TextSet(BULLETINS_SAMPLE, _spread(bulletins, 1 if quick else 3)),
    )


def _passages() -> Iterator[str]:
    for text in _bulletins():
        for sentence in split_sentences(text):
            if sentence.end - sentence.start in _PASSAGE_LENGTHS:
                yield text[sentence.start : sentence.end]


def _bulletins() -> Iterator[str]:
    return _texts("dev")


def _long_text(length: int) -> str:
    # Bulletins of both splits, so that nothing is read twice and no cache helps.
    texts: Iterable[str] = itertools.chain(_texts("dev"), _texts("train"))
    text = "\n\n".join(texts)[:length]
    if len(text) < length:
        raise ValueError(f"the gold corpus has {len(text)} characters, {length} are needed")
    return text


def _texts(split: str) -> Iterator[str]:
    corpus = load_gold("dev") if split == "dev" else load_gold("train")
    for bulletin in corpus.bulletins:
        assert bulletin.text is not None
        yield bulletin.text


def _spread(texts: Sequence[str], number: int) -> tuple[str, ...]:
    """Return some of the texts, evenly spread over them by length, in their order.

    Examples
    --------
    >>> _spread(["aaaa", "a", "aaa", "aa", "aaaaaa"], 2)
    ('aaaa', 'aa')
    """
    by_length = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
    number = min(number, len(texts))
    chosen = {by_length[(2 * k + 1) * len(texts) // (2 * number)] for k in range(number)}
    return tuple(texts[i] for i in sorted(chosen))
