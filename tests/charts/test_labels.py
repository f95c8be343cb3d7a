"""Labels break where a reader expects it, and nothing in them acts."""

import pytest

from charts.render.text_wrapping import escape_markup, measure_text, wrap_text


@pytest.mark.parametrize(
    ("text", "letters", "lines"),
    [
        ("劳动法律监督组织", 8, ["劳动法律", "监督组织"]),
        ("劳动法律，监督组织", 8, ["劳动法", "律，监督", "组织"]),
        ("more than 9,100 organisations", 16, ["more than 9,100", "organisations"]),
        ("宁波市 supervision notices", 18, ["宁波市 supervision", "notices"]),
        ("x" * 60, 30, ["x" * 24, "x" * 24, "x" * 12]),
        ("𠮷林", 4, ["𠮷林"]),
        ("2023年1月1日—2024年9月30日", 14, ["2023年1月1日—", "2024年9月30日"]),
        ("共——百项", 4, ["共——", "百项"]),
        ("—", 4, ["—"]),
        ("1月“甲”会", 6, ["1月", "“甲”", "会"]),
        ("甲（ab）乙（", 6, ["甲", "（ab）", "乙（"]),
        ("甲乙 ", 4, ["甲乙 "]),
        ("ab cd", 5, ["ab cd"]),
        ("ab cd", 4, ["ab", "cd"]),
        ("", 10, [""]),
    ],
)
def test_a_label_breaks_between_words_or_chinese_characters(
    text: str, letters: int, lines: list[str]
):
    assert wrap_text(text, letters).split("<br>") == lines


def test_a_chinese_character_takes_the_room_of_two_letters():
    assert (measure_text("宁波"), measure_text("Ningbo"), measure_text("9100多个")) == (4, 6, 8)


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("<script>1</script>", "&lt;script&gt;1&lt;/script&gt;"),
        ("a & b", "a &amp; b"),
        ("$x^2$", "&#36;x^2&#36;"),
        ("abc\u202egnp", "abcgnp"),
        ("\u2067甲\u2069\u200f", "甲"),
    ],
)
def test_a_label_is_literal(text: str, harmless: str):
    assert escape_markup(text) == harmless
