"""Labelled fields in the head of a bulletin: 发布时间：2021-01-08 来源：科技司 点击次数：12."""

from __future__ import annotations

import re

from miit_ie.text.metadata.lines import Line, is_text

__all__ = ["split_labels"]

# Labels by the field they fill in; those of no field only end the value before them.
_LABELS = {
    "title": "标题 信息名称 文件名称",
    "issuer": "发文机关 发文单位 发布机构 发布机关 发布单位 制发机关 制定机关 公开主体",
    "source": "来源 信息来源 稿件来源 文章来源 来源单位",
    "doc_number": "文号 发文字号 发文文号 公文文号 文件编号",
    "published": "添加时间 发布时间 发布日期 公布日期 公开日期 发文日期 发文时间 更新时间 录入时间 时间 日期",
    "signed": "成文日期 成文时间 生成日期 印发日期",
    "": "点击次数 点击数 点击量 浏览次数 浏览量 阅读次数 阅读量 阅读 访问量 字号 字体 字体大小 大小 索引号 主题分类"
    " 主题词 分类 信息分类 体裁分类 有效性 效力状态 作者 编辑 责任编辑 责编 记者 审核 签发人 当前位置 您的位置"
    " 您现在的位置 所在位置 密级 紧急程度 关键词 栏目 公开方式 公开范围 公开形式 生效日期 废止日期 分享 分享到",
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split()}


def _pattern(labels: list[str]) -> str:
    # Characters may be set apart: 标　　题.
    return "(?:" + "|".join(" {0,4}".join(label) for label in sorted(labels, key=len, reverse=True)) + ")"


# A short label needs a blank, a bracket or a date before it; a long one may run into what goes before.
_LABEL = re.compile(
    rf"(?:{_pattern([label for label in _FIELD_OF if len(label) > 2])}"
    rf"|(?<![^ \[(【】|>\u4e280-9]){_pattern([label for label in _FIELD_OF if len(label) <= 2])}) ?: *"
)
_END_OF_VALUE = re.compile(r" {2,}|[】\]|\u4e28]| (?:\[|【|打印|分享|收藏|关闭|字号|浏览)")


def split_labels(line: Line, following: Line | None) -> tuple[str, dict[str, str], bool]:
    """Split the labelled fields off a line.

    Parameters
    ----------
    line
        The line.
    following
        The line after it, where the value of a label that ends the line may stand.

    Returns
    -------
    rest
        What stands before the first label, cut from the line.
    fields
        The values, cut from the text, by field of `miit_ie.schema.Meta` (``source`` for 来源).
    used
        Whether a value was taken from the following line.

    Examples
    --------
    >>> split_labels(Line.of("发布时间：2021-01-08　来源：科技司"), None)[1]
    {'published': '2021-01-08', 'source': '科技司'}
    """
    labels = list(_LABEL.finditer(line.folded))
    if not labels:
        return line.text, {}, False
    fields: dict[str, str] = {}
    used = False
    ends = [label.start() for label in labels[1:]] + [len(line.text)]
    for label, end in zip(labels, ends, strict=True):
        cut = _END_OF_VALUE.search(line.folded, label.end(), end)
        value = line.text[label.end() : cut.start() if cut else end].strip(" \u3000\xa0【[(（|")
        field = _FIELD_OF["".join(label.group().split()).rstrip(":")]
        is_last = end == len(line.text)
        if (
            field
            and not value
            and is_last
            and following
            and not _LABEL.match(following.folded)
            and not is_text(following)
        ):
            value = following.text
            used = True
        if field and value:
            fields.setdefault(field, value)
    return line.text[: labels[0].start()].strip(" \u3000\xa0【[(（|"), fields, used
