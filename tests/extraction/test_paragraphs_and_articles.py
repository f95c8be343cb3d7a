"""Where a paragraph, a heading and an article begin: both sides of each border of a page's lines.

Lines of a column are 20 characters wide here. Between two of them stand 甲 and 乙: whether a
paragraph holds both tells whether the lines were joined.
"""

import pytest

from extraction.text.articles import split_articles

FULL = "工" * 20
START = [FULL] * 7 + ["工" * 10 + "。"]  # a column whose last line ends its paragraph
END = [FULL] * 7 + ["工" * 10 + "。"]


def shapes(text: str, areas: dict[str, str] | None = None) -> list[list[str]]:
    """Give the paragraphs of each article; `areas` are the codes of characters that name areas."""

    def area_of(heading: str) -> str:
        return next((code for name, code in (areas or {}).items() if name in heading), "")

    return [
        [piece.text for piece in article.paragraphs] for article in split_articles(text, area_of)
    ]


def are_joined(*rows: str, start: list[str] = START, end: list[str] = END) -> bool:
    """Say whether the line with 甲 and the line with 乙 are in one paragraph."""
    found = shapes("\n".join([*start, *rows, *end]))
    return any("甲" in text and "乙" in text for article in found for text in article)


def row(width: float, begin: str = "", end: str = "") -> str:
    """Give a line of a width, in full characters; a half of one is a `-` at its end."""
    rest = width - sum(0.5 if char.isascii() else 1 for char in begin + end)
    return begin + "工" * int(rest) + "-" * (rest % 1 > 0) + end


COLUMN = [
    # the line before, those after → joined
    # a line that ends a sentence is a little shorter only at the end of a paragraph
    ([row(20, "甲", "。"), row(20, "乙")], True),
    ([row(19.5, "甲", "。"), row(20, "乙")], True),
    ([row(19, "甲", "。"), row(20, "乙")], False),
    ([row(20, "甲", "。"), "　　" + row(18, "乙")], False),
    ([row(20, "甲", "。"), "", row(20, "乙")], False),
    # a shorter line without a full stop after it is a heading
    ([row(20, "甲", "。"), row(14.5, "乙")], False),
    ([row(20, "甲", "。"), row(15, "乙")], True),
    ([row(20, "甲", "。"), row(14, "乙", "。")], True),
    ([row(20, "甲", "。"), row(14, "乙,工")], True),
    ([row(20, "甲", "。"), row(14, "乙", "记者王力摄")], True),
    # so are full lines before an opening
    ([row(20, "甲", "。"), row(20, "乙"), "本报讯 " + row(16)], False),
    ([row(20, "甲", "。"), row(20, "乙"), row(20), "本报讯 " + row(16)], False),
    ([row(20, "甲", "。"), row(20, "乙"), row(20), row(20), "本报讯 " + row(16)], True),
    ([row(20, "甲", "。"), row(20, "乙"), row(20, "", "。"), "本报讯 " + row(16)], True),
    # a line in mid-sentence: only the first of a paragraph may be a heading
    ([row(17, "甲"), row(20, "乙")], True),
    ([row(16.5, "甲"), row(20, "乙")], False),
    ([row(20), row(16.5, "甲"), row(20, "乙")], True),
    ([row(26, "甲"), row(20, "乙")], True),
    ([row(26.5, "甲"), row(20, "乙")], False),
    ([row(16, "甲,工"), row(20, "乙")], True),
    ([row(15.5, "甲,工"), row(20, "乙")], True),
    ([row(15, "甲,工"), row(20, "乙")], False),
    ([row(26.5, "甲,工"), row(20, "乙")], False),
    # a dash at its end may lead to the next line only after three others
    ([row(20, "甲", "——"), row(20, "乙")], False),
    ([row(20), row(20), row(20, "甲", "——"), row(20, "乙")], False),
    ([row(20), row(20), row(20), row(20, "甲", "——"), row(20, "乙")], True),
    # blank lines
    ([row(20, "甲"), "", row(20, "乙")], True),
    ([row(20, "甲"), "", "", row(20, "乙")], False),
    # openings and endings
    ([row(20, "甲"), "本报讯 乙" + row(15)], False),
    (["本报讯 甲" + row(5), row(20, "乙")], True),
    ([row(20, "甲", "记者王力摄"), row(20, "乙")], False),
]


@pytest.mark.parametrize(("rows", "joined"), COLUMN)
def test_the_lines_of_a_column_are_joined_in_mid_sentence(rows: list[str], joined: bool) -> None:
    assert are_joined(*rows) == joined


def test_the_last_two_lines_of_a_page_may_be_headings_and_three_are_none() -> None:
    two, three = [row(20, "甲", "。"), row(20, "乙"), FULL], [row(20, "甲", "。"), row(20, "乙")]
    assert not are_joined(*two, end=[])
    assert are_joined(*three, end=[FULL, FULL])


def test_where_every_line_stands_apart_one_blank_line_more_ends_a_paragraph() -> None:
    apart = [text for line in START for text in (line, "")]
    for blanks, joined in ((1, True), (2, True), (3, False)):
        rows = [row(20, "甲"), *[""] * blanks, row(20, "乙"), ""]
        assert are_joined(*rows, start=apart, end=apart) == joined
    assert are_joined(row(20, "甲", "。"), "", row(20, "乙"), "", start=apart, end=apart)


WEB = [row(20, "", "。")] * 9  # a line for each paragraph
PROSE = [
    ([row(20, "甲,工,"), "乙工工。"], True),
    ([row(20, "甲,工;"), "乙工工。"], True),
    ([row(20, "甲;工;"), "乙工工。"], True),
    ([row(20, "甲,工"), "乙工工。"], False),
    ([row(20, "甲。工"), "乙工工。"], True),
    ([row(16, "甲。工"), "乙工工。"], True),
    ([row(15.5, "甲。工"), "乙工工。"], False),
    ([row(20, "甲。工", "。"), "乙工工。"], False),
    ([row(20, "甲。工"), "　　乙工工。"], False),
    ([row(20, "甲。工"), "", "乙工工。"], False),
    ([row(20, "丙。工"), row(17.5, "甲"), "乙工工。"], True),
    ([row(20, "丙。工"), row(17, "甲"), "乙工工。"], False),
    ([row(24, "丙。工"), row(20.5, "甲"), "乙工工。"], True),
    ([row(24, "丙。工"), row(20, "甲"), "乙工工。"], False),
]


@pytest.mark.parametrize(("rows", "joined"), PROSE)
def test_a_line_of_a_web_page_goes_on_where_it_is_long_and_full_of_clauses(
    rows: list[str], joined: bool
) -> None:
    assert are_joined(*rows, start=WEB, end=WEB) == joined


JOINTS = [
    # ends of two lines, width of the first → their joint
    ("发出ab", "cd份", 20, "ab cd"),
    ("发出ab", "份工工", 20, "ab份"),
    ("工工出", "cd份", 20, "出cd"),
    ("发出ab", "12份", 20, "ab12"),
    ("发出12", "34份", 20, "1234"),
    ("发出12", "34份", 17, "1234"),
    ("发123", "456份", 17, "123456"),
    ("1234", "5678份", 17, "1234 5678"),
    ("1234", "5678份", 18, "1234 5678"),
    ("1234", "5678份", 18.5, "12345678"),
    ("1234", "5678份", 20, "12345678"),
]


@pytest.mark.parametrize(("left", "right", "width", "joint"), JOINTS)
def test_words_and_long_numbers_of_two_lines_stay_apart(
    left: str, right: str, width: float, joint: str
) -> None:
    letters = sum(char.isascii() for char in left) / 2
    before = "工" * int(width - len(left) + letters) + ("-" if width * 2 % 2 else "") + left
    found = shapes("\n".join([*START, FULL, before, right + "工" * 15, *END]))
    assert any(joint in text for article in found for text in article)


def test_a_blank_between_two_lines_is_the_end_of_the_first_in_the_page() -> None:
    text = "\n".join([*START, FULL, row(18, "", "ab"), "cd" + "工" * 15, *END])
    place = text.index("ab\ncd") + 2
    pieces = [piece for article in split_articles(text) for piece in article.paragraphs]
    (joint,) = [piece for piece in pieces if "ab cd" in piece.text]
    blank = joint.text.index(" ")
    assert joint.span(blank, blank + 1) == (place, place + 1)
    assert joint.span(blank - 2, blank + 3) == (place - 2, place + 3)


SPACES = [
    ("职 工 300 人。", "职工300人。"),
    ("Word  Excel课。", "Word Excel课。"),
    ("2024 300人。", "2024 300人。"),
    ("A 组。", "A组。"),
    ("组 A。", "组A。"),
]


@pytest.mark.parametrize(("text", "paragraph"), SPACES)
def test_white_space_stays_only_between_words_and_numbers(text: str, paragraph: str) -> None:
    assert shapes(text) == [[paragraph]]
    (article,) = split_articles(text)
    (piece,) = article.paragraphs
    for i, char in enumerate(piece.text):
        start, end = piece.span(i, i + 1)
        assert text[start:end] == char


BODY = "工会培训职工，帮扶困难职工，建设驿站，走访企业。"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("工会培训", True),
        *((f"工会培训{mark}", False) for mark in "。；，："),
        ("“工会培训。”", False),
        ("工会，培训", True),
        ("工会，培训，走访", False),
    ],
)
def test_a_heading_has_few_commas_and_no_mark_at_its_end(line: str, heading: bool) -> None:
    ((first, _),) = [article.paragraphs for article in split_articles(f"{line}\n{BODY}")]
    assert first.heading == heading


AREAS = {"浙": "330000", "杭": "330100", "粤": "440000"}


@pytest.mark.parametrize(
    ("article", "heading", "count"),
    [
        (["浙工会" + BODY], "粤工会", 2),
        (["浙工会" + BODY], "杭工会", 1),
        (["浙工会" + BODY], "工会", 1),
        (["工会" + BODY], "粤工会", 1),
        ([BODY, BODY, "浙工会" + BODY], "粤工会", 2),
        ([BODY, BODY, BODY, "浙工会" + BODY], "粤工会", 1),
        (["工" * 199 + "浙" + BODY], "粤工会", 2),
        (["工" * 200 + "浙" + BODY], "粤工会", 1),
    ],
)
def test_a_heading_of_another_province_begins_an_article(
    article: list[str], heading: str, count: int
) -> None:
    text = "\n".join([*article, heading, "其他的事。"])
    assert len(shapes(text, AREAS)) == count


def test_headings_go_to_the_article_whose_words_they_share() -> None:
    first, second = f"本报讯 {BODY}", "本报讯 选手比赛，奖励冠军，表彰模范。"
    own, other, neither = "培训职工", "奖励冠军", "要闻版面"
    longer = f"{second}大家鼓掌，场面热烈。"
    assert [len(found) for found in shapes("\n".join([first, "表彰职工", second]))] == [1, 2]
    assert [len(found) for found in shapes("\n".join([first, "表彰模范职工", longer]))] == [1, 2]
    assert [len(found) for found in shapes("\n".join([first, own, second]))] == [2, 1]
    assert [len(found) for found in shapes("\n".join([first, other, second]))] == [1, 2]
    assert [len(found) for found in shapes("\n".join([first, neither, second]))] == [1, 2]


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (["要闻", BODY], "要闻"),
        (["要闻", "培训职工", BODY], "要闻"),
        (["要闻", BODY, "培训职工"], "培训职工"),
        (["走访企业", BODY, "要闻"], "走访企业"),
        (["职工培训班", BODY, "培训职工"], "培训职工"),
        (["走访企业", BODY, "培训职工帮扶困难的好典型好榜样"], "走访企业"),
        ([BODY, "培训职工", BODY], "培训职工"),
        ([BODY, "要闻", BODY, "帮扶困难", BODY], "帮扶困难"),
        ([BODY], BODY[:20]),
        (["工会 培训。"], "工会培训。"),
        (["培训", "职工"], "培训"),
    ],
)
def test_a_title_is_the_heading_at_an_edge_that_is_most_like_the_body(
    rows: list[str], title: str
) -> None:
    assert [article.title for article in split_articles("\n".join(rows))] == [title]


def test_paragraphs_are_numbered_from_one_and_headings_are_not() -> None:
    (article,) = split_articles("\n".join(["要闻", BODY, "走访", BODY, BODY]))
    assert [piece.number for piece in article.paragraphs] == [0, 1, 0, 2, 3]


def test_an_ending_ends_an_article() -> None:
    assert [len(found) for found in shapes(f"{BODY}\n{BODY}（本报记者王力）\n{BODY}")] == [2, 1]


def test_nothing_is_no_article() -> None:
    assert split_articles("") == split_articles(" \n\n") == split_articles("第3版") == []
