from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miit_ie.pipeline.rules.entities import recognise
from miit_ie.pipeline.rules.gazetteer import Gazetteer, gazetteer
from miit_ie.pipeline.rules.names import find_names
from miit_ie.pipeline.rules.people import find_people
from miit_ie.pipeline.rules.tables import read_table
from miit_ie.schema import Entity, default_ontology
from miit_ie.text.fold import fold

MARK = re.compile(r"\{([^{}]+)\|([A-Z]+)\}")


def read(marked: str) -> tuple[str, list[Entity]]:
    """Read a text with its entities written {text|LABEL}."""
    text, entities, position = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[position : match.start()]
        entities.append(Entity(match[1], len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        position = match.end()
    return text + marked[position:], entities


# Every entity of each sentence is marked.
CASES = [
    # Agencies: known names, departments, local organs, courts, foreign and international bodies.
    "{工业和信息化部|AGENCY}、{国家发展改革委|AGENCY}和{市场监管总局|AGENCY}会商",
    "{工信部|AGENCY}会同{财政部|AGENCY}复核",
    "{工业和信息化部科技司|AGENCY}负责人解读",
    "{工业和信息化部原材料工业司|AGENCY}与{装备工业一司|AGENCY}会签",
    "{国务院办公厅|AGENCY}转发",
    "{浙江省经济和信息化厅|AGENCY}组织申报",
    "{苏州市工业和信息化局|AGENCY}上门服务",
    "由{省财政厅|AGENCY}拨付",
    "{湖南省人民政府办公厅|AGENCY}已备案",
    "报{省人民政府|AGENCY}批准",
    "{县级以上人民政府文物行政主管部门|AGENCY}负责登记",
    "{成都高新区管委会|AGENCY}承办",
    "{江苏省高级人民法院|AGENCY}开庭",
    "{美国商务部|AGENCY}与{欧盟委员会|AGENCY}均未回应",
    "{国际标准化组织|AGENCY}({ISO|AGENCY})秘书长",
    # Places: with and without their endings, one in the other, foreign ones.
    "在{上海|PLACE}、{深圳市|PLACE}和{江苏无锡|PLACE}先行",
    "{四川省绵阳市|PLACE}承接",
    "{河北省|PLACE}的企业赴{德国|PLACE}参展",
    "{长三角|PLACE}与{粤港澳大湾区|PLACE}协同",
    "{东莞松山湖高新技术产业开发区|PLACE}扩容",
    "{云南|PLACE}、{贵州|PLACE}、{广西|PLACE}",
    "赴{开封市兰考县|PLACE}调研",
    # Institutes: known names, suffixes, names across 和 and 与.
    "{中国信息通信研究院|INSTITUTE}与{清华大学|INSTITUTE}牵头",
    "{北京航空航天大学|INSTITUTE}等高校",
    "{江苏省苏科新材料研究院|INSTITUTE}挂牌",
    "{中国电子工业标准化技术协会|INSTITUTE}发布{团体标准|STANDARD}",
    "{中国纺织机械与器材工业协会|INSTITUTE}调查",
    "{山东省机械和智能工业协会|INSTITUTE}年会",
    "{国家石墨烯创新中心|INSTITUTE}通过验收",
    "由第{七一二研究所|INSTITUTE}研制",
    "据{新华社|INSTITUTE}报道",
    "{《中国电子报》|INSTITUTE}刊文",
    # Companies: known names, legal forms, brackets and quotes inside.
    "{华为|COMPANY}、{比亚迪|COMPANY}和{宁德时代|COMPANY}参会",
    "{浙江东川精密机械股份有限公司|COMPANY}中标",
    "{格远(杭州)传感科技有限公司|COMPANY}完成融资",
    "{中国航天科技集团|COMPANY}发射",
    "{华为公司|COMPANY}回应",
    "{招商银行|COMPANY}授信",
    # Titles.
    "入选{专精特新“小巨人”企业|TITLE}",
    "复核{国家技术创新示范企业|TITLE}",
    "培育{国家级车联网先导区|TITLE}",
    "{国家级绿色工厂|TITLE}和{制造业单项冠军|TITLE}",
    "新认定{20家|QUANTITY}{部重点实验室|TITLE}",
    "创建{省级智能制造示范企业|TITLE}",
    "授予“{质量先锋班组|TITLE}”称号",
    "被评为“{江城手艺人|TITLE}”",
    "发布“{最美技工|TITLE}”先进事迹",
    # Programmes.
    "共建“{一带一路|PROGRAM}”",
    "完善“{揭榜挂帅|PROGRAM}”机制",
    "{“东数西算”工程|PROGRAM}开工",
    "启动{“百城千园行”活动|PROGRAM}",
    "开展{燃气安全专项整治|PROGRAM}",
    "部署{8项|QUANTITY}{产业化试点项目|PROGRAM}",
    # Standards and documents.
    "批准{35项|QUANTITY}{行业标准|STANDARD}和{4项|QUANTITY}{强制性国家标准|STANDARD}",
    "{8项|QUANTITY}{机械行业标准|STANDARD}",
    "贯彻{《工业节能管理办法》|DOCUMENT}",
    "{《关于实施〈某某条例〉的若干意见》|DOCUMENT}",
    "{《关于落实《某某办法》的通知》|DOCUMENT}",
    "{关于做好夏季用电保障的通知|DOCUMENT}",
    "违反{刑法|DOCUMENT}和{网络安全法|DOCUMENT}",
    "依照{中华人民共和国港口法|DOCUMENT}处理",
    "{“十四五”规划纲要|DOCUMENT}提出",
    "{工信部科〔2021〕96号|DOCNUM}",
    # Fields: technologies always, everyday lines of business only in a list or before 领域.
    "发展{人工智能|FIELD}、{集成电路|FIELD}和{新能源汽车|FIELD}",
    "攻克{C-V2X|FIELD}难题",
    "在{农业|FIELD}领域推广",
    "用于{交通|FIELD}、{医疗|FIELD}、{教育|FIELD}等领域",
    # Persons: behind posts, before verbs of speech and posts, in lists; foreign ones.
    "{科技司|AGENCY}司长{赵晓明|PERSON}表示",
    "总工程师{万思源|PERSON}出席。据悉{万思源|PERSON}已返程",
    "总经理{李强|PERSON}会见来宾",
    "会上,{欧阳文博|PERSON}指出",
    "以{陈大川|PERSON}同志为组长",
    "授予{周一鸣|PERSON}、{钱书|PERSON}、{孙小雨|PERSON}等{12名|QUANTITY}同志奖章",
    "{法国|PLACE}总统{马克龙|PERSON}",
    "{约翰·史密斯|PERSON}到访",
    # Dates and quantities.
    "{2023年|DATE}新增{1.2万家|QUANTITY}",
    "{“十四五”期间|DATE}增长{12%|QUANTITY}",
]


@pytest.mark.parametrize("marked", CASES)
def test_finds_the_entities_of_a_sentence(marked: str) -> None:
    text, expected = read(marked)
    assert recognise(text) == expected


# What looks like an entity and is none.
NOTHING = [
    "大学毕业生到企业就业",
    "各大学和学院应当加强教学",
    "发展中心城市,带动周边乡村",
    "公司要依法经营,集团也不例外",
    "该公司与本集团均未回应",
    "有关部门和相关企业",
    "打造服务中心城市的通道",
    "高等学校、科研院所和行业协会",
    "社区医院开设门诊",
    "召开全市工作会议,全县动员",
    "统一思想,一心一意,三心二意",
    "强化标准引领,完善标准体系",
    "采取行动,推动工程建设和项目建设",
    "用实际行动践行战略部署",
    "获一等奖,领取奖金",
    "安排工作人员马上处理",
    "委员会委员和协会会长",
    "方案、办法、意见、程序",
    "在农业和能源上下功夫",
    "",
]


@pytest.mark.parametrize("text", NOTHING)
def test_common_words_are_no_entities(text: str) -> None:
    assert recognise(text) == []


def test_longest_match_wins() -> None:
    [entity] = recognise("工业和信息化部办公厅")
    assert entity.text == "工业和信息化部办公厅"


def test_full_width_characters_and_blanks_keep_their_place() -> None:
    text = "２０２１年，\u3000工信部（科技司）认定６３家"
    assert [(e.text, e.label) for e in recognise(text)] == [
        ("２０２１年", "DATE"),
        ("工信部", "AGENCY"),
        ("科技司", "AGENCY"),
        ("６３家", "QUANTITY"),
    ]


def test_a_mark_that_is_never_closed_ends_with_the_title() -> None:
    text = "按照《关于支持北部园区发展的意见,各地抓紧落实。另见《某某规划》。"
    assert [e.text for e in recognise(text)] == ["《关于支持北部园区发展的意见", "《某某规划》"]


def test_names_do_not_run_across_lines() -> None:
    assert [e.text for e in recognise("浙江\n东川精密股份有限公司")] == ["浙江", "东川精密股份有限公司"]


def test_a_quantity_may_stand_in_a_programme_but_a_date_ends_it() -> None:
    text = "实施河道治理五年提升行动"
    quantity = Entity("五年", 6, 8, "QUANTITY")
    assert [e.text for e in find_names(text, [quantity])] == ["河道治理五年提升行动"]
    assert list(find_names(text, [Entity("五年", 6, 8, "DATE")])) == []


def test_a_doctrine_is_no_person() -> None:
    assert find_people("深入学习习近平经济思想") == []
    assert [p.text for p in find_people("习近平总书记强调")] == ["习近平"]


def test_a_list_of_places_is_no_list_of_persons() -> None:
    assert find_people("安徽、江苏、常州、金华等12名") == []


def test_latin_words_match_whole_strings_only() -> None:
    words = Gazetteer([("5G", "FIELD"), ("AI芯片", "FIELD")])
    assert words.longest("5G基站", 0) == (2, "FIELD")
    assert words.longest("5GHz", 0) is None
    assert words.longest("AI芯片", 0) == (4, "FIELD")


def test_every_label_but_the_exact_ones_has_names() -> None:
    exact = {"DATE", "QUANTITY", "DOCNUM"}
    for label in default_ontology().entity_labels.keys() - exact:
        assert gazetteer().of(label), label


def test_no_word_stands_in_two_tables() -> None:
    counts: Counter[str] = Counter()
    for name in ("gazetteer.toml", "name_parts.toml"):
        for entries in read_table(name).values():
            for entry in entries:
                words = entry["words"].split()
                # Words that take endings are stems, no words of their own, unless one of the endings is empty.
                counts.update(words if "" in entry.get("endings", [""]) else [])
                assert words == [fold(word) for word in words]
    assert [word for word, count in counts.items() if count > 1] == []


CHARACTERS = "甲李县第等和、“”《》()·\n A７"
WORDS = [
    "工信部",
    "北京市",
    "大学",
    "有限公司",
    "领域",
    "国家级",
    "示范企业",
    "三年行动",
    "部长",
    "2021年",
    "63家",
    "行业标准",
]
PIECES = [*CHARACTERS, *WORDS, "人工智能"]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_entities_lie_in_order_in_the_text_without_overlap(text: str) -> None:
    entities = recognise(text)
    assert all(text[e.start : e.end] == e.text != "" for e in entities)
    assert all(a.end <= b.start for a, b in itertools.pairwise(entities))
    assert {e.label for e in entities} <= default_ontology().entity_labels.keys()


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_recognising_folded_text_finds_the_same(text: str) -> None:
    found = [(e.start, e.end, e.label) for e in recognise(text)]
    assert [(e.start, e.end, e.label) for e in recognise(fold(text))] == found
