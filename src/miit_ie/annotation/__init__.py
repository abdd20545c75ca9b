"""Gold annotations: the corpus, shorthand, checks, statistics, labels without their text, and annotation tools."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miit_ie.annotation.checks import check_files
    from miit_ie.annotation.corpus import Corpus, Gold, GoldBulletin, load_gold, read_corpus
    from miit_ie.annotation.exchange import export_bulletins, import_bulletins
    from miit_ie.annotation.passages import load_passages, write_passages
    from miit_ie.annotation.shorthand import resolve
    from miit_ie.annotation.standoff import load_standoff, write_standoff

__all__ = [
    "Corpus",
    "Gold",
    "GoldBulletin",
    "check_files",
    "export_bulletins",
    "import_bulletins",
    "load_gold",
    "load_passages",
    "load_standoff",
    "read_corpus",
    "resolve",
    "write_passages",
    "write_standoff",
]

_HOMES = {
    "check_files": "checks",
    **dict.fromkeys(("Corpus", "Gold", "GoldBulletin", "load_gold", "read_corpus"), "corpus"),
    **dict.fromkeys(("export_bulletins", "import_bulletins"), "exchange"),
    **dict.fromkeys(("load_passages", "write_passages"), "passages"),
    "resolve": "shorthand",
    **dict.fromkeys(("load_standoff", "write_standoff"), "standoff"),
}


def __getattr__(name: str) -> Any:
    # The command line imports this package to offer its commands, and most runs of it want none of them.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
