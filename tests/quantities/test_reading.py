import pytest
from hypothesis import example
from hypothesis import strategies as st

from quantities import Qualifier, UnreadableQuantityError, parse_number, parse_quantity
from tests.helpers.examples import given

WORDINGS = [
    # wording, value, low, high, qualifier, unit, digits
    ("2300万余元", 23e6, 23e6, 24e6, "and_more", "元", 2),
    ("2300余万元", 23e6, 23e6, 24e6, "and_more", "元", 2),
    ("9100多个", 9100, 9100, 9200, "and_more", "个", 2),
    ("1.5万多个", 15000, 15000, 16000, "and_more", "个", 2),
    ("6万余名", 60000, 60000, 70000, "and_more", "名", 1),
    ("3亿2000多万元", 3.2e8, 3.2e8, 3.3e8, "and_more", "元", 2),
    ("十余万人", 1e5, 1e5, 2e5, "and_more", "人", 1),
    ("百余名", 100, 100, 200, "and_more", "名", 1),
    ("三成多", 30, 30, 40, "and_more", "%", 1),
    ("3个多月", 3, 3, 4, "and_more", "个月", 1),
    ("50千瓦", 50, 50, 50, "exact", "千瓦", 2),
    ("50%以上", 50, 50, None, "at_least", "%", 1),
    ("不少于15天", 15, 15, None, "at_least", "天", 2),
    ("100+家", 100, 100, None, "at_least", "家", 1),
    ("超600名", 600, 600, None, "more_than", "名", 1),
    ("超万人", 1e4, 1e4, None, "more_than", "人", 1),
    ("过百家", 100, 100, None, "more_than", "家", 1),
    ("近万名", 1e4, None, 1e4, "nearly", "名", 1),
    ("将近八成", 80, None, 80, "nearly", "%", 1),
    ("不足30人", 30, None, 30, "below", "人", 1),
    ("不超过30人", 30, None, 30, "below", "人", 1),
    ("约3.3万个", 33000, None, None, "about", "个", 2),
    ("300人左右", 300, None, None, "about", "人", 1),
    ("数百名", 100, 100, 1000, "several", "名", 1),
    ("十几个", 10, 10, 20, "several", "个", 1),
    ("二十几家", 20, 20, 30, "several", "家", 1),
    ("几十万人", 1e5, 1e5, 1e6, "several", "人", 1),
    ("上万人", 1e4, 1e4, None, "several", "人", 1),
    ("成千上万", 1000, 1000, None, "several", "", 1),
    ("两三百名", 200, 200, 300, "several", "名", 1),
    ("3至5名", 3, 3, 5, "several", "名", 1),
    ("10—20家", 10, 10, 20, "several", "家", 2),
    ("3至5万名", 3e4, 3e4, 5e4, "several", "名", 1),
    ("5000至1万元", 5000, 5000, 1e4, "several", "元", 4),
    ("10%—20%", 10, 10, 20, "several", "%", 2),
    ("百分之三至百分之五", 3, 3, 5, "several", "%", 1),
    ("4315人", 4315, 4315, 4315, "exact", "人", 4),
    ("40名", 40, 40, 40, "exact", "名", 2),
    ("200万元", 2e6, 2e6, 2e6, "exact", "元", 1),
    ("4.75万人", 47500, 47500, 47500, "exact", "人", 3),
    ("188.9万", 1889000, 1889000, 1889000, "exact", "", 4),
    ("2.37亿", 2.37e8, 2.37e8, 2.37e8, "exact", "", 3),
    ("1：1", 1, 1, 1, "exact", "", 1),
    ("3∶2", 1.5, 1.5, 1.5, "exact", "", 1),
    ("约3∶2", 1.5, None, None, "about", "", 1),
    ("不低于1比4", 0.25, 0.25, None, "at_least", "", 1),
    ("１，０８８名", 1088, 1088, 1088, "exact", "名", 4),
    ("4．5", 4.5, 4.5, 4.5, "exact", "", 2),
    ("−5.2%", -5.2, -5.2, -5.2, "exact", "%", 2),
    ("五千三百名", 5300, 5300, 5300, "exact", "名", 4),
    ("两万", 20000, 20000, 20000, "exact", "", 1),
    ("一亿三千万", 1.3e8, 1.3e8, 1.3e8, "exact", "", 2),
    ("三点五万", 35000, 35000, 35000, "exact", "", 2),
    ("两万五", 25000, 25000, 25000, "exact", "", 2),
    ("一百零五", 105, 105, 105, "exact", "", 3),
    ("壹佰元", 100, 100, 100, "exact", "元", 3),
    ("百分之五十", 50, 50, 50, "exact", "%", 2),
    ("七成五", 75, 75, 75, "exact", "%", 2),
    ("八五折", 85, 85, 85, "exact", "%", 2),
    ("5‰", 5, 5, 5, "exact", "‰", 1),
    ("2.1个百分点", 2.1, 2.1, 2.1, "exact", "个百分点", 2),
    ("3.5倍", 3.5, 3.5, 3.5, "exact", "倍", 2),
    ("3000餘名", 3000, 3000, 4000, "and_more", "名", 1),
    ("￥300", 300, 300, 300, "exact", "元", 3),
]


@pytest.mark.parametrize("row", WORDINGS, ids=lambda row: row[0])
def test_a_wording_is_read(row):
    wording, value, low, high, qualifier, unit, digits = row
    found = parse_quantity(wording)
    assert (found.value, found.low, found.high) == (value, low, high)
    assert (found.qualifier, found.unit, found.digits) == (Qualifier(qualifier), unit, digits)
    assert found.wording == wording


def test_white_space_is_dropped_from_the_wording():
    assert parse_quantity(" 2300 万余元\n").wording == "2300万余元"


def test_bounds_say_whether_they_are_left_out():
    assert parse_quantity("超600名").low_exclusive
    assert not parse_quantity("50%以上").low_exclusive
    assert parse_quantity("2300万余元").high_exclusive
    assert parse_quantity("不足30人").high_exclusive
    assert not parse_quantity("不超过30人").high_exclusive
    assert not parse_quantity("3至5名").high_exclusive
    assert parse_quantity("数百名").high_exclusive


def test_a_spreadsheet_cell_is_read():
    cells = ["1,088", "4.75万", "2300万余元", "50%", "１２３", " 5 ", "-3"]
    assert [parse_number(cell) for cell in cells] == [1088, 47500, 23e6, 50, 123, 5, -3]


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("", "empty", ""),
        (" \u3000", "empty", ""),
        ("١٢٣", "not_a_number", ""),
        ("१२३", "not_a_number", ""),
        ("nan", "not_a_number", ""),
        ("inf", "not_a_number", ""),
        ("1_0", "not_a_number", ""),
        ("1e9", "not_a_number", ""),
        ("0x10", "not_a_number", ""),
        ("007", "not_a_number", ""),
        ("1,08", "not_a_number", ""),
        ("1.2.3", "not_a_number", ""),
        ("1 2", "not_a_number", ""),
        ("5²", "not_a_number", ""),
        ("①", "not_a_number", ""),
        ("½", "not_a_number", ""),
        ("余", "not_a_number", ""),
        ("0余个", "not_a_number", ""),
        ("数", "not_a_number", ""),
        ("若干家", "not_a_number", ""),
        ("1:0", "not_a_number", ""),
        ("五五", "not_a_number", ""),
        ("二〇二四", "not_a_number", ""),
        ("3份提示函", "not_a_number", ""),
        ("5—3家", "range_reversed", ""),
        ("超-5%", "signed", ""),
        ("9999万亿", "too_large", ""),
        ("1" * 61, "too_long", ""),
        ("12\u202e3", "hidden_character", "U+202E"),
        ("\u200b5", "hidden_character", "U+200B"),
        ("5\ufeff", "hidden_character", "U+FEFF"),
        ("5\x00", "hidden_character", "U+0000"),
        ("\u2066 5", "hidden_character", "U+2066"),
    ],
)
def test_what_is_no_number_is_refused(text, code, detail):
    with pytest.raises(UnreadableQuantityError) as refusal:
        parse_quantity(text)
    assert (refusal.value.code, refusal.value.detail) == (code, detail)
    assert refusal.value.wording == text


@given(
    st.text()
    | st.text(
        alphabet="0123456789.,:：万亿千百十零一二两三四五六七八九余多几数约近超以上成折%个名元至—点百分之-+"
    )
)
@example("点")
@example("百分之")
@example("万亿亿万")
def test_no_text_raises_anything_but_unreadable(text):
    try:
        found = parse_quantity(text)
    except UnreadableQuantityError:
        return
    low, high = found.bounds
    assert low is None or low <= found.value
    assert high is None or found.value <= high
    assert found.digits >= 1
