"""What stands in one chart: one level of areas, one kind of span, a total without its parts."""

import pandas as pd
import pytest

from app_pages.explore.choice_in_words import list_left_out, render_choice, write_drawn
from app_pages.explore.forms import list_forms
from locales import Words
from metrics.comparable_figures import Comparable, choose_comparable
from metrics.trend import group_periods

LEVELS = {
    "100000": "country",
    "330000": "province",
    "330200": "prefecture",
    **{f"33020{n}": "county" for n in range(3, 7)},
    "ORG-A": "organisation",
}
NAMES = {
    "area": {
        "330200": {"zh": "宁波市", "en": "Ningbo"},
        "330203": {"zh": "海曙区", "en": "Haishu"},
        "330204": {"zh": "江东区", "en": "Jiangdong"},
        "330205": {"zh": "江北区", "en": "Jiangbei"},
        "ORG-A": {"zh": "市教育工会", "en": "Teachers' union"},
    },
    "breakdown": {"notices.letters": {"zh": "书面", "en": "letters"}},
}
ZH, EN = Words("zh", NAMES), Words("en", NAMES)
COUNTIES = ["330203", "330204", "330205"]


def counted(*rows: str) -> pd.DataFrame:
    """Counts of figures: `area period` or `area period part` or `area period part programme`."""
    columns = ["ref_area", "time_period", "breakdown", "programme"]
    cells = [[*row.split(), "", ""][:4] for row in rows]
    return pd.DataFrame(cells, columns=columns).replace("-", "").assign(figures=1)


MONTHS = [f"{area} 2025-0{n}" for area in COUNTIES for n in (7, 8, 9)][:-1]
CITY = counted(*MONTHS, "330200 2025-01/2025-09", "330203 2025-01/2025-06", "ORG-A 2025-09")


def test_below_a_city_its_counties_months_are_drawn() -> None:
    found = choose_comparable(CITY, LEVELS, "330200")
    assert (found.level, found.kind) == ("county", "month")
    assert found.areas == tuple(COUNTIES)
    assert found.periods == ("2025-09", "2025-08", "2025-07")
    assert found.find_period("2025-08") == "2025-08"
    assert found.find_period("") == "2025-09"
    assert found.find_period("2024-12") == "2025-07"


def test_what_is_left_out_is_said_with_the_reason() -> None:
    found = choose_comparable(CITY, LEVELS, "330200")
    assert [each[0] for each in list_left_out(found, ZH, "notices")] == [
        "宁波市未画：是上级地区，与所画的级别不同，不能并列。",
        "市教育工会未画：与所画的地区交叉，不能并列。",
        "半年1期未画：与月度数长短不同，不能并列。",
    ]
    assert list_left_out(found, EN, "notices") == [
        ("Left out: Ningbo, of a higher level than the areas shown.", "level", "prefecture"),
        (
            "Left out: Teachers' union, which overlaps with the areas shown.",
            "level",
            "organisation",
        ),
        (
            "Left out: half-years (1 span), which are not as long as the months shown.",
            *("span", "half_year"),
        ),
    ]
    html = render_choice("所画", list_left_out(found, ZH, "notices"), ZH)
    assert '<a href="?level=prefecture&amp;areas=&amp;periods=" data-here>改画这些</a>' in html


def test_counties_within_the_city_that_is_drawn_are_left_out() -> None:
    found = choose_comparable(CITY, LEVELS, "330200", "prefecture")
    assert (found.areas, found.periods) == (("330200",), ("2025-01/2025-09",))
    assert list_left_out(found, ZH, "notices")[0][0] == (
        "海曙区、江东区和江北区未画：是下级地区，与所画的级别不同，不能并列。"
    )


def test_what_is_drawn_names_who_is_missing() -> None:
    found = choose_comparable(CITY, LEVELS, "330200")
    said = write_drawn(
        *(found, ["2025-09"], COUNTIES[:2], COUNTIES[2:], ZH), name="提示函", place="330200"
    )
    assert said == "提示函，宁波市2个区县（市），2025年9月。未报：江北区。"
    said = write_drawn(*(found, found.periods, COUNTIES, [], EN), name="Notices", place="330200")
    assert said == "Notices: 3 counties in Ningbo, months, July 2025 to September 2025."


def test_an_area_alone_is_named_alone() -> None:
    found = choose_comparable(counted("330203 2025-09"), LEVELS, "330203")
    said = write_drawn(*(found, ["2025-09"], ["330203"], [], ZH), name="提示函", place="330203")
    assert said == "提示函，海曙区，2025年9月。"


def test_a_total_stands_without_its_parts() -> None:
    found = choose_comparable(counted("330203 2025-09", "330203 2025-09 letters"), LEVELS, "330200")
    assert (found.parts, found.left_parts) == (("",), ("letters",))
    assert list_left_out(found, ZH, "notices") == [("分组（书面）未画：已包含在合计里。", "", "")]
    parts = choose_comparable(
        counted("330203 2025-09 spoken", "330203 2025-09 letters"), LEVELS, "330200"
    )
    assert (parts.parts, parts.left_parts) == (("letters", "spoken"), ())


@pytest.mark.parametrize(
    ("rows", "areas", "forms"),
    [
        (MONTHS, 2, ["ranking", "trend", "bar", "dots"]),
        (["330203 2025-09"], 1, ["bar", "dots"]),
        (["330000 2025-09"], 1, ["bar", "dots", "tiles"]),
        (["330203 2025-09 letters", "330204 2025-09 spoken"], 2, ["bar", "dots"]),
        (["330203 2025-09 - one", "330203 2025-09 - two", "330204 2025-09"], 2, ["bar", "dots"]),
    ],
)
def test_forms_are_offered_that_draw_something(rows, areas, forms) -> None:
    assert list_forms(choose_comparable(counted(*rows), LEVELS, "100000"), areas) == forms


def test_a_january_counts_since_january_only_where_an_area_goes_on_so() -> None:
    counts = counted("330203 2025-01", "330204 2025-01", "330204 2025-01/2025-02", "330203 2025-02")
    found = choose_comparable(counts, LEVELS, "330200", kind="since_january")
    assert (found.areas, found.periods) == (("330204",), ("2025-01/2025-02", "2025-01"))
    assert list(found.kinds) == ["month", "since_january"]


def test_without_figures_there_is_nothing_to_choose() -> None:
    found = choose_comparable(counted(), LEVELS, "330200")
    assert found == Comparable()
    assert (found.find_period("2025-09"), list_left_out(found, ZH, "notices")) == ("", [])


@pytest.mark.parametrize(
    ("periods", "kinds"),
    [
        (  # twelve quarters, the first of each year among them
            ["2024-01/2024-03", "2024-04/2024-06", "2024-07/2024-09", "2025-01/2025-03"],
            {"quarter": 4},
        ),
        (  # counts since January have each January
            ["2024-01", "2024-01/2024-02", "2024-01/2024-03", "2025-01", "2025-01/2025-02"],
            {"since_january": 5},
        ),
        (["2024-01/2024-06", "2024-07/2024-12"], {"half_year": 2}),
        (["2024-01", "2024-02", "2024-01/2024-09", "2024"], {"month": 2, "since_january": 3}),
        (["2023", "2024"], {"year": 2}),
        (["2023-01/2023-12", "2023"], {"year": 2}),
        (["2024-09-01", "2024-02/2024-05"], {"span": 1, "day": 1}),
        ([], {}),
    ],
)
def test_spans_of_one_kind(periods, kinds) -> None:
    found = group_periods(periods)
    assert {kind: len(each) for kind, each in found.items()} == kinds
