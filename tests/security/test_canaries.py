"""L2: no password, cookie, link or key that went through the server is left in what it writes."""

import json
import logging
import tarfile
from urllib.parse import quote

import auth
from auth import Role
from curation.maintenance import workspace_backup
from server.logging import JsonFormatter
from tests.helpers.auth_db import account_now
from tests.helpers.served_app import House, cookie_of

SECRET, WRONG, NEW = "canary-碧海-4711-horse", "canary-wrong-8c1d", "canary-new-碧海-55aa-cart"


def events_of(log: str) -> dict[str, dict[str, object]]:
    """The last line of each event of a server's log, every line of which can be read."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert all({"at", "level", "logger", "event"} <= set(line) for line in lines)
    return {line["event"]: line for line in lines}


def test_no_secret_stands_in_log_audit_or_backup(house: House) -> None:
    account = auth.create_account(house.boss, "teller", "Teller", Role.ADMIN, password=SECRET)
    claim = auth.issue_invitation(house.boss, account_now(house.boss, account.id))
    answers = [
        house.post("/sign-in", name="teller", password=WRONG),
        house.post("/sign-in", name=WRONG, password="teller"),  # in the wrong field
        house.ask("GET", f"/claim?token={claim.token}x"),
        house.ask("GET", f"/claim?token={claim.token}"),
    ]
    cookies = house.post("/sign-in", name="teller", password=SECRET).cookie
    changed = house.post("/account/password", cookies, old=SECRET, password=NEW, again=NEW)
    secrets = [SECRET, WRONG, NEW, claim.token, *cookies.values(), *changed.cookie.values()]
    for path in ("/account", "/no-such-page", f"/{quote(SECRET)}", "/healthz"):
        house.ask("GET", path, cookie=cookie_of(changed.cookie))
    tab = house.tab(changed.cookie)
    told = [tab.open(page).text for page in ("staff", "upload", "history")]
    told += [tab.open("staff", show=part).text for part in ("sessions", "audit")]
    path = house.folder / "canary.tar"
    workspace_backup.write_backup(house.workspace, house.boss, path)
    with tarfile.open(path) as tar:
        members = [tar.extractfile(each) for each in tar.getmembers()]
        kept = b"".join(member.read() for member in members if member)
    path.unlink()
    written = "".join(repr(row) for row in house.written(0))
    log = (house.folder / "server.log").read_text()
    assert "teller" in written
    events = events_of(log)
    assert {"started", "signed_in", "sign_in_failed", "password_changed"} <= set(events)
    assert events["signed_in"]["who"] == "teller"
    for secret in secrets:
        assert secret not in log
        assert secret not in written
        assert secret.encode() not in kept
        assert all(secret not in text for text in told)
    # A name that was typed is given back to whoever typed it, a password is not.
    assert all(SECRET not in answer.body for answer in answers)
    assert WRONG not in answers[0].body


def test_what_stands_in_an_address_is_left_out_of_the_log() -> None:
    said = f"GET /claim?token={SECRET}&lang=zh HTTP/1.1 password={WRONG}"
    record = logging.LogRecord("uvicorn.access", 20, "", 0, "%s", (said,), None)
    record.fields = {"address": f"/sign-in?code={NEW}&state=x"}
    line = JsonFormatter().format(record)
    assert all(secret not in line for secret in (SECRET, WRONG, NEW))
    told = json.loads(line)
    assert told["message"] == "GET /claim?token=…&lang=zh HTTP/1.1 password=…"
    assert told["event"] == "message"
