"""Documents by their marks 《》 or by what frames their names: 关于…的通知, 中华人民共和国…法."""

from __future__ import annotations

import re

from miit_ie.schema import Entity

__all__ = ["find_documents"]

_KINDS = (
    "通知|意见|决定|公告|通告|公报|办法|方案|规划|计划|纲要|条例|规定|细则|规则|规范|指南|指引|目录|清单|标准|要点|措施"
    "|报告|白皮书|批复|法"
)
_MARKED = re.compile("《(?:[^《》\n]|《[^《》\n]*》)+》")
# A mark that was never closed: the title goes up to the kind of document it is.
_UNCLOSED = re.compile(rf"《[^《》\n,。;:]{{2,80}}(?:{_KINDS})(?=[^《》\n]*(?:[《\n]|$))")
_FRAMED = re.compile("关于(?:[^《》\n,。;:]|《[^《》\n]*》){4,80}的(?:通知|公告|通告|意见|决定|批复|函)")
_LAW = re.compile("中华人民共和国(?:(?![的和与、])[\u4e00-\u9fff]){2,20}?(?:法(?![律规院人定治])|条例)")
# A newspaper or journal is no document, a 公报 or 年报 is one.
_PERIODICAL = re.compile("《[^《》]*(?:(?<![公通简情年月])报|周刊|杂志)》|《[^《》]*》(?=杂志|周刊|月刊)")


def find_documents(text: str) -> list[Entity]:
    """Find the documents that marks or a frame show; newspapers in marks are institutes.

    Parameters
    ----------
    text
        Folded text (`miit_ie.text.fold.fold`).

    Returns
    -------
    list of Entity
        Candidates with their marks, in no order. They overlap.

    Examples
    --------
    >>> [(entity.text, entity.label) for entity in find_documents("据《某某日报》,《某某条例(草案)》已通过")]
    [('《某某日报》', 'INSTITUTE'), ('《某某条例(草案)》', 'DOCUMENT')]
    """
    found = []
    for match in _MARKED.finditer(text):
        label = "INSTITUTE" if _PERIODICAL.match(text, match.start()) else "DOCUMENT"
        found.append(Entity(match.group(), *match.span(), label))
    for pattern in (_UNCLOSED, _FRAMED, _LAW):
        found += [Entity(match.group(), *match.span(), "DOCUMENT") for match in pattern.finditer(text)]
    return found
