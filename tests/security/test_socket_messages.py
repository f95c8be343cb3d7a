"""A3 once more: what else any reader can send over the socket, beside clicks."""

import pytest
from websockets.exceptions import ConnectionClosed

from tests.helpers.served_app import House
from tests.helpers.servers import ROOT
from tests.helpers.socket_messages import REFUSED

A_FIGURE = "supervisors_trained.ningbo-supervision.330200..2024-01/2024-11"


def test_a_reader_empties_nothing_and_writes_nothing(house: House) -> None:
    before = sorted(path.name for path in ROOT.iterdir())
    tab = house.tab()

    def panel_shown() -> bool:
        return any(m.delta.fragment_id for m in tab.open("data", figure=A_FIGURE).messages)

    assert panel_shown()
    assert not panel_shown()  # it opens once, which the tab's session remembers
    for data in REFUSED.values():
        tab.send_bytes(data)
    assert not panel_shown()
    assert sorted(path.name for path in ROOT.iterdir()) == before


@pytest.mark.parametrize("data", ["text", b"\xff\xff", b""])
def test_nonsense_ends_the_tab_alone(house: House, data: str | bytes) -> None:
    tab, other = house.tab(), house.tab()
    tab.open("history")
    tab.send_bytes(data)
    if data:
        with pytest.raises(ConnectionClosed):
            tab.send()
    assert other.open("history").text
    assert "Traceback" not in (house.folder / "server.log").read_text()
