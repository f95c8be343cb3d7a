"""The review of an upload against the newest release: its problems and the proposed release."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from auth import Action, Actor, may, require
from curation.releases.changes import are_rows_equal, to_table
from curation.releases.datasets import build_reference
from curation.releases.proposed_release import (
    ProposedRelease,
    build_proposed_release,
    collect_code_lists,
    merge_entries,
    replace_rows,
)
from curation.remembered_labels import load_remembered_labels
from curation.upload_answers import Answers
from curation.workspace import NO_FIGURES, Workspace
from errors import SeenState
from intake.check_options import CheckOptions
from intake.in_child import check_files_in_child
from intake.model.problem import Problem, problem_key
from intake.model.reference import PublishedReader
from intake.model.submitted_rows import SubmittedRows
from intake.model.upload_modes import UploadMode
from intake.result import CheckResult
from ledger import FigureFilter, Snapshot, Store
from ledger.storage.data_files import SOURCE_COLUMNS, VALUES, build_key_column
from periods import comparable_period
from quantities import split_key

# Called with the name of the current step ("write") and the share done, from 0 to 1.
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Upload:
    """Uploaded files (name, bytes), figures without a file (`rows`), and the answers about them."""

    files: Sequence[tuple[str, bytes]]
    mode: UploadMode = "upsert"
    answers: Answers = field(default_factory=Answers)
    rows: Sequence[SubmittedRows] = ()


@dataclass(frozen=True, slots=True)
class SeenReview:
    """What a person saw of a review: the release compared with, and the answers used for labels.

    Publishing takes it, to check that a new review would be the same. `followed` has the answers
    used, as (kind, label, code).
    """

    parent: SeenState
    followed: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True, eq=False)
class Review:
    """The result of checking an upload: what was read, its problems, and the proposed release.

    `propose` computes the proposed release; use `proposal`, which calls it once.
    """

    checked: CheckResult
    problems: tuple[Problem, ...]
    propose: Callable[[], ProposedRelease]

    @cached_property
    def proposal(self) -> ProposedRelease:
        """The proposed release, computed on first use, because it reads published figures."""
        return self.propose()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that prevent publishing."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def followed(self) -> dict[tuple[str, str], str]:
        """The answers used for labels, remembered ones included: (kind, label) → code."""
        labels = (label for label in self.checked.labels if label.answer)
        return {(label.kind, label.answer): label.code for label in labels}

    @property
    def seen(self) -> SeenReview:
        """What identifies this review for a person who decides on it (see `SeenReview`).

        A later review with the same value has the same parent release and used the same answers.
        """
        answers = (label for label in self.checked.labels if label.answer)
        followed = frozenset((label.kind, label.answer, label.code) for label in answers)
        return SeenReview(self.proposal.seen, followed)

    def find_unexplained(self, explanations: Mapping[str, str]) -> tuple[Problem, ...]:
        """Return the warnings without an explanation.

        Explanations are keyed by problem, code or `*`.
        """
        warnings = (problem for problem in self.problems if problem.level == "warning")
        return tuple(warning for warning in warnings if not find_explanation(warning, explanations))


def find_explanation(problem: Problem, explanations: Mapping[str, str]) -> str:
    """Return the explanation of a warning, "" if there is none.

    An explanation of this very problem is preferred to one of its code, and that to one of all
    problems (`*`).
    """
    # A problem "more_of_same" counts further problems of one code; its value is that code.
    code = problem.value if problem.code == "more_of_same" else problem.code
    candidates = (explanations.get(key, "").strip() for key in (problem_key(problem), code, "*"))
    return next(filter(None, candidates), "")


def check_upload(workspace: Workspace, actor: Actor, upload: Upload) -> Review:
    """Return the review of an upload against the newest release; nothing is stored.

    Errors in the files are problems of the result. Raises PermissionDeniedError, StoreError, and
    FileFormatError for temporary failures of the child process (sandbox.run.TEMPORARY_ERRORS).
    """
    return review_upload(workspace, require(actor, Action.UPLOAD), upload)


def review_upload(
    workspace: Workspace,
    actor: Actor,
    upload: Upload,
    progress: Progress | None = None,
    *,
    removable_areas: Collection[str] | None = None,
    own_answers: bool = True,
) -> Review:
    """Return the review of an upload against the newest release; nothing is stored.

    No permission is checked. `progress` is called with a step's name and the share done. For labels
    the upload's answers count first, then the actor's remembered ones (unless `own_answers` is
    false, for another person's draft), then those shared with everybody. In mode `replace`, missing
    figures are removed only in `removable_areas`; None means all areas.
    """
    # Code lists only: `read_published` reads figures of the indicators that the upload has.
    head, answers = workspace.store.read(where=NO_FIGURES), upload.answers
    remembered = load_remembered_labels(workspace, actor if own_answers else None)
    labels = remembered | answers.labels
    read_published = partial(read_figures_of_indicators, workspace.store, head.release.number)
    reference = build_reference(collect_code_lists(head), head.figures, read_published)
    checked = check_files_in_child(
        upload.files,
        reference,
        _build_upload_options(workspace, upload),
        labels,
        progress,
        upload.rows,
    )
    propose = partial(_propose_upload, head, read_published, checked, actor, removable_areas)
    return add_area_problems(actor, Review(checked, checked.problems, propose))


def read_figures_of_indicators(
    store: Store, release_number: int, indicators: Collection[str], areas: Collection[str] = ()
) -> pd.DataFrame:
    """Read the figures of some indicators in a release, to review an upload of these indicators.

    So a small upload does not read the whole release. No `indicators` means no figures, but no
    `areas` means those of all areas.
    """
    where = FigureFilter(indicators=sorted(indicators), ref_areas=sorted(areas))
    return store.read(release_number, where if indicators else NO_FIGURES).figures


def add_area_problems(actor: Actor, review: Review) -> Review:
    """Return the review with an added error for each changed area outside the actor's area.

    People see at the review, not only when publishing is refused, that they may not change these.
    An actor without an area may change all areas.
    """
    if not actor.area:
        return review
    proposal = review.proposal
    outside = [
        Problem("area_not_yours", value=area, expected=actor.area, domain="curation")
        for area in proposal.changes.areas
        if not may(actor, Action.SUBMIT, area=area)
    ]
    # A Review takes a function that computes the proposal; here it has been computed above.
    return Review(review.checked, (*review.problems, *outside), lambda: proposal)


def build_check_options(workspace: Workspace) -> CheckOptions:
    """Return the options for checking uploads, from `checks` and `limits` of the settings.

    `factor` is the jump against earlier figures that causes a warning, `relations` are the rules
    between indicators (`logical` in the settings).
    """
    checks = workspace.settings.checks
    return CheckOptions(
        factor=checks.factor, relations=checks.logical, limits=workspace.file_limits
    )


def _build_upload_options(workspace: Workspace, upload: Upload) -> CheckOptions:
    """Return the check options of the settings, with the mode and answers of an upload.

    Answers about labels are not options; they are a separate argument of the check.
    """
    answers = upload.answers
    return replace(
        build_check_options(workspace),
        mode=upload.mode,
        area=answers.area,
        period=answers.period,
        unit=answers.unit,
        source=answers.source,
        values_as=answers.values_as,
        encodings=answers.encodings,
        choices=answers.choices,
        cells=answers.cells,
        ask_source=True,
    )


def _propose_upload(
    head: Snapshot,
    read_published: PublishedReader,
    checked: CheckResult,
    actor: Actor,
    removable_areas: Collection[str] | None,
) -> ProposedRelease:
    """Return the proposed release with the upload's figures, indicators and sources.

    `head` is the newest release without figures; `read_published` reads those of some indicators.
    The upload's figures replace published ones with the same key (indicator, area, period), even
    if an older release spells the period differently. `checked.removed` are keys of figures to
    remove (mode `replace`); they are removed only in areas of the actor and of `removable_areas`
    (None: all).
    """
    lists = {"indicators": checked.indicators, "sources": checked.sources}
    codes = {
        name: merge_entries(collect_code_lists(head)[name], [dict(entry) for entry in entries])
        for name, entries in lists.items()
        if entries
    }
    rows = _keep_last_of_each_key(to_table(checked.figures))
    # Indicators that the upload defines or has figures of: only their published figures are read.
    defined = {str(entry["code"]) for entry in checked.indicators}
    indicators = tuple(sorted(defined.union(pc.unique(rows["indicator"]).to_pylist())))
    head = replace(head, figures=read_published(indicators, ()))
    published = to_table(head.figures)
    area_by_key = {key: split_key(key)["ref_area"] for key in checked.removed}
    removed_keys = [
        key
        for key, area in area_by_key.items()
        if may(actor, Action.SUBMIT, area=area)
        and (removable_areas is None or area in removable_areas)
    ]
    # Row by row the same figures as `published`, with keys that can be compared with the upload's.
    normalized = _normalize_periods(published)
    filled = fill_unchanged(rows, normalized, trusted=actor.operator)
    keys = [build_key_column(rows).combine_chunks(), pa.array(removed_keys, pa.string())]
    figures = replace_rows(published, filled, pa.concat_arrays(keys), build_key_column(normalized))
    return build_proposed_release(head, figures, codes, indicators)


def _normalize_periods(published: pa.Table) -> pa.Table:
    """Return published figures with all periods in the present spelling: 2023-01/2023-12 → 2023.

    Uploads have this spelling, so that their figures are found among those of an older release.
    """
    periods = published["time_period"]
    spellings = {period: comparable_period(period) for period in pc.unique(periods).to_pylist()}
    if all(period == spelling for period, spelling in spellings.items()):
        return published
    normalized = pa.array([spellings[period] for period in periods.to_pylist()], pa.string())
    return _replace_column(
        published, "time_period", pa.chunked_array([normalized.cast(periods.type)])
    )


def fill_unchanged(rows: pa.Table, published: pa.Table, *, trusted: bool) -> pa.Table:
    """Return uploaded rows with empty cells filled from published rows of the same key and number.

    So a published figure keeps its wording (its text as printed: 2300万余元), source and note if
    the upload leaves them empty. An unchanged figure keeps its obs_status, a changed or new one has
    that of the upload. Only a `trusted` uploader can state A (reviewed); others' A becomes V (not
    reviewed).

    Each uploaded row is paired with the published row of its key, and columns are compared in the
    order number, wording, source: a column is filled only as long as all before it are unchanged.
    """
    published_row_numbers = pc.index_in(
        build_key_column(rows), value_set=build_key_column(published)
    )
    is_published = published_row_numbers.is_valid()
    # An unpublished row is paired with an arbitrary row, which `is_published` excludes below.
    old = published.take(published_row_numbers.fill_null(0)) if len(published) else rows
    is_unchanged = pc.and_(is_published, are_rows_equal(old, rows, (*VALUES, "qualifier")))
    new = rows
    for columns in (("as_reported",), SOURCE_COLUMNS):
        for name in columns:
            is_filled = pc.and_(is_unchanged, pc.equal(new[name], ""))
            new = _replace_column(new, name, pc.if_else(is_filled, old[name], new[name]))
        is_unchanged = pc.and_(is_unchanged, are_rows_equal(old, new, columns))
    old_status, stated = old["obs_status"], new["obs_status"]
    is_stated_reviewed = pc.equal(stated, "A")
    if trusted:  # an unchanged figure that is stated as A becomes reviewed
        status = pc.if_else(pc.and_not(is_unchanged, is_stated_reviewed), old_status, stated)
    else:
        untrusted_status = pc.if_else(is_stated_reviewed, "V", stated)
        status = pc.if_else(is_unchanged, old_status, untrusted_status)
    return _replace_column(new, "obs_status", status)


def _keep_last_of_each_key(rows: pa.Table) -> pa.Table:
    """Return uploaded rows with only the last row of each figure key, in the same order.

    Several files of an upload may have the same figure; the last one counts.
    """
    keys = build_key_column(rows)
    if len(pc.unique(keys)) == len(rows):
        return rows
    return rows.filter(pa.array(~keys.to_pandas().duplicated(keep="last").to_numpy()))


def _replace_column(table: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    """Return a table with the column `name` replaced."""
    return table.set_column(table.column_names.index(name), name, column)
