"""L2: no password, cookie, link or key that went through the server is left in what it writes."""

import tarfile
from urllib.parse import quote

import access
from access import Role
from curation import backups
from tests.security.house import House, cookie_of

SECRET, WRONG, NEW = "canary-碧海-4711-horse", "canary-wrong-8c1d", "canary-new-碧海-55aa-cart"


def test_no_secret_stands_in_log_audit_or_backup(house: House) -> None:
    account = access.create_account(house.boss, "teller", "Teller", Role.ADMIN, password=SECRET)
    claim = access.invite(house.boss, account.id)
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
    backups.back_up(house.desk, house.boss, path)
    with tarfile.open(path) as tar:
        members = [tar.extractfile(each) for each in tar.getmembers()]
        kept = b"".join(member.read() for member in members if member)
    path.unlink()
    written = "".join(repr(row) for row in house.written(0))
    log = (house.folder / "server.log").read_text()
    assert "teller" in written
    for secret in secrets:
        assert secret not in log
        assert secret not in written
        assert secret.encode() not in kept
        assert all(secret not in text for text in told)
    # A name that was typed is given back to whoever typed it, a password is not.
    assert all(SECRET not in answer.body for answer in answers)
    assert WRONG not in answers[0].body
