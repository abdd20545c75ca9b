"""Numerals that measure nothing although a measure word may follow: ordinals, dates, document titles, slogans."""

from __future__ import annotations

import re

from miit_ie.text.fixed_words import MASK

__all__ = ["mask_non_quantities"]

_CHINESE = "[零一二两三四五六七八九十百千]"
# Bounded, so that a long run of digits is not read again from each of them.
_NUMBER = f"(?:[0-9]{{1,6}}|{_CHINESE}{{1,8}})"
_PERIOD = "(?:年|个月|天|周|小时)"

_PATTERNS = (
    # 《关于取消33项许可的决定》
    "《[^《》\n]{1,100}》",
    f"第 ?{_NUMBER} ?页[,/ ]?共 ?{_NUMBER}(?= ?页)",
    # 第408批, 第三、四批; but 第一、63家企业 opens a list.
    f"第 ?(?:[0-9]+(?:[、至到-]第?[0-9]+)*|{_CHINESE}+(?:[、至到-]第?{_CHINESE}+)*)",
    f"(?:附件|附表|附录|专栏) ?{_NUMBER}",
    # 二次开发, 二类疫苗, 二期工程 are ordinals: a count has 两.
    f"(?<!{_CHINESE})二(?=[次类部])|(?<![了办开出版刊播]|{_CHINESE})[一二三四五六七八九十]期(?!间)",
    # Ranks and dates: 前10名, 前三季度, 未来五年, 三年前; at the start of a clause also 近三年, 十年来.
    f"(?<![目此日以之当年月天生空提面门眼跟会超从先])前{_NUMBER}(?=[名位强届批次期款条项季大年天家])|前{_NUMBER}(?=个月|季度)",
    f"(?:未来|今后|过去|最近|接下来|今明|这|每|上一|下一)的?(?:{_NUMBER}[至到-])?{_NUMBER}(?={_PERIOD})",
    f"(?:^|(?<=[,。;:!?、]))(?:近{_NUMBER}(?={_PERIOD})|{_NUMBER}(?={_PERIOD}多?来))",
    f"{_NUMBER}(?={_PERIOD}多?前)",
    "(?:(?<![0-9.])(?<![0-9],)(?:1[89]|2[01])[0-9]{2}|[一二][零一二三四五六七八九]{3})(?=年|届)",
    f"(?<=[时点])[0-9]{{1,2}}分|(?<=时){_CHINESE}{{1,3}}分",
    # Names of plans, party congresses and sessions: 三年行动, 十四届全国人大二次会议.
    f"{_NUMBER}年(?=.?(?:行动|规划|计划|攻坚))",
    f"{_CHINESE}{{1,4}}届(?=全国|中央|人大|政协|省|市|常委)",
    f"{_CHINESE}{{1,4}}届{_CHINESE}{{1,3}}次",
    f"{_CHINESE}{{1,2}}个一(?=批|”|工程)",
    f"(?<=[届大委协会]){_CHINESE}{{1,3}}次(?=(?:全体)?会议)",
    # Slogans: “两个维护”, “一件事”.
    "“(?:[二两三四五六七八九十]{1,2}[个张]|一[个项条次张件句家])[^“”\n]{1,7}”",
    "(?<![一两三四五六0-9])(?:周|星期|礼拜)[一二三四五六](?![次天届年])",
    # 一 that points or predicates: 每一项, 是一项, 新一批, 上一批; but 会上一批, 创新一批, 主任一名, 合同一份.
    "(?:(?<=[每这那某何另哪是])|(?<=最后)|(?<![主责担信]任)(?<=任)|(?<![共会协合]同)(?<=同)|(?<![创更革翻高]新)(?<=新)"
    "|(?<![线旗名以手地乡楼当麾治门山桥树天目之件况景势]下)(?<=下)|(?<=[再又])(?=一次)|(?<=[去今明]年|新的)(?=一年)"
    f"|(?<![^\\W比较与和对将据])上)一(?!{_CHINESE}|[万亿点])",
    # 一 that distributes or stands in a fixed phrase: 一企一策, 一个个, 一次通过, 一段时间, 一小时交通圈, 一大亮点.
    f"(?<!{_CHINESE})一(?:([个项条件批次场家户企人村县名座])(?:.?一|\\1)"
    "|次(?=申报|查验|放行|通过|成功|成型|开车|投料|办[好结成]|告知|到位|受理)"
    "|道(?!.{0,4}(?:防线|屏障|工序|程序|命令|风景|难题|关卡|菜))"
    "|(?=段时[间期]|个时期|大(?![批笔类])|本账|(?:刻钟|小时).{0,4}圈))",
)
_NON_QUANTITY = re.compile("|".join(_PATTERNS), re.MULTILINE)


def mask_non_quantities(text: str) -> str:
    """Return a copy of a closed-up text, of the same length, with everything masked that holds no quantity.

    Examples
    --------
    >>> mask_non_quantities("第408批3家").replace(MASK, "_")
    '____批3家'
    """
    return _NON_QUANTITY.sub(lambda match: MASK * len(match.group()), text)
