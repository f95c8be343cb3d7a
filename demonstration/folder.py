"""A folder with the invented city: settings, a store with its history, accounts, uploads to try.

Everything is checked and published as people do it: release 1 from a folder of tables, all others
by the demonstration's own accounts.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import auth
from auth import Actor, OneTimeLink, Role
from curation.drafts import draft_editing, workflow
from curation.errors import CurationError
from curation.releases import publishing
from curation.releases.bootstrap import publish_first_release
from curation.releases.upload_review import Upload, check_upload
from curation.workspace import Workspace, open_workspace
from demonstration import figures
from demonstration.figures import CASES, Row
from demonstration.uploads import write_uploads
from file_formats import csv, yaml
from private_files import make_private_folder
from settings import DATASETS, load_settings

TABLES = Path(__file__).parent
MISTAKEN_FILE = "云川市2025年第二季度.csv"
SETTINGS = "config.yaml"
CITY_CLERK, COUNTY_CLERK, REVIEWER, LEADER = "city-clerk", "county-clerk", "reviewer", "leader"
ACCOUNTS = {
    LEADER: ("演示领导", Role.VIEWER, ""),
    CITY_CLERK: ("演示市级统计员", Role.STAFF, ""),
    COUNTY_CLERK: ("演示沙溪县统计员", Role.STAFF, CASES["late"]["area"]),
    REVIEWER: ("演示审核员", Role.REVIEWER, ""),
}
"""Display name, role and area of each account, by the name to sign in with."""


@dataclass(frozen=True)
class Demonstration:
    """What was made: the folder, its newest release, and a one-time link for each account."""

    folder: Path
    releases: int
    figures: int
    links: tuple[OneTimeLink, ...]


class _Step(NamedTuple):
    """One release after the first: who writes it, whether it is submitted and accepted, and why."""

    author: str
    is_accepted: bool
    file: str
    reason: str
    chosen: Callable[[Row], bool]


def make_demonstration(folder: Path) -> Demonstration:
    """Make the demonstration in a new or empty folder and return what was made.

    Raises CurationError("folder_not_empty"); nothing is touched then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CurationError("folder_not_empty", {"folder": str(folder)})
    make_private_folder(folder)
    settings = load_settings(TABLES / SETTINGS).model_copy(update={"folder": folder.resolve()})
    workspace = open_workspace(settings)
    try:
        rows = figures.list_rows()
        _publish_first(workspace, [row for row in rows if _is_of_2024(row)])
        operator = auth.operator_actor(workspace.database, "demo")
        accounts = [
            auth.create_account(operator, name, display_name, role, area=area)
            for name, (display_name, role, area) in ACCOUNTS.items()
        ]
        actors = {
            account.name: auth.read_owner(workspace.database, account.id) for account in accounts
        }
        for step in STEPS:
            _upload_and_publish(workspace, actors, step, [row for row in rows if step.chosen(row)])
        links = [
            replace(
                auth.issue_invitation(operator, account.seen), display_name=account.display_name
            )
            for account in accounts
        ]
        newest = workspace.store.release()
    finally:
        workspace.database.close()
    write_uploads(folder / "try")
    # Last: a folder that has it is complete.
    (folder / SETTINGS).write_bytes((TABLES / SETTINGS).read_bytes())
    return Demonstration(folder, newest.number, newest.rows, tuple(links))


def _publish_first(workspace: Workspace, rows: Sequence[Row]) -> None:
    """Publish the code lists and these figures as release 1."""
    with tempfile.TemporaryDirectory() as path:
        tables = Path(path)
        (tables / "indicators.yaml").write_bytes((DATASETS / "indicators.yaml").read_bytes())
        (tables / "programmes.yaml").write_bytes(yaml.dump_yaml([]))
        for name in ("sources.yaml", "areas.csv"):
            (tables / name).write_bytes((TABLES / name).read_bytes())
        (tables / "figures.csv").write_bytes(write_rows(rows))
        publish_first_release(workspace.store, tables, database=workspace.database)


def _upload_and_publish(
    workspace: Workspace, actors: dict[str, Actor], step: _Step, rows: list[Row]
) -> None:
    """Upload figures as the step's author: publish them, or submit a draft to the reviewer."""
    author = actors[step.author]
    if step.file == MISTAKEN_FILE:
        corrected = CASES["corrected"]
        rows = [
            row._replace(as_reported=corrected["mistake"])
            if row.is_of(corrected["figure"])
            else row
            for row in rows
        ]
    files, reason, explanations = [(step.file, write_rows(rows))], step.reason, {"*": step.reason}
    if not step.is_accepted:
        upload = Upload(files)
        publishing.publish_upload(
            workspace,
            author,
            upload,
            reason=reason,
            reviewed=check_upload(workspace, author, upload),
            explanations=explanations,
        )
        return
    draft = draft_editing.create_draft(workspace, author, files)
    draft = draft_editing.change_draft(workspace, author, draft.seen, explanations=explanations)
    draft, review = draft_editing.review_draft(workspace, author, draft.id)
    reviewed = review.seen
    draft = workflow.submit_draft(workspace, author, draft.seen, reason=reason, reviewed=reviewed)
    workflow.accept_draft(workspace, actors[REVIEWER], draft.seen, reviewed=reviewed)


def write_rows(rows: Iterable[Row]) -> bytes:
    """Return figures as a CSV with the headings of figures.csv."""
    return csv.write_csv([Row._fields, *rows])


def _is_of_2024(row: Row) -> bool:
    """Return whether a figure is one of the city's or its counties' of 2024."""
    return _is_within_city(row) and row.last_month < "2025"


def _is_within_city(row: Row) -> bool:
    """Return whether a figure is the city's or that of one of its counties."""
    return row.ref_area == figures.CITY or row.ref_area in figures.COUNTIES


def _is_between(row: Row, first: str, last: str) -> bool:
    """Return whether a figure of the city or a county, no target, ends in one of these months."""
    is_target = len(row.time_period) == 4
    return _is_within_city(row) and not is_target and first <= row.last_month <= last


STEPS = (
    _Step(
        *(CITY_CLERK, False, "云川市2025年度任务.csv", "下达2025年度任务"),
        lambda row: row.time_period == "2025",
    ),
    _Step(
        *(CITY_CLERK, False, "云川市2025年第一季度.csv", "2025年第一季度月报"),
        lambda row: _is_between(row, "2025-01", "2025-03"),
    ),
    _Step(
        *(CITY_CLERK, False, MISTAKEN_FILE, "2025年第二季度月报"),
        lambda row: _is_between(row, "2025-04", "2025-06"),
    ),
    _Step(
        *(COUNTY_CLERK, True, "沙溪县订正.csv", "订正：5月技能培训人次两位数字颠倒"),
        lambda row: row.is_of(CASES["corrected"]["figure"]),
    ),
    _Step(
        *(CITY_CLERK, False, "云川市2025年7—8月.csv", "2025年7—8月月报"),
        lambda row: _is_between(row, "2025-07", "2025-08"),
    ),
    _Step(
        *(REVIEWER, False, "直属单位和外市.csv", "四个直属单位、一家企业和外市数据"),
        lambda row: not _is_within_city(row),
    ),
    _Step(
        *(CITY_CLERK, False, "云川市2025年9月.csv", "2025年9月月报，沙溪县未报"),
        lambda row: _is_between(row, "2025-09", "2025-09"),
    ),
)
