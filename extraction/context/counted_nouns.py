"""Finds the noun that a quantity counts, in the words around it."""

import re

from extraction.word_lists import compile_words, get_words

_ANY_MARK = re.compile(r"[,。;!?:、…\n]")
_CLAUSE_MARK = re.compile(r"[,。;!?:…\n]")
_VERB = compile_words(get_words("verbs"))
_LEAD_IN = re.compile(f"^(?:{'|'.join(get_words('lead_in'))})+")
# Time, place, author and existence are not the thing counted: 全市已建成户外劳动者驿站.
_SETTING = re.compile(
    r"(?:(?:今年|去年|入[春夏秋冬汛]|近年|20\d\d年度?|[上下]半年|前\w季度|\d{1,2}月份?|年初)(?:以?来)?|"
    r"全[国省市县区州](?:各级)?|该[省市县区](?:各级)?|当地|各地|各级|本报讯\([^)]*\)|工会(?=[已共先累发新建签培举开组办])|"
    r"(?:已|共|累计|总共)*(?:建成|建有|设有|拥有|共有|现有)(?=..))"
)
_LEAD_OUT = re.compile(f"(?:{'|'.join(get_words('lead_out'))})+$")
_UNION = re.compile(r"^.*总工会(?=.)")
# 工会会员由2020年的2.6万人: what is counted stands before the year it is compared with.
_FROM = re.compile(
    r"(?:由|从|自)(?:\d{4}年|[去上前今]年|年初|[上本]届|[一二三四五六七八九十两\d]{1,3}年前)[^,。;]{0,4}?的?$"
)
# 增至目前的20.1万人, 增加到2024年10月的168家 count what was counted before.
_RISEN = re.compile(
    r"(?:发展|增加?|增长|扩大|上升|提高|提升|壮大|减少|下降|降低?)(?:到|至|为)"
    r"(?:(?:目前|现在|如今|[今去]年底?|\d{4}年(?:\d{1,2}月)?底?)的?)?$"
)
_LEVELS = "国省市县区镇乡"
_LISTED = re.compile(rf"(?<![{_LEVELS}])、|、(?![{_LEVELS}])")
_AWARDED = re.compile("^(?P<noun>[一-龥]{2,4}?)(?P<award>(?:荣?获得?|被评为|被授予)[^,。;]{2,})$")
_RESPECTIVE = re.compile(
    r"(?P<one>[一-龥]{2,16})[和与及](?P<other>[一-龥]{2,16}?)(?P<rest>的[一-龥]{1,8})?分别[一-龥]{0,3}$"
)
_DOING = re.compile(
    "(?:单独|全面|集中)?(?:建立|成立|组建|开展|签订|召开|实行|设立|建成|培训|慰问|发放|新建|发展)"
)
CONJUNCTIONS = frozenset(("", "和", "与", "及", "以及", "或"))
_SHARES, _CHANGES = (
    frozenset(("占", "占比", "各占")),
    frozenset(("净增", "净增长", "净减", "净减少")),
)
_NEW = re.compile("^(?:新增|新建|净增|增设)")
_EXTREMES = ("最多", "最少", "最高", "最低", "最大", "最小")
_LONGEST_NOUN = 24
_LONGEST_HEAD = 40


def find_words_after(text: str, end: int, limit: int) -> str:
    """Return the words after a quantity that ends at `end`, among which the noun it counts may be.

    They go up to a punctuation mark, up to `limit` (the start of the next quantity), or for
    `_LONGEST_NOUN` characters.
    """
    limit = min(limit, end + _LONGEST_NOUN)
    stop = _ANY_MARK.search(text, end, limit)
    return text[end : stop.start() if stop else limit]


_COUNTS = {"人": "人数", "名": "人数", "户": "户数", "家": "家数"}
_COUNT_OF_RECIPIENTS = re.compile("[人名户家]$")
_MONEY_NOUN = re.compile(
    "(?P<who>.*(?:工|人员|者|员|家庭|学生|子女|企业))?"
    "(?P<what>(?:拖欠|被欠|的)?(?:工资|欠薪|薪[酬资]|劳动报酬|报酬|(?:经济|一次性)?(?:补偿|赔偿|补助|补贴|救助|慰问|抚恤)金?"
    "|奖金|经费|资金|[一-龥]{1,4}款))(?:[讨追]回|发放|共计|合计)?"
)
_VERB_AT_END = re.compile("(?:拖欠|追回|讨回|追讨|发放|获得|领取|支付|兑付|挽回)$")


def find_words_before(text: str, start: int, floor: int) -> str:
    """Return the words before a quantity that begins at `start`: 全市已建成驿站 before 36个.

    They begin after a punctuation mark (other than 、, which joins nouns), at `floor` (the end of
    the quantity before), or `_LONGEST_HEAD` characters before `start`.
    """
    floor = max(floor, start - _LONGEST_HEAD)
    mark_ends = (match.end() for match in _CLAUSE_MARK.finditer(text, floor, start))
    return text[max(mark_ends, default=floor) : start]


def find_counted_noun(head: str, tail: str) -> str:
    """Return the noun that a quantity counts; `head` are the words before it, `tail` those after.

    It is the tail up to its first verb (培训职工达 → 培训职工) if that has at least two characters.
    Otherwise it is the end of the head without verbs, adverbs, a union's name, time and place
    (全市已建成户外劳动者驿站 → 户外劳动者驿站). If neither is left, it is the whole tail. It is
    shown to the person who accepts the figure, and is what a choice of indicator is remembered by.
    """
    noun = tail.removeprefix("的")
    if awarded := _AWARDED.match(noun):
        # 3名 选手获得一等奖 counts those who got the award: 获得一等奖选手.
        return f"{awarded['award']}{awarded['noun']}"[:_LONGEST_NOUN]
    verb = _VERB.search(noun)
    noun = noun[: verb.start()] if verb else noun
    noun = noun.strip("“”‘’()《》")
    if len(noun) >= 2:
        return noun[:_LONGEST_NOUN]
    # Each step removes words around the noun: what was reached, the union, the base year, verbs.
    head = _RISEN.sub("", _UNION.sub("", head))
    head = _LEAD_IN.sub("", _LISTED.split(_FROM.sub("", head))[-1].replace("、", ""))
    head = _LEAD_OUT.sub("", head).strip("“”‘’()《》-")
    noun_before = _remove_setting(head)[-_LONGEST_NOUN:].strip("“”‘’")
    return noun_before or noun or tail.strip("“”‘’()《》")[:_LONGEST_NOUN]


def name_recipients(noun: str, head: str, phrase: str, next_phrase: str) -> str:
    """Return the noun of a number of people or households who money beside it is for, else `noun`.

    In 拖欠14人工资26万元 the noun 工资 (wages) is that of the money, and the people are
    拖欠工资人数; in 23名农民工工资18万元 they are 农民工. `head` are the words before the number,
    `phrase` and `next_phrase` the wordings of both numbers.
    """
    count = _COUNT_OF_RECIPIENTS.search(phrase)
    money = _MONEY_NOUN.fullmatch(noun) if count and next_phrase.endswith("元") else None
    if not (count and money):
        return noun
    if money["who"]:
        return money["who"]
    verb = _VERB_AT_END.search(head)
    what = f"{verb[0] if verb else ''}{money['what']}"
    return f"{what}{_COUNTS[count[0]]}"[-_LONGEST_NOUN:]


def find_respective_nouns(head: str) -> tuple[str, ...]:
    """Return the nouns of two quantities that follow 分别 (respectively) at the end of `head`.

    The result is () without 分别. Example: 建立厂务公开和职代会的单位分别 → 建立厂务公开的单位,
    建立职代会的单位. A verb at the beginning (建立) and 的… at the end belong to both nouns.
    """
    match = _RESPECTIVE.search(head)
    if not match:
        return ()
    one, other, rest = match["one"], match["other"], match["rest"] or ""
    verb = _DOING.match(one)
    shared_verb = verb[0] if verb and not _DOING.match(other) else ""
    return f"{one}{rest}"[-_LONGEST_NOUN:], f"{shared_verb}{other}{rest}"[-_LONGEST_NOUN:]


def complete_noun(noun: str, before: str, is_in_all: bool = False) -> str:
    """Return a quantity's noun, completed by `before`, the noun of the quantity before it.

    In 65家和72家 both count the same; 占81% is a share of what was counted before, 净增9000人 a
    change of it. `is_in_all`: the quantity is a total by words such as 累计 before it.
    """
    if not before:
        return noun
    if noun in CONJUNCTIONS:
        # 新增书屋6家,累计达到58家: the 58 are all of them, not the new ones. 新增 is kept if fewer
        # than three characters would be left of the noun.
        return _NEW.sub("", before) if is_in_all and len(before) > len("新增书屋") else before
    if noun in _EXTREMES and before.endswith(_EXTREMES):
        return f"{before[:-2]}{noun}"  # 单笔最多43万元,最少120元
    if noun in _SHARES:
        return f"{before}占比"[-_LONGEST_NOUN:]
    return f"{noun}{before}"[:_LONGEST_NOUN] if noun in _CHANGES else noun


def _remove_setting(head: str) -> str:
    """Return the words before a quantity without the time and place at their beginning.

    Example: 今年全市职工 → 职工. At least two characters remain.
    """
    while setting := _SETTING.match(head):
        rest = _LEAD_IN.sub("", head[setting.end() :])
        if len(rest) < 2:
            break
        head = rest
    return head
