"""The corpus as Hugging Face datasets.

Everything is declared, so that a split without, say, a batch has the same columns as the others. Labels are strings:
a row is then an object of the output contract, which ``GoldBulletin.from_dict`` reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from miit_ie.errors import TRAIN_EXTRA, MiitIEError

if TYPE_CHECKING:
    import datasets

__all__ = ["features", "to_dataset", "to_dataset_dict"]


def features() -> datasets.Features:
    """Return the columns of a dataset and their types."""
    library = _library()
    string, integer, number, boolean = map(library.Value, ("string", "int32", "float64", "bool"))
    span = {"text": string, "start": integer, "end": integer}
    item = {
        "target": span,
        "title": span,
        "count": {**span, "value": number, "unit": string, "bound": string, "scope": string},
        "members": [span],
        "members_complete": boolean,
        "batch": span,
        "field": [span],
    }
    event = {
        "type": string,
        "code": string,
        "trigger": span,
        "modality": string,
        "polarity": string,
        "agent": [span],
        "items": [item],
        **{role: [span] for role in ("time", "place", "basis", "field")},
    }
    meta = {
        **dict.fromkeys(("title", "issuer", "doc_number", "published", "signed"), string),
        "addressees": [string],
        "attachments": [string],
    }
    return library.Features(
        {
            "schema_version": integer,
            **dict.fromkeys(("doc_id", "genre", "text", "text_sha256"), string),
            "meta": meta,
            "entities": [{**span, "label": string}],
            "events": [event],
        }
    )


def to_dataset(name: str, rows: Iterable[Mapping[str, Any]]) -> datasets.Dataset:
    """Return rows of the gold format as a dataset that bears the name of their split."""
    return _library().Dataset.from_list(list(rows), features=features(), split=name)


def to_dataset_dict(splits: Mapping[str, datasets.Dataset]) -> datasets.DatasetDict:
    """Return datasets by the name of their split as one dictionary of them."""
    return _library().DatasetDict(splits)


def _library() -> Any:
    try:
        import datasets
    except ModuleNotFoundError as error:
        raise MiitIEError(f"the datasets library is missing; it comes with {TRAIN_EXTRA}") from error
    return datasets
