from __future__ import annotations

from datetime import date

import pytest

from miit_ie.text.date_cues import DateCue, date_cues
from miit_ie.text.dates import find_dates
from miit_ie.text.modality import (
    PlanTracker,
    intended,
    is_call,
    is_law_article,
    is_plan,
    is_proposal,
    modality_of,
    polarity_of,
)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", "actual"),
        ("今年以来,某厅", "actual"),
        ("某厅近日", "actual"),
        ("某司将", "planned"),
        ("到2025年,", "planned"),
        ("力争到2027年底,累计", "planned"),
        ("下一步,我厅要", "planned"),
        ("计划在全省", "planned"),
        ("将有关企业", "actual"),
        ("为落实到2025年的目标,某厅已", "actual"),
        ("每三年", "generic"),
        ("有下列情形之一的,", "generic"),
        ("对考核不合格的,", "generic"),
        ("鼓励地方先行先试,近日", "actual"),
        ("鼓励各地", "planned"),
        ("某厅拟", "planned"),
        ("力争全年", "planned"),
        ("全年", "actual"),
        ("各县要总结做法,年底前", "planned"),
        ("计划两年内", "planned"),
        ("下达修订计划30项,", "actual"),
        ("各市8月15日前", "planned"),
        ("某厅于6月底前", "planned"),
        ("某局日前", "actual"),
        ("产业链供应链", "actual"),
        ("支持未来产业,适应需求,", "actual"),
        ("要发挥已入选单位的作用,", "planned"),
        ("对已公布名单的单位,将组织", "planned"),
        ("某省将36家企业", "actual"),
        ("我厅将对名单内企业", "planned"),
        ("公示结束后,", "planned"),
        ("经公示无异议,", "actual"),
        ("明年计划遴选项目10个,", "planned"),
        ("会议审议了行动计划,", "actual"),
        ("按照某规划要求,", "actual"),
        ("会议要求,", "planned"),
        ("考核不合格的", "generic"),
        ("中途退出的单位,不合格的,", "generic"),
        ("考核不合格的3家企业", "actual"),
        ("试点期满须", "generic"),
        ("试点期满,我厅", "actual"),
        ("公示期满后,", "planned"),
        ("公示期满,我部", "actual"),
        ("经审核、公示后,", "actual"),
        ("经评审并公示后,我厅", "actual"),
        ("面向不同行业的企业,", "actual"),
        ("不断优化的园区", "actual"),
        ("没有参加复核的甲公司被", "actual"),
        ("近三年内,全省", "actual"),
        ("今年内", "planned"),
        ("9月前后", "actual"),
        ("省厅将12家单位", "actual"),
        ("某厅将对12家企业开展", "planned"),
        ("倍增计划新增企业2家,", "actual"),
        ("该计划于2020年启动,", "actual"),
        ("联合会计划遴选3家,", "planned"),
        ("经研究决定,", "actual"),
    ],
)
def test_modality(before: str, expected: str) -> None:
    assert modality_of(before) == expected


def test_context_decides_where_the_sentence_does_not() -> None:
    assert modality_of("某厅", plan=True) == "planned"
    assert modality_of("某厅已", plan=True) == "actual"
    assert modality_of("经评审,拟", proposal=True) == "proposed"
    assert modality_of("拟认定3家企业,", proposal=True) == "proposed"
    assert modality_of("拟认定3家企业,此前已", proposal=True) == "actual"
    assert modality_of("主管部门", law=True) == "generic"
    assert modality_of("", call=True) == "planned"
    assert modality_of("申报企业应", call=True) == "generic"
    assert modality_of("2022年以来,全省已", call=True) == "actual"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("去年底认定3家,今年四季度复核5家。", [("去年底", False), ("今年四季度", True)]),
        ("2020年认定的5家,复核2019年度项目。", []),
        ("对2018年公布的企业复核,于2021年3月公布。", [("2021年3月", False)]),
        ("到2025年,建成5家。", [("2025年", True)]),
        ("今年认定3家,近日公布。", []),
        ("2020年12月底前,认定3家。", [("2020年12月底前", False)]),
        ("12月底前认定3家。", [("12月底前", True)]),
        ("明年,在2020年试点经验上新建5个。", [("明年", True)]),
        ("2020年底前后认定3家。", []),
        ("2021年6月认定3家。", []),
    ],
)
def test_dates_that_open_a_clause_tell_plans_from_work_done(text: str, expected: list[tuple[str, bool]]) -> None:
    day = date(2021, 6, 15)
    assert [(text[cue.start : cue.end], cue.ahead) for cue in date_cues(text, find_dates(text, day), day)] == expected
    assert not date_cues(text, find_dates(text), None)


def test_the_nearer_of_date_and_word_decides() -> None:
    past, ahead = DateCue(0, 4, ahead=False), DateCue(0, 4, ahead=True)
    assert modality_of("去年底,", dates=[past], plan=True) == "actual"
    assert modality_of("四季度,", dates=[ahead]) == "planned"
    assert modality_of("去年底,计划", dates=[past]) == "planned"
    assert modality_of("四季度,对已", dates=[ahead]) == "actual"
    # A deadline that is over.
    assert modality_of("去年12月底前", dates=[DateCue(0, 8, ahead=False)]) == "actual"


def test_plans_carry_over_sentences() -> None:
    sentences = ["会议要求,加快遴选企业。", "建设5个平台。", "据悉,去年建成2个。", "支持100家企业。"]
    tracker = PlanTracker()
    assert [tracker.carries(sentence) for sentence in sentences] == [False, True, False, False]
    assert not tracker.carries("要求,遴选一批企业。")
    tracker.reset()
    assert not tracker.carries("建设5个平台。")


@pytest.mark.parametrize(
    ("lead_in", "plans"),
    [
        ("现将2024年重点任务下达如下:", True),
        ("现就今年工作通知如下。", True),
        ("现将重点任务进展情况报告如下:", False),
        ("现将结果公告如下:", False),
    ],
)
def test_a_lead_in_bears_on_every_chapter_behind_it(lead_in: str, plans: bool) -> None:
    tracker = PlanTracker()
    assert not tracker.carries(lead_in)
    for sentence in ("建设5个平台。", "遴选一批企业。"):
        tracker.reset()
        assert tracker.carries(sentence) is plans


def test_plans_reach_up_to_the_first_word_of_work_done() -> None:
    assert intended("认定3家企业。") == 7
    assert intended("认定3家企业,此前已认定5家。") == 7
    assert intended("已认定3家企业。") == 0
    assert intended("支持企业,编制了规划,为了发展。") == 5
    assert intended("为了发展,建设平台。") == 10


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("3家企业未通过", "negative"),
        ("不予", "negative"),
        ("未被", "negative"),
        ("拟不", "negative"),
        ("两年内不得", "negative"),
        ("未能", "negative"),
        ("未来五年", "positive"),
        ("", "positive"),
    ],
)
def test_polarity(before: str, expected: str) -> None:
    assert polarity_of(before) == expected


def test_titles_and_articles() -> None:
    assert is_proposal("关于拟认定2022年绿色工厂名单的公示")
    assert not is_proposal("关于公布绿色工厂名单的通知")
    assert is_call("关于组织申报2023年度质量标杆的通知")
    assert not is_call("关于公布2023年度质量标杆名单的通知")
    assert is_plan("某省2026年工作要点")
    assert is_plan("某市应用推广试点实施方案(2023-2025年)摘要")
    assert not is_plan("关于印发《某行动计划》的通知")
    assert not is_plan("2025年工作总结和2026年工作要点")
    assert not is_plan("七部门联合印发电子信息制造业稳增长行动方案")
    assert is_law_article("第十二条 企业应当报送材料。")
    assert not is_law_article("第十二条措施已经落实。")
