"""Cues of modality and polarity: whether something happened, is planned, put up for comment, or a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable

from miit_ie.schema import Modality, Polarity
from miit_ie.text.date_cues import DateCue

__all__ = [
    "PlanTracker",
    "has_cue",
    "intended",
    "is_call",
    "is_law_article",
    "is_plan",
    "is_proposal",
    "modality_of",
    "polarity_of",
    "reported",
]

_PROPOSAL = re.compile(
    r"公示|征求意见稿|公开征求意见(?:的|$)|拟(?:认定|入选|推荐|确定|支持|授予|列入|立项|命名|撤销|表彰|移出|评定|公布)"
)
_PROPOSED = re.compile(r"拟(?:被|新|同意|予以)?$")
# A title that calls for work to be done: an application, a recommendation, a selection.
_CALL = re.compile(
    r"(?:组织|申报|推荐|征集|遴选|报送|开展|做好|启动)(?!结果|情况).{0,40}(?:通知|公告|函|指南|方案)|(?:申报|推荐|征集)(?:通知|公告|指南)"
)
# A title that is that of a plan, and not of a report on the last or of both.
_PLAN_TITLE = re.compile(
    r"^(?!.*(?:情况|总结|回顾|发布|印发|出台|公布|解读|审议|通过|通报|同意|部署)).*(?:工作要点|实施要点|方案|若干措施|行动计划)(?:\([^()]*\))*(?:摘要)?$"
)
_LAW_ARTICLE = re.compile(r"第[一二三四五六七八九十百零0-9]{1,5}条(?:之[一二三四五六七八九十])?(?: |$)")
_FAILS = (
    "不(?:合格|达标|符合|通过|过关|到位|足|力|改正|参加|实)|未(?:通过|达标|达到|按|能|完成|参加|报送|列入|整改|开工|入选)"
    "|没有(?:通过|达标|达到|完成|参加)|逾期|造假|虚报|骗取|套取|违规|排名(?:末|靠?后|最后|垫底)"
)
# How rules are worded: every so many years, under which condition.
_GENERIC = re.compile(
    r"每(?:[一两二三四五六0-9]{0,2}|半)(?:年|季度|月)|原则上|有下列情形|情形之一|必须|不得|方可|按年(?:度)?"
    r"|[^,;。]{2}[^目别确真]的,[^,;。]{0,12}$|由[^,。;]{2,24}负责"
    # What becomes of those who fail, where they are not counted: 不合格的移出, 造假的单位,取消.
    rf"|(?:{_FAILS})[^,;。0-9]{{0,16}}的[^,;。0-9一二三四五六七八九十已被]{{0,8}}(?:,[^,;。已被]{{0,6}})?$"
    r"|(?:凡[^,;。]{2,20}|[的者],?)一律.{0,2}$|一经(?:查实|发现|核实|认定)"
    r"|有效期为? ?[0-9一二两三四五] ?年,|(?:期满|到期)后?(?:须|应|重新|自动|由[^,;。]{2,20}).{0,4}$"
)
# The last clause before the trigger names a case (弄虚作假的,取消资格), or what an applicant must have.
_CONDITION = re.compile(r"(?:^|[,;:.、])[^,;]{0,20}(?:应当?|须|必须|可以?)(?!用|对|急|见|持续)[^,;]{0,24}$")
# What 将 and 计划 put into the future; else 将 may stand for 把, and 计划 may be a noun.
_VERBS = (
    "出台|发布|组织|开展|推出|安排|支持|新|建|启动|举办|推动|编制|制定|实施|培育|遴选|评选|选|认定|打造|设立|成立|布局|取消|公布|印发|下达|部署|评定"
    "|优选|择优|修订"
)
_WILL = (
    f"[于在会以再按从由对向为]|进一步|继续|陆续|通过|全面|深入|重点|加快|积极|正式|首次|结合|着力|聚焦|面向|{_VERBS}"
)
# After who plans, or an adverb; 倍增计划 and 该计划 are nouns.
_PLAN_VERB = "(?:^|(?<=[部厅局委司省市会院心方们年月还也均,;:。”]))计划"
_INTENDS = rf"再|{_VERBS}|在|于|到|用|通过|投|新|建|年内|今|明|20[0-9][0-9]|[0-9一两二三四五六十][0-9十]?[年月天]"
# Words that put what follows them, up to the end of the sentence, into the future or the imperative.
_PLANNED = re.compile(
    rf"(?<![即必行名大小中少上])将(?:.?.?$|(?={_WILL}))"
    r"|还将|(?:^|(?<=[,;:。“]))公示(?=(?:期满|结束)(?:之?后|且)|之?后)"
    rf"|即将|拟(?!定|合)|力争|争取|{_PLAN_VERB}(?={_INTENDS})|准备|打算|预计|有望"
    r"|(?:^|[,;:“。、要]|会议|我们|各[^,。;]{1,6})(?:还|也|都|就|既|又|一)?(?:要|需要?|须)(?!求|素|点|闻|塞|道|件|对|用|变|急|么)|(?<![供响相适反效对感回])应当?(?=[^急对用届])"
    r"|到(?:20[0-9]{2}|明|“?十[四五六]五)[^,。]{0,4}[年末底]|未来(?!产业|之|工厂|社区|乡村|信息|网络|能源|健康|材料|空间|制造|城)|今后|下一?步|明年|下一年|(?:鼓励|探索|希望|愿(?:同|与|意)|呼吁|建议|提议)(?=[^,]*$)"
    r"|(?<=[议知见案部省委局厅司府上※])要求(?=[,:])|(?:提出|明确|强调|指出|提到|包括|确定)(?=[,:])|(?:部署(?=:)|(?<=[议案见※])部署(?=,))|目标是|任务是|重点任务|主要目标|[0-9]日起|自20[0-9年月日]+起"
    # By when something is to be done.
    r"|(?:(?:[0-9]{1,2}|[一二三四五六七八九十])月(?:[0-9]{1,2}日|[上中下]旬|[底末])?|年底)[之以]?前(?![后往来期夕景述])"
    rf"|(?<![0-9一二两三四五六七八九十几数近全半])年内|今年内|{_PLAN_VERB}[^,;:。]{{0,2}}$"
)
# Words that say it happened, or when it did.
_DONE = re.compile(
    r"已(?!于20|[^,。;:]{0,12}的)|正在|目前|截至|(?<![0-9])日前|近日|以来(?![^,。;:]{0,12}的)|去年|当日|昨[日天]|今天|今日|过去|先后|刚刚|圆满|成功|顺利|正式(?=发布|印发)|不久前|前期|获(?=批|得)|被|(?<!力争|争取|确保)全年|至此|来,|于[0-9]{1,2}月|此前"
)
_PERFECTIVE = re.compile(r"(?<![为除到])了(?![解结却])")
# A sentence after which the text goes on with the contents of a plan, a document or a demand.
_CARRIER = re.compile(
    r"(?:提出|明确|要求|强调|指出|提到|部署|包括|征求意见)[,:。]|研究部署[^,。;]{0,20}工作。|(?:^|[,、])(?:[一二三四五六七八九十]?要|将)|到20[0-9]{2}年"
)
_CARRIER_BREAK = re.compile(
    r"全年|上半年|至此|较上年|同比|年来|于[0-9]{1,2}月|审议|听取|会后|目前|截至|以来|近年|日前|近日|据悉|据了解|去年|已|累计|今天|记者|表示|此前|同日|数据显示"
)
# What leads into all the chapters that follow: 现将今年重点任务下达如下, and not 现将任务完成情况报告如下.
_LEAD_IN = re.compile(r"如下[:。]?\s*$")
_LEAD_INTO_PLANS = re.compile(r"安排|任务|打算|要求|举措|(?:今年|明年|20[0-9]{2}年)(?:度|有关|的)*工作")
_LEAD_INTO_REPORT = re.compile(r"情况|结果|进展|总结|成效|名单")
_NAME = re.compile("《[^》]*》")
_NEGATIVE = re.compile(r"(?:未|没有?|不|暂缓|无法|拒绝)(?:再|能|得)?(?:被|获|获得|通过|列入|予以|予)?$")


def is_proposal(title: str) -> bool:
    """Return whether a title announces something put up for comment (公示, 拟认定…名单).

    Examples
    --------
    >>> is_proposal("关于2021年拟认定企业名单的公示"), is_proposal("关于公布企业名单的通知")
    (True, False)
    """
    return bool(_PROPOSAL.search(title))


def is_law_article(sentence: str) -> bool:
    """Return whether a sentence opens an article of a law or regulation (第十六条 …)."""
    return bool(_LAW_ARTICLE.match(sentence))


def is_call(title: str) -> bool:
    """Return whether a title calls for work to be done, so that what the text says is demanded unless it says when.

    Examples
    --------
    >>> is_call("关于组织申报2024年度示范企业的通知"), is_call("关于公布示范企业名单的通知")
    (True, False)
    """
    return bool(_CALL.search(title))


def is_plan(title: str) -> bool:
    """Return whether a title is that of a plan, so that what the text says is still to be done unless it says when.

    Examples
    --------
    >>> is_plan("某省“未来工厂”培育行动方案(2023-2025年)"), is_plan("2023年工作总结及2024年工作要点")
    (True, False)
    """
    return bool(_PLAN_TITLE.search(title))


class PlanTracker:
    """Tells of one sentence after another whether it goes on with a plan or demand opened before it.

    Examples
    --------
    >>> tracker = PlanTracker()
    >>> [tracker.carries(s) for s in ["会议要求,遴选一批项目。", "建设3个基地。", "目前已建成2个。", "支持企业发展。"]]
    [False, True, False, False]
    >>> tracker.carries("现将今年重点任务下达如下:")
    False
    >>> tracker.reset()
    >>> tracker.carries("建设智算集群3个。")
    True
    """

    def __init__(self) -> None:
        self._inside = False
        self._led_in = False

    def reset(self) -> None:
        """Start anew, as where a chapter begins: among plans only if the text has led into them."""
        self._inside = self._led_in

    def carries(self, sentence: str) -> bool:
        """Take the next sentence, folded, and judge it."""
        self._inside = self._inside and not _CARRIER_BREAK.search(sentence)
        carried = self._inside
        if lead_in := _LEAD_IN.search(sentence):
            words = sentence[max(sentence.rfind(mark, 0, lead_in.start()) for mark in ",。;") + 1 :]
            self._led_in = bool(_LEAD_INTO_PLANS.search(words)) and not _LEAD_INTO_REPORT.search(words)
        self._inside = self._inside or self._led_in or bool(_CARRIER.search(sentence))
        return carried


def modality_of(
    before: str,
    *,
    dates: Iterable[DateCue] = (),
    plan: bool = False,
    proposal: bool = False,
    call: bool = False,
    law: bool = False,
) -> Modality:
    """Judge the modality of a trigger.

    Parameters
    ----------
    before
        The sentence up to the trigger, folded (`miit_ie.text.fold.fold`).
    dates
        The dates in it that tell plans from work done (see `miit_ie.text.date_cues`), with offsets into ``before``.
    plan
        Whether the sentence stands among plans or demands.
    proposal
        Whether the bulletin puts its contents up for comment.
    call
        Whether the bulletin calls for work to be done; what applicants must have or do is a rule there.
    law
        Whether the sentence belongs to an article of a law or regulation.

    Examples
    --------
    >>> modality_of("到2025年,"), modality_of("今年以来,已"), modality_of("每三年"), modality_of("", plan=True)
    ('planned', 'actual', 'generic', 'planned')
    """
    if _PROPOSED.search(before):
        return "proposed" if proposal else "planned"
    if law or _GENERIC.search(before) or (call and _CONDITION.search(before)):
        return "generic"
    # The nearer cue decides.
    planned = [(match.end(), match.group()) for match in _PLANNED.finditer(before)]
    done = [match.end() for match in _DONE.finditer(before)]
    for one in dates:
        if one.ahead:
            planned.append((one.end, ""))
        else:
            done.append(one.end)
    if not planned and not done:
        return "planned" if plan or call else "actual"
    last, word = max(planned, default=(-1, ""))
    # At one place where a deadline is over: 2020年底前.
    if last <= max(done, default=-1):
        return "actual"
    return "proposed" if proposal and word == "拟" else "planned"


def has_cue(words: str) -> bool:
    """Return whether words, folded, tell that something has happened or will; names in 《》 do not.

    Examples
    --------
    >>> has_cue("3家,将"), has_cue("3家,并"), has_cue("《明年计划》,并")
    (True, False, False)
    """
    words = _NAME.sub("※", words)
    return any(pattern.search(words) for pattern in (_PLANNED, _DONE, _PERFECTIVE))


def reported(sentence: str) -> int:
    """Return how much of a sentence reports: all of it, or what stands before the first word of plans.

    Parameters
    ----------
    sentence
        A sentence of a report, folded (`miit_ie.text.fold.fold`).

    Examples
    --------
    >>> reported("认定3家企业。"), reported("认定3家企业,下一步推广。"), reported("力争认定3家企业。")
    (7, 7, 0)
    """
    if modality_of(sentence) == "actual":
        return len(sentence)
    return next((match.start() for match in _PLANNED.finditer(sentence)), 0)


def intended(sentence: str) -> int:
    """Return how much of a sentence among plans is one: all of it, or what stands before the first word of work done.

    Parameters
    ----------
    sentence
        A sentence of a plan, folded (`miit_ie.text.fold.fold`).

    Examples
    --------
    >>> intended("认定3家企业。"), intended("认定3家企业,此前已遴选5家。"), intended("支持企业,编制了规划。")
    (7, 7, 5)
    """
    end = len(sentence)
    if done := _DONE.search(sentence):
        end = done.start()
    if perfective := _PERFECTIVE.search(sentence):
        # The verb of 编制了规划 stands before its mark.
        end = min(end, max(sentence.rfind(mark, 0, perfective.start()) for mark in ",;:") + 1)
    return end


def polarity_of(before: str) -> Polarity:
    """Judge whether an event is asserted or denied, from the sentence up to its trigger.

    Examples
    --------
    >>> polarity_of("该企业未通过"), polarity_of("该企业")
    ('negative', 'positive')
    """
    return "negative" if _NEGATIVE.search(before) else "positive"
