"""What a quantity counts, in the words around it."""

import re

from extraction.numbers.word_lists import compile_words

_STOP = re.compile(r"[,。;!?:、…\n]")
_CLAUSE = re.compile(r"[,。;!?:…\n]")
_VERB = compile_words(
    r"达|为|是|在(?!线|职|校|岗|册)|已|均|全部|由|被|以(?!上)|并|占|较|比(?!赛|武|拼)|同比|增长|增加|减少|增至|减至|上涨|回落|提高|下降|向|对(?!象)|将|参加|参赛(?!选手|职工|人员|队)|完成|实现|进行|开展|"
    r"获(?!奖|得者)|通过|组成|实施|建立|签订|享受|走进|接受|共同|联合|覆盖|同台|落户|投入|达成|成为|接待|提供|正式|于|给予|"
    r"来自|用于|从|以及|受益|入会|上线|使用|仍|也|都|还|的(?=时候)"
)
_LEAD = re.compile(
    r"^(?:其中|同时|此外|目前|截至目前|共计?|已|累计|总共|先后|全部|约|近|分别|还|并|又|再|仅|只|就|有|了|的|已经|我们|将|又有|其余|另有)+"
)
# When, where, by whom, and that it is there: not what is counted (全市已建成户外劳动者驿站).
_SETTING = re.compile(
    r"(?:(?:今年|去年|入[春夏秋冬汛]|近年|20\d\d年|[上下]半年|前\w季度|\d{1,2}月份?|年初)(?:以?来)?|"
    r"全[国省市县区州](?:各级)?|该[省市县区](?:各级)?|当地|各地|各级|本报讯\([^)]*\)|工会(?=[已共先累发新建签培举开组办])|"
    r"(?:已|共|累计|总共)*(?:建成|建有|设有|拥有|共有|现有)(?=..))"
)
_TRAIL = re.compile(
    r"(?:共计?|已|累计|达到?|为|约|近|有|了|的|超|仅|是|由|从|分别|各|至|到|过|增至|的?有|增加到?|提高到?|提升到?|下降到?|降至)+$"
)
_UNION = re.compile(r"^.*总工会(?=.)")
LONGEST = 24


def words_after(text: str, end: int, limit: int) -> str:
    """Give the words that follow a quantity, up to a mark or the next quantity."""
    limit = min(limit, end + LONGEST)
    stop = _STOP.search(text, end, limit)
    return text[end : stop.start() if stop else limit]


def words_before(text: str, start: int, floor: int) -> str:
    """Give the words that lead to a quantity, since a mark or the last quantity."""
    floor = max(floor, start - 40)
    last = max((match.end() for match in _CLAUSE.finditer(text, floor, start)), default=floor)
    return text[last:start]


def counted_noun(head: str, tail: str) -> str:
    """Choose what is counted: the noun after the quantity, else the words before it."""
    noun = tail.removeprefix("的")
    verb = _VERB.search(noun)
    noun = noun[: verb.start()] if verb else noun
    noun = noun.strip("“”‘’()《》")
    if len(noun) >= 2:
        return noun[:LONGEST]
    head = _UNION.sub("", head)
    head = _TRAIL.sub("", _LEAD.sub("", head.rpartition("、")[2])).strip("“”‘’()《》-")
    return _counted(head)[-LONGEST:].strip("“”‘’") or noun


def _counted(head: str) -> str:
    """Leave out of what leads to a number the time and the place it begins with."""
    while found := _SETTING.match(head):
        rest = _LEAD.sub("", head[found.end() :])
        if len(rest) < 2:
            break
        head = rest
    return head
