"""The salutation of a notice: 各省、自治区、直辖市工业和信息化主管部门，有关中央企业：."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miit_ie.text.fold import fold
from miit_ie.text.metadata.lines import Line

__all__ = ["read_salutation"]

_MOST_LINES = 4
# Shorter lines end where they do on purpose.
_SHORTEST_BROKEN_LINE = 20
# How the names of bodies and of groups of them end. 各省 and 自治区 do not: they share the end of what comes after.
_WHOLE = re.compile(
    "(?:部|委|厅|局|司|署|院|处|科|室|会|组|站|所|社|集团|公司|政府|中心|大学|学校|高校|院校|学院|联盟|兵团|总队|部门|单位|企业|机构"
    r"|厂商|平台|园区|代表|同志|人员|用户|专家|办公厅|办公室|办|方面|者)(?:\([^()]*\))?$"
)
_NOT_A_SALUTATION = re.compile(
    "[。!?〔《]|如下|现将|根据|按照|附件|通知|公告|^(?:联系|主办|承办|协办|申报|申请|推荐|填报|填表|支持|指导|牵头|责任|实施|建设|参与|主管"
    "|归口|起草|完成|依托|所在|审核|发布)(?:单位|部门|企业|机构|人员|公司|方)"
)


def read_salutation(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the addressees if a salutation opens the lines, perhaps broken over a few of them; else nothing.

    Examples
    --------
    >>> read_salutation([Line.of("各市、县工业和信息化局，有关企业：")])
    ('各市、县工业和信息化局', '有关企业')
    """
    for count in range(1, min(_MOST_LINES, len(lines)) + 1):
        flat = "".join(line.flat for line in lines[:count])
        if _NOT_A_SALUTATION.search(flat):
            return ()
        if flat.endswith(":"):
            text = "".join(line.text for line in lines[:count])
            return _split(text[:-1]) if _WHOLE.search(flat[:-1]) else ()
        if len(lines[count - 1].flat) < _SHORTEST_BROKEN_LINE:
            return ()
    return ()


def _split(text: str) -> tuple[str, ...]:
    """Split at commas and semicolons outside brackets, and at 、 after a whole name."""
    parts: list[str] = []
    start = depth = 0
    for position, char in enumerate(fold(text)):
        depth += (char == "(") - (char == ")")
        ends = char in ",;" or (char == "、" and _WHOLE.search(fold(text[start:position]).replace(" ", "")))
        if depth <= 0 and ends:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return tuple(stripped for part in parts if (stripped := part.strip()))
