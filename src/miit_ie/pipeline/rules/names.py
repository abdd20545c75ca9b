"""Names: words of the gazetteer, and longer names built of them and of words it does not know.

Chinese is written without blanks, so where a name like 苏科新材料研究院 begins is not to be seen. The text is cut into
tokens: words of the gazetteer, spans found beforehand, runs of Latin characters, and single characters that no word
covers. Each token has a class, written as one letter; the shapes of names are regular expressions over these letters. A
name reaches as far to the left as its shape allows; stops, punctuation, dates and quantities end it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from miit_ie.pipeline.rules.gazetteer import gazetteer
from miit_ie.schema import Entity

__all__ = ["find_names"]

# The letter of each class of the gazetteer. Capitals are names in themselves or in some surroundings.
_LETTERS = {
    "AGENCY": "A",
    "COMPANY": "C",
    "DOCUMENT": "L",
    "FIELD": "F",
    "INSTITUTE": "I",
    "PERSON": "b",  # found beforehand
    "PLACE": "P",
    "PROGRAM": "R",
    "STANDARD": "S",
    "TITLE": "T",
    "agency_division": "d",
    "agency_head": "a",
    "and_others": "e",
    "area": "o",
    "centre_title": "H",
    "company_head": "c",
    "company_word": "G",
    "conjunction": "k",
    "county": "n",
    "department": "y",
    "document_tail": "l",
    "general_field": "g",
    "granting": "j",
    "honour": "u",
    "industry": "O",
    "inner": "w",
    "institute_head": "i",
    "launch": "B",
    "level": "v",
    "numeral": "N",
    "place_head": "p",
    "post": "b",
    "program_head": "r",
    "quoted_program_head": "q",
    "rank": "V",
    "speech": "b",
    "standard_head": "s",
    "stop": "b",
    "superlative": "m",
    "title_head": "t",
    "zone": "z",
}
# The letters of what is in no table: other Chinese characters, Latin, quantities, other spans found beforehand.
_HAN, _LATIN, _QUANTITY, _KNOWN, _OTHER = "h", "x", "Q", "K", "."
# Characters that stand for themselves.
_SELF = frozenset("“”()、")

# A class whose every word is a name, and its label.
_LABELS = {_LETTERS[label]: label for label in _LETTERS if label.isupper() and label != "PERSON"} | {"H": "TITLE"}

_WORD = "[FgNoOhwx]"
_PART = r"(?:[AaCcdFgGHIinNoOPprRSsTtuvVhwxz]|\([Phw]{1,6}\))"
_QUOTED = "“(?P<name>[^“”]{2,16})”"
# The shapes of names, by label. Where a shape has a group, the name is what the group matches.
_SHAPES = (
    # 国务院办公厅, 工业和信息化部原材料工业司
    ("AGENCY", "[Pvp]{0,6}A(?:[aA]|[FgNoOPhwx]{0,8}[da])*"),
    # 浙江省经济和信息化厅, 市财政局, 美国国会
    ("AGENCY", f"[PvVp](?:[Pvp]|h{{1,3}}[pn]|[hw]{{0,4}}z){{0,6}}{_WORD}{{0,6}}a(?:[aA]|{_WORD}{{0,6}}[da])*"),
    # 县级以上人民政府文物行政主管部门
    ("AGENCY", f"[PvVp]{{0,6}}[aA]?{_WORD}{{1,6}}y"),
    # 江苏苏州, 湖北红安县某某镇, 上海张江科学城; 红安县
    ("PLACE", "P(?:P|[hw]{1,3}[pn]|[Fghw]{0,6}z)*"),
    ("PLACE", "(?<![hx])h{1,3}n(?:[hw]{1,3}[pn])*"),
    # 北京某某大学附属医院, 中国物流与采购联合会, 集成电路产业创新中心
    ("INSTITUTE", f"[PAICv]{_PART}{{0,14}}[iI]"),
    ("INSTITUTE", "[Pv][FgohOwx]{1,6}k[FgohOwx]{1,8}i"),
    ("INSTITUTE", "[FT][FgoOThwx]{0,8}i"),
    # 第七一二研究所
    ("INSTITUTE", "(?:[PC]b)?N{2,4}i"),
    # 宁波石化国家重点实验室
    ("INSTITUTE", "P[Fghwx]{0,6}H|[FgNhwx]{1,6}H"),
    # 中国某某集团有限公司, 某某(北京)科技有限公司, 华为公司
    ("COMPANY", f"[PAICv]{_PART}{{0,16}}c"),
    ("COMPANY", f"[FgNSChwx]{_PART}{{1,12}}c"),
    ("COMPANY", "CG|[Px][FgNhw]{0,8}h[FgNhw]{0,4}G"),
    # 国家级绿色工厂, 省级智能制造示范企业
    ("TITLE", "[vV]?[TH]"),
    ("TITLE", "[vV][FgoTvhwx]{1,12}t"),
    # “书香之家”称号, 被评为“…”, “最美医生”
    ("TITLE", f"{_QUOTED}(?=u)"),
    ("TITLE", f"(?<=j){_QUOTED}"),
    ("TITLE", "“(?P<name>m[^“”]{1,10})”"),
    # “蓝天”工程, “蓝天工程”, 开展燃气安全专项整治, 6项应用试点示范项目
    ("PROGRAM", "“[^“”]{1,16}”[Fghw]{0,6}[rqR]+"),
    ("PROGRAM", "“(?P<name>[^“”]{0,16}[rqR])”"),
    ("PROGRAM", "(?<=[BQ])[vP]?[FgoOSTthw]{1,14}(?:QN?)?r+"),
    # 机械行业标准
    ("STANDARD", "v?[Fgw]{0,3}s"),
    # 俄罗斯刑法, 国家“十四五”规划, 招标投标法修订草案
    ("DOCUMENT", "[Pv]?Ll?"),
    # Beside another field in a list; before 领域; in a list before 等领域, 等产业.
    ("FIELD", "(?<=[Fg]、)[Fg]"),
    ("FIELD", "[Fg](?=、[Fg])"),
    ("FIELD", "[Fg](?=e?[hwx]{0,4}o|e[hwx]{0,4}O)"),
    ("FIELD", "(?<=、)[Fghwx]{2,6}(?=(?:、[Fghwx]{1,8}){0,12}e?[hwx]{0,2}[oO])"),
)

_PATTERNS = tuple((label, re.compile(shape)) for label, shape in _SHAPES)
_LATIN_RUN = re.compile("[A-Za-z0-9]+(?:[-.&+][A-Za-z0-9]+)*")
_HAN_CHARACTER = re.compile("[\u4e00-\u9fff]")


def find_names(text: str, known: Iterable[Entity]) -> Iterator[Entity]:
    """Find names of every label but DATE, QUANTITY, DOCNUM and PERSON.

    Parameters
    ----------
    text
        Folded text (`miit_ie.text.fold.fold`).
    known
        Entities found beforehand, without overlap. Names do not run across them, but a quantity may stand inside a
        programme (国企改革三年行动).

    Yields
    ------
    Entity
        Candidates in no order. They overlap: 工业和信息化部科技司 comes with 工业和信息化部 and 科技司.

    Examples
    --------
    >>> sorted(entity.text for entity in find_names("支持江苏苏科新材料研究院", []))
    ['新材料', '新材料研究院', '江苏', '江苏', '江苏苏科新材料研究院']
    """
    starts, letters = _tokens(text, known)
    for index, letter in enumerate(letters):
        if letter in _LABELS:
            yield _entity(text, starts[index], starts[index + 1], _LABELS[letter])
    for label, shape in _PATTERNS:
        for match in shape.finditer(letters):
            first, last = match.span("name" if shape.groupindex else 0)
            yield _entity(text, starts[first], starts[last], label)


def _entity(text: str, start: int, end: int, label: str) -> Entity:
    return Entity(text[start:end], start, end, label)


def _tokens(text: str, known: Iterable[Entity]) -> tuple[Sequence[int], str]:
    """Cut the text into tokens: where each starts, and last where the text ends; and their letters."""
    words = gazetteer()
    known_at = {entity.start: entity for entity in known}
    starts: list[int] = []
    letters: list[str] = []
    position = 0
    while position < len(text):
        starts.append(position)
        word = words.longest(text, position)
        span = known_at.get(position)
        if span and (word is None or span.end >= word[0]):
            letters.append(_QUANTITY if span.label == "QUANTITY" else _KNOWN)
            position = span.end
        elif word:
            position, word_class = word
            letters.append(_LETTERS[word_class])
        elif run := _LATIN_RUN.match(text, position):
            letters.append(_LATIN)
            position = run.end()
        else:
            character = text[position]
            is_han = _HAN_CHARACTER.match(character)
            letters.append(character if character in _SELF else _HAN if is_han else _OTHER)
            position += 1
    return [*starts, len(text)], "".join(letters)
