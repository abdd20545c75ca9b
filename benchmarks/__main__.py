"""``python -m benchmarks``: measures, prints one table, and writes the figures of each round to a file."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.measure import ChildError, run_child, time_systems
from benchmarks.report import Results
from benchmarks.systems import INT8, our_systems, peer_systems
from benchmarks.texts import text_sets

_ROOT = Path(__file__).resolve().parents[1]
_WIDTH = 150
_SCORES = "scores"


def _main() -> int:
    arguments = _parser().parse_args()
    rounds = 1 if arguments.quick else 3
    console = Console(stderr=True)
    with console.status("reading the texts") as status:
        texts = text_sets(arguments.quick)
        load_before = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
        systems = our_systems()
        failures: dict[str, str] = {}
        if arguments.peers:
            peers, failures = peer_systems(status.update)
            systems += peers
        timings = time_systems(systems, texts, rounds=rounds, progress=status.update)
        failures |= timings.failures
        quality = None
        if not arguments.quick:
            status.update("scoring")
            try:
                quality = run_child(["benchmarks.quality"])
                failures = quality["failures"] | failures
            except ChildError as error:
                failures[_SCORES] = str(error)
    results = Results(texts, timings, quality, failures, rounds, load_before)
    # Not cut to the width of a log, which is what rich takes where there is no terminal.
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(results.table())
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(results.to_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    # A peer that cannot be installed or an extra that is missing leaves the rest of the table as it is.
    return 1 if failures.keys() & {INT8, _SCORES} else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few texts, one round, no scores: to try whether it runs")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="this library only")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=_ROOT / "out" / "benchmarks.json",
        metavar="FILE",
        help="where to write the figures (out/benchmarks.json)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(_main())
