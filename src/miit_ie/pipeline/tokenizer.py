"""A tokenizer in which token ``i`` is character ``i``, so that spaCy's offsets are the text's."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from miit_ie.errors import InputError

__all__ = ["TOKENIZER", "CharacterTokenizer", "make_tokenizer"]

TOKENIZER = "miit_ie.CharacterTokenizer.v1"


class CharacterTokenizer(DummyTokenizer):
    """Makes a token of every code point, blanks included: ``doc[i:j].text == text[i:j]`` and ``doc.text == text``.

    Parameters
    ----------
    vocab
        The vocabulary of the pipeline.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the document of a text.

        Raises
        ------
        InputError
            If the text holds half of a surrogate pair, which no encoding of Unicode allows.
        """
        try:
            return Doc(self.vocab, words=list(text), spaces=[False] * len(text))
        except UnicodeEncodeError:
            place = next(i for i, character in enumerate(text) if "\ud800" <= character <= "\udfff")
            raise InputError(f"not valid Unicode: lone surrogate {text[place]!r} at offset {place}") from None


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]
def make_tokenizer() -> object:
    """Return what spaCy calls with the pipeline to make its tokenizer."""

    def create(nlp: Language) -> CharacterTokenizer:
        return CharacterTokenizer(nlp.vocab)

    return create
