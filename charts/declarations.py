"""Reads datasets/charts.yaml, in which the named charts are declared."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from charts.chart_forms import NAMED_FORMS, FormRules
from errors import UserError
from file_formats import FileFormatError, yaml
from locales import LANGUAGES
from metrics.sums_and_ratios import RatioCodes, index_ratios

DATASETS = Path(__file__).parents[1] / "datasets"
Entry = Mapping[str, Any]
Values = Mapping[str, str | int | float]
Texts = Mapping[str, str | Mapping[str, str]]

CHOICES = {
    "form": tuple(NAMED_FORMS),
    "by": ("figure", "breakdown", "area", "programme"),
    "detail": ("area", "area_if_several", "period", "indicator"),
    "order": ("code_list", "value"),
    "gaps": ("true", "false"),
}
"""The permitted values of keys that allow only a few words."""


class ChartFileError(UserError):
    """An error in charts.yaml: `path`, `entry` (the chart's name, or its number) and a code.

    The code is a message id of charts.po without its `file_`, or, if the file is not valid YAML,
    `files.` and an id of files.po. `values` fill the message's placeholders; `nearest` is the valid
    word closest to an invalid one.
    """

    domain = "charts"

    def __init__(self, path: Path, entry: str, code: str, values: Values | None = None) -> None:
        """Store the file's path, the entry, and the error's code and values."""
        super().__init__(code, values)
        self.path, self.entry = path, entry

    @property
    def message_id(self) -> str:
        """Return the message id; it differs if a valid word is close to the invalid one."""
        if "." in self.code:
            return self.code
        return f"charts.file_{self.code}{'_nearest' if self.values.get('nearest') else ''}"

    @property
    def location(self) -> str:
        """Return the file's path and the entry: "datasets/charts.yaml: supervision_notices"."""
        return ": ".join(filter(None, (str(self.path), self.entry)))


@dataclass(frozen=True)
class ChartDeclaration:
    """One entry of charts.yaml; the keys are explained at the top of that file.

    `chart` is the name of the chart, `name` its title in both languages.
    """

    chart: str
    form: str
    name: Texts
    finding: Texts
    alone: Mapping[str, Texts] = field(default_factory=dict)
    notes: tuple[Texts, ...] = ()
    indicators: tuple[str, ...] = ()
    ratios: tuple[RatioCodes, ...] = ()
    by: str = "figure"
    detail: str = ""
    order: str = "code_list"
    unit: str = ""
    gaps: bool = False
    topic: str = ""
    kind: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of the placeholders in the finding, in any language."""
        return frozenset(_list_placeholders(self.finding))


CHART_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
KEYS = tuple(key.name for key in fields(ChartDeclaration))
REQUIRED = ("chart", "form", "name", "finding")
ANYWHERE = (*REQUIRED, "alone", "notes", "indicators", "topic")
"""The keys that an entry of any form may have."""


@cache
def load_named_charts() -> dict[str, ChartDeclaration]:
    """Return the charts of datasets/charts.yaml by name, in their order.

    Raises ChartFileError.
    """
    return read_charts(DATASETS / "charts.yaml")


@cache
def load_shipped_entries(table: str) -> tuple[Entry, ...]:
    """Return the entries of a code list that ships with the program, datasets/TABLE.yaml."""
    return tuple(yaml.load_yaml((DATASETS / f"{table}.yaml").read_bytes()))


def find_ratios(indicators: Iterable[Entry]) -> dict[RatioCodes, Entry]:
    """Return the ratios that a release declares, by the codes (numerator, denominator).

    Each is an entry with its unit and formula. A release from before ratios were declared has none
    and gets those of datasets/indicators.yaml.
    """
    return index_ratios(indicators) or index_ratios(load_shipped_entries("indicators"))


def read_charts(path: Path) -> dict[str, ChartDeclaration]:
    """Return the charts of a file by name, in the order of the file.

    Raises ChartFileError for an unknown key, form or other word, a missing key, a chart declared
    twice, or a finding with a placeholder that charts of its form do not fill. The error has the
    chart's name, "" if the whole file is wrong.
    """
    try:
        entries = yaml.load_yaml(path.read_bytes())
    except FileNotFoundError:
        raise ChartFileError(path, "", "missing") from None
    except FileFormatError as error:
        values: Values = {"line": error.line, "value": error.value, **error.values}
        raise ChartFileError(path, "", f"files.{error.code}", values) from error
    if not isinstance(entries, list):
        raise ChartFileError(path, "", "not_a_list")
    charts: dict[str, ChartDeclaration] = {}
    for position, entry in enumerate(entries, 1):
        declaration = _read_entry(path, position, entry)
        if declaration.chart in charts:
            raise ChartFileError(path, declaration.chart, "twice")
        charts[declaration.chart] = declaration
    return charts


def require_known_codes(
    charts: Mapping[str, ChartDeclaration],
    path: Path,
    indicators: Collection[Entry],
    programmes: Iterable[Entry],
) -> None:
    """Raise ChartFileError for the first indicator, ratio or topic that is in no code list.

    `charts` are those of the file at `path`, `indicators` and `programmes` the entries of the code
    lists; a topic is one that any of these entries has.
    """
    codes = [str(entry["code"]) for entry in indicators]
    topics = sorted({str(entry.get("topic", "")) for entry in (*indicators, *programmes)})
    ratio_names = [" ÷ ".join(pair) for pair in find_ratios(indicators)]
    for chart in charts.values():
        operands = [code for pair in chart.ratios for code in pair]
        # A declared unit is an indicator, whose unit is used.
        for code in filter(None, (*chart.indicators, chart.unit, *operands)):
            _require_known_word(path, chart.chart, "indicators", code, codes)
        if chart.topic:
            _require_known_word(path, chart.chart, "topic", chart.topic, topics)
        for pair in chart.ratios:
            _require_known_word(path, chart.chart, "ratios", " ÷ ".join(pair), ratio_names)


def check_charts_file(folder: Path) -> None:
    """Check the declarations in a folder's charts.yaml, if it has one, against its code lists.

    The folder is one of tables to publish; it must have indicators.yaml and programmes.yaml. Raises
    ChartFileError.
    """
    path = folder / "charts.yaml"
    if path.is_file():
        indicators, programmes = (
            yaml.load_yaml((folder / f"{table}.yaml").read_bytes())
            for table in ("indicators", "programmes")
        )
        require_known_codes(read_charts(path), path, indicators, programmes)


def _require_known_word(
    path: Path, entry: str, key: str, word: str, valid_words: Collection[str]
) -> None:
    """Raise ChartFileError unless a word of a declaration is valid.

    The error names the nearest valid word. `entry` is the chart's name, `key` the key whose value
    the word is, or "key" if it is a key itself.
    """
    if word not in valid_words:
        # difflib's default of 0.6 finds nothing for a short word with two wrong letters.
        nearest = next(iter(get_close_matches(word, valid_words, n=1, cutoff=0.4)), "")
        values = {"key": key, "given": word, "nearest": nearest}
        raise ChartFileError(path, entry, "unknown_word", values)


def _read_entry(path: Path, position: int, entry: Any) -> ChartDeclaration:
    """Check one entry of charts.yaml and return it as a declaration. Raises ChartFileError.

    These are checked in order: the name, each key with its value, the keys that the form requires
    and allows, the number of indicators, the placeholders of the finding. `position` is the entry's
    number in the file, for the error of an entry without a valid name.
    """
    name = entry.get("chart") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not CHART_NAME.fullmatch(name):
        raise ChartFileError(path, str(position), "no_name")
    for key, value in entry.items():
        _require_known_word(path, name, "key", key, KEYS)
        if not VALUE_CHECKS.get(key, _is_nonempty_string)(value):
            raise ChartFileError(path, name, "wrong_shape", {"key": key})
        if key in CHOICES:
            _require_known_word(path, name, key, value, CHOICES[key])
    # An entry without a form is refused by the loop below, as one with a missing key.
    rules = NAMED_FORMS[entry["form"]] if "form" in entry else FormRules()
    required = (*REQUIRED, "ratios") if "ratios" in rules.keys else REQUIRED
    for key in required:
        if key not in entry:
            raise ChartFileError(path, name, "missing_key", {"key": key})
    for key in entry:
        if key not in (*ANYWHERE, *rules.keys):
            raise ChartFileError(path, name, "key_of_another_form", {"key": key})
    indicator_count = len(entry.get("indicators", ()))
    needed: int | str = "1+" if rules.indicators is None else rules.indicators
    is_wrong = indicator_count == 0 if rules.indicators is None else indicator_count != needed
    if is_wrong:
        values: Values = {"needed": needed, "found": indicator_count}
        raise ChartFileError(path, name, "indicator_count", values)
    for placeholder in sorted(_list_placeholders(entry["finding"])):
        _require_known_word(path, name, "finding", placeholder, ("count", "period", *rules.values))
    converted = {
        "notes": tuple(entry.get("notes", ())),
        "indicators": tuple(entry.get("indicators", ())),
        "ratios": tuple((r["numerator"], r["denominator"]) for r in entry.get("ratios", ())),
        "gaps": entry.get("gaps") == "true",  # every value of a YAML file is read as text
    }
    return ChartDeclaration(**{**entry, **converted})


def _list_placeholders(finding: Texts) -> set[str]:
    """Return the placeholders of a declared finding, in all languages: {"count", "total"}.

    A finding is the sentence that a chart states, with placeholders in braces. Plural forms count
    too. Raises ValueError for unmatched braces: "{count" is no template.
    """
    plural_forms = [
        form
        for text in finding.values()
        for form in ((text,) if isinstance(text, str) else text.values())
    ]
    return {
        name
        for form in plural_forms
        for _, name, _, _ in Formatter().parse(form)
        if name is not None  # None: the text after the last placeholder
    }


def _is_nonempty_string(value: Any) -> bool:
    """Return whether the value of a key in charts.yaml is a string that is not empty."""
    return isinstance(value, str) and bool(value)


def _has_texts_for(value: Any, keys: Iterable[str]) -> bool:
    """Return whether a value in charts.yaml maps exactly the given keys to non-empty strings.

    Texts are such mappings from languages, ratios from "numerator" and "denominator".
    """
    return (
        isinstance(value, dict)
        and {*value} == {*keys}
        and all(map(_is_nonempty_string, value.values()))
    )


def _is_bilingual_text(value: Any) -> bool:
    """Return whether a value in charts.yaml is a text in both languages without braces.

    These texts are filled like findings, so that a brace would be a placeholder.
    """
    return _has_texts_for(value, LANGUAGES) and not re.search("[{}]", "".join(value.values()))


def _is_finding(value: Any) -> bool:
    """Return whether a value in charts.yaml is a finding: a template in both languages.

    Each is a string, or has the plural forms `one` and `other`. Braces must match; whether the
    placeholders exist depends on the form and is checked in `_read_entry`.
    """
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        return False
    for text in value.values():
        if not (_is_nonempty_string(text) or _has_texts_for(text, ("one", "other"))):
            return False
    try:
        _list_placeholders(value)  # for its ValueError
    except ValueError:
        return False
    return True


def _is_list_of(is_valid: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return a check for a list in charts.yaml: not empty, and each item passes `is_valid`."""
    return lambda value: isinstance(value, list) and bool(value) and all(map(is_valid, value))


VALUE_CHECKS: dict[str, Callable[[Any], bool]] = {
    "name": _is_bilingual_text,
    "alone": lambda value: isinstance(value, dict) and all(map(_is_bilingual_text, value.values())),
    "finding": _is_finding,
    "notes": _is_list_of(_is_bilingual_text),
    "indicators": _is_list_of(_is_nonempty_string),
    "ratios": _is_list_of(lambda value: _has_texts_for(value, ("numerator", "denominator"))),
}
"""The check of a key's value; the values of other keys are strings."""
