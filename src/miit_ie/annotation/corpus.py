"""The gold corpus: bulletins written and annotated for this project, in three splits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from miit_ie.annotation.lines import read_lines
from miit_ie.errors import ContractError, InputError, MiitIEError
from miit_ie.schema import Bulletin, Ontology
from miit_ie.schema.reading import Reader

if TYPE_CHECKING:
    import datasets

__all__ = [
    "GENRES",
    "SPLITS",
    "Corpus",
    "Gold",
    "GoldBulletin",
    "Split",
    "annotated_part",
    "gold_file",
    "load_gold",
    "read_corpus",
]

Split: TypeAlias = Literal["train", "dev", "test"]

SPLITS: tuple[Split, ...] = ("train", "dev", "test")
GENRES: Mapping[str, str] = MappingProxyType(
    {
        "list": "名单公布、认定通知",
        "proposal": "公示（拟认定）",
        "call": "组织申报、遴选、推荐通知",
        "review": "复核结果与撤销、移出通告",
        "standards": "行业标准批准发布公告与标准计划下达",
        "work": "司局工作总结与新年思路",
        "press": "新闻发布会与新闻稿",
        "province": "省市工信厅文件",
        "pilot": "揭榜挂帅、试点示范",
        "meeting": "会议部署、工作座谈会",
    }
)
# Where a wheel has the corpus, and where a checkout has it.
_FOLDERS = (Path(__file__).with_name("gold"), Path(__file__).parents[3] / "annotations" / "gold")
# Filled in by pipelines; gold holds what annotators said. So is the `value` of a time, but not that of a count.
_DERIVED = frozenset({"id", "designation", "count_check", "inferred", "sentence", "confidence"})


@dataclass(frozen=True, slots=True)
class GoldBulletin:
    """An annotated bulletin of the corpus.

    Attributes
    ----------
    bulletin
        The bulletin with its text, entities and events.
    genre
        What kind of bulletin it is, one of `GENRES`.
    """

    bulletin: Bulletin
    genre: str

    def to_dict(self) -> dict[str, Any]:
        """Return the bulletin as a line of a gold file holds it: the output contract without derived fields."""
        data = annotated_part(self.bulletin)
        head = {key: data.pop(key) for key in ("schema_version", "doc_id")}
        return {**head, "genre": self.genre, "text": self.bulletin.text, **data}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, ontology: Ontology | None = None) -> GoldBulletin:
        """Read a line of a gold file.

        Parameters
        ----------
        data
            The line.
        ontology
            What it is labelled with; the shipped one by default.

        Raises
        ------
        ContractError
            If it does not follow the output contract, or comes without text or genre.
        """
        bulletin = Bulletin.from_dict(data, ontology=ontology)
        if bulletin.text is None:
            raise ContractError("text: missing")
        return cls(bulletin, Reader(data).str("genre"))


@dataclass(frozen=True, slots=True)
class Corpus(Sequence[GoldBulletin]):
    """A sequence of annotated bulletins: a split, or a file of the same format.

    Attributes
    ----------
    name
        The split, or the stem of the file.
    entries
        The bulletins with their genre, in the order of the file.
    """

    name: str
    entries: tuple[GoldBulletin, ...]

    @property
    def bulletins(self) -> tuple[Bulletin, ...]:
        """The bulletins without their genre."""
        return tuple(entry.bulletin for entry in self.entries)

    @overload
    def __getitem__(self, index: int) -> GoldBulletin: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[GoldBulletin, ...]: ...
    def __getitem__(self, index: int | slice) -> GoldBulletin | tuple[GoldBulletin, ...]:
        return self.entries[index]

    def __len__(self) -> int:
        return len(self.entries)

    def to_datasets(self) -> datasets.Dataset:
        """Return the bulletins as a Hugging Face dataset, whose rows `GoldBulletin.from_dict` reads back.

        Raises
        ------
        MiitIEError
            If the ``train`` extra is not installed.
        """
        from miit_ie.annotation.hugging_face import to_dataset

        return to_dataset(self.name, (entry.to_dict() for entry in self))


@dataclass(frozen=True, slots=True)
class Gold(Mapping[Split, Corpus]):
    """All splits of the gold corpus, by name."""

    splits: Mapping[Split, Corpus]

    def __getitem__(self, split: Split) -> Corpus:
        return self.splits[split]

    def __iter__(self) -> Iterator[Split]:
        return iter(self.splits)

    def __len__(self) -> int:
        return len(self.splits)

    def to_datasets(self) -> datasets.DatasetDict:
        """Return the splits as a Hugging Face dataset dictionary.

        Raises
        ------
        MiitIEError
            If the ``train`` extra is not installed.
        """
        from miit_ie.annotation.hugging_face import to_dataset_dict

        return to_dataset_dict({split: corpus.to_datasets() for split, corpus in self.items()})


@overload
def load_gold() -> Gold: ...
@overload
def load_gold(split: Split) -> Corpus: ...
def load_gold(split: Split | None = None) -> Corpus | Gold:
    """Load the gold corpus, or a split of it.

    Parameters
    ----------
    split
        ``"train"``, ``"dev"`` or ``"test"``; all three by default.

    Raises
    ------
    InputError
        If there is no such split, or the corpus is not where it belongs.
    ContractError
        If a line does not follow the output contract. The message names file and line.
    """
    if split is None:
        return Gold(MappingProxyType({name: read_corpus(gold_file(name)) for name in SPLITS}))
    return read_corpus(gold_file(split))


def gold_file(split: Split) -> Path:
    """Return where a split of the gold corpus is: in the installed package, else in the checkout.

    Raises
    ------
    InputError
        If there is no such split, or its file is in neither place.
    """
    if split not in SPLITS:
        raise InputError(f"unknown split {split!r}; the gold corpus has: {' '.join(SPLITS)}")
    files = [folder / f"{split}.jsonl" for folder in _FOLDERS]
    for file in files:
        if file.is_file():
            return file
    raise InputError(f"the gold corpus is not installed: there is no {' and no '.join(map(str, files))}")


def read_corpus(path: str | Path, *, ontology: Ontology | None = None) -> Corpus:
    """Read a file in the format of the gold corpus.

    Parameters
    ----------
    path
        The file.
    ontology
        What it is labelled with; the shipped one by default.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is no JSON.
    ContractError
        If a line does not follow the output contract. Either message names the file, and the line.
    """
    entries = []
    for line in read_lines(path):
        try:
            entries.append(GoldBulletin.from_dict(line.record(), ontology=ontology))
        except MiitIEError as error:
            raise type(error)(f"{line.place}: {error}") from None
    return Corpus(Path(path).stem, tuple(entries))


def annotated_part(bulletin: Bulletin) -> dict[str, Any]:
    """Return a bulletin as a JSON object of the output contract, without its text and what pipelines derive."""
    data: dict[str, Any] = _without_derived(bulletin.to_dict())
    for event in data["events"]:
        for time in event["time"]:
            del time["value"]
    return data


def _without_derived(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_derived(part) for key, part in value.items() if key not in _DERIVED}
    return [_without_derived(part) for part in value] if isinstance(value, list) else value
