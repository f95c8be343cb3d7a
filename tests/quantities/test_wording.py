from dataclasses import replace
from itertools import product

import pytest
from hypothesis import strategies as st

from quantities import format_bounds, format_quantity, grammar, parse_quantity
from quantities.units import UNITS
from tests.helpers.drill import times
from tests.helpers.examples import given

BEFORE = ["", "超", "超过", "逾", "突破", "近", "接近", "不足", "不超过", "不少于", "至少", "约"]
AFTER = ["", "以上", "以下", "左右"]
INSIDE = ["余", "多"]
MULTIPLIERS = ("", *"百千万亿", "十万", "百万", "千万", "十亿", "百亿", "千亿", "万亿")
SCALES = ["", "万", "亿", "千万", "百万"]
CLASSIFIERS = [
    "",
    "人",
    "名",
    "家",
    "份",
    "万"[:0] + "元",
    "人次",
    "平方米",
    "%",
    "倍",
    "个百分点",
    "项",
    "支",
]
CLASSES = ["几十", "十几", "二十几", "数百", "数千", "上百", "上千", "成百上千"]
BIG_CLASSES = ["数万", "几十万", "十几万", "数百万", "数千万", "数亿", "上万", "上百万", "上亿"]


def same(one, other):
    """Everything but the wording and its digits: 100 is printed as 0.01万 or as 100."""
    return replace(one, wording="", digits=1) == replace(other, wording="", digits=1)


def wordings():
    for numeral, scale, unit in product(["3", "20", "4.75", "2300"], SCALES, CLASSIFIERS):
        for before, after in product(BEFORE, AFTER):
            if not (before and after):
                yield f"{before}{numeral}{scale}{unit}{after}"
        for more in INSIDE:
            yield f"{numeral}{scale}{more}{unit}"
    for few, unit in product(CLASSES + BIG_CLASSES, CLASSIFIERS):
        yield few + unit
    for numeral, unit in product(["三", "十", "一百", "五千三百", "两万", "三千万"], CLASSIFIERS):
        yield numeral + unit
        yield f"近{numeral}{unit}"


def test_wording_to_quantity_to_wording_is_the_same_quantity():
    rows = list(dict.fromkeys(wordings()))
    assert len(rows) > 3000
    for wording in rows:
        found = parse_quantity(wording)
        assert format_quantity(found) == wording
        computed = format_quantity(replace(found, wording=""))
        assert same(found, parse_quantity(computed)), (wording, computed)


def with_every_word_of_the_grammar(numeral, scale, unit):
    """A numeral with each qualifier that the grammar knows, before, inside and after."""
    yield from (f"{before}{numeral}{scale}{unit}" for before in ("", *grammar.QUALIFIERS_BEFORE))
    yield from (f"{numeral}{scale}{unit}{after}" for after in grammar.QUALIFIERS_AFTER)
    yield from (f"{numeral}{scale}{more}{unit}" for more in grammar.MORE_WORDS)


def test_every_qualifier_multiplier_and_classifier_is_worded_again():
    """Each classifier with each qualifier; each multiplier too in a drill, in turn otherwise."""
    for place, unit in enumerate(("", *UNITS)):
        here = MULTIPLIERS[place % len(MULTIPLIERS)]
        for scale in MULTIPLIERS[: times(0, len(MULTIPLIERS))] or (here,):
            for wording in with_every_word_of_the_grammar("20", scale, unit):
                found = parse_quantity(wording)
                assert format_quantity(found) == wording
                computed = format_quantity(replace(found, wording=""))
                assert same(found, parse_quantity(computed)), (wording, computed)


@given(
    st.decimals(min_value="1.01", max_value="9999999", places=2),
    st.sampled_from(BEFORE),
    st.sampled_from(["", "万"]),
    st.sampled_from(CLASSIFIERS),
)
def test_any_value_survives_its_wording(value, before, scale, unit):
    found = parse_quantity(f"{before}{value.normalize():f}{scale}{unit}")
    assert same(found, parse_quantity(format_quantity(replace(found, wording=""))))


@pytest.mark.parametrize(
    ("wording", "chinese", "english"),
    [
        ("2300万余元", "2300余万元", "more than 23 million yuan"),
        ("6万余名", "6万余名", "more than 60,000 people"),
        ("1.5万多个", "1.5万余个", "more than 15,000"),
        ("近6.5万项", "近6.5万项", "nearly 65,000"),
        ("约3.3万个", "约3.3万个", "about 33,000"),
        ("数百名", "数百名", "several hundred people"),
        ("50%以上", "50%以上", "at least 50%"),
        ("超600名", "超过600名", "more than 600 people"),
        ("不足30人", "不足30人", "less than 30 people"),
        ("不超过30人", "不超过30人", "at most 30 people"),
        ("3至5名", "3—5名", "3 to 5 people"),
        ("十几家", "十几家", "10 to 20"),
        ("上万人", "上万人", "at least 10,000 people"),
        ("47500人", "4.75万人", "47,500 people"),
        ("10000万元", "1亿元", "100 million yuan"),
        ("2.37亿", "2.37亿", "237 million"),
        ("3千名", "3000名", "3,000 people"),
        ("1名", "1名", "1 person"),
        ("2.1个百分点", "2.1个百分点", "2.1 percentage points"),
    ],
)
def test_computed_wordings(wording, chinese, english):
    found = parse_quantity(wording)
    assert format_quantity(found) == wording
    assert format_quantity(replace(found, wording="")) == chinese
    assert format_quantity(found, "en") == english


def test_the_indicators_unit_takes_the_place_of_the_classifier():
    assert format_quantity(parse_quantity("177份"), "en", unit="notices") == "177 notices"
    assert format_quantity(parse_quantity("1：1"), "en") == "1:1"
    assert format_quantity(parse_quantity("不低于1∶4.5"), "en") == "at least 1:4.5"
    assert format_quantity(parse_quantity("不超过3比2"), "en") == "at most 1.5"


def test_reported_bounds_are_worded():
    assert format_bounds(parse_quantity("2300万余元")) == "不少于2300万元、不足2400万元"
    assert format_bounds(parse_quantity("超600名"), "en") == "more than 600 people"
    assert format_bounds(parse_quantity("近1万人")) == "不超过1万人"
    assert format_bounds(parse_quantity("约3万人")) == ""
    assert format_bounds(parse_quantity("177份")) == "177份"
