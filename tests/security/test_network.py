"""N1, N2, N4 on the dashboard as it is served: hosts, headers, paths, names of files."""

import re

import pytest

import auth
from auth import Role
from curation.drafts import draft_editing
from curation.errors import CurationError
from tests.helpers.http_requests import ask
from tests.helpers.served_app import House, cookie_of
from tests.helpers.workspaces import HAISHU, PASSWORD, notices, seen_now, table

ROUTES = (
    "/",
    "/upload",
    "/healthz",
    "/sign-in",
    "/account",
    "/media/none.csv",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/static/js/none.js",
    "/ui/mark.svg",
)


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_carries_the_headers_and_refuses_a_foreign_host(
    house: House, path: str
) -> None:
    answer = house.ask("GET", path)
    assert "server" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    for host in ("evil.example", "127.0.0.1.evil.example"):
        assert house.ask("GET", path, Host=host, Origin=f"http://{host}").status == 400


def test_the_sessions_cookie_is_closed_to_scripts_and_other_sites(house: House) -> None:
    house.account("cookie", Role.STAFF)
    set_cookie = house.post("/sign-in", name="cookie", password=PASSWORD).headers["set-cookie"]
    assert "HttpOnly" in set_cookie
    assert "samesite=strict" in set_cookie.lower()
    assert "path=/" in set_cookie.lower()


@pytest.mark.parametrize("route", ["/", "/media/", "/ui/", "/sign-in/", "/_stcore/upload_file/"])
def test_no_path_of_the_dashboard_leads_out(house: House, route: str) -> None:
    config = (house.folder / "config.yaml").read_bytes()[:200]
    for up in ("..", "%2e%2e", "..%2f..", "..\\..", "%2e%2e%5c%2e%2e", "%00", "//host/share"):
        for target in ("etc/passwd", "config.yaml", "store/accounts.db"):
            body = ask(house.url, f"{route}{'/'.join([up] * 6)}/{target}").body
            assert b"root:" not in body
            assert config not in body
            assert b"SQLite format" not in body


NAMES = (
    "../../../x.csv",
    "..\\..\\x.csv",
    "C:\\x.csv",
    "/etc/cron.d/x.csv",
    "CON",
    "x" * 300 + ".csv",
    "\u202egpj.csv",
    "two\nlines.csv",
    "nul\0.csv",
    "<img src=x onerror=alert(1)>.csv",
    "",
)
OURS = re.compile(r"\d{20}-[0-9a-f]{12}(\.head|/(\d{6}\.json|files/[0-9a-f]{64}))")


def test_a_file_lies_under_a_name_of_ours_whatever_it_is_called(house: House) -> None:
    house.account("namer", Role.STAFF)
    cookies = house.sign_in("namer")
    actor = auth.find_actor(house.workspace.database, *cookies.values())
    around = sorted(path.name for path in house.folder.iterdir())
    for name in NAMES:
        draft = draft_editing.create_draft(
            house.workspace, actor, [(name, table(notices(HAISHU, "2022-01", 1)))]
        )
        try:
            draft_editing.attach_proof(
                house.workspace, actor, seen_now(house.workspace, draft.id), name, b"%PDF-1.7"
            )
        except CurationError as refused:
            raise AssertionError(name) from refused
        (kept,) = draft.files
        assert kept.name
        assert len(kept.name) <= 120
        assert not re.search(r"[/\\\x00-\x1f\u202e]", kept.name), kept.name
    shown = house.tab(cookies).open("upload").text
    assert "onerror=alert(1)&gt;.csv" in shown
    assert "<img src=x" not in shown
    assert sorted(path.name for path in house.folder.iterdir()) == around
    kept = [path for path in (house.workspace.local_folder / "drafts").rglob("*") if path.is_file()]
    assert all(
        OURS.fullmatch(path.relative_to(house.workspace.local_folder / "drafts").as_posix())
        for path in kept
    )


def test_a_draft_is_no_path(house: House) -> None:
    house.account("walker", Role.ADMIN)
    cookies = house.sign_in("walker")
    tab = house.tab(cookies)
    for name in ("../accounts.db", "/etc/passwd", "%2e%2e", "a\0b", "x" * 5000):
        for page in ("upload", "review"):
            text = tab.open(page, draft=name, figure=name, release=name).text
            assert "root:" not in text
            assert "exception {" not in text
    assert house.ask("GET", "/account", cookie=cookie_of(cookies)).status == 200
