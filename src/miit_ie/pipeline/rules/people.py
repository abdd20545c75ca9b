"""Names of persons, in contexts that leave no doubt.

Any two or three characters can be a Chinese name, so a name is read only next to a post (部长), before a verb of speech
(表示), or in a list of names. Once read, it is a name wherever it stands in the text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from miit_ie.pipeline.rules.gazetteer import Gazetteer, gazetteer
from miit_ie.pipeline.rules.lexicon import alternation
from miit_ie.schema import Entity

__all__ = ["find_people"]

# Surnames of one character, less those that begin common words more often than names (公 全 关 向 都 单 广 国 …).
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦昌马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮齐康伍余元卜顾孟黄穆萧尹姚邵汪毛米戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾"
    "路娄江童颜郭梅林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解应丁宣邓郁洪左石崔吉龚程邢裴陆荣翁荀甄封储靳段焦巴牧谷侯"
    "班仲宫宁仇甘厉祖武符刘景詹龙叶黎白蒲邰鄂赖卓蔺屠蒙乔阴胥苍闻莘翟谭姬申冉雍桑桂牛寿边燕冀尚温庄晏柴瞿阎慕茹习艾容古"
    "易廖庾居衡耿满匡文寇沃利蔚越隆师巩聂晁敖冷辛那简饶曾沙鞠游竺盖益尧栗佟鄢涂岳肖闫付覃兰迟区籍寻仝席楼盛关"
)
_COMPOUND_SURNAMES = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|东方|南宫"
# What a given name does not hold: the words that stand behind names.
_NOT_GIVEN = "的等和与及在对就向同说称将已于也以为到率被从不因还并当今是了其及或且"
# Characters that foreign names are transliterated with.
_SOUNDS = (
    "阿埃艾爱安昂奥澳巴拜班邦鲍贝本比彼边毕宾波博伯勃柏布蔡曹查察柴昌彻茨达戴丹道德登邓迪狄蒂丁东杜敦顿多厄恩儿尔法凡"
    "范方菲费芬丰冯佛夫弗福傅富盖甘冈高戈哥格根贡古顾瓜圭郭果哈海汉杭豪荷赫黑亨洪侯胡华怀惠霍基吉季加贾简江杰捷金津京居"
    "卡凯坎康考柯科可克肯孔寇库夸奎昆阔拉腊莱兰朗劳勒雷蕾黎里理丽利莉连良列烈林琳龙隆卢鲁路露伦罗洛吕略马玛迈麦曼芒毛梅"
    "门蒙孟米密敏明缪摩莫默姆木穆拿那娜纳乃奈南内能尼妮涅聂宁牛纽努诺女欧帕派潘庞佩彭蓬皮匹平珀坡普齐奇契恰钱强乔切钦琼"
    "丘屈让热仁日茹儒瑞若萨塞赛三桑瑟森沙莎珊山尚绍舍申什生圣胜施石史士世舒朔司丝斯思松苏孙索塔泰坦汤唐陶特腾提田铁廷通"
    "图屠土托陀脱瓦万旺威韦维卫魏温翁沃乌伍武西希悉锡夏显肖歇谢辛欣兴休修许雪逊雅亚延扬杨耶叶伊依易因英尤于约牙宰泽扎詹"
    "章哲珍治朱孜祖佐桂尊娃罕焦音各楚翰"
)
_HAN = "[\u4e00-\u9fff]"
_GIVEN = f"(?![{_NOT_GIVEN}]){_HAN}"
_CHINESE = f"(?:(?:{_COMPOUND_SURNAMES}|[{_SURNAMES}])(?:{_GIVEN}){{1,2}})"
_DOTTED = re.compile(rf"[{_SOUNDS}]{{1,7}}(?:[·・][{_SOUNDS}]{{1,7}})+(?:[一二三四]世)?")
# Classes of words that may follow a name.
_BEHIND = frozenset(("and_others", "conjunction", "granting", "launch", "post", "speech", "stop"))
# Behind a name it makes a doctrine of it: 习近平经济思想.
_DOCTRINE = re.compile(f"{_HAN}{{0,12}}思想")
_RUN = re.compile(f"(?:{_HAN}|、)+")
_AT_START = re.compile(_CHINESE)
_AT_END = re.compile(f"{_CHINESE}$")
_NUMBER = re.compile("等?[0-9一二三四五六七八九十]+余?[名位人]|等同志|等人")


def find_people(text: str) -> list[Entity]:
    """Find the names of persons in a text, in order and without overlap.

    Parameters
    ----------
    text
        Folded text (`miit_ie.text.fold.fold`).

    Examples
    --------
    >>> [person.text for person in find_people("科技司司长赵晓明表示,将支持企业。赵晓明还说……")]
    ['赵晓明', '赵晓明']
    """
    names = set(_known())
    for pattern in _patterns():
        names.update(name for name in pattern.findall(text) if not _is_word(name))
    names.update(name for name in _after_posts(text) if not _is_word(name))
    names.update(_DOTTED.findall(text))
    names.update(_listed(text))
    return list(_occurrences(text, names))


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(gazetteer().of("PERSON"))


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = gazetteer()
    posts = alternation(words.of("post"))
    speech = alternation(words.of("speech"))
    before = f"(?<!{_HAN})(?<![·-])"
    return tuple(
        re.compile(pattern)
        for pattern in (
            # 总统某某某
            f"(?:{posts})[ :]?([{_SOUNDS}]{{3,7}}(?:-[{_SOUNDS}]{{2,7}})?)(?![{_SOUNDS}·])",
            # 。某某某指出
            f"{before}({_CHINESE}|[{_SOUNDS}]{{2,7}}(?:-[{_SOUNDS}]{{2,7}})?)(?={speech})",
            # 以某某某同志, 某某某部长
            f"(?:{before}|(?<=[以在由对和与受经按听向给被把及据同]))({_CHINESE}|[{_SOUNDS}]{{3,7}})"
            f"(?={posts}|同志|先生|女士)",
        )
    )


@functools.cache
def _post() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(gazetteer().of('post'))})[ :]?(?={_CHINESE})")


def _after_posts(text: str) -> Iterator[str]:
    """Yield the Chinese names behind posts (部长某某某出席), up to where a word or a mark ends them."""
    for post in _post().finditer(text):
        start = post.end()
        longest = _AT_START.match(text, start)
        if longest is None:
            continue
        ends = [end for end in range(longest.end(), start + 1, -1) if _AT_START.fullmatch(text, start, end)]
        # A word of two characters behind the name says more of where it ends than one of one.
        for least in (2, 1):
            end = next((end for end in ends if _is_followed(text, end, least)), None)
            if end is not None:
                yield text[start:end]
                break


def _is_followed(text: str, end: int, least: int) -> bool:
    """Return whether no Chinese character stands at ``end``, or a word of at least ``least`` that goes with no name."""
    if not re.match(_HAN, text[end : end + 1]):
        return True
    word = gazetteer().longest(text, end)
    return word is not None and word[0] - end >= least and word[1] in _BEHIND


def _listed(text: str) -> Iterator[str]:
    """Yield the names in lists of which most items look like names.

    Where their number does not follow (等9名), most of these names must have three characters.
    """
    for run in _RUN.finditer(text):
        if "、" not in run.group():
            continue
        listing = run.group().partition("等")[0]
        items = re.split("[、和]", listing)
        found = [match.group() if (match := _AT_END.search(item)) else "" for item in items]
        names = [name for name, item in zip(found, items, strict=True) if name and name == item and not _is_word(name)]
        counted = _NUMBER.match(text, run.start() + len(listing)) is not None
        full = sum(len(name) > 2 for name in names)
        if (
            len(names) >= (2 if counted else 3)
            and 4 * len(names) >= 3 * (len(items) - 1)
            and (counted or 2 * full >= len(names))
        ):
            yield from names
            # What goes before the list runs into its first item: 授予某某某、….
            if found[0] and not _is_word(found[0]):
                yield found[0]


def _is_word(name: str) -> bool:
    """Return whether what looks like a name begins with a word of another kind: 方案, 韩国, 阿里巴巴."""
    word = gazetteer().longest(name, 0)
    # A single character that is a word may be a surname too: 于, 万.
    return word is not None and word[0] > 1


def _occurrences(text: str, names: set[str]) -> Iterator[Entity]:
    words = Gazetteer((name, "PERSON") for name in names)
    end = 0
    for first in re.finditer(f"[{re.escape(''.join({name[0] for name in names}))}]", text):
        start = first.start()
        word = words.longest(text, start) if start >= end else None
        if word and not _DOCTRINE.match(text, word[0]):
            end = word[0]
            yield Entity(text[start:end], start, end, "PERSON")
