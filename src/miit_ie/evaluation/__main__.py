"""``python -m miit_ie.evaluation``: scores predictions against gold annotations."""

from __future__ import annotations

import sys

import typer

from miit_ie.errors import MiitIEError
from miit_ie.evaluation.command import evaluate_command

if __name__ == "__main__":
    try:
        typer.run(evaluate_command)
    except MiitIEError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
