"""A served dashboard with people in it, whose accounts and drafts a test reaches directly."""

import http.client
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import auth
import ledger
from auth import Actor, AuditEvent, AuditRow, Role
from curation.releases.upload_review import Upload
from curation.workspace import (
    Workspace,
    build_accounts_url,
    find_local_store_folder,
    make_area_parents_lookup,
)
from settings import load_settings
from tests.helpers.reviews import publish_now
from tests.helpers.servers import own_config
from tests.helpers.websocket_client import Tab
from tests.helpers.workspaces import CHEAP, PASSWORD, upload

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers in lower case, body, and each cookie that was set."""

    status: int
    headers: dict[str, str]
    body: str
    cookies: tuple[str, ...] = ()

    @property
    def cookie(self) -> dict[str, str]:
        """The session's cookie, if one was set."""
        found = re.match(r"(\w+)=([^;]+)", self.headers.get("set-cookie", ""))
        return {found[1]: found[2]} if found else {}


@dataclass
class House:
    """The dashboard at `url`, its folder, and the desk of the same store."""

    url: str
    folder: Path
    workspace: Workspace
    tabs: list[Tab] = field(default_factory=list)

    @property
    def boss(self) -> Actor:
        """An operator, who sets up what a test needs."""
        return auth.operator_actor(self.workspace.database, "boss")

    @property
    def release(self) -> int:
        """The newest release."""
        return self.workspace.store.release().number

    def account(self, name: str, role: Role, area: str = "") -> str:
        """Make an account; gives its id."""
        made = auth.create_account(self.boss, name, name, role, area=area, password=PASSWORD)
        return made.id

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> Answer:
        """Send a request as it stands; `cookie` and `origin` are headers like any other."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
        body = urlencode(form) if form is not None else None
        if form is not None:
            sent["content-type"] = FORM
        try:
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            named = {name.lower(): value for name, value in got.getheaders()}
            cookies = got.headers.get_all("set-cookie", [])
            body_text = got.read().decode("utf-8", "replace")
            return Answer(got.status, named, body_text, tuple(cookies))
        finally:
            connection.close()

    def post(self, path: str, cookies: dict[str, str] | None = None, **form: str) -> Answer:
        """Post a form as a browser on our own pages does."""
        return self.ask("POST", path, form, origin=self.url, cookie=cookie_of(cookies or {}))

    def sign_in(self, name: str) -> dict[str, str]:
        """Sign in with the password; gives the cookie."""
        answer = self.post("/sign-in", name=name, password=PASSWORD)
        assert answer.status == 303, answer.body
        return answer.cookie

    def tab(self, cookies: dict[str, str] | None = None, session: str = "", **headers: str) -> Tab:
        """Open a tab, closed after the test."""
        self.tabs.append(Tab(self.url, cookies or {}, session, headers))
        return self.tabs[-1]

    def publish(self, *rows: str) -> int:
        """Publish rows as an operator does; gives the release."""
        done = publish_now(self.workspace, self.boss, Upload(upload(*rows)), reason="十月")
        return done.release.number

    def written(self, since: int) -> list[AuditRow]:
        """The rows of the audit trail after one, oldest first."""
        count = auth.read_audit_head(self.workspace.database).number - since
        return auth.read_audit(self.boss, limit=count)[::-1] if count else []

    @property
    def written_so_far(self) -> int:
        """How many rows the audit trail has."""
        return auth.read_audit_head(self.workspace.database).number

    def denials(self, since: int) -> list[AuditRow]:
        """What was denied after a row of the trail."""
        return [row for row in self.written(since) if row.event == AuditEvent.DENIED.value]


def cookie_of(cookies: dict[str, str]) -> str:
    """Write cookies as a request's header."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def workspace_beside(folder: Path) -> Workspace:
    """Open the desk that a server of this folder works at, with cheap passwords."""
    settings = load_settings(own_config(folder))
    store = ledger.open_store(settings.store_uri)
    gate = auth.open_auth_database(
        build_accounts_url(settings), parents=make_area_parents_lookup(store), hashing=CHEAP
    )
    return Workspace(store, gate, find_local_store_folder(settings), settings)
