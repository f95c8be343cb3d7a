"""A tab that was drawn before something changed acts on nothing that its reader has not seen."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import auth
from auth import Role
from curation.drafts.draft_editing import list_drafts
from curation.releases.proposed_release import identify_release
from curation.releases.restoring import restore_release
from curation.releases.upload_review import Upload
from curation.remembered_labels import list_answers, remember_labels
from curation.upload_answers import Answers
from tests.helpers.lean_dashboard import lean_dashboard
from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.reviews import publish_now
from tests.helpers.served_app import workspace_beside
from tests.helpers.workspaces import HAISHU, notices, table

FILES = "表格文件（XLSX、XLS、ODS、CSV等，可多选）"


@pytest.fixture
def approving(first_release: Path, tmp_path: Path) -> Iterator[Dashboard]:
    """The first release, where a second person accepts."""
    with lean_dashboard(tmp_path, first_release, approval=True).open() as board:
        yield board
        board.workspace.database.close()


def submitted(board: Dashboard, count: int) -> Tab:
    """A draft with so many notices that its author has submitted."""
    tab = board.tab(board.person("county", Role.STAFF)).open("upload")
    tab.upload(FILES, ("十月.csv", table(notices(HAISHU, "2024-10", count))))
    tab.click("上传并校验").step("changes")
    return tab.choose("发布理由", "十月数据").click("送审")


def replaced(tab: Tab, count: int) -> None:
    """Its author takes it back, puts another number in and submits it again."""
    tab.click("撤回").step("")
    tab.upload("添加或更换文件", ("十月.csv", table(notices(HAISHU, "2024-10", count))))
    tab.step("changes").click("送审")


def test_what_was_replaced_behind_an_old_tab_is_not_accepted_there(approving: Dashboard) -> None:
    board = approving
    author = submitted(board, 11)
    draft = str(author.address["draft"])
    old = board.tab(board.person("reviewer", Role.REVIEWER)).open("review", draft=draft)
    assert any("11份" in line for line in old.said)
    replaced(author, 999_999)
    old.click("审核通过并发布")
    assert board.workspace.store.release().number == 1
    refusal = old.said[0]
    assert refusal.endswith(" .said refused")
    assert all(word in refusal for word in ("撤回", "送审", "county"))
    # What it is now stands there anew, and that may be accepted.
    assert any("999999份" in line for line in old.said)
    old.click("审核通过并发布")
    assert board.workspace.store.release().number == 2


def test_what_was_replaced_behind_an_old_tab_is_not_returned_there(approving: Dashboard) -> None:
    board = approving
    author = submitted(board, 11)
    draft = str(author.address["draft"])
    old = board.tab(board.person("reviewer", Role.REVIEWER)).open("review", draft=draft)
    replaced(author, 12)
    old.fill("退回理由", "请核对11份").click("退回")
    assert old.said[0].endswith(" .said refused")
    assert board.tab(author.cookies).open("upload", draft=draft).said[2].startswith("待审")


def test_a_rerun_tells_what_it_puts_in_the_place_of_what_was_read(approving: Dashboard) -> None:
    board = approving
    author = submitted(board, 11)
    draft = str(author.address["draft"])
    old = board.tab(board.person("reviewer", Role.REVIEWER)).open("review", draft=draft)
    button = next(each.proto.id for each in old.app.button if each.label == "审核通过并发布")
    replaced(author, 12)
    old.choose("退回理由", "已核对")
    (told,) = [line for line in old.said if line.endswith(" .said refused")]
    assert "撤回" in told
    # The click that was under way when the page was drawn anew was made on the other button.
    states = old.app._tree.get_widget_states()
    clicked = states.widgets.add()
    clicked.id, clicked.trigger_value = button, True
    old.run(states)
    assert board.workspace.store.release().number == 1


def test_an_authors_two_tabs_do_not_publish_what_only_one_shows(own: Dashboard) -> None:
    first = own.tab(own.person("zhao", Role.STAFF)).open("upload")
    first.upload(FILES, ("十月.csv", table(notices(HAISHU, "2024-10", 11))))
    first.click("上传并校验").step("changes").choose("发布理由", "十月")
    draft = str(first.address["draft"])
    second = own.tab(first.cookies).open("upload", draft=draft, step="")
    second.upload("添加或更换文件", ("十月.csv", table(notices(HAISHU, "2024-10", 999_999))))
    first.click("发布")
    assert first.said[0].endswith(" .said refused")
    assert own.workspace.store.release().number == 1
    assert any("999999份" in line for line in first.said)


def test_another_release_of_the_same_number_is_shown_before_it_is_built_upon(
    own: Dashboard,
) -> None:
    store, boss = own.workspace.store, own.boss
    for month, count in (("2024-09", 5), ("2024-10", 7)):
        if month == "2024-10":
            copy_releases(Path(store.uri), own.folder / "backup")
        upload = Upload([("x.csv", table(notices(HAISHU, month, count)))])
        publish_now(own.workspace, boss, upload, reason="先报", explanations={"*": "x"})
    tab = own.tab(own.person("zhao", Role.STAFF)).open("upload")
    tab.upload(FILES, ("十月.csv", table(notices(HAISHU, "2024-10", 11))))
    tab.click("上传并校验").step("changes").choose("发布理由", "十月")
    assert any("7份" in line for line in tab.said)
    copy_releases(own.folder / "backup", Path(store.uri))
    later = workspace_beside(own.folder)
    first, second = (identify_release(later.store.release(number)) for number in (1, 2))
    restore_release(later, boss, first, reason="重报", reviewed=second)
    later.database.close()
    tab.click("发布")
    assert tab.said[0].endswith(" .said refused")
    assert "重报" in tab.said[0]
    assert store.release().restored == 1
    assert not any("7份" in line for line in tab.said)
    tab.click("发布")
    assert store.release().number == 4


def copy_releases(source: Path, target: Path) -> None:
    """Copy the releases of a store over those of another folder."""
    for name in ("figures", "receipts"):
        shutil.rmtree(target / name, ignore_errors=True)
        shutil.copytree(source / name, target / name)


def test_an_account_changed_behind_an_old_tab_is_not_changed_there(own: Dashboard) -> None:
    admin = own.person("chief", Role.ADMIN)
    own.person("lina", Role.STAFF)
    (account,) = [each for each in auth.list_accounts(own.boss) if each.name == "lina"]
    old = own.tab(admin).open("staff", account=account.id)
    other = own.tab(admin).open("staff", account=account.id)
    other.click("停用")
    old.fill("角色", Role.REVIEWER, 1).click("保存角色和地区")
    assert old.said[0].endswith(" .said refused")
    (account,) = [each for each in auth.list_accounts(own.boss) if each.name == "lina"]
    assert (account.role, account.disabled) == (Role.STAFF, True)


def test_a_remembered_answer_is_shown_where_it_acts_and_can_be_forgotten(own: Dashboard) -> None:
    table_of_label = "下乡情况\n单位：份\n地区,2022年,2023年\n海曙区,3,5\n江北区,4,6\n".encode()
    zhao = own.person("zhao", Role.STAFF)
    said = Answers(indicators={"下乡": "supervision_notices"})
    remember_labels(own.workspace, own.actor(zhao), said)
    tab = own.tab(zhao).open("upload").upload(FILES, ("y.csv", table_of_label)).click("上传并校验")
    followed = [line for line in tab.said if "读作" in line]
    assert any("下乡" in line and "zhao" in line for line in followed)
    # The same table asks somebody else.
    other = own.tab(own.person("qian", Role.STAFF)).open("upload")
    other.upload(FILES, ("y.csv", table_of_label)).click("上传并校验")
    assert not [line for line in other.said if "读作" in line]
    listed = own.tab(zhao).open("upload")
    assert any("记住的名称答复" in line for line in listed.said)
    listed.click("忘记")
    assert list_answers(own.workspace, own.actor(zhao)) == []


def test_a_draft_of_a_disabled_account_is_shown_as_such(approving: Dashboard) -> None:
    board = approving
    author = submitted(board, 11)
    (account,) = [each for each in auth.list_accounts(board.boss) if each.name == "county"]
    auth.disable_account(board.boss, account.seen)
    reviewer = board.tab(board.person("reviewer", Role.REVIEWER)).open("review")
    assert any("county" in line and "已停用" in line for line in reviewer.said)
    reviewer.open("review", draft=str(author.address["draft"]))
    button = reviewer.widget("审核通过并发布")
    assert button.disabled
    reviewer.click("接手并重新送审")
    (draft,) = list_drafts(board.workspace, board.actor(reviewer.cookies))
    assert (draft.author, draft.status) == ("reviewer", "open")
