"""Which numerals in running prose are quantities: word lists of the traps, and what they forbid.

The lists stand in words.txt. The rules are the Chinese of news, communiqués and plans: 签约 is no
约, 仪式上百余名 is no 上百, 三家多为 is no 三家多, 组织 is no 组.
"""

import re

from extraction.numbers.word_lists import character_lists, word_list
from quantities.units import KINDS

NOT_BEFORE = character_lists("not_before")
BEGINS = character_lists("begins")
UNLESS = character_lists("unless")
FIRM = word_list("firm")
SPAN_UNITS = word_list("span_units")
SHORT_UNITS = word_list("short_units")
SMALL = word_list("small")
FEW = word_list("few")
NOUNS = word_list("nouns")
# Units that take 多 or 余 after them; elsewhere it is an adverb (3家多为小微企业).
OVER = KINDS["time"] | KINDS["money"] | KINDS["measures"] | {"%", "倍", "个", "成", "折"}
NOT_AFTER = re.compile(
    r"[号版楼级后强世]|之[一二三四五六七八九十\d外]|[·•]|分之|/\d|工作制|以外|班倒|驾马车|位一体|合一|"
    r"方面|维度|层面|角度"
)
SAYINGS = re.compile(
    r"(?:个(?:代表(?![队团])|意识|自信|全面|维护|确立|务必|坚持|明确|一(?![百千万等])|有利|面向|区分|伟大|不[能准]|毫不|必须|善于|"
    r"贯穿|大局|覆盖|作用|率先|文明|循环|健康|方面|层面|维度|字)|件(?:实事|大事)|项(?:规定|基本原则|注意|制度改革|岗位人员|整治行动)|期(?:女|劳动|叠加|工程|项目|建设)|"
    r"次(?:产业|分配|创业|元|曲线|方)|级|位(?:一体|数)|本账|支队伍|大(?!关)|条(?:腿|心|龙|线)|张(?:网|清单|表)(?=[,。统]))"
)
# 突破3项关键技术 counts three; 突破30项 without a difficulty is more than thirty.
DIFFICULTY = re.compile(r"[^,。;]{0,4}(?:关键|核心|技术|瓶颈|难题|难点|“?卡脖子)")
# 以下五项, 八章四十四条: what is about to be listed, and the parts of a document.
POINTING = re.compile(r"(?:以下|如下|下列|上述|下述|[一二三四五六七八九十\d]章)$")
# 平均年龄37.4岁, 平均受教育13.8年: a statistic, though ages and years of a life count nothing.
AVERAGE = re.compile(r"(?:平均[^,。;]{2,8}|均龄|寿命)$")
# 千名职工 is a round number; 万名职工大宣讲 is the name of a campaign.
ROUND = frozenset({"名", "家", "户", "人次", "场次"})
CAMPAIGN = re.compile(r"[^,。;、]{0,8}(?:行动|计划|工程|活动|宣讲)|[大进联万]")
SPAN_AFTER = re.compile(
    r"[^,。;]{0,8}圈|[内来前后里间]|之[内前后]|以[来内前后]|时间[内里]|(?:的)?时间(?=[,。])"
)


def unit_is_word(unit: str, following: str) -> bool:
    """Tell whether a printed unit is only the beginning of another word."""
    begins = bool(following) and following[0] in BEGINS.get(unit, "")
    return begins and following not in UNLESS.get(unit, "").split()
