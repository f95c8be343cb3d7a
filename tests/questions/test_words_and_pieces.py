"""A vocabulary of two of everything: all that each word means, and how a question is cut."""

import pandas as pd
import pytest

from questions import Vocabulary, build_vocabulary, compose_url, list_choices
from questions.chips import Chip, ChipKind, write_unambiguous_words
from questions.pieces import cut_question
from questions.vocabulary import find_stem, fold_word
from questions.words import COMPARISON_WORDS, COUNT_ENDINGS, ENCLOSING_WORDS, FILLERS, FORM_WORDS
from tests.helpers.asked_city import Reader

INDICATORS = [
    {
        "code": "art_classes",
        "name": {"zh": "甲乙人数", "en": "Classes of the Labor Arts"},
        "terms": ["丙丁戊"],
    },
    {"code": "aid", "name": {"zh": "援助", "en": "Aid cases"}},
    {"code": "aid_goal", "kind": "target", "name": {"zh": "援助的目的", "en": "Aid goal"}},
    {"code": "bare"},
]
AREAS = pd.DataFrame(
    [
        ("330200", "宁波市", "Ningbo City", "330000", "prefecture"),
        ("330212", "鄞州区", "Yinzhou District", "330200", "county"),
        ("330205", "江北区", "Jiangbei District", "330200", "county"),
        ("500105", "江北区", "Jiangbei District", "500000", "county"),
        ("131", "和", "Hes", "", "prefecture"),
    ],
    columns=["code", "name_zh", "name_en", "parent", "level"],
)


def small_vocabulary(*, newest: str = "2025-09") -> Vocabulary:
    return build_vocabulary(
        INDICATORS,
        AREAS,
        reported={"330205", "art_classes", "aid"},
        pages={"trend", "compare"},
        topics={"new_work": {"zh": "新 就业", "en": "New work"}},
        newest_month=newest,
    )


def listed(vocabulary: Vocabulary, kind: str, *, whole: bool = True) -> dict[str, set[str]]:
    """The words of a kind with the codes that each means."""
    found: dict[str, set[str]] = {}
    for word, meanings in vocabulary.meanings.items():
        for meaning in meanings:
            if meaning.kind == kind and meaning.is_whole == whole:
                found.setdefault(word, set()).add(meaning.code)
    return found


def meaning(code: str, words: str) -> dict[str, set[str]]:
    """Words, between blanks, that all mean one code."""
    return {word: {code} for word in words.split()}


def test_each_area_has_its_names_in_characters_english_pinyin_and_its_code() -> None:
    two = {"330205", "500105"}
    assert listed(small_vocabulary(), "area") == {
        **meaning("330200", "宁波市 宁波 330200 ningbo ningbocity ningboshi"),
        **meaning("330212", "鄞州区 鄞州 330212 yinzhou yinzhoudistrict yinzhouqu"),
        **{word: two for word in ("江北区", "jiangbei", "jiangbeidistrict", "jiangbeiqu")},
        **meaning("330205", "330205 江北"),  # an everyday word, so only of the one that reports
        **meaning("500105", "500105"),
        **meaning(
            "131", "131 hes"
        ),  # three letters, while one character and two letters name nothing
    }


@pytest.mark.parametrize(
    ("name", "english", "level", "pinyin"),
    [
        ("鄞州区", "Yinzhou District", "county", "yinzhouqu"),
        ("象山县", "Xiangshan County", "county", "xiangshanxian"),
        ("宁波市", "Ningbo City", "prefecture", "ningboshi"),
        ("浙江省", "Zhejiang Province", "province", "zhejiangsheng"),
        ("大理州", "Dali Prefecture", "prefecture", "dalizhou"),
        ("鄂温克旗", "Ewenki Banner", "county", "ewenkeqi"),
        ("兴安盟", "Xingan League", "prefecture", "xinganmeng"),
        ("重庆市", "Chongqing Municipality", "province", "chongqingshi"),
        ("澳门特别行政区", "Aomen Special Administrative Region", "province", "aomen"),
        ("宁夏回族自治区", "Ningxia Autonomous Region", "province", "ningxia"),
        ("大理白族自治州", "Dali Autonomous Prefecture", "prefecture", "dali"),
        ("景宁畲族自治县", "Jingning Autonomous County", "county", "jingning"),
        ("莫力达瓦自治旗", "Molidawa Autonomous Banner", "county", "molidawa"),
    ],
)
def test_the_level_of_an_area_is_left_out_or_spelt(
    name: str, english: str, level: str, pinyin: str
) -> None:
    areas = pd.DataFrame([("1", name, english, "", level)], columns=AREAS.columns)
    vocabulary = build_vocabulary(
        [], areas, reported=(), pages=(), topics={}, newest_month="2025-09"
    )
    words = listed(vocabulary, "area")
    short = english.split(" ", maxsplit=1)[0].lower()
    assert {short, fold_word(english), pinyin} <= words.keys()
    assert "1" not in words  # shorter than three letters


def test_each_indicator_has_its_names_with_pinyin_without_counts_and_in_parts() -> None:
    vocabulary = small_vocabulary()
    assert listed(vocabulary, "indicator") == {
        **meaning("art_classes", "甲乙人数 jiayirenshu 甲乙人 jiayiren 甲乙 jiayi"),
        **meaning("art_classes", "丙丁戊 bingdingwu"),
        **meaning("art_classes", "art_classes artclasses classesofthelaborarts"),
        **meaning("aid", "援助 yuanzhu aid aidcases"),
        **meaning("bare", "bare"),
    }
    assert listed(vocabulary, "indicator", whole=False) == {
        **meaning("art_classes", "甲乙 甲乙人 甲乙人数 乙人 乙人数 人数 丙丁 丙丁戊 丁戊"),
        **meaning("aid", "援助"),
    }


def test_english_words_are_known_by_their_stems() -> None:
    vocabulary = small_vocabulary()
    assert vocabulary.stems == {
        **dict.fromkeys(["class", "labour", "art"], ("art_classes",)),
        **dict.fromkeys(["aid", "case"], ("aid",)),
        "bare": ("bare",),
    }
    assert vocabulary.name_stems == {
        "art_classes": (frozenset({"class", "labour", "art"}), frozenset({"art", "class"})),
        "aid": (frozenset({"aid", "case"}), frozenset({"aid"})),
        "bare": (frozenset({"bare"}),),
    }


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        *[("gas", "gas"), ("bus", "bus"), ("axes", "axe"), ("keys", "key"), ("glass", "glass")],
        *[("ties", "tie"), ("cities", "city"), ("duties", "duty")],
        *[("ches", "che"), ("classes", "class"), ("churches", "church"), ("wishes", "wish")],
        *[("boxes", "box"), ("Members", "member"), ("cases", "case")],
        *[("Labor", "labour"), ("labour", "labour"), ("programs", "programme")],
        *[("programmes", "programme"), ("organized", "organised"), ("organised", "organised")],
    ],
)
def test_a_stem_is_british_and_singular(word: str, stem: str) -> None:
    # A word of three letters, of four, of five; with each ending.
    assert find_stem(word) == stem


def test_fixed_words_are_those_of_the_lists_and_of_topics() -> None:
    vocabulary = small_vocabulary()
    shown = {"trend", "compare"}
    forms = {word: {form} for form in shown for word in FORM_WORDS[form]}
    assert listed(vocabulary, "page") == forms
    assert listed(vocabulary, "topic") == meaning("new_work", "新就业 newwork new_work")
    assert listed(vocabulary, "against") == {
        word: {code} for code, words in COMPARISON_WORDS.items() for word in words
    }
    assert listed(vocabulary, "enclosing") == {
        word: {level} for level, words in ENCLOSING_WORDS.items() for word in words
    }
    assert listed(vocabulary, "filler") == {word: {""} for word in FILLERS}
    assert vocabulary.max_length == max(map(len, vocabulary.meanings))


def test_lists_of_words_are_read_line_by_line() -> None:
    assert {*FORM_WORDS} == {
        *["trend", "ranking", "tiles", "compare", "progress", "reporting", "overview", "area"]
    }
    assert (FORM_WORDS["trend"][0], FORM_WORDS["trend"][-2:]) == ("趋势", ("bymonth", "monthly"))
    assert FORM_WORDS["area"][-2:] == ("profile", "areaprofile")
    assert {*COMPARISON_WORDS} == {"last_year", "previous"}
    assert {*ENCLOSING_WORDS} == {"country", "province", "prefecture", "county"}
    assert ENCLOSING_WORDS["country"] == ("全国", "nationwide", "wholecountry")
    assert (COUNT_ENDINGS[0], COUNT_ENDINGS[-1]) == ("总人数", "额")
    assert (FILLERS[0], FILLERS[-1]) == ("的", "any")
    assert not {"", "#"} & {*FILLERS, *COUNT_ENDINGS, *sum(FORM_WORDS.values(), ())}


# A question, and its pieces: what was typed, where it begins and ends without blanks, its kind.
CUT = [
    ("甲乙人数 8月", [("甲乙人数", 0, 4, "indicator"), ("8月", 4, 6, "period")]),
    ("援助目标", [("援助", 0, 2, "indicator"), ("目标", 2, 4, "unknown")]),
    ("aid cases September", [("aid cases", 0, 8, "indicator"), ("September", 8, 17, "period")]),
    ("12 援助12", [("12", 0, 2, "unknown"), ("援助", 2, 4, "indicator"), ("12", 4, 6, "unknown")]),
    ("雨 伞x 9", [("雨", 0, 1, "unknown"), ("伞x", 1, 3, "unknown"), ("9", 3, 4, "unknown")]),
    ("nothing at all", [("nothing", 0, 7, "unknown"), ("at", 7, 9, "filler"), ("all", 9, 12, "f")]),
    ("a-b, labor!", [("a", 0, 1, "filler"), ("b", 2, 3, "unknown"), ("labor", 4, 9, "indicator")]),
    ("_aid", [("aid", 1, 4, "unknown")]),  # an underscore is a letter of codes
    ("art_classes", [("art_classes", 0, 11, "indicator")]),
    ("aids", [("aids", 0, 4, "indicator")]),
    ("artclasses", [("artclasses", 0, 10, "indicator")]),
    ("1 January to 31 March 2025", [("1 January to 31 March 2025", 0, 21, "period")]),
    ("乙人 丁戊", [("乙人", 0, 2, "indicator"), ("丁戊", 2, 4, "indicator")]),
    ("人数", [("人数", 0, 2, "filler")]),
    ("鄞州 对比", [("鄞州", 0, 2, "area"), ("对比", 2, 4, "page")]),
    ("地图", [("地图", 0, 2, "unknown")]),  # a form that this dashboard does not show
]


@pytest.mark.parametrize(("text", "expected"), CUT, ids=[text for text, _ in CUT])
def test_a_question_is_cut_into_the_cheapest_pieces(
    text: str, expected: list[tuple[str, int, int, str]]
) -> None:
    pieces = cut_question(text, small_vocabulary(), "2025-09")
    found = [(piece.text, piece.start, piece.end, piece.kind) for piece in pieces]
    assert found == [(*each[:3], "filler" if each[3] == "f" else each[3]) for each in expected]


def test_a_piece_has_its_stem_and_all_codes_of_a_kind() -> None:
    two = [{"code": "one", "name": {"zh": "甲乙"}}, {"code": "two", "name": {"zh": "甲乙丙"}}]
    vocabulary = build_vocabulary(
        two, AREAS, reported=(), pages=(), topics={}, newest_month="2025-09"
    )
    (piece,) = cut_question("甲乙", vocabulary, "2025-09")
    assert (piece.codes("indicator"), piece.codes("indicator", whole=True)) == (
        ["one", "two"],
        ["one"],
    )
    assert (piece.codes("area"), piece.stem) == ([], "")
    assert [each.stem for each in cut_question("cases ones", small_vocabulary(), "2025-09")] == [
        "case",
        "",
    ]


def test_an_indicator_without_an_english_name_is_not_meant_by_every_part_of_it() -> None:
    # The second has no stems, which a question without an English word must not count as all of.
    named = {"code": "red_one", "name": {"zh": "甲乙丙", "en": "Red"}}
    two = [named, {"code": "b1", "name": {"zh": "乙丙丁"}}]
    vocabulary = build_vocabulary(
        two, AREAS, reported={"red_one", "b1"}, pages=(), topics={}, newest_month="2025-09"
    )
    (chip,) = compose_url("乙丙", vocabulary, Reader()).chips
    assert chip.codes == ("red_one", "b1")


@pytest.mark.parametrize(
    ("text", "chips"),
    [
        (
            "乙人 classes",
            [Chip("indicator", "乙人 classes", ("art_classes",))],
        ),
        ("甲乙 甲乙", [Chip("indicator", "甲乙", ("art_classes",))]),
        ("aid 援助", [Chip("indicator", "aid 援助", ("aid",))]),
        (
            "援助 甲乙",
            [Chip("indicator", "援助", ("aid",)), Chip("indicator", "甲乙", ("art_classes",))],
        ),
        ("江北", [Chip("area", "江北", ("330205",))]),
        ("江北区", [Chip("area", "江北区", ("330205",), ("500105",))]),
        ("宁波 江北区", [Chip("area", "宁波 江北区", ("330205",))]),
        ("江北区 宁波", [Chip("area", "江北区 宁波", ("330205",))]),
        (
            "鄞州 江北",
            [Chip("area", "鄞州", ("330212",)), Chip("area", "江北", ("330205",))],
        ),
        ("新就业", [Chip("page", "新就业", ("new_work",))]),
        ("趋势 新就业 走势", [Chip("page", "趋势 新就业 走势", ("trend", "new_work"))]),
        (
            "8月 7月 对比",
            [
                Chip("period", "2025年8月", ("2025-08 month",)),
                Chip("than", "2025年7月", ("2025-07",)),
                Chip("page", "对比", ("compare",)),
            ],
        ),
        (
            "8月 7月 6月 对比",
            [
                Chip(
                    "period",
                    "2025年8月 2025年7月 2025年6月",
                    ("2025-08 month", "2025-07 month", "2025-06 month"),
                ),
                Chip("page", "对比", ("compare",)),
            ],
        ),
        (
            "8月、1-7月 对比",
            [
                Chip("period", "2025年8月 2025年1—7月", ("2025-08 month", "2025-07 year")),
                Chip("page", "对比", ("compare",)),
            ],
        ),
        (
            "鄞州 同比 对比",
            [Chip("area", "鄞州", ("330212",)), Chip("against", "同比", ("last_year",))],
        ),
        (
            "鄞州 江北 同比 对比",
            [
                Chip("area", "鄞州", ("330212",)),
                Chip("area", "江北", ("330205",)),
                Chip("against", "同比", ("last_year",)),
                Chip("page", "对比", ("compare",)),
            ],
        ),
    ],
)
def test_chips_are_in_the_order_of_the_words(text: str, chips: list[Chip]) -> None:
    assert compose_url(text, small_vocabulary(), Reader()).chips == (*chips,)


def test_words_for_periods_are_of_the_newest_month_where_the_page_has_none() -> None:
    understood = compose_url("上月", small_vocabulary(newest="2023-04"), Reader(through=""))
    assert understood.params == {"through": ("2023-03",), "since": ("month",)}


def test_a_word_for_the_area_around_takes_the_smallest_of_its_level() -> None:
    understood = compose_url("全市 全县 全省", small_vocabulary(), Reader("330212"))
    # The province is not among the areas, so that nothing is known of its level.
    assert understood.params == {"area": ("330212",)}
    assert understood.unknown == ("全省",)


def test_areas_that_contain_each_other_by_mistake_end_a_path() -> None:
    vocabulary = build_vocabulary(
        [],
        pd.DataFrame([("1", "", "", "2", ""), ("2", "", "", "1", "")], columns=AREAS.columns),
        reported=(),
        pages=(),
        topics={},
        newest_month="",
    )
    assert vocabulary.list_path_to("1") == ["1", "2"]
    assert vocabulary.list_path_to("9") == ["9"]
    assert vocabulary.list_path_to("") == []


def test_a_question_of_the_longest_length_is_read_to_its_end() -> None:
    blank = " " * 197
    whole = compose_url(f"鄞州{blank}元", small_vocabulary(), Reader())  # 200 characters
    assert (whole.unknown, whole.rephrase()) == (("元",), "鄞州 元")
    cut = compose_url(f"鄞州{blank}元江北 ", small_vocabulary(), Reader())
    assert (cut.unknown, len(cut.chips)) == (("元", "江北"), 1)


def test_choices_of_an_open_chip_are_its_codes_and_what_else_it_could_mean() -> None:
    two = ("2025-08 month", "2025-07 month")
    assert list_choices(Chip("period", "", two, ("x",)), ("trend",)) == (*two, "x")
    forms = Chip("page", "", ("trend", "tiles"))
    assert list_choices(forms, ("ranking",)) == ("trend", "tiles")
    assert list_choices(Chip("period", "", ("2025-08 year",)), ("trend",)) == (
        *("2025-08 year", "2025-08 month"),
        "2024-08 year",
    )


def test_whole_words_cost_less_than_fillers_and_these_less_than_parts() -> None:
    indicators = [
        {"code": "one", "name": {"zh": "甲乙丙"}, "terms": ["乙丙"]},
        {"code": "two", "name": {"zh": "的甲丁"}, "terms": ["的甲"]},
    ]
    vocabulary = build_vocabulary(
        indicators, AREAS, reported=(), pages=(), topics={}, newest_month="2025-09"
    )

    def cut(text: str) -> list[str]:
        return [piece.text for piece in cut_question(text, vocabulary, "2025-09")]

    assert cut("的甲乙丙") == ["的甲", "乙丙"]  # two terms, not a filler and a name
    assert cut("甲丁") == ["甲丁"]
    assert cut("的甲丁") == ["的甲丁"]
    assert cut("的甲乙") == ["的", "甲乙"]


def test_a_word_for_a_topic_and_an_indicator_means_the_indicator_beside_a_form() -> None:
    vocabulary = build_vocabulary(
        INDICATORS,
        AREAS,
        reported={"aid"},
        pages={"trend"},
        topics={"help": {"zh": "援助"}, "work": {"zh": "就业"}},
        newest_month="2025-09",
    )

    def chips(text: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(chip.kind, chip.codes) for chip in compose_url(text, vocabulary, Reader()).chips]

    assert chips("援助") == [("page", ("help",))]
    assert chips("援助 趋势") == [("indicator", ("aid",)), ("page", ("trend",))]
    assert chips("就业 趋势") == [("page", ("work", "trend"))]


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        *[("page", "progress", "进度"), ("page", "funds", "funds"), ("area", "trend", "trend")],
        *[("indicator", "compare", "compare"), ("against", "last_year", "last_year")],
        ("period", "2025-08 month", "2025年8月"),
        ("period", "2025-06 half-year", "2025年上半年"),
        ("period", "2025-11 half-year", "2025年7—11月本半年"),  # not yet with figures
    ],
)
def test_a_choice_is_worded_so_that_it_means_one_code(
    kind: ChipKind, code: str, words: str
) -> None:
    assert write_unambiguous_words(kind, code, "2025-09") == words


@pytest.mark.parametrize("name", ["和平区", "正定县", "合作市"])
@pytest.mark.parametrize("is_reported", [True, False])
def test_an_everyday_word_names_an_area_of_each_level_that_reports(
    name: str, is_reported: bool
) -> None:
    areas = pd.DataFrame([("990101", name, "", "", "county")], columns=AREAS.columns)
    vocabulary = build_vocabulary(
        [],
        areas,
        reported={"990101"} if is_reported else (),
        pages=(),
        topics={},
        newest_month="2025-09",
    )
    named = {word for word in listed(vocabulary, "area") if word in (name, name[:-1])}
    assert named == ({name, name[:-1]} if is_reported else {name})
