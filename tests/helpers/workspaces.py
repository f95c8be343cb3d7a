"""What the tests of curation share: a desk over a real store, people, small uploads."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import auth
import ledger
import settings
from auth import Actor, Role
from curation.drafts import draft_storage
from curation.errors import CurationError
from curation.releases.proposed_release import identify_release
from curation.remembered_labels import LABEL_KINDS, forget_answer, read_answers
from curation.reports import report_editing
from curation.workspace import (
    NOTED_HEAD,
    Workspace,
    find_local_store_folder,
    make_area_parents_lookup,
)
from errors import SeenState
from intake.model.upload_labels import RememberedLabels, label_key
from ledger import UnknownReleaseError
from tests.helpers.report_copy import CONFIG

# A hundredth of the time, the same algorithm.
CHEAP = auth.PasswordHashing(time_cost=1, memory_kib=64, lanes=1)
PASSWORD = "碧海 correct horse"
HEADER = "indicator,programme,ref_area,breakdown,time_period,as_reported,source,locator"
HAISHU, JIANGBEI, NINGBO, WUHU = "330203", "330205", "330200", "340200"


@dataclass
class Clock:
    """A clock that moves one second at each look, so that nothing happens at once."""

    at: datetime = datetime(2026, 11, 23, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def workspace_at(folder: Path, *, approval: bool = False, accounts: str = "") -> Workspace:
    """Open a desk as the product does, with cheap passwords; `accounts` may be elsewhere."""
    base = settings.load_settings(CONFIG)
    chosen = base.model_copy(
        update={
            "folder": folder,
            "publishing": base.publishing.model_copy(update={"approval": approval}),
        }
    )
    store = ledger.open_store(chosen.store_uri)
    url = accounts or f"sqlite:///{folder}/store/accounts.db"
    local_folder = find_local_store_folder(chosen)
    gate = auth.open_auth_database(
        url,
        parents=make_area_parents_lookup(store),
        hashing=CHEAP,
        noted_head=local_folder / NOTED_HEAD,
    )
    return Workspace(store, gate, local_folder, chosen)


def person(workspace: Workspace, name: str, role: Role = Role.STAFF, area: str = "") -> Actor:
    """Make an account and sign it in."""
    boss = auth.operator_actor(workspace.database, "boss")
    auth.create_account(boss, name, name, role, area=area, password=PASSWORD)
    return auth.sign_in(workspace.database, name, PASSWORD, ip_address="192.0.2.1").actor


def table(*rows: str, header: str = HEADER) -> bytes:
    """Write a small CSV."""
    return ("\n".join([header, *rows]) + "\n").encode()


def notices(area: str, month: str, count: int) -> str:
    """One row: so many notices in a month."""
    return f"supervision_notices,ningbo-supervision,{area},,{month},{count}份,page-2024-11-05,¶1"


def upload(*rows: str, name: str = "figures.csv") -> Sequence[tuple[str, bytes]]:
    """One file of rows."""
    return [(name, table(*rows))]


def wordings(workspace: Workspace, number: int | None = None) -> dict[str, str]:
    """Wording of each published figure by its key."""
    figures = workspace.store.read(number).figures
    return dict(zip(figures["key"], figures["as_reported"], strict=True))


def statuses(workspace: Workspace, number: int | None = None) -> dict[str, str]:
    """Status of each published figure by its key."""
    figures = workspace.store.read(number).figures
    return dict(zip(figures["key"], figures["obs_status"], strict=True))


def seen_now(workspace: Workspace, item_id: str) -> SeenState:
    """A draft or report as somebody sees it who opens it at this moment."""
    with suppress(CurationError):
        return draft_storage.load_draft(workspace, item_id).seen
    with suppress(CurationError):
        return report_editing.report_folder(workspace).load(item_id).seen
    return SeenState(item_id, 1, "")


def seen_number(workspace: Workspace, number: int) -> SeenState:
    """A release as somebody sees it at this moment; one that there is not has no hash."""
    try:
        return identify_release(workspace.store.release(number))
    except UnknownReleaseError:
        return SeenState(str(number), number, "")


def all_labels(workspace: Workspace) -> RememberedLabels:
    """Everybody's answers about labels of tables, whoever gave them."""
    codes: dict[str, dict[str, str]] = {kind: {} for kind in LABEL_KINDS}
    for answer in read_answers(workspace):
        codes[answer.kind][answer.label.rpartition("\t")[2]] = answer.code
    return RememberedLabels(codes["indicators"], codes["areas"])


def forget_label(workspace: Workspace, actor: Actor, label: str) -> None:
    """Forget everybody's answers about a label, however it is written."""
    for answer in read_answers(workspace):
        if answer.label.rpartition("\t")[2] == label_key(label) or answer.label == label:
            forget_answer(workspace, actor, answer.seen)


def all_subjects(workspace: Workspace) -> dict[tuple[str, ...], tuple[str, str]]:
    """Everybody's answers about numbers in reports, whoever gave them."""
    answers = [each for each in read_answers(workspace) if each.kind == "subjects"]
    codes = {each.label: each.code.partition(".") for each in answers}
    return {tuple(label.split("\t")): (code[0], code[2]) for label, code in codes.items()}
