"""Measure words, units and unit signs: what kind of quantity each makes, and where it is part of another word."""

from __future__ import annotations

import enum

__all__ = ["ADORNED", "FOLLOWERS", "INDEFINITE", "PER", "SIGNS", "UNITS", "QuantityKind"]


class QuantityKind(enum.Enum):
    """What a quantity measures.

    Only ``COUNT`` (63家, 300人次) counts targets. ``PERCENT`` is a share or ratio (90%, 三分之一, 2倍), ``MEASURE``
    a physical measurement or an age, ``NUMBER`` a number with 万 or 亿 and no measure word (750万).
    """

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    MEASURE = "measure"
    DURATION = "duration"
    NUMBER = "number"


_SIGNS = """
    km m dm cm mm μm um nm km2 m2 m3 km² m² m³ cc kg g mg μg t L mL ml kW MW GW TW W kV kWh MWh GWh TWh kVA MVA Ah mAh
    Hz kHz MHz GHz THz Pa kPa MPa GPa dB rpm bps kbps Kbps Mbps Gbps Tbps Mb Gb Tb KB MB GB TB PB EB FLOPS TFLOPS
    PFLOPS EFLOPS TOPS POPS EOPS
"""
SIGNS = frozenset(_SIGNS.split())
"""Unit signs in Latin letters. Those that are also names of things (5G, 4K, 3D) are left out."""

_WORDS = {
    QuantityKind.COUNT: """
        个 家 项 批 条 名 位 种 类 份 件 座 处 所 支 台 套 辆 架 艘 人 户 次 场 期 款 部 张 篇 册 本 门 例 起 宗 笔 组
        队 轮 首 届 只 枚 颗 株 棵 头 匹 块 片 段 幅 幢 栋 间 层 列 班 节 课 讲 集 章 编 页 句 则 道 根 粒 把 顶 副 双
        趟 桩 尊 具 剂 拨 股 步 字 票 席 卷 档 包 盒 箱 瓶 袋 封 盏 口 大 大类 大项 大方面 大批 小批 大笔 整套 方面
        系列 揽子 批次 人次 家次 架次 车次 辆次 户次 件次 班次 航次 场次 例次 台次 项次 船次 列次 课时 学时 标准箱
    """,
    QuantityKind.PERCENT: "% ‰ 个百分点 个千分点 个基点 倍 成",
    QuantityKind.MONEY: """
        元 美元 欧元 日元 韩元 港元 港币 澳元 加元 卢布 卢比 英镑 法郎 美金 人民币 元人民币 块钱 个亿
    """,
    QuantityKind.MEASURE: """
        吨 总吨 载重吨 公斤 千克 克 毫克 微克 斤 公里 千米 海里 米 分米 厘米 毫米 微米 纳米 英里 英尺 英寸 平方米
        平方公里 平方千米 平方厘米 立方米 标准立方米 平米 亩 公顷 升 毫升 桶 吨标准煤 瓦 千瓦 兆瓦 吉瓦 太瓦 千瓦时
        兆瓦时 吉瓦时 度电 伏 千伏 安时 毫安时 赫兹 千赫 兆赫 吉赫 帕 千帕 兆帕 摄氏度 ℃ 马力 焦耳 千卡 大卡 比特
        量子比特 字节 兆字节 吉字节 太字节 像素 流明 分贝 光年 ㎡ ㎥ ㎞ ㎏ ㎜ ㎝ 岁 周岁 分
    """,
    QuantityKind.DURATION: """
        年 天 日 周 周年 小时 分钟 秒 秒钟 毫秒 微秒 工作日 交易日 自然日 日历天 昼夜 刻钟 个月 个小时 个工作日
        个交易日 个自然日 个星期 个季度 个学期 个年头 个世纪
    """,
}
UNITS = {word: kind for kind, words in _WORDS.items() for word in words.split()} | dict.fromkeys(
    SIGNS, QuantityKind.MEASURE
)
"""Every unit with the kind of quantity it makes."""

ADORNED = {"大批": "批", "小批": "批", "大笔": "笔", "大方面": "方面", "整套": "套"}
"""Measure words with an adjective in front, and the measure word."""

_INDEFINITE = "个 家 项 批 条 名 位 种 类 份 件 座 处 所 支 台 套 艘 人 场 款 部 张 篇 起 轮 只"
INDEFINITE = frozenset(_INDEFINITE.split())
"""Measure words that 多, 数, 几 and 若干 make a count of without a numeral."""

_PER = """
    股 吨 年 日 天 月 车 克 千克 公斤 升 斤 人 次 台 套 辆 户 件 亩 米 平方米 立方米 公里 小时 分钟 秒 千瓦 千瓦时
"""
PER = frozenset(_PER.split())
"""What a rate is measured by: 元/股, 毫克每千克."""

FOLLOWERS = {
    "个": "税",
    "家": "庭|具(?![有备体])",
    "项": "目(?![标录前的光])",
    "条": "件|例|款|约|目",
    "名": "单|录|称|义|字|牌|誉|额",
    "位": "于|置|列|居|数",
    "种": "植|子|族|养|业|苗|群|质",
    "类": "似|别|型|比",
    "份": "额",
    "座": "谈|位|落",
    "处": "理|罚|置|于|长|级|分|在|境|室",
    "所": "有|在|以|属|述|谓|需|长|得|涉",
    "支": "持|撑|付|出|援|配|柱|行|部(?!队)",
    "台": "湾|风|账|州|阶",
    "套": "利|装|餐|用",
    "架": "构|桥|设",
    "人": "民|才|员|工(?!作)|口|力|士|均|社|类|物|文|大(?=代表|常委|会议)",
    "户": "籍|外|口|型",
    "次": "性|于|要|生|序|数|审议|修订",
    "场": "景|地|所|馆|域|均",
    "期": "间|货|限|末|望|权|刊|待",
    "款": "项|式|待",
    "部": "门|委|署|队|分|件|位|属|级|长|省|市|等",
    "张": "家|力|贴",
    "篇": "章|幅",
    "本": "市|省|级|办|地|次|年|着|身|报|质|届|公|科|土|国|金|月|周|轮",
    "门": "类|户|槛|店|头|票",
    "例": "如|外|行",
    "起": "草|到|来|步|飞|诉|源|因|点|初|始|施|实|正",
    "宗": "旨|教|族",
    "笔": "记|试",
    "组": "织|成|建|合|装|长",
    "队": "伍|员|长",
    "轮": "车|胎|换|船|廓|毂",
    "首": "批|次|家|场|轮|期|届|都|席|先|日|要|发|个|创|款|台|套",
    "只": "有|要|能|是|为|需|会",
    "枚": "举",
    "块": "链",
    "片": "区|面",
    "段": "落",
    "层": "级|面|次",
    "列": "入|为|车|出",
    "节": "能|点|约|目|水|气|日",
    "课": "程|题|本|堂",
    "讲": "话|述|解|究|好|师",
    "集": "团|中|聚|群|成|合|体|约|装",
    "章": "程",
    "编": "制|号|写|码|辑",
    "页": "岩|面|码",
    "道": "路|德",
    "根": "据|本",
    "把": "握|关|手",
    "具": "有|备|体",
    "股": "东|份|票|权|价|市",
    "步": "走|行|骤|伐",
    "字": "节|号|体|符|段",
    "票": "房|据|价",
    "席": "位",
    "卷": "烟|入",
    "包": "括|含|装|容",
    "箱": "体",
    "口": "岸|径|号|罩",
    "大": "型|学|力(?!量)|量(?!子|化)|幅|概|约|于|小|批准|棚|豆|米|连",
    "系列": "化",
    "元": "素|件|旦|宵|首|月|年|器|代|宇",
    "倍": "增|受|加|感|率|数",
    "成": "立|果|熟|长|型",
    "吨": "位",
    "克": "服|隆|里|拉",
    "米": "兰|面",
    "升": "级|学|值|温|高|至|幅",
    "瓦": "斯",
    "桶": "装",
    "伏": "特加",
    "分": "之|钟|别|为|布|析|区|局|公|散|类|期|组|批|行|支|成|享|数|队|子|级|层|步|阶|会|院|校|包|期|红",
    "年": "月|代|级|底|末|初|度|版|报|报|份|中|终|春|夏|秋|冬|前三|第|[0-9]|[一二三四五六七八九十]+月|[上下]半年",
    "日": "(?!内|之内|以内)",
    "天": "然|气|津|空|际|线|宫|文",
    "周": "边|围|期|末|密|刊|五|六|日|一(?=[,。至到])|转",
    "秒": "杀",
    "岁": "末",
}
"""What may not follow a measure word, as patterns: there its last character begins another word (6部门, 3条件)."""
