"""Explore opens the figures that ship with the newest report, not with a census of long ago."""

from pathlib import Path

import ledger
from curation.releases.bootstrap import publish_first_release
from settings import DATASETS
from tests.helpers.pages_in_process import Dashboard
from tests.helpers.servers import shipped_config


def test_explore_opens_with_the_newest_report(tmp_path: Path) -> None:
    shipped_config(tmp_path)
    publish_first_release(ledger.open_store(str(tmp_path / "store")), DATASETS)
    with Dashboard(tmp_path).open() as board:
        first = board.tab().open("explore").brief
        # In Xinjiang only a census and the funds of two programmes are reported.
        inside = board.tab().open("explore", area="650000").brief
        board.workspace.database.close()
    assert first[1].startswith("指标 [劳动法律监督提示函] of ")
    assert "劳动法律监督提示函，宁波市，2024年1—9月。" in first
    assert inside[1].startswith("指标 [投入资金] of ")
