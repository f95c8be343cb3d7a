"""What a browser sends late, and what a session keeps between two drawings of a page."""

import threading
from typing import Any

import pytest

from app_pages.components import url_widgets
from app_pages.components.markdown import escape_markdown
from app_pages.state import session
from app_pages.state.cache import memoize
from tests.helpers.pages_in_process import Dashboard, Tab


def late(tab: Tab, **query: str) -> Tab:
    """The browser has not heard of the last address yet, and sends the one before."""
    tab.app.query_params = dict(query)
    return tab


def looks(board: Dashboard) -> Tab:
    """A page with boxes to tick, each of which stands in the address."""
    return board.tab().open("present", charts="honours")


def test_what_a_late_click_has_not_heard_of_is_brought_in_again(board: Dashboard) -> None:
    tab = looks(board).choose("透明背景", True)
    assert tab.address == {"charts": "honours", "ground": "none"}
    late(tab, charts="honours").choose("注明数据来源", False)
    assert tab.address == {"charts": "honours", "ground": "none", "source": "none"}
    # Two clicks late.
    late(tab, charts="honours").choose("标题", "例会")
    assert tab.address == {
        "charts": "honours",
        "ground": "none",
        "source": "none",
        "title": "例会",
    }
    # What was taken out of the address stays out of it.
    tab.choose("透明背景", False)
    late(tab, charts="honours", ground="none", source="none", title="例会").choose("场合", "会")
    assert tab.address == {"charts": "honours", "source": "none", "title": "例会", "occasion": "会"}


def test_another_address_is_taken_as_it_is(board: Dashboard) -> None:
    tab = looks(board).choose("透明背景", True)
    late(tab, charts="funds_by_programme").choose("注明数据来源", False)
    assert tab.address == {"charts": "funds_by_programme", "source": "none"}


def test_the_same_query_on_another_page_is_another_address(board: Dashboard) -> None:
    tab = board.tab().open("data").choose("搜索", "宁波")
    assert tab.address == {"q": "宁波"}
    tab.go("explore").choose("图形", "dots")
    assert tab.address == {"form": "dots"}


def test_after_a_while_what_the_browser_sends_is_what_it_wants(
    board: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr(board.page("state.url").time, "monotonic", lambda: clock[0])
    tab = looks(board).choose("透明背景", True)
    clock[0] += 3.0
    late(tab, charts="honours").choose("注明数据来源", False)
    assert tab.address == {"charts": "honours", "ground": "none", "source": "none"}
    clock[0] += 3.1
    late(tab, charts="honours").choose("注明数据来源", True)
    assert tab.address == {"charts": "honours"}


def test_the_latest_nine_addresses_are_remembered(board: Dashboard) -> None:
    for clicks, known in ((8, True), (9, False)):
        tab = looks(board)
        for n in range(clicks):
            tab.choose("标题", f"第{n}次")
        late(tab, charts="honours").choose("场合", "会")
        assert ("title" in tab.address) == known, clicks


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session of the test's own."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(session.st, "session_state", state)
    return state


def test_what_a_page_was_telling_is_told_again_until_it_stands_whole(
    state: dict[str, Any],
) -> None:
    session.add_notice("已保存")
    session.restore_notices()
    assert session.pop_notices() == [("已保存", False)]
    assert session.pop_notices() == []
    # Another click cuts the page short; what came of that is told after it.
    session.add_notice("不能保存", is_error=True)
    session.restore_notices()
    assert session.pop_notices() == [("已保存", False), ("不能保存", True)]
    session.clear_notices()
    session.restore_notices()
    assert session.pop_notices() == []
    assert state == {"shown_notices": []}


def test_counting_and_emptying(state: dict[str, Any]) -> None:
    assert [session.increase_counter("built") for _ in range(3)] == [1, 2, 3]
    assert (session.increase_counter("other"), session.get_widget_generation("files")) == (1, 0)
    session.reset_widget("files")
    session.reset_widget("files")
    assert (session.get_widget_generation("files"), session.get_widget_generation("more")) == (2, 0)
    assert session.get_widget_value("nothing") is None
    assert url_widgets.get_selected("nothing") == ""
    assert session.get_session_lock() is session.get_session_lock()


def test_the_row_of_a_mark_is_remembered_by_each_chart(state: dict[str, Any]) -> None:
    def event(*points: dict[str, Any]) -> dict[str, Any]:
        return {"selection": {"points": list(points)}}

    assert session.get_clicked_row("draw-a") is None
    state["draw-a"] = event({"customdata": [2, "x"]})
    state["draw-b"] = event({"customdata": 5}, {"customdata": 6})
    assert (session.get_clicked_row("draw-a"), session.get_clicked_row("draw-b")) == (2, 5)
    state["draw-a"] = event()
    assert session.get_clicked_row("draw-a") == 2
    state["draw-b"] = event({})
    assert session.get_clicked_row("draw-b") is None


def test_a_text_is_shown_letter_by_letter_where_markdown_is_read() -> None:
    assert escape_markdown("a\n b\t c") == "a b c"
    assert escape_markdown("$x^2$ :red[红] <b>_`*#~|\\") == (
        "\\$x\\^2\\$ \\:red\\[红\\] \\<b\\>\\_\\`\\*\\#\\~\\|\\\\"
    )
    assert escape_markdown("宁波市，２０％ 1—9月") == "宁波市，２０％ 1—9月"


def test_what_is_kept_is_made_once_by_one_thread_and_an_error_is_not_kept() -> None:
    made: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    @memoize(2, warm=None)
    def double(number: int) -> int:
        """Twice a number."""
        made.append(number)
        if number == 0:
            raise ValueError(number)
        if number == 1:
            begun.set()
            assert go_on.wait(30)
        return number * 2

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(double(1))) for _ in range(2)]
    threads[0].start()
    assert begun.wait(30)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert (found, made) == ([2, 2], [1])
    for _ in range(2):
        with pytest.raises(ValueError, match="0"):
            double(0)
    assert made == [1, 0, 0]
    assert (double(1), double(3), double(1)) == (2, 6, 2)
    assert made == [1, 0, 0, 3]
    # Of three the one that was asked for longest ago is let go of.
    assert (double(5), double(1), double(3)) == (10, 2, 6)
    assert made == [1, 0, 0, 3, 5, 3]
    assert double.__doc__ == "Twice a number."
