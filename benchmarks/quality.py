"""Scores of the pipelines on the development split of the gold corpus: ``python -m benchmarks.quality``."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from benchmarks.child import limit_onnx_threads, reply
from benchmarks.systems import FP32, INT8, PIPELINES

__all__ = ["SCORES"]

SCORES = ("Trig-C", "Arg-C+", "Fact", "Ent")
"""The scores that are reported, of all event types and labels together."""

_RESAMPLES = 1000


def _evaluate(call: dict[str, str]) -> Any:
    import miit_ie
    from miit_ie.annotation import load_gold
    from miit_ie.evaluation import evaluate

    gold = load_gold("dev").bulletins
    load: Any = miit_ie.load
    inputs = [miit_ie.Bulletin.of(bulletin.text or "", bulletin.doc_id, meta=bulletin.meta) for bulletin in gold]
    predicted = list(miit_ie.extract_many(inputs, pipeline=load(**call)))
    return evaluate(gold, predicted, resamples=_RESAMPLES)


def _main() -> None:
    evaluations: dict[str, Any] = {}
    failures: dict[str, str] = {}
    difference = None
    with contextlib.suppress(ImportError):
        limit_onnx_threads()
    with contextlib.redirect_stdout(sys.stderr):
        for name, call in PIPELINES.items():
            try:
                evaluations[name] = _evaluate(call)
            except Exception as error:
                # Whatever it is, the other pipelines are scored all the same.
                failures[name] = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        if INT8 in evaluations and FP32 in evaluations:
            compared = evaluations[INT8].compare(evaluations[FP32]).to_dict()["differences"]
            difference = {score: compared[score]["all"] for score in SCORES}
    reply(
        {
            "scores": {
                name: {score: evaluation.scores[score]["all"].to_dict() for score in SCORES}
                for name, evaluation in evaluations.items()
            },
            "int8_minus_fp32": difference,
            "failures": failures,
        }
    )


if __name__ == "__main__":
    _main()
