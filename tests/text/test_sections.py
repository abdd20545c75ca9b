from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from miit_ie.text.sections import Section, split_sections
from strategies import texts

REVIEW = """\
某司新年工作思路
2021-01-08
2020年，某司坚持稳中求进，各项工作取得新进展。
1
2020，工作迈上新台阶
一是创新体系日趋完善。新认定4家中心。二是服务能力提升，部署52项任务。
2
2021，开启新征程
2021年是开局之年。某司将深入推进各项工作。
一是以创新为核心，遴选一批企业。
"""

NOTICE = """\
某厅关于2022年工作的通知
一、2021年工作总结
（一）培育企业情况。
新认定30家企业。
（二）平台建设。
建成5个平台。
二、2022年工作打算
（一）继续培育。
遴选一批企业。
三、保障措施
加强组织领导。
"""


def _headings(text: str, sections: list[Section]) -> list[tuple[str, int, str | None, bool]]:
    return [
        (
            text[s.heading.start : s.heading.end].strip() if s.heading else "",
            s.level,
            text[s.year.start : s.year.end] if s.year else None,
            s.plan,
        )
        for s in sections
    ]


def test_review_of_two_years() -> None:
    assert _headings(REVIEW, split_sections(REVIEW, date(2021, 1, 8))) == [
        ("", 0, None, False),
        ("1\n2020，工作迈上新台阶", 1, "2020", False),
        ("一是创新体系日趋完善。", 4, "2020", False),
        ("二是服务能力提升，", 4, "2020", False),
        ("2\n2021，开启新征程", 1, "2021", True),
        ("一是以创新为核心，", 4, "2021", True),
    ]


def test_numbered_headings_nest() -> None:
    assert _headings(NOTICE, split_sections(NOTICE, date(2022, 1, 20))) == [
        ("", 0, None, False),
        ("一、2021年工作总结", 2, "2021", False),
        ("（一）培育企业情况。", 3, "2021", False),
        ("（二）平台建设。", 3, "2021", False),
        ("二、2022年工作打算", 2, "2022", True),
        ("（一）继续培育。", 3, "2022", True),
        ("三、保障措施", 2, None, True),
    ]


@pytest.mark.parametrize(
    ("heading", "reference", "plan"),
    [
        ("2023年工作打算", date(2022, 12, 30), True),
        ("2023年重点任务", None, True),
        ("下一步工作", date(2022, 12, 30), True),
        ("下一步，我们将", None, False),
        ("2022年工作完成情况", date(2023, 1, 1), False),
        ("2024年发展目标", date(2023, 12, 1), True),
        ("2024年度第三批企业名单", date(2024, 2, 1), False),
        ("2025年度标准立项", date(2024, 2, 1), True),
        ("三、试点安排", None, True),
        ("二、任务安排完成情况", None, False),
        ("一、安排项目和资金，", None, False),
        ("■ 第二部分 下半年考虑", None, True),
        ("丙、议定事项", None, True),
        ("【下一步】", None, True),
        ("【2022年计划】", date(2022, 1, 20), True),
        ("三、启明星计划", None, False),
        ("一、主要考虑", None, False),
        ("二、下半年工作考虑", None, True),
        ("第三部分 下半年考虑", None, True),
        ("◇ 任务2024", date(2024, 1, 16), True),
        ("--展望--", None, True),
        ("| 会议决定 |", None, True),
        ("【某部发布某领域标准化工作要点】", None, False),
        ("【责任单位：某局】", None, False),
        ("二、任务下达", None, False),
        ("二、发展成就和主要目标任务", None, False),
    ],
)
def test_plans(heading: str, reference: date | None, plan: bool) -> None:
    text = f"某厅文件\n{heading}\n遴选一批企业。"
    assert split_sections(text, reference)[-1].plan is plan


def test_what_a_heading_of_plans_or_reports_governs() -> None:
    plan = "2024年工作打算\n（一）实施产业基础再造工程。\n（二）加强基础研究。\n（三）强化考核结果运用。\n"
    assert [is_plan for *_, is_plan in _headings(plan, split_sections(plan, date(2024, 1, 5)))] == 4 * [True]
    report = "2023年工作情况\n（一）系统谋划布局。\n（二）政策支持更加有力。\n三、工作部署\n四、组织保障\n"
    both = f"{report}2024年打算\n五、组织保障\n"
    assert [is_plan for *_, is_plan in _headings(both, split_sections(both, date(2024, 1, 5)))] == [
        *(5 * [False]),
        *(2 * [True]),
    ]


def test_what_a_heading_says_is_a_report() -> None:
    text = "一、工作回顾\n（一）培育企业。\n（二）任务完成情况。\n二、成就和主要目标\n认定。\n三、打算\n认定。"
    assert [section.report for section in split_sections(text)] == [True, True, True, False, False]
    assert [section.plan for section in split_sections(text)] == [False, False, False, False, True]


def test_items_of_a_list_are_no_headings() -> None:
    text = "入选单位：\n◇长参生物\n◇辽高纤\n\n◇鞍能科技\n◆ 四季度安排\n遴选一批企业。"
    assert [head for head, *_ in _headings(text, split_sections(text))] == ["", "◆ 四季度安排"]


@pytest.mark.parametrize("line", ["2021年1月8日", "2020.11.16", "2020-11-16", "2020年第39号公告已经发布，请遵照执行。"])
def test_dates_are_no_headings(line: str) -> None:
    assert [s.heading for s in split_sections(f"通知\n{line}\n")] == [None]


@given(texts())
def test_sections_cover_the_text(text: str) -> None:
    sections = split_sections(text, date(2021, 1, 8))
    position = 0
    for section in sections:
        assert section.start == position
        position = section.end
        if section.heading:
            assert section.start <= section.heading.start < section.heading.end
        if section.year:
            assert (
                text[section.year.start : section.year.end]
                .translate({c: c - 0xFEE0 for c in range(0xFF10, 0xFF1A)})
                .isdigit()
            )
    assert position == len(text)
