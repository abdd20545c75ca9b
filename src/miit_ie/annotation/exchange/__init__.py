"""Import from and export to annotation tools: Label Studio, doccano, brat, Prodigy; and CoNLL and spaCy files.

A bulletin becomes spans and relations (`miit_ie.annotation.exchange.graph`): a span for each entity, labelled with
its label, a span at each trigger, labelled with the event's type, and a span for each argument, labelled with its
role and linked to the trigger or target it hangs on. What a tool cannot show of it (a count's value where the words
read otherwise, a confidence, an inferred argument that stands nowhere in the text, title and date of the bulletin)
travels with the record, and is put back on import. So export and import give the same bulletin back, with two
exceptions: CoNLL, and what an annotator changed in between.

================  ============================================================  ======================================
Format            Shown in the tool                                             Kept with the record, or left out
================  ============================================================  ======================================
``label-studio``  Spans, relations, modality, polarity, a count's value, unit,  Metadata. As annotations confidences
                  bound and scope, whether all members are listed; as           are kept; as predictions they are
                  predictions also confidences.                                 shown, and gone once corrected.
``doccano``       Spans and relations. The project must be one for relations    All attributes and the metadata.
                  that allows overlapping spans.
``brat``          Spans, relations, modality, polarity, bound and scope, the    Metadata, and spans that begin or end
                  rest of a count in a note, whether all members are listed.    with a line end.
``prodigy``       Spans and relations. Spans that overlap need the recipe       All attributes and the metadata.
                  ``spans.manual``, which shows no relations.
``conll``         Entities. Of those that overlap, the longest.                 Left out: events, arguments, metadata,
                                                                                confidences, shorter overlapping
                                                                                entities.
``spacy``         ``Doc.ents``: entities, of those that overlap the longest;    Nothing: the whole bulletin is in
                  ``Doc.spans``: all entities, triggers, arguments.             ``Doc.user_data``.
================  ============================================================  ======================================

Notes on the formats:

- Offsets are code points in all of them. doccano counts otherwise in projects that count grapheme clusters as one
  character, so leave that setting off.
- Empty spans cannot be marked in any tool and are kept with the record.
- A text that comes back changed is reported, as its offsets may be others.
- An event made in a tool is actual and positive unless it says otherwise, a count is what its words say. Attributes
  that were kept with the record belong to the place of their span: an annotator who moves or removes it removes them.
- The order of events, items and arguments is that of the spans and relations in the file.
- Label Studio: a file of tasks, and the labelling configuration beside it. Of several annotations of a task the last
  is read; tasks without any are left out.
- brat: ``doc_id.txt``, ``doc_id.ann`` and, for what is kept, ``doc_id.json``; event types go by their English codes.
  The lines read are T, R, A and #.
- doccano: without ``entities``, the triples of a project without relations are read from ``label``.
- Prodigy: tasks answered ``reject`` or ``ignore`` are left out.
- spaCy: in documents that are not ours, the entities are read.

What a model extracted can be exported for correction, for Label Studio as predictions. What comes back still has what
the pipeline inferred; `as_gold` takes that out.

What was left out or kept, and which records could not be read, is in the `Report` of each export and import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miit_ie.annotation.exchange.bulletins import as_gold
    from miit_ie.annotation.exchange.files import export_bulletins, import_bulletins
    from miit_ie.annotation.exchange.formats import Format
    from miit_ie.annotation.exchange.report import Note, Report

__all__ = ["Format", "Note", "Report", "as_gold", "export_bulletins", "import_bulletins"]

_HOMES = {
    "as_gold": "bulletins",
    **dict.fromkeys(("export_bulletins", "import_bulletins"), "files"),
    "Format": "formats",
    **dict.fromkeys(("Note", "Report"), "report"),
}


def __getattr__(name: str) -> Any:
    # The command line needs the formats only, and quickly.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
