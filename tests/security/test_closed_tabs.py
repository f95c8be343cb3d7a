"""The work for a tab ends with the tab: when it is closed, and when it asks for something else."""

from collections.abc import Callable

import pytest

import auth
from auth import Role
from curation.drafts.draft_editing import create_draft
from tests.helpers.made_uploads import slow_table
from tests.helpers.processes import children_of, runs, until
from tests.helpers.served_app import House
from tests.helpers.servers import process_of
from tests.helpers.websocket_client import Tab

PATIENCE = 20.0  # seconds; the work itself would take a minute


def working(house: House) -> list[int]:
    """The child processes in which the server has files read."""
    templates = children_of(int(process_of(house.url).name))
    return [child for template in templates for child in children_of(template)]


def close(tab: Tab) -> None:
    tab.close()


def go_elsewhere(tab: Tab) -> None:
    tab.begin("overview")


@pytest.mark.parametrize("leave", [close, go_elsewhere])
def test_the_check_of_an_upload_ends_with_its_tab(
    house: House, leave: Callable[[Tab], None]
) -> None:
    name = f"slow-{leave.__name__}".replace("_", "-")
    house.account(name, Role.STAFF)
    cookies = house.sign_in(name)
    actor = auth.find_actor(house.workspace.database, *cookies.values())
    draft = create_draft(house.workspace, actor, [("慢.csv", slow_table(120))])
    tab = house.tab(cookies)
    tab.begin("upload", draft=draft.id, step="problems")
    (child,) = until(lambda: working(house), "the file is read", PATIENCE)
    leave(tab)
    until(lambda: not runs(child), "the child has ended", PATIENCE)
