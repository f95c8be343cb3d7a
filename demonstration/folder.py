"""Makes the demonstration's folder: settings, a store with several releases, accounts, uploads.

Everything is checked and published as in real use: release 1 from a folder of tables, the others
by accounts of the demonstration.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import auth
from auth import Actor, OneTimeLink, Role
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError
from curation.releases import publishing
from curation.releases.bootstrap import publish_first_release
from curation.releases.upload_review import Upload, check_upload
from curation.workspace import Workspace, open_workspace
from demonstration import figures
from demonstration.figures import SPECIAL_CASES, Row
from demonstration.uploads import write_uploads
from file_formats import csv, yaml
from private_files import make_private_folder
from settings import DATASETS, load_settings

TABLES = Path(__file__).parent
MISTAKEN_FILE = "云川市2025年第二季度.csv"
"""The upload with a mistake, which a later one corrects."""
SETTINGS = "config.yaml"
CITY_CLERK, COUNTY_CLERK, REVIEWER, LEADER = "city-clerk", "county-clerk", "reviewer", "leader"
ACCOUNTS = {
    LEADER: ("演示领导", Role.VIEWER, ""),
    CITY_CLERK: ("演示市级统计员", Role.STAFF, ""),
    COUNTY_CLERK: ("演示沙溪县统计员", Role.STAFF, SPECIAL_CASES["newest_month_missing"]["area"]),
    REVIEWER: ("演示审核员", Role.REVIEWER, ""),
}
"""Display name, role and area of each account, by the name to sign in with."""


@dataclass(frozen=True)
class Demonstration:
    """The demonstration made: its folder, the numbers of releases and figures, one-time links.

    There is a link for each account, with which its password is set.
    """

    folder: Path
    releases: int
    figures: int
    links: tuple[OneTimeLink, ...]


class _Publication(NamedTuple):
    """A release after the first: its author, the name of the uploaded file, and the reason.

    `is_accepted`: it is submitted and accepted by the reviewer instead of published by its author.
    `is_included` says which figures are uploaded.
    """

    author: str
    is_accepted: bool
    file: str
    reason: str
    is_included: Callable[[Row], bool]


def make_demonstration(folder: Path) -> Demonstration:
    """Make the demonstration in a new or empty folder.

    Release 1 has the figures of 2024, and each of PUBLICATIONS makes a further one. Raises
    CurationError("folder_not_empty") before anything is written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CurationError("folder_not_empty", {"folder": str(folder)})
    make_private_folder(folder)
    settings = load_settings(TABLES / SETTINGS).model_copy(update={"folder": folder.resolve()})
    workspace = open_workspace(settings)
    try:
        rows = figures.list_rows()
        _publish_first_release(workspace, [row for row in rows if _is_of_2024(row)])
        operator = auth.operator_actor(workspace.database, "demo")
        accounts = [
            auth.create_account(operator, name, display_name, role, area=area)
            for name, (display_name, role, area) in ACCOUNTS.items()
        ]
        actors = {
            account.name: auth.read_account_actor(workspace.database, account.id)
            for account in accounts
        }
        for publication in PUBLICATIONS:
            chosen = [row for row in rows if publication.is_included(row)]
            _upload_and_publish(workspace, actors, publication, chosen)
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
    # The settings are written last, so that a folder with settings is complete.
    (folder / SETTINGS).write_bytes((TABLES / SETTINGS).read_bytes())
    return Demonstration(folder, newest.number, newest.rows, tuple(links))


def _publish_first_release(workspace: Workspace, rows: Sequence[Row]) -> None:
    """Publish the code lists and the given figures as release 1, from a folder of tables.

    The list of indicators is the program's own; areas and sources are those of the invented city.
    There are no programmes, since the program's list is of real ones.
    """
    with tempfile.TemporaryDirectory() as path:
        tables = Path(path)
        # DATASETS is the program's folder of code lists, TABLES that of the demonstration.
        (tables / "indicators.yaml").write_bytes((DATASETS / "indicators.yaml").read_bytes())
        (tables / "programmes.yaml").write_bytes(yaml.dump_yaml([]))
        for name in ("sources.yaml", "areas.csv"):
            (tables / name).write_bytes((TABLES / name).read_bytes())
        (tables / "figures.csv").write_bytes(write_rows(rows))
        publish_first_release(workspace.store, tables, database=workspace.database)


def _upload_and_publish(
    workspace: Workspace, actors: dict[str, Actor], publication: _Publication, rows: list[Row]
) -> None:
    """Upload figures as the author: publish them, or submit a draft that the reviewer accepts.

    `actors` are the accounts by name. In one file a figure is replaced by a mistaken one, which a
    later upload corrects.
    """
    author = actors[publication.author]
    if publication.file == MISTAKEN_FILE:
        corrected = SPECIAL_CASES["corrected"]
        rows = [
            row._replace(as_reported=corrected["mistake"])
            if row.is_figure(corrected["figure"])
            else row
            for row in rows
        ]
    files, reason = [(publication.file, write_rows(rows))], publication.reason
    explanations = {"*": reason}  # of all warnings
    if not publication.is_accepted:
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
    draft = draft_publishing.submit_draft(
        workspace, author, draft.seen, reason=reason, reviewed=reviewed
    )
    draft_publishing.accept_draft(workspace, actors[REVIEWER], draft.seen, reviewed=reviewed)


def write_rows(rows: Iterable[Row]) -> bytes:
    """Return figures as a CSV with the headings of figures.csv."""
    return csv.write_csv([Row._fields, *rows])


def _is_of_2024(row: Row) -> bool:
    """Return whether a figure is one of the city's or its counties' of 2024."""
    return _is_within_city(row) and row.last_month < "2025"


def _is_within_city(row: Row) -> bool:
    """Return whether a figure is the city's or that of one of its counties."""
    return row.ref_area == figures.CITY or row.ref_area in figures.COUNTIES


def _is_monthly_of_city(row: Row, first: str, last: str) -> bool:
    """Return whether a figure of the city or a county ends in the months from `first` to `last`.

    Targets, whose period is written as a year (2025), are left out.
    """
    is_target = len(row.time_period) == len("2025")
    return _is_within_city(row) and not is_target and first <= row.last_month <= last


PUBLICATIONS = (
    _Publication(
        *(CITY_CLERK, False, "云川市2025年度任务.csv", "下达2025年度任务"),
        lambda row: row.time_period == "2025",
    ),
    _Publication(
        *(CITY_CLERK, False, "云川市2025年第一季度.csv", "2025年第一季度月报"),
        lambda row: _is_monthly_of_city(row, "2025-01", "2025-03"),
    ),
    _Publication(
        *(CITY_CLERK, False, MISTAKEN_FILE, "2025年第二季度月报"),
        lambda row: _is_monthly_of_city(row, "2025-04", "2025-06"),
    ),
    _Publication(
        *(COUNTY_CLERK, True, "沙溪县订正.csv", "订正：5月技能培训人次两位数字颠倒"),
        lambda row: row.is_figure(SPECIAL_CASES["corrected"]["figure"]),
    ),
    _Publication(
        *(CITY_CLERK, False, "云川市2025年7—8月.csv", "2025年7—8月月报"),
        lambda row: _is_monthly_of_city(row, "2025-07", "2025-08"),
    ),
    _Publication(
        *(REVIEWER, False, "直属单位和外市.csv", "四个直属单位、一家企业和外市数据"),
        lambda row: not _is_within_city(row),
    ),
    _Publication(
        *(CITY_CLERK, False, "云川市2025年9月.csv", "2025年9月月报，沙溪县未报"),
        lambda row: _is_monthly_of_city(row, "2025-09", "2025-09"),
    ),
)
