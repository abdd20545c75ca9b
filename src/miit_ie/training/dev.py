"""Scores of a network on annotated texts that were made ready once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from miit_ie.evaluation import Evaluation, evaluate
from miit_ie.model.reader import ModelReader
from miit_ie.model.source import Source
from miit_ie.pipeline.completion import full_meta
from miit_ie.pipeline.features import source_of
from miit_ie.schema import Bulletin, Ontology, default_ontology
from miit_ie.training.config import Recipe
from miit_ie.training.sources import load_source

__all__ = ["DevTexts", "load_dev"]


@dataclass(frozen=True, slots=True)
class DevTexts:
    """Annotated bulletins with the features and counts of their texts.

    Attributes
    ----------
    gold
        Gold bulletins with their text.
    sources
        Their texts, as a network reads them.
    covers
        The event types and entity labels that are annotated in them; all where none is named.
    """

    gold: Sequence[Bulletin]
    sources: Sequence[Source]
    covers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, gold: Sequence[Bulletin], channels: Iterable[str], covers: Iterable[str] = ()) -> DevTexts:
        """Make the texts of gold bulletins ready.

        Parameters
        ----------
        gold
            Gold bulletins with their text.
        channels
            Channels of features the network reads.
        covers
            The event types and entity labels that are annotated in them; all where none is named.
        """
        names = list(channels)
        sources = [source_of(one.text or "", full_meta(one.text or "", one.meta), names) for one in gold]
        covered = frozenset(covers)
        return cls([_part(one, covered) for one in gold], sources, covered)

    def read(self, reader: ModelReader) -> list[Bulletin]:
        """Return what a model reads in the texts, as far as it is annotated."""
        return [
            _part(Bulletin.of(source.text, gold.doc_id, entities=tuple(entities), events=tuple(events)), self.covers)
            for gold, source, (entities, events) in zip(
                self.gold, self.sources, reader.read_many(self.sources), strict=True
            )
        ]

    def evaluate(self, reader: ModelReader, *, resamples: int = 10_000) -> Evaluation:
        """Score a model."""
        return evaluate(self.gold, self.read(reader), resamples=resamples)

    def f1(self, reader: ModelReader) -> dict[str, float]:
        """Return the F1 scores of a model, without intervals; that of entities where gold has any.

        Beside those over all types and over the core types there are those of triggers of a type of the user's.
        """
        result = self.evaluate(reader, resamples=1).scores
        names = ("Trig-C", "Arg-C+", "Fact", "Modality", "Ent")
        found = {name: result[name]["all"].f1 or 0.0 for name in names if name in result}
        own = result["Trig-C"].keys() - default_ontology().event_types.keys() - {"all", "core"}
        found |= {f"Trig-C {kind}": result["Trig-C"][kind].f1 or 0.0 for kind in sorted(own)}
        return found | {f"core {name}": result[name]["core"].f1 or 0.0 for name in ("Trig-C", "Arg-C+", "Fact")}


def load_dev(recipe: Recipe, ontology: Ontology, channels: Iterable[str]) -> dict[str, DevTexts]:
    """Load the dev corpora of a recipe and make them ready.

    Parameters
    ----------
    recipe, ontology
        The recipe, and what its corpora may be labelled with.
    channels
        Channels of features the network reads.

    Returns
    -------
    dict
        By their paths.
    """
    names = list(channels)
    return {source.path: DevTexts.of(load_source(source, ontology), names, source.covers) for source in recipe.dev}


def _part(bulletin: Bulletin, covers: Collection[str]) -> Bulletin:
    """Return a bulletin with what is of the types and labels given; as it is where there are none."""
    if not covers:
        return bulletin
    return replace(
        bulletin,
        entities=tuple(one for one in bulletin.entities if one.label in covers),
        events=tuple(one for one in bulletin.events if one.type in covers),
    )
