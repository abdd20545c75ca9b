"""What a page says about the bulletin on it: date, source, document number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from miit_ie.readers.boilerplate import PAGE_LABEL
from miit_ie.readers.dates import iso_date
from miit_ie.readers.page_lines import Element, Line
from miit_ie.schema import Meta

__all__ = ["page_meta", "stated_meta"]

# Names of <meta> elements, in lower case, best first.
_PUBLISHED = ("pubdate", "publishdate", "firstpublishedtime", "article:published_time")
_ISSUER = ("contentsource", "source")
# Labels of the same in print, best first.
_PUBLISHED_LABELS = ("(?:发布|公开|添加|更新|上传)?(?:时间|日期)",)
_ISSUER_LABELS = ("发布(?:机构|单位)|发文机关", r"(?:信息|文章|稿件)?来\s*源")
_NUMBER_LABELS = (r"发文字号|文\s*号",)
_NO_ISSUER = re.compile("本[站网]|原创|互联网|网络")

_METAS = etree.XPath("//meta[@content][@name or @property]")
_WECHAT_ACCOUNT = etree.XPath("string(//*[@id='js_name'])")


def stated_meta(root: Element) -> dict[str, str]:
    """Return the contents of the <meta> elements by name, in lower case; of two with one name, the first."""
    stated: dict[str, str] = {}
    for element in _METAS(root):
        # Editors leave markup in titles: a break, a bold word.
        content = " ".join(re.sub("<[^<>]*>", "", element.get("content")).split())
        if content:
            stated.setdefault((element.get("name") or element.get("property")).lower(), content)
    return stated


def page_meta(root: Element, stated: dict[str, str], above: list[Line], below_title: list[Line]) -> Meta:
    """Read date of publication, source and document number off a page.

    Parameters
    ----------
    root, stated
        The page and what its <meta> elements state.
    above
        The lines above the text.
    below_title
        Those of them that stand below the title, where a date needs no label.
    """
    dates = [*_first(stated, _PUBLISHED), *_labelled(above, _PUBLISHED_LABELS), *(line.text for line in below_title)]
    issuers = [*_first(stated, _ISSUER), *_labelled(above, _ISSUER_LABELS), _WECHAT_ACCOUNT(root).strip()]
    return Meta(
        issuer=next((issuer for issuer in issuers if issuer and not _NO_ISSUER.match(issuer)), None),
        doc_number=next(_labelled(above, _NUMBER_LABELS), None),
        published=next(filter(None, map(iso_date, dates)), None),
    )


def _first(stated: dict[str, str], names: tuple[str, ...]) -> list[str]:
    return [stated[name] for name in names if name in stated]


def _labelled(above: list[Line], labels: tuple[str, ...]) -> Iterator[str]:
    """Yield what stands behind a label above the text, nearest to the text first."""
    for label in labels:
        # Style sheets may be all that keeps a value and the next label apart.
        pattern = re.compile(
            rf"(?<![^\W\d])(?:{label})\s*[:：]\s*([^\s:：\]】]+?)(?=[\s\]】]|$|(?:{PAGE_LABEL})\s*[:：])"
        )
        for line in reversed(above):
            if match := pattern.search(line.text):
                yield match[1]
