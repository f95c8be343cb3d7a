"""Logical relations, cumulative counts and changes, with bounds and what is published."""

import pytest

from intake.rules.relation_syntax import Relation, RelationSyntaxError, RelationTerm, parse_relation
from tests.helpers.made_uploads import codes, known, published, row, tidy

EXTRA = """
- {code: winners, name: {zh: 获奖人数, en: Winners}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: flow, aggregation: sum, checks: [winners <= entrants],
   breakdowns: [{code: first, name: {zh: 一等奖, en: First}}]}
- {code: entrants, name: {zh: 参赛人数, en: Entrants}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: flow, aggregation: sum, checks: [entrants <= 1.5 * entrants@last_year]}
- {code: men, name: {zh: 男会员, en: Men}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: stock, aggregation: last, checks: [members = men + women_only]}
- {code: women_only, name: {zh: 女, en: Women}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: stock, aggregation: last}
"""


def broken(*lines: str, **options: object) -> list[tuple[int, str, str, str]]:
    checked = tidy(*lines, **{"base": known(extra=EXTRA), **options})
    return [
        (p.row, str(p.hints["relation"]), p.value, p.expected)
        for p in checked.problems
        if p.code == "relation_failed"
    ]


def test_a_relation_is_read_into_terms() -> None:
    relation = parse_relation("total ≥ 0.5 * a.women + b.* - 3")
    right = (RelationTerm(0.5, "a", "women"), RelationTerm(1, "b", "*"), RelationTerm(-3))
    assert relation == Relation(
        "total ≥ 0.5 * a.women + b.* - 3", (RelationTerm(1, "total"),), right, ">="
    )
    assert parse_relation("a <= b@last_year").right == (RelationTerm(1, "b", None, True),)


@pytest.mark.parametrize(
    "text", ["a", "a <> b", "<= b", "a <=", "a b <= c", "1 <= 2", "a <= (b)", "a <= b c"]
)
def test_what_is_no_relation_is_refused(text: str) -> None:
    with pytest.raises(RelationSyntaxError):
        parse_relation(text)


def test_women_are_not_more_than_members() -> None:
    assert broken(row(value="100"), row(breakdown="women", value="101")) == [
        (3, "members.women <= members", "101", "<= 100")
    ]
    assert broken(row(value="100"), row(breakdown="women", value="100")) == []


def test_approximate_numbers_do_not_falsely_fail() -> None:
    def women(whole: str, part: str) -> list[str]:
        return [
            value
            for _, _, value, _ in broken(
                row(as_reported=whole), row(breakdown="women", as_reported=part)
            )
        ]

    assert women("约100人", "101人") == []
    assert women("100余人", "199人") == []
    assert women("100余人", "201人") == ["201"]
    assert women("100人", "近110人") == []
    assert women("100人", "超100人") == []
    assert women("100人", "超101人") == ["101–…"]
    assert women("近100人", "101人") == ["101"]


def test_parts_add_up_to_the_total() -> None:
    parts = [
        row(indicator="unions", breakdown=part, value=value)
        for part, value in (("enterprise", "60"), ("institution", "25"), ("office", "15"))
    ]
    assert broken(row(indicator="unions", value="100"), *parts) == []
    assert broken(row(indicator="unions", value="101"), *parts) == [
        (5, "unions = unions.*", "101", "= 100")
    ]
    assert broken(row(indicator="unions", value="101"), *parts[:2]) == []
    assert broken(row(indicator="unions", value="80"), *parts[:2]) == [
        (4, "unions = unions.*", "80", "= 85–…")
    ]


def test_rounded_parts_may_differ_from_the_total_by_the_rounding() -> None:
    def total(text: str) -> list[tuple[int, str, str, str]]:
        parts = (("enterprise", "6.1万个"), ("institution", "2.5万个"), ("office", "1.5万个"))
        return broken(
            row(indicator="unions", as_reported=text),
            *(row(indicator="unions", breakdown=part, as_reported=each) for part, each in parts),
        )

    assert total("10.2万个") == []
    assert total("10.3万个") == []
    assert total("10.4万个") == [(5, "unions = unions.*", "104000", "= 101000")]


def test_each_part_is_compared_with_the_whole_that_has_no_parts() -> None:
    lines = (
        row(indicator="entrants", value="40"),
        row(indicator="winners", breakdown="first", value="41"),
    )
    assert broken(*lines) == [(3, "winners <= entrants", "41", "<= 40")]


def test_a_missing_term_breaks_nothing_but_a_sum_that_is_too_large_already() -> None:
    assert broken(row(value="100"), row(indicator="men", value="60")) == []
    assert broken(row(value="100"), row(indicator="men", value="160")) == [
        (3, "members = men + women_only", "100", "= 160–…")
    ]


def test_last_year_and_the_published_figures_count_too() -> None:
    base = known(
        published(("entrants", "330200", "", "2022", 100), ("winners", "330200", "", "2023", 160)),
        EXTRA,
    )
    assert broken(row(indicator="entrants", value="150"), base=base) == [
        (2, "winners <= entrants", "160", "<= 150"),
    ]
    assert broken(row(indicator="entrants", value="161"), base=base) == [
        (2, "entrants <= 1.5 * entrants@last_year", "161", "<= 150"),
    ]


def test_the_uploaded_figure_stands_in_the_place_of_the_published_one() -> None:
    base = known(published(("members", "330200", "", "2023", 10)), EXTRA)
    assert broken(row(value="100"), row(breakdown="women", value="50"), base=base) == []


def test_the_level_of_relations_is_an_option() -> None:
    lines = row(value="1"), row(breakdown="women", value="2")
    assert [p.level for p in tidy(*lines).problems] == ["error"]
    assert [p.level for p in tidy(*lines, relations="warning").problems] == ["warning"]


def test_counts_since_january_do_not_fall() -> None:
    def notices(period: str, value: str) -> str:
        return row(indicator="notices", time_period=period, value=value)

    checked = tidy(notices("2024-01/2024-08", "100"), notices("2024-01/2024-09", "99"))
    (problem,) = checked.problems
    assert (problem.code, problem.row, problem.value, problem.expected) == (
        "cumulative_falls",
        3,
        "99",
        "≥ 100",
    )
    assert problem.hints["other_period"] == "2024-01/2024-08"
    assert codes(tidy(notices("2024-01/2024-08", "100"), notices("2024-01/2024-09", "100"))) == []
    assert codes(tidy(notices("2024-08", "100"), notices("2024-09", "1"))) == []
    assert codes(tidy(notices("2023-01/2023-12", "100"), notices("2024-01/2024-09", "1"))) == []
    assert (
        codes(
            tidy(
                row(time_period="2024-01/2024-08", value="9"),
                row(time_period="2024-01/2024-09", value="8"),
            )
        )
        == []
    )


def test_approximate_counts_fall_only_beyond_their_bounds() -> None:
    def pair(later: str) -> list[str]:
        return codes(
            tidy(
                row(indicator="notices", time_period="2024-01/2024-08", as_reported="100余份"),
                row(indicator="notices", time_period="2024-01/2024-09", as_reported=later),
            )
        )

    assert pair("100份") == []
    assert pair("99份") == ["cumulative_falls"]
    assert pair("约90份") == []


def test_a_published_month_is_compared_with_too() -> None:
    base = known(published(("notices", "330200", "", "2024-01/2024-08", 177)))
    line = row(indicator="notices", time_period="2024-01/2024-09", value="150")
    assert codes(tidy(line, base=base)) == ["cumulative_falls"]


@pytest.mark.parametrize(
    ("old", "wording", "found"),
    [
        (100, "1001人", [("large_change", 10.0, "up")]),
        (100, "1000人", []),
        (100, "9人", [("large_change", 11.1, "down")]),
        (100, "10人", []),
        (100, "超1000人", []),
        (100, "超1001人", [("large_change", 10.0, "up")]),
        (100, "约1000人", []),
        (0, "1000人", []),
        (123_400, "12人", [("scale_slip", 10300.0, "down")]),
        (12, "12万人", [("scale_slip", 10000.0, "up")]),
    ],
)
def test_changes_too_large_to_be_true(
    old: float, wording: str, found: list[tuple[str, float, str]]
) -> None:
    base = known(published(("members", "330200", "", "2023", old)))
    checked = tidy(row(as_reported=wording), base=base)
    named = [(p.code, p.hints["times"], p.hints["direction"]) for p in checked.problems]
    assert named == found
    assert all(problem.level == "warning" for problem in checked.problems)


def test_a_new_period_is_compared_with_the_last_one_of_its_kind() -> None:
    rows = [
        ("funds", "330200", "", period, value)
        for period, value in (("2021", 5e6), ("2022", 6e6), ("2022-12", 1.0))
    ]
    base = known(published(*rows))
    (problem,) = tidy(row(indicator="funds", as_reported="620元"), base=base).problems
    assert (problem.code, problem.expected) == ("scale_slip", "6000000")
    assert problem.hints["other_period"] == "2022"
    assert codes(tidy(row(indicator="funds", as_reported="620元"), base=base, factor=20_000)) == []
    assert (
        codes(tidy(row(indicator="funds", as_reported="620元", ref_area="330203"), base=base)) == []
    )


def test_shares_above_a_hundred_are_asked_about() -> None:
    checked = tidy(row(indicator="coverage", as_reported="101%"))
    assert [(p.code, p.level) for p in checked.problems] == [("share_over_hundred", "warning")]
    assert tidy(row(indicator="coverage", as_reported="100%")).problems == ()


def test_a_period_that_has_not_begun_is_asked_about() -> None:
    assert codes(tidy(row(time_period="2025", value="1")), "warning") == ["period_in_future"]
    assert codes(tidy(row(time_period="2024", value="1"))) == []
