"""An upload held against the newest release: its problems, and the state it proposes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from access import Action, Actor, may, require
from curation.answers import Answers
from curation.changes import NUMBER, keys_of
from curation.datasets import known_of
from curation.desk import Desk
from curation.labels import remembered
from curation.proposals import Proposal, codes_of, merged_lists, propose
from files import LIMITS
from intake.check import Options
from intake.check import check as read_and_check
from intake.checked import Checked
from intake.matching import Remembered
from intake.modes import Mode
from intake.problem import Problem
from ledger import Snapshot
from ledger.parts import COLUMNS, VALUES
from quantities import split_key

ABOUT = ("source", "locator", "note")
Progress = Callable[[str, float], None]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Upload:
    """Files as they came, by name, and what was said of them."""

    files: Sequence[tuple[str, bytes]]
    mode: Mode = "upsert"
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True, eq=False)
class Review:
    """What a person decides on: what was read, what is wrong, and what would change."""

    checked: Checked
    proposal: Proposal
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops the publishing."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    def unexplained(self, explanations: Mapping[str, str]) -> tuple[Problem, ...]:
        """Give the warnings that nobody has explained yet."""
        warnings = (problem for problem in self.problems if problem.level == "warning")
        return tuple(each for each in warnings if not explanation_of(each, explanations))


def place_of(problem: Problem) -> str:
    """Name one problem of an upload, so that an explanation can be kept for it."""
    parts = (problem.code, problem.file, problem.sheet, problem.row, problem.column)
    return "\x1f".join(map(str, parts))


def explanation_of(problem: Problem, explanations: Mapping[str, str]) -> str:
    """Find the explanation of a warning: for itself, for all of its code, or for all (`*`)."""
    kind = problem.value if problem.code == "more_of_same" else problem.code
    names = (place_of(problem), kind, "*")
    return next((text for name in names if (text := explanations.get(name, "").strip())), "")


def check(desk: Desk, actor: Actor, upload: Upload, progress: Progress | None = None) -> Review:
    """Read an upload and hold it against the newest release; nothing is kept.

    Raises access.Denied, ledger.StoreFault; what is wrong with the files are problems.
    """
    current = require(actor, Action.UPLOAD)
    return review(desk, current, upload, progress)


def review(
    desk: Desk,
    actor: Actor,
    upload: Upload,
    progress: Progress | None = None,
    *,
    within: Collection[str] | None = None,
) -> Review:
    """Do what `check` does, for an actor who has been asked for.

    Replacing an indicator takes nothing away outside the areas `within`, where they are given.
    """
    head, answers = desk.store.read(), upload.answers
    said = remembered(desk) | Remembered(answers.indicators, answers.areas)
    checked = read_and_check(
        upload.files, known_of(codes_of(head), head.figures), _options(desk, upload), said, progress
    )
    proposal = _propose(head, checked, actor, within)
    return Review(checked, proposal, (*checked.problems, *outside(actor, proposal)))


def outside(actor: Actor, proposal: Proposal) -> list[Problem]:
    """Name the areas that a proposal touches and the actor may not."""
    return [
        Problem("area_not_yours", value=area, expected=actor.area, domain="curation")
        for area in proposal.changes.areas
        if not may(actor, Action.SUBMIT, area=area)
    ]


def options_of(desk: Desk) -> Options:
    """Give how the settings have uploads checked."""
    limits, checks = desk.settings.limits, desk.settings.checks
    size = limits.size_mb * 2**20
    return Options(
        factor=checks.factor,
        relations=checks.logical,
        limits=replace(LIMITS, size=size, cells=limits.cells, seconds=limits.seconds),
    )


def _options(desk: Desk, upload: Upload) -> Options:
    said = upload.answers
    return replace(
        options_of(desk),
        mode=upload.mode,
        area=said.area,
        period=said.period,
        unit=said.unit,
        source=said.source,
        encodings=said.encodings,
    )


def _propose(
    head: Snapshot, checked: Checked, actor: Actor, within: Collection[str] | None
) -> Proposal:
    """Put the upload's figures in the place of those with their keys, and add its definitions."""
    lists = {"indicators": checked.indicators, "sources": checked.sources}
    codes = {
        name: merged_lists(codes_of(head)[name], [dict(entry) for entry in entries])
        for name, entries in lists.items()
        if entries
    }
    rows = checked.figures[list(COLUMNS)]
    rows = rows[~keys_of(rows).to_pandas().duplicated(keep="last").to_numpy()]
    # Replacing an indicator is replacing it within one's own area.
    removed = [
        key
        for key in checked.removed
        if may(actor, Action.SUBMIT, area=(area := split_key(key)["ref_area"]))
        and (within is None or area in within)
    ]
    gone = pd.Index([*keys_of(rows).to_pylist(), *removed])
    kept = head.figures.loc[~head.figures["key"].isin(gone), list(COLUMNS)]
    filled = settled(rows, head.figures, trusted=actor.operator)
    return propose(head, pd.concat([kept, filled], ignore_index=True), codes)


def settled(rows: pd.DataFrame, published: pd.DataFrame, *, trusted: bool) -> pd.DataFrame:
    """Fill what uploaded rows leave empty from the published ones of the same key and number.

    A figure that stays as it was keeps its status; one that is new or changed is not reviewed
    (V), unless the uploader is trusted to say so.
    """
    place = pc.index_in(keys_of(rows), value_set=keys_of(published))
    at = place.fill_null(-1).to_numpy()
    known = at >= 0
    new = rows.reset_index(drop=True).astype(
        {name: object for name in COLUMNS if name not in VALUES}
    )
    old = published[list(COLUMNS)].iloc[at[known]].set_axis(new.index[known], axis="index")
    same = _fill(new, old, known, ("as_reported",), _equal(new, old, known, NUMBER[1:]))
    same = _fill(new, old, known, ABOUT, same & _equal(new, old, known, NUMBER[:1]))
    same &= _equal(new, old, known, ABOUT)
    status, before = new["obs_status"].to_numpy(), np.full(len(new), "", dtype=object)
    before[known] = old["obs_status"]
    keeps = same & ~(trusted & (status == "A"))
    claims = (status == "A") & ~same & (not trusted)
    new["obs_status"] = np.where(keeps, before, np.where(claims, "V", status))
    return new.astype({name: "str" for name in COLUMNS if name not in VALUES})


def _fill(
    new: pd.DataFrame, old: pd.DataFrame, known: Flags, names: Sequence[str], same: Flags
) -> Flags:
    """Fill empty cells of rows that are the same so far; gives `same` back."""
    for name in names:
        before = np.full(len(new), "", dtype=object)
        before[known] = old[name]
        empty = (new[name] == "").to_numpy() & same
        new[name] = np.where(empty, before, new[name])
    return same


def _equal(new: pd.DataFrame, old: pd.DataFrame, known: Flags, names: Sequence[str]) -> Flags:
    equal = known.copy()
    for name in names:
        left, right = new.loc[known, name].to_numpy(), old[name].to_numpy()
        same = left == right
        if name in VALUES:
            same |= np.isnan(left.astype(float)) & np.isnan(right.astype(float))
        equal[known] &= same
    return equal
