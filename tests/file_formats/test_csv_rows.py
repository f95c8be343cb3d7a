"""CSV as offices write it: encodings, separators, line endings, faults with their place."""

import pytest

from file_formats import FileFormatError, FileLimits, UnclearEncodingError, csv

TEXT = "地区,指标,数值\n宁波市,工会会员人数,2300万余人\n徐州市,劳动法律监督员,4315\n"
ROWS = [
    ["地区", "指标", "数值"],
    ["宁波市", "工会会员人数", "2300万余人"],
    ["徐州市", "劳动法律监督员", "4315"],
]


@pytest.mark.parametrize(
    ("encoding", "read_as"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_ending_and_separator(
    encoding: str, read_as: str, ending: str, separator: str
) -> None:
    data = TEXT.replace("\n", ending).replace(",", separator).encode(encoding)
    sheet = csv.read_csv(data)
    assert sheet.rows == ROWS
    assert (sheet.encoding, sheet.separator) == (read_as, separator)


def test_four_byte_characters_of_gb18030() -> None:
    rows = [["姓名", "单位"], ["㼆𠮷䶮", "宁波市总工会"]]
    assert csv.read_csv("姓名,单位\n㼆𠮷䶮,宁波市总工会\n".encode("gb18030")).rows == rows


@pytest.mark.parametrize(
    "data",
    [
        "地區,指標,數值\n臺北市,工會會員人數,2300\n高雄市,勞動法律監督員,4315\n".encode("big5"),
        "都道府県,組合員数\n東京都,2300\nアイウエオ,1\n".encode("shift_jis"),
        "région,donnée\nÎle,é,\n".encode("cp1252"),
    ],
)
def test_other_encodings_become_a_question_with_previews(data: bytes) -> None:
    with pytest.raises(UnclearEncodingError, match="encoding_unclear") as question:
        csv.read_csv(data)
    assert len(question.value.previews) >= 1
    assert all(len(preview) > 0 for _, preview in question.value.previews)


def test_the_answer_to_the_question_is_taken() -> None:
    text = "地區,指標\n臺北市,工會會員人數\n"
    with pytest.raises(UnclearEncodingError) as question:
        csv.read_csv(text.encode("big5"))
    assert dict(question.value.previews)["big5hkscs"] == "地區,指標\n臺北市,工會會員人數"
    assert csv.read_csv(text.encode("big5"), encoding="big5hkscs").rows[1] == [
        "臺北市",
        "工會會員人數",
    ]


def test_two_encodings_pasted_together_are_refused_with_the_line() -> None:
    data = "地区,数值\n宁波市,1\n".encode() + "徐州市,2\n".encode("gb18030")
    with pytest.raises(FileFormatError, match="encoding_mixed, line 3"):
        csv.read_csv(data)
    data = "地区,数值\n宁波市,1\n".encode("gb18030") + "徐州市,2\n".encode()
    with pytest.raises(FileFormatError, match="encoding_mixed, line 3"):
        csv.read_csv(data)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a,b\n1,\x002\n", "nul_character", 2),
        (b'a,b\n1,"2\n3,4\n', "quote_unclosed", 2),
        (b'a,b\n1,"2"3\n', "quote_misplaced", 2),
        (b'a,b\n1,"' + b"x\n" * (25 * 2**20), "cell_too_long", 2),
        (b"," * 200_000 + b"\n", "too_many_columns", 1),
        (b"a,b\n" * 12, "too_many_rows", 11),
        (b"a,b,c,d,e,f\n" * 9, "too_many_cells", 9),
        (b"x" * 2**21, "cell_too_long", 1),
    ],
)
def test_what_is_refused_is_named_with_its_line(data: bytes, code: str, line: int) -> None:
    with pytest.raises(FileFormatError) as refusal:
        csv.read_csv(data, limits=FileLimits(rows=10, cells=50))
    assert (refusal.value.code, refusal.value.line) == (code, line)


def test_a_file_over_the_size_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(FileFormatError, match="too_large") as refusal:
        csv.read_csv(b"a,b\n", limits=FileLimits(size=3))
    assert refusal.value.values == {"limit": 3, "found": 4}


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        '""=1',
        "＝1",
        "|x",
        "%x",
        "'=1",
        "''=1",
        "'tis",
        "-5",
        "—",
        "2300万余元",
        "a\tb",
    ],
)
def test_formulas_are_harmless_outside_and_whole_again_inside(text: str) -> None:
    data = csv.write_csv([["指标", "备注"], ["x", text]], bom=True)
    assert csv.read_csv(data).rows[1] == ["x", text]
    cell = data.decode("utf-8-sig").split("x,", 1)[1].lstrip('"')
    if text.strip(" \t\r\n\"'")[0] in "=+@|%＝" or text.startswith("-1"):
        assert cell.startswith("'")


def test_numbers_stay_numbers() -> None:
    assert csv.write_csv([["a", -5, 2.0, 47.5, None, float("nan")]]) == b"a,-5,2,47.5,,\n"


def test_records_name_the_row_that_is_too_short() -> None:
    assert csv.read_records(b"a,b\n1,2\n\n3,4\n") == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    with pytest.raises(FileFormatError, match="row_width, line 3"):
        csv.read_records(b"a,b\n1,2\n3\n")
