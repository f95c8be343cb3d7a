"""Each word of the grammar by itself, each unit, and numerals on both sides of a border."""

import pytest

from chinese_text.characters import (
    remove_spaces,
)
from quantities import (
    Qualifier,
    Quantity,
    UnreadableQuantityError,
    compute_bounds,
    figure_key,
    parse_quantity,
    same_unit,
    split_key,
)

BEFORE = {
    "nearly": ["接近", "将近", "逼近", "近"],
    "more_than": ["超过", "超出", "超", "逾", "突破", "高于", "多于", "大于", "不止", ">"],
    "at_least": [
        "至少", "最少", "不少于", "不得少于", "不能少于", "不低于", "不得低于", "不能低于",
        "不小于", "不下于", "不下", "≥",
    ],
    "below": [
        "不足", "不到", "不满", "未满", "未到", "未达到", "未达", "达不到", "低于", "少于", "小于",
        "<",
    ],
    "at_most": [
        "不超过", "不得超过", "不能超过", "未超过", "不超", "不多于", "不高于", "不得高于",
        "不大于", "至多", "最多", "≤",
    ],
    "about": ["大约", "大概", "约计", "约合", "约"],
}  # fmt: skip
AFTER = {
    "at_least": ["及以上", "（含）以上", "或以上", "以上"],
    "at_most": ["及以下", "（含）以下", "或以下", "以下", "以内", "之内"],
    "about": ["左右", "上下"],
    "and_more": ["余", "多", "有余", "出头"],
}
ENDS = {
    # low, high, whether each is left out
    "nearly": (None, 300, False, False),
    "more_than": (300, None, True, False),
    "at_least": (300, None, False, False),
    "below": (None, 300, False, True),
    "at_most": (None, 300, False, False),
    "about": (None, None, False, False),
    "and_more": (300, 400, False, True),
}


def ends(one: Quantity) -> tuple[float | None, float | None, bool, bool]:
    return one.low, one.high, one.low_exclusive, one.high_exclusive


@pytest.mark.parametrize(
    ("kind", "before"), [(kind, each) for kind, listed in BEFORE.items() for each in listed]
)
def test_each_word_before_a_number_bounds_it(kind: str, before: str) -> None:
    found = parse_quantity(f"{before}300人")
    assert ends(found) == ENDS[kind]
    assert found.qualifier == ("below" if kind == "at_most" else kind)


@pytest.mark.parametrize(
    ("kind", "after"), [(kind, each) for kind, listed in AFTER.items() for each in listed]
)
def test_each_word_after_a_number_bounds_it(kind: str, after: str) -> None:
    found = (
        parse_quantity(f"300{after}人") if kind == "and_more" else parse_quantity(f"300人{after}")
    )
    assert ends(found) == ENDS[kind]
    assert found.qualifier == ("below" if kind == "at_most" else kind)


@pytest.mark.parametrize(
    ("wording", "qualifier", "expected"),
    [
        ("300来人", "about", (None, None, False, False)),
        ("300+人", "at_least", (300, None, False, False)),
        ("超300余人", "more_than", (300, None, True, False)),
        ("超300人以上", "more_than", (300, None, True, False)),
        ("300余人以上", "at_least", (300, None, False, False)),
        ("近300余人", "about", (None, None, False, False)),
        ("约300人以上", "about", (None, None, False, False)),
        ("超过了300人", "more_than", (300, None, True, False)),
        ("突破3亿", "more_than", (3e8, None, True, False)),
        ("破3亿", "more_than", (3e8, None, True, False)),
        ("过万", "more_than", (1e4, None, True, False)),
        ("近达300人", "nearly", (None, 300, False, False)),
    ],
)
def test_words_on_both_sides_are_taken_together(wording, qualifier, expected) -> None:
    found = parse_quantity(wording)
    assert (found.qualifier, ends(found)) == (qualifier, expected)


NUMERALS = {
    "十": 10, "十二": 12, "二十": 20, "一百": 100, "一百零五": 105, "一百五": 150, "一百五十": 150,
    "一千零五": 1005, "一千零五十": 1050, "一千五": 1500, "三千五百": 3500, "九千九百九十九": 9999,
    "一万": 10_000, "一万五": 15_000, "一万零五": 10_005, "一万零五百": 10_500, "十万": 100_000,
    "二十三万": 230_000, "一百万": 10**6, "一亿": 10**8, "一亿五": 150_000_000,
    "一亿零五万": 100_050_000, "三亿二千万": 320_000_000, "一万亿": 10**12, "两万亿": 2 * 10**12,
    "一万两千亿": 1_200_000_000_000, "万五千": 15_000, "百万": 10**6, "千万": 10**7,
    "百": 100, "万": 10**4, "三点五": 3.5, "零点五": 0.5, "三点五万": 35_000,
    "三点二五亿": 325_000_000, "两": 2, "壹佰贰拾叁": 123, "肆仟伍佰": 4500,
    "1,088": 1088, "1088": 1088, "12,345,678": 12_345_678, "0.5": 0.5, "3亿2000万": 320_000_000,
    "1万5千": 15_000, "1.5万": 15_000, "15百": 1500, "3千万": 3e7, "2.5亿": 2.5e8,
    "1万5000": 15_000, "748万7,000": 7_487_000, "0": 0, "999999999999999": 999_999_999_999_999,
}  # fmt: skip


@pytest.mark.parametrize("written", NUMERALS)
def test_each_way_of_writing_a_number(written: str) -> None:
    assert parse_quantity(written + "人").value == NUMERALS[written]


@pytest.mark.parametrize(
    "written",
    ["1,08人", "007人", "一百百人", "十十人", "三三人", "一二三人", "三十百人", "百一千人",
     "一零零人", "3亿5万亿", "2万3万", "1000000000000001人", "一点人", "点五人", "1.人", ".5人",
     "五五折五", "0余人"],
)  # fmt: skip
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(UnreadableQuantityError):
        parse_quantity(written)


@pytest.mark.parametrize(
    ("wording", "value", "high", "exclusive"),
    [
        ("三四人", 3, 4, False),
        ("十五六人", 15, 16, False),
        ("二三十人", 20, 30, False),
        ("两三百人", 200, 300, False),
        ("三四千万元", 3e7, 4e7, False),
        ("八九成", 80, 90, False),
        ("十几万人", 100_000, 200_000, True),
        ("20几人", 20, 30, True),
        ("二十几亿元", 2e9, 3e9, True),
        ("几十人", 10, 100, True),
        ("好几百人", 100, 1000, True),
        ("数千亿元", 1e11, 1e12, True),
        ("数以千计", 1000, 10_000, True),
        ("几个", 1, 10, True),
        ("上千人", 1000, None, False),
        ("上千万人", 1e7, None, False),
        ("成百上千人", 100, None, False),
        ("成千上万人", 1000, None, False),
        ("3—5人", 3, 5, False),
        ("3万至5万人", 30_000, 50_000, False),
        ("3到5万人", 30_000, 50_000, False),
        ("5000至1万人", 5000, 10_000, False),
        ("5000至10000人", 5000, 10_000, False),
        ("三至五万人", 30_000, 50_000, False),
        ("30%—40%", 30, 40, False),
        ("三成至五成", 30, 50, False),
        ("百分之三至百分之五", 3, 5, False),
        ("3名至5名", 3, 5, False),
    ],
)
def test_each_wording_of_several_has_its_ends(wording, value, high, exclusive) -> None:
    found = parse_quantity(wording)
    assert (found.value, found.low, found.high) == (value, value, high)
    assert (found.qualifier, found.high_exclusive) == ("several", exclusive)


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("5至3人", "range_reversed"),
        ("5至5人", "range_reversed"),
        ("超5至8人", None),
        ("-3至5人", "not_a_number"),
        ("3余至5人", "not_a_number"),
        ("数百至数千人", "not_a_number"),
        ("3名至5家", "not_a_number"),
        ("近-5%", "signed"),
        ("1000万亿元", None),
        ("1001万亿元", "too_large"),
        ("9" * 60, "not_a_number"),
        ("9" * 61, "too_long"),
        ("1 000", None),
        ("1 00", "not_a_number"),
        ("5 人", None),
        ("12%人", "not_a_number"),
        ("百分之五人", "not_a_number"),
        ("百分之五", None),
        ("百分之五%", None),
        ("千分之五", None),
        ("十二成五", "not_a_number"),
        ("九成五", None),
        ("3个月", None),
        ("3个多月", None),
        ("3家多月", "not_a_number"),
        ("0:3", "not_a_number"),
        ("3:0", "not_a_number"),
    ],
)
def test_refusals_have_their_codes(wording: str, code: str | None) -> None:
    if code is None:
        assert parse_quantity(wording).wording == remove_spaces(wording)
    else:
        with pytest.raises(UnreadableQuantityError) as refusal:
            parse_quantity(wording)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    ("wording", "value", "unit", "digits"),
    [
        ("8个小时", 8, "小时", 1),
        ("8个月", 8, "个月", 1),
        ("3个季度", 3, "个季度", 1),
        ("8个", 8, "个", 1),
        ("50千瓦", 50, "千瓦", 2),
        ("50千人", 50_000, "人", 1),
        ("八五折", 85, "%", 2),
        ("85折", 85, "%", 2),
        ("8折", 80, "%", 1),
        ("9.5折", 95, "%", 2),
        ("10折", 100, "%", 1),
        ("三成半", 35, "%", 2),
        ("3成5", 35, "%", 2),
        ("5‰", 5, "‰", 1),
        ("千分之五", 5, "‰", 1),
        ("￥1,200", 1200, "元", 4),
        ("人民币300万", 3_000_000, "元", 1),
        ("1.20万元", 12_000, "元", 3),
        ("12000元", 12_000, "元", 5),
        ("约12000元", 12_000, "元", 2),
        ("0.05%", 0.05, "%", 1),
        ("100.0%", 100, "%", 4),
        ("1：4", 0.25, "", 1),
        ("12:5", 2.4, "", 2),
        ("三比二", 1.5, "", 1),
    ],
)
def test_value_unit_and_digits(wording, value, unit, digits) -> None:
    found = parse_quantity(wording)
    assert (found.value, found.unit, found.digits) == (value, unit, digits)


@pytest.mark.parametrize(
    ("wording", "value", "expected"),
    [
        ("三分之二以上", 200 / 3, (200 / 3, None, False, False)),
        ("不足1/3", 100 / 3, (None, 100 / 3, False, True)),
        ("不超过1/4", 25, (None, 25, False, False)),
        ("1/4以下", 25, (None, 25, False, False)),
        ("近1/4以上", 25, (None, None, False, False)),
        ("十分之九", 90, (90, 90, False, False)),
        ("10分之1", 10, (10, 10, False, False)),
        ("两分之一", None, None),
        ("3/3", None, None),
        ("2/3", 200 / 3, (200 / 3, 200 / 3, False, False)),
    ],
)
def test_fractions_are_bounded_too(wording, value, expected) -> None:
    if value is None:
        with pytest.raises(UnreadableQuantityError):
            parse_quantity(wording)
    else:
        found = parse_quantity(wording)
        assert (found.value, ends(found), found.digits) == (value, expected, 2)


def test_several_has_no_rule_of_its_own() -> None:
    from decimal import Decimal

    with pytest.raises(ValueError, match="class"):
        compute_bounds(Qualifier.SEVERAL, Decimal(3), Decimal(1))


SAME = [
    ("名", "人"), ("位", "人"), ("个人", "人"), ("百分点", "个百分点"), ("千米", "公里"), ("㎡",
    "平方米"), ("平米", "平方米"), ("m²", "平方米"), ("公斤", "千克"), ("日", "天"), ("名", "位"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_units_that_count_the_same(one: str, other: str) -> None:
    assert same_unit(one, other)
    assert same_unit(other, one)
    assert not same_unit(one, "人次")


def test_a_key_has_five_parts() -> None:
    row = {"indicator": "a", "programme": "", "ref_area": "330200", "breakdown": "b",
           "time_period": "2024-01/2024-09"}  # fmt: skip
    assert figure_key(row) == "a..330200.b.2024-01/2024-09"
    assert split_key(figure_key(row)) == row
    for wrong in ("a.b.c.d", "a.b.c.d.e.f", ""):
        with pytest.raises(ValueError, match="five parts"):
            split_key(wrong)
