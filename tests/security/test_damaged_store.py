"""A damaged store: the last good release is served and said to be so, never a wrong number."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from curation.releases.restoring import restore_release
from locales import Words
from tests.helpers.damage import flip
from tests.helpers.http_requests import ask
from tests.helpers.reader_pages import PATHS
from tests.helpers.served_app import House, workspace_beside
from tests.helpers.servers import ROOT, serving
from tests.helpers.workspaces import HAISHU, notices, seen_number

pytestmark = pytest.mark.browser
WORDS = Words("zh")
BANNER = WORDS.say("pages.damaged", number=2, shown=1)
WRONG = "7654份"


def newest_part(house: House) -> Path:
    """The data file that only the newest release has."""
    store = house.workspace.store
    head, before = store.release(), store.release(store.release().number - 1)
    ((name, _),) = set(head.files) - set(before.files)
    return Path(store.uri) / name


def shown(house: House, page: str, **query: str) -> str:
    """What a new reader is shown of a page."""
    tab = house.tab()
    text = tab.open(page, **query).text
    tab.close()
    return text


def shown_with(house: House, text: str, there: bool) -> str:
    """A page once a text has appeared or gone: which release is newest is asked once a second."""
    end = monotonic() + 60
    while (text in (page := shown(house, "data", area="330203", period="2024-10"))) is not there:
        assert monotonic() < end, page
    return page


def health(house: House) -> tuple[int, dict[str, object]]:
    answer = ask(house.url, "/healthz")
    return answer.status, json.loads(answer.body)["parts"]["store"]


@pytest.fixture
def damaged(folder: Path) -> Iterator[House]:
    """A dashboard that was started on a store whose newest release is damaged."""
    workspace = workspace_beside(folder)
    house = House("", folder, workspace)
    house.publish(notices(HAISHU, "2024-10", 7654))
    flip(newest_part(house))
    with serving(ROOT / "app.py", folder) as house.url:
        yield house
    workspace.database.close()
    assert "Traceback" not in (folder / "server.log").read_text()


def test_the_last_good_release_is_served_with_a_banner_until_one_is_restored(
    damaged: House,
) -> None:
    house = damaged
    for path in PATHS:
        text = shown(house, path.strip("/"))
        assert BANNER in text
        assert WRONG not in text
    assert health(house) == (503, {"good": False, "fault": "altered", "release": 1})
    # The way back, as the administrator goes it.
    restore_release(
        house.workspace,
        house.boss,
        seen_number(house.workspace, 1),
        reason="文件损坏",
        reviewed=seen_number(house.workspace, 2),
    )
    shown_with(house, BANNER, there=False)
    assert health(house) == (200, {"good": True, "release": 3})
    # Damaged while it is served.
    house.publish(notices(HAISHU, "2024-10", 7654))
    shown_with(house, WRONG, there=True)
    flip(newest_part(house))
    banner = WORDS.say("pages.damaged", number=4, shown=3)
    assert WRONG not in shown_with(house, banner, there=True)
    # And in the log and its receipts: no error page either.
    root = Path(house.workspace.store.uri)
    receipt = sorted((root / "receipts").iterdir())[-1]
    for path in (root / "figures/_delta_log/00000000000000000004.json", receipt):
        flip(path)
        assert WRONG not in shown_with(house, banner, there=True)
