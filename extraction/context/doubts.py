"""Words that make it doubtful what a number of a sentence counts, of whose and of which time.

Such a number is left to a person: it is never accepted together with others. `report_reader` asks
for each number of a sentence.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from extraction.context.figure_places import AreaMention

# 案件增加1200件: the number is how much they grew.
_GROWN = re.compile(
    "(?:增加|新增|净增|增长|减少|下降|上升|提高|提升|降低|压减|多出?|少)了?(?:近|约|超过?|逾)?$"
)
_LAST_MONTHS = 11
"""The month from which a report may tell of its whole year."""
# 由2023年的2.1万人增加到2.8万人,全年给付…: the year before the rise is not that of the rest.
_RISEN = re.compile(r"[由从](?P<year>(?:19|20)\d\d)年的[^,。;]*(?:到|至|达|为)[^,。;]*,")
# 每个县区平均举办6场, 人均1.2万元: no count but a mean.
_MEAN = re.compile(r"平均|[人户场年月日天家]均|每(?:[年月日天周场次家户人名期批件个一两]|[0-9])")
# 未能追回, 取消项目, 应不少于, 需新建, 要新建: not done, undone or still to be done.
_NOT_DONE = re.compile(
    r"未(?!来|成年|婚|央)|尚|没有|没能|无法|取消|注销|撤[并销]|停[办止]|退出|误[为作]|有误"
    r"|需(?!求)|须|应(?!邀|急|届|对|用|聘|征|诉|答|援)|不得|下拨|(?:下达|分配|分解)[^,。;]*(?:任务|指标|名额)"
    r"|(?<![重主首只紧摘纪简概提扼])要(?!求|约|素|点|件|闻|案|情|览)"
)
_EXISTS = re.compile("现[有已共]")
_PENDING = re.compile(r"[^,。;]{0,4}(?:正在|尚|仍|待|未|报名)")
# 三年累计追回: the sum of years named before; 往年: no certain year.
_OTHER_YEARS = re.compile(
    r"往年|历年(?!来)|常年|以往|此前"
    r"|(?<![0-9近去第])(?:[0-9]{1,2}|[两二三四五六七八九十]+)年(?:累计|共|总|合计)"
)
_OWN_LEVEL = re.compile("本级|(?<=[省市县区])直(?:属|机关|系统|单位)")
# 会上,48人获奖: what happens at a meeting is not of the span that the text spoke of before.
_AT_MEETING = re.compile(
    "(?:^|[,。;:])(?:[一-龥]{0,6}(?:(?<![工协商])会|仪式|典礼|活动|论坛)[上中](?!半|旬|年|级)|[一-龥]{0,4}现场|当[天日晚])"
)

# 联合启东市总工会举办, 到福州市考察: the area is a partner or a destination.
_PARTNER = ("联合", "会同", "携手", "联手", "协同", "赴", "前往", "来到", "走进", "支援", "驰援")
_VISITED = re.compile("[^,。;0-9]{0,10}(?:考察|学习|调研|交流|慰问|参观|视察|指导|督导|检查)")
_OWN_WORDS = ("我", "本")
_AREA_WORDS = ("全", "该", *_OWN_WORDS)


def is_growth(clause: str) -> bool:
    """Return whether a number after a clause is how much something grew: 案件增加, not 案件."""
    return bool(_GROWN.search(clause))


def is_doubtful_year(sentence: str, period: str, day: date) -> bool:
    """Return whether the year of a number may not be the one meant, so that a person has to say.

    It is only that of the base of a rise told before (由2023年的21人增加到28人,全年给付 …), or
    that of the report, whose 全年 (whole year) is not over. `sentence` is the text up to the
    number, `day` the report's date.
    """
    if any(period.startswith(risen["year"]) for risen in _RISEN.finditer(sentence)):
        return True
    return period == f"{day.year}" and day.month < _LAST_MONTHS and "全年" in sentence


def exists_now(head: str, period: str, day: date) -> bool:
    """Return whether a number is of what exists now (现有), but its period is one long past.

    A report up to March tells of the year before.
    """
    return bool(_EXISTS.search(head)) and int(period[:4]) < day.year - (day.month <= 3)


def is_no_count(head: str, tail: str) -> bool:
    """Return whether a number is a mean, or counts what is not, or not yet, done.

    `head` and `tail` are the words directly before and after the number.
    """
    return bool(_MEAN.search(head) or _NOT_DONE.search(head) or _PENDING.match(tail))


def happened_at_meeting(sentence: str, last_time: int, period: str) -> bool:
    """Return whether a number is of a meeting (会上,48人获奖), but its period a span or a year.

    `sentence` is the sentence up to the number, `last_time` where its last expression of time
    begins, -1 without one: a time named after the words for the meeting applies.
    """
    meeting_end = max((match.end() for match in _AT_MEETING.finditer(sentence)), default=-1)
    return meeting_end > last_time and ("/" in period or len(period) == len("2024"))


def is_doubtful_wording(
    head: str, tail: str, sentence: str, last_time: int, period: str, day: date
) -> bool:
    """Return whether the words around a number let it be another's or another time's, or no count.

    `head` and `tail` are the words directly before and after it, `sentence` is the sentence up to
    it, `last_time` where its last expression of time begins (-1 without one), `period` the number's
    period, `day` the report's date.
    """
    return bool(
        is_growth(head)
        or is_no_count(head, tail)
        or _OTHER_YEARS.search(head)
        or _OWN_LEVEL.search(sentence)
        or is_doubtful_year(sentence, period, day)
        or exists_now(head, period, day)
        or happened_at_meeting(sentence, last_time, period)
    )


def is_doubtful_place(
    text: str,
    places: Sequence[AreaMention],
    code: str,
    own: str,
    topic: str,
    is_inside: Callable[[str, str], bool],
) -> bool:
    """Return whether the area of a number may be another, so that a person has to say.

    `places` are the areas named in the number's sentence before it, `code` is its area, `own` that
    of the article, `topic` that of the sentences before ("" if there is none), `is_inside` tells
    whether the first area is inside the second. It is doubtful if

    - no area is named in the sentence, and that of the sentences before contains the article's,
    - the last area is a partner or a destination (联合启东市总工会, 到福州市考察),
    - 我市 (our city) is not the article's area, or
    - 全市 (the whole city) is neither the article's area nor one named in these sentences.
    """
    if not places:
        return code == topic != own and is_inside(own, code)
    last = places[-1]
    if text.endswith(_PARTNER, 0, last.start):
        return True
    if text.endswith("到", 0, last.start) and _VISITED.match(text, last.end):
        return True
    if last.code == own or not text.startswith(_AREA_WORDS, last.start):
        return False
    is_named = last.code == topic or any(place.code == last.code for place in places[:-1])
    return text.startswith(_OWN_WORDS, last.start) or not is_named
