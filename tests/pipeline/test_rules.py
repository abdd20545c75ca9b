"""What the rules read out of single sentences: one row a construction or a trap."""

from __future__ import annotations

from datetime import date

import pytest

from miit_ie.pipeline.rules import extract, read
from miit_ie.schema import Event

# Each row: the sentence, and for each event "type trigger | target; count value; title; members" in text order.
Row = tuple[str, list[tuple[str, str, list[tuple[str, float | None, str | None, tuple[str, ...]]]]]]

CONSTRUCTIONS: list[Row] = [
    ("新认定18家省重点实验室。", [("认定", "新认定", [("省重点实验室", 18, None, ())])]),
    (
        "遴选认定华岳重工等35家企业为省级技术创新示范企业。",
        [("认定", "遴选认定", [("企业", 35, "省级技术创新示范企业", ("华岳重工",))])],
    ),
    (
        "新认定建设智能传感、海洋装备、数字设计3家省级制造业创新中心。",
        [("认定", "新认定", [("省级制造业创新中心", 3, None, ("智能传感", "海洋装备", "数字设计"))])],
    ),
    (
        "面向工业软件遴选出15家揭榜单位和6家潜力单位开展攻关。",
        [("遴选", "遴选出", [("揭榜单位", 15, None, ()), ("潜力单位", 6, None, ())])],
    ),
    ("部署46项工艺改进项目，带动作用明显。", [("部署", "部署", [("工艺改进项目", 46, None, ())])]),
    ("安排了320项团体标准计划。", [("部署", "安排", [("团体标准计划", 320, None, ())])]),
    ("批准发布75项地方标准。", [("发布", "批准发布", [("地方标准", 75, None, ())])]),
    ("新提出9项地方标准制定项目。", [("制定", "新提出", [("地方标准制定项目", 9, None, ())])]),
    ("完成6项地方标准英文版编制。", [("制定", "编制", [("地方标准英文版", 6, None, ())])]),
    ("继续开展省级质量标杆企业认定工作。", [("认定", "认定", [("省级质量标杆企业", None, None, ())])]),
    (
        "择优遴选建设省级概念验证中心。",
        [("遴选", "择优遴选建设", [("省级概念验证中心", None, None, ())])],
    ),
    ("近日，15家企业入选领航级智能工厂培育名单。", [("遴选", "入选", [("企业", 15, "领航级智能工厂培育名单", ())])]),
    ("4家企业被认定为国家级绿色工厂。", [("认定", "认定为", [("企业", 4, "国家级绿色工厂", ())])]),
    ("省厅将12家企业列入省级培育名单。", [("认定", "列入", [("企业", 12, "省级培育名单", ())])]),
    ("授予30名同志“技术能手”称号。", [("认定", "授予", [("同志", 30, "技术能手", ())])]),
    ("支持12项由高校牵头研制的团体标准项目。", [("支持", "支持", [("团体标准项目", 12, None, ())])]),
    ("省厅撤销3家企业的绿色工厂称号。", [("撤销", "撤销", [("企业", 3, "绿色工厂", ())])]),
    (
        "撤销华岳重工、东川精密2家企业质量标杆称号。",
        [("撤销", "撤销", [("企业", 2, "质量标杆", ("华岳重工", "东川精密"))])],
    ),
    ("取消华岳公司绿色工厂称号。", [("撤销", "取消", [("华岳公司", None, "绿色工厂", ())])]),
    ("2家企业被取消绿色工厂称号。", [("撤销", "取消", [("企业", 2, "绿色工厂", ())])]),
    ("2家平台因停运被取消示范资格。", [("撤销", "取消", [("平台", 2, "示范资格", ())])]),
    ("3家平台的示范资格被取消。", [("撤销", "取消", [("平台", 3, "示范资格", ())])]),
    ("撤销其绿色工厂称号。", [("撤销", "撤销", [("绿色工厂称号", None, None, ())])]),
    ("弄虚作假的，取消称号。", [("撤销", "取消", [("称号", None, None, ())])]),
    ("8家企业移出绿色工厂名单。", [("撤销", "移出", [("企业", 8, "绿色工厂名单", ())])]),
    ("将5家企业移出名单。", [("撤销", "移出", [("企业", 5, "名单", ())])]),
    ("4个车间从名单中移出。", [("撤销", "移出", [("车间", 4, "名单", ())])]),
    ("移出成熟产品12项。", [("撤销", "移出", [("成熟产品", 12, None, ())])]),
    ("取消67项职业资格许可事项。", [("撤销", "取消", [("职业资格许可事项", 67, None, ())])]),
    ("1家企业被取消补助资格。", [("撤销", "取消", [("企业", 1, "补助资格", ())])]),
    ("完成率低于六成的城市，取消试点资格。", [("撤销", "取消", [("城市", None, "试点资格", ())])]),
    (
        "5家工厂因任务延误，未通过验收，移出试点名单。",
        [("复核", "通过验收", [("工厂", 5, None, ())]), ("撤销", "移出", [("工厂", 5, "试点名单", ())])],
    ),
    (
        "对33家平台进行复查，31家通过验收。",
        [("复核", "复查", [("平台", 33, None, ())]), ("复核", "通过验收", [("平台", 31, None, ())])],
    ),
    ("示范工厂每三年复核一次。", [("复核", "复核", [("示范工厂", None, None, ())])]),
    ("对6个标杆企业开展复核。", [("复核", "复核", [("标杆企业", 6, None, ())])]),
    ("9家单位列入培育名单。", [("认定", "列入", [("单位", 9, "培育名单", ())])]),
    (
        "确定苏陵、东岭为试点城市。",
        [("认定", "确定", [("苏陵", None, "试点城市", ()), ("东岭", None, "试点城市", ())])],
    ),
    (
        "从各地案例中筛选出优秀案例42个，列入推广目录。",
        [("遴选", "筛选出", [("优秀案例", 42, None, ())]), ("认定", "列入", [("优秀案例", 42, "推广目录", ())])],
    ),
    ("评定质量标杆企业24家。", [("认定", "评定", [("质量标杆企业", 24, None, ())])]),
    ("创新基地顺利通过验收。", [("复核", "通过验收", [("创新基地", None, None, ())])]),
    ("共遴选项目52个。", [("遴选", "共遴选", [("项目", 52, None, ())])]),
    ("制定精密铸造、工业陶瓷等领域团体标准26项。", [("制定", "制定", [("团体标准", 26, None, ())])]),
    ("认定华岳重工、东川精密等示范企业35家。", [("认定", "认定", [("示范企业", 35, None, ("华岳重工", "东川精密"))])]),
    ("支持中小企业70家。", [("支持", "支持", [("中小企业", 70, None, ())])]),
    ("建成中间试验基地4个。", [("建设", "建成", [("中间试验基地", 4, None, ())])]),
    ("经评审，对20家企业授予“质量标杆”称号。", [("认定", "授予", [("企业", 20, "质量标杆", ())])]),
    (
        "印发《绿色工厂评价办法》《绿色园区评价办法》。",
        [("发布", "印发", [("《绿色工厂评价办法》", None, None, ()), ("《绿色园区评价办法》", None, None, ())])],
    ),
    ("会议对绿色制造工作作出部署。", [("部署", "部署", [("绿色制造工作", None, None, ())])]),
    ("２０２０年，新 认 定 ６３ 家 企 业。", [("认定", "新 认 定", [("企 业", 63, None, ())])]),
]

TRAPS = [
    "认真贯彻省委、省政府决策部署，推进各项工作。",
    "抓好全省新型工业化大会部署的落实。",
    "按照统一部署和要求，抓好落实。",
    "完善对已认定企业的跟踪服务。",
    "根据《省级企业技术中心认定管理办法》有关要求，现将有关事项通知如下。",
    "认定办法另行通知。",
    "入选的作品将在网站展示。",
    "推动高质量发展，加强基础能力建设。",
    "优化产业布局，提升服务能力。",
    "支持力度不断加大，覆盖率超过80%。",
    "该基地建成后，产能翻番。",
]


def _read(events: list[Event]) -> object:
    return [
        (
            e.type,
            e.trigger.text,
            [
                (
                    i.target.text,
                    i.count.value if i.count else None,
                    i.title.text if i.title else None,
                    tuple(m.text for m in i.members),
                )
                for i in e.items
            ],
        )
        for e in events
    ]


@pytest.mark.parametrize(("sentence", "expected"), CONSTRUCTIONS, ids=[row[0][:12] for row in CONSTRUCTIONS])
def test_constructions(sentence: str, expected: object) -> None:
    assert _read(extract(sentence)[1]) == expected


@pytest.mark.parametrize("sentence", TRAPS)
def test_traps(sentence: str) -> None:
    assert _read(extract(sentence)[1]) == []


def test_two_events_of_one_type_stay_two() -> None:
    _, events = extract("累计认定128家示范企业，其中今年新认定12家示范企业。")
    assert [(e.items[0].count.value, e.items[0].count.scope) for e in events if e.items[0].count] == [
        (128, "total"),
        (12, "increment"),
    ]


def test_sections_decide_between_done_and_planned() -> None:
    text = "2022年工作总结\n新认定30家企业。\n2023年工作打算\n新认定一批企业。\n"
    _, events = extract(text)
    assert [e.modality for e in events] == ["actual", "planned"]


def test_stretches_of_reports_and_plans_end_where_the_other_begins() -> None:
    text = "一、工作回顾\n认定3家企业。遴选2家，力争建设1个平台。\n"
    text += "二、下一步打算\n认定5家。今年3月，遴选了6家。四季度，遴选7家，已复核8家。"
    reading = read(text, reference=date(2021, 6, 1))
    done, planned = ([text[one.start : one.end] for one in found] for found in (reading.done, reading.planned))
    assert done == ["一、工作回顾", "认定3家企业。遴选2家，", "，遴选了6家。"]
    assert planned == ["二、下一步打算", "认定5家。", "四季度，遴选7家，"]


def test_agent_time_basis_and_field() -> None:
    text = "2022年5月，江苏省工业和信息化厅根据《绿色工厂评价办法》，在人工智能领域新认定8家示范企业。"
    _, (event,) = extract(text)
    assert [a.text for a in event.agent] == ["江苏省工业和信息化厅"]
    assert [t.text for t in event.time] == ["2022年5月"]
    assert [b.text for b in event.basis] == ["《绿色工厂评价办法》"]
    assert [f.text for f in event.field] == ["人工智能"]


def test_a_date_behind_the_trigger_belongs_to_what_follows() -> None:
    _, events = extract("部署技改项目60项，力争到2026年底建成示范工厂9家。")
    assert [[t.text for t in e.time] for e in events] == [[], ["2026年底"]]


def test_the_date_of_a_noun_is_no_date_of_the_event() -> None:
    _, events = extract("今年5月，某厅对2022年度示范工厂和2019年设立的基地开展评价，取消3家企业资格。")
    assert [[t.text for t in e.time] for e in events] == [["今年5月"]]
    _, events = extract("2022年度，某厅认定3家示范企业。")
    assert [[t.text for t in e.time] for e in events] == [["2022年度"]]


def test_a_list_up_for_comment_is_proposed() -> None:
    _, events = extract("经专家评审，拟认定20家企业为省级质量标杆，现予公示。", title="关于拟认定企业名单的公示")
    assert [(e.modality, e.trigger.text) for e in events] == [("proposed", "认定")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2家企业未通过复核。", ("复核", "通过复核", "企业", 2)),
        ("华恒公司因停产未通过复核。", ("复核", "通过复核", "华恒公司", None)),
        ("对21家企业不予认定。", ("认定", "认定", "企业", 21)),
        ("对投入没有达标的21家企业，本年度不予认定。", ("认定", "认定", "企业", 21)),
        ("6家企业未获认定。", ("认定", "认定", "企业", 6)),
        ("4家企业未入选。", ("遴选", "入选", "企业", 4)),
        ("7家单位拟不列入名单。", ("认定", "列入", "单位", 7)),
    ],
)
def test_negative(sentence: str, expected: tuple[str, str, str, int | None]) -> None:
    _, (event,) = extract(sentence)
    (item,) = event.items
    assert event.polarity == "negative"
    assert (event.type, event.trigger.text, item.target.text, item.count and item.count.value) == expected


def test_the_list_of_attachments_reports_nothing() -> None:
    text = "关于公布结果的通知\n各有关单位：\n现新认定8家示范企业。\n附件：1.认定示范企业8家\n2.遴选技改项目9项\n"
    _, events = extract(text)
    assert [e.trigger.text for e in events] == ["新认定"]
