"""Lines around a bulletin on the pages of government sites: what tells them from its text.

Each pattern is about a whole line. Labels and buttons are those that sites of ministries, provinces and cities
print; a line that only resembles them is taken for text, as a line too many does less harm than one lost.
"""

from __future__ import annotations

import re

from miit_ie.readers.page_lines import Line

__all__ = [
    "PAGE_LABEL",
    "is_attachment",
    "is_contact",
    "is_credit",
    "is_end",
    "is_footer",
    "is_furniture",
    "is_menu",
    "is_own",
    "is_page_info",
    "is_prose",
    "is_sentence",
]

_LONGEST = 120
_SHORTEST_PROSE = 25
_SENTENCE = re.compile("[。；！？]")
_DATE = r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_NUMERIC_DATE = r"(?:19|20)\d\d(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{1,2}"
_TIME = r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"

# Labels of what stands between title and text. Some stand in bulletins as well (the 时间 of a meeting, the 名称 of a
# product): they count with a plain date behind them, or in a table of facts about the page.
PAGE_LABEL = (
    r"(?:发布|添加|更新|公开|上传)(?:时间|日期)|发布(?:机构|单位)|发文(?:机关|日期)|[成生][文成]日期|索\s*引\s*号|主题分类|公文种类"
    r"|信息分类|(?:信息|文章|稿件)?来\s*源|作\s*者|(?:责任)?编\s*辑|(?:浏览|点击|阅读|访问)(?:次数|数|量)?|字[号体](?:大小)?"
)
_FACT_LABEL = r"标\s*题|名\s*称|文\s*号|发文字号|有\s*效\s*性|主\s*题\s*词"
_PAGE_INFO = re.compile(
    rf"\W*(?:(?:{PAGE_LABEL})\s*[:：]|(?:{_FACT_LABEL})\s*[:：]?\t"
    rf"|(?:时间|日期)\s*[:：]\s*{_DATE}{_TIME}(?:\s|$|{PAGE_LABEL})"
    rf"|(?:{_NUMERIC_DATE}|{_DATE}(?=\s*\d+:)){_TIME}(?:[\s\])】）][^，]*)?$|[^，]{{,20}}\s{_NUMERIC_DATE}{_TIME}$"
    r"|您?(?:现在|当前)?的?(?:所在)?位置\s*[:：]|今天是)"
)
# A line of buttons holds one of the first kind and nothing but buttons. None of them is made up of others, or it
# would take ages to find that a line is none.
_BUTTON = (
    "打印(?:本[页文]|此页|文章|页面)?|关闭(?:窗口|[本此]页|页面)?|返回(?:顶部|列表)?|回到顶部|(?:我要)?纠错"
    "|收藏(?:[本此]页)?|分享[到至]?|复制链接|[上下]一[页篇条]|字[体号]"
)
_MORE_BUTTONS = r"微信|微博|QQ空间|首页|上页|[尾末]页|共?\d+(?!\d)页?|[大中小]|在看|点?赞|阅读"
_BUTTONS = re.compile(rf"(?=.*(?:{_BUTTON}|大\W*中\W*小))\W*(?:(?:{_BUTTON}|{_MORE_BUTTONS})\W*)+")
_END = re.compile(
    r"\W*(?: [上下]一[篇条则]\s*[:：] | (?:相关|推荐|延伸|热[点门])(?:新闻|链接|阅读|稿件|文章|资讯)\W*$"
    r" | 分享[到至]\s*[:：] | (?:微信)?扫一扫 | 责任?编辑?\s*[:：] )",
    re.VERBOSE,
)
_FOOTER = re.compile("版权所有|ICP备|网站标识码|公网安备|copyright|all rights reserved", re.IGNORECASE)
# Under a text, and with a footer below it, on either side of the line.
_CREDIT = re.compile(
    r"\W*(?:来\s*源|编\s*辑|审\s*[核校]|[初复终]审|校\s*对|[供撰]\s*稿|作\s*者|摄\s*影|监\s*制)\s*[:：|丨/]"
)
_CONTACT = re.compile(r"\W*(?:主\s*办|承\s*办|运行维护|技术支持|联系电话|地\s*址|邮\s*编|电\s*话)(?:单位)?\s*[:：]")
_ATTACHMENT = re.compile(r"\W*附[件表]")
_ENDS_A_PARAGRAPH = re.compile(rf"[:：]$|{_DATE}$|^[二〇○零一九].{{4,14}}日$")


def is_attachment(text: str) -> bool:
    """Whether a line names an attachment, or announces them."""
    return bool(_ATTACHMENT.match(text))


def is_menu(line: Line) -> bool:
    """Whether a line is there to be clicked, not read. The list of attachments is both."""
    return line.is_link and not is_attachment(line.text)


def is_page_info(text: str) -> bool:
    """Whether a line states date, source or place of the page, as sites do between title and text."""
    return _is_short(text) and bool(_PAGE_INFO.match(text))


def is_end(text: str) -> bool:
    """Whether the text of the bulletin is over at this line: buttons, the next article, a footer."""
    return _is_short(text) and bool(_BUTTONS.fullmatch(text) or _END.match(text) or is_footer(text))


def is_footer(text: str) -> bool:
    """Whether a line names the owner or the registration of a site."""
    return _is_short(text) and bool(_FOOTER.search(text))


def is_credit(text: str) -> bool:
    """Whether a line says who wrote or edited an article."""
    return _is_short(text) and bool(_CREDIT.match(text))


def is_contact(text: str) -> bool:
    """Whether a line says who runs a site and how to reach them, which bulletins also do for other things."""
    return _is_short(text) and bool(_CONTACT.match(text))


def is_furniture(line: Line) -> bool:
    """Whether a line belongs to the page and not to the bulletin, wherever it stands."""
    return is_menu(line) or is_page_info(line.text) or is_end(line.text) or is_credit(line.text)


def is_own(line: Line) -> bool:
    """Whether nothing about a line speaks against its belonging to the bulletin."""
    return not is_furniture(line) and not is_contact(line.text)


def is_sentence(line: Line) -> bool:
    """Whether a line is text of the bulletin by its form: a sentence, an address, a date under it, a table row."""
    form = "\t" in line.text or _SENTENCE.search(line.text) or _ENDS_A_PARAGRAPH.search(line.text)
    return bool(form) and is_own(line)


def is_prose(line: Line) -> bool:
    """Whether a line is a sentence, or as long as one, as titles are too."""
    return is_sentence(line) or (len(line.text) >= _SHORTEST_PROSE and is_own(line))


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST and not _SENTENCE.search(text)
