"""A start over a store that has lost releases publishes nothing and says so; /healthz is 503."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

import auth
import ledger
from curation.drafts import draft_editing
from curation.releases.upload_review import Upload
from curation.workspace import Workspace, find_local_store_folder, make_area_parents_lookup
from ledger.storage.delta_log import entry_name, receipt_name
from locales import Words
from settings import load_settings
from tests.helpers.command_line import manage
from tests.helpers.http_requests import ask
from tests.helpers.reviews import publish_now
from tests.helpers.servers import ROOT, own_config, serving
from tests.helpers.workspaces import CHEAP, HAISHU, notices, upload

pytestmark = pytest.mark.browser
WORDS = Words("zh")


@pytest.fixture
def desk(first_release: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Two releases; the accounts are elsewhere than the store, as in PostgreSQL."""
    shutil.copytree(first_release, tmp_path / "store")
    accounts = f"sqlite:///{tmp_path}/accounts/accounts.db"
    config = own_config(tmp_path)
    with config.open("a", encoding="utf-8") as text:
        text.write(f'\nsign_in:\n  accounts: "{accounts}"\n')
    settings = load_settings(config)
    store = ledger.open_store(settings.store_uri)
    gate = auth.open_auth_database(accounts, parents=make_area_parents_lookup(store), hashing=CHEAP)
    workspace = Workspace(store, gate, find_local_store_folder(settings), settings)
    row = Upload(upload(notices(HAISHU, "2024-10", 7)))
    publish_now(workspace, auth.operator_actor(gate, "boss"), row, reason="十月")
    yield workspace
    gate.close()


def parts(url: str, status: int) -> dict[str, dict[str, object]]:
    """What /healthz says once it has this status: what it found is kept for seconds."""
    end = monotonic() + 60
    while (answer := ask(url, "/healthz")).status != status:
        assert monotonic() < end, answer
    told: dict[str, dict[str, object]] = json.loads(answer.body)["parts"]
    return told


def test_a_lost_release_and_a_damaged_draft_are_told_by_healthz_and_the_start(desk: Workspace):
    folder, boss = desk.settings.folder, auth.operator_actor(desk.database, "boss")
    draft = draft_editing.create_draft(desk, boss, upload(notices(HAISHU, "2024-11", 7)))
    with serving(ROOT / "app.py", folder) as url:
        parts(url, 200)
        head = desk.local_folder / "drafts" / draft.id / "000001.json"
        whole = head.read_bytes()
        head.write_bytes(whole[:-20])
        told = parts(url, 503)
        assert told["records"]["fault"] == "draft_unreadable"
        assert told["records"]["place"] == f"drafts/{draft.id}/000001.json"
        assert told["store"]["good"] is True
        head.write_bytes(whole)
        parts(url, 200)
        for name in (entry_name(2), receipt_name(2)):
            (desk.local_folder / name).unlink()
        assert parts(url, 503)["records"]["fault"] == "release_lost"
    done = manage(folder, "verify", "--json")
    assert done.status == 1
    (finding,) = [each for each in json.loads(done.out) if each["level"] == "error"]
    assert (finding["code"], finding["release"]) == ("release_lost", 2)
    assert finding["way_back"] == WORDS.say("manage.way_release")
    with serving(ROOT / "app.py", folder) as url:
        parts(url, 503)
    log = (folder / "server.log").read_text()
    assert WORDS.say("curation.store_lost", number=2) in log
    assert ledger.open_store(desk.store.uri).release().number == 1


def test_a_start_over_a_store_that_is_gone_publishes_nothing_and_serves_the_static_copy(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch
):
    folder = desk.settings.folder
    monkeypatch.setattr("exports.pictures.chromium_availability.find_chromium", lambda: "")
    assert manage(folder, "snapshot").status == 0
    shutil.rmtree(desk.local_folder)
    with serving(ROOT / "app.py", folder) as url:
        assert ask(url, "/supervision").headers["location"] == "/snapshot/supervision.zh.html"
    assert "the static snapshot alone is served" in (folder / "server.log").read_text()
    shutil.rmtree(folder / "snapshot")
    # Without a static copy it does not start, and says what the audit trail has.
    done = manage(folder, "backup", "b.tar")
    said = WORDS.say("curation.store_gone_by_trail", path=desk.store.uri, number=2)
    assert (done.status, said in done.err) == (1, True)
    assert not list(desk.local_folder.glob("figures/**/*"))
