from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.schema import Meta
from miit_ie.text.metadata import read_metadata, reference_date
from strategies import texts

# One layout each: the text and all that is to be read from it.
LAYOUTS = {
    "notice of the ministry": (
        """工业和信息化部办公厅关于做好2021年数字车间遴选工作的通知
工信厅科函〔2021〕15号

各省、自治区、直辖市及计划单列市、新疆生产建设兵团工业和信息化主管部门，有关中央企业：
　　为落实相关部署，现就遴选工作通知如下。
　　一、遴选范围
　　在境内注册的企业。
　　特此通知。

　　附件：1.申报条件
　　　　　2.推荐汇总表

　　　　　　　　　　　　工业和信息化部办公厅
　　　　　　　　　　　　　2021年2月3日
""",
        Meta(
            title="工业和信息化部办公厅关于做好2021年数字车间遴选工作的通知",
            issuer="工业和信息化部办公厅",
            doc_number="工信厅科函〔2021〕15号",
            signed="2021-02-03",
            addressees=(
                "各省、自治区、直辖市及计划单列市、新疆生产建设兵团工业和信息化主管部门",
                "有关中央企业",
            ),
            attachments=("申报条件", "推荐汇总表"),
        ),
    ),
    "announcement with its kind on a line of its own": (
        """中华人民共和国工业和信息化部
公　告
2021年第7号

根据《示范管理办法》（工信部规〔2019〕88号），现公布第三批名单。
附件：名单
工业和信息化部
二〇二一年三月十五日
""",
        Meta(
            title="中华人民共和国工业和信息化部公　告",
            issuer="工业和信息化部",
            doc_number="2021年第7号",
            signed="2021-03-15",
            attachments=("名单",),
        ),
    ),
    "announcement in one line with its number": (
        """工业和信息化部公告 2020年第44号
发布时间：2020-11-20 来源：装备司
经审查，批准下列12项标准。
""",
        Meta(
            title="工业和信息化部公告",
            issuer="工业和信息化部",
            doc_number="2020年第44号",
            published="2020-11-20",
        ),
    ),
    "order": (
        """中华人民共和国工业和信息化部令
第61号
《检验机构管理规定》已经审议通过，现予公布，自2021年7月1日起施行。
部长　李某
2021年5月6日
""",
        Meta(
            title="中华人民共和国工业和信息化部令",
            issuer="中华人民共和国工业和信息化部",
            doc_number="第61号",
            signed="2021-05-06",
        ),
    ),
    "list put up for comment": (
        """关于拟认定的第二批智能工厂名单的公示
【发布时间：2021年06月01日】 【来源：规划司】 【字号：大 中 小】
经专家评审，拟认定30家工厂，现予公示。
公示时间：2021年6月1日至6月15日
联系单位：
规划司
附件：第二批智能工厂拟认定名单.docx
""",
        Meta(
            title="关于拟认定的第二批智能工厂名单的公示",
            issuer="规划司",
            published="2021-06-01",
            attachments=("第二批智能工厂拟认定名单.docx",),
        ),
    ),
    "news with a byline": (
        """电子司召开存储产业座谈会
2021-04-09 09:30
工业和信息化部电子信息司
4月8日，电子司在某市召开座谈会。会议认为产业基础不断夯实。
上一篇：无
""",
        Meta(title="电子司召开存储产业座谈会", issuer="工业和信息化部电子信息司", published="2021-04-09"),
    ),
    "review with its labels and department under the title": (
        """某部装备司年度回顾:夯实基础 稳中求进
添加时间:2021-01-18 点击次数:27
某部装备司
2020年,装备司认定12家企业。
1
成效
一是部署6项任务。
上一页:无
""",
        Meta(title="某部装备司年度回顾:夯实基础 稳中求进", issuer="某部装备司", published="2021-01-18"),
    ),
    "label of counts that ends its line above the title": (
        "浏览次数：\n县里启动技改项目\n来源：\n今年，县里启动3个项目。\n",
        Meta(title="县里启动技改项目"),
    ),
    "news with labels run together and a path above": (
        """首页 > 新闻动态 > 正文
全省新增27家小巨人企业
发布时间：2021-08-02来源：省工业和信息化厅点击量：55 次 打印
近日，新一批名单公布，全省27家企业入选。
""",
        Meta(title="全省新增27家小巨人企业", issuer="省工业和信息化厅", published="2021-08-02"),
    ),
    "provincial document under a letterhead": (
        """某某省工业和信息化厅文件
某工信科〔2021〕33号　　　　签发人：张某
关于公布2020年度省级技术中心名单的通知
各市工业和信息化局：
经研究，认定下列45家企业技术中心。
某某省工业和信息化厅（代章）
2021年1月20日
（此件公开发布）
""",
        Meta(
            title="关于公布2020年度省级技术中心名单的通知",
            issuer="某某省工业和信息化厅",
            doc_number="某工信科〔2021〕33号",
            signed="2021-01-20",
            addressees=("各市工业和信息化局",),
        ),
    ),
    "joint notice, title and addressees broken over lines": (
        """工业和信息化部　财政部　海关总署
关于调整重大装备进口清单有关政策
的通知
工信部联装〔2020〕61号
各省、自治区、直辖市、计划单列市工业和信息化主管部门、财政
厅（局），海关总署各直属海关单位：
现将有关事项通知如下：
一、自2021年1月1日起执行。
工业和信息化部
财政部
海关总署
2020年12月28日
""",
        Meta(
            title="工业和信息化部　财政部　海关总署关于调整重大装备进口清单有关政策的通知",
            issuer="工业和信息化部",
            doc_number="工信部联装〔2020〕61号",
            signed="2020-12-28",
            addressees=(
                "各省、自治区、直辖市、计划单列市工业和信息化主管部门",
                "财政厅（局）",
                "海关总署各直属海关单位",
            ),
        ),
    ),
    "letter": (
        """工业和信息化部办公厅
工信厅节函（2021）9号

关于同意建设绿色示范基地的复函

某某市人民政府：
你市来函收悉。经研究，同意建设。
此复。
工业和信息化部办公厅2021年3月1日
""",
        Meta(
            title="关于同意建设绿色示范基地的复函",
            issuer="工业和信息化部办公厅",
            doc_number="工信厅节函（2021）9号",
            signed="2021-03-01",
            addressees=("某某市人民政府",),
        ),
    ),
    "table of a government portal": (
        """索 引 号：000-2021-18
发文机关：某某市人民政府办公室
标　　题：某某市人民政府办公室关于支持软件产业的若干措施
发文字号：某政办发〔2021〕18号
成文日期：2021年05月11日
发布日期：2021年05月13日

某某市人民政府办公室关于支持软件产业的若干措施
各区人民政府，市政府各部门：
支持企业做大做强。
""",
        Meta(
            title="某某市人民政府办公室关于支持软件产业的若干措施",
            issuer="某某市人民政府办公室",
            doc_number="某政办发〔2021〕18号",
            published="2021-05-13",
            signed="2021-05-11",
            addressees=("各区人民政府", "市政府各部门"),
        ),
    ),
    "labels with their values on the next line": (
        """关于征求行业标准意见的通知
发布时间：
2021/07/19
信息来源：
科技处
有关单位：
请于8月10日前反馈意见。
附件1：标准草案
附件2：编制说明；
附件3. 意见反馈表
""",
        Meta(
            title="关于征求行业标准意见的通知",
            issuer="科技处",
            published="2021-07-19",
            addressees=("有关单位",),
            attachments=("标准草案", "编制说明", "意见反馈表"),
        ),
    ),
    "form with carriage returns": (
        "附件2\r\n2021年试点示范项目申报书\r\n\r\n申报单位：\r\n推荐部门：\r\n填报日期：　　年　　月　　日\r\n",
        Meta(title="2021年试点示范项目申报书"),
    ),
    "carriage returns, page numbers, secrecy mark": (
        "特急\r\n- 1 -\r\n某某市经济和信息化局关于报送年度总结的通知\r\n\r\n各区经济和信息化局、各有关企业：\r\n"
        "请认真总结。\r\n— 2 —\r\n"
        "附件：\r\n总结提纲\r\n数据表\r\n\r\n某某市经济和信息化局\r\n第3页 共3页\r\n2021年11月2日\r\n",
        Meta(
            title="某某市经济和信息化局关于报送年度总结的通知",
            issuer="某某市经济和信息化局",
            signed="2021-11-02",
            addressees=("各区经济和信息化局", "各有关企业"),
            attachments=("总结提纲", "数据表"),
        ),
    ),
    "blanks of character recognition": (
        """关 于 公 布 示 范 园 区 名 单 的 通 知
某 工 信 园 〔 2 0 2 1 〕 8 号
各 市 工 业 和 信 息 化 局 ：
经 评 审 ， 认 定 6 家 园 区 。
某 某 省 工 业 和 信 息 化 厅
2 0 2 1 年 9 月 1 3 日
""",
        Meta(
            title="关 于 公 布 示 范 园 区 名 单 的 通 知",
            issuer="某 某 省 工 业 和 信 息 化 厅",
            doc_number="某 工 信 园 〔 2 0 2 1 〕 8 号",
            signed="2021-09-13",
            addressees=("各 市 工 业 和 信 息 化 局",),
        ),
    ),
    "several bodies, lead in the title": (
        """工业和信息化部等五部门关于印发家电产业行动计划的通知
2021年10月08日
各地有关部门：
现将计划印发给你们。
""",
        Meta(
            title="工业和信息化部等五部门关于印发家电产业行动计划的通知",
            issuer="工业和信息化部",
            published="2021-10-08",
            addressees=("各地有关部门",),
        ),
    ),
    "attachments in one line, after the signature, names with digits": (
        """某某省通信管理局关于开展检查的通知
各电信企业：
现开展检查。
某某省通信管理局
2021年4月30日
附件：1.2021年检查要点（试行） 2.5G基站台账 3.承诺书。
附件1
2021年检查要点（试行）
某某省通信管理局
2020年1月1日
""",
        Meta(
            title="某某省通信管理局关于开展检查的通知",
            issuer="某某省通信管理局",
            signed="2021-04-30",
            addressees=("各电信企业",),
            attachments=("2021年检查要点（试行）", "5G基站台账", "承诺书"),
        ),
    ),
    "attachment broken over lines": (
        """关于开展节能诊断的通知
各有关单位：
请按时报送。
附件：1. 2021年度节能诊断服务机构及
         企业汇总表
      2. 工作方案

某某市工业和信息化局
2021年6月9日
""",
        Meta(
            title="关于开展节能诊断的通知",
            issuer="某某市工业和信息化局",
            signed="2021-06-09",
            addressees=("各有关单位",),
            attachments=("2021年度节能诊断服务机构及企业汇总表", "工作方案"),
        ),
    ),
    "number cited in the title and the text only": (
        """关于废止工信部科〔2012〕3号文件的决定
按照工信部政法〔2018〕4号要求，决定废止。
""",
        Meta(title="关于废止工信部科〔2012〕3号文件的决定"),
    ),
    "signature at the top": (
        """促进氢能产业若干意见解读
某某省发展改革委
二〇二一年二月一日
一、背景
氢能产业快速发展。
""",
        Meta(title="促进氢能产业若干意见解读", issuer="某某省发展改革委", signed="2021-02-01"),
    ),
    "nothing but a title, an attachment and a signature": (
        "关于公布评审结果的公示\n附件：评审结果\n某某县科技和工信局\n2021年8月8日\n",
        Meta(
            title="关于公布评审结果的公示",
            issuer="某某县科技和工信局",
            signed="2021-08-08",
            attachments=("评审结果",),
        ),
    ),
    "further pages listed at the end": (
        "行业运行平稳\n2021-05-20\n一季度产值增长12%。\n相关链接\n行业运行向好\n2021-04-20\n",
        Meta(title="行业运行平稳", published="2021-05-20"),
    ),
    "date without a body at the end": (
        "简讯\n会议于昨日召开。会议要求抓好落实。\n2021年12月1日\n",
        Meta(title="简讯", signed="2021-12-01"),
    ),
    "running text only": ("近日，某市新认定5家研究院。", Meta()),
    "empty": ("", Meta()),
    "blanks": (" \n\u3000\r\n\ufeff", Meta()),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(layout: str) -> None:
    text, expected = LAYOUTS[layout]
    assert read_metadata(text) == expected


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*pair, id=name) for name, pair in LAYOUTS.items()])
def test_line_breaks_make_no_difference(text: str, expected: Meta) -> None:
    unix = text.replace("\r\n", "\n")
    assert read_metadata(unix) == read_metadata(unix.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (Meta(published="2021-01-08", signed="2021-01-05"), date(2021, 1, 8)),
        (Meta(signed="2021-01-05"), date(2021, 1, 5)),
        (Meta(published="2021-01", signed="2021-01-05"), date(2021, 1, 5)),
        (Meta(published="2021-01"), None),
        (Meta(published="2021"), None),
        (Meta(published="2021-02-30"), None),
        (Meta(), None),
    ],
)
def test_reference_date(meta: Meta, expected: date | None) -> None:
    assert reference_date(meta) == expected


_PIECES = st.sampled_from([line + "\n" for text, _ in LAYOUTS.values() for line in text.splitlines()])


def _is_cut_from(text: str, value: str) -> bool:
    """Whether the value stands in the text, but for line breaks and the page numbers between its lines."""
    rest = iter(text)
    return all(char in rest for char in value)


@given(st.lists(_PIECES | texts(), max_size=12).map("".join))
def test_any_text_is_read(text: str) -> None:
    meta = read_metadata(text)
    for value in (meta.title, meta.issuer, meta.doc_number, *meta.addressees, *meta.attachments):
        assert value is None or (value.strip() == value != "" and _is_cut_from(text, value))
    assert Meta(**{**meta.to_dict(), "addressees": meta.addressees, "attachments": meta.attachments}) == meta
    assert reference_date(meta) is None or str(reference_date(meta)) in (meta.published, meta.signed)


def test_a_source_is_given_in_full_where_the_title_opens_with_it() -> None:
    page = "江东省工业和信息化厅科技处：{}\n2022-03-04 来源：{}\n\n科技处召开会议，部署今年工作。\n"
    assert read_metadata(page.format("抓紧推进技改", "科技处")).issuer == "江东省工业和信息化厅科技处"
    assert read_metadata(page.format("抓紧推进技改", "东川日报")).issuer == "东川日报"
