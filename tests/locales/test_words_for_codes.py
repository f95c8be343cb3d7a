"""Names of areas, periods and titles in a reader's language, apart where they are alike."""

import numpy as np
import pytest

from locales import Words

NAMES = {
    "area": {
        "110105": {"zh": "朝阳区", "en": "Chaoyang District"},
        "220104": {"zh": "朝阳区", "en": "Chaoyang District"},
        "330212": {"zh": "鄞州区", "en": "Yinzhou District"},
        "1": {"zh": "城区", "en": "Urban"},
        "2": {"zh": "城区", "en": "Urban"},
        "3": {"zh": "城区", "en": "Urban"},
    },
    "parent": {
        "110105": {"zh": "北京市", "en": "Beijing"},
        "220104": {"zh": "长春市", "en": "Changchun"},
        "330212": {"zh": "宁波市", "en": "Ningbo"},
        "1": {"zh": "同市", "en": "Same"},
        "2": {"zh": "同市", "en": "Same"},
    },
    "area_in_parent": {"110105": {"zh": "北京市朝阳区", "en": "Chaoyang, Beijing"}},
}


def test_an_area_is_named_with_its_parent_where_that_is_needed() -> None:
    chinese, english = Words("zh", NAMES), Words("en", NAMES)
    assert (chinese.full_area("110105"), english.full_area("110105")) == (
        "北京市朝阳区",
        "Chaoyang, Beijing",
    )
    assert (chinese.full_area("330212"), chinese.full_area("9")) == ("鄞州区", "9")
    assert Words("zh").full_area("9") == "9"


def test_equal_names_side_by_side_have_their_parents_and_then_their_codes() -> None:
    assert Words("zh", NAMES).areas(["330212", "110105", "220104", "9"]) == {
        "330212": "鄞州区",
        "110105": "朝阳区（北京市）",
        "220104": "朝阳区（长春市）",
        "9": "9",
    }
    assert Words("en", NAMES).areas(["110105", "220104"]) == {
        "110105": "Chaoyang District (Beijing)",
        "220104": "Chaoyang District (Changchun)",
    }
    assert Words("zh", NAMES).areas(["110105"]) == {"110105": "朝阳区"}
    # Two with the same parent too, and one whose parent has no name.
    assert Words("zh", NAMES).areas("123") == {
        "1": "城区（同市）（1）",
        "2": "城区（同市）（2）",
        "3": "城区",
    }
    assert Words("zh", {"area": NAMES["area"]}).areas("12") == {"1": "城区（1）", "2": "城区（2）"}


def test_a_title_is_marked_where_figures_are_invented() -> None:
    invented = {"demonstration": {"": {"zh": "演示数据", "en": "demonstration data"}}}
    assert Words("zh", invented).mark("进度") == "进度（演示数据）"
    assert Words("en", invented).mark("Progress") == "Progress (demonstration data)"
    assert Words("zh", invented).demonstration == "演示数据"
    assert (Words("zh").mark("进度"), Words("zh").demonstration) == ("进度", "")


def test_periods_dates_and_parts_of_a_year() -> None:
    chinese, english = Words("zh"), Words("en")
    assert (chinese.period("2024-01/2024-03"), chinese.part_of_year("2024-01/2024-03")) == (
        "2024年1—3月",
        "2024年第一季度",
    )
    assert english.part_of_year("2024-01/2024-02") == english.period("2024-01/2024-02")
    assert (chinese.date("2024-11-05"), chinese.date("去年秋天")) == ("2024年11月5日", "去年秋天")
    assert (chinese.date(None), chinese.date("")) == ("", "")


@pytest.mark.parametrize(
    ("count", "chinese", "english"),
    [
        (0, "甲有0家", "A has 0 places"),
        (1, "甲有1家", "A has 1 place"),
        (2, "甲有2家", "A has 2 places"),
        (12_300, "甲有1.23万家", "A has 12,300 places"),
        (12_301, "甲有12301家", "A has 12,301 places"),
        (np.int64(1), "甲有1家", "A has 1 place"),
        (1.5, "甲有1.5家", "A has 1.5 places"),  # no number of things
        (None, "甲有若干家", "A has some places"),
    ],
)
def test_a_template_has_the_form_of_its_count(
    count: float | None, chinese: str, english: str
) -> None:
    forms = {"one": "{name} has {count} place", "other": "{name} has {count} places"}
    values = {"count": count} if count is not None else {}
    if count is None:
        forms = {"one": "{name} has a place", "other": "{name} has some places"}
    templates = {"zh": "{name}有{count}家" if values else "{name}有若干家", "en": forms}
    assert Words("zh").fill(templates, name="甲", **values) == chinese
    assert Words("en").fill(templates, name="A", **values) == english
    assert Words("en").fill({"en": "all {count}"}, count=1) == "all 1"


def test_what_is_rounded_to_one_is_one_of_its_unit() -> None:
    assert Words("en").amount(1.04, "people", 2) == "1 person"
    assert Words("en").amount(1.04, "people", 3) == "1.04 people"
    assert Words("en").amount(1.0, "cities") == "1 city"
    assert Words("zh").amount(1.04, "人", 2) == "1人"
