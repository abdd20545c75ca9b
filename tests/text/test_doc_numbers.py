import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.text.doc_numbers import find_doc_numbers
from strategies import texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A code with the year in brackets, of any kind and mixed up.
        ("工信部科〔2020〕174号", ["工信部科〔2020〕174号"]),
        ("工信厅科函[2021]232号", ["工信厅科函[2021]232号"]),
        ("工信部联通装〔2019〕12号", ["工信部联通装〔2019〕12号"]),
        ("发改高技（2021）1234号", ["发改高技（2021）1234号"]),
        ("国发(2015)28号", ["国发(2015)28号"]),
        ("国办函【2021】6号", ["国办函【2021】6号"]),
        ("国办函［2021］6号", ["国办函［2021］6号"]),
        ("京经信发﹝2021﹞5号", ["京经信发﹝2021﹞5号"]),
        ("京经信发〔2021]5号", ["京经信发〔2021]5号"]),
        ("某政办发〔２０２１〕１８号", ["某政办发〔２０２１〕１８号"]),
        ("法（研）发〔1999〕32号", ["法（研）发〔1999〕32号"]),
        ("某交规〔2021〕第7号", ["某交规〔2021〕第7号"]),
        ("工信明电〔2020〕14号", ["工信明电〔2020〕14号"]),
        ("某环函〔2020〕12、13号", ["某环函〔2020〕12、13号"]),
        # Blanks.
        ("工信部科〔 2020 〕 174 号", ["工信部科〔 2020 〕 174 号"]),
        ("工信部科　〔2020〕　174号", ["工信部科　〔2020〕　174号"]),
        ("某 工 信 园 〔 2 0 2 1 〕 8 号", ["某 工 信 园 〔 2 0 2 1 〕 8 号"]),
        # In running text.
        ("根据工信部科〔2020〕174号要求", ["工信部科〔2020〕174号"]),
        ("请按照某工信函〔2021〕9号和某财建〔2021〕2号执行", ["某工信函〔2021〕9号", "某财建〔2021〕2号"]),
        ("《管理办法》（工信部规〔2019〕88号）同时废止", ["工信部规〔2019〕88号"]),
        ("现将某发〔2021〕1号、某发〔2021〕2号转发给你们", ["某发〔2021〕1号", "某发〔2021〕2号"]),
        ("文号：某工信科〔2021〕33号", ["某工信科〔2021〕33号"]),
        ("某发〔1998〕7号文", ["某发〔1998〕7号"]),
        # Numbers of a year.
        ("2020年第39号", ["2020年第39号"]),
        ("工业和信息化部公告 2020年第39号", ["2020年第39号"]),
        ("公告2020 年 第 39 号", ["2020 年 第 39 号"]),
        ("海关总署2021年第三十号公告", ["2021年第三十号"]),
        ("公告2023年第11、12号", ["2023年第11、12号"]),
        # Ordinals beside the kind of document.
        ("第12号令", ["第12号"]),
        ("工业和信息化部令第57号", ["第57号"]),
        ("工业和信息化部令（第57号）", ["第57号"]),
        ("工业和信息化部令\r\n第57号", ["第57号"]),
        ("通告第一号", ["第一号"]),
        # Others.
        ("GB 1234-2020", []),
        ("GB/T 5678.1-2019第3号修改单", []),
        ("2021年第5号台风", []),
        ("第3号车间", []),
        ("〔2021〕5号", []),
        ("第(2020)5号", []),
        ("方案（2021—2023年）", []),
        ("某某（2021）", []),
        ("（2021）某01民初5号", []),
        ("2021年3号楼", []),
        ("", []),
    ],
)
def test_find_doc_numbers(text: str, expected: list[str]) -> None:
    assert [span.text for span in find_doc_numbers(text)] == expected


@given(
    code=st.sampled_from(["工信部科", "国办发", "京经信发", "某工信技术创新函"]),
    brackets=st.sampled_from(["〔〕", "[]", "［］", "()", "（）", "【】"]),
    year=st.integers(1950, 2099),
    number=st.integers(1, 9999),
    before=texts(),
    after=texts(),
)
def test_every_number_is_found(code: str, brackets: str, year: int, number: int, before: str, after: str) -> None:
    written = f"{code}{brackets[0]}{year}{brackets[1]}{number}号"
    assert written in [span.text for span in find_doc_numbers(f"{before}，{written}，{after}")]


@given(st.text("工信部科发令公告第年号〔〕[]（）0129一二 \n", max_size=40) | texts())
def test_any_text_gives_spans_in_order(text: str) -> None:
    end = 0
    for span in find_doc_numbers(text):
        assert end <= span.start < span.end
        assert text[span.start : span.end] == span.text
        end = span.end
