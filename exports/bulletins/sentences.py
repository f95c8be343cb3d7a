"""The sentences of a bulletin: they state its progress table in neutral language."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from charts.labels import format_figure_name, name_rows
from exports.bulletins.bulletin import Bulletin
from locales import Words
from metrics.metric_table import to_records
from quantities import (
    Quantity,
    change_message,
    format_quantity,
    format_rate,
)
from quantities.figure_keys import figure_key

MAX_AREAS = 4
"""Areas of one indicator that are named in sentences; the table has all of them."""


def group_by_indicator(
    bulletin: Bulletin, words: Words
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the key of each indicator and its rows of the progress table, areas as in GB/T 2260.

    Sentences and tables of a bulletin are written indicator by indicator. Each programme and part
    of a breakdown is a group of its own. The key is a figure key without area and period. The
    column `area` is added with a name that no two rows of a group share.
    """
    if bulletin.progress.empty:
        return
    table = bulletin.progress.assign(area=name_rows(to_records(bulletin.progress), words))
    table = table.sort_values("ref_area", kind="stable")
    for _, rows in table.groupby(["indicator", "programme", "breakdown"], sort=False):
        listed: list[dict[str, Any]] = rows.to_dict("records")  # type: ignore[assignment]
        yield build_figure_key(listed[0]), listed


def write_paragraphs(bulletin: Bulletin, words: Words) -> list[str]:
    """Return a paragraph for each indicator: a sentence for each of its first MAX_AREAS areas.

    The last sentence says how many other areas there are, if any.
    """
    paragraphs = []
    for key, rows in group_by_indicator(bulletin, words):
        listed = rows[:MAX_AREAS]
        sentences = [_write_sentence(row, bulletin, words) for row in listed]
        if rest := len(rows) - len(listed):
            name = format_figure_name(key, words)
            sentences.append(bulletin.say(words, "others", name=name, rest=rest))
        paragraphs.append("".join(sentences) if words.language == "zh" else " ".join(sentences))
    return paragraphs


def _write_sentence(row: Mapping[str, Any], bulletin: Bulletin, words: Words) -> str:
    """Return the sentence of an area: total since January, change, share of the target, place.

    `row` is one of the progress table. If months are missing, there is no total, and the sentence
    only names them. A missing target is mentioned; a target of zero, and the place of an area that
    is the only one, are not.
    """
    area = row["area"]
    name = format_figure_name(build_figure_key(row), words)
    unit = words.name("unit", row["indicator"])
    if row["cumulative"] is None:
        months = words.listing([words.say("exports.month", month=n) for n in row["missing"]])
        return bulletin.say(words, "incomplete", area=area, name=name, months=months)
    period, amount = words.period(bulletin.period), format_amount(row["cumulative"], unit, words)
    clauses = [
        bulletin.say(words, "count", period=period, area=area, name=name, amount=amount),
        _write_change(row, bulletin, words),
    ]
    if row["target"] is None:
        clauses.append(bulletin.say(words, "no_target"))
    elif row["completion"] is not None:
        clauses.append(
            bulletin.say(
                words,
                "completion",
                target=format_amount(row["target"], unit, words),
                completion=format_rate(row["completion"], words.language),
                elapsed=words.number(row["elapsed"], digits=3),  # percent of the year
            )
        )
    if not math.isnan(row["place"]):
        place, area_count = int(row["place"]), int(row["place_of"])
        clauses.append(bulletin.say(words, "place", place=place, of=area_count))
    return words.say("exports.sentence", text="".join(clauses))


def _write_change(row: Mapping[str, Any], bulletin: Bulletin, words: Words) -> str:
    """Return the clause that compares an area's total with that of the year before.

    The change is in percent or, on a base of zero or less, in the indicator's unit. Across a break,
    where the indicator is defined anew, nothing is compared.
    """
    if row["last_year"] is None:
        return bulletin.say(words, "no_base")
    if row["broken"]:
        return bulletin.say(words, "broken")
    unit = words.name("unit", row["indicator"])
    name, values, _direction = change_message(row["change"], words.language, unit)
    return bulletin.say(words, name, **values)


def build_figure_key(row: Mapping[str, Any]) -> str:
    """Return the figure key of a row of the progress table, without area and period."""
    return figure_key({**row, "ref_area": "", "time_period": ""})


def format_amount(quantity: Quantity, unit: str, words: Words) -> str:
    """Return an amount as text: a reported one as printed, a computed one rounded to its digits.

    300余人 is kept in Chinese and is "more than 300 people" in English. `unit` follows the number,
    except after a Chinese wording, which has its own unit.
    """
    if words.language == "zh" and not quantity.derived:
        return format_quantity(quantity, "zh")
    return format_quantity(quantity, words.language, unit)
