"""Options of the check of an upload; unknown values of them are dropped and reported."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from file_formats import LIMITS, FileLimits
from intake.corrected_cells import CellCorrection
from intake.model.problem import Level, Problem
from intake.model.reference import Reference
from intake.model.upload_modes import UploadMode
from intake.values.printed_units import is_unit
from periods import parse_period


@dataclass(frozen=True)
class CheckOptions:
    """Options of the check of an upload.

    `mode`: see `upload_modes`. `factor`: how many times larger or smaller than before a value may
    be without a warning. `relations`: the level of problems with logical relations. `area`,
    `period`, `unit`, `source` apply to tables that state none, `values_as` ("actual" or "target")
    to tables that do not say whether their figures are targets. `within` is the area in which an
    ambiguous area name is looked up. `expected`: areas that should report, by default the siblings
    of those that did. `encodings`: by file name, the encoding that a person chose when it was
    unclear. `choices`: see `choices.find_choice`. `cells` are corrected cells. `ask_source`:
    whether figures without a source are reported. `today`: the day after which a period is in the
    future, by default the current one.
    """

    mode: UploadMode = "upsert"
    factor: float = 10.0
    relations: Level = "error"
    limits: FileLimits = LIMITS
    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    values_as: str = ""
    within: str = ""
    expected: tuple[str, ...] = ()
    encodings: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[CellCorrection, ...] = ()
    ask_source: bool = False
    today: datetime.date | None = None


def drop_unknown_options(
    options: CheckOptions, reference: Reference
) -> tuple[CheckOptions, list[Problem]]:
    """Return the options with "" for each unknown value, and a problem for each one dropped.

    `area` may be given by name; the returned options have its code.
    """
    areas = reference.areas
    codes = [options.area] if options.area in areas.by_code else areas.find(options.area)
    known = {
        "area": codes[0] if len(codes) == 1 else "",
        "period": options.period if parse_period(options.period) else "",
        "unit": options.unit if is_unit(options.unit) else "",
        "values_as": options.values_as if options.values_as in ("actual", "target") else "",
    }
    problems = []
    for name, value in known.items():
        chosen_value = getattr(options, name)
        if chosen_value and not value:
            hints = {"option": name}
            problems.append(Problem("option_unknown", value=chosen_value, hints=hints))
    options = replace(
        options,
        area=known["area"],
        period=known["period"],
        unit=known["unit"],
        values_as=known["values_as"],
    )
    return options, problems
