from __future__ import annotations

import pytest
from hypothesis import given

from miit_ie.text.lists import leads_into_plans, planned_lists
from strategies import texts


def _found(text: str) -> list[str]:
    return [text[one.start : one.end].strip() for one in planned_lists(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "四季度工作打算:",
        "会议议定,下一步抓好以下事项:",
        "请各地抓紧做好以下工作:",
        "某司将抓好三件事。",
        "再说下半年。",
        "四季度工作安排",
        "各地要重点完成以下任务:",
        "今年重点抓三项任务:",
        "2024年主要任务:",
        "会议部署了四季度的五项任务:",
        "公示结束后,拟采取以下措施:",
        "今年安排如下。",
        "明年怎么打算?",
        "问:下一步还有哪些安排?",
        "问:公示后还有哪些动作?",
    ],
)
def test_lead_ins(sentence: str) -> None:
    assert leads_into_plans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "近期其他标准工作:",
        "任务完成情况:",
        "现将有关事项通知如下:",
        "申报单位应具备以下条件:",
        "拟认定名单公示如下:",
        "某厅安排资金5000万元。",
        "研究下一步任务。",
        "主要指标:",
        "现将主要工作汇报如下:",
        "现将入选企业公布如下:",
        "全省采取了以下措施:",
        "超额完成年度任务:",
        "市局落实了三项任务:",
        "我部决定:",
        "有下列情形之一的,应当撤销称号:",
        "该中心的主要任务:",
        "证书变更如下,请核对:",
        "问:工作安排落实得怎么样?",
        "问:当时是怎么安排的?",
        "记者:过去一年开展了哪些动作?",
    ],
)
def test_what_leads_into_no_plans(sentence: str) -> None:
    assert not leads_into_plans(sentence)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一、", "二、"),
        ("（一）", "（二）"),
        ("1.", "2."),
        ("(1)", "(2)"),
        ("①", "②"),
        ("㈠ ", "㈡ "),
        ("01 ", "02 "),
        ("一是", "二是"),
        ("其一，", "其二，"),
        ("——", "——"),
        ("● ", "● "),
    ],
)
def test_items_of_every_mark(first: str, second: str) -> None:
    items = f"{first}认定3家企业；\r\n{second}建设2个平台。"
    assert _found(f"去年认定2家。\r\n今年打算：\r\n{items}\r\n特此通知。") == [items]


def test_items_within_a_line() -> None:
    assert _found("某司将抓好三件事。一是认定企业；二是建设平台。三是开展复核。会议还通报了情况。") == [
        "一是认定企业；二是建设平台。三是开展复核。"
    ]
    assert _found("下半年打算：认定企业5家；建设平台。去年认定2家。") == ["认定企业5家；建设平台。"]


def test_an_item_may_have_lines_of_its_own() -> None:
    text = "请做好以下工作：\n（一）扩面。\n认定5家。\n（二）提质。\n建设2个平台。\n以上事项请落实。"
    assert _found(text) == ["（一）扩面。\n认定5家。\n（二）提质。"]


def test_lines_without_marks() -> None:
    assert _found("二季度工作打算：\n组建委员会；\n认定企业；\n开展复核。\n今年已认定3家。") == [
        "组建委员会；\n认定企业；\n开展复核。"
    ]
    assert not _found("二季度工作打算：\n组建委员会。\n今年已认定3家。")


def test_an_answer_lists_what_was_asked_for() -> None:
    assert _found("问：明年怎么打算？\n答：\n1.认定5家；\n2.建设平台。") == ["1.认定5家；\n2.建设平台。"]
    assert _found("明年怎么打算？\n一是认定5家；\n二是建设平台。") == ["一是认定5家；\n二是建设平台。"]
    assert not _found("问：去年做了什么？\n答：\n1.认定5家；\n2.建设平台。")


def test_a_list_ends_where_its_numbers_do() -> None:
    text = "请做好以下工作：\n1.认定5家。\n2.建设平台。\n去年情况：\n1.认定3家。\n2.建成平台。"
    assert _found(text) == ["1.认定5家。\n2.建设平台。"]
    assert not _found("请做好以下工作：\n3.认定5家。")


@pytest.mark.parametrize("holiday", ["五一、", "五一要", "二五、", "(一三)", "其五一，", "一二三是"])
def test_numbers_that_are_none_are_no_marks(holiday: str) -> None:
    assert not _found(f"下半年打算：\n{holiday}国庆期间检查企业。\n建设平台。")


def test_a_list_ends_where_a_report_begins() -> None:
    text = "请做好以下工作：\n一、提高认识\n加强领导。\n二、上年度完成情况\n认定企业5家。"
    assert _found(text) == ["一、提高认识"]


def test_only_the_last_sentence_in_front_leads_in() -> None:
    assert _found("去年认定3家。下半年打算：\n1.认定5家。") == ["1.认定5家。"]
    assert not _found("下半年打算很多。去年工作：\n1.认定5家。")
    assert not _found("明年再说!\n1.认定5家。")
    # However long a line without punctuation.
    assert _found("甲" * 100_000 + "，请做好以下工作：\n1.认定5家。") == ["1.认定5家。"]


@given(texts())
def test_lists_are_apart_and_in_order(text: str) -> None:
    position = 0
    for one in planned_lists(text):
        assert position <= one.start < one.end <= len(text)
        position = one.end + 1
