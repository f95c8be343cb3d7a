"""Decides whether a numeral in running text is a quantity, or a name, a saying or a rank.

The rules are for the Chinese of news, communiqués and plans; their words are in
words/quantities.txt. `wording_ends` says where the text of a number ends.
"""

import re
from enum import Enum, auto

from extraction.word_lists import get_words, get_words_by_key
from quantities import Qualifier, Quantity

_SPAN_UNITS = frozenset(get_words("span_units"))
_STRETCH_UNITS = frozenset(get_words("short_units")) | {"届"}
_SMALL_COUNTS = frozenset(get_words("small"))
_VAGUE_COUNTS = frozenset(get_words("few"))
_NOUNS = frozenset(get_words("nouns"))
_NAME_AFTER = re.compile(
    r"[号版楼级后强世]|之[一二三四五六七八九十\d外]|[·•]|分之|/\d|工作制|以外|班倒|驾马车|位一体|合一|"
    r"方面|维度|层面|角度"
)
_SAYINGS = re.compile(
    "|".join(f"{unit}(?:{'|'.join(words)})" for unit, words in get_words_by_key("sayings").items())
)
# 以下五项, 八章四十四条: an announced list, and the parts of a document.
_ANNOUNCED_LIST = re.compile(r"(?:以下|如下|下列|上述|下述|[一二三四五六七八九十\d]章)$")
# 平均年龄37.4岁, 平均受教育13.8年: a statistic, though ages and years of a life count nothing.
_AVERAGE = re.compile(r"(?:平均[^,。;]{2,8}|均龄|寿命)$")
# 千名职工 is a round number; 万名职工大宣讲 is the name of a campaign.
_UNITS_OF_ROUND_NUMBERS = frozenset({"名", "家", "户", "人次", "场次"})
_CAMPAIGN = re.compile(r"[^,。;、]{0,8}(?:行动|计划|工程|活动|宣讲)|[大进联万]")
_STRETCH_AFTER = re.compile(
    r"[^,。;]{0,8}圈|[内来前后里间]|之[内前后]|以[来内前后]|时间[内里]|(?:的)?时间(?=[,。])"
)

_CHINESE_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿")
_EXACT_BEFORE = re.compile(
    r"(?:缩小|扩大|提高|达到?了?|为|至|到|共计?|合计|总计|是|有|增|降|升|计)$"
)
_NAME_UNITS = frozenset("节级里届线路度分页版行变")  # 二十四节气, 十八届: a name more than a count
_CLAUSE_ENDS = ("", *",。;、)")
_LETTER_BEFORE = re.compile("[0-9A-Za-z]$")
_CLOCK_BEFORE = re.compile("[0-9]:$")
_COUNTING_UNITS = frozenset("个名家人项位")
_RANK_UNITS = frozenset("级里线路版页")
# A number with the unit (the key) is a name before these: 3位数, 110千伏变电站, 3期工程.
_NAME_CONTINUATIONS = {
    "位": tuple("数居列于"),
    "千伏": tuple("变线输电"),
    "分": tuple("之0123456789"),
    "期": ("工程", "项目", "建设"),
    "届": ("三中", "四中", "中央"),
}


class NumeralKind(Enum):
    """Whether a numeral in running text counts something.

    WITHOUT_UNIT is a number that counts only if it takes its unit from a list: 32 in 32、52和72名.
    """

    QUANTITY = auto()
    WITHOUT_UNIT = auto()
    NOT_COUNTED = auto()


def classify_numeral(match: re.Match[str], quantity: Quantity, text: str) -> NumeralKind:
    """Return whether the numeral of a match counts something in its context.

    `match` and `quantity` are the shortened wording and what was read from it. Durations, announced
    lists (以下五项), rates and sayings are recognized first. Then there are separate rules for
    vague numerals, Arabic digits and Chinese numerals. `text` is the paragraph, of which six
    characters before and after the wording are looked at.
    """
    start, end = match.span()
    following, before = text[end : end + 6], text[max(0, start - 6) : start]
    unit = quantity.unit
    if unit in _SPAN_UNITS and not _is_statistic(match, text):
        return NumeralKind.NOT_COUNTED
    if _is_stretch_of_time(match, unit, before, following):
        return NumeralKind.NOT_COUNTED
    if _ANNOUNCED_LIST.search(before) and quantity.value < 100:  # no list has a hundred points
        return NumeralKind.NOT_COUNTED
    is_rate = before[-1:] == "每"  # 每3人 (for every three people)
    if is_rate or _SAYINGS.match(text, match.start("unit") if unit else end):
        # Sayings are written in Chinese numerals: Arabic digits count, unless they are a name.
        is_name = unit != "级" and _is_name_or_rank(quantity, following)
        return _choose_kind(unit and match["single_arabic"] and not is_rate and not is_name)
    if match["single_imprecise"] or match["single_inner"] == "几":
        return _classify_vague_numeral(match, unit, following)
    if match["single_arabic"] or match["last_arabic"]:
        return _classify_arabic_numeral(match, quantity, before, following)
    return _classify_chinese_numeral(match, quantity, before, following)


def _choose_kind(counts: object) -> NumeralKind:
    """Return QUANTITY if `counts` is truthy, else NOT_COUNTED."""
    return NumeralKind.QUANTITY if counts else NumeralKind.NOT_COUNTED


def _is_statistic(match: re.Match[str], text: str) -> bool:
    """Return whether a number of ages or years is a statistic: 平均年龄42岁, 比上年提高0.6岁.

    A decimal point is enough, since the age or the years of one person have none.
    """
    start = match.start()
    return "." in match[0] or bool(_AVERAGE.search(text, max(0, start - 12), start))


def _is_stretch_of_time(match: re.Match[str], unit: str, before: str, following: str) -> bool:
    """Return whether a duration only says when or how long: 近3天, 三天来, 2小时内.

    `before` and `following` are the texts before and after it.
    """
    qualifier = match["qualifier_before"] or ""
    is_recent_time = qualifier.startswith(("近", "将近")) and unit in ("天", "届")
    return unit in _STRETCH_UNITS and bool(
        is_recent_time
        or _STRETCH_AFTER.match(following)
        or (before.endswith(tuple("近这前后每第头隔")) and not before.endswith("提前"))
        or following.startswith(("工作制", "以外", "之外", "半"))
    )


def _classify_vague_numeral(match: re.Match[str], unit: str, following: str) -> NumeralKind:
    """Classify 几 (a few), 数百 (hundreds), 成千上万 (thousands) by the text after them.

    几 and 数 alone count something only with certain units. The others do with any unit but 里
    (which also means "in") and before a noun; one that ends in 万 or 亿 does so also at the end of
    a clause, as in 达数千万.
    """
    numeral = match["single_imprecise"] or ""
    if numeral in ("几", "数", "好几"):
        return _choose_kind(unit in _VAGUE_COUNTS)
    if unit or numeral.startswith(("成", "数以")):
        return _choose_kind(unit != "里")
    ends_clause = numeral.endswith(("万", "亿")) and following[:1] in _CLAUSE_ENDS
    return _choose_kind(ends_clause or _is_noun_start(following))


def _is_noun_start(following: str) -> bool:
    """Return whether the text after a number is a noun counted without a classifier: 3000职工."""
    return following[:2] in _NOUNS or following[:1] == "村"


def _classify_arabic_numeral(
    match: re.Match[str], quantity: Quantity, before: str, following: str
) -> NumeralKind:
    """Classify a number in Arabic digits by the texts before and after it.

    With a unit it counts something unless it is a name or rank (3级). Without a unit it does if it
    has a qualifier or 万, if a noun follows, or if it ends a clause such as 增至30.
    """
    if quantity.unit:
        return _choose_kind(not _is_name_or_rank(quantity, following))
    part_of_longer_number = (
        following.startswith(("/", ":", "."))
        or before.endswith(("/", ".", "+"))
        or _CLOCK_BEFORE.search(before)
    )
    if part_of_longer_number or _NAME_AFTER.match(following):
        return NumeralKind.NOT_COUNTED
    if quantity.qualifier is not Qualifier.EXACT or match["single_scale"]:
        return NumeralKind.QUANTITY
    if _LETTER_BEFORE.search(before):
        return NumeralKind.NOT_COUNTED  # VR3家庭
    # A year without 年: 2024全国职工技能大赛.
    if 1900 <= quantity.value <= 2100 and "." not in match[0] and "," not in match[0]:
        return NumeralKind.WITHOUT_UNIT
    complete = _EXACT_BEFORE.search(before) and (
        following[:1] in ("", *",。;)(、") or following.startswith("之多")
    )
    if complete or (_is_noun_start(following) and "." not in match[0]):
        return NumeralKind.QUANTITY
    return NumeralKind.WITHOUT_UNIT


def _is_saying(unit: str, following: str) -> bool:
    """Return whether a number is part of a saying: 四面八方, 三支一扶, 两个100%; not 三个一等奖.

    In a saying another number follows the unit directly.
    """
    return following[:1].isdigit() or (
        following[:1] in _CHINESE_NUMERALS
        and unit not in _COUNTING_UNITS
        and following[1:2] not in "等级"
    )


def _is_name_or_rank(quantity: Quantity, following: str) -> bool:
    """Return whether a number with its unit is a name or rank: 3级, 5线, 360度, 居第2位.

    `following` is the text after the unit: 3期工程 (phase three of a project) is a name, too.
    """
    unit = quantity.unit
    return (
        unit in _RANK_UNITS
        or (unit == "度" and quantity.value == 360)
        or following.startswith(_NAME_CONTINUATIONS.get(unit, ()))
    )


def _classify_chinese_numeral(
    match: re.Match[str], quantity: Quantity, before: str, following: str
) -> NumeralKind:
    """Classify a Chinese numeral; small ones are more often part of a name than a count.

    The order of the rules: parts of other words, shares, round numbers (千, 百万), percentage
    points and multiples, one and two, numbers below a hundred, all others. With a qualifier (近,
    余) most numerals count something.
    """
    numeral, unit = match["single_chinese"] or match["first_chinese"], quantity.unit
    if not numeral:
        return NumeralKind.NOT_COUNTED  # 0—万%: one end is a scale alone
    part_of_longer_numeral = before[-1:] in _CHINESE_NUMERALS or (
        following[:1] in _CHINESE_NUMERALS and not unit
    )
    if part_of_longer_numeral or (numeral[:1] in ("万", "亿") and len(numeral) > 1):
        return NumeralKind.NOT_COUNTED  # 万一
    if match["single_percent"] or match["first_percent"] or match["tenths"]:
        return NumeralKind.QUANTITY
    qualified = quantity.qualifier is not Qualifier.EXACT
    if not set(numeral) - set("百千万亿"):
        return _choose_kind(_is_round_count(numeral, quantity, before, following))
    if unit in ("个百分点", "百分点", "倍", "%"):
        return NumeralKind.QUANTITY
    if not qualified and (numeral in ("一", "二") or (numeral == "两" and unit == "人")):
        return NumeralKind.NOT_COUNTED
    if quantity.value < 100:
        if "点" in numeral and unit:  # 三点五: 3.5
            return NumeralKind.QUANTITY
        may_count = unit in _SMALL_COUNTS or (
            quantity.value > 10 and unit and unit not in _NAME_UNITS
        )
        return _choose_kind(may_count and not _is_saying(unit, following))
    if unit:
        return _choose_kind(unit not in ("里", "行", "变", "度", "分", "级"))
    is_large = "万" in numeral or "亿" in numeral
    return _choose_kind(qualified or is_large or _is_noun_start(following))


def _is_round_count(numeral: str, quantity: Quantity, before: str, following: str) -> bool:
    """Return whether a numeral of 百千万亿 alone, such as 千 or 百万, is a number of something.

    Millions of yuan are (百万元, 千万元), and so is a count of people, families or events
    (千名职工), except in 千家万户 (all families) and in the name of a campaign (万名职工大宣讲). A
    numeral with a qualifier (近千) counts before any unit or noun; one that also ends in 万 or 亿
    (近百万) counts at the end of a clause, too.
    """
    unit, qualified = quantity.unit, quantity.qualifier is not Qualifier.EXACT
    if unit == "元" and numeral in ("千万", "百万"):
        return True
    in_idiom = before.endswith("千家") or _CAMPAIGN.match(following)
    if unit in _UNITS_OF_ROUND_NUMBERS and not in_idiom:
        return True
    ends_clause = numeral[-1] in "万亿" and following[:1] in _CLAUSE_ENDS
    return qualified and bool(unit or _is_noun_start(following) or ends_clause)
