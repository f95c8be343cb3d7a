"""Decides whether a numeral in running text is a quantity, and where its wording ends.

The rules are for the Chinese of news, communiqués and plans: 签约 contains no 约 (about),
仪式上百余名 no 上百, 三家多为 no 三家多, and 组织 is not the unit 组. Their words are in
words/quantities.txt.
"""

import re

from extraction.word_lists import characters_by_key, word_list, words_by_key
from quantities import Qualifier, Quantity
from quantities.units import UNITS, UNITS_BY_KIND

NOT_BEFORE = characters_by_key("not_before")
_NOT_AFTER = characters_by_key("not_after")
_BEGINS = characters_by_key("begins")
_UNLESS = words_by_key("unless")
_SPAN_UNITS = frozenset(word_list("span_units"))
_SHORT_UNITS = frozenset(word_list("short_units"))
_SMALL_COUNTS = frozenset(word_list("small"))
_VAGUE_COUNTS = frozenset(word_list("few"))
_NOUNS = frozenset(word_list("nouns"))
# Units that take 多 or 余 after them; elsewhere it is an adverb (3家多为小微企业).
_OVER = UNITS_BY_KIND["time"] | UNITS_BY_KIND["money"] | UNITS_BY_KIND["measures"] | {"%", "倍"}
_NAME_AFTER = re.compile(
    r"[号版楼级后强世]|之[一二三四五六七八九十\d外]|[·•]|分之|/\d|工作制|以外|班倒|驾马车|位一体|合一|"
    r"方面|维度|层面|角度"
)
_SAYINGS = re.compile(
    "|".join(f"{unit}(?:{'|'.join(words)})" for unit, words in words_by_key("sayings").items())
)
# 以下五项, 八章四十四条: an announced list, and the parts of a document.
_POINTING = re.compile(r"(?:以下|如下|下列|上述|下述|[一二三四五六七八九十\d]章)$")
# 平均年龄37.4岁, 平均受教育13.8年: a statistic, though ages and years of a life count nothing.
_AVERAGE = re.compile(r"(?:平均[^,。;]{2,8}|均龄|寿命)$")
# 千名职工 is a round number; 万名职工大宣讲 is the name of a campaign.
_ROUND = frozenset({"名", "家", "户", "人次", "场次"})
_CAMPAIGN = re.compile(r"[^,。;、]{0,8}(?:行动|计划|工程|活动|宣讲)|[大进联万]")
_SPAN_AFTER = re.compile(
    r"[^,。;]{0,8}圈|[内来前后里间]|之[内前后]|以[来内前后]|时间[内里]|(?:的)?时间(?=[,。])"
)

_CHINESE_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿")
_EXACT_BEFORE = re.compile(
    r"(?:缩小|扩大|提高|达到?了?|为|至|到|共计?|合计|总计|是|有|增|降|升|计)$"
)
_NAME_UNITS = frozenset("节级里届线路度分页版行变")  # 二十四节气, 十八届: a name more than a count
_CLAUSE_ENDS = ("", *",。;、)")
_CLOCK_BEFORE = re.compile("[0-9]:$")
_ADVERB_BEFORE = "为是数样元在来自由已均都仍"
_COUNTING_UNITS = frozenset("个名家人项位")


def unit_begins_word(unit: str, following: str) -> bool:
    """Return whether a unit is only the beginning of another word, as 组 in 组织.

    `following` is the text after the unit.
    """
    begins = bool(following) and following[0] in _BEGINS.get(unit, "")
    return begins and following not in _UNLESS.get(unit, ())


def find_wording_end(match: re.Match[str], text: str) -> int:
    """Return where a wording ends, without characters that only look like its unit or qualifier."""
    end = match.end()
    if text[end : end + 1] in tuple(_NOT_AFTER.get(match["qualifier_after"], "")):
        end = match.start("qualifier_after")
    unit, over = match["unit"], match["more_after_unit"]
    months = over and unit == "个" and match["month"]  # 5个多月
    if match["month"] and not months:
        end = min(end, match.start("month"))
    if over:
        over_end = match.end("more_after_unit")
        is_adverb = text[over_end : over_end + 1] in tuple(_adverb_contexts(match))
        if is_adverb or not (months or match["tenths"] or unit in _OVER):
            end = min(end, match.start("more_after_unit"))
    if unit and unit not in ("%", "‰") and (match["first_percent"] or match["single_percent"]):
        return min(end, match.start("unit"))  # 百分之五十二年逾五十岁
    if unit and _begins_word(match, text):
        end = min(end, match.start("unit") + _shorter_unit(unit))
    more = match["more_before_unit"]
    if more and not (unit and end > match.start("unit")):
        following = text[match.end("more_before_unit") : match.end("more_before_unit") + 1]
        if following in tuple(_ADVERB_BEFORE) or (more == "来" and following in tuple("自到")):
            end = min(end, match.start("more_before_unit"))
    if more == "来" and match["single_arabic"]:
        end = min(end, match.start("more_before_unit"))
    if match["single_inner"] == "来" and text[
        match.end("single_inner") : match.end("single_inner") + 1
    ] in tuple("自到"):
        end = min(end, match.start("single_inner"))
    return end


def _adverb_contexts(match: re.Match[str]) -> str:
    """Return the characters before which 多 is an adverb: 3家多来自; but 九成多来自 has 九成多."""
    return "为是" if match["tenths"] else _ADVERB_BEFORE


def _shorter_unit(unit: str) -> int:
    """Return the length of the shorter unit, if the rest begins another word: 人 in 45人日前."""
    for length in range(len(unit) - 1, 0, -1):
        if unit[:length] in UNITS and not unit_begins_word(unit[:length], unit[length:]):
            return length
    return 0


def _begins_word(match: re.Match[str], text: str) -> bool:
    """Return whether a match's unit only begins another word: 组 in 组织; not 成 in 近七成为."""
    following = text[match.end("unit") : match.end("unit") + 2]
    if not match["tenths"]:
        return unit_begins_word(match["unit"], following)
    if (
        match["tenths_rest"]
        or following == "员工"
        or (match["single_arabic"] is None and following[:1] == "为")
    ):
        return False
    return unit_begins_word(match["tenths"][0], following)


def classify_numeral(match: re.Match[str], quantity: Quantity, text: str) -> str:
    """Return "yes" for a quantity, "bare" for one that needs the unit of a list, "" for neither."""
    start, end = match.span()
    following, before = text[end : end + 6], text[max(0, start - 6) : start]
    unit = quantity.unit
    if unit in _SPAN_UNITS and not _is_statistic(match, text):
        return ""
    if _is_stretch(match, unit, before, following):
        return ""
    if _POINTING.search(before) and quantity.value < 100:
        return ""
    if before[-1:] == "每" or _SAYINGS.match(text, match.start("unit") if unit else end):
        count = match["single_arabic"] and before[-1:] != "每"
        name = unit != "级" and _is_not_counted(quantity, following)
        return "yes" if unit and count and not name else ""
    if match["single_imprecise"] or match["single_inner"] == "几":
        return _classify_vague(match, unit, following)
    if match["single_arabic"] or match["last_arabic"]:
        return _classify_arabic(match, quantity, before, following)
    return _classify_chinese(match, quantity, before, following)


def _is_statistic(match: re.Match[str], text: str) -> bool:
    """Return whether ages or years are statistics: 平均年龄42岁, 比上年提高0.6岁."""
    start = match.start()
    return "." in match[0] or bool(_AVERAGE.search(text, max(0, start - 12), start))


def _is_stretch(match: re.Match[str], unit: str, before: str, following: str) -> bool:
    """Return whether a duration is only a stretch of time: 近3天, 三天来, 2小时内.

    `before` and `following` are the texts before and after it.
    """
    if unit not in _SHORT_UNITS and unit != "届":
        return False
    near = (match["qualifier_before"] or "").startswith(("近", "将近")) and unit in ("天", "届")
    return bool(
        near
        or _SPAN_AFTER.match(following)
        or (before[-1:] in tuple("近这前后每第头隔") and not before.endswith("提前"))
        or following.startswith(("工作制", "以外", "之外", "半"))
    )


def _classify_vague(match: re.Match[str], unit: str, following: str) -> str:
    """Classify 几, 数百, 成千上万 and the like; the result is that of `classify_numeral`."""
    text = match["single_imprecise"] or ""
    if text in ("几", "数", "好几"):
        return "yes" if unit in _VAGUE_COUNTS else ""
    if unit or text.startswith(("成", "数以")):
        return "" if unit == "里" else "yes"
    closed = text.endswith(("万", "亿")) and following[:1] in _CLAUSE_ENDS
    return "yes" if closed or _starts_noun(following) else ""


def _starts_noun(following: str) -> bool:
    """Return whether the text after a number is a noun counted without a classifier: 3000职工."""
    return following[:2] in _NOUNS or following[:1] == "村"


def _classify_arabic(match: re.Match[str], quantity: Quantity, before: str, following: str) -> str:
    """Classify a number in Arabic digits by the texts before and after it.

    The result is that of `classify_numeral`.
    """
    plain = quantity.qualifier is Qualifier.EXACT and not match["single_scale"]
    if quantity.unit:
        return "" if _is_not_counted(quantity, following) else "yes"
    if following[:1] in tuple("/:.") or before[-1:] in tuple("/.+") or _CLOCK_BEFORE.search(before):
        return ""
    if _NAME_AFTER.match(following):
        return ""
    if not plain:
        return "yes"
    if following[:1] in tuple("0123456789") or (before[-1:].isalnum() and before[-1:].isascii()):
        return ""
    yearly = 1900 <= quantity.value <= 2100 and "." not in match[0] and "," not in match[0]
    if yearly:
        return "bare"
    if _starts_noun(following) and "." not in match[0]:
        return "yes"
    complete = _EXACT_BEFORE.search(before) and (
        following[:1] in ("", *",。;)(、") or following.startswith("之多")
    )
    return "yes" if complete else "bare"


def _is_saying(unit: str, following: str) -> bool:
    """Return whether a number is part of a saying: 四面八方, 三支一扶, 两个100%; not 三个一等奖."""
    if following[:1] not in _CHINESE_NUMERALS and not following[:1].isdigit():
        return False
    return following[:1].isdigit() or (unit not in _COUNTING_UNITS and following[1:2] not in "等级")


def _is_not_counted(quantity: Quantity, following: str) -> bool:
    """Return whether a number with its unit is a name or rank: 3级, 5线, 360度, 居第2位."""
    unit, value = quantity.unit, quantity.value
    if unit in ("级", "里", "线", "路", "版", "页"):
        return True
    if unit == "度":
        return value == 360
    if unit == "位":
        return following[:1] in tuple("数居列于")
    if unit == "千伏":
        return following[:1] in tuple("变线输电")
    if unit == "分":
        return following[:1] in ("之", *"0123456789")
    if unit == "期":
        return following.startswith(("工程", "项目", "建设"))
    return unit == "届" and following.startswith(("三中", "四中", "中央"))


def _classify_chinese(match: re.Match[str], quantity: Quantity, before: str, following: str) -> str:
    """Classify a Chinese numeral; small ones are more often part of a name than a count.

    The result is that of `classify_numeral`.
    """
    numeral = match["single_chinese"] or match["first_chinese"]
    if not numeral:
        return ""  # 0—万%: one end is a scale alone
    if before[-1:] in _CHINESE_NUMERALS or (
        following[:1] in _CHINESE_NUMERALS and not quantity.unit
    ):
        return ""
    unit, qualified = quantity.unit, quantity.qualifier is not Qualifier.EXACT
    if numeral[:1] in ("万", "亿") and len(numeral) > 1:
        return ""  # 万一
    if match["single_percent"] or match["first_percent"] or match["tenths"]:
        return "yes"
    if not set(numeral) - {"百", "千", "万", "亿"}:
        money = unit == "元" and numeral in ("千万", "百万")
        round_ = unit in _ROUND and before[-2:] != "千家" and not _CAMPAIGN.match(following)
        closed = numeral[-1] in "万亿" and following[:1] in _CLAUSE_ENDS
        ends = unit or _starts_noun(following) or closed
        return "yes" if (qualified and ends) or money or round_ else ""
    if unit in ("个百分点", "百分点", "倍", "%"):
        return "yes"
    if not qualified and (numeral in ("一", "二") or (numeral == "两" and unit == "人")):
        return ""
    if quantity.value < 100:
        if "点" in numeral and unit:
            return "yes"
        if quantity.value > 10 and unit and unit not in _NAME_UNITS:
            return "yes" if not _is_saying(unit, following) else ""
        return "yes" if unit in _SMALL_COUNTS and not _is_saying(unit, following) else ""
    if unit:
        return "" if unit in ("里", "行", "变", "度", "分", "级") else "yes"
    return (
        "yes" if qualified or "万" in numeral or "亿" in numeral or _starts_noun(following) else ""
    )
