"""The words around a quantity, and the noun in them that is counted."""

import pytest

from extraction.context.counted_nouns import find_counted_noun, find_words_after, find_words_before

LONG = "一二三四五六七八九十" * 6


@pytest.mark.parametrize(
    ("text", "end", "limit", "words"),
    [
        (LONG, 0, 60, LONG[:24]),
        (LONG, 3, 60, LONG[3:27]),
        (LONG, 3, 27, LONG[3:27]),
        (LONG, 3, 26, LONG[3:26]),
        ("300名选手,其他", 4, 9, "选手"),
        *((f"300名选手{mark}其他", 4, 9, "选手") for mark in ",。;!?:、…\n"),
        ("300名选手(其他", 4, 9, "选手(其他"),
    ],
)
def test_the_words_after_end_at_a_mark_or_a_limit(
    text: str, end: int, limit: int, words: str
) -> None:
    assert find_words_after(text, end, limit) == words


@pytest.mark.parametrize(
    ("text", "start", "floor", "words"),
    [
        (LONG, 60, 0, LONG[20:]),
        (LONG, 50, 0, LONG[10:50]),
        (LONG, 50, 10, LONG[10:50]),
        (LONG, 50, 11, LONG[11:50]),
        *((f"其他{mark}选手300名", 5, 0, "选手") for mark in ",。;!?:…\n"),
        ("其他、选手300名", 5, 0, "其他、选手"),
        ("其他,工会,选手300名", 8, 0, "选手"),
        ("其他,工会,选手300名", 8, 7, "手"),
    ],
)
def test_the_words_before_begin_at_a_mark_or_a_floor(
    text: str, start: int, floor: int, words: str
) -> None:
    assert find_words_before(text, start, floor) == words


NOUNS = [
    # head, tail → noun
    ("", "选手", "选手"),
    ("", "的选手", "选手"),
    ("", "选手参加比赛", "选手"),
    ("", "“选手”", "选手"),
    ("", "(选手)", "选手"),
    ("", "《手册》", "手册"),
    ("", LONG, LONG[:24]),
    # a word of one character names nothing, unless there is nothing else
    ("会员", "人", "会员"),
    ("", "人", "人"),
    ("", "", ""),
    ("会员", "参加比赛", "会员"),
    # before the quantity
    ("资金、慰问金", "", "慰问金"),
    ("宁波市总工会会员", "", "会员"),
    ("宁波市总工会", "", "宁波市总工会"),
    ("其中会员", "", "会员"),
    ("其中已会员", "", "会员"),
    ("会员共", "", "会员"),
    ("会员共达到", "", "会员"),
    ("“会员”", "", "会员"),
    ("-会员", "", "会员"),
    (LONG, "", LONG[-24:]),
    (LONG[:58] + "“" + LONG[:23], "", LONG[:23]),
    # time, place and existence before it are not the thing counted
    ("今年以来驿站", "", "驿站"),
    ("今年驿站", "", "驿站"),
    ("今年站", "", "今年站"),
    ("去年全市驿站", "", "驿站"),
    ("今年以来全省各级已建成驿站", "", "驿站"),
    ("入夏以来驿站", "", "驿站"),
    ("2024年驿站", "", "驿站"),
    ("上半年驿站", "", "驿站"),
    ("前三季度驿站", "", "驿站"),
    ("9月份驿站", "", "驿站"),
    ("该市驿站", "", "驿站"),
    ("当地驿站", "", "驿站"),
    ("本报讯(记者王力)驿站", "", "驿站"),
    ("工会新建驿站", "", "新建驿站"),
    ("工会驿站", "", "工会驿站"),
    ("共建有驿站", "", "驿站"),
    ("建成", "", "建成"),
]


@pytest.mark.parametrize(("head", "tail", "noun"), NOUNS)
def test_the_noun_is_after_the_quantity_or_else_before_it(head: str, tail: str, noun: str) -> None:
    assert find_counted_noun(head, tail) == noun
