"""Which prediction belongs to which gold bulletin, and whether the two are about the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from miit_ie.errors import ContractError, InputError
from miit_ie.schema import Bulletin

__all__ = ["Pair", "pair"]

Pair: TypeAlias = tuple[Bulletin, Bulletin]


def pair(gold: Sequence[Bulletin], predicted: Sequence[Bulletin]) -> tuple[Pair, ...]:
    """Pair gold bulletins with predicted ones by ``doc_id``.

    Returns
    -------
    tuple of (gold, predicted)
        Ordered by ``doc_id``, so that nothing depends on the order of the input.

    Raises
    ------
    InputError
        If there is no bulletin, a ``doc_id`` stands twice on a side or on one side only, or a gold bulletin carries
        an error instead of annotations.
    ContractError
        If the two sides have different texts, or offsets do not fit the text.
    """
    if not gold and not predicted:
        raise InputError("nothing to evaluate: there is no bulletin")
    mine, theirs = _by_id(gold, "gold"), _by_id(predicted, "predicted")
    if missing := sorted(mine.keys() - theirs.keys()):
        raise InputError(f"no prediction for {_some(missing)} of {len(mine)} gold bulletins")
    if extra := sorted(theirs.keys() - mine.keys()):
        raise InputError(f"no gold for {_some(extra)} of {len(theirs)} predicted bulletins")
    pairs = tuple((mine[doc_id], theirs[doc_id]) for doc_id in sorted(mine))
    for one, other in pairs:
        _check(one, other)
    return pairs


def _by_id(bulletins: Sequence[Bulletin], side: str) -> dict[str, Bulletin]:
    counts = Counter(bulletin.doc_id for bulletin in bulletins)
    if repeated := sorted(doc_id for doc_id, count in counts.items() if count > 1):
        raise InputError(f"more than one {side} bulletin with doc_id {_some(repeated)}")
    return {bulletin.doc_id: bulletin for bulletin in bulletins}


def _some(doc_ids: Sequence[str]) -> str:
    more = f" and {len(doc_ids) - 1} more" if len(doc_ids) > 1 else ""
    return f"{doc_ids[0]!r}{more}"


def _check(gold: Bulletin, predicted: Bulletin) -> None:
    if gold.error is not None:
        raise InputError(f"gold bulletin {gold.doc_id!r} has no annotations but an error: {gold.error}")
    if gold.text_sha256 != predicted.text_sha256:
        raise ContractError(f"bulletin {gold.doc_id!r}: gold and prediction are of different texts (text_sha256)")
    text = gold.text if gold.text is not None else predicted.text
    if text is None:
        return
    # A side that came without its text could not check its own offsets.
    for side, bulletin in (("gold", gold), ("predicted", predicted)):
        spans = [*bulletin.entities, *(span for event in bulletin.events for _, span in event.spans())]
        for span in spans:
            if span.start is not None and text[span.start : span.end] != span.text:
                found = text[span.start : span.end]
                place = f"bulletin {gold.doc_id!r}, {side}"
                raise ContractError(f"{place}: text[{span.start}:{span.end}] is {found!r}, not {span.text!r}")
