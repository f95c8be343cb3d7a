"""Without room or descriptors the running server says so, serves readers, and recovers."""

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import auth
from auth import Role
from curation.drafts import draft_editing
from locales import Words
from tests.helpers.http_requests import ask
from tests.helpers.served_app import House, workspace_beside
from tests.helpers.servers import ROOT, process_of, serving
from tests.helpers.websocket_client import Tab
from tests.helpers.workspaces import HAISHU, notices, upload

WORDS = Words("zh")
A_FIGURE, READ = "177份", {"supervision": {}, "data": {"area": "330200"}}


@pytest.fixture(scope="module")
def served(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("exhausted")
    shutil.copytree(first_release, folder / "store")
    workspace = workspace_beside(folder)
    with serving(ROOT / "app.py", folder) as url:
        house = House(url, folder, workspace)
        yield house
        for tab in house.tabs:
            tab.close()
    workspace.database.close()


@contextmanager
def at_most(house: House, kind: int, most: int) -> Iterator[None]:
    """Leave the running server so much of something for a while."""
    pid = int(process_of(house.url).name)
    usual = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (most, usual[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, kind, usual)


@dataclass(frozen=True)
class AtADraft:
    """Somebody's tab with a draft, the button that publishes it, and the reason as it is typed."""

    tab: Tab
    button: str
    reason: dict[str, str]

    def publish(self) -> str:
        """Press the button; gives what is said of it."""
        return self.tab.click(self.button, **self.reason).text


def at_a_draft(house: House, count: int) -> AtADraft:
    name = f"zhou{count}"
    house.account(name, Role.STAFF)
    cookies = house.sign_in(name)
    actor = auth.find_actor(house.workspace.database, *cookies.values())
    draft = draft_editing.create_draft(
        house.workspace, actor, upload(notices(HAISHU, "2024-10", count))
    )
    tab = house.tab(cookies)
    drawn = tab.open("upload", draft=draft.id, step="changes")
    (field,) = (w.id for kind, w in drawn.widgets if kind == "text_area")
    return AtADraft(tab, drawn.button(WORDS.say("desk.publish")), {field: "十月"})


def one_byte(_house: House) -> int:
    return 1


def one_descriptor_more(house: House) -> int:
    """The number above the only descriptor that may still be opened."""
    taken = {int(each.name) for each in (process_of(house.url) / "fd").iterdir()}
    return 1 + next(n for n in range(len(taken) + 1) if n not in taken)


@pytest.mark.parametrize(
    ("kind", "most", "code"),
    [
        (resource.RLIMIT_FSIZE, one_byte, "disk_full"),
        (resource.RLIMIT_NOFILE, one_descriptor_more, "too_many_files"),
    ],
)
def test_a_publish_says_what_is_lacking_and_goes_through_once_it_is_there(
    served: House, kind: int, most: Callable[[House], int], code: str
) -> None:
    before, count = served.release, 4321 + kind
    staff, reader = at_a_draft(served, count), served.tab()
    for page, query in READ.items():
        assert A_FIGURE in reader.open(page, **query).text
    with at_most(served, kind, most(served)):
        said = staff.publish()
        assert WORDS.say(f"curation.store_{code}", path="") in said
        assert "exception {" not in said
        assert served.release == before
        for page, query in READ.items():
            assert A_FIGURE in reader.open(page, **query).text
    assert ask(served.url, "/healthz").status == 200
    assert WORDS.say("desk.published", number=before + 1) in staff.publish()
    assert served.release == before + 1
    assert f"{count}份" in served.tab().open("data", area="330203", period="2024-10").text
