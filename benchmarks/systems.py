"""What is measured on which texts."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.measure import System
from benchmarks.peers.environments import PEERS, PeerError, prepare
from benchmarks.texts import BULLETINS, BULLETINS_SAMPLE, LONG_TEXT, PASSAGES, PASSAGES_SAMPLE

__all__ = ["FP32", "INT8", "PIPELINES", "RULES", "our_systems", "peer_systems"]

INT8 = "small (int8)"
FP32 = "small (fp32, torch)"
RULES = "rules"

PIPELINES: dict[str, dict[str, str]] = {
    INT8: {"name": "small"},
    FP32: {"name": "small", "device": "torch"},
    RULES: {"name": "rules"},
}
"""The pipelines of this library, with what `miit_ie.load` is called with. Ratios compare with the first one."""

_WHOLE = (PASSAGES, BULLETINS, LONG_TEXT)
_SAMPLES = (PASSAGES_SAMPLE, BULLETINS_SAMPLE)
_TEXTS = {
    INT8: (*_WHOLE, *_SAMPLES),
    FP32: (PASSAGES, BULLETINS),
    RULES: (*_WHOLE, *_SAMPLES),
}


def our_systems() -> tuple[System, ...]:
    """Return the pipelines of this library."""
    return tuple(
        System(
            name,
            ("benchmarks.ours", call["name"], *(("--device", call["device"]) if "device" in call else ())),
            _TEXTS[name],
        )
        for name, call in PIPELINES.items()
    )


def peer_systems(progress: Callable[[str], None]) -> tuple[tuple[System, ...], dict[str, str]]:
    """Return the peers that could be installed, and for the others the reason why not.

    Parameters
    ----------
    progress
        Is told what comes next.
    """
    systems, failures = [], {}
    for peer in PEERS:
        progress(f"installing {peer.requirement}")
        try:
            python = prepare(peer)
        except PeerError as error:
            failures[peer.name] = str(error)
        else:
            systems.append(System(peer.name, (peer.module,), _SAMPLES if peer.slow else _WHOLE, python))
    return tuple(systems), failures
