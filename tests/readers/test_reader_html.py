from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.errors import InputError
from miit_ie.readers.html import looks_like_html, read_html
from miit_ie.schema import Meta

PAGES = Path(__file__).parent / "pages"
# Layouts of sites, with what each says about its bulletin.
META = {
    "aspnet_form": Meta(title="关于申报2010年技改贴息项目的通知", published="2010-03-04"),
    "big_navigation": Meta(title="市工信局认定8家企业技术中心", issuer="科技与质量科", published="2020-08-20"),
    "br_paragraphs": Meta(
        title="某市经济和信息化局关于下达2017年技术创新项目计划的通知", issuer="技术创新科", published="2017-04-06"
    ),
    "interview": Meta(title="某司负责人就《指导意见》答记者问", published="2021-07-08"),
    "links_at_end": Meta(title="首台套目录印发", issuer="装备处", published="2020-01-02"),
    "meeting_notice": Meta(title="关于举办工业软件对接会的通知", published="2021-05-05"),
    "merged_cells": Meta(title="公告2022年第3号", published="2022-04-02"),
    "ministry_notice": Meta(
        title="关于公布2023年度绿色数据中心典型案例名单的通知", issuer="节能与综合利用司", published="2023-05-12"
    ),
    "name_list_table": Meta(title="第六批制造业单项冠军培育企业名单公布", issuer="产业政策司", published="2022-03-18"),
    "names_only": Meta(title="2021年度守合同重信用企业名单", published="2021-12-01"),
    "nested_tables_gbk": Meta(title="2015年度企业技术中心评价结果", issuer="技术处", published="2015-11-11"),
    "paged_article": Meta(title="全省工业和信息化工作会议召开", issuer="厅办公室", published="2019-01-22"),
    "provincial_publicity": Meta(
        title="关于拟认定第四批省级工业设计中心的公示", issuer="某省工业和信息化厅", published="2021-09-06"
    ),
    "spans_run_together": Meta(title="我省新增9家国家级孵化载体", issuer="省工信网", published="2024-03-01"),
    "state_policy": Meta(
        title="四部门关于开展物联网赋能行业发展行动的通知",
        issuer="信息通信管理部门",
        doc_number="信管联通〔2022〕15号",
        published="2022-11-03",
    ),
    "table_layout_gb2312": Meta(title="关于公布二○○五年第一批软件企业认定名单的通知", published="2005-06-21"),
    "wechat": Meta(title="一周回顾：智能制造又有新进展", issuer="装备工业之窗", published="2023-05-31"),
}
TITLE = "关于公布第三批名单的通知"


def read(body: str, head: str = "") -> str:
    text = read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html").text
    assert text is not None
    return text


def test_every_page_is_checked() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == META.keys()


@pytest.mark.parametrize("page", META)
def test_pages(page: str) -> None:
    bulletin = read_html((PAGES / f"{page}.html").read_bytes(), f"saved/{page}.html")
    assert f"{bulletin.text}\n" == (PAGES / f"{page}.txt").read_bytes().decode()
    assert bulletin.meta == META[page]
    assert bulletin.doc_id == page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_the_encoding_that_counts_is_the_true_one(encoding: str) -> None:
    # The page claims to be in GB 2312 whatever it is.
    page = (PAGES / "table_layout_gb2312.html").read_bytes().decode("gb18030")
    expected = (PAGES / "table_layout_gb2312.txt").read_bytes().decode()
    assert f"{read_html(page.encode(encoding), 'a.html').text}\n" == expected
    assert f"{read_html(page.encode(encoding), 'a.html', encoding=encoding).text}\n" == expected


def test_a_page_in_an_encoding_only_it_names() -> None:
    text = "經評審，認定企業共十八家，由縣府辦理。"
    page = f"<meta http-equiv='Content-Type' content='text/html; charset=Big5'><p>{text}</p>"
    assert read_html(page.encode("big5"), "a.html").text == text


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f"<meta name='ARTICLETITLE' content='{TITLE}'>", "<h1>某省工业和信息化厅</h1>", TITLE),
        ("<meta name='ArticleTitle' content='关于公布&lt;br&gt;第三批名单的 通知'>", "", "关于公布第三批名单的 通知"),
        (f"<meta property='og:title' content='{TITLE}_某网'>", f"<div>{TITLE}</div>", TITLE),
        (f"<title>{TITLE}-通知公告-某市工信局</title>", f"<div>{TITLE}</div>", TITLE),
        (f"<title>某市工信局 {TITLE}</title>", "<h2>关于公布<br>第三批名单的通知</h2>", TITLE),
        ("<title>5G-A 试点启动 - 某网</title>", "<p>5G-A 试点启动</p>", "5G-A 试点启动"),
        ("<title>某市工信局</title>", f"<h1>某市工信局</h1><h2>{TITLE}</h2><div>发布时间：2020-01-02</div>", TITLE),
        ("", f"<div class='news-title'>{TITLE}</div><div>2020-01-02</div>", TITLE),
        ("", f"<div>{TITLE}</div><div>来源：某处</div>", TITLE),
        (f"<title>{TITLE}_通知公告</title>", "", TITLE),
        ("<title>通知</title>", "", None),
        ("<title>某省工业和信息化厅</title>", "", None),
    ],
)
def test_titles(head: str, body: str, title: str | None) -> None:
    page = f"<html><head>{head}</head><body>{body}<div id=zoom><p>现认定8家企业。</p></div></body></html>"
    bulletin = read_html(page.encode(), "a.html")
    assert bulletin.meta.title == title
    assert bulletin.text == (f"{title}\n" if title else "") + "现认定8家企业。"


@pytest.mark.parametrize(
    "opening",
    [
        f"<p>{TITLE}</p>",
        "<p>关于公布</p><p>第三批 名单的通知</p>",
        f"<p>某办〔2020〕1号</p><p>\ufeff{TITLE}</p>",
    ],
)
def test_a_title_the_text_opens_with_is_not_repeated(opening: str) -> None:
    text = read(f"<h1>{TITLE}</h1><div id=zoom>{opening}<p>现认定8家企业。</p></div>", f"<title>{TITLE}</title>")
    assert "".join(text.split()).count(TITLE) == 1


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>认<span>定</span><b>8<i>家</i></b>企<!-- x -->业<font>。</font></p>", "认定8家企业。"),
        ("<p>认定\n  8家\r\n  企业，\n\t并“公布\n”。</p>", "认定 8家企业，并“公布”。"),
        ("<p>use of\nAI  in  案例。</p>", "use of AI in 案例。"),
        ("<p>甲。<br>乙。<br/><br/>丙。</p>", "甲。\n乙。\n丙。"),
        ("<div>甲。<p>乙。</p>丙。</div>", "甲。\n乙。\n丙。"),
        ("<p>　　甲。　</p><p>&nbsp;&nbsp;乙&nbsp;丙。&nbsp;</p><p>&nbsp;</p><p>　</p>", "　　甲。\n乙\u00a0丙。"),
        ("<p>甲\u200b乙。</p>", "甲\u200b乙。"),
        ("<p>甲。</p><p style='display:none'>乙。</p><p hidden>丙。</p>", "甲。"),
        ("<p>甲。</p><p style='DISPLAY : NONE'>乙。</p>丁。", "甲。\n丁。"),
        ("<div style='display:inline-block'>甲</div><div style='display:inline'>乙。</div>", "甲乙。"),
        ("<pre>甲。\n　乙。\n\n丙。</pre>", "甲。\n　乙。\n丙。"),
        ("<p>甲<script>x</script>乙<style>y</style>丙<noscript>z</noscript>。</p>", "甲乙丙。"),
        ("<ol><li>甲；</li><li>乙。</li></ol><dl><dt>丙</dt><dd>丁。</dd></dl>", "甲；\n乙。\n丙\n丁。"),
        ("<P>甲。<P>乙<FONT>丙。<P>丁。", "甲。\n乙丙。\n丁。"),
        ("<p>&lt;甲&gt; &amp; 乙&#12290;</p>", "<甲> & 乙。"),
        ("<p>甲㎡<sup>2</sup>。</p>", "甲㎡2。"),
    ],
)
def test_lines_as_a_reader_sees_them(html: str, text: str) -> None:
    assert read(f"<div id=zoom>{html}</div>") == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ("<tr><td>1</td><td>甲厂</td></tr><tr><td>2</td><td>乙厂</td></tr>", "1\t甲厂\n2\t乙厂"),
        ("<tr><td>1</td><td><p>甲</p><p>厂</p></td><td>乙<br>厂</td></tr>", "1\t甲 厂\t乙 厂"),
        ("<tr><td>1</td><td></td><td>甲厂</td><td>&nbsp;</td></tr>", "1\t\t甲厂"),
        ("<tr><td colspan=2>甲厂</td><td>乙厂</td></tr>", "甲厂\t\t乙厂"),
        ("<tr><td colspan='9999999999'>甲厂</td><td colspan=x>乙厂</td></tr>", "甲厂" + "\t" * 100 + "乙厂"),
        (
            "<tr><td rowspan=3>省</td><td>甲</td><td rowspan=2>年</td></tr><tr><td>乙</td></tr>"
            "<tr><td>丙</td><td>月</td></tr><tr><td>市</td><td>丁</td></tr>",
            "省\t甲\t年\n\t乙\n\t丙\t月\n市\t丁",
        ),
        ("<tr><td style='display:inline-block'>1</td><td style='display:inline-block'>甲厂</td></tr>", "1\t甲厂"),
        ("<caption>名单表</caption><thead><tr><th>序</th><th>名</th></tr></thead>", "名单表\n序\t名"),
        ("<tr><td>甲。</td></tr><tr><td></td></tr><tr><td></td><td>乙。</td></tr>", "甲。\n乙。"),
        ("<tr><td>简介</td><td><p>甲。</p><p>乙。</p></td></tr>", "简介\n甲。\n乙。"),
        ("<tr><td>外</td><td><table><tr><td>内</td><td>表</td></tr></table></td></tr>", "外\n内\t表"),
    ],
)
def test_tables(rows: str, text: str) -> None:
    assert read(f"<div id=zoom><p>如下：</p><table>{rows}</table></div>") == f"如下：\n{text}"


@pytest.mark.parametrize(
    "line",
    [
        "【打印】 【关闭窗口】",
        "打印本页 | 关闭 | 返回顶部",
        "我要纠错",
        "字号：【大】【中】【小】",
        "上一篇：关于放假的通知",
        "下一条：没有了",
        "上一页 1 2 3 下一页 尾页",
        "分享到：微信 微博",
        "扫一扫在手机打开当前页",
        "（责任编辑：李某）",
        "责编：李某",
        "来源：某报",
        "编辑：王某　审核：赵某",
        "相关新闻",
        "版权所有：某某部门",
        "某ICP备00000000号-1",
        "Copyright 2020 某厅",
        "<a href=x.html>某地召开会议研究部署工作</a>",
    ],
)
def test_lines_below_the_text(line: str) -> None:
    assert read(f"<div id=zoom><p>现认定8家企业。</p><p>{line}</p></div>") == "现认定8家企业。"


@pytest.mark.parametrize(
    "line",
    [
        "当前位置：<a href=/>首页</a> &gt; 通知公告",
        "您现在的位置：首页 / 通知",
        "发布时间：2023-05-12 10:20 来源：某司",
        "2023-05-12 10:20:11",
        "2023年5月12日 10:20 某报",
        "[2023/05/12] [来源：某司]",
        "编辑部 2023-05-12",
        "时间：2023-05-12浏览次数：7",
        "索 引 号：\t000",
        "字体：大 中 小",
        "今天是2023年5月12日 星期五",
        "<a href=/>首页</a> <a href=/a>动态</a>",
    ],
)
def test_lines_above_the_text(line: str) -> None:
    assert read(f"<div id=zoom><p>{line}</p><p>现认定8家企业。</p></div>") == "现认定8家企业。"


@pytest.mark.parametrize(
    "line",
    [
        "时间：2023年5月20日上午9时",
        "来源于企业的数据共12项。",
        "打印机12台",
        "2023年5月12日",
        "主办单位：某某协会",
        "联系电话：0000-1111111",
        "1",
        "附件：<a href=list.html>名单</a>",
        "<a href=list.pdf>名单</a>",
        "<a href=/download?id=1>名单</a>",
        "<a href=/d?id=1>名单.docx</a>",
        "<a name=top>公示期五天</a>",
        "上一页所列企业均通过复核",
    ],
)
def test_lines_that_stay(line: str) -> None:
    text = read(f"<div id=zoom><p>现认定8家企业。</p><p>{line}</p></div>")
    assert text.startswith("现认定8家企业。\n")
    text = read(f"<div id=zoom><p>现认定8家企业。</p><p>{line}</p><p>特此通知。</p></div>")
    assert text.count("\n") == 2


def test_links_below_the_heading_of_attachments_stay() -> None:
    links = "<p><a href=a.jsp?1>1. 名单</a></p><p><a href=a.jsp?2>2. 办法</a></p>"
    text = read(f"<div id=zoom><p>现认定8家企业。</p><p>附件：</p>{links}</div>")
    assert text == "现认定8家企业。\n附件：\n1. 名单\n2. 办法"


def test_a_known_element_that_holds_little_is_not_the_text() -> None:
    body = "<div><p>现认定8家企业为示范单位。</p><p>试点期为两年，到期复核。</p></div>"
    assert "试点期为两年" in read(f"<div class=news_content>摘要一句。</div>{body}")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<div id=app></div><script>render()</script>",
        "<div>正在加载，请稍候</div>",
        f"<h1>{TITLE}</h1><div id=zoom></div>",
        "<ul><li><a href=1>关于公布第三批名单的通知</a></li><li><a href=2>关于组织申报的通知</a></li></ul>",
        "<p>版权所有：某厅</p>",
        "<!-- -->",
    ],
)
def test_pages_without_a_text(body: str) -> None:
    page = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    with pytest.raises(InputError) as caught:
        read_html(page.encode(), "a.html")
    assert str(caught.value) == "a.html: no text of an article found in the HTML page"


def test_deep_nesting_is_read_or_refused_but_never_cut() -> None:
    def page(depth: int) -> bytes:
        return ("<font>" * depth + "<p>现认定8家企业。</p>").encode()

    assert read_html(page(1000), "a.html").text == "现认定8家企业。"
    with pytest.raises(InputError, match=r"a\.html: its HTML elements are nested too deep"):
        read_html(page(5000), "a.html")


@pytest.mark.parametrize(
    ("data", "html"),
    [
        (b"<!DOCTYPE HTML PUBLIC '-//W3C//DTD'>", True),
        (b"\xef\xbb\xbf \r\n<html>", True),
        (b"<!-- a --> <!-- b --><head>", True),
        (b"<meta charset=gbk>", True),
        (b"<htmlx>", False),
        (b"text <html>", False),
        (b"<p>x", False),
        (b"", False),
    ],
)
def test_what_looks_like_html(data: bytes, html: bool) -> None:
    assert looks_like_html(data) == html


MARKUP = ["<p>", "</p>", "<br>", "<table>", "<tr>", "<td rowspan=2>", "</td>", "</table>", "<div id=zoom>", "</div>"]
PIECES = [
    *MARKUP,
    "<a href=x>",
    "</a>",
    "<pre>",
    "<h1>",
    "&nbsp;",
    "&",
    "<",
    "\n",
    "　",
    "认定8家",
    "企业。",
    "打印",
    "来源：",
    "\t",
]


@given(st.lists(st.sampled_from(PIECES)))
def test_any_markup_gives_lines_or_an_input_error(pieces: list[str]) -> None:
    with contextlib.suppress(InputError):
        lines = read("".join(pieces), "<title>认定8家企业</title>").split("\n")
        assert all(line.strip() and line == line.rstrip() for line in lines)
