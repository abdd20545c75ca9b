"""Whether there is memory enough for a training run."""

from __future__ import annotations

import os
from pathlib import Path

from miit_ie.errors import InputError

__all__ = ["require_memory"]

_GIB = 2**30
# Measured on runs of the shipped network: what is needed for any batch, and for each of its tokens.
_FIXED, _PER_TOKEN = 1.6 * _GIB, 1.3e-3 * _GIB


def require_memory(batch_tokens: int) -> None:
    """Refuse a run for which there is too little memory, where the system says how much there is.

    Parameters
    ----------
    batch_tokens
        How many tokens are read at once.

    Raises
    ------
    InputError
        Says how much is needed and there.
    """
    needed, free = _FIXED + _PER_TOKEN * batch_tokens, _free()
    if free is not None and free < needed:
        raise InputError(
            f"training with {batch_tokens} tokens at once needs about {needed / _GIB:.1f} GiB of memory, and "
            f"{free / _GIB:.1f} GiB are free: take fewer tokens, which changes the result little"
        )


def _free() -> float | None:
    """Return the bytes of memory that can be had, ``None`` where that cannot be told."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(float(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        pass
    try:
        return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (ValueError, OSError, AttributeError):
        return None
