"""Tells from the words of a text what a contest is, whose it is and where it takes place.

`figure_places` asks it, since the numbers of a contest are of the area where it takes place.
"""

import re

_VENUE = re.compile(
    r"(?:市|县|区|省)?(?:[^,。;]{0,8})(?:举办|举行|开幕|闭幕|落幕|落下帷幕|开赛|收官|启幕|打响|启动|召开|开展|开讲)"
)
_CONTEST = re.compile(r"(?:20\d\d年?)?(?:中国|全国)[^,。;“”]{0,24}(?:大赛|竞赛|比赛|技能赛|锦标赛)")
_CONTEST_HELD = re.compile(r"举办|举行|[开闭落启]幕|帷幕|[开决]赛|收官|打响|启动|鸣锣|圆满")
_NAMED_CONTEST = re.compile(r"[^,。;“”0-9]{0,16}?(?:[大竞决]赛|锦标赛|运动会)")
_WORD = re.compile(r"大赛|竞赛|比赛|技能赛|锦标赛|运动会|比武")
_CONTEST_OF_ALL = re.compile(
    rf"(?:全[省市县区州旗]|全自治区)[^,。;]{{0,30}}?(?:{_WORD.pattern})"
    "|(?:省|自治区)总工会[^,。;]{0,20}主办"
)
_TAKE_PART = re.compile(r"(?:的|各地)?(?:[\d一二两三四五六七八九十]|各|选手|职工选手|参赛)")


def is_about_contest(text: str) -> bool:
    """Return whether a text speaks of a contest."""
    return bool(_WORD.search(text))


def is_national(text: str) -> bool:
    """Return whether a text says that a contest of the country takes place: 全国…大赛举行."""
    contest = _CONTEST.search(text)
    return bool(contest and _CONTEST_HELD.search(text, contest.end()))


def is_of_whole_area(text: str) -> bool:
    """Return whether a contest is that of a whole province, city or county: 全省…技能大赛.

    So is one that the union of a province holds (省总工会主办).
    """
    return bool(_CONTEST_OF_ALL.search(text))


def is_contest_name(text: str, start: int) -> bool:
    """Return whether the text from `start` on goes on as the name of a contest: 全国 + …大赛."""
    return bool(_NAMED_CONTEST.match(text, start))


def take_part(text: str, start: int) -> bool:
    """Return whether the text from `start` on tells of participants: 全省 + 22支代表队."""
    return bool(_TAKE_PART.match(text, start))


def is_venue(text: str, start: int, end: int) -> bool:
    """Return whether something takes place in the area named at `start` to `end`: 在宁波市举办."""
    return text.endswith("在", 0, start) and bool(_VENUE.match(text, end))
