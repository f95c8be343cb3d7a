"""The whole reading of a report: sentences, context, remembered answers, headlines and units."""

from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest

from extraction import (
    LIMIT,
    ReportReader,
    TextTooLongError,
    extract_by_article,
    extract_figures,
    extract_from_report,
)
from extraction.indicator_words import IndicatorWords
from extraction.report_reader import OCCASIONS, find_printed_unit
from tests.helpers.marked_passages import areas, reader

DAY = date(2024, 11, 5)
INDICATORS = [
    {
        "code": "talks", "unit": "场", "kind": "flow", "name": "宣讲",
        "breakdowns": [{"code": "mines", "name": "进矿山"}, {"code": "schools", "name": "进校园"}],
    },
    {"code": "stalls", "unit": "个", "kind": "stock", "name": "驿站"},
    {"code": "stall_target", "unit": "个", "kind": "target", "name": "驿站"},
]  # fmt: skip


@cache
def own_reader() -> ReportReader:
    return replace(reader(), indicators=tuple(map(IndicatorWords.from_entry, INDICATORS)))


def few_areas() -> pd.DataFrame:
    """Give the areas of Zhejiang, which are read faster than all."""
    return areas()[areas()["code"].str.startswith(("1000", "33"))]


def areas_of(text: str) -> str:
    return " ".join(found.ref_area for found in extract_figures(reader(), text, DAY))


def periods_of(text: str, day: date = DAY) -> str:
    return " ".join(found.time_period for found in extract_figures(own_reader(), text, day))


def matches(text: str) -> list[tuple[str, str]]:
    return [
        (found.indicator, found.breakdown) for found in extract_figures(own_reader(), text, DAY)
    ]


@pytest.mark.parametrize("mark", ["。", "!", "?", ";", "……", "。”", "!”", "?’", "。’"])
def test_a_sentence_ends(mark: str) -> None:
    assert areas_of(f"宁波市总工会。杭州市、温州市好{mark}共3人。") == "330200"


@pytest.mark.parametrize("mark", [",", "、", ":", "…", "”", ";”", ""])
def test_a_sentence_goes_on(mark: str) -> None:
    assert areas_of(f"宁波市总工会。杭州市、温州市好{mark}共3人。") == "330300"


TOPICS = [
    ("宁波市总工会。温州市好。共3人。", "330300"),
    ("宁波市总工会。温州市好。工会好。共3人。", "330300"),
    ("宁波市总工会。温州市好。杭州市、象山县好。共3人。", "330300"),
    ("宁波市总工会。温州市好。宁波市、象山县好。共3人。", "330200"),
    ("宁波市总工会。温州市好。共3人,杭州市4人。又5人。", "330300 330100 330100"),
    ("宁波市总工会。温州市好。\n共3人。", "330200"),
    ("近日,全国职工大赛在宁波市举行。温州市好。共3人。", "100000"),
    ("宁波市总工会。温州市、杭州市分别3人、4人。", "330300 330100"),
]


@pytest.mark.parametrize(("text", "expected"), TOPICS)
def test_a_sentence_may_be_about_the_place_of_the_one_before(text: str, expected: str) -> None:
    assert areas_of(text) == expected


CONTEXTS = [
    ("进矿山宣讲3场。", ("talks", "mines")),
    ("进矿山,宣讲3场。", ("talks", "mines")),
    ("宣讲3场,进矿山。", ("talks", "mines")),
    ("进矿山。宣讲3场。", ("talks", "")),
    ("宣讲3场。进矿山。", ("talks", "")),
    ("进矿山," + "工" * 113 + ",宣讲3场。", ("talks", "mines")),
    ("进矿山," + "工" * 114 + ",宣讲3场。", ("talks", "")),
    ("宣讲3场," + "工" * 55 + ",进矿山。", ("talks", "mines")),
    ("宣讲3场," + "工" * 56 + ",进矿山。", ("talks", "")),
    ("现有驿站3个。", ("stalls", "")),
    ("到2027年,建驿站3个。", ("stall_target", "")),
    ("力争驿站3个。", ("stall_target", "")),
    ("力争,现有驿站3个。", ("stalls", "")),
]


@pytest.mark.parametrize(("text", "expected"), CONTEXTS)
def test_the_words_of_the_sentence_tell_what_is_counted(
    text: str, expected: tuple[str, str]
) -> None:
    assert matches(text) == [expected]


def test_a_quantity_has_the_words_up_to_its_neighbours() -> None:
    assert matches("宣讲3场、4场驿站") == [("talks", ""), ("", "")]
    assert matches("宣讲3场驿站5个") == [("talks", ""), ("stalls", "")]
    assert [found.subject for found in extract_figures(own_reader(), "宣讲3场驿站5个", DAY)] == [
        "驿站",
        "驿站",
    ]


FLOWS = [
    ("截至9月,宣讲3场。", "2024-01/2024-09"),
    ("截至9月,驿站3个。", "2024-09"),
    ("截至9月,培训3个,5个。", "2024-01/2024-09 2024-01/2024-09"),
    ("截至9月,现有3个,5个。", "2024-09 2024-09"),
    ("截至9月,现有3个,占9%,又5个。", "2024-09 2024-09 2024-09"),
    ("截至9月,培训3个,同比增长9个,共有5个。", "2024-01/2024-09 2024-01/2024-09 2024-09"),
    *((f"截至9月,现有3{unit}。", "2024-01/2024-09") for unit in (
        "人次", "场次", "件次", "户次", "家次", "班次", "车次",
    )),
    ("截至9月,现有3趟。", "2024-09"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FLOWS)
def test_words_the_unit_and_the_indicator_say_whether_events_are_counted(
    text: str, expected: str
) -> None:
    assert periods_of(text) == expected


def test_these_units_count_events() -> None:
    assert sorted(OCCASIONS) == ["人次", "件次", "场次", "家次", "户次", "班次", "车次"]


@pytest.mark.parametrize(("length", "period"), [(53, "2023"), (54, "2024-11")])
def test_an_article_without_headings_is_framed_by_its_first_sixty_characters(
    length: int, period: str
) -> None:
    assert periods_of(f"{'工' * length}2023年总结。\n培训3人。") == period


REMEMBERED = [
    # subject, unit, answer → indicator, breakdown and period of 驿站3个
    (("驿站", "个"), ("talks", "mines"), ("talks", "mines", "2024-01/2024-09")),
    (("驿站", "个"), ("stalls", ""), ("stalls", "", "2024-09")),
    (("驿站", "个"), ("unknown", ""), ("unknown", "", "2024-09")),
    (("驿站", "家"), ("talks", "mines"), ("stalls", "", "2024-09")),
    (("场馆", "个"), ("talks", "mines"), ("stalls", "", "2024-09")),
]


@pytest.mark.parametrize(("subject", "answer", "expected"), REMEMBERED)
def test_a_persons_answer_is_kept_for_the_same_words_and_unit(subject, answer, expected) -> None:
    own = replace(own_reader(), remembered={subject: answer})
    (found,) = extract_figures(own, "截至9月,驿站3个。", DAY)
    assert (found.indicator, found.breakdown, found.time_period) == expected


UNITS = [
    ("个", "1200餘個", "個"),
    ("元", "80萬元", "元"),
    ("个", "個", "個"),
    ("%", "９８％", "%"),
    ("人", "3名", "人"),
    ("人", "2016⼈", "人"),
    ("人次", "3人3人次", "人次"),
    ("km", "3ＫＭ", "km"),
    ("", "300", ""),
]


@pytest.mark.parametrize(("unit", "phrase", "printed"), UNITS)
def test_a_unit_is_as_the_report_prints_it(unit: str, phrase: str, printed: str) -> None:
    assert find_printed_unit(unit, phrase) == printed


HEADLINES = [
    # headline, body → headline's figures that the body does not have
    ("培训300人", "工会培训职工300人", []),
    ("培训300人", "工会培训职工300名", []),
    ("培训300人", "工会培训职工300户", ["300人"]),
    ("培训300人", "工会培训职工300余人", ["300人"]),
    ("培训近300人", "工会培训职工300人", ["近300人"]),
    ("培训300人又300人", "工会培训职工400人", ["300人"]),
]


@pytest.mark.parametrize(("headline", "body", "alone"), HEADLINES)
def test_a_number_of_a_headline_is_listed_if_the_body_has_no_such_amount(
    headline: str, body: str, alone: list[str]
) -> None:
    found = extract_figures(reader(), f"{headline}\n{body},工会的同志们都说好。", DAY)
    assert [one.as_reported for one in found if one.headline] == alone
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_a_figure_tells_its_place_in_the_text() -> None:
    text = "要闻\n宁波市总工会建成驿站 3 个,发展很快。\n\n宣讲4场。"
    found = extract_figures(own_reader(), text, DAY)
    assert [
        (one.phrase, one.as_reported, one.qualifier, one.article, one.paragraph) for one in found
    ] == [("3 个", "3个", "exact", "要闻", 1), ("4场", "4场", "exact", "要闻", 2)]
    assert [text[one.start : one.end] for one in found] == ["3 个", "4场"]


@pytest.mark.parametrize(
    ("title", "indicator"),
    [("力争的驿站目标", "stall_target"), ("现有的驿站", "stalls"), ("现有的设施", "")],
)
def test_the_figures_of_a_table_are_about_what_its_title_tells(title: str, indicator: str) -> None:
    text = f"宁波市总工会{title}\n项目\t数量(个)\n一类\t3\n二类\t4\n"
    found = extract_figures(own_reader(), text, DAY)
    assert [(one.indicator, one.programme, one.paragraph) for one in found] == [
        (indicator, "", 2)
    ] * 2


def test_articles_hold_the_text_from_its_beginning_to_its_end() -> None:
    text = "\n\n甲好。\n本报讯 乙好。\n本报讯 丙好。\n"
    found = extract_by_article(reader(), text, DAY)
    assert [(one.start, one.end) for one in found] == [(0, 6), (6, 14), (14, len(text))]


def test_a_heading_of_another_province_parts_articles_and_an_unsure_name_does_not() -> None:
    def count(heading: str) -> int:
        text = f"浙江省总工会培训职工,帮扶困难职工,走访企业。\n{heading}\n培训职工。"
        return len(extract_by_article(reader(), text, DAY))

    assert [count(heading) for heading in ("江苏工会", "桐城工会", "工会")] == [2, 1, 1]


def test_a_text_may_be_as_long_as_the_limit() -> None:
    assert LIMIT == 204_800
    texts = ["工" * 68_266 + "。", "工" * 68_266 + "..."]
    sizes = [len(text.encode()) for text in texts]
    assert sizes == [LIMIT + 1, LIMIT + 1]
    for text in texts:
        with pytest.raises(TextTooLongError) as error:
            extract_from_report(text, DAY, few_areas(), [])
        assert (error.value.size, error.value.limit) == (LIMIT + 1, LIMIT)
    assert extract_from_report("工会好", DAY, few_areas(), [], limit=9) == []
    with pytest.raises(TextTooLongError):
        extract_from_report("工会好", DAY, few_areas(), [], limit=8)


def test_the_code_lists_are_passed_on() -> None:
    programmes = [{"id": "p", "name": "建设驿站", "ref_area": "330200"}]
    remembered = {("驿站", "个"): ("talks", "mines")}
    text = "宁波市总工会建设驿站3个。"
    (plain,) = extract_from_report(text, DAY, few_areas(), INDICATORS)
    (full,) = extract_from_report(
        text, DAY, few_areas(), INDICATORS, {("建设驿站", "个"): ("talks", "mines")}, programmes
    )
    assert (plain.indicator, plain.programme) == ("stalls", "")
    assert (full.indicator, full.breakdown, full.programme) == ("talks", "mines", "p")
    assert ReportReader.from_code_lists(few_areas(), [], remembered).remembered == remembered
    assert ReportReader.from_code_lists(few_areas(), []).remembered == {}
