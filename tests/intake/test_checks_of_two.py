"""Relations, counts and keys with two indicators, two places and two periods side by side."""

import pytest

from tests.helpers.made_uploads import HEADER, codes, known, published, row, tidy, upload

EXTRA = """
- {code: winners, name: {zh: 获奖人数, en: Winners}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: flow, aggregation: sum, checks: [winners < entrants],
   breakdowns: [{code: first, name: {zh: 一等奖, en: First}},
                {code: second, name: {zh: 二等奖, en: Second}}]}
- {code: entrants, name: {zh: 参赛人数, en: Entrants}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: flow, aggregation: sum,
   checks: ["entrants > teams", "entrants >= 2 * teams - 1"]}
- {code: teams, name: {zh: 参赛队数, en: Teams}, unit: {zh: 支, en: t}, classifiers: [支],
   topic: contests, kind: flow, aggregation: sum, checks: ["teams + 1 == seats - benches"]}
- {code: seats, name: {zh: 席位, en: Seats}, unit: {zh: 个, en: s}, classifiers: [个],
   topic: contests, kind: flow, aggregation: sum}
- {code: benches, name: {zh: 长椅, en: Benches}, unit: {zh: 个, en: b}, classifiers: [个],
   topic: contests, kind: flow, aggregation: sum,
   checks: ["benches <= 2 * benches@last_year"]}
"""


def broken(*lines: str, **options: object) -> list[tuple[int, str, str, str]]:
    checked = tidy(*lines, **{"base": known(extra=EXTRA), **options})
    return [
        (p.row, str(p.hints["relation"]), p.value, p.expected)
        for p in checked.problems
        if p.code == "relation_failed"
    ]


def of(indicator: str, value: str, **cells: str) -> str:
    return row(indicator=indicator, as_reported=value, **cells)


@pytest.mark.parametrize(
    ("winners", "entrants", "found"),
    [
        ("39", "40", []),
        ("40", "40", [(3, "winners < entrants", "40", "< 40")]),
        ("41", "40", [(3, "winners < entrants", "41", "< 40")]),
        ("40", "40余", []),
        ("近40", "40", []),
        ("40余", "40", []),
        ("超40", "40", []),
        ("41余", "40", [(3, "winners < entrants", "41–42", "< 40")]),
    ],
)
def test_smaller_than_is_broken_by_what_is_equal(winners, entrants, found) -> None:
    assert broken(of("entrants", entrants), of("winners", winners)) == found


@pytest.mark.parametrize(
    ("entrants", "teams", "found"),
    [
        ("40", "20", []),
        ("39", "20", []),
        ("38", "20", [("entrants >= 2 * teams - 1", "38", ">= 39")]),
        ("1", "1", [("entrants > teams", "1", "> 1")]),
        ("近38", "20", [("entrants >= 2 * teams - 1", "0–38", ">= 39")]),
        ("近39", "20", []),
        ("38余", "20", []),
        ("37余", "20", [("entrants >= 2 * teams - 1", "37–38", ">= 39")]),
        ("38", "近20", []),
        ("38", "20余", [("entrants >= 2 * teams - 1", "38", ">= 39–59")]),
    ],
)
def test_at_least_a_multiple_less_a_number(entrants, teams, found) -> None:
    told = broken(of("entrants", entrants), of("teams", teams))
    assert [one[1:] for one in told] == found


@pytest.mark.parametrize(
    ("seats", "benches", "found"),
    [
        ("30", "9", []),
        ("29", "9", [(2, "teams + 1 == seats - benches", "21", "= 20")]),
        ("31", "9", [(2, "teams + 1 == seats - benches", "21", "= 22")]),
        ("30余", "9", []),
        ("30", "9余", []),
        ("近29", "9", [(2, "teams + 1 == seats - benches", "21", "= -9–20")]),
        ("31", "9余", []),
        ("32", "9余", [(2, "teams + 1 == seats - benches", "21", "= 22–23")]),
    ],
)
def test_sums_and_differences_are_compared_with_their_bounds(seats, benches, found) -> None:
    lines = of("seats", seats, time_period="2022"), of("benches", benches, time_period="2022")
    told = broken(of("teams", "20", time_period="2022"), *lines)
    assert [(2, *one[1:]) for one in told] == found


def test_each_place_and_period_is_compared_with_its_own() -> None:
    told = broken(
        of("entrants", "10"),
        of("entrants", "90", time_period="2022"),
        of("entrants", "40", ref_area="330203"),
        of("entrants", "60", ref_area="330203", time_period="2022"),
        of("winners", "50"),
        of("winners", "50", time_period="2022"),
        of("winners", "50", ref_area="330203"),
        of("winners", "50", ref_area="330203", time_period="2022"),
    )
    assert told == [
        (6, "winners < entrants", "50", "< 10"),
        (8, "winners < entrants", "50", "< 40"),
    ]


def test_a_failed_relation_names_figure_place_period_and_part() -> None:
    checked = tidy(
        of("entrants", "40", ref_area="330203", time_period="2022"),
        of("winners", "41", ref_area="330203", time_period="2022", breakdown="second"),
        of("winners", "3", ref_area="330203", time_period="2022", breakdown="first"),
        base=known(extra=EXTRA),
    )
    (problem,) = checked.problems
    assert (problem.code, problem.level, problem.row, problem.column) == (
        "relation_failed",
        "error",
        3,
        "F",
    )
    assert dict(problem.hints) == {
        "relation": "winners < entrants",
        "indicator": "winners",
        "area": "330203",
        "period": "2022",
        "breakdown": "second",
    }


def test_last_year_is_the_year_before_of_the_same_place() -> None:
    base = known(
        published(
            ("benches", "330200", "", "2022", 10),
            ("benches", "330203", "", "2022", 40),
            ("benches", "330203", "", "2021", 5),
        ),
        EXTRA,
    )
    relation = "benches <= 2 * benches@last_year"
    assert broken(of("benches", "21"), of("benches", "80", ref_area="330203"), base=base) == [
        (2, relation, "21", "<= 20")
    ]
    later = of("benches", "19", ref_area="330203", time_period="2021"), of("benches", "15")
    assert broken(*later, base=base) == [(2, relation, "40", "<= 38")]
    alone = of("benches", "1", ref_area="330205"), of("benches", "9", ref_area="330205",
                                                      time_period="2022")  # fmt: skip
    assert broken(*alone, base=base) == []


def test_what_is_published_alone_is_not_told_of() -> None:
    base = known(
        published(
            ("entrants", "330203", "", "2023", 5),
            ("winners", "330203", "", "2023", 9),
            ("entrants", "330200", "", "2023", 5),
        ),
        EXTRA,
    )
    assert broken(of("winners", "6"), base=base) == [(2, "winners < entrants", "6", "< 5")]


def test_a_relation_that_cannot_be_read_is_a_warning_with_its_indicator() -> None:
    extra = EXTRA + (
        "\n- {code: odd, name: {zh: 奇, en: Odd}, unit: {zh: 人, en: p},"
        " kind: stock, aggregation: last, checks: ['odd <> even', 'odd <= members']}\n"
    )
    checked = tidy(row(value="5"), of("odd", "6"), base=known(extra=extra))
    assert [(p.code, p.level, p.value, p.hints.get("indicator")) for p in checked.problems] == [
        ("relation_failed", "error", "6", "odd"),
        ("relation_unreadable", "warning", "odd <> even", "odd"),
    ]


def test_rounded_numbers_leave_room_by_their_last_digit() -> None:
    def whole(text: str, *parts: str) -> list[str]:
        names = ("enterprise", "institution", "office")
        lines = (of("unions", p, breakdown=b) for b, p in zip(names, parts, strict=True))
        return [one[2] for one in broken(of("unions", text), *lines)]

    assert whole("100.0万", "60万", "25万", "14万") == []
    assert whole("102万", "60万", "25万", "15万") == []
    assert whole("103万", "60万", "25万", "15万") == ["1030000"]
    assert whole("1020000", "60万", "25万", "15万") == ["1020000"]
    assert whole("1015000", "60万", "25万", "15万") == []
    assert whole("103", "60", "25", "17") == ["103"]
    assert whole("1.03亿", "0.6亿", "0.25亿", "0.17亿") == []


def test_counts_since_january_are_compared_within_their_place_year_and_indicator() -> None:
    def line(indicator: str, area: str, year: int, month: int, value: str) -> str:
        period = f"{year}-01/{year}-{month:02}"
        return of(indicator, value, ref_area=area, time_period=period)

    lines = (
        line("notices", "330200", 2023, 8, "900"),
        line("notices", "330200", 2023, 9, "901"),
        line("notices", "330200", 2024, 8, "100"),
        line("notices", "330200", 2024, 9, "99"),
        line("notices", "330203", 2024, 8, "10"),
        line("notices", "330203", 2024, 9, "11"),
        line("funds", "330203", 2024, 8, "5"),
        line("funds", "330203", 2024, 10, "4"),
    )
    checked = tidy(*lines)
    found = [
        (p.row, p.value, p.expected, *(p.hints[n] for n in ("indicator", "area", "period")))
        for p in checked.problems
    ]
    assert found == [
        (5, "99", "≥ 100", "notices", "330200", "2024-01/2024-09"),
        (9, "4", "≥ 5", "funds", "330203", "2024-01/2024-10"),
    ]
    assert [p.hints["other_period"] for p in checked.problems] == [
        "2024-01/2024-08",
        "2024-01/2024-08",
    ]
    assert [p.level for p in tidy(*lines, relations="warning").problems] == ["warning"] * 2


def test_a_year_is_no_less_than_its_first_months_and_a_spring_is_no_count_since_january() -> None:
    def pair(one: str, other: str) -> list[tuple[str, int]]:
        lines = of("notices", "100", time_period=one), of("notices", "99", time_period=other)
        return [(p.code, p.row) for p in tidy(*lines).problems]

    assert pair("2024-01/2024-09", "2024") == [("cumulative_falls", 3)]
    assert pair("2024", "2024-01/2024-09") == []
    assert pair("2024-01/2024-08", "2024-02/2024-09") == []
    assert pair("2024-01", "2024-01/2024-02") == [("cumulative_falls", 3)]
    assert pair("2023-01/2024-08", "2023-01/2024-09") == []


@pytest.mark.parametrize("year", ["2024", "2024-01/2024-12"])
def test_a_year_alone_is_no_less_than_its_published_first_months(year: str) -> None:
    base = known(published(("notices", "330200", "", "2024-01/2024-09", 150)))
    found = tidy(of("notices", "149", time_period=year), base=base).problems
    assert [(p.code, p.value, p.expected) for p in found] == [("cumulative_falls", "149", "≥ 150")]


def test_the_earlier_count_is_named_where_the_later_is_published() -> None:
    base = known(published(("notices", "330200", "", "2024-01/2024-09", 150)))
    line = of("notices", "177", time_period="2024-01/2024-08")
    (problem,) = tidy(line, base=base).problems
    assert (problem.code, problem.row, problem.value, problem.expected) == (
        "cumulative_falls",
        2,
        "150",
        "≥ 177",
    )


def test_a_change_is_measured_against_the_latest_period_of_its_own_kind_and_place() -> None:
    base = known(
        published(
            ("members", "330200", "", "2021", 5),
            ("members", "330200", "", "2022", 1000),
            ("members", "330200", "women", "2022", 1),
            ("members", "330203", "", "2022", 7),
            ("members", "330203", "", "2022-06", 5000),
            ("notices", "330203", "", "2022", 20_000),
        )
    )
    lines = (
        row(value="10001"),
        row(value="70", ref_area="330203"),
        row(value="9", breakdown="women"),
        row(value="99", time_period="2020"),
        row(value="49", ref_area="330203", time_period="2023-06"),
    )
    checked = tidy(*lines, base=base)
    names = ("indicator", "area", "breakdown", "period", "other_period", "times", "direction")
    assert [(p.code, p.row, p.expected) for p in checked.problems] == [
        ("large_change", 2, "1000"),
        ("large_change", 6, "5000"),
    ]
    assert [tuple(p.hints[name] for name in names) for p in checked.problems] == [
        ("members", "330200", "", "2023", "2022", 10.0, "up"),
        ("members", "330203", "", "2023-06", "2022-06", 102.0, "down"),
    ]


@pytest.mark.parametrize(
    ("value", "slip"),
    [
        ("1.2亿", 0),
        ("79900", 0),
        ("8万", 1_000),
        ("12万", 1_000),
        ("12.1万", 0),
        ("80万", 10_000),
        ("120万", 10_000),
        ("121万", 0),
        ("100亿", 10**8),
        ("990", None),
    ],
)
def test_a_slip_of_the_scale_is_near_a_thousand_ten_thousand_or_a_hundred_million(
    value, slip
) -> None:
    base = known(published(("members", "330200", "", "2023", 100)))
    found = tidy(row(as_reported=value), base=base).problems
    assert [(p.code, p.hints["slip"]) for p in found] == (
        [] if slip is None else [("scale_slip" if slip else "large_change", slip)]
    )


def test_keys_are_compared_in_every_part() -> None:
    same = {"ref_area": "330203", "time_period": "2022", "breakdown": "women"}
    others = (
        row(**same | {"ref_area": "330205"}, value="1"),
        row(**same | {"time_period": "2021"}, value="1"),
        row(**same | {"breakdown": "migrants"}, value="1"),
        row(**same, programme="ningbo-supervision", value="1"),
    )
    assert tidy(row(**same, value="1"), *others).problems == ()
    (problem,) = tidy(row(**same, value="1"), *others, row(**same, value="2")).problems
    assert (problem.code, problem.row, problem.column) == ("duplicate_key", 7, "G")
    assert (problem.value, problem.expected) == ("2", "1")
    assert dict(problem.hints) == {
        "other_file": "t.csv",
        "other_sheet": "",
        "other_row": 2,
        "indicator": "members",
        "area": "330203",
        "breakdown": "women",
        "period": "2022",
        "key": "members..330203.women.2022",
    }


def test_a_key_three_times_is_named_against_its_first_row() -> None:
    lines = (row(value="1"), row(value="2", ref_area="330203"), row(value="3"), row(value="1"))
    found = [(p.code, p.row, p.hints["other_row"]) for p in tidy(*lines).problems]
    assert found == [("duplicate_key", 4, 2), ("duplicate_key", 5, 2)]


def test_rows_whose_key_has_a_fault_are_no_duplicates() -> None:
    lines = (row(value="1", ref_area="x1"), row(value="1", ref_area="x1"))
    assert codes(tidy(*lines)) == ["unknown_area", "unknown_area"]


def test_two_sources_in_one_file_may_disagree() -> None:
    base = known()
    other = {**base.sources[0], "id": "yearbook-2024"}
    both = base.with_definitions((), (other,))
    one = row(value="5", source="yearbook-2023")
    checked = tidy(one, row(value="6", source="yearbook-2024"), base=both)
    assert [(p.code, p.level) for p in checked.problems] == [("reports_disagree", "error")]
    checked = tidy(one, row(value="5", source="yearbook-2024"), base=both)
    assert [(p.code, p.level) for p in checked.problems] == [("reports_agree", "warning")]
    checked = tidy(one, row(value="5", source="yearbook-2023"), base=both)
    assert [(p.code, p.level) for p in checked.problems] == [("duplicate_key", "error")]


@pytest.mark.parametrize("other", ["5余", "约5", "近5"])
def test_reports_agree_only_where_their_bounds_do(other) -> None:
    one, two = (HEADER + row(as_reported=text) for text in ("5", other))
    checked = upload(("a.csv", one.encode()), ("b.csv", two.encode()))
    assert [(p.code, p.value, p.expected) for p in checked.problems] == [
        ("reports_disagree", other, "5")
    ]
    agreeing = upload(("a.csv", two.encode()), ("b.csv", two.encode()))
    assert codes(agreeing) == ["reports_agree"]


def test_replacing_takes_out_what_its_indicators_had_and_nothing_else() -> None:
    base = known(
        published(
            ("members", "330200", "", "2023", 5),
            ("members", "330203", "", "2023", 6),
            ("members", "330203", "women", "2023", 2),
            ("notices", "330203", "", "2023", 7),
            ("funds", "330203", "", "2023", 8),
        )
    )
    checked = tidy(row(value="5"), of("notices", "7", ref_area="330205"), base=base, mode="replace")
    assert checked.removed == (
        "members..330203..2023",
        "members..330203.women.2023",
        "notices..330203..2023",
    )
    assert [(p.code, p.level, p.value, p.hints) for p in checked.problems] == [
        ("replace_removes", "warning", "members", {"indicator": "members", "count": 2}),
        ("replace_removes", "warning", "notices", {"indicator": "notices", "count": 1}),
    ]
    assert tidy(of("coverage", "7%"), base=base, mode="replace").removed == ()


def test_appending_names_each_figure_that_is_published_already() -> None:
    base = known(
        published(("members", "330200", "", "2023", 5), ("members", "330203", "women", "2022", 6))
    )
    lines = (
        row(value="5"),
        row(value="5", ref_area="330205"),
        row(value="6", ref_area="330203", time_period="2022", breakdown="women"),
        row(value="6", ref_area="330203", time_period="2022"),
    )
    checked = tidy(*lines, base=base, mode="append")
    assert [(p.code, p.level, p.row, p.column, p.hints["key"]) for p in checked.problems] == [
        ("already_published", "error", 2, "A", "members..330200..2023"),
        ("already_published", "error", 4, "A", "members..330203.women.2022"),
    ]


def test_a_share_below_one_may_be_a_fraction_and_a_count_is_none() -> None:
    def told(*lines: str) -> list[tuple[int, str, str]]:
        found = tidy(*lines, base=known(extra=EXTRA)).problems
        return [(p.row, p.value, p.expected) for p in found if p.code == "share_as_fraction"]

    assert told(of("coverage", "0.912"), of("coverage", "1", ref_area="330205")) == [
        (2, "0.912", "91.2%")
    ]
    assert told(of("coverage", "0.912"), of("coverage", "1.1", ref_area="330205")) == []
    assert told(of("coverage", "1"), of("coverage", "0", ref_area="330205")) == []
    assert told(of("coverage", "0.912%"), of("coverage", "0.5", ref_area="330205")) == [
        (3, "0.5", "50%")
    ]
    assert told(of("funds", "0.5元"), of("teams", "0.5支")) == []
