"""A desk over a store of eight figures, two indicators of a kind and two areas: quick to open.

The folder of tables is what the store was started from, so it can be changed and published again.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import auth
import ledger
from auth import Actor, Role
from curation.releases.bootstrap import publish_first_release
from curation.releases.upload_review import Upload
from curation.workspace import Workspace
from file_formats import yaml
from tests.helpers.releases import AREAS
from tests.helpers.reviews import publish_now
from tests.helpers.workspaces import PASSWORD, workspace_at

FIGURE = "indicator,programme,ref_area,breakdown,time_period,as_reported,obs_status,source,locator"
SESSIONS = "sessions.json"
AREA = "code,name_zh,name_en,parent,level,tile_row,tile_col"
REPORTED = {
    "members..330200.men.2024": "600人",
    "members..330200.women.2024": "400人",
    "members..340200.women.2024": "500余人",
    "teams..330200..2024": "7支",
    "visits.p.330203..2024-01": "10人",
    "visits.p.330203..2024-02": "11人",
    "visits.q.330100..2024-01": "20人",
    "visits.q.340200..2024-01": "30人",
}
"""What release 1 holds, by key."""
PEOPLE = {
    "zhao": (Role.STAFF, ""),
    "sun": (Role.STAFF, ""),
    "qian": (Role.REVIEWER, ""),
    "wu": (Role.REVIEWER, ""),
    "li": (Role.STAFF, "330200"),
    "wang": (Role.REVIEWER, "330200"),
    "zhou": (Role.REVIEWER, "340200"),
}
"""Who has an account, and is bound to which area."""


def indicator(code: str, zh: str, unit: str, kind: str, aggregation: str, **more: Any) -> Any:
    """An entry of indicators.yaml."""
    return {
        "code": code,
        "name": {"zh": zh, "en": code.capitalize()},
        "definition": {"zh": f"{zh}的数目。", "en": f"The number of {code}."},
        "unit": {"zh": unit, "en": "people" if unit == "人" else "pieces"},
        "classifiers": [unit],
        "topic": "supervision",
        "kind": kind,
        "aggregation": aggregation,
        **more,
    }


WOMEN = {"code": "women", "name": {"zh": "女", "en": "Women"}}
MEN = {"code": "men", "name": {"zh": "男", "en": "Men"}}
VISITS = indicator("visits", "走访职工", "人", "flow", "sum")
MEMBERS = indicator("members", "会员", "人", "stock", "last", breakdowns=[WOMEN, MEN])
TEAMS = indicator("teams", "服务队", "支", "stock", "last")


def programme(code: str, zh: str, area: str) -> Any:
    """An entry of programmes.yaml."""
    name = {"zh": zh, "en": f"Programme {code}"}
    return {"id": code, "name": name, "topic": "supervision", "ref_area": area}


def source(code: str, zh: str, **more: Any) -> Any:
    """An entry of sources.yaml."""
    return {
        "id": code,
        "producer": {"zh": zh, "en": f"Paper {code}"},
        "title": {"zh": f"{zh}的一版", "en": f"A page of {code}"},
        "date_published": "2024-11-05",
        "citation": {"zh": f"{zh}，2024年11月5日。", "en": f"Paper {code}, 5 November 2024."},
        **more,
    }


LISTS = {
    "indicators": [VISITS, MEMBERS, TEAMS],
    "programmes": [programme("p", "甲项目", "330200"), programme("q", "乙项目", "330100")],
    "sources": [source("s", "甲报"), source("t", "乙报")],
}


def row(key: str, wording: str, *, status: str = "", source: str = "s", locator: str = "¶1") -> str:
    """One line of a table of figures."""
    return ",".join([*key.split("."), wording, status, source, locator])


def table(figures: dict[str, str], **more: Any) -> bytes:
    """Write figures as CSV."""
    return "\n".join([FIGURE, *(row(*each, **more) for each in figures.items()), ""]).encode()


def files(figures: dict[str, str], name: str = "f.csv", **more: Any) -> Sequence[tuple[str, bytes]]:
    """One file of figures, as an upload."""
    return [(name, table(figures, **more))]


def write_folder(folder: Path, figures: dict[str, str] | None = None, **lists: Any) -> Path:
    """Write the five tables; lists that are not given are those of release 1."""
    folder.mkdir(parents=True, exist_ok=True)
    reported = REPORTED if figures is None else figures
    (folder / "figures.csv").write_bytes(table(reported, status="A"))
    areas = lists.pop("areas", AREAS)
    (folder / "areas.csv").write_text(f"{AREA}\n{areas}\n", "utf-8")
    for name, entries in {**LISTS, **lists}.items():
        (folder / f"{name}.yaml").write_bytes(yaml.dump_yaml(entries))
    return folder


def first_workspace(folder: Path) -> None:
    """Make a folder with the tables, a store that was started from them, and accounts."""
    publish_first_release(ledger.open_store(str(folder / "store")), write_folder(folder / "tables"))
    workspace = workspace_at(folder)
    boss = auth.operator_actor(workspace.database, "boss")
    sessions = {}
    for name, (role, area) in PEOPLE.items():
        auth.create_account(boss, name, name, role, area=area, password=PASSWORD)
        actor = auth.sign_in(workspace.database, name, PASSWORD, ip_address="192.0.2.1").actor
        sessions[name] = {"account_id": actor.account_id, "session_id": actor.session_id}
    (folder / SESSIONS).write_text(json.dumps(sessions))
    workspace.database.close()


def second_release(workspace: Workspace) -> ledger.Release:
    """Have sun publish a figure that is new and one that is corrected; both wait for review."""
    upload = Upload(
        files({"visits.p.330203..2024-03": "12人", "members..330200.men.2024": "601人"})
    )
    return publish_now(workspace, signed_in(workspace, "sun"), upload, reason="三月").release


def copied_workspace(first: Path, folder: Path) -> Path:
    """Give a test its own copy of what `first_desk` has made."""
    shutil.copytree(first, folder, dirs_exist_ok=True)
    return folder


def signed_in(workspace: Workspace, name: str) -> Actor:
    """Give somebody of PEOPLE, who has signed in already; `boss` is an operator."""
    if name == "boss":
        return auth.operator_actor(workspace.database, name)
    sessions = json.loads((workspace.settings.folder / SESSIONS).read_bytes())
    actor = Actor(workspace.database, name, **sessions[name])
    return auth.require(actor, auth.Action.OWN_ACCOUNT)
