"""Clicks that come before the browser has heard of the address of the one before."""

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.helpers.websocket_client import Drawn, Tab


@pytest.fixture
def tab(server: str) -> Iterator[Tab]:
    """A tab that sends the address it was opened with, whatever was written into it since."""
    tab = Tab(server)
    yield tab
    tab.close()


def ids(drawn: Drawn) -> dict[str, str]:
    return {widget.label: widget.id for _, widget in drawn.widgets}


def address(drawn: Drawn) -> dict[str, list[str]]:
    """The last address that the tab was told."""
    told = [m.page_info_changed for m in drawn.messages if m.HasField("page_info_changed")]
    return parse_qs(told[-1].query_string)


def box(name: str, ticked: bool) -> WidgetState:
    return WidgetState(id=name, bool_value=ticked)


def test_two_boxes_ticked_at_once_are_both_in_the_address(tab: Tab) -> None:
    tab.open()
    opened = tab.open("present", page_hash=tab.open().pages["present"], charts="honours")
    known = ids(opened)
    ground, source = known["透明背景"], known["注明数据来源"]
    tab.send(box(ground, True))
    both = address(tab.send(box(ground, True), box(source, False)))
    assert both == {"charts": ["honours"], "ground": ["none"], "source": ["none"]}
    back = address(tab.send(box(ground, False), box(source, False)))
    assert back == {"charts": ["honours"], "source": ["none"]}


def test_a_file_asked_for_right_after_a_choice_is_made_of_that_choice(tab: Tab) -> None:
    opened = tab.open("present", page_hash=tab.open().pages["present"], charts="honours")
    known = ids(opened)
    written = WidgetState(id=known["第1张的标题"], string_value="荣誉")
    assert address(tab.send(written))["heading"] == ["honours|荣誉"]
    # The browser has not heard of that address yet.
    asked = tab.send(written, WidgetState(id=known["生成PPTX演示文稿"], trigger_value=True))
    assert address(asked)["heading"] == ["honours|荣誉"]
    assert address(asked)["since"] == ["1"]


def test_what_another_address_asks_for_is_left_as_it_is(tab: Tab) -> None:
    opened = tab.open("present", page_hash=tab.open().pages["present"], charts="honours")
    known = ids(opened)
    ground, source = known["透明背景"], known["注明数据来源"]
    tab.send(box(ground, True))
    tab._query = "charts=policy_proposals.bar"
    found = address(tab.send(box(ground, True), box(source, False)))
    assert found == {"charts": ["policy_proposals.bar"], "source": ["none"]}
