"""Whatever a file holds, a mistake is a line of the report and never a traceback."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from exchanging import export
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from miit_ie.annotation import import_bulletins

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 200)
    | st.floats()
    | st.sampled_from(["", "认定", "target", "T1", "h1"]),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.sampled_from("ab"), values, max_size=2),
    max_leaves=4,
)


def exported(format: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        export(Path(folder) / "a", format)
        return (Path(folder) / "a").read_text(encoding="utf-8")


EXPORTED = {format: json.loads(exported(format)) for format in ("label-studio", "doccano", "prodigy")}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value within a JSON value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        # Of the many tokens a few are enough.
        if key != "tokens":
            yield (*path, key)
            yield from places(part, (*path, key))


def damaged(value: Any, way: tuple[Any, ...], part: Any) -> Any:
    value = deepcopy(value)
    holder = value
    for key in way[:-1]:
        holder = holder[key]
    if part is ...:
        del holder[way[-1]]
    else:
        holder[way[-1]] = part
    return value


def reads_or_reports(content: str, format: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.ann"
        file.write_text(content, encoding="utf-8")
        if format == "brat":
            (Path(folder) / "a.txt").write_text("县工信局认定12家企业", encoding="utf-8")
        entries, report = import_bulletins([file], format)
        assert entries or report.problems or report.notes
        assert all(problem.startswith(str(Path(folder))) for problem in report.problems)


@pytest.mark.parametrize("format", EXPORTED)
@given(data=st.data())
def test_a_value_that_was_changed_is_read_or_reported(format: str, data: DataObject) -> None:
    way = data.draw(st.sampled_from(list(places(EXPORTED[format]))))
    part = data.draw(st.just(...) | json_values)
    reads_or_reports(json.dumps(damaged(EXPORTED[format], way, part)), format)


@given(
    lines=st.lists(
        st.sampled_from(
            [
                "T1\tRECOGNITION 4 6\t认定",
                "T2\ttarget 9 11\t企业",
                "T2\tcount 6 9\t12家",
                "T3\tcount 8 6;5 7\t12",
                "R1\ttarget Arg1:T1 Arg2:T2",
                "R2\tcount Arg1:T2 Arg2:T3",
                "A1\tmodality T1",
                "A2\tbound T2 exact",
                '#1\tAnnotatorNotes T2\t{"value": []}',
                "#2\tAnnotatorNotes T1\t?",
                "*\tEquiv T1 T2",
            ]
        )
        | st.text(max_size=9),
        max_size=6,
    )
)
def test_lines_of_any_kind_are_read_or_reported_by_brat(lines: list[str]) -> None:
    reads_or_reports("\n".join(lines), "brat")


@given(
    content=st.text(max_size=30)
    | st.lists(st.sampled_from(["甲\tO", "乙 B-PLACE", "", "# x", "\\ud800\tO"])).map("\n".join)
)
def test_lines_of_any_kind_are_read_or_reported_by_conll(content: str) -> None:
    reads_or_reports(content, "conll")
