"""Errors a user can cause. Each message says what is wrong and where, in one line."""

from __future__ import annotations

from pathlib import Path

__all__ = ["TRAIN_EXTRA", "ContractError", "InputError", "MiitIEError", "OntologyError", "PipelineError"]

TRAIN_EXTRA = "the train extra: pip install 'miit-ie[train]', in a checkout pip install '.[train]'"
"""How messages tell where a library comes from that is not installed."""


class MiitIEError(ValueError):
    """Base class of every error this library raises on purpose."""


class InputError(MiitIEError):
    """A text or file that cannot be read: missing, binary, undecodable, empty."""

    @classmethod
    def unreadable(cls, path: str | Path, error: OSError) -> InputError:
        """Make the error of a file that the system does not let us read.

        Examples
        --------
        >>> print(InputError.unreadable("a.txt", FileNotFoundError(2, "No such file or directory")))
        a.txt: cannot read the file: No such file or directory
        """
        return cls(f"{path}: cannot read the file: {error.strerror or error}")


class ContractError(MiitIEError):
    """A JSON object that does not follow the output contract, or offsets that do not fit their text."""


class OntologyError(MiitIEError):
    """An ontology file that does not load, or a type, label or role the ontology does not know."""


class PipelineError(MiitIEError):
    """A pipeline that does not exist or cannot be loaded."""
