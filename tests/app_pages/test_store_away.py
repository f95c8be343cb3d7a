"""Pages while the store is damaged or away, and people whose session has ended meanwhile."""

from pathlib import Path

import pytest

import auth
import ledger
from auth import Role
from curation.drafts.draft_editing import create_draft
from curation.releases.upload_review import Upload
from file_formats import verified_folder
from ledger import Provenance
from tests.helpers.lean_dashboard import lean_dashboard
from tests.helpers.pages_in_process import Dashboard
from tests.helpers.releases import figures_of, small
from tests.helpers.reviews import publish_now
from tests.helpers.workspaces import HAISHU, notices, table


def newest_part(board: Dashboard) -> Path:
    """The data file that only the newest release has."""
    store = board.workspace.store
    head, before = store.release(), store.release(store.release().number - 1)
    ((name, _),) = set(head.files) - set(before.files)
    return Path(store.uri) / name


def again(board: Dashboard) -> None:
    """Look at the store at once, as the pages do after a second."""
    board.page("state.release").refresh_newest()


@pytest.fixture
def damaged(own: Dashboard) -> Dashboard:
    """A second release, whose file is not what was published."""
    upload = Upload([("a.csv", table(notices(HAISHU, "2024-10", 7654)))])
    publish_now(own.workspace, own.boss, upload, reason="十月")
    part = newest_part(own)
    part.write_bytes(part.read_bytes()[:-9])
    return own


def test_a_damaged_release_is_said_and_the_one_before_shown(damaged: Dashboard) -> None:
    tab = damaged.tab().open("data")
    assert tab.said[0] == (
        "第2版的文件已损坏，不予显示。现显示第1版，请系统管理员校验存储。 .said refused"
    )
    assert tab.state == "第1版 · 数据截至2024年11月 · 49个数据项 · 帮助 → /manual/zh/ .state"
    assert not [line for line in tab.said if "7654" in line]
    # Whoever may restore is led back to a release that is whole, without a comparison.
    boss = damaged.tab(damaged.person("boss", Role.ADMIN)).open("history")
    assert boss.said[-4:] == [
        "### 恢复较早版本",
        "恢复为 [第1版] of 第1版",
        '发布理由 = "" ≤500',
        "(恢复为第1版)",
    ]
    boss.fill("发布理由", "文件损坏").click("恢复为第1版")
    assert boss.said[0] == "已恢复为第1版的内容，并生成新的版本。 .said done"
    assert damaged.tab().open("data").state.startswith("第3版 · ")


def test_a_part_that_cannot_be_read_is_said_in_its_place(
    own: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ledger.StoreError("unreachable")

    monkeypatch.setattr(ledger.Store, "corrections", away)
    monkeypatch.setattr(ledger.Store, "compare", away)
    found = own.tab().open("history")
    assert found.state == (
        "第1版 · 数据截至2024年11月 · 49个数据项"
        " · 以往版本的文件已损坏或无法读取，订正情况不全 · 帮助 → /manual/zh/ .state"
    )
    said = "这部分内容所需的文件已损坏或无法读取，不予显示。 .said refused"
    assert found.said[0] == "# 版本"
    assert found.said[1:4] == ["### 订正记录", said, "### 发布记录"]
    assert found.said[-4:] == [
        "### 版本对比",
        "新版本 [第1版] of 第1版",
        "旧版本 [空] of 空",
        said,
    ]
    # A page that is of one piece says so in its place.
    assert own.tab().open("overview").said[-1] == said


def test_without_any_release_the_snapshot_is_offered(first_release: Path, tmp_path: Path) -> None:
    with lean_dashboard(tmp_path, first_release).open() as board:
        settings = board.page("state.release").get_settings()
        assert board.tab().open("data").said[0] == "# 数据"
        for part in Path(settings.store_uri).rglob("*.parquet"):
            part.write_bytes(b"nothing")
        again(board)
        lines = [line.text for line in board.tab().open("data", lang="en").lines]
        title = "# Union Statistics Dashboard"
        said = [
            "<.said refused>",
            "The dashboard's store cannot be read at present, so no figures are shown.",
            "Please try again later, or tell the operator.",
        ]
        assert lines == [title, *said]
        verified_folder.write_verified_folder(
            settings.snapshot_folder, {"index.zh.html": b"x"}, {"front": "index", "release": 7}
        )
        lines = [line.text for line in board.tab().open("data").lines]
        assert lines[0] == "# 工会统计看板"
        assert lines[-1] == "查看静态快照（第7版） → /snapshot/index.zh.html"


def test_an_empty_store_has_nothing_to_show(tmp_path: Path) -> None:
    ledger.open_store(str(tmp_path / "store"))
    with Dashboard(tmp_path).open() as board:
        lines = [line.text for line in board.tab().open("data").lines]
        assert lines[:2] == ["# 工会统计看板", "<.said refused>"]


@pytest.fixture
def gone(own: Dashboard, monkeypatch: pytest.MonkeyPatch) -> Dashboard:
    """The accounts' database is away."""
    own.person("boss", Role.ADMIN)

    def away(*_: object, **__: object) -> None:
        raise auth.DatabaseUnavailableError("unavailable")

    monkeypatch.setattr(own.page("state.user"), "find_actor", away)
    return own


def test_without_accounts_reading_goes_on(gone: Dashboard) -> None:
    tab = gone.tab(gone.person("boss", Role.ADMIN)).open("data")
    assert tab.inside("tools")[0].startswith("登录 → ")
    assert tab.said[0] == "# 数据"
    assert gone.tab(tab.cookies).open("staff").said[1:3] == ["<.empty>", "请先登录。"]


def test_a_session_that_has_ended_leads_to_sign_in(own: Dashboard) -> None:
    cookies = own.person("zhao", Role.STAFF)
    tab = own.tab(cookies).open("upload")
    (account,) = [each.id for each in auth.list_accounts(own.boss) if each.name == "zhao"]
    auth.revoke_sessions(own.boss, account)
    tab.upload(
        "表格文件（XLSX、XLS、ODS、CSV等，可多选）", ("a.csv", table(notices(HAISHU, "2024-10", 1)))
    )
    assert tab.said == [
        "# 数据填报",
        "<.empty>",
        "登录已失效，请重新登录。本次操作没有执行。",
        "登录 → /sign-in?lang=zh&next=%2Fupload%3Flang%3Dzh",
    ]


def test_a_click_after_the_session_has_ended_does_nothing(own: Dashboard) -> None:
    cookies = own.person("zhao", Role.STAFF)
    tab = own.tab(cookies).open("upload")
    tab.upload(
        "表格文件（XLSX、XLS、ODS、CSV等，可多选）", ("a.csv", table(notices(HAISHU, "2024-10", 1)))
    )
    (account,) = [each.id for each in auth.list_accounts(own.boss) if each.name == "zhao"]
    auth.revoke_sessions(own.boss, account)
    tab.click("上传并校验")
    assert tab.said[0] == "登录已失效，请重新登录。本次操作没有执行。 .said refused"
    assert tab.address == {}


@pytest.mark.parametrize("page", ["upload", "report", "review", "staff"])
@pytest.mark.parametrize("role", [None, *Role])
def test_the_desk_says_what_it_needs(work: Dashboard, page: str, role: Role | None) -> None:
    cookies = work.person(f"desk-{role}", role) if role else {}
    found = work.tab(cookies).open(page).said
    allowed = {
        "upload": (Role.STAFF, Role.REVIEWER, Role.ADMIN),
        "report": (Role.STAFF, Role.REVIEWER, Role.ADMIN),
        "review": (Role.REVIEWER, Role.ADMIN),
        "staff": (Role.ADMIN,),
    }
    if role in allowed[page]:
        assert "<.empty>" not in found[:2]
    elif role:
        assert found[1:] == ["<.empty>", "您的账号没有这项权限。"]
    else:
        link = f"登录 → /sign-in?lang=zh&next=%2F{page}%3Flang%3Dzh"
        assert found[1:] == ["<.empty>", "请先登录。", link]


def test_what_was_reviewed_is_kept_for_the_latest_drafts(work: Dashboard) -> None:
    cookies = work.person("keeper", Role.STAFF)
    actor, staff = work.actor(cookies), work.page("upload.draft_review")
    staff._get_cached_reviews().clear()
    drafts = [
        create_draft(work.workspace, actor, [(f"{n}.csv", table(notices(HAISHU, "2024-10", n)))])
        for n in range(1, staff.MAX_REVIEWS + 2)
    ]
    for draft in drafts:
        work.tab(cookies).open("upload", draft=draft.id, step="problems")
    kept = [key[0].subject for key in staff._get_cached_reviews()]
    assert kept == [draft.id for draft in drafts[1:]]
    assert len(kept) == 8


def test_a_figure_that_was_withdrawn_and_came_back_has_its_versions(tmp_path: Path) -> None:
    rows = {"visits..330100..2024": "3人", "members..330200.women.2024": "5人"}
    small(tmp_path / "store", rows)
    store = ledger.open_store(str(tmp_path / "store"))
    lists = {name: getattr(store.read(1), name) for name in ("indicators", "programmes", "sources")}
    lists["areas"] = store.read(1).areas
    for number, figures in ((1, {"members..330200.women.2024": "5人"}), (2, rows)):
        store.write(
            number,
            figures_of(figures),
            lists,
            Provenance(author="operator:LI", reason=f"r{number}"),
        )
    with Dashboard(tmp_path).open() as board:
        found = board.tab().open("data", figure="visits..330100..2024").inside("dialog")
        assert [line for line in found if line.startswith("- ")] == [
            f"- 第1版（{board.day(1)}）：3人，test",
            f"- 第3版（{board.day(3)}）：3人，r2",
        ]
